"""Saved runs of the lab, judged again without a network. The folder's name begins with the cause that is true.

Refresh with `python3 packaging/dev.py lab --write-golden`; a person reads the difference. That a redacted run gets the
same verdict is tested where redaction is: tests/unit/app/reports/test_redaction_verdict.py.
"""

import random
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import Observation
from diagnostics.model.verdict import HEALTHY, Verdict
from diagnostics.render import decode
from diagnostics.verdict.judge import judge

CASES = sorted(path.parent.name for path in Path(__file__).parent.glob("*/diagnosis.json"))
EACH = pytest.mark.parametrize("case", CASES)
BROKEN = [case for case in CASES if not case.startswith(f"{HEALTHY}-")]
MOST_LOST = 12
LOSSES, MANY_LOSSES = 2, 8  # tries for each of some four hundred cases, on every change and in the long tests
FEW = settings(
    max_examples=LOSSES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


@cache
def saved(case: str) -> Diagnosis:
    path = Path(__file__).parent / case / "diagnosis.json"
    return decode(path.read_bytes(), str(path))


@cache
def verdict_of(case: str) -> Verdict:
    return judged(saved(case), saved(case).observations)


def truth(case: str) -> str:
    return case.split("-")[0]


def judged(diagnosis: Diagnosis, observations: tuple[Observation, ...]) -> Verdict:
    return judge(diagnosis.site, diagnosis.checks, observations, diagnosis.symptom)


def test_there_are_cases() -> None:
    assert len(CASES) >= 100


@EACH
def test_the_true_cause_is_named_again_and_so_are_the_others(case: str) -> None:
    diagnosis = saved(case)
    verdict = verdict_of(case)
    assert diagnosis.verdict is not None
    assert (verdict.cause, {other.cause for other in verdict.others}) == (
        truth(case),
        {other.cause for other in diagnosis.verdict.others},
    )
    assert set(verdict.evidence) <= {item.id for item in diagnosis.observations}


@EACH
def test_the_order_of_the_observations_changes_nothing(case: str) -> None:
    mixed = list(saved(case).observations)
    random.Random(case).shuffle(mixed)
    assert judged(saved(case), tuple(mixed)) == verdict_of(case)


@EACH
def test_no_rule_reads_free_text(case: str) -> None:
    """`detail` is what an exception or a server said, in whatever language: junk there changes nothing."""
    junk = tuple(
        msgspec.structs.replace(item, fact=msgspec.structs.replace(item.fact, detail="▒ junk %s {x} \0"))
        if hasattr(item.fact, "detail")
        else item
        for item in saved(case).observations
    )
    assert judged(saved(case), junk) == verdict_of(case)


def losses(case: str) -> st.SearchStrategy[frozenset[int]]:
    """What a run may have lost: single observations, all of some checks, all of one kind, all of its evidence."""
    items = saved(case).observations
    shown = set(verdict_of(case).evidence)
    by_check, by_kind = ({key(item) for item in items} for key in (_check, _kind))
    return st.one_of(
        st.frozensets(st.integers(0, len(items) - 1), min_size=1, max_size=MOST_LOST),
        st.frozensets(st.sampled_from(sorted(by_check)), min_size=1, max_size=MOST_LOST).map(
            lambda lost: frozenset(index for index, item in enumerate(items) if _check(item) in lost)
        ),
        st.sampled_from(sorted(by_kind)).map(
            lambda lost: frozenset(index for index, item in enumerate(items) if _kind(item) == lost)
        ),
        st.just(frozenset(index for index, item in enumerate(items) if item.id in shown)),
    )


def _check(item: Observation) -> str:
    return item.check


def _kind(item: Observation) -> str:
    return type(item.fact).__name__


def _loses_some(case: str, data: st.DataObject) -> None:
    lost = data.draw(losses(case), label="lost")
    left = tuple(item for index, item in enumerate(saved(case).observations) if index not in lost)
    assert judged(saved(case), left).cause != HEALTHY


@pytest.mark.parametrize("case", BROKEN)
@FEW
@given(data=st.data())
def test_losing_observations_never_makes_a_broken_laptop_healthy(case: str, data: st.DataObject) -> None:
    _loses_some(case, data)


@pytest.mark.long
@pytest.mark.parametrize("case", BROKEN)
@settings(FEW, max_examples=MANY_LOSSES)
@given(data=st.data())
def test_losing_observations_many_times_never_makes_a_broken_laptop_healthy(case: str, data: st.DataObject) -> None:
    _loses_some(case, data)


@pytest.mark.parametrize("case", sorted(set(CASES) - set(BROKEN)))
@FEW
@given(data=st.data())
def test_a_healthy_run_that_lost_anything_is_not_called_healthy(case: str, data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(saved(case).observations) - 1), label="lost")
    left = saved(case).observations[:lost] + saved(case).observations[lost + 1 :]
    assert judged(saved(case), left).cause != HEALTHY
