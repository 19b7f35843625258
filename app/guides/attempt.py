"""One call whose end nobody can promise: in a daemon thread, waited for until a deadline."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class NotBackError(Exception):
    """A call has not come back in time."""


class Attempt(Generic[T]):
    """A call that has begun. Nobody can stop one that hangs; one can stop waiting for it.

    `when_late` is called in the thread of the call, if that ends after somebody stopped waiting.
    """

    def __init__(self, call: Callable[[], T], when_late: Callable[[], None] | None = None) -> None:
        self._call = call
        self._when_late = when_late
        self._mutex = threading.Lock()
        self._has_ended = False
        self._is_late = False
        self._outcome: list[T] = []
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="deed", daemon=True)
        self._thread.start()

    @property
    def has_ended(self) -> bool:
        """Whether the call itself has ended."""
        return self._has_ended

    @property
    def is_running(self) -> bool:
        """Whether the call, or what is done because it came late, has not ended yet."""
        return self._thread.is_alive()

    def result(self, within_s: float) -> T:
        """What the call gives. Raises what it raises, or NotBackError after `within_s` seconds."""
        self._thread.join(within_s)
        with self._mutex:
            if not self._has_ended:
                self._is_late = True
                raise NotBackError
        if self._outcome:
            return self._outcome[0]
        raise self._error or RuntimeError("ended without an answer")

    def _run(self) -> None:
        try:
            self._outcome.append(self._call())
        except Exception as error:  # noqa: BLE001  # handed to whoever waits
            self._error = error
        except BaseException as end:  # noqa: BLE001  # it wants to end its thread, which ends here anyway
            self._error = RuntimeError(f"ended with {type(end).__name__} and without an answer")
        with self._mutex:
            self._has_ended = True
            is_late = self._is_late
        if is_late and self._when_late is not None:
            self._when_late()
