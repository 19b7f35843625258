"""The window's own short texts: buttons, menus, states. What a cause means is said by `diagnostics.wording`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import resources

LANGUAGES = ("en", "fr")
FALLBACK = "en"
FOLDER = Path(resources.__file__).parent / "i18n"


class Phrases(NamedTuple):
    """Texts of one language by id. JSON and not TOML: it is read before the first paint (0.2 ms against 12)."""

    lang: str
    table: Mapping[str, str]

    def __call__(self, id: str, **holes: object) -> str:
        """The text, with its holes filled. Raises KeyError for an id that does not exist: that is our mistake."""
        return self.table[id].format(**holes) if holes else self.table[id]

    def has(self, id: str) -> bool:
        """Whether there is a text of that id."""
        return id in self.table

    def decimal(self, value: float, digits: int) -> str:
        """A number as this language writes it, with so many digits behind the comma."""
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if self.lang == "fr" else text

    @classmethod
    def load(cls, lang: str) -> "Phrases":
        """The texts of `lang` ("en", "fr", "fr_FR.UTF-8" …), or English for a language that we do not speak."""
        code = lang[:2].lower()
        if code not in LANGUAGES:
            code = FALLBACK
        return cls(code, json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


def choose_language(asked: str | None, kept: str | None, site: tuple[str, ...], system: str) -> str:
    """Which language the window opens in: the command line, then the person's choice, then the system's language
    where the organisation speaks it, then the organisation's first one."""
    for wanted in (asked, kept):
        if wanted and wanted[:2].lower() in LANGUAGES:
            return wanted[:2].lower()
    spoken = [lang for lang in site if lang in LANGUAGES] or list(LANGUAGES)
    return system[:2].lower() if system[:2].lower() in spoken else spoken[0]
