"""All rules for free text in their order: what contains other things first, plain numbers last."""

import unicodedata
from dataclasses import dataclass

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.encoded import decoded, hide_base64
from app.reports.rules.network import hide_addresses, hide_links, hide_names
from app.reports.rules.person import hide_people
from app.reports.rules.scrub import Scrub
from app.reports.rules.secret import hide_secrets

LONGEST = 4000  # characters: a page; what an error message or a person's account needs at most
DEEPEST = 2  # encodings inside encodings that are looked into


@dataclass(frozen=True)
class TextRules:
    """Clean free text with the names of one report."""

    names: Pseudonyms

    def clean(self, text: str, *, lines: bool = False) -> str:
        """The text without names, addresses and secrets; in one line unless `lines`."""
        text = unicodedata.normalize("NFC", text[:LONGEST])
        kept = "\n\t" if lines else ""
        text = "".join(char if char.isprintable() or char in kept else " " for char in text)
        return self._clean(text, DEEPEST)

    def _clean(self, text: str, depth: int) -> str:
        if not text:
            return text
        scrub = Scrub(text)
        self._hide(scrub, depth)
        kept = scrub.text
        for _ in range(depth):
            plain, found = decoded(scrub.text), scrub.found
            if plain == scrub.text:
                break
            scrub.text = plain
            self._hide(scrub, depth)
            if scrub.found > found:
                kept = scrub.text  # only what hid something is shown decoded
        scrub.text = kept
        return scrub.whole()

    def _hide(self, scrub: Scrub, depth: int) -> None:
        own = self.names.names
        hide_links(scrub, self.names)
        if depth:
            hide_base64(scrub, lambda plain: self._clean(plain, depth - 1))
        hide_secrets(scrub, own.keys)
        hide_names(scrub, self.names)
        hide_people(scrub, self.names, frozenset(word.casefold() for word in own.words if "@" in word))
        hide_addresses(scrub, self.names)
