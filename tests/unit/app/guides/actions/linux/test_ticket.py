"""The Kerberos ticket: renewed, or thrown away when it has run out. The programs are scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.guides.actions.linux.ticket import RefreshTicket
from app.guides.hand import Did, Target

HAND_S = 6.0
Install = Callable[[str, str], Path]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "krb5cc"
    file.touch()
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{file}")
    return file


def install(programs: Install, calls: Path, renews: bool, valid: bool, drops: bool = True) -> None:
    for name, works in (("kinit", renews), ("klist", valid), ("kdestroy", drops)):
        programs(name, f'echo "{name} $*" >> {calls}; exit {0 if works else 1}')


CASES: dict[str, tuple[bool, bool, bool, Did, list[str]]] = {
    "renewed": (True, True, True, Did.DONE, ["kinit -R"]),
    "good and not renewable": (False, True, True, Did.FAILED, ["kinit -R", "klist -s"]),
    "run out": (False, False, True, Did.DONE, ["kinit -R", "klist -s", "kdestroy -q"]),
    "run out, and it stays": (False, False, False, Did.FAILED, ["kinit -R", "klist -s", "kdestroy -q"]),
}


@pytest.mark.parametrize("case", CASES)
def test_refresh(case: str, programs: Install, cache: Path, tmp_path: Path) -> None:
    renews, valid, drops, did, calls = CASES[case]
    install(programs, tmp_path / "calls", renews, valid, drops)
    act = RefreshTicket()
    assert act.ready(Target())
    assert act.act(Target(), act.snapshot(Target()), HAND_S).did is did
    assert (tmp_path / "calls").read_text().splitlines() == calls
    assert act.restore(Target(), {}, HAND_S).did is Did.NOTHING_TO_DO


def test_a_server_that_is_silent(programs: Install, cache: Path, tmp_path: Path) -> None:
    install(programs, tmp_path / "calls", True, True)
    programs("kinit", "exec sleep 30")
    assert RefreshTicket().act(Target(), {}, 0.6).did is Did.TIMED_OUT


def test_without_a_cache_or_the_programs_it_is_not_ready(
    programs: Install, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not RefreshTicket().ready(Target())
    install(programs, tmp_path / "calls", True, True)
    assert RefreshTicket().ready(Target())
    cache.unlink()
    assert not RefreshTicket().ready(Target())
    for name, ready in ((str(cache), False), ("KCM:", True), ("KEYRING:persistent:1000", True), ("MEMORY:x", False)):
        monkeypatch.setenv("KRB5CCNAME", name)
        assert RefreshTicket().ready(Target()) is ready, name
