"""What the journal promises: on the disk before anybody goes on, readable whatever happened to the file."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guides import journal as module
from app.guides.hand import Program, Target
from app.guides.journal import Entry, Journal, Stage
from app.store.error import Obstacle, StoreError
from diagnostics.model.site import Vpn
from tests.unit.app.guides.repair_world import undoable

NOON = 1_800_000_000.0  # 2027-01-15 08:00 UTC
TARGET = Target(adapter="eth0")
BEFORE: dict[str, Any] = {"method": "manual", "servers": ["192.0.2.53"], "metric": 100, "more": {"auto": None}}


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    made = Journal(tmp_path / "state" / module.FILE_NAME, clock=clock)
    yield made
    made.lock.release()


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "state" / module.FILE_NAME


def begin(journal: Journal, verb: str = "ip.use_dhcp", step: str = "dhcp") -> Entry:
    return journal.begin(verb, TARGET, BEFORE, guide="ip.misconfigured", step=step)


def states(journal: Journal) -> list[tuple[str, str]]:
    return [(entry.step, entry.state.value) for entry in journal.entries()]


def test_the_life_of_an_entry(journal: Journal, tmp_path: Path, clock: Clock) -> None:
    assert journal.entries() == ()
    entry = begin(journal)
    assert (entry.state, entry.at, entry.before, entry.target) == (
        Stage.BEGUN, "2027-01-15T08:00:00.000Z", BEFORE, TARGET,
    )  # fmt: skip
    assert journal.open_entries() == (entry,)
    clock.now += 1.5
    journal.mark(entry.entry, Stage.DONE, "two\nlines")
    (done,) = journal.open_entries()
    assert (done.at, done.detail, done.entry) == ("2027-01-15T08:00:01.500Z", "two lines", entry.entry)
    assert undoable(journal) == ()
    assert journal.left() == (done,), "a deed that is under way is left as well"
    journal.mark(entry.entry, Stage.KEPT)
    assert journal.open_entries() == ()
    assert [item.state for item in undoable(journal)] == [Stage.KEPT]
    journal.mark(entry.entry, Stage.TAKEN_BACK)
    assert undoable(journal) == journal.left() == ()
    lines = [json.loads(line) for line in path_of(tmp_path).read_bytes().splitlines()]
    assert [line["state"] for line in lines] == ["begun", "done", "kept", "taken_back"]
    assert {frozenset(line) for line in lines} == {frozenset(Entry.__struct_fields__)}, "each line is whole in itself"


def test_what_can_be_undone_is_what_stays_changed(journal: Journal) -> None:
    fates = {
        "dns.use_automatic": Stage.KEPT,
        "dhcp.renew": Stage.KEPT,  # nothing of it lasts
        "hosts.remove_entries": Stage.TAKEN_BACK,
        "proxy.reset_user": Stage.STUCK,
        "adapter.restart": Stage.STUCK,
        "verb.of_a_newer_version": Stage.KEPT,
        "ip.use_dhcp": Stage.DONE,
    }
    for verb, state in fates.items():
        journal.mark(begin(journal, verb).entry, state)
    found = [entry.verb for entry in undoable(journal)]
    assert found == ["verb.of_a_newer_version", "adapter.restart", "proxy.reset_user", "dns.use_automatic"]


FOREIGN: dict[str, bytes] = {
    "a torn last line": b'{"schema":1,"entry":"0001","at":"2027',
    "an empty line": b"\n\n",
    "another program's": b'{"level":"info","msg":"hello"}\n',
    "no text": b"\xff\xfe\x00\x01\n",
    "a list": b"[1,2,3]\n",
    "a state that does not exist": b'{"schema":1,"entry":"0001","at":"","state":"lost","verb":"","guide":"",'
    b'"step":"","target":{},"before":{}}\n',
    "an entry without a name": b'{"schema":1,"entry":"","at":"","state":"begun","verb":"","guide":"","step":"",'
    b'"target":{},"before":{}}\n',
    "brackets without end": b"[" * 100_000 + b"\n",
    "a number beyond all numbers": b'{"schema":' + b"9" * 5000 + b"}\n",
    "a newer version": b'{"schema":2,"entry":"0001","state":"half","future":true}\n',
}


@pytest.mark.parametrize("case", FOREIGN)
def test_what_is_not_ours_is_passed_over_and_the_next_record_is_whole(
    case: str, journal: Journal, tmp_path: Path
) -> None:
    begin(journal, step="first")
    with path_of(tmp_path).open("ab") as file:
        file.write(FOREIGN[case])
    assert states(journal) == [("first", "begun")]
    begin(journal, step="second")
    assert states(journal) == [("first", "begun"), ("second", "begun")]


@settings(max_examples=150, deadline=None)
@given(cut=st.integers(0, 2000), junk=st.binary(max_size=40))
def test_a_file_that_ends_anywhere_still_takes_a_record(
    cut: int, junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("torn") / "journal.jsonl"
    journal = Journal(path)
    marked = begin(journal, step="first")
    journal.mark(marked.entry, Stage.DONE)
    whole = path.read_bytes()
    path.write_bytes(whole[: min(cut, len(whole))] + junk)
    before = states(journal)
    begin(journal, step="second")
    assert states(journal) == [*before, ("second", "begun")]
    if cut > len(whole):
        assert before == [("first", "done")]


CLOCKS: dict[str, float] = {
    "an hour back": NOON - 3600,
    "to the day when clocks begin": 0.0,
    "before that": -1e12,
    "two centuries on": NOON + 6e9,
    "beyond every calendar": 1e18,
    "standing still": NOON,
}


@pytest.mark.parametrize("case", CLOCKS)
def test_entries_stay_in_order_when_the_clock_jumps(case: str, journal: Journal, clock: Clock) -> None:
    first = begin(journal, step="first")
    clock.now = CLOCKS[case]
    second = begin(journal, step="second")
    clock.now = NOON + 60
    third = begin(journal, step="third")
    assert [entry.step for entry in journal.entries()] == ["first", "second", "third"]
    assert len(first.entry) == len(second.entry) or case == "beyond every calendar"
    assert int(first.entry[:12], 16) < int(second.entry[:12], 16) < int(third.entry.partition("-")[0], 16)
    for entry in (first, second, third):
        journal.mark(entry.entry, Stage.KEPT)
    assert [entry.step for entry in undoable(journal)] == ["third", "second", "first"]
    assert all(entry.at.endswith("Z") for entry in journal.entries())


def test_entries_of_one_moment_have_different_names(journal: Journal) -> None:
    assert len({begin(journal).entry for _ in range(20)}) == 20


def grow(journal: Journal, count: int, verb: str, state: Stage) -> list[str]:
    """Many entries in one state, faster than by writing them one by one."""
    entries = []
    for _ in range(count):
        entry = begin(journal, verb)
        entries.append(entry.entry)
        journal.mark(entry.entry, state)
    return entries


def test_a_grown_file_loses_only_what_is_over(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMPACT_BYTES", 64 * 1024)
    monkeypatch.setattr(journal, "_compact_at", 64 * 1024)
    assert journal.lock.take()
    kept = grow(journal, 10, "dns.use_automatic", Stage.KEPT)
    stuck = grow(journal, 2, "dhcp.renew", Stage.STUCK)
    still_open = [begin(journal).entry for _ in range(3)]
    with path_of(tmp_path).open("ab") as file:
        file.write(FOREIGN["a newer version"])
    over: list[str] = []
    before = path_of(tmp_path).stat().st_ino
    while path_of(tmp_path).stat().st_ino == before:
        over += grow(journal, 10, "dhcp.renew", Stage.KEPT)
        assert len(over) < 500
    found = [entry.entry for entry in journal.entries()]
    assert found[: len(kept)] == kept
    assert set(stuck) | set(still_open) | set(over[-module.RECENT :]) <= set(found)
    assert len(found) < len(kept) + len(stuck) + len(still_open) + len(over)
    assert [entry.state for entry in journal.open_entries()] == [Stage.BEGUN] * 3
    assert len(undoable(journal)) == 12
    assert FOREIGN["a newer version"].strip() in path_of(tmp_path).read_bytes().splitlines()
    assert stat.S_IMODE(path_of(tmp_path).stat().st_mode) == 0o600
    assert path_of(tmp_path).stat().st_size < 64 * 1024


def test_a_file_full_of_what_must_stay_is_not_written_anew_for_every_record(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMPACT_BYTES", 4096)
    monkeypatch.setattr(journal, "_compact_at", 4096)
    assert journal.lock.take()
    written: list[int] = []
    write = module.atomic.write
    monkeypatch.setattr(module.atomic, "write", lambda path, data: (written.append(len(data)), write(path, data)))
    kept = grow(journal, 60, "dns.use_automatic", Stage.KEPT)
    assert [entry.entry for entry in journal.entries()] == kept
    assert 1 <= len(written) <= 6


def test_without_the_lock_nothing_is_compacted(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_compact_at", 1)
    grow(journal, 3, "dhcp.renew", Stage.KEPT)
    assert len(path_of(tmp_path).read_bytes().splitlines()) == 6


def test_a_disk_that_is_full_during_the_compaction_costs_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_compact_at", 1)
    assert journal.lock.take()

    def full(path: Path, _data: bytes) -> None:
        raise StoreError(path, Obstacle.FULL)

    monkeypatch.setattr(module.atomic, "write", full)
    grow(journal, 3, "dhcp.renew", Stage.KEPT)
    assert len(journal.entries()) == 3


NO_DATA: dict[str, Any] = {
    "an object": {"x": object()},
    "too much of it": {"x": "y" * module.MAX_RECORD_BYTES},
    "half a character": {"x": "\ud800"},
    "an endless number": {"x": 10**5000},
}


@pytest.mark.parametrize("case", NO_DATA)
def test_a_state_that_cannot_be_written_down_is_refused(case: str, journal: Journal) -> None:
    with pytest.raises(ValueError, match=r"plain data|more than a state"):
        journal.begin("dns.flush", TARGET, NO_DATA[case])
    assert journal.entries() == ()


def test_a_detail_is_one_short_line(journal: Journal) -> None:
    entry = journal.mark(begin(journal).entry, Stage.STUCK, "a\x00b\u202ec\ud800" * 200)
    assert len(entry.detail) <= module.MAX_DETAIL
    assert entry.detail.isprintable()


def test_a_target_comes_back_whole(journal: Journal) -> None:
    target = Target(
        adapter="tun0",
        vpn=Vpn(name="Company VPN", kind="openvpn", gateways=("vpn.example.org:1194/udp",), mtu=1380),
        hosts=("www.example.org",),
        program=Program(pid=4242, name="photosync", started=NOON),
    )
    journal.begin("vpn.reconnect", target, {})
    assert journal.entries()[0].target == target
