"""Why a text is no code, as one sentence for the person who typed it."""

from enum import StrEnum


class Doubt(StrEnum):
    """What is wrong with what was typed; the id of its sentence in the table "code" of the wording."""

    NOTHING = "nothing"
    JUNK = "junk"
    LENGTH = "length"
    LETTER = "letter"
    MISTYPED = "mistyped"
    HOW_MANY = "how_many"
    UNKNOWN_WORD = "unknown_word"
    MIXED_WORDS = "mixed_words"
    WRONG_WORDS = "wrong_words"
    TWO_LANGUAGES = "two_languages"
    NO_LINK = "no_link"
    NEWER = "newer"


class CodeError(ValueError):
    """A text that cannot be read as a code. `str()` is the English sentence; `sentence("fr")` the French one."""

    def __init__(self, doubt: Doubt, *, typed: str = "", n: int = 0) -> None:
        self.doubt = doubt
        self.typed = typed  # the word or character that does not fit
        self.n = n  # how many there are, where that is wrong
        super().__init__(doubt, typed, n)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """One sentence: what is wrong and what to do. English where the language is not spoken here."""
        from diagnostics.wording import Wording  # noqa: PLC0415  # a collector logs ids and needs no sentence

        shown = self.typed if len(self.typed) <= LONGEST_SHOWN else self.typed[:LONGEST_SHOWN] + "…"
        return Wording.load(lang).text(f"code.{self.doubt.value}", {"typed": shown, "n": str(self.n)})


LONGEST_SHOWN = 24  # characters of what was typed: the longest word of the lists has 10, and junk needs no echo
