"""Tokens that hold a text in disguise: base64, hexadecimal digits, punycode, packed or not."""

import re
from collections.abc import Callable

from app.reports.disguise import BLOBS, texts_of
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

Clean = Callable[[str], str]
_NAMES = re.compile(
    r"(?<![0-9A-Za-z])(?:[46][0-9A-Fa-f]|[57][0-9Aa]){3,}(?:[ ,_.-]{1,2}(?:[46][0-9A-Fa-f]|[57][0-9Aa]){3,})+(?![0-9A-Za-z])"
)  # letters in hexadecimal digits, word by word
_POINTER = re.compile(r"^.{0,2}(?<![0-9A-Za-z])0x(?:7f|60|ffff)[0-9a-f]{8,14}$", re.IGNORECASE)
FEWEST_SPELT = 6  # letters or digits of a text that no number spells by chance
LONGEST_VALUE = 120  # characters; what is longer is a text that announces its values itself


def hide_blobs(scrub: Scrub, names: Pseudonyms, clean: Clean) -> None:
    """Tokens whose text has something to hide."""
    scrub.each(_NAMES, lambda match: names.gone() if _spells(match.group()) else None)
    for pattern in BLOBS:
        scrub.each(
            pattern,
            lambda match: (
                names.gone()
                if not _is_plain(match.group()) and not _is_pointer(match) and _is_whole(match) and _holds(match, clean)
                else None
            ),
        )


def _spells(run: str) -> bool:
    """Whether every token is a word in hexadecimal digits, and the first or the last one is more than four letters."""
    words = [
        bytes.fromhex(token).decode("latin-1") for token in re.findall(r"[0-9A-Fa-f]{6,}", run) if len(token) % 2 == 0
    ]
    return sum(map(len, words)) >= FEWEST_SPELT + 2 and all(map(str.isalpha, words))


def _is_plain(token: str) -> bool:
    """Whether it only looks like a blob: "authentication", "over-the-air"."""
    return not any(map(str.isdigit, token)) and is_word(token)


def _is_pointer(match: re.Match[str]) -> bool:
    """Whether it is an address in memory: "0x600003b0c000"."""
    return _POINTER.search(match.string[max(match.start() - 2, 0) : match.end()]) is not None


def _is_whole(match: re.Match[str]) -> bool:
    """Whether what follows the signs that fill up base64 stands behind a whole number of its groups."""
    following = match.string[match.end() : match.end() + 1]
    return not (match.group().endswith("=") and (following.isalnum() or (following in "_/-" and following))) or (
        min(len(match.group()), len(re.split("[_-]", match.group())[-1])) % 4 == 0
    )


def _holds(match: re.Match[str], clean: Clean) -> bool:
    """Whether a text in it has something to hide, alone or where it stands: "my password is" may stand before it."""
    for number, text in enumerate(texts_of(match.group())):
        if clean(text) != text:
            return True
        spelt = text.isalpha() or (text.replace(" ", "").isdigit() and text.isascii())
        is_number = match.group().isdigit() and "00" not in match.group() and not (spelt and len(text) >= FEWEST_SPELT)
        if number == 0 and not is_number and len(text) <= LONGEST_VALUE and "\n" not in text:
            start, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
            after = match.string[match.end() : end if end >= 0 else len(match.string)]
            if text not in clean(f"{match.string[start : match.start()]}{text}{after}"):
                return True
    return False
