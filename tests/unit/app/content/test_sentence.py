"""What people read about IT's news, in both languages."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.content import sentence
from app.content.notice import Notice
from app.content.peers import Company, Rate
from app.content.release import Release
from diagnostics.wording import Wording

EN, FR = Wording.load("en"), Wording.load("fr", it_name="Le service informatique")
SINCE = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
DOWN = Notice("a", "vpn.mtu", "Gateway 2 is down.", "La passerelle 2 est en panne.", SINCE, SINCE + timedelta(days=3))


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_notice_beside_a_verdict() -> None:
    now = SINCE + timedelta(hours=2)
    assert sentence.known(DOWN, EN, now) == "Known since 9:40: Gateway 2 is down."
    assert sentence.known(DOWN, FR, now) == "Connu depuis 9\u00a0h\u00a040\u00a0: La passerelle 2 est en panne."


def test_on_the_next_day_with_its_day() -> None:
    now = SINCE + timedelta(days=1)
    assert sentence.known(DOWN, EN, now) == "Known since 23\u00a0November 2026, 9:40: Gateway 2 is down."
    assert "23\u00a0novembre 2026 à 9" in sentence.known(DOWN, FR, now)


def test_a_notice_for_everybody_is_its_text() -> None:
    everybody = Notice("a", None, "Maintenance tonight.", "Maintenance ce soir.", SINCE, SINCE)
    assert sentence.known(everybody, FR, SINCE) == "Maintenance ce soir."


def test_the_words_of_a_notice_are_never_a_template() -> None:
    odd = Notice("a", "vpn.mtu", "{it_name} [x] <b>{n}</b>", "-", SINCE, SINCE)
    assert sentence.known(odd, EN, SINCE) == "Known since 9:40: {it_name} [x] <b>{n}</b>"
    long = Notice("a", "vpn.mtu", "w" * 200, "-", SINCE, SINCE)
    assert sentence.known(long, EN, SINCE).endswith("w" * 200)


def test_instead_of_steps() -> None:
    instead = Notice("a", "vpn.mtu", "a", "b", SINCE, SINCE, hides_steps=True)
    assert sentence.in_hand(instead, EN) == "IT is working on it. There is no need to call."
    assert sentence.in_hand(instead, FR) == "Le service informatique s’en occupe. Inutile d’appeler."
    assert sentence.in_hand(DOWN, EN) == ""


COMPANY = {
    Company(40, None, None, 1_200.0, 3): (
        "At least 40 colleagues have the same trouble now. (Counted 20\u00a0minutes ago.)",
        "Au moins 40 collègues ont le même problème en ce moment. (Compté il y a 20\u00a0minutes.)",
    ),
    Company(10, "Orange", None, 5.0, 3): (
        "At least 10 colleagues with Orange have the same trouble now. (Counted 5\u00a0s ago.)",
        "Au moins 10 collègues chez Orange ont le même problème en ce moment. (Compté il y a 5\u00a0s.)",
    ),
    Company(1_250, None, "Main", 7_200.0, 3): (
        "At least 1,250 colleagues on Main have the same trouble now. (Counted 2\u00a0hours ago.)",
        "Au moins 1\xa0250 collègues sur Main ont le même problème en ce moment. (Compté il y a 2\u00a0heures.)",
    ),
}


@pytest.mark.parametrize("company", COMPANY)
def test_colleagues(company: Company) -> None:
    assert (sentence.together(company, EN), sentence.together(company, FR)) == COMPANY[company]


def test_steps_that_helped() -> None:
    assert sentence.helped(Rate(8, 45), EN) == "This helped 8 of 10 colleagues."
    assert sentence.helped(Rate(8, 45), FR) == "Cela a aidé vos collègues 8 fois sur 10."
    assert sentence.helped(Rate(0, 45), EN) == "This helped hardly any colleague so far."


AGES: dict[tuple[float | None, bool], str] = {
    (None, True): "",
    (13.9, False): "",
    (14.0, False): "The instructions from IT are 14 days old.",
    (400.2, False): "The instructions from IT are 400 days old.",
    (3.0, True): "The instructions from IT are 3 days old.",
    (1.2, True): "The instructions from IT are one day old.",
}


@pytest.mark.parametrize("age", AGES)
def test_old_instructions(age: tuple[float | None, bool]) -> None:
    assert sentence.old(age[0], EN, expired=age[1]) == AGES[age]


def test_a_newer_version() -> None:
    note = Release("0.2.0", None, "Install it tonight.", "Installez-la ce soir.")
    told = "Version 0.2.0 of this program is available. This is version 0.1.0. Install it tonight."
    assert sentence.newer(note, "0.1.0", EN) == told
    assert sentence.newer(note, "0.2.0", EN) == ""
    assert sentence.newer(Release("0.2.0"), "0.1.0", FR).endswith("Celle-ci est la version 0.1.0.")
