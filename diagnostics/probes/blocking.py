"""The one way to run something that blocks: a daemon thread with a deadline.

The default executor and ThreadPoolExecutor are not used on purpose: their threads are joined when the program
ends, so one call that hangs (a dead resolver, D-Bus) would hold up quitting for as long as it hangs. A daemon
thread is simply left behind at the deadline.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


async def in_daemon_thread(fn: Callable[[*Ts], T], *args: *Ts, timeout_s: float) -> T:
    """Run `fn(*args)` in a thread of its own and return its result, or raise what it raises.

    Raises TimeoutError after `timeout_s` seconds; the thread is then abandoned and its late result is dropped.
    When the caller is cancelled the thread is abandoned as well. `fn` must therefore not hold anything that
    others wait for.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():  # the deadline or a cancellation was faster
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # T may include None; never both None by mistake

    def work() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = fn(*args)
        except StopIteration as stop:  # a future refuses to carry it
            error = RuntimeError("the function raised StopIteration")
            error.__cause__ = stop
        except BaseException as raised:  # noqa: BLE001  # carried over to the caller, not swallowed
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:  # the loop is closed: nobody waits any more
            pass

    threading.Thread(target=work, name=f"blocking:{getattr(fn, '__name__', 'call')}", daemon=True).start()
    async with asyncio.timeout(timeout_s):
        return await future
