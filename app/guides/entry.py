"""One entry of the journal: what was done, on what, how it was before, how far it is; and its line. Pure."""

from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from app.guides.hand import Before, Target
from app.guides.verb import TABLE

SCHEMA = 1


class Stage(StrEnum):
    """How far an entry is."""

    BEGUN = "begun"  # the act, or the taking back, is under way: the computer may be half changed
    DONE = "done"  # the change is in place, and nobody knows yet whether it helps
    KEPT = "kept"  # it helped
    TAKEN_BACK = "taken_back"  # everything is as it was before
    STUCK = "stuck"  # it could not be put back; `detail` says why


OPEN = frozenset({Stage.BEGUN, Stage.DONE})


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One deed as it stands. Enough to take it back in a later process."""

    schema: int = SCHEMA
    entry: str  # sorts by the order of beginning
    at: str  # RFC 3339, UTC: when it came to this state, by this computer's clock
    state: Stage
    verb: str
    guide: str
    step: str
    target: Target
    before: Before
    detail: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its deed is under way or unproved."""
        return self.state in OPEN

    @property
    def can_be_undone(self) -> bool:
        """Whether something of it stays on the computer: a lasting change that helped, or one that is stuck."""
        lasting = self.verb not in TABLE or TABLE[self.verb].lasting  # a verb of a newer version may be
        return self.state is Stage.STUCK or (self.state is Stage.KEPT and lasting)

    @property
    def is_left(self) -> bool:
        """Whether "undo everything Unstuck changed" has to do with it."""
        return self.is_open or self.can_be_undone


def text_of(moment_ms: int) -> str:
    """A moment as the journal writes it; the first one of all where this system cannot write the year."""
    try:
        return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return "1970-01-01T00:00:00.000Z"


def moment_of(entry_id: str) -> int:
    """The milliseconds that an id begins with; -1 for one that is not of our making."""
    try:
        return int(entry_id.partition("-")[0], 16)
    except ValueError:
        return -1


def line_of(entry: Entry) -> bytes:
    """A record as it stands in the file. Raises ValueError when `before` is no plain JSON data."""
    try:
        return msgspec.json.encode(entry) + b"\n"
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise ValueError(f"no plain data: {error}") from error


def entry_of(line: bytes) -> Entry | None:
    """The record of a line, or None: torn, foreign, or of a newer version."""
    try:
        entry = msgspec.json.decode(line, type=Entry)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return entry if entry.schema == SCHEMA and entry.entry else None


class _Version(msgspec.Struct):
    schema: int


def is_newer(line: bytes) -> bool:
    """Whether a line was written by a newer version of the app."""
    try:
        return msgspec.json.decode(line, type=_Version).schema > SCHEMA
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
