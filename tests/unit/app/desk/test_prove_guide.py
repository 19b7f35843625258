"""A guide tried on saved diagnoses."""

from pathlib import Path

import pytest

from app.desk.prove import NO_END, NO_STEP, UNSEEN, cases_in, prove
from app.guides.format import read_guide
from app.guides.model import Guide
from diagnostics.wording import Wording
from tests.unit.app.desk.publish.desk_world import built_in

GOLDEN = Path(__file__).parents[4] / "tests" / "golden"
ENGLISH = Wording.load("en")
SLOW = built_in("dns.slow").decode()


def guide(text: str) -> Guide:
    return read_guide("x.toml", text.encode(), ENGLISH.ids("check"))


def stuck(text: str) -> set[str | None]:
    found = guide(text)
    return {proof.stuck for proof in prove(found, cases_in(GOLDEN, found.cause), ENGLISH)}


def test_the_built_in_guide_leaves_nobody_stuck() -> None:
    assert stuck(SLOW) == {None}
    assert stuck(built_in("vpn.mfa_pending").decode()) == {None}


WORSE = {
    "other systems only": ([("minutes = 1\n", 'minutes = 1\nonly_on = ["windows"]\n')], NO_STEP),
    "looks elsewhere": ([('check = ["dns.configured", "dns.system"]', 'check = ["clock.offset"]')], UNSEEN),
}


@pytest.mark.parametrize("case", WORSE)
def test_a_worse_one_does(case: str) -> None:
    changes, why = WORSE[case]
    text = SLOW
    for old, new in changes:
        text = text.replace(old, new)
    if case == "other systems only":
        text = text.replace("minutes = 5\ntext", 'minutes = 5\nonly_on = ["windows"]\ntext')
        text = text.replace("minutes = 2\ntext", 'minutes = 2\nonly_on = ["windows"]\ntext')
    assert why in stuck(text)


def test_a_guide_after_which_the_app_never_looks() -> None:
    assert stuck(built_in("browser.site_data").decode()) == {NO_END}


def test_where_nothing_is_wrong_nothing_is_stuck() -> None:
    assert stuck(built_in("healthy").decode()) == {None}
