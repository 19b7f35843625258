"""Events cross from the engine's thread into the window: in order, never twice, never from an old run."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.bridge.errand import Errand
from app.bridge.relay import Relay
from app.bridge.scribe import Scribe
from diagnostics.model.event import Event, Finished, LoadProgress
from tests.fakes.engine import FakeRun, FakeRuns

EVENTS = 20_000
WORST_GAP_S = 0.5  # a busy machine with two cores; the bench holds the 50 ms of the budget


def numbered(count: int) -> list[Event]:
    return [*(LoadProgress("down", float(n)) for n in range(count)), Finished("ok")]


def collect(relay: Relay) -> list[Any]:
    got: list[Any] = []
    relay.arrived.connect(got.append)
    return got


def is_finished(event: object) -> bool:
    return isinstance(event, Finished)


def run(qtbot: Any, relay: Relay, **how: Any) -> None:
    with qtbot.waitSignal(relay.arrived, check_params_cb=is_finished, timeout=10_000):
        relay.start(**how)


def test_all_events_in_order_in_the_windows_thread(qtbot: Any) -> None:
    relay = Relay(FakeRuns(numbered(500)))
    got = collect(relay)
    threads: set[int] = set()
    relay.arrived.connect(lambda _: threads.add(threading.get_ident()))
    run(qtbot, relay)
    assert [event.fraction for event in got[:-1]] == [float(n) for n in range(500)]
    assert threads == {threading.get_ident()}
    assert relay.close()


def test_what_was_asked_for_reaches_the_engine(qtbot: Any) -> None:
    runs = FakeRuns(numbered(1))
    relay = Relay(runs)
    run(qtbot, relay, full=True, only=("internet.load",), symptom="slow")
    assert runs.asked == [{"full": True, "only": ("internet.load",), "symptom": "slow", "address": None}]
    assert relay.close()


def test_a_superseded_run_is_never_heard_again(qtbot: Any) -> None:
    runs = FakeRuns([LoadProgress("old", 0.0)] * 5000, numbered(3))
    relay = Relay(runs)
    got = collect(relay)
    relay.start()
    qtbot.waitUntil(lambda: bool(got), timeout=5000)
    run(qtbot, relay)
    new = [event for event in got if getattr(event, "phase", "") != "old"]
    assert len(new) == 4
    assert got[-4:] == new, "nothing old came after the new run had begun"
    assert relay.close()


def test_cancel_before_the_engine_was_even_imported(qtbot: Any) -> None:
    gate = threading.Event()

    def slow(listener: Callable[[Event], None], **_: Any) -> FakeRun:
        gate.wait(5)
        return FakeRun(numbered(100_000), listener)

    relay = Relay(slow)
    got = collect(relay)
    relay.start()
    relay.cancel()
    with qtbot.waitSignal(relay.arrived, check_params_cb=is_finished, timeout=5000):
        gate.set()
    assert got[-1].outcome == "cancelled"
    assert relay.close()


def test_an_engine_that_cannot_be_made_is_told(qtbot: Any) -> None:
    def broken(listener: Callable[[Event], None], **_: Any) -> FakeRun:
        raise ImportError("no engine")

    relay = Relay(broken)
    with qtbot.waitSignal(relay.failed, timeout=5000) as told:
        relay.start()
    assert told.args == ["ImportError: no engine"]
    assert relay.close()


def test_close_while_it_runs_and_while_it_starts(qapp: Any) -> None:
    for held in (True, False):
        relay = Relay(FakeRuns(numbered(200_000), held=held))
        relay.start()
        assert relay.close()


def test_a_hundred_lives(qapp: Any) -> None:
    for _ in range(100):
        relay = Relay(FakeRuns(numbered(3)))
        relay.start()
        assert relay.close()


def test_the_window_keeps_moving_under_a_flood(qtbot: Any) -> None:
    relay = Relay(FakeRuns(numbered(EVENTS)))
    got = collect(relay)
    ticks: list[float] = []
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    run(qtbot, relay)
    timer.stop()
    gaps = [after - before for before, after in pairwise(ticks)]
    assert len(got) == EVENTS + 1
    assert max(gaps) < WORST_GAP_S
    assert relay.close()


def test_an_errand_hands_back_results_and_exceptions(qtbot: Any) -> None:
    errand = Errand()
    got: list[object] = []
    errand.done.connect(got.append)
    for job in (lambda: 42, lambda: 1 // 0):
        with qtbot.waitSignal(errand.done, timeout=5000):
            assert errand.run(job)
    assert got[0] == 42
    assert isinstance(got[1], ZeroDivisionError)
    assert errand.close()


def test_an_errand_does_one_job_at_a_time(qtbot: Any) -> None:
    gate, errand = threading.Event(), Errand()
    assert errand.run(lambda: gate.wait(5))
    assert not errand.run(lambda: None)
    with qtbot.waitSignal(errand.done, timeout=5000):
        gate.set()
    assert not errand.is_busy


@pytest.mark.parametrize("jobs", [1, 50])
def test_the_scribe_writes_in_order(jobs: int) -> None:
    scribe, done = Scribe(), []
    for number in range(jobs):
        scribe.give(lambda number=number: done.append(number))
    assert scribe.close()
    assert done == list(range(jobs))
    assert scribe.close(), "closing twice is allowed"
