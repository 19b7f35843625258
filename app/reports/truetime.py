"""What time it really is, as far as a run has found out: a wrong clock is one of the faults that are reported."""

import datetime
from statistics import median

from diagnostics.model.answer import ClockAnswer
from diagnostics.model.diagnosis import Diagnosis

SKEWED = "clock.skewed"


def true_time(run: Diagnosis, now: datetime.datetime) -> datetime.datetime:
    """This computer's time `now`, put right where the run was judged to have a wrong clock. UTC. Pure.

    Only the verdict is believed, which wants several sources that agree: one forged answer moves no date.
    """
    now = now.astimezone(datetime.UTC)
    verdict = run.verdict
    if verdict is None or SKEWED not in (verdict.cause, *(other.cause for other in verdict.others)):
        return now
    measured = [item.fact for item in run.observations if isinstance(item.fact, ClockAnswer)]
    offsets = [fact.offset_s for fact in measured if fact.failure is None and fact.offset_s is not None]
    try:
        return now + datetime.timedelta(seconds=median(offsets)) if offsets else now
    except (OverflowError, ValueError):  # an offset beyond every calendar
        return now
