"""The 44 bits: what is read out again is what was said, and the check sum finds what a person gets wrong."""

import random

import pytest

from app.reports.code import Code, CodeError, decode, spell
from app.reports.code.number import ALPHABET, BITS, CHARACTERS, crc, is_sound, number_of, tag_of
from app.reports.code.words import COUNT

SEED = 20261123
SPOKEN = Code.of(27, 0b1010011100001111, 613)


def some(count: int, *, seed: int = SEED) -> list[Code]:
    """Codes of causes that exist."""
    dice = random.Random(seed)
    return [Code.of(dice.randrange(72), dice.randrange(1 << 16), dice.randrange(1 << 10)) for _ in range(count)]


def read(text: str, lang: str | None = None) -> Code | None:
    try:
        return decode(text, lang).code
    except CodeError:
        return None


def test_one_code_in_all_its_forms() -> None:
    assert (SPOKEN.chars, SPOKEN.bare, hex(SPOKEN.number)) == ("6X7-1YC-NQ6", "6X71YCNQ6", "0x374e1f32b73")
    assert SPOKEN.words("en") == ("dance", "ill", "smile", "hover")
    assert SPOKEN.words("fr_CA") == ("contact", "génie", "rentrer", "fureur")
    assert (SPOKEN.cause, SPOKEN.evidence, SPOKEN.tag) == (27, 0b1010011100001111, 613)
    assert SPOKEN.spoken("fr")[:3] == ("six", "X comme Xavier", "sept")
    assert spell(SPOKEN, "en").startswith("six, X as in X-ray, seven – one, Y as in Yankee")


def test_the_check_sum_is_the_published_one() -> None:
    """CRC-11/FLEXRAY bit by bit from its definition (a long division), on 33 bits."""

    def divided(told: int) -> int:
        rest = (told << 11) ^ (0x01A << 33)
        for place in range(43, 10, -1):
            if rest >> place & 1:
                rest ^= (1 << 11 | 0x385) << (place - 11)
        return rest

    dice = random.Random(SEED)
    for told in [0, 1, (1 << 33) - 1, *(dice.randrange(1 << 33) for _ in range(500))]:
        assert crc(told) == divided(told)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_said_is_what_is_read(lang: str) -> None:
    for code in some(3000):
        assert read(code.bare) == read(code.chars.lower()) == code
        assert read(" ".join(code.words(lang)), lang) == code


def test_the_check_sum_is_linear_so_these_patterns_are_all_errors_there_are() -> None:
    """What an error does to the check does not depend on the code: every pattern once proves every code."""
    base = SPOKEN.number
    width = CHARACTERS * 5

    def found(wide: int) -> bool:
        wrong = base << 1 ^ wide
        return bool(wrong & 1) or not is_sound(wrong >> 1)

    single = [change << shift for shift in range(0, width, 5) for change in range(1, 32)]
    swapped = [(change << 5 | change) << shift for shift in range(0, width - 5, 5) for change in range(1, 32)]
    worded = [change << shift for shift in range(0, BITS, 11) for change in range(1, COUNT)]
    assert (len(single), len(swapped), len(worded)) == (9 * 31, 8 * 31, 4 * 2047)
    assert [wide for wide in single + swapped if not found(wide)] == []
    assert [change for change in worded if is_sound(base ^ change)] == []


def test_every_wrong_character_and_every_swap_is_found() -> None:
    """Through the door that people use; an O for a 0 is no mistake."""
    missed = []
    for code in some(150):
        text = code.bare
        for at in range(CHARACTERS):
            missed += [
                (text, at, other)
                for other in ALPHABET
                if other != text[at] and read(text[:at] + other + text[at + 1 :]) is not None
            ]
        for at in range(CHARACTERS - 1):
            swap = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            if swap != text and read(swap) is not None:
                missed.append((text, at, "swap"))
    assert missed == []


def test_no_key_of_the_keyboard_turns_a_code_into_another_one() -> None:
    """Any printable character in place of one, one too many, one too few, in the form with hyphens."""
    keys = [chr(number) for number in range(32, 127)] + list("éßıſ０Ａ²\u00a0\u200b\u2011\u0301")
    for code in some(12):
        text = code.chars
        for at in range(len(text)):
            for key in keys:
                assert read(text[:at] + key + text[at + 1 :]) in (None, code), (text, at, key)
                assert read(text[:at] + key + text[at:]) in (None, code), (text, at, key)
            assert read(text[:at] + text[at + 1 :]) in (None, code)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_single_wrong_word_is_found_with_the_language_chosen(lang: str) -> None:
    from app.reports.code.words import listed

    for code in some(2):
        told = code.words(lang)
        for at in range(4):
            for other in listed(lang):
                if other != told[at]:
                    assert read(" ".join([*told[:at], other, *told[at + 1 :]]), lang) is None, (told, at, other)


def test_what_does_not_fit_is_refused() -> None:
    for cause, evidence, tag in ((128, 0, 0), (0, 1 << 16, 0), (0, 0, 1024), (-1, 0, 0)):
        with pytest.raises(ValueError, match="does not fit"):
            Code.of(cause, evidence, tag)
    for number in (-1, 1 << BITS, SPOKEN.number ^ 1):
        with pytest.raises(ValueError, match="no code"):
            Code(number)
    assert number_of("6X71YCNQ7") is None  # the last bit of the last character


def test_a_run_has_a_tag_of_its_own() -> None:
    assert tag_of("") == 0xE3B0 >> 6  # SHA-256 of nothing
    assert tag_of("\ud800") in range(1024)
    assert len({tag_of(f"{number:016x}") for number in range(4000)}) > 950
