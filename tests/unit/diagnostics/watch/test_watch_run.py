"""A watch over scripted looks and a clock of the test's own: no network, no waiting."""

import queue
import threading
from collections.abc import Callable

import msgspec

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Event, Finished
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.verdict.judge import judge
from diagnostics.watch.reading import LIGHT
from diagnostics.watch.run import Ended, Moved, Pace, Watch
from tests.fakes.engine import FakeRun
from tests.fakes.house import House
from tests.unit.diagnostics.faults.story_home import line_down

LONGEST_S = 10.0


class Clock:
    """Stands still but for the looks and the pauses."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now_s += seconds
        return stop.is_set()


def looked(house: House, only: tuple[str, ...] | None) -> Diagnosis:
    checks, observations = house.seen()
    if only is not None:
        checks = tuple(item for item in checks if item.id in only)
        observations = tuple(item for item in observations if item.check in only)
    verdict = judge(house.site, checks, observations)
    return Diagnosis(id="d", site=house.site, verdict=verdict, checks=checks, observations=observations)


class Line:
    """A house over time: `at` maps seconds of the watch to how the house is from then on."""

    def __init__(self, at: dict[float, Callable[[], House]], clock: Clock, *, look_s: float = 1.0) -> None:
        self.at, self.clock, self.look_s = at, clock, look_s
        self.asked: list[tuple[float, bool]] = []

    def __call__(self, listener: Callable[[Event], None], only: tuple[str, ...] | None) -> FakeRun:
        elapsed_s = self.clock.now_s - 100.0
        self.asked.append((elapsed_s, only is None))
        house = [make for begin_s, make in self.at.items() if begin_s <= elapsed_s][-1]()
        self.clock.now_s += self.look_s
        return FakeRun([Finished("ok", looked(house, only))], listener)


def watch(line: object, clock: Clock, minutes: float = 2.0) -> tuple[list[Moved], Ended]:
    events: queue.SimpleQueue[Moved | Ended] = queue.SimpleQueue()
    one = Watch(line, events.put, Pace(minutes, 10.0, clock, clock.wait), light=LIGHT)  # type: ignore[arg-type]
    one.start()
    assert one.join(LONGEST_S)
    told = [events.get_nowait() for _ in range(events.qsize())]
    moved = [event for event in told if isinstance(event, Moved)]
    assert isinstance(told[-1], Ended)
    assert len(told) == len(moved) + 1, "exactly one end"
    return moved, told[-1]


def test_a_calm_line() -> None:
    clock = Clock()
    line = Line({0: House}, clock)
    moved, ended = watch(line, clock)
    assert ended.outcome == "ok"
    assert ended.report.events == ()
    assert ended.report.verdict.cause == HEALTHY
    assert ended.report.samples == len(moved) == 12
    assert [whole for _, whole in line.asked] == [True] + [False] * 11
    assert [at_s for at_s, _ in line.asked] == [10.0 * n for n in range(12)], "evenly, whatever a look takes"
    assert ended.report.minutes == 2.0


def test_a_line_that_goes_and_comes() -> None:
    clock = Clock()
    line = Line({0: House, 25: line_down, 70: House}, clock)
    _, ended = watch(line, clock)
    (item,) = ended.report.events
    assert (item.cause, item.began_s, item.ended_s) == ("isp.down", 30.0, 71.0)
    assert ended.report.verdict.cause == "isp.down", "gone is not healthy"
    urgent = [at_s for at_s, whole in line.asked if whole]
    assert urgent[:2] == [0.0, 31.0], "the whole look follows the alarm at once"


def test_a_cut_at_the_very_end_still_gets_its_name() -> None:
    clock = Clock()
    line = Line({0: House, 105: line_down}, clock)
    _, ended = watch(line, clock)
    assert [item.cause for item in ended.report.events] == ["isp.down"]
    assert line.asked[-1] == (111.0, True)


def test_looks_that_take_longer_than_the_pace_follow_each_other_without_a_rush() -> None:
    clock = Clock()
    line = Line({0: House}, clock, look_s=25.0)
    _, ended = watch(line, clock)
    assert ended.report.samples == 5
    assert all(pause == 0.0 for pause in clock.pauses)


def test_it_ends_early_with_what_there_is() -> None:
    clock = Clock()
    events: queue.SimpleQueue[Moved | Ended] = queue.SimpleQueue()
    line = Line({0: House, 5: line_down}, clock)
    one = Watch(line, events.put, Pace(600.0, 10.0, clock, clock.wait), light=LIGHT)

    def stop_at_the_fault(event: Moved | Ended) -> None:
        events.put(event)
        if isinstance(event, Moved) and event.changes:
            one.cancel()

    one._listener = stop_at_the_fault
    one.start()
    assert one.join(LONGEST_S)
    last = [events.get_nowait() for _ in range(events.qsize())][-1]
    assert isinstance(last, Ended)
    assert last.outcome == "cancelled"
    assert [item.cause for item in last.report.events] == ["isp.down"]
    assert not last.report.events[0].is_gone


def test_stopped_before_anything_was_seen() -> None:
    events: queue.SimpleQueue[Moved | Ended] = queue.SimpleQueue()
    runs: list[FakeRun] = []

    def held(listener: Callable[[Event], None], only: tuple[str, ...] | None) -> FakeRun:
        runs.append(FakeRun([Finished("ok", looked(House(), only))], listener, held=True))
        return runs[-1]

    one = Watch(held, events.put, Pace(1.0), light=LIGHT)
    one.cancel()
    one.start()
    assert one.join(LONGEST_S)
    last = events.get_nowait()
    assert isinstance(last, Ended)
    assert (last.outcome, last.report.samples, last.report.verdict.cause) == ("cancelled", 0, UNKNOWN)


def test_our_own_mistake_ends_it_and_is_said() -> None:
    clock = Clock()

    def broken(listener: Callable[[Event], None], only: tuple[str, ...] | None) -> FakeRun:
        return FakeRun([Finished("error", None, "ZeroDivisionError: in a check")], listener)

    _, ended = watch(broken, clock)
    assert ended.outcome == "error"
    assert "ZeroDivisionError" in ended.detail


def test_the_same_trouble_for_hours_keeps_one_episode() -> None:
    clock = Clock()
    _, ended = watch(Line({0: line_down}, clock), clock, minutes=30.0)
    (item,) = ended.report.events
    assert item.seconds >= 1700
    assert len(msgspec.json.encode(ended.report)) < 4000
