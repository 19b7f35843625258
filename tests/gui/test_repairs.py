"""The thread of the repairs: one job after the other, results in the window's thread, nothing after the end."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bridge.bench import Bench
from app.bridge.repairs import Repairs
from app.guides.hand import TableHands
from app.guides.journal import Journal
from app.guides.repair import Repairer
from app.store.lock import FileLock

WAIT_S = 10.0


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    journal = Journal(tmp_path / "journal.jsonl")
    return Bench(Repairer(TableHands("linux", {}), journal), journal)


def repairs(bench: Any) -> Repairs:
    def opened() -> Bench:
        if isinstance(bench, Exception):
            raise bench
        assert isinstance(bench, Bench)
        return bench

    return Repairs(SimpleNamespace(bench=opened, kept_walk=lambda: None, keep_walk=lambda _: None))  # type: ignore[arg-type]


def test_jobs_are_done_in_order_after_the_recovery_and_off_the_windows_thread(
    qapp: Any, qtbot: Any, bench: Bench
) -> None:
    one, order, here = repairs(bench), [], threading.get_ident()
    one.opened.connect(lambda found: order.append(("opened", threading.get_ident() == here)))
    for number in range(20):
        one.ask(
            lambda given, number=number: (number, given is bench, threading.get_ident() == here),  # type: ignore[misc]
            lambda result: order.append((*result, threading.get_ident() == here)),
        )
    assert one.is_opening
    qtbot.waitUntil(lambda: len(order) == 21)
    assert order == [("opened", True), *((number, True, False, True) for number in range(20))]
    assert not one.is_opening
    assert one.close()


def test_a_job_that_raises_is_a_result_and_the_next_one_is_done(qapp: Any, qtbot: Any, bench: Bench) -> None:
    one, got = repairs(bench), []
    one.ask(lambda _: 1 / 0, got.append)
    one.ask(lambda _: "next", got.append)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert isinstance(got[0], ZeroDivisionError)
    assert got[1] == "next"
    assert one.close()


def test_a_bench_that_cannot_be_put_together_keeps_nobody_from_the_guides(qapp: Any, qtbot: Any) -> None:
    one, got = repairs(ImportError("no bus")), []
    one.ask(lambda bench: bench, got.append)
    qtbot.waitUntil(lambda: got == [None])
    assert one.recovered is not None
    assert one.recovered.state is None
    assert one.close()


def test_a_second_window_leaves_the_walk_of_the_first_alone(
    qapp: Any, qtbot: Any, bench: Bench, tmp_path: Path
) -> None:
    first = FileLock(tmp_path / "guide.lock")
    assert first.take()
    second, asked = Bench(bench.repairer, bench.journal, FileLock(tmp_path / "guide.lock")), []
    doors = SimpleNamespace(bench=lambda: second, kept_walk=lambda: asked.append("read"), keep_walk=asked.append)
    one, got = Repairs(doors), []  # type: ignore[arg-type]
    one.ask(lambda given: given.owns_walk(), got.append)
    qtbot.waitUntil(lambda: got == [False])
    assert asked == []
    first.release()
    one.ask(lambda given: given.owns_walk(), got.append)
    qtbot.waitUntil(lambda: got == [False, True])
    assert one.close()
    assert second.lock is not None
    second.lock.release()


def test_nothing_arrives_and_nothing_begins_after_the_end(qapp: Any, qtbot: Any, bench: Bench) -> None:
    one, got, gate = repairs(bench), [], threading.Event()
    done: list[str] = []
    one.ask(lambda _: gate.wait(WAIT_S), got.append)
    one.ask(lambda _: done.append("kept"), got.append)
    assert not one.close(0.05)
    one.ask(lambda _: done.append("late"), got.append)
    gate.set()
    assert one.close()
    qtbot.wait(20)
    assert got == []
    assert done == ["kept"], "what was asked for before is still done: the walk's file above all"
