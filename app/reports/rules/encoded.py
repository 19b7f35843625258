"""The same things in disguise: percent signs, backslashes, base64."""

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote

from app.reports.rules.scrub import Scrub

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{12,}={0,2}(?![A-Za-z0-9+/_=-])")
SHOWABLE = 0.9  # share of printable characters above which decoded bytes count as text

Clean = Callable[[str], str]


def hide_base64(scrub: Scrub, clean: Clean) -> None:
    """Tokens in base64 that hold something to hide, in UTF-8 or UTF-16."""
    scrub.each(_BASE64, lambda match: "[removed]" if _holds(match.group(), clean) else None)


def decoded(text: str) -> str:
    """The text without percent signs and backslashes in front of its characters."""
    plain = _ESCAPE.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), unquote(text))
    return plain.replace("\0", "")  # UTF-16 shown as bytes: every second one is nought


def _holds(token: str, clean: Clean) -> bool:
    padded = token.rstrip("=").replace("-", "+").replace("_", "/")
    for cut in range(4):  # a token may begin inside a longer one
        piece = padded[cut:]
        piece = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            raw = base64.b64decode(piece + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue
        for encoding in ("utf-8", "utf-16-le"):
            text = raw.decode(encoding, "replace")
            shown = sum(char.isprintable() and char.isascii() for char in text)
            if text and shown >= SHOWABLE * len(text) and clean(text) != text:
                return True
    return False
