"""A ticket from a sealed report: the cause first, in IT's language. Everything a stranger can have written is tamed."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.desk.helpdesk.ticket import Ticket
from app.reports import seal
from app.reports.bundle import Bundle
from app.reports.code import CodeError, Meaning, decode
from app.reports.model import Report
from app.reports.reading import DOT
from app.reports.refusal import BundleError, Obstacle, SealError
from app.reports.sealname import SealName
from diagnostics.model.observation import CheckState
from diagnostics.model.verdict import Certainty, Verdict
from diagnostics.wording import Wording

LONGEST_LINE = 300  # characters
MOST_EVIDENCE = 30  # lines; the sealed file has all of it
MOST_TRIED = 30
MOST_WORDS = 40  # lines in the person's own words
QUOTE = "| "  # before every line that a person wrote: no mail program, helpdesk or robot takes it for a command
_KEPT = "\u00a0\u202f"  # the blanks of French typography, which Python calls unprintable
_WEIRD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Forged(Exception):
    """It opens with IT's key, and what is inside is no report of ours."""


@dataclass(frozen=True)
class Told:
    """What a ticket says, and the cause for the collector's own line."""

    ticket: Ticket
    cause: str  # id; "unknown" where nobody can say


def told(name: SealName, key: str, data: bytes, identities: tuple[str, ...], say: Wording) -> Told:
    """The ticket of a sealed report: from the report where a key opens it, else from the code in its name.

    Raises Forged for what a key opens and what is no report.
    """
    bundle, note = _opened(name, data, identities)
    meaning = _meaning(name)
    verdict = bundle.report.diagnosis.verdict if bundle else None
    cause = verdict.cause if verdict else meaning.cause if meaning else "unknown"
    title = _title(cause, say)
    head = list(_of_report(bundle.report, verdict, say) if bundle else _of_code(meaning, say))
    body = [
        *head,
        "",
        f"{say.text('ticket.code')}{DOT}{_spaced(name.code)}",
        f"{say.text('ticket.report')}{DOT}{name.report_id}",
        f"SHA-256{DOT}{name.sha256}",
        say.text(note),
    ]
    subject = f"Unstuck {_spaced(name.code)}{DOT}{title}"
    return Told(Ticket(key, subject, "\n".join(body) + "\n", str(name), data), tame(cause)[:60])


def tame(text: str) -> str:
    """Anything as part of one line: nothing invisible, no line end, no link to click, of bounded length."""
    seen = "".join(char if char.isprintable() or char in _KEPT else " " for char in unicodedata.normalize("NFC", text))
    one = " ".join(seen.replace("://", " ://").split(" "))
    return one if len(one) <= LONGEST_LINE else one[: LONGEST_LINE - 1] + "…"


def quoted(text: str, most: int) -> Iterator[str]:
    """What a person wrote, line by line, none of which begins like a command."""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines[:most]:
        yield QUOTE + tame(line)
    if len(lines) > most:
        yield QUOTE + "…"


def _opened(name: SealName, data: bytes, identities: tuple[str, ...]) -> tuple[Bundle | None, str]:
    """The bundle, and the id of the sentence about the file."""
    if not identities:
        return None, "ticket.attached"
    try:
        bundle = seal.open_sealed(data, identities)
    except SealError as error:
        if error.obstacle in (Obstacle.NOT_FOR_YOU, Obstacle.BAD_IDENTITY):  # a key of ours is no fault of the report
            return None, "ticket.not_for_us"
        raise Forged(str(error)) from error
    except BundleError as error:
        if error.obstacle is Obstacle.NEWER:
            return None, "ticket.newer"
        raise Forged(str(error)) from error
    if bundle.report.id != name.report_id or bundle.manifest.code != name.code:
        raise Forged("the name does not belong to what is inside")
    return bundle, "ticket.attached"


def _meaning(name: SealName) -> Meaning | None:
    try:
        return decode(name.code)
    except CodeError:
        return None


def _of_report(report: Report, verdict: Verdict | None, say: Wording) -> Iterator[str]:
    if verdict is None:
        yield say.text("ticket.not_judged")
    else:
        yield from _of_verdict(verdict, say)
    if report.contact:
        yield f"{say.text('report.contact')}{DOT}{tame(report.contact)}"
    if report.words:
        yield from ("", say.text("report.words"), *quoted(report.words, MOST_WORDS))
    if verdict is not None:
        yield from ("", say.text("ticket.evidence"), *_evidence(report, verdict, say))
    yield from ("", say.text("report.tried"))
    if not report.tried:
        yield f"- {say.text('report.nothing_tried')}"
    for step in report.tried[:MOST_TRIED]:
        result = _or(say, f"guide.outcome_{step.result}", step.result)
        reason = _or(say, f"skip.{step.reason}", step.reason) if step.reason else ""
        yield "- " + DOT.join(tame(part) for part in (step.step, result, reason) if part)
    system = report.diagnosis.os
    if system is not None:
        yield from ("", say.text("report.system") + DOT + tame(f"{system.name}, {system.kernel}, {system.machine}"))
    yield say.text("report.when") + DOT + tame(report.diagnosis.started_at or report.created_at)


def _of_verdict(verdict: Verdict, say: Wording) -> Iterator[str]:
    try:
        words = say.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)
        yield tame(words.title)
        yield from ("", tame(words.says))
    except _WEIRD:  # a cause of a newer version, or values that no laptop wrote
        yield tame(verdict.cause)
        yield ""
    sure = say.text(f"certainty.{verdict.certainty.value}")
    owner = say.text(f"ticket.owner_{verdict.owner.value}")
    yield DOT.join((tame(verdict.cause), sure, owner))
    for other in verdict.others[:MOST_TRIED]:
        yield f"+ {tame(other.cause)}{DOT}{_title(other.cause, say)}"


def _evidence(report: Report, verdict: Verdict, say: Wording) -> Iterator[str]:
    wanted = set(verdict.evidence)
    found = [item for item in report.diagnosis.observations if item.id in wanted]
    for item in found[:MOST_EVIDENCE]:
        try:
            line = say.describe(item.fact)
        except _WEIRD:
            line = type(item.fact).__name__
        yield f"- {tame(item.check)}{DOT}{tame(line)}"
    if found:
        return
    troubled = [check.id for check in report.diagnosis.checks if check.state is CheckState.PROBLEM]
    for id in troubled[:MOST_EVIDENCE]:
        yield f"- {_or_check(id, say)}"
    if not troubled:
        yield f"- {say.text('ticket.no_evidence')}"


def _or_check(id: str, say: Wording) -> str:
    return tame(_or(say, f"check.{id}", id))


def _of_code(meaning: Meaning | None, say: Wording) -> Iterator[str]:
    """What nine characters say: enough to begin with."""
    if meaning is None:
        yield say.text("ticket.no_cause")
        return
    yield _title(meaning.cause, say)
    sure = say.text(f"certainty.{meaning.certainty.value}") if isinstance(meaning.certainty, Certainty) else ""
    yield from ("", DOT.join(part for part in (meaning.cause, sure) if part), "", say.text("ticket.evidence"))
    fine = ", ".join(say.text(f"code.family.{family}") for family in meaning.fine)
    yield f"- {say.text('ticket.fine')}{DOT}{fine or '–'}"
    yield from ("", say.text("report.tried"))
    yield "- " + say.text("ticket.repair_tried" if meaning.tried else "ticket.repair_not_tried")


def _title(cause: str, say: Wording) -> str:
    """The cause in our own words only, with neutral ones in its holes: fit for a subject."""
    try:
        return tame(say.cause(cause).title)
    except KeyError:
        return say.text("ticket.no_cause")


def _or(say: Wording, id: str, otherwise: str) -> str:
    try:
        return say.text(id)
    except _WEIRD:
        return otherwise


def _spaced(code: str) -> str:
    return "-".join((code[:3], code[3:6], code[6:]))
