"""What is said about the outcome, and which buttons stand under it."""

import msgspec
import pytest

from app.guides.library import guide_for, guide_for_symptom
from app.presenters.ledger import Ledger
from app.presenters.outcome import outcome_view
from app.presenters.phrase import Phrases
from app.presenters.tile import TILES, rank, tile_views
from app.presenters.verdict import shown_cause, watch_button
from app.presenters.view import VerdictView, checking_view
from diagnostics.address import site_with
from diagnostics.command import SYMPTOMS
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Event, Finished
from diagnostics.model.verdict import Certainty, OtherCause, Owner
from diagnostics.wording import Wording
from tests.fakes import story

CAUSES = [id.removeprefix("trouble.") for id in Phrases.load("en").table if id.startswith("trouble.")]


def view(events: list[Event], lang: str = "en", symptom: str | None = None) -> VerdictView:
    ledger = Ledger()
    for event in events:
        ledger.take(event)
    return outcome_view(ledger, Wording.load, guide_for, guide_for_symptom, Phrases.load(lang), story.EXAMPLE, symptom)


def diagnosis(cause: str, others: tuple[str, ...] = ()) -> Diagnosis:
    last = story.story(cause, others=others)[-1]
    assert isinstance(last, Finished)
    assert last.diagnosis is not None
    return last.diagnosis


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_three_parts_a_guide_and_the_report(cause: str, lang: str) -> None:
    shown = view(story.story(cause), lang)
    assert shown.kind == "cause"
    assert shown.says
    assert shown.fine
    assert shown.next
    assert shown.cause == cause
    assert shown.fix is not None
    assert any(char.isdigit() for char in shown.fix), "it says how long"
    assert shown.send is not None
    assert not shown.asks
    assert shown.note == ""


def test_healthy_says_what_was_checked_and_asks_on() -> None:
    shown = view(story.healthy())
    assert shown.kind == "healthy"
    assert "Intranet" in shown.fine
    assert "your laptop" in shown.fine
    assert shown.asks
    assert shown.fix is None
    assert shown.speed is not None


def test_healthy_with_a_symptom_of_load_offers_the_speed_test_first() -> None:
    shown = view(story.healthy(), symptom="slow")
    assert "Everything is slow" in shown.says
    assert shown.speed is not None
    assert not shown.send_first
    assert not shown.asks


def test_healthy_with_another_symptom_offers_the_guide_of_the_tile_first() -> None:
    shown = view(story.healthy(), symptom="password")
    assert shown.main == "fix"
    assert shown.cause == "symptom.password"
    assert shown.next == Phrases.load("en")("healthy.guide")
    assert shown.send
    assert shown.speed is None


def test_unknown_is_honest_and_offers_the_report_first() -> None:
    shown = view(story.story("unknown", problems=("tls.public",)))
    assert shown.kind == "unknown"
    assert shown.send_first
    assert shown.asks
    assert shown.keep is not None


@pytest.mark.parametrize(
    ("certainty", "says_so"), [(Certainty.CONFIRMED, False), (Certainty.LIKELY, True), (Certainty.POSSIBLE, True)]
)
def test_how_sure_is_said_in_words(certainty: Certainty, says_so: bool) -> None:
    assert bool(view(story.story("isp.down", certainty=certainty)).note) is says_so


def test_keep_working_only_where_something_is_cut() -> None:
    assert view(story.story("isp.down")).keep is not None
    assert view(story.story("laptop.disk_full")).keep is None


def test_a_cancelled_and_a_broken_run_end_in_words_too() -> None:
    assert view([Finished("cancelled")]).kind == "stopped"
    broken = view(story.broken())
    assert broken.kind == "failed"
    assert broken.send is not None
    assert broken.again is not None


def test_the_announcement_is_all_three_parts() -> None:
    shown = view(story.port_blocked())
    assert shown.spoken == f"{shown.says} {shown.fine} {shown.next}"


def test_while_checking_it_counts() -> None:
    say = Phrases.load("en")
    assert "3 of 21" in checking_view(say, 3, 21).fine
    assert checking_view(say, 0, 0).fine == say("checking.start")


def test_other_roots_are_named() -> None:
    shown = view(story.story("laptop.disk_full", others=("service.down",)))
    assert shown.also == (Wording.load("en").cause("service.down").title,)


def two_faults() -> list[Event]:
    """The second one has an argument, a reason of its own, and there are circumstances."""
    *events, last = story.port_blocked()
    assert isinstance(last, Finished)
    assert last.diagnosis is not None
    assert last.diagnosis.verdict is not None
    other = OtherCause("service.down", Certainty.LIKELY, {"service": "Payroll"}, None, Owner.IT)
    both = msgspec.structs.replace(last.diagnosis.verdict, others=(other,), notes=("on_battery", "cgnat"))
    return [*events, Finished("ok", msgspec.structs.replace(last.diagnosis, verdict=both))]


def test_the_second_repair_is_named_with_its_own_words() -> None:
    shown = view(two_faults())
    assert shown.also == (Wording.load("en").cause("service.down", {"service": "Payroll"}).title,)
    assert "Payroll" in shown.also[0]


def test_another_root_that_leads_has_its_own_words_and_certainty() -> None:
    shown = view(two_faults(), symptom="one_app")
    assert shown.cause == "service.down"
    assert "Payroll" in shown.says
    assert shown.note, "likely is said"
    assert "Company VPN" in shown.also[0] or shown.also


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_circumstances_are_small_lines(lang: str) -> None:
    shown = view(two_faults(), lang)
    words = Wording.load(lang)
    assert shown.notes == (words.text("note.on_battery"), words.text("note.cgnat"))


@pytest.mark.parametrize(
    ("events", "symptom", "offered"),
    [
        (story.healthy(), None, True),
        (story.healthy(), "slow", True),
        (story.story("unknown"), None, True),
        (story.port_blocked(), None, False),
        (story.port_blocked(), "cuts", True),
    ],
)
def test_watching_is_offered_where_it_can_help(events: list[Event], symptom: str | None, offered: bool) -> None:
    assert (view(events, symptom=symptom).watch is not None) is offered


def test_what_cuts_out_and_is_well_now_is_watched_first() -> None:
    shown = view(story.healthy(), symptom="cuts")
    assert shown.main == "watch"
    assert shown.next == Phrases.load("en")("healthy.watch")


def test_the_button_says_whether_a_watch_goes_on() -> None:
    say = Phrases.load("en")
    assert len({watch_button(say, stage) for stage in ("", "running", "done")}) == 3


def test_what_was_typed_is_among_what_is_fine() -> None:
    site, name = site_with(story.EXAMPLE, "clinic.example")
    shown = view(story.healthy(site=site))
    assert name in shown.fine


def test_the_picked_symptom_changes_the_order_and_not_the_scope() -> None:
    both = diagnosis("isp.down", others=("laptop.disk_full",))
    assert shown_cause(both, None) == "isp.down"
    assert shown_cause(both, "computer") == "laptop.disk_full"
    assert shown_cause(both, "nothing") == "isp.down"
    shown = view(story.story("isp.down", others=("laptop.disk_full",)), symptom="computer")
    assert shown.cause == "laptop.disk_full"
    assert shown.also == (Wording.load("en").cause("isp.down").title,)


def test_a_symptom_that_fits_nothing_leaves_the_verdict() -> None:
    assert shown_cause(diagnosis("isp.down"), "computer") == "isp.down"


def test_ten_tiles_with_the_symptoms_of_the_command_line() -> None:
    assert tuple(tile.id for tile in TILES) == SYMPTOMS
    assert len(tile_views(Phrases.load("fr"))) == 10


def test_rank() -> None:
    assert rank("service.down", "one_app") == 0
    assert rank("serviceability", "one_app") == rank("isp.down", "one_app")
    assert rank("isp.down", None) == 0
