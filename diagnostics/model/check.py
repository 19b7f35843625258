"""How a check is declared, and what it is given."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from diagnostics.model.event import LoadProgress
from diagnostics.model.fact import Fact, Told
from diagnostics.model.observation import Observations
from diagnostics.model.observed import Observed
from diagnostics.model.port import Probes, SystemFacts
from diagnostics.model.site import Site

T = TypeVar("T")


class Ask(Protocol):
    """`await ctx.ask(ctx.system.routes)`: one blocking fact in a daemon thread with a deadline (2 s unless given)."""

    async def __call__(
        self, source: Callable[..., Observed[T]], *arguments: object, timeout_s: float = ...
    ) -> Observed[T]:
        """The fact, or why it is missing; `timeout` when it did not come back in time."""


async def _ask_nobody(source: Callable[..., Observed[T]], *arguments: object, timeout_s: float = 0.0) -> Observed[T]:  # noqa: ARG001  # as the engine's own
    """The default of `Context.ask`, for contexts that never run a check: asks at once, in this thread."""
    return source(*arguments)


def _nobody_listens(progress: LoadProgress) -> None:
    """The default of `Context.progress`."""


@dataclass(frozen=True)
class Context:
    """Everything that a check may touch. `seen` holds what the checks in its `needs` have yielded."""

    site: Site
    system: SystemFacts
    probes: Probes
    seen: Observations = field(default_factory=Observations)
    symptom: str | None = None
    told: tuple[Told, ...] = ()  # what the person answered
    ask: Ask = _ask_nobody
    """Set by the engine to its helper thread."""
    progress: Callable[[LoadProgress], None] = _nobody_listens
    """Where a check that loads the line says how far it has come; the engine turns it into events."""


Body = Callable[[Context], AsyncIterator[Fact]]


@dataclass(frozen=True)
class Check:
    """A declared check: an async generator of facts, with its order and its deadline in seconds."""

    id: str
    needs: tuple[str, ...]
    timeout_s: float
    body: Body
    full_only: bool = False  # it loads the line or costs data volume: only behind --full
    local: bool = False  # it asks the laptop only: its answers come first


def check(
    id: str, *, needs: tuple[str, ...] = (), timeout_s: float, full_only: bool = False, local: bool = False
) -> Callable[[Body], Check]:
    """Declare a check. Nothing is registered: `diagnostics.checks.ALL_CHECKS` lists them by hand."""

    def declare(body: Body) -> Check:
        return Check(id, needs, timeout_s, body, full_only, local)

    return declare
