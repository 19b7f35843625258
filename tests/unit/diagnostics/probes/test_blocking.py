"""The one helper that runs what blocks."""

import asyncio
import threading
import time

import pytest

from diagnostics.probes.blocking import in_daemon_thread


def test_the_result_comes_back(play) -> None:
    assert play(in_daemon_thread(divmod, 7, 2, timeout_s=2)) == (3, 1)


def test_what_the_function_raises_is_raised(play) -> None:
    with pytest.raises(ZeroDivisionError):
        play(in_daemon_thread(divmod, 7, 0, timeout_s=2))


def test_a_stop_iteration_does_not_hang_the_caller(play) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        play(in_daemon_thread(next, iter(()), timeout_s=2))


def test_the_deadline_abandons_a_stuck_call_and_the_loop_ends_at_once(play) -> None:
    release = threading.Event()
    begun = time.monotonic()
    try:
        with pytest.raises(TimeoutError):
            play(in_daemon_thread(release.wait, 10, timeout_s=0.1))
        assert time.monotonic() - begun < 1.5
        stuck = [thread for thread in threading.enumerate() if thread.name.startswith("blocking:")]
        assert len(stuck) == 1
        assert stuck[0].daemon
    finally:
        release.set()


def test_a_result_that_comes_after_the_loop_has_closed_is_dropped_in_silence(play) -> None:
    release, done = threading.Event(), threading.Event()

    def late() -> None:
        release.wait(5)
        done.set()

    with pytest.raises(TimeoutError):
        play(in_daemon_thread(late, timeout_s=0.05))
    release.set()
    assert done.wait(5)


def test_cancelling_leaves_at_once(play) -> None:
    release = threading.Event()

    async def story() -> None:
        task = asyncio.create_task(in_daemon_thread(release.wait, 10, timeout_s=10))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    try:
        play(story())
    finally:
        release.set()


def test_many_calls_side_by_side_do_not_wait_for_each_other(play) -> None:
    barrier = threading.Barrier(20)  # passes only when all twenty run at the same time

    async def story() -> list[int]:
        return await asyncio.gather(*(in_daemon_thread(barrier.wait, 5, timeout_s=5) for _ in range(20)))

    assert sorted(play(story())) == list(range(20))
