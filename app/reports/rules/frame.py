"""Texts in a frame: a line of JSON, a form that was sent. What stands in it is cleaned like a text of its own."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from app.reports.rules.scrub import Scrub

Clean = Callable[[str], str]

_SENT = re.compile(r"(?<![^\s\"'=])[^\s\"'<>=%]{0,200}(?:%[0-9A-Fa-f]{2}[^\s\"'<>%]{0,200}){2,}")
_BLANK = re.compile(r"%20|%0[9AD]", re.IGNORECASE)
LONGEST = 4000  # characters of one line; what is longer is no line of a log
SHORTEST = 12  # characters of a text that may announce its values itself


def unframed(scrub: Scrub, clean: Clean) -> None:
    """Hide everything that stands in a frame and has something to hide. No later rule looks at it a second time."""
    if "%" in scrub.text:
        scrub.each(_SENT, lambda match: _sent(match.group(), clean))
    if '":' in scrub.text or '" :' in scrub.text:
        lines = scrub.text.split("\n")
        changed = [_record(line, scrub, clean) for line in lines]
        if changed != lines:
            scrub.text = "\n".join(changed)


def _sent(token: str, clean: Clean) -> str | None:
    if not _BLANK.search(token):
        return None
    plain = unquote(token)
    if "\ufffd" in plain or not all(char.isprintable() or char.isspace() for char in plain):
        return None
    cleaned = clean(plain)
    return None if cleaned == plain else cleaned


def _record(line: str, scrub: Scrub, clean: Clean) -> str:
    bare = line.strip()
    if len(bare) > LONGEST or bare[:1] not in "{[" or bare[-1:] not in "}]":
        return line
    try:
        record = json.loads(bare)
    except (ValueError, RecursionError):
        return line
    changed = _walked(record, scrub, clean)
    return line if changed == record else json.dumps(changed, ensure_ascii=False)


def _walked(part: Any, scrub: Scrub, clean: Clean) -> Any:
    if isinstance(part, str):
        cleaned = clean(part) if len(part) >= SHORTEST else part
        return part if cleaned == part else scrub.hide(json.dumps(cleaned, ensure_ascii=False)[1:-1])
    if isinstance(part, dict):
        return {key: _walked(value, scrub, clean) for key, value in part.items()}
    return [_walked(item, scrub, clean) for item in part] if isinstance(part, list) else part
