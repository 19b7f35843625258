"""The report as lines for people: what the window shows before sending, and what IT reads first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.reports.model import CONTACT, SYSTEM, TRIED, WORDS, Report
from diagnostics.model.fact import Fact
from diagnostics.model.verdict import Verdict

DOT = " · "  # between the parts of a line: the colon has other blanks in French than in English


class Sentences(Protocol):
    """The parts of a cause's text that a report shows."""

    @property
    def title(self) -> str:
        """For lists."""

    @property
    def says(self) -> str:
        """What is wrong."""


class Speaker(Protocol):
    """What a report needs of `diagnostics.wording.Wording`. Unknown ids raise KeyError."""

    def cause(
        self, id: str, args: Mapping[str, str] | None = None, reason: str | None = None, because: str | None = None
    ) -> Sentences:
        """The text of a cause."""

    def check(self, id: str) -> str:
        """The title of a check."""

    def describe(self, fact: Fact) -> str:
        """One line about a fact."""

    def text(self, id: str, args: Mapping[str, str] | None = None) -> str:
        """Any other sentence."""

    def number(self, value: float) -> str:
        """A number as the language writes it."""


@dataclass(frozen=True)
class Line:
    """One line of the preview. `ref` is what `Draft.without` takes; None for what cannot be left out."""

    text: str
    ref: str | None = None
    is_heading: bool = False


def summary(verdict: Verdict | None, say: Speaker) -> str:
    """The report in one line: id, what is wrong, how sure, who can fix it."""
    if verdict is None:
        return "unknown"
    title = _or(lambda: _cause(verdict, say).title, verdict.cause)
    sure = _or(lambda: say.text(f"certainty.{verdict.certainty.value}"), verdict.certainty.value)
    owner = _or(lambda: say.text(f"owner.{verdict.owner.value}"), verdict.owner.value)
    return DOT.join((verdict.cause, title, sure, owner))


def lines(report: Report, say: Speaker) -> tuple[Line, ...]:
    """Everything that the report holds, in the order in which IT reads it."""
    return (*_head(report, say), *_from_the_person(report, say), *_seen(report, say))


def _head(report: Report, say: Speaker) -> Iterator[Line]:
    run, verdict = report.diagnosis, report.diagnosis.verdict
    yield Line(_or(lambda: say.text("report.heading"), "Report"), is_heading=True)
    yield Line(summary(verdict, say))
    if verdict is not None:
        yield Line(_or(lambda: _cause(verdict, say).says, verdict.cause))
        for other in verdict.others:
            title = _or(lambda: say.cause(other.cause, other.args, other.reason).title, other.cause)  # noqa: B023
            yield Line(f"+ {other.cause}{DOT}{title}")
        for note in verdict.notes:
            yield Line(f"({_or(lambda: say.text(f'note.{note}'), note)})")  # noqa: B023
        if verdict.because:
            yield Line(f"← {verdict.because}")
    started = run.started_at or report.created_at
    took = f"{_number(run.duration_s, say)} s"
    yield Line(DOT.join((_or(lambda: say.text("report.when"), "When"), started, took, report.id)))
    if run.os is not None:
        system = f"{run.os.name}, {run.os.kernel}, {run.os.machine}"
        yield Line(f"{_or(lambda: say.text('report.system'), 'Computer')}{DOT}{system}", SYSTEM)


def _cause(verdict: Verdict, say: Speaker) -> Sentences:
    return say.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)


def _from_the_person(report: Report, say: Speaker) -> Iterator[Line]:
    for part, value in ((WORDS, report.words), (CONTACT, report.contact)):
        if value:
            yield Line(_heading(say, part), is_heading=True)
            yield Line(value, part)
    yield Line(_heading(say, TRIED), is_heading=True)
    if not report.tried:
        yield Line(_or(lambda: say.text("report.nothing_tried"), "–"))
    for step in report.tried:
        result = _or(lambda: say.text(f"guide.outcome_{step.result}"), step.result)  # noqa: B023
        reason = _or(lambda: say.text(f"skip.{step.reason}"), step.reason) if step.reason else ""  # noqa: B023
        yield Line(DOT.join(part for part in (step.step, result, reason) if part), TRIED)


def _seen(report: Report, say: Speaker) -> Iterator[Line]:
    run = report.diagnosis
    yield Line(_heading(say, "seen"), is_heading=True)
    known = {check.id for check in run.checks}
    for check in run.checks:
        title = _or(lambda: say.check(check.id), check.id)  # noqa: B023
        state = _or(lambda: say.text(f"check_state.{check.state.value}"), check.state.value)  # noqa: B023
        took = f"{_number(check.duration_s, say)} s"
        yield Line(DOT.join(part for part in (f"{title} ({check.id})", state, took, check.detail) if part), check.id)
        yield from _observations(report, say, check.id)
    for stray in dict.fromkeys(item.check for item in run.observations if item.check not in known):
        yield Line(stray, stray)
        yield from _observations(report, say, stray)
    left = len(report.left_out.parts) + len(report.left_out.observations) + len(report.left_out.too_large)
    if left:
        yield Line(_or(lambda: say.text("report.left_out", {"n": str(left)}), f"– {left}"))


def _observations(report: Report, say: Speaker, check: str) -> Iterator[Line]:
    for item in report.diagnosis.observations:
        if item.check == check:
            described = _or(lambda: say.describe(item.fact), type(item.fact).__name__)  # noqa: B023
            detail = getattr(item.fact, "detail", "")
            shown = f" – {detail}" if detail and detail not in described else ""
            yield Line(f"    {described}{shown}", item.id)


def _number(value: float, say: Speaker) -> str:
    return _or(lambda: say.number(round(value, 1)), f"{value:.1f}")


def _heading(say: Speaker, part: str) -> str:
    return _or(lambda: say.text(f"report.{part}"), part)


def _or(sentence: Callable[[], str], otherwise: str) -> str:
    """The sentence, or the id where there is none: a report must never fail for want of a word."""
    try:
        return sentence()
    except (KeyError, ValueError):
        return otherwise
