"""A laptop whose clock is years off, a repository that IT forgot: the last good content stays, the clock is named."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.content.result import Kind, Refreshed
from app.content.store import ContentStore
from tests.fakes.publisher import CONTENT, GUIDE, Publisher
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.web import Web
from tests.unit.app.content.world import DAY_S, YEAR_S, world

OFF = [-5 * YEAR_S, -400 * DAY_S, -3 * DAY_S, 16 * DAY_S, 100 * DAY_S, 5 * YEAR_S]


@pytest.mark.parametrize("off_s", OFF)
def test_a_wrong_clock_is_named_and_the_content_stays(tmp_path: Path, off_s: float) -> None:
    with world(tmp_path) as lab:
        assert lab.refresh().kind is Kind.NEW
        lab.ahead_s = off_s
        for _ in range(3):
            found = lab.refresh()
            assert found.kind is Kind.CLOCK
            assert found.off_s is not None
            assert found.off_s == pytest.approx(off_s, abs=DAY_S)
            assert f"{abs(off_s) / DAY_S:.0f}" in found.sentence("en")
            assert lab.files() == CONTENT
        lab.ahead_s = 0.0
        lab.desk.put(GUIDE, b"second edition")
        lab.desk.publish("guides")
        assert lab.refresh().kind is Kind.NEW, "and nothing is left of it when the clock is right again"


@pytest.mark.parametrize("off_s", OFF)
def test_a_laptop_that_was_never_right(tmp_path: Path, off_s: float) -> None:
    with world(tmp_path) as lab:
        lab.ahead_s = off_s
        found = lab.refresh()
        assert found.kind is Kind.CLOCK
        assert found.off_s == pytest.approx(off_s, abs=DAY_S)
        assert (lab.files() == CONTENT) is (off_s < 0) is found.changed, (
            "behind: everything can be verified but freshness"
        )


def test_behind_a_server_that_says_no_date(tmp_path: Path) -> None:
    with world(tmp_path, date=None) as lab:
        lab.refresh()
        lab.ahead_s = -5 * YEAR_S
        found = lab.refresh()
        assert found.kind is Kind.CLOCK
        assert found.off_s == pytest.approx(-5 * YEAR_S, abs=DAY_S)
        assert lab.store().age_days is None


def test_a_server_with_a_wrong_clock_makes_nobody_doubt_a_right_one(tmp_path: Path) -> None:
    with world(tmp_path, date=lambda: time.time() - 5 * YEAR_S) as lab:
        assert lab.refresh().kind is Kind.NEW
        assert lab.refresh().kind is Kind.SAME


def test_a_repository_that_it_forgot(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        lab.desk.stamp(expires=datetime.now(UTC).replace(microsecond=0) - timedelta(days=20))
        found = lab.refresh()
        assert (found.kind, found.off_s) == (Kind.EXPIRED, None)
        assert lab.files() == CONTENT


@pytest.mark.parametrize("wall_s", [-1e18, -1.0, 0.0, 1e12, 1e18, float("inf"), float("nan")])
def test_a_clock_beyond_every_calendar(tmp_path: Path, wall_s: float) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        store = ContentStore(tmp_path / "laptop", lab.web.url, lab.desk.anchor, clock=lambda: wall_s)
        assert store.refresh().kind is Kind.CLOCK
        assert store.get(GUIDE) == CONTENT[GUIDE]
        assert store.age_days is None or store.age_days > 365


@pytest.mark.parametrize("off_s", [-5 * YEAR_S, 5 * YEAR_S])
def test_the_dates_of_a_certificate_do_not_hide_the_clock(
    tmp_path: Path, off_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's clock cannot be moved here, so the whole rest of the world is: its true time is now - off."""
    true = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=off_s)
    authority = Authority(tmp_path)
    dates = {"start": f"{true - timedelta(days=9):%Y%m%d%H%M%SZ}", "end": f"{true + timedelta(days=9):%Y%m%d%H%M%SZ}"}
    pair = authority.sign("server", names="IP:127.0.0.1", **dates)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    desk = Publisher(now=true)
    with Web(desk.public, date=true.timestamp, context=pair.server_context()) as web:
        store = ContentStore(tmp_path / "laptop", web.url, desk.anchor)
        found = store.refresh()
        assert found.kind is Kind.CLOCK
        assert found.off_s == pytest.approx(off_s, abs=DAY_S)
        assert (store.get(GUIDE) is not None) is (off_s < 0)
    other = Web(desk.public, date=true.timestamp, context=Authority(_made(tmp_path / "x")).own.server_context())
    with other as web:
        store = ContentStore(tmp_path / "laptop", web.url, desk.anchor)
        assert store.refresh().kind is Kind.UNREACHABLE, "a stranger's certificate stays a stranger's"
        assert web.paths == []


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_age_is_counted_from_the_stamp(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        assert lab.store().age_days is None
        lab.refresh()
        assert lab.store().age_days == pytest.approx(0.0, abs=0.01)
        lab.ahead_s = 3 * DAY_S
        assert lab.store().age_days == pytest.approx(3.0, abs=0.01)
        lab.ahead_s = 0.0
        lab.desk.now += timedelta(hours=12)
        lab.desk.stamp()
        assert lab.refresh().kind is Kind.SAME
        lab.ahead_s = 3 * DAY_S
        assert lab.store().age_days == pytest.approx(2.5, abs=0.01), "a stamp that changes nothing else counts"


def test_a_stamp_that_is_written_down_counts_before_the_expiry(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        lab.desk.timestamp.unrecognized_fields["stamped"] = (lab.desk.now - timedelta(days=2)).isoformat()
        lab.desk.stamp()
        lab.refresh()
        assert lab.store().age_days == pytest.approx(2.0, abs=0.01)


SAID = {
    1.2: ("is one day ahead.", "avance d’un jour."),
    -1.2: ("is one day behind.", "retarde d’un jour."),
    0.3: ("is one day ahead.", "avance d’un jour."),
    1.6: ("is 2 days ahead.", "avance de 2 jours."),
    -400: ("is 400 days behind.", "retarde de 400 jours."),
}


@pytest.mark.parametrize("days", SAID)
def test_one_day_is_no_days(days: float) -> None:
    found = Refreshed(Kind.CLOCK, off_s=days * DAY_S)
    for lang, part in zip(("en", "fr"), SAID[days], strict=True):
        assert part in found.sentence(lang)
