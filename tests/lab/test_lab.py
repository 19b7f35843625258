"""The whole table as tests: every scenario is named right. Long; `pytest -m "not lab"` leaves it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from tests.lab.need import missing
from tests.lab.row import Row
from tests.lab.run import play
from tests.lab.scenario import Scenario, all_scenarios

pytestmark = pytest.mark.lab

# No scenario may hold the run up: the diagnosis has its own 30 s, building and proving a few seconds.
LONGEST_S = 8.0
LONGEST_WITH_LOAD_S = 36.0  # the load test's own deadline of 34 s, and the process around it

SIDE_BY_SIDE = 3
"""Worlds at a time. A diagnosis mostly waits; with four on two busy cores the slowest still took 5.6 s."""

ORDERED = sorted(all_scenarios(), key=lambda scenario: scenario.alone)  # what burns the machine comes last


@pytest.fixture(scope="module")
def rows_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Scenario], list[Row]]]:
    """Plays what was selected ahead of the tests, some worlds side by side, and hands out the rows."""
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")
    chosen = [
        item.callspec.params["scenario"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == test_names_the_cause.__name__
    ]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        played = {scenario.name: pool.submit(play, scenario) for scenario in chosen if not scenario.alone}

        def rows(scenario: Scenario) -> list[Row]:
            if scenario.name in played:
                return played[scenario.name].result()
            wait(played.values())
            return play(scenario)

        try:
            yield rows
        finally:
            pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("scenario", ORDERED, ids=lambda scenario: scenario.name)
def test_names_the_cause(scenario: Scenario, rows_of: Callable[[Scenario], list[Row]]) -> None:
    """Build, break, prove with the control, diagnose as a whole process, compare; once more after a repair."""
    for row in rows_of(scenario):
        if row.skipped:
            pytest.skip(row.note)
        assert row.ok, row.note
        assert row.seconds is not None
        assert row.seconds < (LONGEST_WITH_LOAD_S if row.loads_line else LONGEST_S)
