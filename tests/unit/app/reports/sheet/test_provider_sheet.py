"""The sheet for the provider as somebody reads it, in both languages."""

import datetime
import html
import re
from html.parser import HTMLParser

import pytest

from app.reports.sheet.provider import Customer, provider_html
from app.reports.sheet.watched import watch_of
from diagnostics.model.verdict import Certainty, Owner, Verdict
from diagnostics.watch.episode import Episode, WatchReport
from diagnostics.watch.tell import encode
from diagnostics.wording import LANGUAGES, Wording
from tests.fakes.line_looks import START, dead_looks, looks

ZONE = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
NOW = datetime.datetime(2026, 3, 3, 8, 0, tzinfo=datetime.UTC)
SCRIPT = {"en": "What to say on the telephone", "fr": "Que dire au téléphone"}
VOID = {"meta", "img"}


class Balance(HTMLParser):
    """Whether every tag is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def text(page: str) -> str:
    """What a reader sees, on one line."""
    body = page[page.index("<body>") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_and_loads_nothing(lang: str) -> None:
    page = provider_html(looks(200, line=0.05), lang)
    reader = Balance()
    reader.feed(page)
    assert (reader.open, reader.links) == ([], [])
    assert f'<html lang="{lang}">' in page


def test_loss_by_stretch_and_hour_with_units_and_zone() -> None:
    shown = text(provider_html(looks(240, line=lambda at: 0.1 if at.hour == 19 else 0.0), "en", zone=ZONE, now=NOW))
    assert "between the box and the provider’s network" in shown
    assert re.search(r"Computer to box 0 % 10,800 2 ms 1 ms good", shown)
    assert re.search(r"Box to provider 5\.\d % 32,400 12 ms 1 ms POOR", shown)
    assert "Hour by hour (UTC+5:30)" in shown
    assert re.search(r"2 March, 23:00 60 0 0 % 0 % 12 ms good", shown)
    assert re.search(r"3 March, 0:00 120 0 0 % \d[\d.]* %", shown)
    assert "3 March 2026, 13:30 (UTC+5:30)" in shown  # when it was made
    assert SCRIPT["en"] in shown


def test_french_numbers_and_blanks() -> None:
    shown = provider_html(looks(240, line=0.05, down_mbit=41.26, up_mbit=0.84), "fr", zone=ZONE)
    assert "32\u202f400" in shown or "32\u00a0400" in shown
    assert re.search(r"\d,\d\u00a0%", shown)
    assert "0,8\u00a0Mbit/s" in shown
    assert SCRIPT["fr"] in shown


LITTLE = {
    "one look": (looks(1, line=0.2), "A single measurement of a few seconds."),
    "ten minutes": (looks(60, line=0.2, every_s=10), "Measured for 10 minutes only"),
    "some looks far apart": (looks(5, line=0.2, every_s=7200), "Only 5 measurements"),
}


@pytest.mark.parametrize("case", LITTLE)
def test_too_little_is_said_before_anything_is_claimed(case: str) -> None:
    seen, says = LITTLE[case]
    shown = text(provider_html(seen, "en"))
    assert 0 < shown.index(says) < shown.index("The trouble lies on the line")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("story", "seen"),
    [("home", looks(200, home=0.06)), ("fine", looks(200)), ("nothing", [])],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_call_where_it_would_be_no_use(story: str, seen: list[object], lang: str) -> None:
    shown = text(provider_html(seen, lang))  # type: ignore[arg-type]
    assert Wording.load(lang).text(f"provider.finding_{story}").replace("\u00a0", " ") in shown
    assert SCRIPT[lang] not in shown
    assert Wording.load(lang).text("provider.before") in shown


def test_the_script_only_says_what_was_measured() -> None:
    on_cable = text(provider_html(looks(200, line=0.05), "en"))
    on_wifi = text(provider_html(looks(200, line=0.05, medium="wifi", signal_dbm=-80), "en"))
    unknown = text(provider_html(looks(200, line=0.05, medium=""), "en"))
    assert "No, on a cable." in on_cable
    assert "No, on a cable." not in on_wifi + unknown
    assert "Measure again with a cable" in on_wifi
    assert "Is a download running?" not in on_cable  # nobody looked
    assert "Is a download running?" in text(provider_html(looks(200, line=0.05, own_traffic_seen=True), "en"))


def test_a_slow_line_does_not_claim_loss() -> None:
    shown = text(provider_html(looks(200, rtt_ms=450.0), "en"))
    assert "takes too long between my box and your network" in shown
    assert "0 % of my data" not in shown


def test_a_dead_line_and_its_cuts() -> None:
    watch = WatchReport(
        started_at=START.isoformat(),
        minutes=60,
        samples=100,
        events=tuple(
            Episode(
                verdict=Verdict(cause="isp.down", certainty=Certainty.CONFIRMED, owner=Owner.PROVIDER),
                began_s=60.0 * place,
                ended_s=None if place == 11 else 60.0 * place + 20 + place,
                seconds=20.0 + place,
            )
            for place in range(12)
        ),
    )
    shown = text(provider_html([*dead_looks(40), watch_of(encode(watch, Wording.load("en")))], "en", zone=ZONE))
    assert "The line was dead" in shown
    assert "Found dead in 40 of 40 measurements." in shown
    assert "2 March 2026, 23:41 31 s, not over Nothing came through" in shown
    assert "12 times, 5 minutes in all." in shown
    assert "And 4 more, shorter ones." in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_typed_is_shown_escaped_and_bounded(lang: str) -> None:
    evil = '<script>alert("x")</script>&\u202e'
    page = provider_html(looks(200, line=0.05), lang, customer=Customer(evil, evil + "9" * 500, "06 12\n34"))
    assert "<script" not in page
    assert "\u202e" not in page
    assert "9" * 81 not in page
    assert "06 12 34" in page


def test_clocks_that_change_in_the_night_show_both_zones() -> None:
    class Spring(datetime.tzinfo):
        """One hour is added at three in the morning, UTC."""

        def utcoffset(self, when: datetime.datetime | None) -> datetime.timedelta:
            naive = when.replace(tzinfo=None) if when else datetime.datetime(2026, 1, 1)
            return datetime.timedelta(hours=1 if naive < datetime.datetime(2026, 3, 3, 3) else 2)

        def dst(self, when: datetime.datetime | None) -> datetime.timedelta:
            return self.utcoffset(when) - datetime.timedelta(hours=1)

        def fromutc(self, when: datetime.datetime) -> datetime.datetime:
            hours = 1 if when.replace(tzinfo=None) < datetime.datetime(2026, 3, 3, 2) else 2
            return when + datetime.timedelta(hours=hours)

    start = datetime.datetime(2026, 3, 3, 1, 0, tzinfo=datetime.UTC)
    shown = text(provider_html(looks(120, line=0.05, every_s=60, start=start), "en", zone=Spring()))
    assert "UTC+1, UTC+2" in shown
    assert "2:00 (UTC+1)" in shown
    assert "4:00 (UTC+2)" in shown
