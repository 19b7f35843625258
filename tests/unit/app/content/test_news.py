"""Everything that IT publishes beside guides, read at once and matched with a diagnosis."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.content.news import News, read_news
from app.content.peers import Company
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict
from tests.fakes.publisher import Publisher
from tests.fakes.servers.web import Web
from tests.unit.app.content.world import World

CAUSE = "vpn.gateway_unreachable"
NOW = datetime.now(UTC).replace(microsecond=0)
LAPTOP: dict[str, Any] = {"system": "linux", "vpns": ("Main",), "office": "", "share_key": "a"}


def stamp(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def notice(id: str, cause: str | None, since: float = -1, until: float = 5) -> dict[str, Any]:
    return {
        "id": id,
        "cause": cause,
        "text": {"en": id, "fr": id},
        "since": stamp(since),
        "until": stamp(until),
    }


FILES: dict[str, object] = {
    "notices/notices.json": {
        "schema": "unstuck.notices/1",
        "notices": [
            notice("root", CAUSE),
            notice("other", "wifi.weak"),
            notice("all", None),
            notice("off", "dns.slow"),
        ],
    },
    "notices/drill.json": {
        "schema": "unstuck.drill/1",
        "id": "d1",
        "text": {"en": "Ready?", "fr": "Prêt ?"},
        "since": stamp(-1),
        "until": stamp(5),
    },
    "peers/peers.json": {
        "schema": "unstuck.peers/1",
        "at": stamp(-1),
        "hours": 3,
        "counts": [{"cause": one, "isp": None, "vpn": "Main", "people": 25} for one in (CAUSE, "unknown", "healthy")],
        "rates": [],
    },
    "release/release.json": {"schema": "unstuck.release/1", "version": "0.2.0"},
}


@pytest.fixture
def news(tmp_path: Path) -> News:
    desk = Publisher({path: json.dumps(value).encode() for path, value in FILES.items()})
    with Web(desk.public) as web:
        store = World(desk, web, tmp_path).store()
        assert store.refresh(deadline_s=10).verified
        return read_news(store, NOW + timedelta(minutes=10))


def diagnosis(cause: str = CAUSE, *others: str) -> Diagnosis:
    verdict = Verdict(
        cause=cause,
        certainty=Certainty.LIKELY,
        owner=Owner.IT,
        args={"vpn": "Main"},
        others=tuple(OtherCause(cause=one, certainty=Certainty.LIKELY) for one in others),
    )
    return Diagnosis(verdict=verdict)


def test_all_of_it(news: News) -> None:
    assert [one.id for one in news.notices] == ["root", "other", "all", "off"]
    assert news.drill is not None
    assert news.drill.is_open(news.now)
    assert news.release is not None
    assert news.release.is_newer("0.1.0")
    assert news.age_days is not None
    assert news.age_days < 1


MATCHES: dict[str, tuple[Diagnosis | None, list[str]]] = {
    "before a run": (None, ["all"]),
    "a run that was not judged": (Diagnosis(), ["all"]),
    "the cause": (diagnosis(), ["root", "all"]),
    "the cause and another root": (diagnosis(CAUSE, "wifi.weak"), ["root", "other", "all"]),
    "nothing wrong": (diagnosis("healthy"), ["all"]),
}


@pytest.mark.parametrize("case", MATCHES)
def test_notices_beside_a_diagnosis(case: str, news: News) -> None:
    given, wanted = MATCHES[case]
    assert [one.id for one in news.notices_for(given, **LAPTOP)] == wanted


def test_colleagues_with_the_same_cause(news: News) -> None:
    assert news.company(diagnosis()) == Company(25, None, "Main", 4_200.0, 3)
    for other in (diagnosis("healthy"), diagnosis("unknown"), diagnosis("dns.slow"), Diagnosis()):
        assert news.company(other) is None


def test_a_laptop_whose_clock_is_a_year_slow_sees_what_it_publishes(tmp_path: Path) -> None:
    desk = Publisher({path: json.dumps(value).encode() for path, value in FILES.items()})
    with Web(desk.public) as web:
        store = World(desk, web, tmp_path).store()
        assert store.refresh(deadline_s=10).verified
    found = read_news(store, NOW - timedelta(days=365))
    assert [one.id for one in found.notices_for(diagnosis(), **LAPTOP)] == ["root", "all"]
    late = read_news(store, NOW + timedelta(days=365))
    assert late.notices_for(diagnosis(), **LAPTOP) == ()


def test_nothing_is_here(tmp_path: Path) -> None:
    desk = Publisher({})
    with Web(desk.public) as web:
        found = read_news(World(desk, web, tmp_path).store(), NOW)
    assert found == News(now=NOW)
    assert found.company(diagnosis()) is None
