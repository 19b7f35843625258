"""What is read to IT on the phone: the code in words and characters, and its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from diagnostics.model.site import Site

Matrix = tuple[tuple[bool, ...], ...]


class Code(Protocol):
    """What this needs of `app.reports.code.Code`."""

    @property
    def chars(self) -> str:
        """Nine characters with hyphens between."""

    def words(self, lang: str) -> tuple[str, str, str, str]:
        """Four words of that language."""

    def spoken(self, lang: str) -> Sequence[str]:
        """How each character is said on the telephone."""


@dataclass(frozen=True)
class Handed:
    """The code of one run. `code` None: it could not be made; `matrix` None: it has no picture."""

    diagnosis: Any
    code: Code | None
    matrix: Matrix | None = None


@dataclass(frozen=True)
class HandoffView:
    """Everything on the panel; empty texts are not shown."""

    title: str
    what: str
    whom: str = ""
    words_label: str = ""
    words: str = ""
    words_spoken: str = ""
    chars_label: str = ""
    chars: str = ""
    spelled: str = ""
    matrix: Matrix | None = None
    picture_name: str = ""
    picture_hint: str = ""

    @property
    def spoken(self) -> str:
        """The announcement for a screen reader."""
        parts = (self.title, self.whom, self.words_label, self.words_spoken, self.chars_label, self.spelled)
        return " ".join(part for part in (*parts, "" if self.words else self.what) if part)


def handoff_view(handed: Handed | None, is_making: bool, say: Phrases, site: "Site") -> HandoffView:
    """`handed` None: nothing has been made yet; `is_making`: it is under way."""
    title, whom = say("code.title"), _whom(say, site)
    if handed is None:
        return HandoffView(title, say("code.reading" if is_making else "code.none"), whom)
    if handed.code is None:
        return HandoffView(title, say("code.failed"), whom)
    words, chars = handed.code.words(say.lang), handed.code.chars
    said = ", ".join(handed.code.spoken(say.lang))  # a screen reader would make a word or a number of the characters
    return HandoffView(
        title,
        say("code.what"),
        whom,
        words_label=say("code.words"),
        words=" ".join(words),
        words_spoken=", ".join(words) + ".",
        chars_label=say("code.chars"),
        chars=chars,
        spelled=said,
        matrix=handed.matrix,
        picture_name=say("code.picture", chars=said),
        picture_hint=say("code.picture.page" if site.report.page else "code.picture.mail"),
    )


def plain_code(handed: Handed | None, lang: str) -> str:
    """One line to paste into a mail or a chat; empty where there is no code."""
    if handed is None or handed.code is None:
        return ""
    return f"{handed.code.chars} · {' '.join(handed.code.words(lang))}"


def _whom(say: Phrases, site: "Site") -> str:
    organisation = site.organisation
    it = organisation.it_name or say("code.it")
    return say("code.whom", it=it, phone=organisation.phone) if organisation.phone else ""
