"""Acts after which nothing is different that could be put back: a memory is emptied, and fills again by itself."""

from app.guides.hand import Before, Deed, Did, Target


class Momentary:
    """What they share; `ready` and `act` are each one's own."""

    def snapshot(self, target: Target) -> Before:  # noqa: ARG002  the contract of all acts
        """Nothing."""
        return {}

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Nothing to put back."""
        return Deed(Did.NOTHING_TO_DO)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""
