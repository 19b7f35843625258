"""How busy the machine is, without ourselves."""

from typing import Any

import pytest

from diagnostics.system.linux import load
from tests.fakes.system import GIB

Process = list[Any]


def sample(
    at_s: float, user: int, idle: int, processes: dict[str, Process] | None = None, **more: Any
) -> dict[str, Any]:
    plain = {"at_s": at_s, "own": 100, "own_ended_ticks": 0, "swapped_in": 0}
    return {**plain, "cpu": [user, 0, 0, idle, 0, 0, 0, 0], "processes": processes or {}, **more}


def process(name: str, ticks: int, parent: int = 1, pages: int = 10, program: str = "") -> Process:
    return [name, parent, ticks, pages, program]


def pressure(**different: Any) -> dict[str, Any]:
    memory = {"MemTotal": 8 * GIB, "MemAvailable": 5 * GIB, "SwapTotal": GIB, "SwapFree": GIB}
    plain = {"cores": 2, "cpu_stalled_percent": 3.5, "memory_stalled_percent": 0.0, "load_1min": 0.5, "memory": memory}
    return {**plain, **different}


def test_our_own_work_and_that_of_our_children_is_taken_out() -> None:
    before = {"100": process("unstuck", 0), "101": process("helper", 0, parent=100), "7": process("miner", 0)}
    after = {"100": process("unstuck", 30), "101": process("helper", 20, parent=100), "7": process("miner", 40)}
    seen = load.normalise_load(sample(0.0, 0, 0, before), sample(1.0, 100, 100, after, own_ended_ticks=10), pressure())
    assert seen.cpu_percent == 20.0, "100 of 200 ticks were busy; 60 of them were ours"
    assert (seen.top_process, seen.top_process_percent) == ("miner", 40.0)
    assert seen.largest_process == "miner"


def test_a_busy_core_is_a_hundred_percent_of_one_core() -> None:
    rows = [{"7": process("miner", 0)}, {"7": process("miner", 200)}]
    seen = load.normalise_load(sample(0.0, 0, 0, rows[0]), sample(2.0, 200, 200, rows[1]), pressure())
    assert (seen.cpu_percent, seen.top_process_percent) == (50.0, 100.0)


def test_a_process_that_started_in_between_has_done_all_its_work_now() -> None:
    seen = load.normalise_load(sample(0.0, 0, 0), sample(1.0, 100, 100, {"9": process("cc1", 70)}), pressure())
    assert (seen.top_process, seen.top_process_percent) == ("cc1", 70.0)


def test_an_idle_machine_has_no_top_process() -> None:
    rows = {"7": process("cron", 5)}
    seen = load.normalise_load(sample(0.0, 0, 0, rows), sample(1.0, 0, 200, rows), pressure())
    assert (seen.cpu_percent, seen.top_process, seen.top_process_percent) == (0.0, None, None)


def test_a_part_of_a_browser_is_called_like_the_browser() -> None:
    program = "/usr/lib/browser/browser"
    rows = [
        {
            "7": process("browser", 0, program=program),
            "8": process("Isolated Web Co", t, parent=7, program=program, pages=99),
        }
        for t in (0, 90)
    ]
    seen = load.normalise_load(sample(0.0, 0, 0, rows[0]), sample(1.0, 100, 100, rows[1]), pressure())
    assert (seen.top_process, seen.top_process_percent, seen.largest_process) == ("browser", 90.0, "browser")


def test_time_that_the_host_took_away_is_nobodys_work() -> None:
    after = sample(1.0, 0, 0)
    after["cpu"] = [50, 0, 0, 50, 0, 0, 0, 100]
    assert load.normalise_load(sample(0.0, 0, 0), after, pressure()).cpu_percent == 25.0


SWAPPING: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "nothing": ({}, {}, False),
    "pages came back": ({"swapped_in": 12}, {}, True),
    "stalls, and swap is in use": (
        {},
        {"memory_stalled_percent": 8.0, "memory": {"SwapTotal": 9, "SwapFree": 1}},
        True,
    ),
    "stalls without any swap": ({}, {"memory_stalled_percent": 8.0, "memory": {"SwapTotal": 0, "SwapFree": 0}}, False),
    "old pages lie in swap": ({}, {"memory": {"SwapTotal": 9, "SwapFree": 1}}, False),
    "a kernel without pressure files": ({}, {"memory_stalled_percent": None}, False),
}


@pytest.mark.parametrize("case", SWAPPING)
def test_swapping(case: str) -> None:
    changed, felt, expected = SWAPPING[case]
    seen = load.normalise_load(sample(0.0, 0, 0), sample(1.0, 10, 10, **changed), pressure(**felt))
    assert seen.swapping is expected


STALLS = {
    "PSI": ("some avg10=12.50 avg60=3.00 avg300=1.00 total=9\nfull avg10=0.00 avg60=0 avg300=0 total=0", 12.5),
    "none": ("", None),
    "full only": ("full avg10=1.00 avg60=0 avg300=0 total=0", None),
}


@pytest.mark.parametrize("case", STALLS)
def test_stall(case: str) -> None:
    text, expected = STALLS[case]
    assert load.parse_stall(text) == expected


def test_memory_in_bytes() -> None:
    text = "MemTotal:       8000 kB\nMemFree: 1 kB\nMemAvailable:   2000 kB\nHugePages_Total:       0\n"
    assert load.parse_memory(text) == {"MemTotal": 8_192_000, "MemAvailable": 2_048_000}


def stat(name: str) -> str:
    fields = ["S", "1", *["0"] * 9, "7", "5", "2", "1", *["0"] * 6, "33"]
    return f"42 ({name}) {' '.join(fields)}"


NAMES = ("cron", "a b", "x) S 9 (y", "")


@pytest.mark.parametrize("name", NAMES)
def test_names_may_hold_anything(name: str) -> None:
    assert load.parse_process(stat(name)) == [name, 1, 12, 33]


def test_a_process_that_ended_while_it_was_read_is_left_out() -> None:
    assert load.parse_process("") is None
    assert load.parse_process("42 (cron) S 1") is None
