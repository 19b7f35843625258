"""When a laptop asks: soon after the start, within two minutes of a new network, hourly give or take half."""

import threading
from collections.abc import Callable

from app.content.poll import Poll
from app.content.result import Kind, Refreshed

PATIENCE_S = 5.0


class Counting:
    """A store that notes how often it was asked; `hold` keeps an update from ending."""

    def __init__(self, kind: Kind = Kind.SAME) -> None:
        self.kind = kind
        self.times = 0
        self.asked = threading.Semaphore(0)
        self.hold = threading.Event()
        self.hold.set()
        self.raises: Exception | None = None

    def refresh(self) -> Refreshed:
        self.times += 1
        self.asked.release()
        self.hold.wait(PATIENCE_S)
        if self.raises is not None:
            raise self.raises
        return Refreshed(self.kind)


class Hand:
    """A clock that a test moves, and draws that it chooses: always this part of the way."""

    def __init__(self, part: float = 0.0) -> None:
        self.part = part
        self.drawn: list[tuple[float, float]] = []
        self.grew = threading.Condition()

    def __call__(self, low: float, high: float) -> float:
        with self.grew:
            self.drawn.append((low, high))
            self.grew.notify_all()
        return low + self.part * (high - low)

    def await_draws(self, count: int) -> None:
        with self.grew:
            assert self.grew.wait_for(lambda: len(self.drawn) >= count, PATIENCE_S), self.drawn


def _polled(store: Counting, hand: Hand, listener: Callable[[Refreshed], object] | None = None) -> Poll:
    return Poll(store, listener, chance=hand)


def test_soon_after_the_start_then_hourly_give_or_take_half() -> None:
    store, hand, heard = Counting(), Hand(), []
    ended = threading.Semaphore(0)

    def listen(found: Refreshed) -> None:
        heard.append(found)
        ended.release()

    poll = _polled(store, hand, listen)
    assert store.times == 0
    poll.start()
    poll.start()
    assert ended.acquire(timeout=PATIENCE_S)
    assert hand.drawn == [(0.0, 5.0), (1800.0, 5400.0)]
    assert heard == [Refreshed(Kind.SAME)]
    assert poll.stop(PATIENCE_S)
    assert store.times == 1


def test_a_network_that_came_up_is_used_within_two_minutes() -> None:
    store, hand = Counting(), Hand()
    poll = _polled(store, hand)
    poll.start()
    hand.await_draws(2)
    poll.wake()
    hand.await_draws(4)
    assert hand.drawn[2] == (0.0, 120.0)
    assert store.times == 2
    assert poll.stop(PATIENCE_S)


def test_a_network_that_flaps_does_not_push_the_question_away_nor_multiply_it() -> None:
    store, hand = Counting(), Hand(part=1.0)
    steady = [0.0]
    poll = Poll(store, chance=hand, steady=lambda: steady[0])
    poll.start()
    for _ in range(50):
        poll.wake()
    assert store.times == 0
    steady[0] = 4.0
    poll.now()
    assert store.asked.acquire(timeout=PATIENCE_S)
    hand.await_draws(52)
    assert store.times == 1, "all of them were answered by one update"
    for _ in range(50):
        poll.wake()
        steady[0] += 1.0
    steady[0] += 40.0
    poll.now()
    assert store.asked.acquire(timeout=PATIENCE_S)
    assert store.times == 2
    assert poll.stop(PATIENCE_S)


def test_a_person_who_asks_need_not_wait() -> None:
    store, hand = Counting(), Hand(part=1.0)
    poll = _polled(store, hand)
    poll.start()
    poll.now()
    assert store.asked.acquire(timeout=2.0)
    assert poll.stop(PATIENCE_S)


def test_while_another_window_updates_it_asks_again_within_minutes() -> None:
    store, hand = Counting(Kind.BUSY), Hand()
    poll = _polled(store, hand)
    poll.start()
    hand.await_draws(2)
    assert hand.drawn[1] == (30.0, 90.0)
    assert poll.stop(PATIENCE_S)


def test_an_update_that_breaks_does_not_end_the_polling() -> None:
    store, hand, heard = Counting(), Hand(), []
    store.raises = RuntimeError("broken")
    ended = threading.Semaphore(0)
    poll = _polled(store, hand, lambda found: (heard.append(found.kind), ended.release()))
    poll.start()
    assert ended.acquire(timeout=PATIENCE_S)
    store.raises = None
    poll.now()
    assert ended.acquire(timeout=PATIENCE_S)
    assert heard == [Kind.UNTRUSTED, Kind.SAME]
    assert poll.stop(PATIENCE_S)


def test_stopping_waits_no_longer_than_told() -> None:
    store, hand, heard = Counting(), Hand(), []
    store.hold.clear()
    poll = _polled(store, hand, heard.append)
    poll.start()
    assert store.asked.acquire(timeout=PATIENCE_S)
    assert not poll.stop(0.05)
    store.hold.set()
    assert poll.stop(PATIENCE_S)
    assert heard == []
    poll.start()
    poll.wake()
    assert store.times == 1


def test_a_poll_that_never_started_stops() -> None:
    assert _polled(Counting(), Hand()).stop(0.0)


def test_ten_thousand_laptops_spread_over_the_hour() -> None:
    """With the real dice: no minute of the next hours gets more than three times its share."""
    import random

    chance = random.Random(6)
    seen: list[float] = []
    poll = Poll(Counting(), chance=chance.uniform)
    for _ in range(10_000):
        seen.append(poll._pause_s(Refreshed(Kind.SAME)))
    by_minute = [sum(60 * minute <= s < 60 * (minute + 1) for s in seen) for minute in range(30, 90)]
    assert sum(by_minute) >= 9_999
    assert max(by_minute) <= 3 * 10_000 / 60
