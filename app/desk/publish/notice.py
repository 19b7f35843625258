"""Notices and drills: what IT tells everybody now. They have no file of their own; commands change the public one."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.content import reading
from app.desk.publish.error import PublishError
from app.desk.publish.guidelint import refuse_unknown
from app.guides.model import SYSTEMS
from diagnostics import phrase

NOTICES_FILE, DRILL_FILE = "notices/notices.json", "notices/drill.json"
SCHEMA, DRILL_SCHEMA = "unstuck.notices/1", "unstuck.drill/1"
MOST = 50  # notices at a time: more is no news
LONGEST_TEXT = 200  # characters: two lines on the home screen
KEEP = timedelta(days=1)  # after its end: laptops with a wrong clock still see that it has one

Change = Callable[[dict[str, bytes], datetime], None]


@dataclass(frozen=True)
class Draft:
    """What somebody typed. Empty lists mean everybody."""

    fr: str
    en: str
    until: datetime
    cause: str | None = None
    offices: Sequence[str] = ()
    systems: Sequence[str] = ()
    vpns: Sequence[str] = ()
    share: int = 100  # per cent of the laptops, always the same ones for one notice
    hides_steps: bool = True


def no_notices() -> bytes:
    """The file of a desk that has nothing to tell."""
    return _encoded([])


def add(draft: Draft, id: str | None = None) -> tuple[str, Change]:
    """The id of a new notice, and the change that adds it. Raises PublishError."""
    _check(draft)
    name = id or secrets.token_hex(3)

    def change(files: dict[str, bytes], now: datetime) -> None:
        kept = _kept(files, now)
        if len(kept) >= MOST:
            raise PublishError("many_notices", n=str(MOST))
        kept.append(
            {
                "id": name,
                "cause": draft.cause,
                "text": {"en": draft.en, "fr": draft.fr},
                "since": _stamp(now),
                "until": _stamp(draft.until),
                "offices": list(dict.fromkeys(draft.offices)),
                "systems": list(dict.fromkeys(draft.systems)),
                "vpns": list(dict.fromkeys(draft.vpns)),
                "share": draft.share,
                "hides_steps": draft.hides_steps and draft.cause is not None,
            }
        )
        data = _encoded(kept)
        if len(data) > reading.MOST_BYTES:
            raise PublishError("large_notices", n=str(reading.MOST_BYTES // 1024))
        files[NOTICES_FILE] = data

    return name, change


def end(id: str) -> Change:
    """The change that takes a notice away."""

    def change(files: dict[str, bytes], now: datetime) -> None:
        kept = _kept(files, now)
        left = [one for one in kept if one.get("id") != id]
        if len(left) == len(kept):
            ids = [str(one.get("id")) for one in kept]
            raise PublishError("no_notice", text=id, known=", ".join(ids) or "–")
        files[NOTICES_FILE] = _encoded(left)

    return change


def drill(fr: str, en: str, until: datetime) -> tuple[str, Change]:
    """The id of a readiness check, and the change that asks for it. Raises PublishError."""
    _texts(fr, en)
    name = secrets.token_hex(3)

    def change(files: dict[str, bytes], now: datetime) -> None:
        asked = {
            "schema": DRILL_SCHEMA,
            "id": name,
            "text": {"en": en, "fr": fr},
            "since": _stamp(now),
            "until": _stamp(until),
        }
        files[DRILL_FILE] = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()

    return name, change


def end_drill(files: dict[str, bytes], _now: datetime) -> None:
    """The change that takes the drill away. Raises PublishError when there is none."""
    if files.pop(DRILL_FILE, None) is None:
        raise PublishError("no_drill")


def listed(data: bytes | None) -> list[dict[str, Any]]:
    """The notices of the public file. Raises PublishError for one that is none of ours."""
    if data is None:
        return []
    try:
        value = json.loads(data)
        if value["schema"] == SCHEMA and all(isinstance(one, dict) for one in value["notices"]):
            return list(value["notices"])
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise PublishError("other_notices")


def _check(draft: Draft) -> None:
    _texts(draft.fr, draft.en)
    if draft.cause is not None:
        refuse_unknown(draft.cause)
    for system in draft.systems:
        if system not in SYSTEMS:
            raise PublishError("no_system", text=system, known=", ".join(SYSTEMS))
    for name in (*draft.offices, *draft.vpns):
        if not name.strip():
            raise PublishError("empty_name")
        if reading.name(name) is None:
            raise PublishError("no_name", text=name)
    for names in (draft.offices, draft.vpns):
        if len(names) > reading.MOST_NAMES:
            raise PublishError("many_names", n=str(reading.MOST_NAMES))
    if not 1 <= draft.share <= 100:  # noqa: PLR2004  per cent
        raise PublishError("no_share", text=str(draft.share))


def _texts(fr: str, en: str) -> None:
    for lang, text in (("fr", fr), ("en", en)):
        if not text.strip():
            raise PublishError("no_text", lang=lang)
        if len(text) > LONGEST_TEXT or phrase.one_line(text) != text:
            raise PublishError("long_text", lang=lang, n=str(LONGEST_TEXT))
    if fr == en:
        raise PublishError("same_text")


def _kept(files: dict[str, bytes], now: datetime) -> list[dict[str, Any]]:
    def ended(one: dict[str, Any]) -> bool:
        try:
            return datetime.fromisoformat(one["until"]) + KEEP < now
        except (LookupError, TypeError, ValueError):
            return False

    return [one for one in listed(files.get(NOTICES_FILE)) if not ended(one)]


def _encoded(notices: list[dict[str, Any]]) -> bytes:
    whole = {"schema": SCHEMA, "notices": notices}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _stamp(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
