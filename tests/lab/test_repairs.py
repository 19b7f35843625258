"""The tables of `--repairs` as tests: every repair mends, every verb comes back. Long; not for `-m "not lab"`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from tests.lab import managed_need, need
from tests.lab.repairs import play, strike
from tests.lab.repairs.case import Repair, all_repairs
from tests.lab.repairs.front import SIDE_BY_SIDE
from tests.lab.repairs.trial import Trial, all_trials

pytestmark = pytest.mark.lab

ENOUGH = 28  # worlds whose fault a verb mends; fewer would show too little


def _ahead(
    request: pytest.FixtureRequest, play_one: Callable[[Any], Any], argument: str
) -> Iterator[Callable[[Any], Any]]:
    """Plays what was selected ahead of the tests, some worlds side by side, and hands out what came of them."""
    lacking = (*need.missing(), *managed_need.missing())
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")
    chosen = [
        item.callspec.params[argument]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec") and argument in item.callspec.params
    ]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        beside = {one.name: pool.submit(play_one, one) for one in chosen if not one.alone}

        def result(one: Any) -> Any:
            if one.alone:
                wait(beside.values())
                return play_one(one)
            return beside[one.name].result()

        try:
            yield result
        finally:
            pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def row_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Repair], play.Row]]:
    yield from _ahead(request, play.play, "repair")


@pytest.fixture(scope="module")
def strikes_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Trial], list[strike.Strike]]]:
    yield from _ahead(request, strike.play, "trial")


def _last_alone(items: Sequence[Any]) -> list[Any]:
    return sorted(items, key=lambda item: item.alone)


@pytest.mark.parametrize("repair", _last_alone(all_repairs()), ids=lambda repair: repair.name)
def test_mends(repair: Repair, row_of: Callable[[Repair], play.Row]) -> None:
    """Build, break, prove, name it as the person, walk its guide with nobody there, and look again: healthy."""
    row = row_of(repair)
    if row.skipped:
        pytest.skip(row.note)
    assert row.ok, row.note


@pytest.mark.parametrize("trial", _last_alone(all_trials()), ids=lambda trial: trial.name)
def test_comes_back(trial: Trial, strikes_of: Callable[[Trial], list[strike.Strike]]) -> None:
    """Done where it cannot help, refused, cut off, killed: the state is the one before within 15 seconds."""
    strikes = strikes_of(trial)
    if all(one.skipped for one in strikes):
        pytest.skip(strikes[0].note)
    missed = [f"{one.way}: {one.note}" for one in strikes if not one.ok]
    assert not missed, "\n".join(missed)


def test_enough_faults_are_mended() -> None:
    assert len(all_repairs()) >= ENOUGH
