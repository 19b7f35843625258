"""What is remembered of a report beside its bytes. Details only: where a report stands, the name of the file says."""

from pathlib import Path
from typing import Any

import msgspec

from app.reports.outbox.entry import About
from app.reports.outbox.patience import Waited
from app.reports.outcome import Outcome, SendResult
from app.reports.sealname import SealName

LARGEST_BYTES = 65_536  # a note has some 600; whatever is larger was not written by us


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Everything has a default: a note that is lost or broken costs details, never a report."""

    cause: str = ""
    code: str = ""
    created_at: str = ""
    to: str = ""
    size: int = 0
    put_s: float = 0.0  # wall clock
    waited: Waited = Waited()  # up to the latest try, or to `put`
    tries: int = 0
    since_wake: int = 0  # tries since the last sign that things changed: decides the pause
    pause_s: float = 0.0  # to wait after that try
    refusals: int = 0  # in a row
    ended: str = ""  # "gave_up" or "refused", while the bytes lie here
    ended_at: str = ""
    outcome: str = ""
    host: str = ""
    status: int | None = None
    way: str = ""

    def about(self) -> About:
        """The part that was given to `put`."""
        return About(self.cause, self.code, self.created_at, self.to)

    def last(self) -> SendResult | None:
        """How the latest try ended; None when there was none, or a newer version wrote it."""
        try:
            return SendResult(Outcome(self.outcome), self.host, self.status, way=self.way)
        except ValueError:
            return None

    def after(self, result: SendResult, **changes: Any) -> "Note":
        """The same with how a try ended. The original error stays out: it may hold names of this laptop's network."""
        ended = {"outcome": result.outcome.value, "host": result.host, "status": result.status, "way": result.way}
        return msgspec.structs.replace(self, **ended, **changes)


def read(path: Path, name: str) -> Note:
    """The note at `path`; what cannot be read is made up from the report's name."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(LARGEST_BYTES), type=Note)
    except (OSError, ValueError, msgspec.MsgspecError):
        known = SealName.parse(name)
        return Note(code=_spoken(known.code) if known else "")


def data_of(note: Note) -> bytes:
    """Its file."""
    return msgspec.json.encode(note)


def _spoken(bare: str) -> str:
    return "-".join(bare[at : at + 3] for at in range(0, len(bare), 3))
