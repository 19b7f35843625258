"""Every sentence of the product, in the person's language: ids in, words out. No Qt, no I/O but one packaged file.

A sentence is found by its id, "watch.quiet": table ``[watch]`` of ``resources/wording/<language>.toml``, key "quiet".
The text of a cause may have holes; the values come from the verdict's `args` as text: ``minutes`` is a whole number
of minutes, ``date`` and ``time`` are RFC 3339 moments, ``n`` is a number, ``down`` and ``need`` are numbers of Mbit/s,
everything else a name. A value that is missing is replaced by a neutral word ("this service"), so that a sentence is
always whole.

A cause may have texts of its own for a reason of the verdict: the table ``[cause."internet.loss".reason.isp]`` replaces
``says``, ``fine`` or ``next``, whichever it has; a reason without a table changes nothing. A cause that is only a
symptom ("calls are breaking up") has a table ``because``: its ``says`` takes the hole ``{because}`` from the table
``[because]``, and ``fine`` and ``next`` come from the cause that is meant.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from diagnostics import description, phrase
from diagnostics.model.fact import Fact
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import UNKNOWN
from diagnostics.phrase import Numerals

LANGUAGES = ("en", "fr")
FALLBACK = "en"
NOT_KNOWN = "\u2013"  # stands for a value that nobody gave and that has no neutral word
PARTS = ("title", "says", "fine", "next")
NUMBERS = frozenset({"n"})
RATES = frozenset({"down", "need"})
OTHER_CAUSE = "other"  # the words of the table "because" for a cause that has none of its own there


@dataclass(frozen=True)
class CauseText:
    """A verdict in the three parts that a person reads, and its title for lists."""

    title: str
    says: str  # what is wrong, one sentence
    fine: str  # where the fault is not, who is affected
    next: str  # what to do now or what happens by itself, and how long


class Wording:
    """The sentences of one language. Immutable; may be shared between threads."""

    def __init__(self, tables: Mapping[str, Any], *, it_name: str = "") -> None:
        """Take the parsed file; `it_name` is how the organisation calls its IT (empty: the language's usual word)."""
        self._tables = tables
        self.language: str = tables["language"]
        self.it_name: str = phrase.short(it_name) or tables["hole"]["it_name"]
        form = tables["numerals"]
        self.numerals = Numerals(
            decimal=form["decimal"],
            thousands=form["thousands"],
            one_below=form["one_below"],
            units=tables["unit"],
            months=tuple(form["months"]),
            first_day=form["first_day"],
            clock=form["clock"],
        )

    @classmethod
    def load(cls, language: str, *, it_name: str = "") -> "Wording":
        """The wording of a language tag such as "fr" or "fr_CA"; English where the language is not spoken here."""
        return cls(_tables(spoken(language)), it_name=it_name)

    def cause(
        self, id: str, args: Mapping[str, str] | None = None, reason: str | None = None, because: str | None = None
    ) -> CauseText:
        """The text of a cause, with the verdict's `reason` and `because`; KeyError for an id without text.

        A reason or a because that the wording does not know (of a newer version) leaves the general text.
        """
        causes: Mapping[str, Any] = self._tables["cause"]
        entry = _of(causes[id], reason)
        given = dict(args or {})
        if because and because != UNKNOWN and "because" in entry:
            clauses: Mapping[str, str] = self._tables["because"]
            given["because"] = self.fill(clauses.get(because, clauses[OTHER_CAUSE]), args)
            meant = _of(causes[because], reason) if because in causes else entry
            entry |= {"says": entry["because"]["says"], "fine": meant["fine"], "next": meant["next"]}
        return CauseText(**{name: self.fill(entry[name], given) for name in PARTS})

    def check(self, id: str) -> str:
        """The title of a check, for the list under Details."""
        return self.text(f"check.{id}")

    def failure(self, failure: Failure) -> str:
        """How an operation failed, in words that complete a line: "no answer in time"."""
        return self.text(f"failure.{failure.value}")

    def describe(self, fact: Fact) -> str:
        """One exact line about a fact, for Details and the report."""
        template: str = self._tables["fact"][description.template_id(fact)]
        return description.line(fact, self._word, template, self.numerals)

    def text(self, id: str, args: Mapping[str, str] | None = None) -> str:
        """Any other sentence, its holes filled; KeyError for an unknown id."""
        table, _, key = id.partition(".")
        template = self._tables[table][key]
        if not isinstance(template, str):
            raise KeyError(id)
        return self.fill(template, args)

    def fill(self, template: str, args: Mapping[str, str] | None = None) -> str:
        """Fill the holes of a sentence that comes from elsewhere, such as a step of a guide."""
        given = args or {}

        def value_of(name: str, at_start: bool) -> str:
            value = self._value(name, given.get(name, ""))
            if value:
                return value
            value = self.it_name if name == "it_name" else str(self._tables["hole"].get(name, NOT_KNOWN))
            return value[:1].upper() + value[1:] if at_start else value

        return phrase.fill(template, value_of)

    def size(self, count: int) -> str:
        """An amount of data in bytes, such as "25 MB"."""
        return phrase.size(count, self.numerals)

    def length(self, seconds: float) -> str:
        """How long something lasted, such as "40 s" or "5 minutes"."""
        return phrase.length(seconds, self.numerals)

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return phrase.number(value, self.numerals)

    def ids(self, table: str) -> tuple[str, ...]:
        """The keys of one table: `ids("check")` are the checks that have a title."""
        return tuple(self._tables[table])

    def _value(self, name: str, raw: str) -> str:
        if name == "date":
            return phrase.date(raw, self.numerals)
        if name == "time":
            return phrase.time_of_day(raw, self.numerals)
        if name == "minutes" or name in NUMBERS | RATES:
            return self._amount(name, raw)
        if name == "app":  # a program may be told as an id of ours, such as "firefox"
            raw = self._word(f"browser.{raw}") or raw
        return phrase.short(raw) if name in self._tables["hole"] else phrase.one_line(raw)

    def _amount(self, name: str, raw: str) -> str:
        try:
            amount = float(raw)
        except ValueError:
            return phrase.one_line(raw)
        if name == "minutes":
            return phrase.span(amount, self.numerals)
        if name in RATES:
            return phrase.with_unit(amount, "Mbit/s", self.numerals)
        return phrase.number(amount, self.numerals)

    def _word(self, id: str) -> str | None:
        table = self._tables["failure"] if id.startswith("failure.") else self._tables["word"]
        found = table.get(id.removeprefix("failure."))
        return found if isinstance(found, str) else None


def _of(entry: Mapping[str, Any], reason: str | None) -> dict[str, Any]:
    """The texts of a cause, those for the reason in place of the general ones."""
    return {**entry, **entry.get("reason", {}).get(reason, {})}


def spoken(language: str) -> str:
    """The language of ours that fits a tag such as "fr-FR", "fr_CA.UTF-8" or "C"."""
    tag = language.replace("_", "-").split("-")[0].split(".")[0].lower()
    return tag if tag in LANGUAGES else FALLBACK


@cache
def _tables(language: str) -> Mapping[str, Any]:
    """The parsed file of one language; only the language that is spoken is ever read."""
    packaged = files("resources.wording").joinpath(f"{language}.toml")
    return tomllib.loads(packaged.read_text("utf-8"))
