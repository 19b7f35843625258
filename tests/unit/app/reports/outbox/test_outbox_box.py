"""The outbox: what it keeps, tries, tells and takes back."""

import errno
from pathlib import Path
from typing import Any

import pytest

from app.reports.outbox import Clock, Outbox, State
from app.reports.outbox.pace import LONGEST_S, PATIENCE_S
from app.reports.outcome import Outcome
from app.store import atomic
from app.store.error import StoreError
from app.store.lock import FileLock
from tests.unit.app.reports.outbox.world import A_DAY_S, ABOUT, START_S, Teller, Time, sealed

ONE, TWO = sealed("one"), sealed("two", 900)
YEARS_S = 5 * 365 * A_DAY_S


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def box(tmp_path: Path, time: Time) -> Outbox:
    return Outbox(tmp_path / "outbox", time.clock)


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    }


def test_kept_then_sent_then_remembered(box: Outbox, time: Time, tmp_path: Path) -> None:
    entry = box.put(ONE, ABOUT)
    assert (entry.state, entry.about, entry.size, entry.left_s) == (State.WAITING, ABOUT, 400, PATIENCE_S)
    assert box.due_in_s() == 0
    way = Teller()
    (sent,) = box.deliver([way])
    assert (sent.state, sent.way, sent.tries, sent.ended_at) == (State.SENT, "way_drop", 1, "2027-01-15T08:00:00Z")
    assert way.got == {str(ONE.name): ONE.data}
    assert box.due_in_s() is None
    assert files(tmp_path / "outbox") == {f"done/{ONE.name}.sent"}
    (told,) = Outbox(tmp_path / "outbox", time.clock).entries()
    assert (told.state, told.about, told.way) == (State.SENT, ABOUT, "way_drop")


def test_the_same_again_is_harmless(box: Outbox) -> None:
    box.put(ONE, ABOUT)
    box.put(ONE, ABOUT)
    assert [entry.tries for entry in box.entries()] == [0]
    box.deliver([Teller()])
    assert box.put(ONE, ABOUT).state is State.SENT
    way = Teller()
    assert box.deliver([way], force=True) == []
    assert way.seen == []


def test_newest_first_and_oldest_leaves_first(box: Outbox, time: Time) -> None:
    box.put(ONE, ABOUT)
    time.pass_s(10)
    box.put(TWO, ABOUT)
    way = Teller()
    assert [entry.name for entry in box.entries()] == [str(TWO.name), str(ONE.name)]
    box.deliver([way])
    assert [name for name, _ in way.seen] == [str(ONE.name), str(TWO.name)]


def test_pauses_grow_to_an_hour_and_force_does_not_wait(box: Outbox, time: Time) -> None:
    box.put(ONE, ABOUT)
    way = Teller([Outcome.NO_CONNECTION])
    pauses = []
    for _ in range(60):
        box.deliver([way])
        due = box.due_in_s()
        assert due is not None
        pauses.append(due)
        assert box.deliver([way]) == [], "not due yet"
        time.pass_s(due)
    assert len(way.seen) == 60
    assert all(5 <= pause <= LONGEST_S for pause in pauses)
    assert max(pauses[:2]) <= 20
    assert max(pauses[20:]) > 1800
    (entry,) = box.deliver([way], force=True)
    due = box.due_in_s()
    assert entry.tries == 61
    assert due is not None
    assert due <= 10, "something changed: short pauses again"


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([Outcome.NO_CONNECTION], [False, False]),
        ([Outcome.NO_FOLDER, Outcome.SIGN_IN], [False, False, False]),
        ([Outcome.CUT], [False, True]),
        ([Outcome.TOO_SLOW, Outcome.NO_CONNECTION], [False, True, True]),
        ([Outcome.SERVER_TROUBLE], [False, True]),
        ([RuntimeError("a mistake of ours")], [False, True]),
    ],
)
def test_whether_it_may_have_arrived_is_known_to_the_next_process(
    before: list[Outcome | Exception], then: list[bool], tmp_path: Path
) -> None:
    way = Teller([*before, Outcome.DELIVERED])
    Outbox(tmp_path).put(ONE, ABOUT)
    for _ in range(len(then)):
        Outbox(tmp_path).deliver([way], force=True)
    assert way.again == then
    assert [entry.state for entry in Outbox(tmp_path).entries()] == [State.SENT]


def test_the_second_way_after_the_first(box: Outbox) -> None:
    box.put(ONE, ABOUT)
    first, second = Teller([Outcome.CUT]), Teller(way="way_folder")
    (entry,) = box.deliver([first, second])
    assert (entry.state, entry.way) == (State.SENT, "way_folder")
    assert (first.again, second.again) == ([False], [True])


def test_fourteen_days_then_a_line_and_the_bytes_stay(box: Outbox, time: Time) -> None:
    box.put(ONE, ABOUT)
    way = Teller([Outcome.NO_CONNECTION])
    for day in range(14):
        (entry,) = box.deliver([way], force=True)
        assert entry.state is State.WAITING, day
        time.pass_s(A_DAY_S)
    (entry,) = box.deliver([way], force=True)
    assert (entry.state, entry.left_s, entry.last and entry.last.outcome) == (State.GAVE_UP, 0, Outcome.NO_CONNECTION)
    assert box.deliver([Teller()], force=True) == []
    assert box.due_in_s() is None
    assert box.retry(entry.name)
    (again,) = box.entries()
    assert (again.state, again.left_s) == (State.WAITING, PATIENCE_S)
    assert [entry.state for entry in box.deliver([Teller()])] == [State.SENT]


@pytest.mark.parametrize("jump_s", [YEARS_S, -YEARS_S, 90 * A_DAY_S, -3600.0, 1e15, -1e15])
def test_a_clock_that_jumps_neither_loses_nor_storms(jump_s: float, tmp_path: Path) -> None:
    time = Time()
    way = Teller([Outcome.NO_CONNECTION])
    box = Outbox(tmp_path, time.clock)
    box.put(ONE, ABOUT)
    box.deliver([way])
    for number in range(10):
        time.jump(jump_s if number % 2 else -jump_s)
        assert box.deliver([way]) == [], "the steady clock says: not yet"
    assert len(way.seen) == 1
    for number in range(10):
        time.jump(jump_s if number % 2 else -jump_s)
        fresh = Outbox(tmp_path, time.clock)
        fresh.deliver([way])
        fresh.deliver([way])
        assert [entry.state for entry in fresh.entries()] == [State.WAITING]
    assert len(way.seen) <= 11, "at most one try for each jump that only a new program sees"
    assert [entry.state for entry in Outbox(tmp_path, time.clock).deliver([Teller()], force=True)] == [State.SENT]


def test_a_laptop_that_was_closed_for_long_still_tries(box: Outbox, time: Time, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    time.pass_s(20 * A_DAY_S)
    (entry,) = Outbox(tmp_path / "outbox", time.clock).entries()
    assert (entry.state, entry.waited_s, entry.left_s) == (State.WAITING, 20 * A_DAY_S, 0.0)
    (tried,) = box.deliver([Teller([Outcome.NO_CONNECTION])], force=True)
    assert tried.state is State.WAITING


def test_taken_back(box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    assert box.cancel(str(ONE.name))
    (entry,) = box.entries()
    assert (entry.state, entry.may_have_left, entry.about) == (State.CANCELLED, False, ABOUT)
    assert files(tmp_path / "outbox") == {f"done/{ONE.name}.cancelled"}
    assert not box.cancel(str(ONE.name))
    assert not box.retry(str(ONE.name))
    assert not box.cancel("no such report")
    assert box.deliver([Teller()], force=True) == []
    assert box.put(ONE, ABOUT).state is State.WAITING
    way = Teller()
    assert [entry.state for entry in box.deliver([way])] == [State.SENT]
    assert way.again == [False]


def test_taken_back_after_a_try_without_an_end(box: Outbox) -> None:
    box.put(ONE, ABOUT)
    box.deliver([Teller([Outcome.CUT])])
    assert box.cancel(str(ONE.name))
    assert [(entry.state, entry.may_have_left) for entry in box.entries()] == [(State.CANCELLED, True)]
    box.put(ONE, ABOUT)
    way = Teller()
    box.deliver([way], force=True)
    assert way.again == [True]


@pytest.mark.parametrize(("ends", "state"), [(Outcome.DELIVERED, State.SENT), (Outcome.CUT, State.CANCELLED)])
def test_taken_back_while_it_is_on_its_way(ends: Outcome, state: State, box: Outbox, tmp_path: Path) -> None:
    class Meanwhile(Teller):
        def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> Any:
            assert Outbox(tmp_path / "outbox").cancel(name)
            return super().send(name, data, again=again, deadline_s=deadline_s)

    box.put(ONE, ABOUT)
    (entry,) = box.deliver([Meanwhile([ends])])
    assert (entry.state, entry.may_have_left) == (state, True)
    assert not (tmp_path / "outbox" / "pending" / str(ONE.name)).exists()


def test_damaged_bytes_never_leave(box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    (tmp_path / "outbox" / "pending" / str(ONE.name)).write_bytes(b"x" + ONE.data[1:])
    way = Teller()
    (entry,) = box.deliver([way])
    assert (entry.state, entry.last and entry.last.outcome, way.seen) == (State.REFUSED, Outcome.DAMAGED, [])


def test_too_large_is_believed_only_after_a_while(box: Outbox) -> None:
    box.put(ONE, ABOUT)
    way = Teller([Outcome.TOO_LARGE] * 4 + [Outcome.NO_CONNECTION] + [Outcome.TOO_LARGE])
    states = [box.deliver([way], force=True)[0].state for _ in range(10)]
    assert states == [State.WAITING] * 9 + [State.REFUSED]


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b'{"tries":"x"}', b"\xff" * 10, b'{"outcome":"of a newer version"}']
)
def test_a_broken_note_costs_details_only(broken: bytes, box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    (tmp_path / "outbox" / "pending" / f"{ONE.name}.fresh").write_bytes(broken)
    (entry,) = box.entries()
    assert (entry.state, entry.last) == (State.WAITING, None)
    assert [entry.state for entry in box.deliver([Teller()], force=True)] == [State.SENT]


def test_bytes_without_a_note_still_leave(box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    (tmp_path / "outbox" / "pending" / f"{ONE.name}.fresh").unlink()
    assert [(entry.state, entry.about.code) for entry in box.entries()] == [(State.WAITING, "6X7-1YC-NQ6")]
    assert [entry.state for entry in box.deliver([Teller()], force=True)] == [State.SENT]
    assert files(tmp_path / "outbox") == {f"done/{ONE.name}.sent"}


def test_what_is_not_ours_is_left_alone(box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    strange = tmp_path / "outbox" / "pending" / "notes.txt"
    strange.write_text("mine")
    way = Teller()
    box.deliver([way])
    assert strange.exists()
    assert len(way.seen) == len(box.entries()) == 1


def test_a_disk_that_is_full(box: Outbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:10])
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(StoreError, match="the disk is full"):
        box.put(TWO, ABOUT)
    assert files(tmp_path / "outbox") == {f"pending/{ONE.name}", f"pending/{ONE.name}.fresh"}
    way = Teller([Outcome.CUT, Outcome.DELIVERED])
    box.deliver([way], force=True)
    (entry,) = box.deliver([way], force=True)
    assert (entry.state, way.again) == (State.SENT, [False, True]), "moving a note needs no room"
    assert files(tmp_path / "outbox") == {f"done/{ONE.name}.sent"}


def test_a_disk_on_which_nothing_can_be_noted_sends_nothing(
    box: Outbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    box.put(ONE, ABOUT)

    def read_only(self: Path, target: Path) -> Path:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", read_only)
        way = Teller()
        (entry,) = box.deliver([way])
        assert (entry.state, entry.last and entry.last.outcome, way.seen) == (State.WAITING, Outcome.NO_DISK, [])
        assert not box.cancel(entry.name)
        due = box.due_in_s()
        assert due is not None
        assert due > 0, "no storm"
    assert [entry.state for entry in box.deliver([way], force=True)] == [State.SENT]


def test_one_process_at_a_time(box: Outbox, tmp_path: Path) -> None:
    box.put(ONE, ABOUT)
    other = FileLock(tmp_path / "outbox" / "deliver.lock")
    assert other.take()
    assert box.deliver([Teller()]) == []
    other.release()
    assert len(box.deliver([Teller()])) == 1


def test_nothing_is_made_before_there_is_a_report(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")
    assert (box.entries(), box.due_in_s(), box.deliver([Teller()])) == ([], None, [])
    assert not (tmp_path / "outbox").exists()


@pytest.mark.parametrize(("wall_s", "text"), [(START_S, "2027-01-15T08:00:00Z"), (1e18, ""), (-1e18, "")])
def test_a_moment(wall_s: float, text: str) -> None:
    assert Clock(lambda: wall_s).moment() == text
