"""What of a run goes into its code: the cause, the families that are fine, and nothing that is only hoped."""

from pathlib import Path

import msgspec
import pytest

from app.reports.code import FAMILIES, code_of, decode
from diagnostics.checks import ALL_CHECKS
from diagnostics.faults import CATALOGUE
from diagnostics.faults.number import NUMBERS
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import WifiLink
from diagnostics.model.observation import CheckResult, CheckState, Observation
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, OtherCause, Owner, Verdict
from diagnostics.render import read

GOLDEN = sorted((Path(__file__).resolve().parents[4] / "golden").glob("*/diagnosis.json"))
OK, PROBLEM, SKIPPED, OVERRAN, NOT_AVAILABLE = (
    CheckState.OK, CheckState.PROBLEM, CheckState.SKIPPED, CheckState.OVERRAN, CheckState.NOT_AVAILABLE,
)  # fmt: skip


def run(cause: str = "isp.down", others: tuple[str, ...] = (), **states: tuple[CheckState, ...]) -> Diagnosis:
    """A run whose checks of each family ended so."""
    checks = tuple(
        CheckResult(id=f"{family}.check{number}", state=state, duration_s=0.1)
        for family, ended in states.items()
        for number, state in enumerate(ended)
    )
    verdict = Verdict(
        cause=cause,
        certainty=Certainty.LIKELY,
        owner=Owner.IT,
        others=tuple(OtherCause(id, Certainty.POSSIBLE) for id in others),
    )
    return Diagnosis(id="0123456789abcdef", verdict=verdict, checks=checks)


CASES = [
    ("all its checks said so", run(dns=(OK, OK)), ("dns",)),
    ("one of them did not", run(dns=(OK, PROBLEM)), ()),
    ("one had nothing to look at", run(vpn=(OK, SKIPPED)), ("vpn",)),
    ("one is not to be had on this system", run(vpn=(OK, NOT_AVAILABLE)), ("vpn",)),
    ("none had anything to look at", run(vpn=(SKIPPED, NOT_AVAILABLE)), ()),
    ("one did not come to an end", run(tls=(OK, OVERRAN)), ()),
    ("it is the cause itself", run("dns.slow", dns=(OK,), tls=(OK,)), ("tls",)),
    ("it is another cause", run("dns.slow", ("laptop.disk_full",), laptop=(OK,), tls=(OK,)), ("tls",)),
    ("it has no bit", run(browser=(OK,), person=(OK,)), ()),
    ("nothing ran", run(), ()),
]


@pytest.mark.parametrize(("diagnosis", "fine"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_when_a_family_is_fine(diagnosis: Diagnosis, fine: tuple[str, ...]) -> None:
    assert decode(code_of(diagnosis).bare).fine == fine


@pytest.mark.parametrize(
    ("connected", "state", "fine"), [(True, OK, True), (False, OK, False), (None, OK, False), (True, OVERRAN, False)]
)
def test_wifi_is_fine_where_it_is_joined(connected: bool | None, state: CheckState, fine: bool) -> None:
    seen = Observation(
        id="link.adapters/1", check="link.adapters", start_s=0, end_s=0, fact=WifiLink(adapter="w", connected=connected)
    )
    diagnosis = Diagnosis(
        checks=(CheckResult(id="link.adapters", state=state, duration_s=0.1),),
        observations=(seen,),
        verdict=run().verdict,
    )
    assert ("wifi" in decode(code_of(diagnosis).bare).fine) == fine


def test_the_same_run_has_the_same_code_and_a_repair_shows() -> None:
    diagnosis = run(dns=(OK,))
    before, after = code_of(diagnosis), code_of(diagnosis, tried=True)
    assert code_of(diagnosis) == before != after
    assert (decode(before.bare).tried, decode(after.bare).tried) == (False, True)
    assert before.tag == after.tag != code_of(msgspec.structs.replace(diagnosis, id="other")).tag


@pytest.mark.parametrize("certainty", Certainty)
def test_how_sure_it_is(certainty: Certainty) -> None:
    verdict = Verdict(cause="isp.down", certainty=certainty, owner=Owner.IT)
    assert decode(code_of(Diagnosis(verdict=verdict)).bare).certainty is certainty


def test_a_run_without_a_verdict_or_of_a_newer_version_still_has_a_code() -> None:
    unjudged = decode(code_of(Diagnosis()).bare)
    assert (unjudged.cause, unjudged.certainty, unjudged.fine) == (UNKNOWN, None, ())
    assert decode(code_of(run("time.travel")).bare).cause == UNKNOWN


def test_every_cause_and_every_family_of_the_catalogue_has_its_place() -> None:
    causes = {fault.id for fault in CATALOGUE} | {HEALTHY, UNKNOWN}
    assert causes <= set(NUMBERS)
    assert len(NUMBERS) <= 128
    for cause in causes:
        assert decode(code_of(run(cause)).bare).cause == cause
    looked = {check.id.partition(".")[0] for check in ALL_CHECKS}
    assert looked - set(FAMILIES) == {"browser", "person"}  # a setting and what somebody said: no families of their own
    frozen = "link wifi ip gateway internet dns proxy tls clock vpn service laptop call"
    assert " ".join(FAMILIES) == frozen, "codes that were read out yesterday would be read wrongly"


def test_every_saved_run_is_told_as_it_was_judged() -> None:
    assert GOLDEN
    for path in GOLDEN:
        diagnosis = read(str(path))
        assert diagnosis.verdict is not None
        found = decode(code_of(diagnosis).bare)
        assert (found.cause, found.certainty) == (diagnosis.verdict.cause, diagnosis.verdict.certainty), path
