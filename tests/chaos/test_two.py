"""Two instances of the app on one computer: one acts, the other refuses and says why."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.guides import shelf
from app.guides.hand import Did, Target
from app.guides.journal import FILE_NAME, Journal, Stage
from app.guides.repair import OTHER_INSTANCE, Repairer
from tests.chaos.computer import EFFECTS, HELPS, START, Computer, hands
from tests.chaos.oracle import at_rest, witnessed

ROOT = Path(__file__).resolve().parents[2]
ETHERNET = Target(adapter="eth0")
ROUNDS = 5
LIMIT_S = 60.0
HOLDS = """
import sys
from pathlib import Path
from app.guides.hand import Target
from app.guides.journal import FILE_NAME, Journal
from app.guides.repair import Repairer
from tests.chaos.computer import Computer, hands
folder = Path(sys.argv[1])
repairer = Repairer(hands(Computer(folder / "computer")), Journal(folder / FILE_NAME))
print(repairer.do("ip.use_dhcp", Target(adapter="eth0"), guide="g", step="address").did, flush=True)
input()
print(repairer.settle("address", True).did, flush=True)
input()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Computer(tmp_path / "computer").build()
    return tmp_path


@pytest.fixture
def other(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another instance, which has a change in place that is not proved yet."""
    with ExitStack() as stack:
        child = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", HOLDS, str(folder)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        stack.callback(child.kill)
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
        yield child


def ours(folder: Path) -> tuple[Repairer, Journal]:
    journal = Journal(folder / FILE_NAME)
    return Repairer(hands(Computer(folder / "computer")), journal), journal


def test_the_second_refuses_and_leaves_everything_alone(folder: Path, other: "subprocess.Popen[str]") -> None:
    repairer, journal = ours(folder)
    before = Computer(folder / "computer").read()
    deed = repairer.do(HELPS, ETHERNET, guide="g", step="proxy")
    assert (deed.did, deed.detail) == (Did.FAILED, OTHER_INSTANCE)
    assert repairer.recover() == ()
    assert [item.deed.detail for item in repairer.undo_all()] == [OTHER_INSTANCE]
    assert Computer(folder / "computer").read() == before == START | EFFECTS["ip.use_dhcp"]
    assert [entry.state for entry in journal.entries()] == [Stage.DONE]


def test_when_the_first_has_settled_it_is_the_seconds_turn(folder: Path, other: "subprocess.Popen[str]") -> None:
    repairer, journal = ours(folder)
    assert other.stdin is not None
    assert other.stdout is not None
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "done\n"
    assert repairer.do(HELPS, ETHERNET, guide="g", step="proxy").did is Did.DONE
    repairer.settle("proxy", True)
    assert [entry.state for entry in journal.entries()] == [Stage.KEPT, Stage.KEPT]


def test_when_the_first_is_killed_the_second_puts_back_what_it_left(
    folder: Path, other: "subprocess.Popen[str]"
) -> None:
    repairer, _ = ours(folder)
    other.kill()
    other.wait()
    assert repairer.do(HELPS, ETHERNET, guide="g", step="proxy").did is Did.DONE
    assert Computer(folder / "computer").read() == START | EFFECTS[HELPS]
    repairer.settle("proxy", True)
    at_rest(folder)


def test_two_that_walk_at_the_same_time_leave_nothing_half_changed(folder: Path) -> None:
    """Which of the two repairs it is a matter of luck; that every change is proved or put back is none."""
    for _ in range(ROUNDS):
        shelf.forget(folder)
        (folder / "witness").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.chaos.life", str(folder), "0.002"]
        with ExitStack() as stack:
            lives = [
                stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)) for _ in range(2)
            ]
            for life in lives:
                stack.callback(life.kill)
            assert [life.wait(LIMIT_S) for life in lives] == [0, 0]
        assert [line["event"] for line in witnessed(folder)].count("ended") == 2
        repairer, _ = ours(folder)
        assert repairer.recover() == (), "both ended in peace, so nothing was left"
        at_rest(folder)
        assert {item.deed.did for item in repairer.undo_all()} <= {Did.DONE}
        assert Computer(folder / "computer").read() == START
