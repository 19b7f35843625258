"""VPN programs with a window: only those of the table, started and ended again."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.guides.actions.linux import client, process
from app.guides.actions.linux.client import PROGRAMS, StartProgram
from app.guides.hand import Did, Target
from diagnostics.model.site import Vpn
from tests.unit.app.guides.repair_world import eventually

HAND_S = 10.0
OFFICE = Target(vpn=Vpn(name="Office", kind="globalprotect"))
Install = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9")


def test_the_window_opens_and_closes_again(programs: Install, tmp_path: Path, sleeper: object) -> None:
    window = tmp_path / "PanGPUI"
    window.symlink_to("/bin/sleep")
    programs("globalprotect", f'echo "$@" > {tmp_path}/called; exec {window} 30')
    act = StartProgram(attended=True)
    assert act.ready(OFFICE)
    before = act.snapshot(OFFICE)
    assert before == {"program": "globalprotect", "running": {}, "boot": process.boot_id()}
    assert act.act(OFFICE, before, HAND_S).did is Did.DONE
    try:
        assert (tmp_path / "called").read_text() == "launch-ui\n"
        assert len(process.own(("PanGPUI",))) == 1
    finally:
        assert act.restore(OFFICE, before, HAND_S).did is Did.DONE
    assert eventually(lambda: process.own(("PanGPUI",)) == {})
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO


def test_a_window_that_was_open_before_stays(programs: Install, sleeper: Callable[[str], psutil.Process]) -> None:
    one = sleeper("PanGPUI")
    programs("globalprotect", "exit 0")
    act = StartProgram(attended=True)
    before = act.snapshot(OFFICE)
    assert act.act(OFFICE, before, HAND_S).did is Did.DONE
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO
    assert one.is_running()


def test_one_that_the_person_has_opened_since_the_computer_was_restarted_stays(
    programs: Install, sleeper: Callable[[str], psutil.Process]
) -> None:
    programs("globalprotect", "exit 0")
    act = StartProgram(attended=True)
    before = act.snapshot(OFFICE) | {"boot": "an-earlier-one"}
    one = sleeper("PanGPUI")
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO
    assert one.is_running()


def test_a_program_that_ends_at_once_has_failed(programs: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_APPEARS_S", 0.3)
    programs("globalprotect", "exit 1")
    act = StartProgram(attended=True)
    assert act.act(OFFICE, act.snapshot(OFFICE), HAND_S).did is Did.FAILED


NOT_READY: dict[str, tuple[Target, bool]] = {
    "nobody there": (OFFICE, False),
    "another kind": (Target(vpn=Vpn(name="Office", kind="openvpn")), True),
    "a process that nobody knows": (Target(vpn=Vpn(name="Office", kind="globalprotect", process="sh")), True),
    "a path": (Target(vpn=Vpn(name="Office", process="/tmp/evil")), True),
    "no VPN": (Target(), True),
}


@pytest.mark.parametrize("case", NOT_READY)
def test_nothing_else_is_ever_started(case: str, programs: Install, tmp_path: Path) -> None:
    target, attended = NOT_READY[case]
    for name in ("globalprotect", "sh", "openvpn", "evil"):
        programs(name, f"touch {tmp_path}/called")
    act = StartProgram(attended=attended)
    assert not act.ready(target)
    if attended:
        assert act.act(target, act.snapshot(target), HAND_S).did is Did.UNSUPPORTED
    assert not (tmp_path / "called").exists()


def test_without_a_screen_no_window(programs: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    programs("globalprotect", "exit 0")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not StartProgram(attended=True).ready(OFFICE)


def test_the_site_files_process_chooses_from_the_table(programs: Install) -> None:
    programs("gpclient", "exit 0")
    assert client.program_of(Vpn(name="Office", kind="globalprotect")) == "gpclient"
    assert client.program_of(Vpn(name="Office", process="gpclient")) == "gpclient"
    assert client.program_of(Vpn(name="Office", process="PanGPS")) is None


def test_every_way_to_a_program_leads_into_the_table() -> None:
    named = {name for names in (*client._BY_KIND.values(), *client._BY_PROCESS.values()) for name in names}
    assert named == set(PROGRAMS)
