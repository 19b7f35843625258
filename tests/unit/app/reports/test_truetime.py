"""A wrong clock that the run has found decides nothing about the date of a list."""

import datetime

import pytest

from app.reports.refusal import Obstacle, SealError
from app.reports.seal import seal
from app.reports.truetime import true_time
from diagnostics.model.answer import ClockAnswer, Purpose
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.failure import Failure
from diagnostics.model.observation import Observation
from diagnostics.model.site import Report
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict
from tests.unit.app.reports.sealing import CODE, FIRST
from tests.unit.app.reports.test_draft_report import made

TRUE = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
YEARS_S = 5 * 365.0 * 86400


def run(*offsets: float | None, cause: str = "clock.skewed", others: tuple[str, ...] = ()) -> Diagnosis:
    sure, person = Certainty.CONFIRMED, Owner.USER
    return Diagnosis(
        verdict=Verdict(
            cause=cause, certainty=sure, owner=person, others=tuple(OtherCause(other, sure, {}) for other in others)
        ),
        observations=tuple(
            Observation(
                id=f"clock.offset/{number}",
                check="clock.offset",
                start_s=0.0,
                end_s=0.1,
                fact=ClockAnswer(
                    purpose=Purpose.TIME,
                    subject=f"source {number}",
                    method="https",
                    offset_s=offset,
                    failure=Failure.TIMED_OUT if offset is None else None,
                ),
            )
            for number, offset in enumerate(offsets)
        ),
    )


CASES: dict[str, tuple[Diagnosis, float]] = {
    "five years ahead": (run(-YEARS_S, -YEARS_S, -YEARS_S), YEARS_S),
    "five years late, one source silent": (run(YEARS_S, None, YEARS_S), -YEARS_S),
    "beside another cause": (run(-900.0, cause="dns.server_unreachable", others=("clock.skewed",)), 900.0),
}


@pytest.mark.parametrize(("found", "wrong_by_s"), CASES.values(), ids=CASES.keys())
def test_what_was_measured_puts_the_clock_right(found: Diagnosis, wrong_by_s: float) -> None:
    assert true_time(found, TRUE + datetime.timedelta(seconds=wrong_by_s)) == TRUE


UNTOUCHED: dict[str, Diagnosis] = {
    "no verdict": Diagnosis(),
    "an answer that nobody else confirms": run(YEARS_S, cause="dns.server_unreachable"),
    "nothing measured": run(None),
    "beyond every calendar": run(1e300),
    "no number": run(float("nan")),
}


@pytest.mark.parametrize("found", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_otherwise_the_clock_is_believed(found: Diagnosis) -> None:
    assert true_time(found, TRUE) == TRUE


def test_a_laptop_five_years_ahead_still_seals_and_one_five_years_late_does_not_use_an_old_list() -> None:
    ahead, late = (TRUE + datetime.timedelta(seconds=sign * YEARS_S) for sign in (1, -1))
    good, old = (Report(recipients=(FIRST.public,), until=until) for until in ("2027-06-30", "2026-06-30"))
    assert seal(made(run(-YEARS_S, -YEARS_S)), CODE, good, now=ahead).data
    with pytest.raises(SealError) as caught:
        seal(made(run(YEARS_S, YEARS_S)), CODE, old, now=late)
    assert caught.value.obstacle is Obstacle.EXPIRED
