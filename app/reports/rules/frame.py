"""Texts in a frame: a line of JSON, a form that was sent. What stands in it is cleaned like a text of its own."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

Clean = Callable[[str], str]

_SENT = re.compile(r"(?<![^\s\"'=])[^\s\"'<>=%]{0,200}(?:%[0-9A-Fa-f]{2}[^\s\"'<>%]{0,200}){2,}")
_BLANK = re.compile(r"%20|%0[9AD]", re.IGNORECASE)
LONGEST = 4000  # characters of one line; what is longer is no line of a log
SHORTEST = 12  # characters of a text that may announce its values itself


def unframed(text: str, clean: Clean) -> str:
    """The text with everything in a frame cleaned; the same object where nothing was."""
    if "%" in text:
        text = _SENT.sub(lambda match: _sent(match.group(), clean), text)
    if '":' not in text and '" :' not in text:
        return text
    lines = text.split("\n")
    changed = [_record(line, clean) for line in lines]
    return "\n".join(changed) if changed != lines else text


def _sent(token: str, clean: Clean) -> str:
    if not _BLANK.search(token):
        return token
    plain = unquote(token)
    if "\ufffd" in plain or not all(char.isprintable() or char.isspace() for char in plain):
        return token
    cleaned = clean(plain)
    return token if cleaned == plain else cleaned


def _record(line: str, clean: Clean) -> str:
    bare = line.strip()
    if len(bare) > LONGEST or bare[:1] not in "{[" or bare[-1:] not in "}]":
        return line
    try:
        record = json.loads(bare)
    except (ValueError, RecursionError):
        return line
    changed = _walked(record, clean)
    return line if changed == record else json.dumps(changed, ensure_ascii=False)


def _walked(part: Any, clean: Clean) -> Any:
    if isinstance(part, str):
        return clean(part) if len(part) >= SHORTEST else part
    if isinstance(part, dict):
        return {key: _walked(value, clean) for key, value in part.items()}
    return [_walked(item, clean) for item in part] if isinstance(part, list) else part
