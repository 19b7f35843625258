"""Tokens that hold a text in disguise: base64, hexadecimal digits, punycode, packed or not."""

from collections.abc import Callable

from app.reports.disguise import BLOBS, texts_of
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub

Clean = Callable[[str], str]


def hide_blobs(scrub: Scrub, names: Pseudonyms, clean: Clean) -> None:
    """Tokens whose text has something to hide."""
    for pattern in BLOBS:
        scrub.each(pattern, lambda match: names.gone() if _holds(match.group(), clean) else None)


def _holds(token: str, clean: Clean) -> bool:
    return any(clean(text) != text for text in texts_of(token))
