"""The verdict as a square that a telephone reads: a link to IT's page, or a mail that is already written.

Whoever draws the matrix keeps `QUIET` modules of white around it and at least 5 screen pixels for each module, dark on
white in every colour scheme, and shows the nine characters beneath it: a camera may fail, a voice does not.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from app.reports.code import Code
from app.reports.code.fragment import MAILTO, SUBJECT
from app.reports.model import StepTried
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckState
from diagnostics.model.site import Site
from diagnostics.model.verdict import UNKNOWN, Verdict
from diagnostics.wording import FALLBACK, Wording

LONGEST = 180
"""Characters, of which version 9 at level M holds just so many. In simulated photos at 3 pixels for a module 37 to 40
of 40 were read up to there, 35 with version 12 and 20 with version 23 (800 characters): what is too long stays out."""

QUIET = 4  # modules of white on every side (ISO/IEC 18004)
MOST = 800
"""Characters, whatever IT's own address: mail programs begin to cut at some 2,000."""

_UNFINISHED = (CheckState.OVERRAN, CheckState.BROKEN)
_LONGEST_ADDRESS = 700  # characters of IT's own page or mail address, encoded; a longer one is left out


def link(diagnosis: Diagnosis, code: Code, site: Site, tried: Iterable[StepTried] | bool = ()) -> str:
    """What the QR code holds: the code and ids of closed lists, nothing about a person. Never raises.

    With a page of IT's, `https://page#CODE;p=…`; without one a mail to IT whose subject carries the code. At most 180
    characters unless IT's own address is longer, and never more than 800. `tried` are the steps of the guide that are
    behind the person; a bool, as `code_of` takes it, names no step.
    """
    fields = list(_fields(diagnosis, () if isinstance(tried, bool) else tuple(tried)))
    page = (site.report.page or "").partition("#")[0]
    if page.startswith("https://") and page.isascii() and len(page) <= _LONGEST_ADDRESS:
        return _fitted(f"{page}#{code.bare}", ";", fields)
    address = quote(site.report.email or site.organisation.email, safe="@", errors="replace")
    start = MAILTO + (address if len(address) <= _LONGEST_ADDRESS else "")
    cause = diagnosis.verdict.cause if diagnosis.verdict is not None and _is_known(diagnosis.verdict.cause) else UNKNOWN
    return _fitted(f"{start}?subject={SUBJECT}{code.chars}&body={cause}", ";", fields, safe=":,")


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the QR code, True is dark, without the white border. At least level M: a seventh may be unreadable.

    Raises ValueError for a text that no QR code can hold (more than some 2,300 characters).
    """
    import segno  # noqa: PLC0415  # 30 ms that only somebody who looks at a code has to wait for

    made = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)


def _fitted(start: str, mark: str, fields: list[tuple[str, list[str]]], safe: str = ":,=") -> str:
    """As many ids as there is room for; the last ones say least."""
    text = start
    for key, ids in fields:
        part = mark + quote(f"{key}=", safe=safe)
        for id in ids:
            added = part + quote(id, safe=safe)
            if len(text) + len(added) <= LONGEST:
                text, part = text + added, ","
    return text


def _fields(diagnosis: Diagnosis, steps: tuple[StepTried, ...]) -> Iterator[tuple[str, list[str]]]:
    """The most important first; every id is one that this program knows, so nothing else can slip in."""
    verdict = diagnosis.verdict
    found = {
        "r": _reason(verdict),
        "o": [other.cause for other in verdict.others if _is_known(other.cause)] if verdict else [],
        "p": _checks(diagnosis, (CheckState.PROBLEM,)),
        "t": _steps(verdict, steps),
        "n": _checks(diagnosis, _UNFINISHED),
    }
    for key, ids in found.items():
        if ids:
            yield key, list(dict.fromkeys(ids))


def _is_known(cause: str) -> bool:
    from diagnostics.faults.number import NUMBERS  # noqa: PLC0415  # brings the catalogue along: 40 ms

    return cause in NUMBERS


def _reason(verdict: Verdict | None) -> list[str]:
    """The reason, where it is one that has sentences of its own."""
    if verdict is None or not verdict.reason or not _is_known(verdict.cause):
        return []
    wording = Wording.load(FALLBACK)
    has_words = wording.cause(verdict.cause, reason=verdict.reason) != wording.cause(verdict.cause)
    return [verdict.reason] if has_words else []


def _checks(diagnosis: Diagnosis, states: tuple[CheckState, ...]) -> list[str]:
    known = set(Wording.load(FALLBACK).ids("check"))
    return [check.id for check in diagnosis.checks if check.state in states and check.id in known]


def _steps(verdict: Verdict | None, steps: tuple[StepTried, ...]) -> list[str]:
    """The steps that stand in the guide of the cause, with what they brought."""
    if verdict is None or not steps:
        return []
    from app.guides.event import Result  # noqa: PLC0415
    from app.guides.library import guide_for  # noqa: PLC0415  # 40 ms, and only where something was tried

    known = {step.id for step in guide_for(verdict.cause).steps}
    results = {result.value for result in Result}
    return [f"{item.step}:{item.result}" for item in steps if item.step in known and item.result in results]
