"""The code itself: 44 bits, written as nine characters or four words. Pure.

    43 .. 37  number of the cause (`diagnostics.faults.number`)
    36 .. 21  evidence: 13 families, 2 bits of certainty, 1 bit "a repair was tried"
    20 .. 11  tag: the first bits of the SHA-256 of the diagnosis' id
    10 ..  0  CRC-11 of the 33 bits before it (polynomial 0x385, start 0x01A, as FlexRay has it)

A CRC of 11 bits finds every error that lies within 11 neighbouring bits: every wrong character (5 bits), every swap of
two neighbouring characters (10 bits) and every wrong word (11 bits).
"""

import hashlib
from dataclasses import dataclass
from typing import Self

from app.reports.code import words

BITS = 44
CAUSE_BITS, EVIDENCE_BITS, TAG_BITS, CRC_BITS = 7, 16, 10, 11
CHARACTERS = 9
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are misread or make words."""

_POLYNOMIAL = 0x385
_START = 0x01A
_CHARACTER_BITS = 5
_PADDING = CHARACTERS * _CHARACTER_BITS - BITS  # the last bit of the last character is always 0
_GROUP = 3


@dataclass(frozen=True)
class Code:
    """One code. `number` has 44 bits and carries its own check sum; ValueError for a number that does not fit it."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < 1 << BITS or not is_sound(self.number):
            raise ValueError(f"{self.number} is no code: its check sum is another one")

    @classmethod
    def of(cls, cause: int, evidence: int, tag: int) -> Self:
        """The code for these three numbers. ValueError where one is too large for its place."""
        for value, bits in ((cause, CAUSE_BITS), (evidence, EVIDENCE_BITS), (tag, TAG_BITS)):
            if not 0 <= value < 1 << bits:
                raise ValueError(f"{value} does not fit into {bits} bits")
        told = (cause << EVIDENCE_BITS | evidence) << TAG_BITS | tag
        return cls(told << CRC_BITS | crc(told))

    @property
    def cause(self) -> int:
        """The number of the cause, 0 to 127."""
        return self.number >> (EVIDENCE_BITS + TAG_BITS + CRC_BITS)

    @property
    def evidence(self) -> int:
        """The 16 bits of evidence; `app.reports.code.evidence` reads them."""
        return self.number >> (TAG_BITS + CRC_BITS) & (1 << EVIDENCE_BITS) - 1

    @property
    def tag(self) -> int:
        """What joins the code to the full report, 0 to 1023."""
        return self.number >> CRC_BITS & (1 << TAG_BITS) - 1

    @property
    def bare(self) -> str:
        """The nine characters: "6X71YCNQ6"."""
        wide = self.number << _PADDING
        shifts = range((CHARACTERS - 1) * _CHARACTER_BITS, -1, -_CHARACTER_BITS)
        return "".join(ALPHABET[wide >> shift & len(ALPHABET) - 1] for shift in shifts)

    @property
    def chars(self) -> str:
        """The same as people write it: "6X7-1YC-NQ6"."""
        return "-".join(self.bare[start : start + _GROUP] for start in range(0, CHARACTERS, _GROUP))

    def words(self, lang: str) -> tuple[str, str, str, str]:
        """The same as four words of a language; English where the language is not spoken here."""
        listed = words.listed(lang)
        first, second, third, fourth = (listed[self.number >> shift & words.COUNT - 1] for shift in (33, 22, 11, 0))
        return first, second, third, fourth

    def spoken(self, lang: str) -> tuple[str, ...]:
        """How each of the nine characters is said on the telephone: "six", "X as in X-ray", « M comme Marcel »."""
        return tuple(words.said(character, lang) for character in self.bare)


def spell(code: Code, lang: str) -> str:
    """The nine characters as one line to read out, with a pause after each three: "six, X as in X-ray, … – …"."""
    said = code.spoken(lang)
    return " – ".join(", ".join(said[start : start + _GROUP]) for start in range(0, CHARACTERS, _GROUP))


def crc(told: int) -> int:
    """The check sum of the 33 bits before it, the most significant bit first."""
    register = _START
    for place in range(BITS - CRC_BITS - 1, -1, -1):
        carry = register >> (CRC_BITS - 1) ^ told >> place & 1
        register = register << 1 & (1 << CRC_BITS) - 1
        if carry:
            register ^= _POLYNOMIAL
    return register


def is_sound(number: int) -> bool:
    """Whether 44 bits and their check sum agree."""
    return crc(number >> CRC_BITS) == number & (1 << CRC_BITS) - 1


def number_of(characters: str) -> int | None:
    """The 44 bits of nine characters of the alphabet; None where they are not sound."""
    wide = 0
    for character in characters:
        wide = wide << _CHARACTER_BITS | ALPHABET.index(character)
    if wide & (1 << _PADDING) - 1:
        return None
    number = wide >> _PADDING
    return number if is_sound(number) else None


def tag_of(diagnosis_id: str) -> int:
    """The tag of a run: not reversible, and the same for the same run only."""
    digest = hashlib.sha256(diagnosis_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:2], "big") >> (16 - TAG_BITS)
