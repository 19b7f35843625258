"""Forms in which a line may reach a report, and forms in which a value may still stand in one."""

import base64
import gzip
import json
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

Encoding = Callable[[str], str]
ENCODINGS: dict[str, Encoding] = {
    "plain": str,
    "upper": str.upper,
    "lower": str.lower,
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=" "), safe=" "),
    "json": lambda text: json.dumps(text),
    "json twice": lambda text: json.dumps(json.dumps(text)),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: "blob " + base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "utf-16 base64": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "utf-16 escaped": lambda text: repr(text.encode("utf-16-le")),
    "utf-16 hex": lambda text: text.encode("utf-16-le").hex(),
    "hex apart": lambda text: text.encode().hex(" "),
    "gzip base64": lambda text: base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode(),
    "entities": lambda text: "".join(char if char.isascii() and char.isalnum() else f"&#{ord(char)};" for char in text),
    "entities all": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


def fold(text: str) -> str:
    """Without case and accents."""
    wide = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in wide if not unicodedata.combining(char))


def forms(value: str) -> set[str]:
    """Forms of a value that must not be found in a folded text."""
    found = {value, quote(value, safe=""), json.dumps(value)[1:-1], json.dumps(json.dumps(value)[1:-1])[1:-1]}
    found |= {
        value.encode().hex(),
        value.encode("utf-16-le").hex(),
        value.encode().hex(" "),
        ENCODINGS["entities"](value),
    }
    return {fold(form) for form in found}


def coded(value: str) -> set[str]:
    """The parts of base64 that do not depend on what stands beside the value."""
    found = set()
    for encoding in ("utf-8", "utf-16-le"):
        for shift in range(3):
            text = base64.b64encode(b"x" * shift + value.encode(encoding)).decode().rstrip("=")
            core = text[4 if shift else 0 : -2]
            if len(core) >= 8:
                found.add(core)
    return found
