"""The thread that empties the outbox."""

import threading
from collections.abc import Sequence
from pathlib import Path

from app.reports.carrier import Carrier
from app.reports.outbox import Entry, Outbox, Post, State
from app.reports.outbox.post import FLOOR_S
from app.reports.outcome import Outcome
from tests.unit.app.reports.outbox.world import ABOUT, Teller, Time, sealed

SOON_S = 5.0
ONE, TWO = sealed("one"), sealed("two")


class Heard:
    """A listener that can be waited for."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._some = threading.Condition()

    def __call__(self, entries: list[Entry]) -> None:
        with self._some:
            self.entries += entries
            self._some.notify_all()

    def wait_for(self, count: int) -> list[Entry]:
        with self._some:
            assert self._some.wait_for(lambda: len(self.entries) >= count, SOON_S), self.entries
            return list(self.entries)


def test_sends_what_waits_and_what_comes(tmp_path: Path) -> None:
    box, heard = Outbox(tmp_path), Heard()
    box.put(ONE, ABOUT)
    post = Post(box, lambda: [Teller()], heard)
    post.start()
    post.start()
    assert [entry.state for entry in heard.wait_for(1)] == [State.SENT]
    box.put(TWO, ABOUT)
    post.wake()
    assert [entry.name for entry in heard.wait_for(2)] == [str(ONE.name), str(TWO.name)]
    assert post.stop(SOON_S)


def test_a_wake_tries_what_is_not_due_yet(tmp_path: Path) -> None:
    box, heard, way = Outbox(tmp_path), Heard(), Teller([Outcome.NO_CONNECTION, Outcome.DELIVERED])
    box.put(ONE, ABOUT)
    post = Post(box, lambda: [way], heard)
    post.start()
    heard.wait_for(1)
    post.wake()
    assert [entry.state for entry in heard.wait_for(2)] == [State.WAITING, State.SENT]
    assert post.stop(SOON_S)


def test_a_network_that_flaps_is_no_storm(tmp_path: Path) -> None:
    time, way, heard = Time(), Teller([Outcome.NO_CONNECTION]), Heard()
    box = Outbox(tmp_path, time.clock)
    asked = threading.Semaphore(0)

    def ways() -> Sequence[Carrier]:
        asked.release()
        return [way]

    box.put(ONE, ABOUT)
    post = Post(box, ways, heard, time.clock)
    post.start()
    heard.wait_for(1)
    for _ in range(20):  # the clock of this world stands still
        post.wake()
        assert asked.acquire(timeout=SOON_S)
    assert post.stop(SOON_S)
    assert len(way.seen) <= 2, "the first, and one because something changed"
    assert FLOOR_S >= 1


def test_ways_that_cannot_be_told_just_now(tmp_path: Path) -> None:
    box, heard, troubles = Outbox(tmp_path), Heard(), [RuntimeError("adapters")]

    def ways() -> Sequence[Carrier]:
        if troubles:
            raise troubles.pop()
        return [Teller()]

    box.put(ONE, ABOUT)
    post = Post(box, ways, heard)
    post.start()
    while troubles:
        threading.Event().wait(0.005)
    post.wake()
    assert [entry.state for entry in heard.wait_for(1)] == [State.SENT]
    assert post.stop(SOON_S)


def test_stopped_before_it_began(tmp_path: Path) -> None:
    assert Post(Outbox(tmp_path), list).stop(0)
