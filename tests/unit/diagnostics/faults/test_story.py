"""One story a cause: break one thing in a healthy house, and the verdict names it and silences the rest."""

import pytest

from diagnostics.model.answer import (
    HttpAnswer,
    TlsAnswer,
)
from diagnostics.model.failure import Failure
from diagnostics.model.observation import CheckState
from tests.fakes.house import House
from tests.unit.diagnostics.faults.story_home import HOME, about
from tests.unit.diagnostics.faults.story_tunnel import TUNNEL, public_service_down_too
from tests.unit.diagnostics.faults.story_way import WAY
from tests.unit.diagnostics.faults.story_work import WORK, busy, mail

STORIES = HOME | WORK | WAY | TUNNEL


@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_named(name: str) -> None:
    story, cause = STORIES[name]
    verdict = story().verdict()
    assert (verdict.cause, [other.cause for other in verdict.others]) == (cause, [])
    if cause not in ("healthy", "unknown"):
        assert verdict.evidence, "a named cause shows what it rests on"


def test_two_independent_faults_are_both_named_and_the_lower_one_first() -> None:
    house = busy()
    house.change(HttpAnswer, about("Mail"), status=503, as_expected=False)
    verdict = house.verdict()
    assert verdict.cause == "service.http_error"
    assert [other.cause for other in verdict.others] == ["laptop.cpu_overloaded"]


def test_a_service_on_the_open_internet_fails_beside_the_vpn_and_not_because_of_it() -> None:
    verdict = public_service_down_too().verdict()
    assert verdict.cause == "vpn.not_connected"
    assert [(other.cause, other.args) for other in verdict.others] == [("service.down", {"service": "Shop"})]


def test_what_nobody_could_look_for_is_said_and_never_taken_for_absent() -> None:
    house = House()
    house.states["vpn.client"] = house.states["service.reachable"] = CheckState.OVERRAN
    verdict = house.verdict()
    assert verdict.cause == "unknown"
    assert "vpn.not_running" in verdict.not_checked
    assert "link.unplugged" not in verdict.not_checked


def test_a_failure_that_no_rule_explains_is_unknown_and_not_healthy() -> None:
    house = mail(failure=Failure.TLS_NAME_MISMATCH, status=None).change(
        TlsAnswer, about("Mail"), failure=Failure.TLS_NAME_MISMATCH
    )
    verdict = house.verdict()
    assert (verdict.cause, verdict.also_affected) == ("unknown", ("Mail",))
