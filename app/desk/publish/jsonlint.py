"""The release note and the counts of colleagues: what laptops would not read, or would show cut."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.content import peers, reading, release
from app.desk.publish.finding import Finding
from diagnostics import phrase

RELEASE_KEYS = ("schema", "version", "url", "text")
Problem = tuple[str, str, str]  # key, problem, remedy


def release_note(path: Path, data: bytes) -> list[Finding]:
    """`release/release.json`; its form stands in docs/content.md."""
    return list(_findings(path, data, _release, is_hint=False))


def counts(path: Path, data: bytes) -> list[Finding]:
    """`peers/peers.json`, which `unstuck desk fleet` writes; numbers that nobody sees keep no notice away."""
    return list(_findings(path, data, _peers, is_hint=True))


def table(path: Path, data: bytes) -> dict[str, Any] | Finding:
    """The one JSON object of a file, or what is wrong with it."""
    try:
        value = json.loads(data, object_pairs_hook=reading.once)
    except json.JSONDecodeError as error:
        return Finding(str(path), error.lineno, "", f"not JSON: {error.msg}", "Mend this line or the one before it.")
    except reading.TwiceError as error:
        remedy = "Take one of the two out: laptops refuse the file."
        return Finding(str(path), _line(data, error.key), error.key, "stands twice", remedy)
    except (ValueError, RecursionError):
        return Finding(str(path), None, "", "not JSON", "Write it again as UTF-8 text.")
    if not isinstance(value, dict):
        return Finding(str(path), 1, "", "not one JSON object", "Begin it with { and end it with }.")
    return value


Judge = Callable[[Mapping[str, Any], bytes], Iterator[Problem]]


def _findings(path: Path, data: bytes, judge: Judge, *, is_hint: bool) -> Iterator[Finding]:
    value = table(path, data)
    if isinstance(value, Finding):
        yield value
        return
    for key, problem, remedy in judge(value, data):
        yield Finding(str(path), _line(data, key), key, problem, remedy, is_hint)


def _release(value: Mapping[str, Any], _: bytes) -> Iterator[Problem]:
    for key in value:
        if key not in RELEASE_KEYS:
            yield key, "no key of a release note", f"Known are {', '.join(RELEASE_KEYS)}."
    if value.get("schema") != release.SCHEMA:
        yield "schema", "no release note of this form", f'Write "schema": "{release.SCHEMA}".'
    version = value.get("version")
    if not isinstance(version, str) or release.parts(version) is None:
        yield "version", "no version", 'Write numbers and dots in quotes, such as "0.2.0".'
    if value.get("url") is not None and release.page(value["url"]) is None:
        yield "url", "no https address", "Write a page for people that begins with https://, or take the key out."
    if "text" in value:
        yield from _texts(value["text"])


def _texts(value: object) -> Iterator[Problem]:
    if (
        not isinstance(value, dict)
        or set(value) != {"en", "fr"}
        or not all(isinstance(one, str) for one in value.values())
    ):
        yield "text", "not two texts", 'Write {"en": "…", "fr": "…"}, or take the key out.'
        return
    for lang, text in value.items():
        if not text.strip():
            yield "text", f"{lang} is empty", "Write a sentence, or take the key out."
        elif len(text) > release.LONGEST_TEXT:
            yield (
                "text",
                f"{lang} is longer than {release.LONGEST_TEXT} characters",
                "Shorten it: people read two lines.",
            )
        elif phrase.one_line(text) != text:
            yield "text", f"{lang} is not one plain line", "Take out line breaks, control and direction characters."


def _peers(value: Mapping[str, Any], data: bytes) -> Iterator[Problem]:
    read = peers.read_peers(data)
    if read is None:
        yield "schema", "no counts of this form", "Write the file with unstuck desk fleet --peers."
        return
    for key, taken in (("counts", len(read.counts)), ("rates", len(read.rates))):
        listed = value.get(key)
        if not isinstance(listed, list):
            yield key, "no list", "Write the file with unstuck desk fleet --peers."
        elif len(listed) != taken:
            left = f"{len(listed) - taken} of {len(listed)} would not be read by laptops"
            yield key, left, "Write the file with unstuck desk fleet --peers."


def _line(data: bytes, key: str) -> int | None:
    """Where a key of the outer object stands, as far as a search can tell."""
    found = re.search(rb'"' + re.escape(key.encode("utf-8", "replace")) + rb'"\s*:', data) if key else None
    return data[: found.start()].count(b"\n") + 1 if found else None
