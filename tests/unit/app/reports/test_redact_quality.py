"""The facts about quality, browsers, sound and what was typed: what of them leaves, and that rules still hold."""

import msgspec
import pytest

from app.reports.identity import Identity
from app.reports.product import device_words, is_program
from app.reports.redact import Redactor
from diagnostics.address import site_with
from diagnostics.model.answer import DnsAnswer, HopsAnswer, HttpAnswer, LookupAnswer, Purpose, Role, SeriesAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import (
    AudioDevice,
    BrowserSetting,
    Fact,
    LogHit,
    LogMeaning,
    OtherVpn,
    Talker,
    Told,
    VpnCertificate,
    WifiLink,
    WifiRefusal,
)
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict
from diagnostics.verdict.judge import judge
from tests.fakes.house import SITE, House

SOMEBODY = Identity(("lt-dur-12345",), ("Inès Durand", "ines"))


def redactor(*facts: Fact) -> Redactor:
    return Redactor(SITE, facts, SOMEBODY, b"k" * 16)


def plain(*facts: Fact) -> list[dict[str, object]]:
    made = redactor(*facts)
    return [msgspec.to_builtins(made.fact(fact)) for fact in facts]


DEVICES = {
    "Built-in Audio Analog Stereo": "Built-in Audio Analog Stereo",
    "Audio interne Stéréo analogique": "Audio interne Stéréo analogique",
    "AirPods de Marie": "AirPods",
    "Marie's AirPods Pro": "AirPods Pro",
    "AirPods of Björn – 2": "AirPods of 2",
    "Jabra Evolve 65 (Inès Durand)": "Jabra Evolve 65",
    "WH-1000XM4": "WH-1000XM4",
    "Logitech USB Headset H540 SN1234567890123": "Logitech USB Headset H540",
    "Casque Durand": "Casque",
    "Inès": "",
}


@pytest.mark.parametrize("name", DEVICES)
def test_an_audio_device_keeps_the_words_of_the_product(name: str) -> None:
    assert device_words(name) == DEVICES[name]


def test_two_devices_never_share_a_name_and_one_always_has_the_same() -> None:
    names = ["AirPods de Marie", "AirPods de Paul", "Inès", "Paul", "AirPods de Marie"]
    shown = [item["name"] for item in plain(*(AudioDevice(direction="in", name=name) for name in names))]
    assert shown == ["AirPods", "AirPods #2", "device", "device #2", "AirPods"]


@pytest.mark.parametrize("name", ["firefox", "Firefox.exe", "teams", "OneDrive.exe", "Mullvad", "WireGuard", "zoom.us"])
def test_well_known_programs_stay(name: str) -> None:
    assert is_program(name)
    talker, other = plain(
        Talker(process=name, window_s=1.0, down_mbit=9.0, up_mbit=1.0), OtherVpn(product=name, adapter="tun3")
    )
    assert (talker["process"], other["product"]) == (name, name)


def test_another_program_loses_the_name_of_the_person_as_everywhere() -> None:
    (talker,) = plain(Talker(process="backup ines", window_s=1.0, down_mbit=9.0, up_mbit=1.0))
    assert talker["process"] == "program-1"


@pytest.mark.parametrize("process", ["firefox.exe", "my-tool.bin", "1.1"])
def test_a_sentence_names_a_program_as_the_fact_does(process: str) -> None:
    fact = Talker(process=process, window_s=1.0, down_mbit=9.0, up_mbit=1.0)
    made = redactor(fact)
    verdict = Verdict(
        cause="laptop.bandwidth_hog", certainty=Certainty.LIKELY, owner=Owner.USER, args={"app": process, "n": "12.5"}
    )
    assert made.verdict(verdict).args == {"app": msgspec.to_builtins(made.fact(fact))["process"], "n": "12.5"}


URLS = {
    "https://mozilla.cloudflare-dns.com/dns-query": "https://mozilla.cloudflare-dns.com/dns-query",
    "https://dns.nextdns.io/ab12cd": "https://host-1.invalid/removed",
    "https://ab12cd.dns.nextdns.io/dns-query": "https://host-1.invalid/removed",
    "https://dns.google/ines": "https://host-1.invalid/removed",
}


@pytest.mark.parametrize("url", URLS)
def test_a_browser_s_name_service_leaves_only_when_everybody_uses_it(url: str) -> None:
    setting, answer = plain(
        BrowserSetting(browser="firefox", secure_dns="strict", secure_dns_url=url, proxy_server="box.durand.lan:3128"),
        DnsAnswer(
            purpose=Purpose.BROWSER,
            subject="intranet.corp.example",
            role=Role.BROWSER,
            server=url,
            transport="https",
            name="intranet.corp.example",
        ),
    )
    assert setting["secure_dns_url"] == answer["server"] == URLS[url], "a rule compares the two"
    assert "durand" not in str(setting["proxy_server"])
    assert answer["name"] == "intranet.corp.example"


def test_the_way_keeps_its_relations() -> None:
    way = HopsAnswer(
        purpose=Purpose.WAY, subject="way", address="86.1.2.3", hops=("192.168.7.1", "192.168.1.1", "", "100.64.3.1")
    )
    series = SeriesAnswer(
        purpose=Purpose.GATEWAY, subject="192.168.7.1", address="192.168.7.1", method="icmp", sent=9, received=8
    )
    hops, box = plain(way, series)
    first, second, third, fourth = hops["hops"]  # type: ignore[misc]  # msgspec gives plain objects
    assert first == box["address"] == box["subject"]
    assert first.startswith("192.168.")
    assert second.startswith("192.168.")
    assert (first.rpartition(".")[0] != second.rpartition(".")[0], third) == (True, "")
    assert 64 <= int(fourth.split(".")[1]) < 128, "still a provider's own range"
    assert "192.168.7." not in str(hops) + str(box)


def test_words_of_closed_lists_and_dates_stay() -> None:
    wifi = WifiLink(adapter="wlan0", ssid="Durand", refusal=WifiRefusal.WRONG_KEY, security="wpa2")
    hit = LogHit(vpn="Work VPN", signature="openvpn.auth_failed", meaning=LogMeaning.AUTH_FAILED)
    card = VpnCertificate(vpn="Work VPN", not_before="2024-01-02T03:04:05Z", not_after="2026-01-02T03:04:05Z")
    shown = plain(wifi, hit, card)
    assert (shown[0]["refusal"], shown[0]["security"], shown[0]["ssid"]) == ("wrong_key", "wpa2", "ssid-1")
    assert shown[1:] == [msgspec.to_builtins(hit), msgspec.to_builtins(card)]


def test_other_roots_are_redacted_like_the_first() -> None:
    look = LookupAnswer(purpose=Purpose.SERVICE, subject="nas.durand.lan", name="nas.durand.lan")
    other = OtherCause("service.down", Certainty.LIKELY, {"service": "nas.durand.lan", "minutes": "12"}, None, Owner.IT)
    verdict = Verdict(cause="isp.down", certainty=Certainty.LIKELY, owner=Owner.IT, others=(other,))
    (shown,) = redactor(look).verdict(verdict).others
    assert shown.args == {"service": "host-1.invalid", "minutes": "12"}
    assert (shown.cause, shown.owner) == ("service.down", Owner.IT)


TYPED = [
    "clinic.example",
    "https://clinic.example/ines?id=7",
    "clinic.example:8080",
    "tcp://clinic.example:22",
    "bücher.example",
    "192.168.44.5",
    "[2001:db8::7]:8443",
    "wiki.corp.example",
    "https://intranet.corp.example/wiki",
]


@pytest.mark.parametrize("text", TYPED)
def test_what_was_typed_is_told_apart_from_it_s_own_and_judged_the_same(text: str) -> None:
    site, name = site_with(SITE, text)
    house = House(site)
    typed = next(service for service in site.service if service.name == name)
    host = typed.url.partition("://")[2].partition("/")[0].rpartition(":")[0] or typed.url.partition("://")[2].strip(
        "/"
    )
    house.put(
        "service.reachable",
        LookupAnswer(purpose=Purpose.SERVICE, subject=name, name=host, addresses=("198.51.100.99",), ms=9.0),
        HttpAnswer(purpose=Purpose.SERVICE, subject=name, url=typed.url, failure=Failure.TIMED_OUT, connected=True),
        Told(question="other_browser_works", yes=False, subject=name),
    )
    checks, observations = house.seen()
    before = judge(site, checks, observations)
    run = Diagnosis(site=site, verdict=before, checks=checks, observations=observations)
    after = Redactor(site, [item.fact for item in observations], SOMEBODY, b"k" * 16).diagnosis(run)
    assert judge(after.site, after.checks, after.observations) == after.verdict
    assert after.verdict is not None
    assert after.verdict.cause == before.cause
    leaves = msgspec.json.encode(after).decode()
    for secret in ("clinic", "ines", "bücher", "xn--bcher", "192.168.44.5", "2001:db8::7", "id=7"):
        assert secret not in leaves
    assert ("corp.example" in after.site.service[-1].url) is ("corp.example" in text), "IT's own names stay"
