"""The whole table as tests: every scenario is named right. Long; `pytest -m "not lab"` leaves it out."""

from __future__ import annotations

import pytest

from tests.lab.need import missing
from tests.lab.run import play
from tests.lab.scenario import Scenario, all_scenarios

pytestmark = pytest.mark.lab

# No scenario may hold the run up: the diagnosis has its own 30 s, building and proving a few seconds.
LONGEST_S = 8.0
LONGEST_WITH_LOAD_S = 36.0  # the load test's own deadline of 34 s, and the process around it


@pytest.fixture(scope="module", autouse=True)
def _machine() -> None:
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda scenario: scenario.name)
def test_names_the_cause(scenario: Scenario) -> None:
    """Build, break, prove with the control, diagnose as a whole process, compare; once more after a repair."""
    for row in play(scenario):
        if row.skipped:
            pytest.skip(row.note)
        assert row.ok, row.note
        assert row.seconds is not None
        assert row.seconds < (LONGEST_WITH_LOAD_S if row.loads_line else LONGEST_S)
