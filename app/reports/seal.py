"""Seal a report to IT's keys and open it again, everything in memory.

A report is sealed once, to all recipients. Sealing again would give other bytes, another name, and a report that
arrives twice.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from app.reports import age, bundle
from app.reports.bundle import LARGEST_BYTES, TEXT, Bundle, Spoken
from app.reports.draft import Draft
from app.reports.refusal import Obstacle, SealError
from app.reports.sealname import SealName
from app.reports.truetime import true_time
from diagnostics.model import site

__all__ = ["SealError", "Sealed", "open_sealed", "seal"]

HEADER = b"age-encryption.org/v1\n"
SHOWN = 16  # characters of a recipient that still tell which entry of the site file is meant


@dataclass(frozen=True)
class Sealed:
    """What leaves: these bytes under this name, however often it is tried."""

    name: SealName
    data: bytes


def seal(draft: Draft, code: Spoken, report: site.Report, *, now: datetime.datetime | None = None) -> Sealed:
    """Pack the draft and seal it to every recipient of the site file. No network, no disk. Raises SealError.

    Before that the draft's canary searches the very bytes that would leave. A hit in the text costs only the text;
    a hit in the report itself ends it, with a sentence that says what to strike. `now` is this computer's time
    unless given; where the run has measured how wrong the clock is, that is put right first.
    """
    if not report.recipients:
        raise SealError(Obstacle.NO_RECIPIENTS)
    _refuse_old_list(report.until, draft, now or datetime.datetime.now(datetime.UTC))
    packed = bundle.pack(draft, code, _clean(draft))
    try:
        data = age.encrypt(packed, report.recipients)
    except age.RecipientError as error:
        raise SealError(Obstacle.BAD_RECIPIENT, key=f"{error.args[0][:SHOWN]}…") from error
    if max(len(data), len(packed)) > LARGEST_BYTES:
        raise SealError(Obstacle.TOO_LARGE)
    return Sealed(SealName.of(draft.report.id, code.bare, data), data)


def open_sealed(data: bytes, identities: Sequence[str]) -> Bundle:
    """Open with whichever of the secret keys ("AGE-SECRET-KEY-1…") fits. Raises SealError or BundleError.

    Nothing is written; what was changed or cut anywhere is refused as a whole. age says nothing about who sealed:
    anybody who knows a public key could have.
    """
    if len(data) > LARGEST_BYTES:
        raise SealError(Obstacle.TOO_LARGE_TO_OPEN)
    if not data.startswith(HEADER):
        raise SealError(Obstacle.NOT_SEALED)
    if not identities:
        raise SealError(Obstacle.NO_IDENTITY)
    try:
        packed = age.decrypt(data, identities)
    except age.IdentityError as error:
        raise SealError(Obstacle.BAD_IDENTITY) from error
    except age.OtherKeyError as error:
        raise SealError(Obstacle.NOT_FOR_YOU) from error
    except age.DamagedError as error:
        raise SealError(Obstacle.DAMAGED) from error
    return bundle.unpack(packed)


def _refuse_old_list(until: str | None, draft: Draft, now: datetime.datetime) -> None:
    """The list holds to the end of its day, in UTC."""
    if until is None:
        return
    try:
        last = datetime.date.fromisoformat(until)
    except ValueError as error:
        raise SealError(Obstacle.BAD_DATE) from error
    if true_time(draft.report.diagnosis, now).date() > last:
        raise SealError(Obstacle.EXPIRED, date=f"{until}T00:00:00Z")


def _clean(draft: Draft) -> dict[str, bytes]:
    """The members without those in which the canary found something of the person's."""
    members = bundle.contents(draft)
    hits = draft.canary.hits(members)
    fatal = tuple(hit for hit in hits if hit.member != TEXT)
    if fatal:
        raise SealError(Obstacle.PERSONAL, hits=fatal)
    return {name: data for name, data in members.items() if name not in {hit.member for hit in hits}}
