"""What is taken out of a run, and that nothing of the provider's sheet depends on any text of it."""

import hashlib
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.reports.sheet.look import CABLE, WIFI, look_of
from app.reports.sheet.provider import provider_html
from diagnostics.model.answer import Purpose, SeriesAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route, WifiLink
from diagnostics.model.observation import Observation
from diagnostics.render import read
from tests.fakes.way import series, to_the_anchors, to_the_box, to_the_edge

GOLDEN = sorted((Path(__file__).parents[4] / "golden").glob("*/diagnosis.json"))
NAMES = frozenset(
    {"subject", "address", "adapter", "ssid", "bssid", "mac", "detail", "server", "host", "vpn", "process"}
)
ETHERNET = Adapter(name="eth0", type=AdapterType.ETHERNET, carrier=True)
TUNNEL = Adapter(name="tun0", type=AdapterType.TUNNEL, carrier=True)
MARK = "Zq"


def run(*facts: Fact, at: str = "2026-03-02T18:00:00Z") -> Diagnosis:
    seen = tuple(
        Observation(id=f"x/{place}", check="x", start_s=0.0, end_s=0.1, fact=fact)  # type: ignore[arg-type]
        for place, fact in enumerate(facts)
    )
    return Diagnosis(started_at=at, observations=seen)


def test_the_series_of_a_run() -> None:
    look = look_of(run(ETHERNET, *to_the_box(), *to_the_anchors(lost=0.1)))
    assert (len(look.box), len(look.out), look.box_answered, look.tunnel) == (2, 6, True, False)
    assert {item.received for item in look.out if item.method == "icmp"} == {81}
    assert look.medium == CABLE


def test_of_two_series_to_one_target_the_longer_counts() -> None:
    short = series(Purpose.INTERNET, "icmp", "198.51.100.1", lost=0.5)
    long = msgspec.structs.replace(short, sent=500, received=500)
    assert [item.sent for item in look_of(run(ETHERNET, short, long, short)).out] == [500]


def test_what_goes_through_the_vpn_is_not_held_against_the_line() -> None:
    inside = [msgspec.structs.replace(item, adapter="tun0") for item in to_the_anchors(lost=0.5)]
    look = look_of(run(ETHERNET, TUNNEL, *to_the_box(), *inside, *to_the_edge()))
    assert (look.tunnel, [item.received == item.sent for item in look.out]) == (True, [True])


def test_the_radio_that_leads_out() -> None:
    wifi = Adapter(name="wlan0", type=AdapterType.WIFI, carrier=True)
    out = Route(destination="0.0.0.0/0", adapter="wlan0", gateway="192.0.2.1", metric=600)
    radio = WifiLink(adapter="wlan0", ssid="Home of somebody", signal_dbm=-71)
    look = look_of(run(wifi, TUNNEL, out, radio))
    assert (look.medium, look.signal_dbm) == (WIFI, -71)


def test_a_run_without_anything() -> None:
    look = look_of(Diagnosis())
    assert (look.box, look.out, look.medium, look.cause) == ((), (), "", "unknown")


def test_a_look_is_small() -> None:
    look = look_of(run(ETHERNET, *to_the_box(), *to_the_anchors()))
    assert len(msgspec.json.encode(look)) < 1024


def scrambled(value: Any, key: str = "") -> Any:
    """The same facts with every name replaced, the same one by the same one."""
    if isinstance(value, dict):
        return {name: scrambled(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [scrambled(item, key) for item in value]
    if isinstance(value, str) and key in NAMES and value:
        return MARK + hashlib.sha256(value.encode()).hexdigest()[:10]
    return value


def test_no_text_of_any_run_reaches_the_providers_sheet() -> None:
    """Every golden case, and the same with all names replaced, give the same sheet: it cannot hold one of them."""
    assert len(GOLDEN) > 100
    chosen = random.Random(20).sample(GOLDEN, 60)
    series_cases = [
        path for path in chosen if any(isinstance(i.fact, SeriesAnswer) for i in read(str(path)).observations)
    ]
    assert len(series_cases) > 20
    for path in chosen:
        case = read(str(path))
        plain = msgspec.to_builtins(case)
        for item in plain["observations"]:
            item["fact"] = scrambled(item["fact"])
            if item["fact"]["kind"] == "adapter":
                item["fact"]["name"] = scrambled(item["fact"]["name"], "adapter")
        plain["site"] = {
            "organisation": {"name": f"{MARK} Ltd", "it_name": f"{MARK} desk", "phone": MARK, "email": MARK}
        }
        other = msgspec.convert(plain, Diagnosis)
        assert other.observations != case.observations or not case.observations
        for lang in ("en", "fr"):
            sheet = provider_html([other], lang)
            assert MARK not in sheet, path.parent.name
            assert _body(sheet) == _body(provider_html([case], lang)), path.parent.name


def _body(html: str) -> str:
    """Without the minute in which it was made."""
    return html[html.index("</table>") :]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_golden_case_gives_a_sheet(lang: str) -> None:
    for path in GOLDEN[::20]:
        assert provider_html([read(str(path))], lang).rstrip().endswith("</html>")
