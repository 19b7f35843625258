"""IT's note that a newer version of this program is there: read from `release/release.json`. Pure.

    {"schema": "unstuck.release/1", "version": "0.2.0", "url": "https://it.example.org/unstuck/",
     "text": {"en": "…", "fr": "…"}}

`url` and `text` may be absent. Nothing is ever fetched or installed from here: the note is words and a page.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.content import reading

PATH = "release/release.json"
SCHEMA = "unstuck.release/1"
LONGEST_TEXT = 200
LONGEST_URL = 300

_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_URL = re.compile(r"https://[A-Za-z0-9.-]{1,253}(:\d{1,5})?(/[!-~]*)?")


@dataclass(frozen=True)
class Release:
    """A version that IT offers. `url`: an https page for people. The text, which may be "", is plain text."""

    version: str
    url: str | None = None
    text_en: str = ""
    text_fr: str = ""

    def text(self, lang: str) -> str:
        """One line in the person's language; English where that is not spoken here."""
        return self.text_fr if lang.startswith("fr") else self.text_en

    def is_newer(self, ours: str) -> bool:
        """Whether it is newer than this version of ours; False where ours is not known ("0", a tree that runs)."""
        mine = parts(ours)
        return mine is not None and any(mine) and (parts(self.version) or ()) > mine


def parts(version: str) -> tuple[int, ...] | None:
    """The numbers of a version such as "0.2.1", zeros at its end left out; None for anything else."""
    if not _VERSION.fullmatch(version):
        return None
    numbers = [int(one) for one in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def read_release(data: bytes | None) -> Release | None:
    """The note; None where there is none. A page or a text that is none is left out. Never raises."""
    table = reading.table(data, SCHEMA)
    version = table.get("version") if table else None
    if table is None or not isinstance(version, str) or parts(version) is None:
        return None
    words = reading.both(table.get("text"), LONGEST_TEXT) or ("", "")
    return Release(version, page(table.get("url")), *words)


def page(value: object) -> str | None:
    """An https address of plain ASCII without a user's name; None for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST_URL or not _URL.fullmatch(value):
        return None
    try:
        return value if urlsplit(value).hostname and urlsplit(value).port != 0 else None
    except ValueError:  # a port beyond 65,535
        return None
