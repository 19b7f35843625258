"""How to keep working while something is cut: the ways that the guide of the cause lists."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.presenters.words import Words
    from diagnostics.model.site import Organisation


@dataclass(frozen=True)
class Note:
    """A heading, or none, and a paragraph."""

    title: str
    text: str


def keep_notes(ways: tuple[str, ...], organisation: "Organisation", words: "Words", say: Phrases) -> tuple[Note, ...]:
    """`ways`: ids of the wording's table "keep", likeliest first. How to reach IT comes last, where it is known."""
    notes = [Note(say("keep.title"), "")] if ways else []
    notes += [Note("", words.text(f"keep.{way}")) for way in ways]
    contact = " · ".join(part for part in (organisation.phone, organisation.email) if part)
    if contact:
        notes.append(Note(say("keep.call.title", it=organisation.it_name or say("keep.it")), contact))
    return tuple(notes)
