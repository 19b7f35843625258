"""What IT has told, as words for the main screen: beside which verdict, instead of what, and in which language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.content.notice import Notice
from app.content.peers import Company
from app.content.release import Release
from app.content.result import Kind, Refreshed
from app.presenters.news import NOTHING, READ, NewsView, news_view, with_news
from app.presenters.phrase import Phrases
from app.presenters.view import VerdictView
from diagnostics.wording import Wording

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
SAY = {lang: Phrases.load(lang) for lang in ("en", "fr")}
WORDS = {lang: Wording.load(lang, it_name={"en": "the help desk", "fr": "le support"}[lang]) for lang in ("en", "fr")}
CAUSE = "vpn.gateway_unreachable"
KNOWN = Notice(
    "89023b", CAUSE, "Gateway 2 is down.", "La passerelle 2 est en panne.", NOW - timedelta(minutes=20),
    NOW + timedelta(hours=2), hides_steps=True,
)  # fmt: skip
WIDE = Notice("w1", None, "Moving on Saturday.", "Déménagement samedi.", NOW, NOW + timedelta(days=1))
MILD = Notice("m1", "dns.slow", "Slow names.", "Noms lents.", NOW, NOW + timedelta(days=1))
VIEW = VerdictView(
    "cause", "It is down.", "You are fine.", "Try this.", cause=CAUSE, fix="Fix", keep="Keep", send="Send"
)


def seen(*notices: Notice, lang: str = "en", **named: object) -> NewsView:
    return news_view(notices, WORDS[lang], NOW, **({"cause": CAUSE} | named))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("en", ("Known since ", "Gateway 2 is down.", "The help desk is working on it. There is no need to call.")),
        ("fr", ("Connu depuis ", "La passerelle 2 est en panne.", "Le support s’en occupe. Inutile d’appeler.")),
    ],
)
def test_a_notice_beside_the_verdict(lang: str, parts: tuple[str, ...]) -> None:
    view = seen(KNOWN, lang=lang)
    assert all(part in " ".join(view.known) for part in parts)
    assert view.general == ()
    assert (view.causes, view.hides) == ({CAUSE}, {CAUSE})


def test_a_notice_of_another_day_says_which() -> None:
    one = Notice("d1", CAUSE, "Down.", "En panne.", NOW - timedelta(days=3), NOW + timedelta(hours=1))
    assert "November" in seen(one).known[0]


def test_one_that_leaves_the_steps_says_nothing_about_calling() -> None:
    view = seen(MILD)
    assert view.causes == {"dns.slow"}
    assert view.hides == frozenset()
    assert len(view.known) == 1


def test_that_it_is_on_it_is_said_once_for_several() -> None:
    twin = Notice("t1", CAUSE, "Also the other.", "L’autre aussi.", NOW, NOW + timedelta(hours=1), hides_steps=True)
    view = seen(KNOWN, twin)
    assert sum("no need to call" in line for line in view.known) == 1


@pytest.mark.parametrize("cause", ["dns.slow", "healthy", None])
def test_a_notice_about_another_root_stands_there_without_keeping_anybody_from_calling(cause: str | None) -> None:
    view = seen(KNOWN, MILD, cause=cause)
    assert any("Gateway 2 is down." in line for line in view.known)
    assert "no need to call" not in " ".join((*view.known, view.spoken()))
    assert (view.causes, view.hides) == ({CAUSE, "dns.slow"}, frozenset())
    other = replace(VIEW, cause="dns.slow")
    assert with_news(other, view, SAY["en"]) is other, "its own steps can help"


def test_what_is_said_of_the_cause_stands_before_what_is_known_of_others() -> None:
    lines = seen(MILD, KNOWN).known
    assert [words in line for words, line in zip(("Gateway 2", "no need", "Slow"), lines, strict=True)] == [True] * 3


def test_whoever_follows_a_guide_reads_what_concerns_its_cause_alone() -> None:
    view = seen(KNOWN, MILD)
    assert len(view.of(CAUSE)) == 2
    (slow,) = view.of("dns.slow")
    assert slow.endswith("Slow names.")
    assert view.of("isp.down") == ()


def test_a_notice_for_everybody_is_its_text_alone() -> None:
    view = seen(WIDE)
    assert (view.general, view.known) == (("Moving on Saturday.",), ())


def test_each_notice_is_spoken_until_it_was_heard() -> None:
    view = seen(KNOWN, WIDE)
    assert "Gateway 2" in view.spoken()
    assert "no need to call" in view.spoken()
    assert view.spoken({"89023b"}) == "Moving on Saturday."
    assert view.spoken({"89023b", "w1"}) == ""
    assert "arrived" in seen(read="They have arrived.").spoken({"89023b"})
    assert seen(read="They have arrived.").spoken({READ}) == ""


@pytest.mark.parametrize(
    ("company", "told"),
    [
        (None, ""),
        (Company(15, None, "Company VPN", 1500.0, 3), "15 colleagues on Company VPN"),
        (Company(20, "Orange", None, 90.0, 3), "20 colleagues with Orange"),
        (Company(40, None, None, 7300.0, 3), "At least 40 colleagues have"),
    ],
)
def test_who_else_has_it(company: Company | None, told: str) -> None:
    assert told in seen(company=company).peers


def test_the_age_of_a_counting_does_not_flicker() -> None:
    texts = {seen(company=Company(15, None, None, age, 3)).peers for age in (0.0, 31.0, 59.9, 60.0, 119.0)}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"age_days": None}, None),
        ({"age_days": 13.9}, None),
        ({"age_days": 14.2}, "14 days old"),
        ({"age_days": 3.0, "ended": Refreshed(Kind.EXPIRED)}, "3 days old"),
        ({"age_days": 3.0, "ended": Refreshed(Kind.CLOCK, off_s=-86_400.0 * 40)}, "40 days behind"),
        ({"age_days": 3.0, "ended": Refreshed(Kind.CLOCK, off_s=9e6), "cause": "clock.skewed"}, None),
        ({"release": Release("0.2.0"), "version": "0.1.0"}, "0.2.0"),
        ({"release": Release("0.1.0"), "version": "0.1.0"}, None),
        ({"read": "They have arrived."}, "They have arrived."),
    ],
)
def test_the_quiet_lines(named: dict[str, object], told: str | None) -> None:
    quiet = seen(**named).quiet
    assert (told in quiet[0]) if told else quiet == ()


def test_steps_that_cannot_help_give_way_and_stay_within_reach() -> None:
    view = with_news(VIEW, seen(KNOWN), SAY["en"])
    assert (view.fix, view.next, view.main) == (None, "", "keep")
    assert view.anyway == "Try the steps anyway"
    assert view.send == "Send"
    assert "Try this" not in view.spoken


@pytest.mark.parametrize("news", [NOTHING, seen(WIDE), seen(MILD)])
def test_all_other_news_leave_the_verdict_as_it_is(news: NewsView) -> None:
    assert with_news(VIEW, news, SAY["en"]) is VIEW


def test_where_there_is_nothing_to_keep_working_with_no_button_is_filled() -> None:
    bare = VerdictView("cause", "x", cause=CAUSE, send="Send", send_first=True)
    view = with_news(bare, seen(KNOWN), SAY["en"])
    assert (view.anyway, view.main) == (None, "fix")
    assert view.fix is None
