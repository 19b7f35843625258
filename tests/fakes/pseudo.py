"""A language that nobody speaks: every text half as long again, between brackets, to find what would be clipped."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from app.presenters.phrase import Phrases

STRETCH = 0.5


def stretched(text: str) -> str:
    """At least half as long again, in words of ordinary length; holes stay whole."""
    if not text.strip():
        return text
    more = " ".join("ëxtrà"[: max(1, round(len(word) * STRETCH))] for word in text.split())
    return f"[{text} {more}]"


def pseudo_phrases(lang: str = "en") -> Phrases:
    plain = Phrases.load(lang)
    keep_short = {"app.name", "save.filter"}  # a name, and a list of file endings
    return Phrases(lang, {id: text if id in keep_short else stretched(text) for id, text in plain.table.items()})


class PseudoWords:
    """Wraps a `Wording`."""

    def __init__(self, words: Any) -> None:
        self._words = words
        self.language = words.language

    def cause(
        self, id: str, args: Mapping[str, str] | None = None, reason: str | None = None, because: str | None = None
    ) -> Any:
        text = self._words.cause(id, args, reason, because)
        return SimpleNamespace(**{name: stretched(getattr(text, name)) for name in ("title", "says", "fine", "next")})

    def check(self, id: str) -> str:
        return stretched(self._words.check(id))

    def failure(self, failure: Any) -> str:
        return stretched(self._words.failure(failure))

    def describe(self, fact: Any) -> str:
        return stretched(self._words.describe(fact))

    def length(self, seconds: float) -> str:
        return stretched(self._words.length(seconds))

    def text(self, id: str, args: Mapping[str, str] | None = None) -> str:
        return stretched(self._words.text(id, args))

    def fill(self, template: str, args: Mapping[str, str] | None = None) -> str:
        return stretched(self._words.fill(template, args))
