"""Saved runs of the lab, judged again without a network. The folder's name begins with the cause that is true.

Refresh with `python3 packaging/dev.py lab --write-golden`; a person reads the difference.
"""

import random
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import Observation
from diagnostics.model.verdict import HEALTHY, Verdict
from diagnostics.render import decode
from diagnostics.verdict.judge import judge

CASES = sorted(path.parent.name for path in Path(__file__).parent.glob("*/diagnosis.json"))


@cache
def saved(case: str) -> Diagnosis:
    path = Path(__file__).parent / case / "diagnosis.json"
    return decode(path.read_bytes(), str(path))


def truth(case: str) -> str:
    return case.split("-")[0]


def judged(diagnosis: Diagnosis, observations: tuple[Observation, ...] | None = None) -> Verdict:
    return judge(diagnosis.site, diagnosis.checks, diagnosis.observations if observations is None else observations)


def test_there_are_cases() -> None:
    assert len(CASES) >= 45


@pytest.mark.parametrize("case", CASES)
def test_the_true_cause_is_named_again(case: str) -> None:
    diagnosis = saved(case)
    verdict = judged(diagnosis)
    assert verdict.cause == truth(case)
    assert set(verdict.evidence) <= {item.id for item in diagnosis.observations}


@pytest.mark.parametrize("case", CASES)
def test_the_order_of_the_observations_changes_nothing(case: str) -> None:
    diagnosis = saved(case)
    mixed = list(diagnosis.observations)
    random.Random(case).shuffle(mixed)
    assert judged(diagnosis, tuple(mixed)) == judged(diagnosis)


@pytest.mark.parametrize("case", CASES)
def test_no_rule_reads_free_text(case: str) -> None:
    """`detail` is what an exception or a server said, in whatever language: junk there changes nothing."""
    diagnosis = saved(case)
    junk = tuple(
        msgspec.structs.replace(item, fact=msgspec.structs.replace(item.fact, detail="▒ junk %s {x} \0"))
        if hasattr(item.fact, "detail")
        else item
        for item in diagnosis.observations
    )
    assert judged(diagnosis, junk) == judged(diagnosis)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_losing_observations_never_makes_a_broken_laptop_healthy(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in CASES if truth(case) != HEALTHY]), label="case")
    diagnosis = saved(case)
    lost = data.draw(st.sets(st.integers(0, len(diagnosis.observations) - 1), max_size=12), label="lost")
    left = tuple(item for index, item in enumerate(diagnosis.observations) if index not in lost)
    assert judged(diagnosis, left).cause != HEALTHY


@pytest.mark.parametrize("case", [case for case in CASES if truth(case) == HEALTHY][:6])
def test_a_healthy_run_that_lost_anything_is_not_called_healthy(case: str) -> None:
    diagnosis = saved(case)
    for index in range(len(diagnosis.observations)):
        left = diagnosis.observations[:index] + diagnosis.observations[index + 1 :]
        assert judged(diagnosis, left).cause != HEALTHY
