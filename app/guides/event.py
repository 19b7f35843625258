"""What a walk through a guide consists of: its state, what can happen, and what the app is asked to do then."""

from enum import StrEnum

import msgspec


class Phase(StrEnum):
    """Where the walk stands."""

    STEP = "step"  # the person reads and acts; the app watches
    CHECKING = "checking"  # the person said "done"; the next final re-check decides
    PAUSED = "paused"
    FINISHED = "finished"


class Outcome(StrEnum):
    """How a walk ends."""

    FIXED = "fixed"
    OTHER_CAUSE = "other_cause"
    SENT_TO_IT = "sent_to_it"


class Result(StrEnum):
    """What a step brought."""

    FIXED = "fixed"
    BETTER = "better"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    DONE = "done"  # nothing to look at after it
    SKIPPED = "skipped"


class Tried(msgspec.Struct, frozen=True):
    """A step that is behind us, for the report."""

    step: str
    result: Result
    reason: str = ""  # why it was skipped: an id of the wording's table "skip", or the person's own words


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one walk. `problems` are the checks that failed when it was last judged."""

    guide: str
    version: int
    cause: str
    steps: tuple[str, ...]
    at: int = 0
    phase: Phase = Phase.STEP
    acted: bool = False  # the verb of this step has been run
    problems: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    outcome: Outcome | None = None
    other_cause: str | None = None


class Opened(msgspec.Struct, frozen=True):
    """The guide is on the screen: for the first time, or again after a restart."""


class Rechecked(msgspec.Struct, frozen=True):
    """A re-check ended. `final` and `full` echo the effect that asked for it; `problems` are the checks that failed."""

    cause: str
    problems: tuple[str, ...] = ()
    final: bool = True
    full: bool = True


class Acted(msgspec.Struct, frozen=True):
    """The person pressed "done", or the button that lets the app act."""


class Skipped(msgspec.Struct, frozen=True):
    """The person cannot do this step."""

    reason: str = ""


class Back(msgspec.Struct, frozen=True):
    """One step back."""


class Paused(msgspec.Struct, frozen=True):
    """The person puts the guide aside."""


class Resumed(msgspec.Struct, frozen=True):
    """The person takes it up again."""


class GaveUp(msgspec.Struct, frozen=True):
    """The person hands it to IT."""


Event = Opened | Rechecked | Acted | Skipped | Back | Paused | Resumed | GaveUp


class Recheck(msgspec.Struct, frozen=True):
    """Look again at these checks (empty: at all). Not `final`: again and again while the step is on the screen.

    `final`: until the cause is gone or `within_s` seconds are over, then send one Rechecked with `final` set.
    """

    checks: tuple[str, ...]
    final: bool
    within_s: int = 0


class RunVerb(msgspec.Struct, frozen=True):
    """The app acts."""

    verb: str
    page: str | None
    step: str


class Announce(msgspec.Struct, frozen=True):
    """Say this sentence of the wording, to the eye and to a screen reader."""

    id: str


class Finished(msgspec.Struct, frozen=True):
    """The walk is over. `cause` is what is named now."""

    outcome: Outcome
    cause: str


Effect = Recheck | RunVerb | Announce | Finished
