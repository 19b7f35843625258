"""Seeded canaries in every place and every encoding: none of them may be in the bytes that leave."""

import base64
import json
import random
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

import msgspec
import pytest

from app.reports.draft import Draft, compose
from app.reports.identity import Identity
from app.reports.model import Tried
from diagnostics.model.answer import (
    ArpAnswer,
    DnsAnswer,
    HopsAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import (
    Adapter,
    Address,
    AudioDevice,
    BrowserSetting,
    FactMissing,
    HostsEntry,
    Neighbour,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    Told,
    WifiLink,
)
from diagnostics.model.observation import AnyFact, CheckResult, CheckState, Observation
from diagnostics.model.site import Service, Site, Vpn
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict

SITE = Site(
    vpn=(
        Vpn(name="Company VPN", gateways=("vpn.example.org:1194/udp",), certificate="/home" + "/{user}/vpn/client.crt"),
    ),
    service=(Service(name="Intranet", url="https://intranet.corp.example/"),),
)
HEX = "0123456789abcdef"
ALNUM = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Canaries:
    """One person's whole life, made up from a seed."""

    def __init__(self, seed: int) -> None:
        self._chaos = chaos = random.Random(seed)
        self.first = chaos.choice(["Inès", "Zoé", "François", "Maëlle", "Björn"]) + self._letters(4)
        self.last = "Du" + self._letters(6)
        self.user = "u" + self._letters(7)
        self.computer = f"LT-{self._letters(3).upper()}-{chaos.randrange(10**5, 10**6)}"
        self.ssid = f"Box-{self._letters(6)}"
        self.home = f"192.168.{chaos.randrange(2, 250)}"
        self.own = f"{self.home}.{chaos.randrange(2, 250)}"
        self.gateway = f"{self.home}.1"
        self.public = ".".join(str(chaos.randrange(80, 95)) for _ in range(4))
        self.six = ":".join(["2a01", *(self._hex(4) for _ in range(7))])
        self.mac = ":".join(["a4", *(self._hex(2) for _ in range(5))])
        self.bssid = ":".join(["c8", *(self._hex(2) for _ in range(5))])
        self.mail = f"{self.user}@{self._letters(6)}.example"
        self.password = self._letters(5) + "!" + self._letters(4) + "7"
        self.token = "".join(chaos.choice(ALNUM) for _ in range(38)) + "aA1"
        self.query = "q" + self._letters(9)
        self.nas = f"nas{self._letters(5)}.{self._letters(5)}.lan"
        self.portal = f"login.{self._letters(8)}.example"

    def _letters(self, count: int) -> str:
        return "".join(self._chaos.choice("bcdfgklmnprstvz") for _ in range(count))

    def _hex(self, count: int) -> str:
        return self._chaos.choice("123456789abcdef") + "".join(self._chaos.choice(HEX) for _ in range(count - 1))

    def values(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_") and name != "home"}

    def forms(self) -> set[str]:
        """Everything that must not be found, in every form in which it could be."""
        found: set[str] = set()
        for value in self.values().values():
            plain = "".join(char for char in unicodedata.normalize("NFKD", value) if not unicodedata.combining(char))
            for text in (value, plain, unicodedata.normalize("NFD", value)):
                found |= {text.casefold(), quote(text, safe="").casefold(), json.dumps(text)[1:-1].casefold()}
                found |= {
                    text.replace(":", "-").casefold(),
                    text.replace(":", "").casefold(),
                    text.replace(".", "-").casefold(),
                }
        return {form for form in found if len(form) > 3}

    def in_base64(self) -> set[str]:
        """The parts of a base64 text that do not depend on its neighbours, at all three positions."""
        found = set()
        for value in self.values().values():
            for encoding in ("utf-8", "utf-16-le"):
                for shift in range(3):
                    coded = base64.b64encode(b"x" * shift + value.encode(encoding)).decode().rstrip("=")
                    core = coded[4 if shift else 0 : -2]
                    if len(core) >= 8:
                        found.add(core)
        return found


Encoding = Callable[[str], str]
ENCODINGS: dict[str, Encoding] = {
    "plain": str,
    "upper": str.upper,
    "lower": str.lower,
    "percent": lambda text: quote(text, safe=""),
    "percent, spaces kept": lambda text: quote(text, safe=" "),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "json": lambda text: json.dumps(text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, url form": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "utf-16 as bytes": lambda text: repr(text.encode("utf-16-le")),
    "utf-8 as bytes": lambda text: repr(text.encode().replace(b"\xc3", b"\xc3")),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


def sentences(c: Canaries) -> list[str]:
    """What programs and people write around such values."""
    return [
        f"{c.first} {c.last} ({c.mail}) cannot work",
        f"session opened for user {c.user} on {c.computer.lower()}",
        f"open /{'home'}/{c.user}/vpn/client.ovpn: no such file",
        rf"C:\Users\{c.user}\AppData: denied",
        f"connect from {c.own} via {c.gateway} to {c.public}:443 refused",
        f"inet6 {c.six}/64 lladdr {c.mac}",
        f"GET http://{c.user}:{c.password}@proxy.example.org/x?access_token={c.query}",
        f"Location: https://{c.portal}/hotspot/{c.user}?mac={c.mac}&ip={c.own}",
        f"Authorization: Bearer {c.token}",
        f"password={c.password} user={c.user}",
        f"my password is {c.password}",
        f"SSID : {c.ssid} BSSID {c.bssid}",
        f"{c.nas} and dhcp-{c.own.replace('.', '-')}.isp.example did not answer",
    ]


def facts(c: Canaries, text: str) -> list[AnyFact]:
    """Every kind of fact with a canary in every field that can hold one, and `text` in the free ones."""
    gateway, portal, service = Purpose.GATEWAY, Purpose.PORTAL, Purpose.SERVICE
    return [
        Adapter(name="enx" + c.mac.replace(":", ""), mac=c.mac, driver=text),
        Address(adapter="eth0", address=c.own, prefix=24),
        Address(adapter="eth0", address=c.six, prefix=64),
        Route(destination="0.0.0.0/0", adapter="eth0", gateway=c.gateway),
        Route(destination=f"{c.home}.0/24", adapter="eth0"),
        Neighbour(adapter="eth0", address=c.gateway, mac=c.bssid, state="reachable"),
        ResolverConfig(servers=(c.gateway, c.public), search=(c.nas.partition(".")[2],)),
        HostsEntry(name="intranet.corp.example", address=c.own, line=3),
        ProxySetting(source="environment", mode="manual", server=f"{c.nas}:3128", bypass=(c.nas, f"{c.home}.0/24")),
        ProxySetting(source="environment", mode="pac", pac_url=f"http://{c.user}:{c.password}@{c.nas}/{c.user}.pac?{c.query}"),
        WifiLink(adapter="wlan0", ssid=c.ssid, bssid=c.bssid),
        FactMissing(fact="wifi", state="denied", source=text, detail=text),
        TcpAnswer(purpose=gateway, subject=c.gateway, address=c.gateway, port=53, source=c.own, detail=text),
        ArpAnswer(purpose=gateway, subject=c.own, adapter="eth0", address=c.own, macs=(c.mac, c.bssid)),
        DnsAnswer(
            purpose=service, subject="Intranet", role=Role.CONFIGURED, server=c.gateway, transport="udp", name=c.nas
        ),
        LookupAnswer(purpose=service, subject=c.nas, name=c.nas, addresses=(c.own, c.public), detail=text),
        HttpAnswer(
            purpose=portal, subject=c.portal, url=f"http://{c.portal}/{c.user}?{c.query}", redirect_host=c.portal
        ),
        HttpAnswer(purpose=Purpose.PAC, subject=c.nas, url=f"http://{c.nas}/p.pac", body=f"PROXY {c.nas}:3128; {text}"),
        TlsAnswer(
            purpose=service, subject="Intranet", host=c.portal, address=c.public, port=443, issuer=text,
            subject_name=c.portal,
        ),
        AudioDevice(direction="in", name=f"AirPods de {c.first} {c.last}"),
        AudioDevice(direction="out", name=text),
        BrowserSetting(
            browser="firefox", secure_dns="strict", secure_dns_url=f"https://{c.portal}/{c.user}/{c.query}",
            proxy_mode="manual", proxy_server=f"{c.nas}:3128",
        ),
        DnsAnswer(
            purpose=Purpose.BROWSER, subject="intranet.corp.example", role=Role.BROWSER, transport="https",
            server=f"https://{c.portal}/{c.user}/{c.query}", name="intranet.corp.example",
        ),
        Talker(process=text, window_s=1.0, down_mbit=1.0, up_mbit=1.0),
        OtherVpn(product=text, adapter="enx" + c.mac.replace(":", "")),
        Told(question="hotspot_works", yes=True, subject=c.portal),
        SeriesAnswer(
            purpose=gateway, subject=c.gateway, address=c.gateway, method="icmp", sent=9, received=9, detail=text
        ),
        HopsAnswer(purpose=Purpose.WAY, subject=c.public, address=c.public, hops=(c.gateway, "", c.public, c.six)),
    ]  # fmt: skip


def draft(c: Canaries, encode: Encoding) -> Draft:
    told = [encode(sentence) for sentence in sentences(c)]
    seen = [fact for text in told for fact in facts(c, text)]
    site = msgspec.json.decode(msgspec.json.encode(SITE).decode().replace("{user}", c.user), type=Site)
    typed = Service(name=c.portal, url=f"https://{c.portal}/{c.user}?{c.query}", typed=True)
    site = msgspec.structs.replace(site, service=(*site.service, typed))
    run = Diagnosis(
        id="0123456789abcdef", started_at="2026-11-22T09:40:00Z", symptom=told[0], site=site,
        verdict=Verdict(
            cause="dns.server_unreachable", certainty=Certainty.LIKELY, owner=Owner.USER,
            args={"server": c.gateway, "proxy": f"{c.nas}:3128", "app": told[0]}, also_affected=("service.down", c.nas),
            others=(OtherCause("service.down", Certainty.LIKELY, {"service": c.portal, "app": told[0]}),),
        ),
        checks=(CheckResult(id="ip.addresses", state=CheckState.BROKEN, duration_s=1.0, detail=told[1]),),
        observations=tuple(
            Observation(id=f"ip.addresses/{n}", check="ip.addresses", start_s=0.0, end_s=0.1, fact=fact)
            for n, fact in enumerate(seen)
        ),
    )  # fmt: skip
    who = Identity((c.computer,), (f"{c.first} {c.last}", c.first, c.last, c.user))
    tried = [Tried(step="dns.known", result="skipped", reason=told[0])]
    return compose(run, words="\n".join(told), tried=tried, lang="fr", identity=who, key=c.token.encode())


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_canary_leaves(encoding: str, seed: int) -> None:
    c = Canaries(seed * 100 + len(encoding))
    made = draft(c, ENCODINGS[encoding])
    leaves = made.json_bytes().decode()
    assert "host-" in leaves, "the search below looks at something"
    folded = leaves.casefold() + json.dumps(json.loads(leaves), ensure_ascii=False).casefold()
    assert [form for form in c.forms() if form in folded] == []
    assert [form for form in c.in_base64() if form in leaves] == []
    if encoding == "utf-16 as bytes":
        spread = folded.replace("\\x00", "").replace("\\\\x00", "")
        assert [form for form in c.forms() if form in spread] == []
    for shown in (made.text("fr"), made.html("en"), made.name):
        assert [form for form in c.forms() if form in shown.casefold()] == []


def test_the_search_finds_what_is_there() -> None:
    """The test above can fail."""
    c = Canaries(1)
    for text in (c.computer, c.mail, quote(f"{c.first} {c.last}"), c.mac.upper(), c.own.replace(".", "-")):
        assert any(form in text.casefold() for form in c.forms())
    assert any(form in base64.b64encode(f"xx {c.user} yy".encode()).decode() for form in c.in_base64())
