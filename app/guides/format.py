"""The strict reader of guides: the built-in ones and IT's go through this one parser.

Nothing in a guide is ever run: a verb is an id from a closed list, a page is an id from another, and texts are shown
as plain text. A verb of a newer version becomes a step for the person, because IT may write for several versions;
everything else that is not known is refused with the nearest word that is.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.guides.model import KEEP_WORKING, OWNERS, PAGES, SYSTEMS, VERBS, Guide, Step, Words
from app.guides.source import GuideError, Path, Source
from diagnostics import phrase
from diagnostics.wording import LANGUAGES

__all__ = ["GuideError", "read_guide"]

SCHEMA = 1
MAX_STEPS = 15  # the longest built-in guide has as many, of which a verdict's reason picks at most 9
MAX_TEXT = 300  # characters: three lines of large text
MAX_MINUTES = 120
MAX_SETTLE_S = 600  # a router that needs ten minutes to start is broken
MAX_VERSION = 1_000_000
ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
LINK = re.compile(r"(https://|ms-settings:|x-apple\.systempreferences:)[!-~]{1,300}")

GUIDE_KEYS = ("schema", *Guide.__struct_fields__)
STEP_KEYS = (
    *("id", "who", "minutes", "text", *(f"text_{system}" for system in SYSTEMS), "only_on", "verb", "page", "link"),
    *("check", "measure", "reasons", "settle_s", "undo", "on_fail"),
)

HOLES = frozenset({"it_name", "app", "service", "vpn", "gateway", "server", "proxy", "minutes", "date", "time", "n"})
"""The holes that a step may have: those for which every wording has a neutral word."""


def read_guide(file: str, data: bytes, checks: Collection[str]) -> Guide:
    """Read one guide; `checks` are the check ids that exist. Raises GuideError: one line for whoever wrote the file."""
    source = Source(file, data)
    table = _Table(source, source.parse(), (), GUIDE_KEYS)
    if table.whole("schema", 1, MAX_VERSION) != SCHEMA:
        raise source.error(("schema",), f"this version reads schema {SCHEMA}", "Update the app or write schema = 1.")
    guide = Guide(
        id=table.name("id"),
        cause=table.name("cause"),
        version=table.whole("version", 1, MAX_VERSION),
        title=table.words("title"),
        minutes=table.whole("minutes", 0, MAX_MINUTES),
        owner=table.choice("owner", OWNERS),
        keep_working=table.several("keep_working", KEEP_WORKING),
        it_needs=table.names("it_needs"),
        stop=table.words("stop"),
        steps=tuple(_step(step, checks) for step in table.tables("steps")),
    )
    _refuse_twins(source, guide)
    return guide


def _refuse_twins(source: Source, guide: Guide) -> None:
    seen: set[str] = set()
    for index, step in enumerate(guide.steps):
        if step.id in seen:
            raise source.error(("steps", index, "id"), f"the step {step.id!r} exists twice", "Give it another id.")
        seen.add(step.id)


def _step(table: "_Table", checks: Collection[str]) -> Step:
    verb = table.name("verb", "none")
    known = verb in VERBS
    page = table.choice("page", PAGES, None) if known else table.name("page", "") or None
    if verb == "open_settings_page" and page is None:
        raise table.error("page", "open_settings_page does not say which", f"Add page = one of {_list(PAGES)}.")
    return Step(
        id=table.name("id"),
        who=table.choice("who", ("you", "app", "it")) if known else _person(table),
        minutes=table.whole("minutes", 0, MAX_MINUTES),
        text=table.words("text"),
        text_on={system: table.words(f"text_{system}") for system in SYSTEMS if table.has(f"text_{system}")},
        only_on=table.several("only_on", SYSTEMS) or SYSTEMS,
        reasons=table.names("reasons"),
        verb=verb if known else "none",
        page=page if known else None,
        unknown_verb=None if known else verb,
        link=table.link("link"),
        check=table.several("check", checks),
        measure=table.several("measure", checks),
        settle_s=table.whole("settle_s", 0, MAX_SETTLE_S, 0),
        undo=table.words("undo") if table.has("undo") else None,
        on_fail=table.choice("on_fail", ("next", "stop"), "next"),
    )


def _person(table: "_Table") -> str:
    """What the app does not know how to do, the person does."""
    who = table.choice("who", ("you", "app", "it"))
    return "it" if who == "it" else "you"


def _instead(word: str, allowed: Collection[str]) -> str:
    near = difflib.get_close_matches(word, allowed, 1)
    return f"Did you mean {near[0]!r}?" if near else f"Use one of: {_list(allowed)}."


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


class _Table:
    """One table of the file: keys that do not exist are refused first, then each is read with its type."""

    def __init__(self, source: Source, data: Mapping[str, Any], path: Path, known: Collection[str]) -> None:
        self._source = source
        self._data = data
        self._path = path
        for key in data:
            if key not in known:
                raise self.error(key, f"unknown key {key!r}", _instead(key, known))

    def has(self, key: str) -> bool:
        return key in self._data

    def error(self, key: str, problem: str, remedy: str) -> GuideError:
        return self._source.error((*self._path, key), problem, remedy)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._take(key, int, "a whole number", default)
        if isinstance(value, bool) or not low <= value <= high:
            raise self.error(key, f"not a whole number from {low} to {high}", f"Write for example {key} = {low}.")
        return int(value)

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._take(key, str, "a text in quotes", default)
        if len(value) > MAX_TEXT:
            raise self.error(key, f"longer than {MAX_TEXT} characters", "Say one action, in two short sentences.")
        if phrase.one_line(value) != value:
            raise self.error(key, "line breaks or invisible characters", "Write it on one line, as plain text.")
        return value

    def name(self, key: str, default: str | None = None) -> str:
        value = self.text(key, default)
        if value and not ID.fullmatch(value):
            raise self.error(key, f"{value!r} is not an id", "Use small letters, digits, dot, dash and underscore.")
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = "") -> Any:
        """One of the allowed words; without a default ("") the key must be there; None may be the default."""
        if default != "" and not self.has(key):
            return default
        return self._one_of(key, self.text(key), allowed)

    def several(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        return tuple(self._one_of(key, value, allowed) for value in self._texts(key))

    def names(self, key: str) -> tuple[str, ...]:
        values = self._texts(key)
        wrong = next((value for value in values if not ID.fullmatch(value)), None)
        if wrong is not None:
            raise self.error(key, f"{wrong!r} is not an id", "Use small letters, digits, dot, dash and underscore.")
        return values

    def words(self, key: str) -> Words:
        """A text in both languages, with the same holes in both."""
        both = self._take(key, dict, "a text in two languages", None)
        inner = _Table(self._source, both, (*self._path, key), LANGUAGES)
        words = Words(inner.text("en"), inner.text("fr"))
        used = phrase.holes(words.en) | phrase.holes(words.fr)
        if used - HOLES or any(char in phrase.HOLE.sub("", words.en + words.fr) for char in "{}"):
            raise self.error(key, "a {hole} that does not exist", f"Use one of {_list(sorted(HOLES))}, or no braces.")
        if phrase.holes(words.en) != phrase.holes(words.fr):
            raise self.error(key, "the two languages have different {holes}", "Use the same ones in both.")
        return words

    def link(self, key: str) -> str | None:
        if not self.has(key):
            return None
        value = self.text(key)
        if not LINK.fullmatch(value):
            raise self.error(key, "not a link that may be opened", "Use https:// or a page of the system's settings.")
        return value

    def tables(self, key: str) -> list["_Table"]:
        found = self._take(key, list, "written as [[steps]]", None)
        if not found or len(found) > MAX_STEPS or not all(isinstance(item, dict) for item in found):
            raise self.error(key, f"not 1 to {MAX_STEPS} tables", f"Write each one under [[{key}]].")
        return [_Table(self._source, item, (*self._path, key, index), STEP_KEYS) for index, item in enumerate(found)]

    def _take(self, key: str, kind: type, kind_in_words: str, default: Any) -> Any:
        if not self.has(key):
            if default is not None:
                return default
            raise self.error(key, f"{key!r} is missing", f"Add it: {kind_in_words}.")
        if not isinstance(self._data[key], kind):
            raise self.error(key, f"{key!r} has the wrong type", f"It must be {kind_in_words}.")
        return self._data[key]

    def _texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list, "a list of texts", [])
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"{key!r} has the wrong type", "It must be a list of texts.")
        return tuple(values)

    def _one_of(self, key: str, value: str, allowed: Collection[str]) -> str:
        if value in allowed:
            return value
        raise self.error(key, f"{phrase.short(value)!r} is not known", _instead(value, allowed))
