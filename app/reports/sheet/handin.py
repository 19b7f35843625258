"""The sheet that goes with a laptop that is handed in at the gate: one page, for a person who opens it tomorrow.

It stays inside the organisation: the cause is told in IT's own names. It shows no name of the computer or its owner
but what the person typed as contact, because everybody at the gate can read it.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from app.guides.library import guide_for, guide_for_symptom
from app.reports.model import StepTried
from app.reports.sheet import when
from app.reports.sheet.html import beside, form, heading, listed, page, paragraph, square
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site
from diagnostics.model.verdict import HEALTHY
from diagnostics.wording import Wording

MOST_STEPS = 4
MOST_OTHERS = 2
LONGEST_STEP = 96
"""Characters: one line and a bit. With it and the limits above the sheet stays on one page."""

LONGEST_CONTACT = 160
QR_SIDE = 150
"""Of 96 to the inch, so 4 cm: the modules of a code of 800 characters are still large enough for a telephone."""

DECODE = "unstuck desk decode"
SENTENCE_END = re.compile(r"(?<=[.?!])\s")
SYSTEMS = {"Windows": "windows", "Darwin": "darwin", "macOS": "darwin"}


class ShownCode(Protocol):
    """What a sheet needs of `app.reports.code.Code`."""

    @property
    def chars(self) -> str:
        """Nine characters in three groups."""

    def words(self, lang: str) -> tuple[str, str, str, str]:
        """The same as four words."""


def handin_html(
    diagnosis: Diagnosis,
    code: ShownCode | None,
    lang: str,
    *,
    site: Site | None = None,
    tried: Iterable[StepTried] = (),
    contact: str = "",
    qr: Sequence[Sequence[bool]] = (),
    report: str = "",
    now: datetime.datetime | None = None,
) -> str:
    """One A4 page in the person's language; the code's words also in the other one. Never raises for odd data.

    `contact`: as the person typed it. `qr`: of `app.reports.qr.matrix`. `report`: where the report is, one sentence.
    `now`: when the sheet is made (None: now), shown in its own zone.
    """
    site = diagnosis.site if site is None else site
    say = Wording.load(lang, it_name=site.organisation.it_name)
    moment = now or datetime.datetime.now().astimezone()
    title = say.text("handin.title")
    made = f"{when.both(moment, say.numerals)} ({when.zone(moment)})"
    parts = [
        heading(title, 1),
        paragraph(made, "small"),
        heading(say.text("handin.code")),
        beside(_code(code, say), square(qr, QR_SIDE, say.text("handin.scan"))),
        heading(say.text("handin.found")),
        *_found(diagnosis, say),
        heading(say.text("handin.tried")),
        _steps(diagnosis, tuple(tried), say),
        *([heading(say.text("handin.report")), paragraph(_cut(report, 2 * LONGEST_CONTACT))] if report.strip() else []),
        heading(say.text("handin.contact")),
        _contact(contact, say),
        heading(say.text("handin.todo")),
        listed([say.text(f"handin.todo_{id}") for id in ("off", "with", "secret", "keep")], numbered=True),
        heading(say.text("handin.for_it")),
        *_for_it(code, site, say),
        form([(say.text(f"handin.{id}"), "") for id in ("handed", "received", "when", "sign")], side_by_side=2),
    ]
    return page(title, say.language, parts)


def _code(code: ShownCode | None, say: Wording) -> list[str]:
    if code is None:
        return [paragraph(say.text("handin.no_code"), "strong")]
    other = "fr" if say.language == "en" else "en"
    return [
        paragraph(code.chars, "code"),
        paragraph(" ".join(code.words(say.language)), "word"),
        paragraph(f"{other.upper()} · {' '.join(code.words(other))}", "small"),
    ]


def _found(diagnosis: Diagnosis, say: Wording) -> list[str]:
    verdict = diagnosis.verdict
    if verdict is None:
        return [paragraph(say.text("handin.no_verdict"), "strong")]
    try:
        text = say.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)
        title, says = text.title, text.says
    except KeyError:  # a cause of a newer version
        title, says = verdict.cause, ""
    marks = [verdict.cause, say.text(f"owner.{verdict.owner.value}")]
    if verdict.cause != HEALTHY:
        marks.insert(1, say.text(f"certainty.{verdict.certainty.value}"))
    parts = [paragraph(title, "strong"), paragraph(says), paragraph(" · ".join(marks), "small")]
    for other in verdict.others[:MOST_OTHERS]:
        try:
            named = say.cause(other.cause, other.args, other.reason).title
        except KeyError:
            named = other.cause
        parts.append(paragraph(say.text("handin.also", {"what": named})))
    seen = when.local(diagnosis.started_at)
    if seen is not None:
        parts.append(
            paragraph(say.text("handin.seen", {"day": when.both(seen, say.numerals), "zone": when.zone(seen)}), "small")
        )
    return parts


def _steps(diagnosis: Diagnosis, tried: tuple[StepTried, ...], say: Wording) -> str:
    if not tried:
        return paragraph(say.text("handin.nothing"))
    told = [
        say.text("handin.step", {"what": _cut(_step(diagnosis, item, say), LONGEST_STEP), "result": _result(item, say)})
        for item in tried[-MOST_STEPS:]  # the last ones brought it here
    ]
    left = len(tried) - len(told)
    return listed([*told, say.text("handin.more", {"n": str(left)})] if left > 0 else told)


def _step(diagnosis: Diagnosis, item: StepTried, say: Wording) -> str:
    """The step's own words, from the guide of the cause or of what hurts; its id where they do not know it."""
    verdict = diagnosis.verdict
    guides = [guide_for(verdict.cause)] if verdict else []
    guides += [guide_for_symptom(diagnosis.symptom)] if diagnosis.symptom else []
    system = SYSTEMS.get(diagnosis.os.name.split()[0] if diagnosis.os and diagnosis.os.name else "", "linux")
    for guide in guides:
        try:
            words = guide.step(str(item.step)).words(system).of(say.language)
        except KeyError:
            continue
        told = say.fill(words, verdict.args if verdict else {})
        return SENTENCE_END.split(told)[0].rstrip(".")
    return str(item.step)


def _result(item: StepTried, say: Wording) -> str:
    try:
        return say.text(f"guide.outcome_{item.result}")
    except KeyError:
        return str(item.result)


def _contact(contact: str, say: Wording) -> str:
    if contact.strip():
        return paragraph(_cut(contact, LONGEST_CONTACT), "strong")
    return form([(say.text("handin.name"), ""), (say.text("handin.phone"), "")], side_by_side=2)


def _for_it(code: ShownCode | None, site: Site, say: Wording) -> list[str]:
    told = [] if code is None else [paragraph(say.text("handin.decode")), paragraph(f"{DECODE} {code.chars}", "strong")]
    ways = [way for way in (site.organisation.phone, site.organisation.email) if way]
    if ways:
        told.append(paragraph(say.text("handin.reach", {"how": ", ".join(_cut(way, LONGEST_STEP) for way in ways)})))
    return told


def _cut(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[:most].rpartition(" ")[0][: most - 1] + "\u2026"
