"""Series are short when all is calm, and looked at longer where they are not."""

import asyncio
from typing import Any

import msgspec

from diagnostics.checks.quality import LONG_COUNT, SHORT_COUNT, quality
from diagnostics.model.answer import DnsAnswer, LookupAnswer, Purpose, SeriesAnswer
from diagnostics.model.check import Context
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route, VpnClient
from diagnostics.model.failure import Failure
from diagnostics.model.observation import Observation, Observations
from diagnostics.model.site import Site
from tests.fakes.house import SITE
from tests.fakes.system import FakeSystem

KNOWN = (
    Adapter(name="eth0", type=AdapterType.ETHERNET, enabled=True, carrier=True),
    Route(destination="0.0.0.0/0", adapter="eth0", gateway="192.0.2.1"),
)


class Line:
    """Probes that answer series at once; `lossy` purposes lose a tenth."""

    def __init__(self, *lossy: Purpose, dead: bool = False) -> None:
        self.lossy, self.dead = lossy, dead
        self.sent: list[tuple[Purpose, str, str, int]] = []

    async def series(self, address: str, *, method: str, purpose: Purpose, count: int, **rest: Any) -> SeriesAnswer:
        self.sent.append((purpose, method, address, count))
        received = 0 if self.dead else count - (count // 10 if purpose in self.lossy else 0)
        return SeriesAnswer(
            purpose=purpose,
            subject=rest["subject"],
            method=method,
            address=address,
            sent=count,
            received=received,
            rtt_ms=2.0 if received else None,
        )

    async def dns(self, server: str, name: str, **rest: Any) -> DnsAnswer:
        return DnsAnswer(
            purpose=rest["purpose"],
            subject=name,
            role=rest["role"],
            server=server,
            transport="udp",
            name=name,
            failure=Failure.TIMED_OUT,
        )

    async def lookup(self, name: str, *, purpose: Purpose, subject: str, timeout_s: float) -> LookupAnswer:
        assert timeout_s > 0
        return LookupAnswer(purpose=purpose, subject=subject, name=name, addresses=("203.0.113.200",))


def look(line: Line, *more: Fact, site: Site = SITE) -> list[Fact]:
    facts = [*KNOWN, *more]
    seen = Observations(
        Observation(id=f"story/{number}", check="story", start_s=0.0, end_s=0.0, fact=fact)  # type: ignore[arg-type]
        for number, fact in enumerate(facts)
    )
    ctx = Context(site=site, system=FakeSystem(), probes=line, seen=seen)  # type: ignore[arg-type]

    async def collect() -> list[Fact]:
        return [fact async for fact in quality.body(ctx)]

    return asyncio.run(collect())


def test_a_calm_line_is_looked_at_once_by_two_methods() -> None:
    line = Line()
    look(line)
    assert {purpose for purpose, *_ in line.sent} == {Purpose.GATEWAY, Purpose.INTERNET}
    assert {method for purpose, method, *_ in line.sent if purpose is Purpose.INTERNET} == {"icmp", "tcp"}
    assert max(count for *_, count in line.sent) == SHORT_COUNT


def test_a_loss_anywhere_is_looked_at_again_everywhere_at_the_same_time() -> None:
    line = Line(Purpose.INTERNET)
    look(line)
    again = [purpose for purpose, method, _, count in line.sent if method == "icmp" and count == LONG_COUNT]
    assert Purpose.GATEWAY in again
    assert Purpose.INTERNET in again


def test_a_dead_line_costs_one_short_look() -> None:
    line = Line(dead=True)
    facts = look(line)
    assert len(facts) == len(line.sent)
    assert max(count for *_, count in line.sent) == SHORT_COUNT


def test_things_behind_a_tunnel_are_looked_at_beside_its_far_end() -> None:
    vpn = msgspec.structs.replace(SITE.vpn[0], resolvers=("10.20.0.53",))
    line = Line()
    client = VpnClient(vpn="Work VPN", tunnel_up=True, adapter="tun0")
    look(
        line,
        client,
        Route(destination="10.20.0.0/16", adapter="tun0", gateway="10.8.0.1"),
        site=msgspec.structs.replace(SITE, vpn=(vpn,)),
    )
    inside = {(method, address) for purpose, method, address, _ in line.sent if purpose is Purpose.INSIDE}
    assert inside == {("icmp", "10.20.0.53"), ("dns", "10.20.0.53"), ("icmp", "10.8.0.1")}
    assert {address for purpose, _, address, _ in line.sent if purpose is Purpose.VPN_GATEWAY} == {"203.0.113.200"}


def test_no_tunnel_and_nothing_inside_is_asked() -> None:
    line = Line()
    look(line, VpnClient(vpn="Work VPN", tunnel_up=False))
    assert not [purpose for purpose, *_ in line.sent if purpose in (Purpose.INSIDE, Purpose.VPN_GATEWAY)]
