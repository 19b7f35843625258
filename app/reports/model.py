"""What a report consists of: `unstuck.report/1`. Everything in it is already redacted."""

from typing import Protocol

import msgspec

from diagnostics.model.diagnosis import Diagnosis

SCHEMA = "unstuck.report/1"

WORDS, CONTACT, TRIED, SYSTEM = "words", "contact", "tried", "system"
PARTS = (WORDS, CONTACT, TRIED, SYSTEM)
"""Parts that a person may leave out as a whole; single observations and whole checks go by their ids."""


class StepTried(Protocol):
    """What a guide says of a step that is behind us; `app.guides.walk.Tried` is one."""

    @property
    def step(self) -> str:
        """Id of the step."""

    @property
    def result(self) -> str:
        """What it brought: "fixed", "better", "no_change", "worse", "done", "skipped"."""

    @property
    def reason(self) -> str:
        """Why it was skipped, an id or the person's own words."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a guide and what it brought."""

    step: str
    result: str
    reason: str = ""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The report in one line of IT's language, and the same as ids."""

    line: str
    cause: str
    certainty: str
    owner: str


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the person struck out, or what did not fit: a thing that is missing must not look like one not seen."""

    parts: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()  # observations that would have made the report larger than its limit


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report. `readable` is the same for a person who opens the file in an editor."""

    schema: str = SCHEMA
    id: str
    created_at: str  # RFC 3339, UTC, by this computer's clock, which may be the fault
    lang: str  # what the person speaks
    summary: Summary
    readable: tuple[str, ...] = ()
    words: str = ""
    contact: str = ""
    tried: tuple[Tried, ...] = ()
    left_out: LeftOut = LeftOut()
    diagnosis: Diagnosis
