"""A stretch of time in which one cause was there, and the record of a whole watch."""

import msgspec

from diagnostics.model.verdict import UNKNOWN, Certainty, Owner, Verdict

SCHEMA = "unstuck.watch/1"


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """One cause from when it was first seen to when it was first seen to be gone. Seconds since the watch began."""

    verdict: Verdict
    began_s: float
    ended_s: float | None  # None: it is still there
    seconds: float  # until its end, or until now
    diagnosis_id: str = ""  # the run that named it

    @property
    def cause(self) -> str:
        """Catalogue id, or "unknown"."""
        return self.verdict.cause

    @property
    def is_gone(self) -> bool:
        """Whether it was seen to be over. Never a reason to say that all was well."""
        return self.ended_s is not None


class Change(msgspec.Struct, frozen=True):
    """Something that a person should hear at once. `kind`: "began", "gone", "again"."""

    kind: str
    episode: Episode


class WatchReport(msgspec.Struct, frozen=True, kw_only=True):
    """A watch so far. `verdict` is that of the episode that matters most, else of the last whole look."""

    started_at: str  # RFC 3339, UTC
    minutes: float
    samples: int
    events: tuple[Episode, ...] = ()
    left_out: int = 0  # short episodes beyond the most that are kept
    verdict: Verdict = Verdict(cause=UNKNOWN, certainty=Certainty.POSSIBLE, owner=Owner.NOBODY)


def worst(events: tuple[Episode, ...]) -> Episode | None:
    """The one that matters most: a named one before an unknown one, then the longest, then the first."""
    return max(events, key=lambda item: (item.cause != UNKNOWN, item.seconds, -item.began_s), default=None)
