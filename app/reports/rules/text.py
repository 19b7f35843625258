"""All rules for free text in their order: what contains other things first, plain numbers last."""

import re
import unicodedata
from dataclasses import dataclass, field

from app.reports.disguise import needless, unescaped
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.account import hide_accounts
from app.reports.rules.argument import hide_arguments, hide_speakers
from app.reports.rules.broken import hide_broken
from app.reports.rules.cue import hide_told
from app.reports.rules.device import hide_devices, hide_networks
from app.reports.rules.encoded import hide_blobs
from app.reports.rules.field import hide_fields
from app.reports.rules.firm import hide_firms, hide_printed
from app.reports.rules.frame import unframed
from app.reports.rules.gitleaks import hide_tokens
from app.reports.rules.leftover import hide_leftovers
from app.reports.rules.mark import hide_marks, hide_numbered
from app.reports.rules.name import hide_announced, hide_capitals
from app.reports.rules.network import hide_addresses, hide_links, hide_names
from app.reports.rules.number import hide_numbers
from app.reports.rules.person import hide_known, hide_people
from app.reports.rules.placed import hide_placed
from app.reports.rules.position import hide_beside, hide_given, hide_logins
from app.reports.rules.scrub import Scrub
from app.reports.rules.secret import hide_forms, hide_secrets
from app.reports.rules.shape import hide_random, hide_shapes
from app.reports.rules.stranger import hide_strangers
from app.reports.rules.strict import hide_strict
from app.reports.rules.unknown import hide_unknown
from app.reports.rules.written import hide_written

LONGEST = 4000  # characters: a page; what an error message or a person's account needs at most
DEEPEST = 2  # encodings inside encodings that are looked into
_BREAKS = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # marks without width, inside a name


@dataclass(frozen=True)
class TextRules:
    """Clean free text with the names of one report. Not for several threads."""

    names: Pseudonyms
    _done: dict[tuple[str, bool], tuple[str, int]] = field(
        default_factory=dict
    )  # programs say the same thing many times

    def clean(self, text: str, *, lines: bool = False, told: bool = False) -> str:
        """The text without names, addresses and secrets; in one line unless `lines`. `told`: a person wrote it."""
        text = unicodedata.normalize("NFC", text.replace("\0", "")[:LONGEST])
        text = "".join(char if char.isprintable() or char.isspace() else " " for char in _UNSEEN.sub("", text))
        known, at = self._done.get((text, told), ("", -1))
        if at < 0 or self.names.stands_since(at, text):
            at = self.names.learned
            known = self._clean(text, DEEPEST, told=told)
            self._done[text, told] = (known, at)
        return known if lines else _BREAKS.sub(" ", known)

    def _clean(self, text: str, depth: int, *, told: bool = False) -> str:
        if not text:
            return text
        frame = Scrub(text)
        if depth:
            unframed(frame, lambda plain: self._clean(plain, depth - 1, told=told))
            self._disguised(frame, told=told)
        forms = [frame.text]
        while len(forms) <= depth + 1 and (plain := unescaped(forms[-1])) != forms[-1]:
            forms.append(plain)
        for form in reversed(forms):  # the plainest first: an escape hides where a name begins
            scrub = Scrub(form, frame)
            self._hide(scrub, depth, told=told)
            if scrub.found > frame.found:
                break  # only what hid something is shown decoded
        return scrub.whole()

    def _disguised(self, scrub: Scrub, *, told: bool) -> None:
        """Letters in a disguise that they need nowhere go as a whole; what they say is learned first."""
        spans = needless(scrub.text)
        if not spans:
            return
        self._clean(scrub.text, 0, told=told)
        scrub.at([(start, end, self.names.secret(unescaped(scrub.text[start:end]))) for start, end in spans])

    def _hide(self, scrub: Scrub, depth: int, *, told: bool) -> None:
        names, learned = self.names, self.names.learned
        own = names.names
        own_mail = frozenset(word.casefold() for word in own.words if "@" in word)
        if depth:
            hide_broken(scrub, names, lambda plain: self._clean(plain, 0, told=told))
        hide_printed(scrub, names)
        hide_beside(scrub, names)
        hide_marks(scrub, names)
        hide_links(scrub, names)
        if depth:
            hide_blobs(scrub, names, lambda plain: self._clean(plain, depth - 1, told=told))
        hide_shapes(scrub, names, own.keys)
        hide_tokens(scrub, names)
        hide_told(scrub, names)
        hide_secrets(scrub, names)
        hide_forms(scrub)
        hide_accounts(scrub, names, own_mail)
        hide_networks(scrub, names)
        hide_firms(scrub, names)
        hide_fields(scrub, names)
        hide_names(scrub, names)
        hide_known(scrub, names)
        hide_numbered(scrub, names)
        hide_devices(scrub, names)
        hide_given(scrub, names)
        hide_arguments(scrub, names)
        hide_addresses(scrub, names)
        hide_numbers(scrub, names)
        hide_speakers(scrub, names)
        hide_announced(scrub, names)
        hide_people(scrub, names)
        hide_capitals(scrub, names)
        hide_unknown(scrub, names, told=told)
        hide_random(scrub, names)
        hide_placed(scrub, names)
        hide_logins(scrub, names)
        if told:
            hide_strict(scrub, names)
        hide_written(scrub, names, told=told)
        hide_leftovers(scrub, names)
        hide_strangers(scrub, names, told=told)
        if names.learned > learned:
            hide_known(scrub, names)  # the same name further on in the same text, without the words that told it
