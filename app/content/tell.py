"""What this laptop tells IT without a name: records of a run and of the walk after it, put where they leave by
themselves.

Call `tell` after a run, and again when the walk through its guide has ended: then only the steps are new. Nothing is
made unless the site file asks for it. Everything here waits for the disk: not in the window's thread. Reports are not
touched: records have a drawer of their own in the outbox (`app.reports.outbox.Records`).
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from app.content import record
from app.content.provider import isp_of
from app.content.pseudonym import Pseudonym
from app.content.told import Told
from app.reports.truetime import true_time
from app.store.error import StoreError
from app.store.folder import folders
from app.version import version
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.verdict import HEALTHY

if TYPE_CHECKING:
    from app.content.drill import Drill
    from app.guides.event import Tried

OUTBOX = "outbox"  # in the state folder

_chance = SystemRandom()
_one_at_a_time = threading.Lock()


def tell(
    diagnosis: Diagnosis, tried: "Sequence[Tried]" = (), *, guide: str | None = None, state: Path | None = None
) -> None:
    """Leave the record of a run, or of the walk that began with it. Never raises; a full disk loses it.

    `diagnosis` is the run that named the cause, also after the walk: its id joins the two calls, and the line of the
    verdict leaves once for each id. `tried` are all steps so far (`State.tried`): each leaves once, however often this
    is called. `guide` is `State.guide`; None: the guide of the cause. `state` is the person's state folder, unless it
    is the usual one.
    """
    site = diagnosis.site
    if diagnosis.verdict is None or not record.is_wanted(site) or not site.report.destination:
        return
    place, run = _place(state), diagnosis.id
    walked = guide or diagnosis.verdict.cause
    with _one_at_a_time:
        told = Told(place)
        known = told.knows(run) if run else False
        steps = told.steps(run, walked) if run else 0
        moment = true_time(diagnosis, datetime.now(UTC))
        data = record.records(
            diagnosis,
            tried[steps:],
            who=Pseudonym(place, lambda: moment).of(),
            moment=moment,
            version=version(),
            isp=isp_of(diagnosis),
            guide=guide,
            chance=_chance.random(),
            with_verdict=not known,
        )
        if _put(place, data) and run:
            told.keep(run, walked, max(steps, len(tried)))


def answer(drill: "Drill", diagnosis: Diagnosis, office: str | None, *, state: Path | None = None) -> bool:
    """Leave the one line that answers a drill, after the person has agreed. Never raises.

    False: it is not kept, because the disk refused or the site file names no way to IT. True: it leaves by itself, also
    where the site file asks for no records: IT asked, and the person said yes. A laptop is ready when the run found
    nothing wrong; else the line names the cause. `office` is what the person chose; None or "": not told.
    """
    if not diagnosis.site.report.destination:
        return False
    verdict = diagnosis.verdict
    is_ready = verdict is not None and verdict.cause == HEALTHY
    place, moment = _place(state), true_time(diagnosis, datetime.now(UTC))
    data = record.ready(
        drill.id,
        is_ready=is_ready,
        office=(office or "").strip() or None,
        cause=verdict.cause if verdict is not None and not is_ready else None,
        who=Pseudonym(place, lambda: moment).of(drill=drill.id),
        moment=moment,
        version=version(),
    )
    return _put(place, data)


def waiting(*, state: Path | None = None) -> int:
    """How many files of records wait to leave. Reads a folder; never raises."""
    from app.reports.outbox.records import Records  # noqa: PLC0415

    return Records(_place(state) / OUTBOX).waiting()


def _place(state: Path | None) -> Path:
    return state if state is not None else folders().state


def _put(place: Path, data: bytes) -> bool:
    from app.reports.outbox.records import Records  # noqa: PLC0415  # most runs of most people have nothing to tell

    try:
        Records(place / OUTBOX).put(data)
    except StoreError:
        return False
    return True
