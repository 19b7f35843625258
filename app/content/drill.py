"""A drill: IT asks all laptops whether they are ready. Read from `notices/drill.json`; answered once by each person.

    {"schema": "unstuck.drill/1", "id": "89023b", "text": {"en": "…", "fr": "…"},
     "since": "2026-11-23T05:40:00Z", "until": "2026-11-26T05:40:00Z"}

The answer itself is a line of `record.ready`, which leaves through the outbox.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.content import reading
from app.content.notice import LONGEST, LONGEST_TEXT
from app.store import atomic
from app.store.error import StoreError

PATH = "notices/drill.json"
SCHEMA = "unstuck.drill/1"
ANSWERED_NAME = "drill.json"  # in the state folder
MOST_KEPT = 20  # answered drills that are remembered
LONGEST_FILE = 4096  # bytes; ours has at most 1,500


@dataclass(frozen=True)
class Drill:
    """One question of IT's. Show its text as plain text."""

    id: str
    text_en: str
    text_fr: str
    since: datetime  # UTC
    until: datetime  # UTC

    def text(self, lang: str) -> str:
        """One line in the person's language; English where that is not spoken here."""
        return self.text_fr if lang.startswith("fr") else self.text_en

    def is_open(self, now: datetime) -> bool:
        """Whether it may be answered at this moment, which has a zone."""
        return self.since <= now < self.until


class _Answered(msgspec.Struct, frozen=True):
    ids: tuple[str, ...] = ()


def read_drill(data: bytes | None) -> Drill | None:
    """The drill of the file; None where there is none. Never raises."""
    table = reading.table(data, SCHEMA)
    if table is None:
        return None
    id, words = reading.identity(table.get("id")), reading.both(table.get("text"), LONGEST_TEXT)
    since, until = reading.moment(table.get("since")), reading.moment(table.get("until"))
    if id is None or words is None or since is None or until is None or until <= since:
        return None
    return Drill(id, *words, since, min(until, since + LONGEST))


def is_answered(drill: Drill, state: Path) -> bool:
    """Whether this person has answered it. `state` is the state folder; reads one small file; never raises."""
    return drill.id in _read(state)


def mark_answered(drill: Drill, state: Path) -> bool:
    """Remember the answer, once it is in the outbox. False where the disk does not take it: it is asked again."""
    ids = [id for id in _read(state) if id != drill.id]
    try:
        atomic.write(state / ANSWERED_NAME, msgspec.json.encode(_Answered((*ids[1 - MOST_KEPT :], drill.id))))
    except StoreError:
        return False
    return True


def _read(state: Path) -> tuple[str, ...]:
    try:
        with (state / ANSWERED_NAME).open("rb") as file:
            return msgspec.json.decode(file.read(LONGEST_FILE), type=_Answered).ids
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return ()
