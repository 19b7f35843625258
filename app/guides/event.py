"""What a walk through a guide consists of: its state, what can happen, and what the app is asked to do then."""

from enum import StrEnum

import msgspec

from app.guides.hand import Did


class Phase(StrEnum):
    """Where the walk stands."""

    STEP = "step"  # the person reads and acts; the app watches
    ACTING = "acting"  # the app does what the step names; `Acted` was sent, `Performed` comes
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
    ANSWERED = "answered"  # the step asked; `reason` is the id of the answer
    SKIPPED = "skipped"


class Tried(msgspec.Struct, frozen=True):
    """A step that is behind us, for the report."""

    step: str
    result: Result
    reason: str = ""  # why it was skipped: an id of the wording's table "skip", or the person's own words
    did: Did | None = None  # how the deed ended, where the app acted
    taken_back: bool = False  # what the app had changed was put back, because it did not help


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one walk. `problems` are the checks that failed when it was last judged.

    `pending` holds in the phases CHECKING and PAUSED only; then one `Settle` comes before the walk leaves the step.
    """

    guide: str
    version: int
    cause: str
    steps: tuple[str, ...]
    at: int = 0
    phase: Phase = Phase.STEP
    acted: bool = False  # the verb of this step has been run
    did: Did | None = None  # how it ended; None before that, and for verbs that only open a page
    pending: bool = False  # a change of this step is in place, and nobody knows yet whether it helps
    problems: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    outcome: Outcome | None = None
    other_cause: str | None = None
    beside: tuple[str, ...] = ()  # other causes that were named when the walk began: not of our making
    print: str = ""  # of the guide as it was when the walk began, see `saved.print_of`; empty in older files


class Opened(msgspec.Struct, frozen=True):
    """The guide is on the screen: for the first time, or again after a restart."""


class Rechecked(msgspec.Struct, frozen=True):
    """A re-check ended. `final` and `full` echo the effect that asked for it; `problems` are the checks that failed.

    `others` are the causes that are named beside the first.
    """

    cause: str
    problems: tuple[str, ...] = ()
    final: bool = True
    full: bool = True
    others: tuple[str, ...] = ()


class Acted(msgspec.Struct, frozen=True):
    """The person pressed "done", or the button that lets the app act."""


class Performed(msgspec.Struct, frozen=True):
    """The deed that `RunVerb` asked for has ended. It is sent however it ended, also after an exception."""

    did: Did


class Answered(msgspec.Struct, frozen=True):
    """The person answered the question of a step."""

    id: str


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


Event = Opened | Rechecked | Acted | Performed | Answered | Skipped | Back | Paused | Resumed | GaveUp


class Recheck(msgspec.Struct, frozen=True):
    """Look again at these checks (empty: at all). Not `final`: again and again while the step is on the screen.

    `final`: again until a look is conclusive (`walk.is_conclusive`) or `within_s` seconds are over; then send that one
    as Rechecked with `final` set. A later Recheck replaces this one.
    """

    checks: tuple[str, ...]
    final: bool
    within_s: int = 0


class RunVerb(msgspec.Struct, frozen=True):
    """The app acts. For a verb that changes something (`verb.changes`), send `Performed` when it has ended."""

    verb: str
    page: str | None
    step: str
    on: str | None = None


class Settle(msgspec.Struct, frozen=True):
    """What the app changed in this step stays (`keep`), or is put back as it was, before anything else is done.

    Sent once for every change. After a crash it may come again for one that is settled already: then nothing is done.
    """

    step: str
    keep: bool


class Announce(msgspec.Struct, frozen=True):
    """Say this sentence of the wording, to the eye and to a screen reader."""

    id: str


class Finished(msgspec.Struct, frozen=True):
    """The walk is over. `cause` is what is named now."""

    outcome: Outcome
    cause: str


Effect = Recheck | RunVerb | Settle | Announce | Finished
