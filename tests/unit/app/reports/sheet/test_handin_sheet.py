"""The sheet that goes with a laptop: what IT reads tomorrow, and what nobody at the gate should read."""

import datetime
from pathlib import Path

import msgspec
import pytest

from app.guides.library import guide_for
from app.reports.code import code_of
from app.reports.model import Tried
from app.reports.sheet.handin import MOST_STEPS, handin_html
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Organisation, Site
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict
from diagnostics.render import read
from diagnostics.wording import LANGUAGES, Wording
from tests.unit.app.reports.sheet.test_provider_sheet import Balance, text

GOLDEN = sorted((Path(__file__).parents[4] / "golden").glob("*/diagnosis.json"))
SITE = Site(organisation=Organisation(it_name="Help Line", phone="+33 1 23 45 67 89", email="help@example.org"))
RUN = Diagnosis(
    id="a1b2",
    started_at="2026-03-02T18:00:00Z",
    verdict=Verdict(cause="vpn.auth_failed", certainty=Certainty.LIKELY, owner=Owner.IT),
)
CODE = code_of(RUN)
NOW = datetime.datetime(2026, 3, 3, 8, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
SQUARE = ((True, False), (False, True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_it_needs_is_on_it(lang: str) -> None:
    page = handin_html(RUN, CODE, lang, site=SITE, contact="Room 12", qr=SQUARE, report="It waits here.", now=NOW)
    shown, say = text(page), Wording.load(lang, it_name="Help Line")
    for wanted in (
        CODE.chars,
        " ".join(CODE.words("en")),
        " ".join(CODE.words("fr")),
        say.cause("vpn.auth_failed").title,
        "vpn.auth_failed",
        say.text("certainty.likely"),
        f"unstuck desk decode {CODE.chars}",
        "+33 1 23 45 67 89, help@example.org",
        "Help Line",
        "Room 12",
        "It waits here.",
        "(UTC+1)",
        *(say.text(f"handin.todo_{id}") for id in ("off", "with", "secret", "keep")),
        *(say.text(f"handin.{id}") for id in ("handed", "received", "when", "sign")),
    ):
        assert wanted.replace("\u00a0", " ") in shown
    reader = Balance()
    reader.feed(page)
    assert reader.open == []
    assert [link[:26] for link in reader.links] == ["data:image/svg+xml;base64,"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_steps_are_told_in_words_and_the_last_ones_count(lang: str) -> None:
    run = msgspec.structs.replace(RUN, verdict=msgspec.structs.replace(RUN.verdict, cause="internet.loss"))
    steps = guide_for("internet.loss").steps
    tried = [Tried(step=step.id, result="no_change") for step in steps]
    shown = text(handin_html(run, CODE, lang, tried=tried))
    say = Wording.load(lang)
    assert len(steps) > MOST_STEPS
    assert say.text("handin.more", {"n": str(len(steps) - MOST_STEPS)}) in shown
    assert steps[0].id not in shown
    first_words = say.fill(steps[-1].words("linux").of(lang)).replace("\u00a0", " ").split()[:3]
    assert " ".join(first_words) in shown
    assert say.text("guide.outcome_no_change") in shown


def test_a_step_and_a_result_that_nobody_knows_are_shown_by_their_ids() -> None:
    shown = text(handin_html(RUN, CODE, "en", tried=[Tried(step="from_tomorrow", result="astonished")]))
    assert "from_tomorrow (astonished)" in shown


def test_without_contact_there_is_room_for_a_pen() -> None:
    shown = text(handin_html(RUN, CODE, "en"))
    assert "Name" in shown
    assert "Telephone" in shown


ODD = {
    "no verdict": Diagnosis(id="x"),
    "a cause of tomorrow": msgspec.structs.replace(
        RUN,
        verdict=Verdict(
            cause="quantum.drift",
            certainty=Certainty.POSSIBLE,
            owner=Owner.NOBODY,
            others=(OtherCause(cause="quantum.foam", certainty=Certainty.LIKELY),) * 5,
        ),
    ),
    "a time that is none": msgspec.structs.replace(RUN, started_at="then"),
    "healthy": msgspec.structs.replace(
        RUN, verdict=Verdict(cause="healthy", certainty=Certainty.LIKELY, owner=Owner.NOBODY)
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", ODD)
def test_odd_runs_give_a_sheet_too(case: str, lang: str) -> None:
    shown = text(handin_html(ODD[case], None, lang))
    assert Wording.load(lang).text("handin.no_code").replace("\u00a0", " ") in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_text_is_only_text(lang: str) -> None:
    evil = "</table><script>x</script>\u202e\x00"
    site = Site(organisation=Organisation(it_name=evil, phone=evil, email=evil))
    page = handin_html(
        RUN, CODE, lang, site=site, contact=evil * 50, report=evil * 50, tried=[Tried(step=evil, result=evil)]
    )
    assert "<script" not in page
    assert "\u202e" not in page
    reader = Balance()
    reader.feed(page)
    assert reader.open == []


def test_every_cause_of_the_golden_cases_has_its_sheet() -> None:
    for path in GOLDEN[::15]:
        run = read(str(path))
        for lang in LANGUAGES:
            assert code_of(run).chars in handin_html(run, code_of(run), lang, site=SITE)
