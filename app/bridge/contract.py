"""What the window needs of the engine, as types only."""

from collections.abc import Callable
from typing import Any, Protocol

from diagnostics.model.event import Event


class RunLike(Protocol):
    """What the relay needs of `diagnostics.engine.run.Run`."""

    def start(self) -> None:
        """Begin in a thread of its own."""

    def cancel(self) -> None:
        """Ask it to end soon."""

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; False when it is still there."""


class RunFactory(Protocol):
    """Makes one run. Called in a starter thread, because it imports the whole engine the first time."""

    def __call__(
        self,
        listener: Callable[[Event], None],
        *,
        full: bool,
        only: tuple[str, ...] | None,
        symptom: str | None,
        address: str | None = None,
    ) -> RunLike:
        """Build a run that tells `listener`, from any thread, what happens. `address`: what the person typed."""


class WatchFactory(Protocol):
    """Makes one watch; called like a `RunFactory`, and what it makes is driven like a run."""

    def __call__(
        self, listener: Callable[[Any], None], *, minutes: float, symptom: str | None, address: str | None
    ) -> RunLike:
        """Build a watch that tells `listener`, from any thread, `Moved` and at last `Ended`."""
