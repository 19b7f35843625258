"""What the presenters need of `diagnostics.wording.Wording`, as types only."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from diagnostics.model.fact import Fact
    from diagnostics.model.failure import Failure


class CauseText(Protocol):
    """The sentences of one cause."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def says(self) -> str:
        """What is wrong."""

    @property
    def fine(self) -> str:
        """What is not wrong, or who is affected."""

    @property
    def next(self) -> str:
        """What to do, and how long it takes."""


class Words(Protocol):
    """Ids in, sentences out."""

    def cause(
        self, id: str, args: Mapping[str, str] | None = None, reason: str | None = None, because: str | None = None
    ) -> CauseText:
        """The sentences of a cause."""

    def check(self, id: str) -> str:
        """The title of a check."""

    def failure(self, failure: "Failure") -> str:
        """One plain line."""

    def describe(self, fact: "Fact") -> str:
        """One plain line for an observation."""

    def length(self, seconds: float) -> str:
        """How long something lasted."""

    def text(self, id: str, args: Mapping[str, str] | None = None) -> str:
        """Any other sentence by its id."""

    def fill(self, template: str, args: Mapping[str, str] | None = None) -> str:
        """Fill the holes of a sentence that comes from a guide."""
