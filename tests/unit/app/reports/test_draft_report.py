"""What a draft holds, shows and leaves out; what is shown is what is sent."""

import datetime
import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import pytest

from app.guides.walk import Result
from app.guides.walk import Tried as WalkTried
from app.reports import draft as module
from app.reports.draft import Draft, compose
from app.reports.identity import Identity
from app.reports.model import Report
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Finished
from diagnostics.model.fact import Fact, FactMissing
from diagnostics.model.observation import Observation
from diagnostics.verdict.judge import judge
from tests.fakes import story
from tests.fakes.house import House

NOBODY = Identity()
NOW = datetime.datetime(2026, 11, 22, 9, 41, tzinfo=datetime.UTC)


def run_of(events: list[object]) -> Diagnosis:
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.diagnosis is not None
    return last.diagnosis


BLOCKED = run_of(story.port_blocked())  # type: ignore[arg-type]
TRIED = (
    WalkTried(step="vpn.other_port", result=Result.NO_CHANGE),
    WalkTried(step="vpn.hotspot", result=Result.SKIPPED, reason="cannot"),
)


def made(run: Diagnosis = BLOCKED, **named: object) -> Draft:
    given = {"words": "Nothing works\nsince 9.", "contact": "Inès, 0612345678", "tried": TRIED, "identity": NOBODY}
    return compose(run, **{**given, "now": NOW, **named})  # type: ignore[arg-type]


def report(draft: Draft) -> Report:
    return msgspec.json.decode(draft.json_bytes(), type=Report)


def test_it_receives_ids_summary_words_and_everything_seen() -> None:
    found = report(made(lang="fr"))
    assert found.schema == "unstuck.report/1"
    assert found.lang == "fr"
    assert found.created_at == "2026-11-22T09:41:00Z"
    assert (found.summary.cause, found.summary.certainty, found.summary.owner) == (
        "vpn.port_blocked",
        "confirmed",
        "user",
    )
    assert found.summary.line.startswith("vpn.port_blocked · ")
    assert found.words == "Nothing works\nsince 9."
    assert found.contact == "Inès, 0612345678"
    assert [(step.step, step.result, step.reason) for step in found.tried] == [
        ("vpn.other_port", "no_change", ""),
        ("vpn.hotspot", "skipped", "cannot"),
    ]
    assert [item.id for item in found.diagnosis.observations] == [item.id for item in BLOCKED.observations]
    assert found.diagnosis.checks == BLOCKED.checks
    assert found.diagnosis.verdict == BLOCKED.verdict


def test_it_reads_its_own_language_the_person_theirs() -> None:
    english = made(lang="fr")
    assert "Connection report" in report(english).readable
    french = english.text("fr")
    assert french.splitlines()[0] != "Connection report"
    organisation = msgspec.structs.replace(story.EXAMPLE.organisation, languages=("fr", "en"))
    site = msgspec.structs.replace(story.EXAMPLE, organisation=organisation)
    assert report(made(lang="en", site=site)).readable[0] == french.splitlines()[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_shown_is_what_is_sent(lang: str) -> None:
    draft = made()
    assert draft.sha256 == hashlib.sha256(draft.json_bytes()).hexdigest()
    page = draft.html(lang)
    exact = page.partition("<pre>")[2].partition("</pre>")[0]
    assert html.unescape(exact).encode() == draft.json_bytes()
    assert draft.sha256 in page
    assert draft.sha256 in draft.text(lang)
    text = draft.text(lang)
    for line in draft.lines(lang):
        assert line.text.strip() in text
        assert html.escape(line.text.strip()) in page


def test_every_observation_is_a_line_that_can_be_struck() -> None:
    draft = made()
    refs = [line.ref for line in draft.lines("en")]
    for item in BLOCKED.observations:
        assert refs.count(item.id) == 1
    for part in ("words", "contact", "tried", "system"):
        assert part in refs
    checks = {check.id for check in BLOCKED.checks}
    for ref in {ref for ref in refs if ref} - checks:
        assert ref not in [line.ref for line in draft.without(ref).lines("en")]
    for check in checks:
        left = [line.ref or "" for line in draft.without(check).lines("en")]
        assert not [ref for ref in left if ref.startswith(f"{check}/")]


def test_what_was_struck_is_gone_and_said_to_be() -> None:
    first = BLOCKED.observations[0]
    smaller = made().without("words", "contact", "tried", "system", first.id, "ip.addresses")
    found = report(smaller)
    assert (found.words, found.contact, found.tried, found.diagnosis.os) == ("", "", (), None)
    left = [item.id for item in found.diagnosis.observations]
    assert first.id not in left
    assert not [id for id in left if id.startswith("ip.addresses/")]
    assert found.left_out.parts == ("words", "contact", "tried", "system")
    assert set(found.left_out.observations) == {first.id, "ip.addresses/1", "ip.addresses/2"}
    assert b"Nothing works" not in smaller.json_bytes()
    assert "Nothing works" not in smaller.html("en") + smaller.text("fr")
    assert any("7" in line for line in found.readable[-1:]), "how many were left out"


def test_striking_again_adds_up_and_the_first_draft_stays() -> None:
    draft = made()
    before = draft.json_bytes()
    one = draft.without("words").without("contact", "words")
    assert one.json_bytes() == draft.without("contact", "words").json_bytes()
    assert draft.json_bytes() == before
    assert one.name == draft.name


def test_there_is_nothing_else_to_strike() -> None:
    with pytest.raises(KeyError, match="no such/1"):
        made().without("no such/1")


def test_a_report_is_judged_again_to_the_same_verdict() -> None:
    house = House()
    checks, observations = house.seen()
    run = Diagnosis(site=house.site, verdict=house.verdict(), checks=checks, observations=observations)
    again = report(made(run)).diagnosis
    assert judge(again.site, again.checks, again.observations) == again.verdict


def test_a_struck_observation_is_not_taken_for_one_that_never_was() -> None:
    """Judging a report with a hole says `unknown`, never a false all-clear."""
    house = House()
    checks, observations = house.seen()
    run = Diagnosis(site=house.site, verdict=house.verdict(), checks=checks, observations=observations)
    again = report(made(run).without("internet.addresses")).diagnosis
    assert judge(again.site, again.checks, again.observations).cause != "healthy"


def test_file_name_tells_nothing() -> None:
    names = {made().name for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith("unstuck-2026-11-22-") and name.endswith(".json") for name in names)
    assert all(len(name) == len("unstuck-2026-11-22-") + 16 + len(".json") for name in names)


def test_two_reports_of_one_run_cannot_be_linked_by_pseudonyms() -> None:
    one, other = (json.loads(made().json_bytes())["diagnosis"]["observations"] for _ in range(2))
    assert json.dumps(one) != json.dumps(other)


def test_long_and_odd_texts_are_cut_and_flattened() -> None:
    found = report(made(words="a\x1b[31m" + "b" * 5000, contact="x\ny\u2028" + "z" * 500))
    assert len(found.words) <= 2000
    assert "\x1b" not in found.words
    assert found.contact.startswith("x y z")
    assert len(found.contact) == 200


def test_markup_stays_text() -> None:
    page = made(words='<script>alert(1)</script> & "x"', contact="<b>").html("en")
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert "default-src &#x27;none&#x27;" in page


def test_too_much_is_left_out_largest_first_and_evidence_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 40_000)
    extra = tuple(
        Observation(
            id=f"x/{n}",
            check="link.adapters",
            start_s=0,
            end_s=0,
            fact=FactMissing(fact="wifi", state="error", detail="y " * 900),
        )
        for n in range(40)
    )
    verdict = msgspec.structs.replace(BLOCKED.verdict, evidence=("x/0",))
    run = msgspec.structs.replace(BLOCKED, observations=(*extra, *BLOCKED.observations), verdict=verdict)
    draft = made(run)
    assert len(draft.json_bytes()) <= 40_000
    found = report(draft)
    assert "x/0" not in found.left_out.too_large
    assert found.left_out.too_large
    assert {item.id for item in BLOCKED.observations} <= {item.id for item in found.diagnosis.observations}


def test_an_empty_run_makes_a_report_too() -> None:
    draft = made(Diagnosis(), words="", contact="", tried=())
    assert report(draft).summary.cause == "unknown"
    assert draft.text("fr")
    assert draft.html("en")


@dataclass
class Dumb:
    """Knows no word."""

    def cause(
        self, id: str, args: Mapping[str, str] | None = None, reason: str | None = None, because: str | None = None
    ) -> object:
        raise KeyError(id)

    def check(self, id: str) -> str:
        raise KeyError(id)

    def describe(self, fact: Fact) -> str:
        raise KeyError(fact)

    def number(self, value: float) -> str:
        raise KeyError(value)

    def text(self, id: str, args: Mapping[str, str] | None = None) -> str:
        raise KeyError(id)


def test_a_missing_word_never_costs_a_report() -> None:
    draft = made(speak=lambda _: Dumb())
    assert report(draft).summary.line == "vpn.port_blocked · vpn.port_blocked · confirmed · user"
    assert "VpnGatewayAnswer" in draft.text("en")
    assert draft.html("fr")


def test_typical_size_is_small() -> None:
    house = House()
    checks, observations = house.seen()
    run = Diagnosis(site=house.site, verdict=house.verdict(), checks=checks, observations=observations)
    assert len(made(run).json_bytes()) < 300 * 1024
