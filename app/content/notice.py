"""What IT tells about a known trouble: read from `notices/notices.json`, and which of it concerns this laptop. Pure.

    {"schema": "unstuck.notices/1", "notices": [{"id": "89023b", "cause": "vpn.gateway_unreachable",
     "text": {"en": "…", "fr": "…"}, "since": "2026-11-23T05:40:00Z", "until": "2026-11-23T14:00:00Z",
     "offices": [], "systems": [], "vpns": [], "share": 100, "hides_steps": true}]}

The key that signs notices lies on somebody's desk, so whatever stands there is taken for a stranger's words: a text is
one plain line without meaning for any widget, and no notice lasts longer than a month.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.content import reading
from app.content.reading import folded

PATH = "notices/notices.json"
SCHEMA = "unstuck.notices/1"
MOST = 50  # in the file; the desk publishes no more
MOST_SHOWN = 5  # at a time on one laptop
LONGEST_TEXT = 200  # characters: two lines on the home screen
LONGEST = timedelta(days=31)
"""From its beginning: one that nobody ends goes by itself, whatever it says. The desk takes no longer one."""


@dataclass(frozen=True)
class Notice:
    """One notice. Show its text as plain text (`Qt.TextFormat.PlainText`): it is not cleaned of "<" and "&"."""

    id: str
    cause: str | None  # beside this verdict only; None: for everybody, whatever the verdict
    text_en: str
    text_fr: str
    since: datetime  # UTC
    until: datetime  # UTC
    offices: tuple[str, ...] = ()  # empty: everywhere
    systems: tuple[str, ...] = ()
    vpns: tuple[str, ...] = ()
    share: int = 100  # per cent of the laptops
    hides_steps: bool = False  # instead of the guide's steps: nobody at home can mend it

    def text(self, lang: str) -> str:
        """One line in the person's language; English where that is not spoken here."""
        return self.text_fr if lang.startswith("fr") else self.text_en


def read_notices(data: bytes | None) -> tuple[Notice, ...]:
    """All notices of the file in its order; what is none is left out alone. Never raises. Reads nothing else."""
    table = reading.table(data, SCHEMA)
    found: dict[str, Notice] = {}
    for entry in reading.entries(table.get("notices") if table else None):
        notice = _notice(entry)
        if notice is not None and notice.id not in found and len(found) < MOST:
            found[notice.id] = notice
    return tuple(found.values())


def matching(
    notices: Iterable[Notice],
    *,
    causes: Sequence[str],
    system: str,
    vpns: Sequence[str],
    office: str,
    share_key: str,
    now: datetime,
    most: int = MOST_SHOWN,
) -> tuple[Notice, ...]:
    """What this laptop shows now, `most` of it: for the first cause first, the latest first, for everybody last.

    `causes` are the verdict's cause and the others; without a verdict only notices for everybody come. `system` is
    "windows", "darwin" or "linux", `vpns` the names of the site file, `office` what the person chose ("": not known,
    then nothing that is for some offices only). `share_key` comes from `share.share_key`. `now` has a zone.
    """
    order = {cause: place for place, cause in reversed(list(enumerate(causes)))}
    found = [
        one
        for one in notices
        if one.since <= now < one.until
        and (one.cause is None or one.cause in order)
        and (not one.systems or system in one.systems)
        and (not one.vpns or _meet(one.vpns, vpns))
        and (not one.offices or _meet(one.offices, (office,)))
        and in_share(one, share_key)
    ]
    found.sort(key=lambda one: one.since, reverse=True)
    found.sort(key=lambda one: len(order) if one.cause is None else order[one.cause])
    return tuple(found[:most])


def in_share(notice: Notice, share_key: str) -> bool:
    """Whether the laptop with this key is among the notice's share: always the same answer for the same two."""
    drawn = hashlib.sha256(f"{share_key} {notice.id}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % 100 < notice.share


def offices(notices: Iterable[Notice]) -> tuple[str, ...]:
    """The offices that notices name, each once, sorted: what a person may choose from."""
    named = {folded(office): office for one in notices for office in one.offices}
    return tuple(named[key] for key in sorted(named))


def _meet(wanted: Sequence[str], here: Sequence[str]) -> bool:
    known = {folded(one) for one in here if one.strip()}
    return any(folded(one) in known for one in wanted)


def _notice(entry: dict[str, Any]) -> Notice | None:
    id, cause = reading.identity(entry.get("id")), entry.get("cause", "")
    words = reading.both(entry.get("text"), LONGEST_TEXT)
    since, until = reading.moment(entry.get("since")), reading.moment(entry.get("until"))
    lists = [reading.names(entry.get(key)) for key in ("offices", "systems", "vpns")]
    share = reading.whole(entry.get("share", 100), 1, 100)
    hides = entry.get("hides_steps", False)
    if id is None or words is None or since is None or until is None or share is None:
        return None
    if cause is not None and reading.identity(cause) is None:
        return None
    if until <= since or None in lists or not isinstance(hides, bool):
        return None
    offices, systems, vpns = (one or () for one in lists)
    until = min(until, since + LONGEST)
    return Notice(
        id, cause, *words, since, until, offices, systems, vpns, share, hides_steps=hides and cause is not None
    )
