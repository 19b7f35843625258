"""What the watch screen says, and what is asked about one app or website."""

import msgspec
import pytest

from app.presenters.address import MOST_SERVICES, checked_address, which_view
from app.presenters.phrase import Phrases
from app.presenters.watch import MOST_EVENTS, told, watch_view
from diagnostics.destination import AddressError, AddressProblem, destination
from diagnostics.model.site import Service, Site
from diagnostics.watch.episode import WatchReport
from diagnostics.wording import Wording
from tests.fakes import story
from tests.gui.watches import CUT, STILL, episode, report

EN, FR = Phrases.load("en"), Phrases.load("fr")
WORDS = Wording.load("en")


def state(made: WatchReport | None, outcome: str | None, left_s: float = 300.0) -> str:
    return watch_view(made, left_s, outcome, WORDS, EN).state


def test_each_stage_has_its_sentence() -> None:
    stages = [
        state(None, None),
        state(report(), "ok"),
        state(report(CUT), "ok"),
        state(report(cause="unknown"), "ok"),
        state(report(samples=0), "cancelled"),
        state(None, "error"),
    ]
    assert len(set(stages)) == len(stages)
    assert "5 min left" in stages[0]


@pytest.mark.parametrize(
    ("outcome", "stop", "again"), [(None, True, False), ("ok", False, True), ("error", False, True)]
)
def test_what_can_be_pressed(outcome: str | None, stop: bool, again: bool) -> None:
    view = watch_view(report(CUT), 10.0, outcome, WORDS, EN)
    assert (view.stop is not None, view.again is not None) == (stop, again)
    assert view.send is not None
    assert watch_view(report(), 10.0, outcome, WORDS, EN).send is None, "there is nothing to send"


@pytest.mark.parametrize(("seconds", "says"), [(0.2, "(1 s)"), (40, "(40 s)"), (90, "(90 s)"), (300, "(5 minutes)")])
def test_how_long_it_was(seconds: float, says: str) -> None:
    view = watch_view(report(episode("isp.down", 0.0, seconds)), 0.0, "ok", WORDS, EN)
    assert says in view.events[0].text.replace("\u00a0", " ")


def test_the_latest_comes_first_and_is_what_a_screen_reader_hears() -> None:
    view = watch_view(report(CUT, STILL), 0.0, "ok", WORDS, EN)
    assert view.spoken == view.events[0].text
    assert "still there" in view.spoken
    assert "gone now" in view.events[1].text


def test_a_line_that_flaps_for_hours_stays_readable() -> None:
    many = tuple(episode("isp.down", 100.0 * n, 100.0 * n + 9) for n in range(MOST_EVENTS + 7))
    view = watch_view(report(*many), 0.0, "ok", WORDS, EN)
    assert len(view.events) == MOST_EVENTS + 1
    assert "7" in view.events[-1].text
    assert len(told(report(*many), WORDS)) < 10_000


def test_the_reason_has_its_own_words() -> None:
    item = episode("isp.down", 0.0, 9.0)
    named = msgspec.structs.replace(item, verdict=msgspec.structs.replace(item.verdict, reason="upstream"))
    title = WORDS.cause("isp.down", {}, "upstream").title
    assert title in watch_view(report(named), 0.0, "ok", WORDS, EN).events[0].text


def test_the_organisation_s_services_are_offered() -> None:
    view = which_view(story.EXAMPLE, EN)
    assert view.choices == (("Intranet", "https://intranet.corp.example/"),)
    many = Site(service=tuple(Service(name=f"s{n}", url=f"https://s{n}.example/") for n in range(40)))
    assert len(which_view(many, EN).choices) == MOST_SERVICES
    assert which_view(Site(), EN).field != view.field


@pytest.mark.parametrize("say", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("problem", AddressProblem)
def test_every_problem_of_an_address_has_a_sentence(say: Phrases, problem: AddressProblem) -> None:
    assert say(f"address.{problem}", what="x").endswith(".")


def test_what_is_typed_is_an_address_or_has_a_problem() -> None:
    assert checked_address(Site(), " www.example.org ", EN).address == "www.example.org"
    wrong = checked_address(Site(), "my mail", FR)
    assert wrong.address == ""
    assert "my mail" in wrong.problem
    with pytest.raises(AddressError):
        destination("my mail")
