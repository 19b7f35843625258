"""From what somebody typed, said or scanned back to its meaning. Pure, whatever the text."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.reports.code import fragment, words
from app.reports.code.error import CodeError, Doubt
from app.reports.code.evidence import certainty_of, fine_of, tried_of
from app.reports.code.number import ALPHABET, BITS, CHARACTERS, Code, is_sound, number_of
from diagnostics.model.verdict import Certainty
from diagnostics.wording import LANGUAGES, spoken

WORDS = 4
LONGEST = 4000  # characters that are looked at: a link has 800, and a whole pasted mail is no code
_ALIASES = str.maketrans("OIL", "011")  # Crockford: what is written or read in place of a digit
_MARKED = re.compile(r"(?<![^\W_])[^\W_]{3}-[^\W_]{3}-[^\W_]{3}(?![^\W_])")  # a code within a line, as in a subject
_SHORTEST_WORD = 3
_WORD_BITS = 11


@dataclass(frozen=True)
class Meaning:
    """What a code says. `fine`: families that were looked at and are fine; the others were not, or not fine."""

    cause: str  # id of the catalogue, "healthy" or "unknown"
    certainty: Certainty | None  # None: the run was not judged
    fine: tuple[str, ...]
    tried: bool  # a repair was tried before
    tag: int  # 0 to 1023, of the run: two codes of one run have the same
    code: Code
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a link only; see `fragment`


def decode(text: str, lang: str | None = None) -> Meaning:
    """The meaning of nine characters, four words or a whole link. Raises CodeError with a sentence for anything else.

    Accepted: capitals or not, with or without accents, hyphens and spaces, O for 0, I and L for 1, the first four
    letters of a word. With `lang` only the words of that language count; without it the check sum decides.
    """
    if len(text) > LONGEST:
        raise CodeError(Doubt.JUNK)
    if fragment.is_link(text):
        return _of_link(text)
    tokens = _tokens(text)
    if not tokens:
        raise CodeError(Doubt.NOTHING)
    joined = "".join(tokens)
    if len(joined) == CHARACTERS:
        return meaning(_of_characters(joined))
    marked = _MARKED.findall(unicodedata.normalize("NFKC", text))
    if len(marked) == 1:
        return meaning(_of_characters(marked[0].replace("-", "")))
    return meaning(_of_words(_unnumbered(tokens), lang) if _are_words(tokens) else _of_wrong_length(joined))


def meaning(code: Code, details: Mapping[str, tuple[str, ...]] | None = None) -> Meaning:
    """What a sound code says. Raises CodeError where its cause is one of a newer version."""
    from diagnostics.faults.number import NUMBERS  # noqa: PLC0415  # brings the catalogue along: 40 ms

    if code.cause >= len(NUMBERS):
        raise CodeError(Doubt.NEWER)
    return Meaning(
        NUMBERS[code.cause], certainty_of(code), fine_of(code), tried_of(code), code.tag, code, dict(details or {})
    )


def _of_link(text: str) -> Meaning:
    if text.strip().lower().startswith(fragment.MAILTO):
        text = text.lower()  # RFC 6068, 2: names of fields in any case; our ids have small letters only
    found = fragment.parse(text)
    if found is None:
        raise CodeError(Doubt.NO_LINK)
    characters, details = found
    return meaning(_of_characters(characters), details)


def _tokens(text: str) -> list[str]:
    """The runs of letters and digits; marks that cannot be seen are not there, and accents do not part a word."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return re.findall(r"(?:[^\W_][\u0300-\u036f]*)+", seen)


def _unnumbered(tokens: Sequence[str]) -> Sequence[str]:
    """Without the numbers of a list: "1. dance 2. ill"."""
    counted = tokens[::2] == [str(number) for number in range(1, len(tokens) // 2 + 1)]
    return tokens[1::2] if counted else tokens


def _are_words(tokens: Sequence[str]) -> bool:
    return len(tokens) > 1 and sum(len(token) >= _SHORTEST_WORD and token.isalpha() for token in tokens) > 1


def _of_characters(joined: str) -> Code:
    characters = joined.upper().translate(_ALIASES)
    strange = next((char for char in characters if char not in ALPHABET), None)
    if strange is not None:
        raise CodeError(Doubt.LETTER, typed=strange)
    number = number_of(characters) if len(characters) == CHARACTERS else None
    if number is None:
        raise CodeError(Doubt.MISTYPED)
    return Code(number)


def _of_wrong_length(joined: str) -> Code:
    """No code at all: said as precisely as can be."""
    looks_like_one = len(joined) <= 2 * CHARACTERS and any(char.isdigit() for char in joined)
    raise CodeError(Doubt.LENGTH, n=len(joined)) if looks_like_one else CodeError(Doubt.JUNK)


def _of_words(tokens: Sequence[str], lang: str | None) -> Code:
    if len(tokens) > 2 * WORDS:
        raise CodeError(Doubt.JUNK)
    if len(tokens) != WORDS:
        raise CodeError(Doubt.HOW_MANY, n=len(tokens))
    wanted = LANGUAGES if lang is None else (spoken(lang),)
    numbers = {one: _number(tokens, one) for one in wanted}
    known = [one for one in wanted if numbers[one] is not None]
    if not known:
        strange = [token for token in tokens if all(words.index_of(token, one) is None for one in wanted)]
        raise CodeError(Doubt.UNKNOWN_WORD, typed=strange[0]) if strange else CodeError(Doubt.MIXED_WORDS)
    # Whoever typed four whole words of one list meant that one: the other list would only hide a mistake.
    whole = [one for one in known if all(words.is_whole(token, one) for token in tokens)]
    sound = {number for one in whole or known if (number := numbers[one]) is not None and is_sound(number)}
    if len(sound) > 1:
        raise CodeError(Doubt.TWO_LANGUAGES)
    if not sound:
        raise CodeError(Doubt.WRONG_WORDS)
    return Code(sound.pop())


def _number(tokens: Sequence[str], lang: str) -> int | None:
    number = 0
    for token in tokens:
        place = words.index_of(token, lang)
        if place is None:
            return None
        number = number << _WORD_BITS | place
    return number if number < 1 << BITS else None
