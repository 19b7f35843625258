"""Anonymous records: they leave by themselves, in small numbers, and never stand in the way of a report."""

import threading
from pathlib import Path

import pytest

from app.reports.outbox import Outbox, Post, Records, State
from app.reports.outbox.pace import A_DAY_S, LONGEST_S
from app.reports.outbox.records import BETWEEN_S, MOST_AT_ONCE, MOST_WAITING
from app.reports.outcome import Outcome, SendResult
from app.reports.recordname import RecordName
from tests.unit.app.reports.outbox.world import ABOUT, Teller, Time, sealed

SOON_S = 5.0
ONE = sealed("one")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def records(tmp_path: Path, time: Time) -> Records:
    return Records(tmp_path, time.clock)


def lines(number: int) -> bytes:
    return b'{"n":%d}\n' % number


def put(records: Records, count: int, time: Time) -> None:
    for number in range(count):
        time.pass_s(1)
        records.put(lines(number))


def left(folder: Path) -> list[str]:
    return [path.name for path in (folder / "records").rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_file_for_each_named_after_its_bytes(records: Records, time: Time, tmp_path: Path) -> None:
    put(records, 3, time)
    way = Teller()
    assert (records.waiting(), records.due_in_s()) == (3, 0.0)
    assert records.deliver([way]) == 3
    for number, (name, data) in enumerate(way.got.items()):
        known = RecordName.parse(name)
        assert known is not None
        assert known.matches(data)
        assert data == lines(number)
    assert left(tmp_path) == [], "no line stays of what has left"
    assert (records.waiting(), records.due_in_s(), records.deliver([way])) == (0, None, 0)


def test_the_same_lines_twice_are_two_files(records: Records) -> None:
    records.put(lines(1))
    records.put(lines(1))
    records.put(b"")
    assert records.waiting() == 2


def test_a_handful_at_a_time(records: Records, time: Time) -> None:
    put(records, 2 * MOST_AT_ONCE + 1, time)
    way, passes = Teller(), []
    while (due_s := records.due_in_s()) is not None:
        time.pass_s(due_s)
        passes.append((due_s, records.deliver([way])))
    assert passes == [(0.0, MOST_AT_ONCE), (BETWEEN_S, MOST_AT_ONCE), (BETWEEN_S, 1)]


def test_one_try_where_nothing_gets_through_and_pauses_that_grow(records: Records, time: Time) -> None:
    put(records, 50, time)
    way, pauses = Teller([Outcome.NO_CONNECTION]), []
    for _ in range(40):
        records.deliver([way])
        due_s = records.due_in_s()
        assert due_s is not None
        assert records.deliver([way]) == 0
        pauses.append(due_s)
        time.pass_s(due_s)
    assert len(way.seen) == 40, "not fifty for each"
    assert all(0 < pause <= LONGEST_S for pause in pauses)
    assert max(pauses[20:]) > 1800


def test_one_that_is_refused_does_not_hold_up_the_others(records: Records, time: Time) -> None:
    put(records, 4, time)
    first: list[str] = []

    class Picky(Teller):
        def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
            first.append(name)
            if name == first[0]:
                return SendResult(Outcome.NOT_ALLOWED)
            return super().send(name, data, again=again, deadline_s=deadline_s)

    way = Picky()
    records.deliver([way])
    records.deliver([way], force=True)
    assert (len(way.got), records.waiting()) == (3, 1)


def test_whether_it_may_have_arrived_is_known_to_the_next_process(records: Records, tmp_path: Path) -> None:
    records.put(lines(1))
    way = Teller([Outcome.CUT, Outcome.ALREADY_THERE])
    records.deliver([way])
    assert Records(tmp_path).deliver([way]) == 1
    assert way.again == [False, True]


def test_two_hundred_wait_at_most_and_the_newest_stay(records: Records, time: Time, tmp_path: Path) -> None:
    put(records, MOST_WAITING + 30, time)
    assert records.waiting() == MOST_WAITING
    kept = {path.read_bytes() for path in (tmp_path / "records" / "pending").glob("record-*.jsonl")}
    assert kept == {lines(number) for number in range(30, MOST_WAITING + 30)}


def test_fourteen_days_then_gone_without_a_line(records: Records, time: Time, tmp_path: Path) -> None:
    records.put(lines(1))
    for _ in range(14):
        assert records.waiting() == 1
        records.deliver([Teller([Outcome.NO_CONNECTION])], force=True)
        time.pass_s(A_DAY_S)
    records.deliver([Teller([Outcome.NO_CONNECTION])], force=True)
    assert left(tmp_path) == []


def test_reports_and_records_do_not_know_each_other(records: Records, time: Time, tmp_path: Path) -> None:
    box = Outbox(tmp_path, time.clock)
    box.put(ONE, ABOUT)
    records.put(lines(1))
    assert [entry.name for entry in box.entries()] == [str(ONE.name)]
    way = Teller()
    assert [entry.state for entry in box.deliver([way], force=True)] == [State.SENT]
    assert list(way.got) == [str(ONE.name)]
    assert (len(box.entries()), records.waiting()) == (1, 1)


def test_damaged_lines_never_leave(records: Records, tmp_path: Path) -> None:
    records.put(lines(1))
    (path,) = (tmp_path / "records" / "pending").glob("record-*.jsonl")
    path.write_bytes(b"else")
    way = Teller()
    assert (records.deliver([way]), way.seen, left(tmp_path)) == (0, [], [])


def test_a_record_that_hangs_delays_no_report(tmp_path: Path) -> None:
    box, records = Outbox(tmp_path), Records(tmp_path)
    hangs, free, arrived = threading.Event(), threading.Event(), threading.Event()

    class Slow(Teller):
        def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
            if RecordName.parse(name):
                hangs.set()
                free.wait(SOON_S)
            return super().send(name, data, again=again, deadline_s=deadline_s)

    records.put(lines(1))
    gone = threading.Event()

    def heard(entries: list[object]) -> None:
        (arrived if entries else gone).set()

    post = Post(box, lambda: [Slow()], heard, records=records)
    post.start()
    assert hangs.wait(SOON_S)
    box.put(ONE, ABOUT)
    post.wake()
    assert arrived.wait(SOON_S), "while the record is still on its way"
    assert not gone.is_set()
    free.set()
    assert gone.wait(SOON_S)
    assert post.stop(SOON_S)
    assert records.waiting() == 0
