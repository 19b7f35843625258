"""Tokens that hold a text in disguise: base64, hexadecimal digits, punycode, packed or not."""

import re
from collections.abc import Callable

from app.reports.disguise import BLOBS, texts_of
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

Clean = Callable[[str], str]
LONGEST_VALUE = 120  # characters; what is longer is a text that announces its values itself


def hide_blobs(scrub: Scrub, names: Pseudonyms, clean: Clean) -> None:
    """Tokens whose text has something to hide."""
    for pattern in BLOBS:
        scrub.each(
            pattern, lambda match: names.gone() if not _is_plain(match.group()) and _holds(match, clean) else None
        )


def _is_plain(token: str) -> bool:
    """Whether it only looks like a blob: "authentication", "over-the-air"."""
    return not any(map(str.isdigit, token)) and is_word(token)


def _holds(match: re.Match[str], clean: Clean) -> bool:
    """Whether a text in it has something to hide, alone or where it stands: "my password is" may stand before it."""
    for number, text in enumerate(texts_of(match.group())):
        if clean(text) != text:
            return True
        is_number = match.group().isdigit() and "00" not in match.group()
        if number == 0 and not is_number and len(text) <= LONGEST_VALUE and "\n" not in text:
            start, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
            after = match.string[match.end() : end if end >= 0 else len(match.string)]
            if text not in clean(f"{match.string[start : match.start()]}{text}{after}"):
                return True
    return False
