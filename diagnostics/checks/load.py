"""Tests that load the line, only when the person asked for them: rates and delay, idle and under load."""

from collections.abc import AsyncIterator

from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route
from diagnostics.model.observation import Observations

TEST_S = 36.0
"""Eight seconds each way, and up to twenty for the lists of the public servers and the choice between them."""

HOTSPOT_GATEWAYS = frozenset({"172.20.10.1", "192.168.43.1"})
"""What iPhones and Android phones call themselves when they share their connection over Wi-Fi."""

NEEDS = (
    "link.adapters",
    "ip.addresses",
    "gateway.answers",
    "internet.addresses",
    "internet.portal",
    "internet.mtu",
    "internet.quality",
    "dns.configured",
    "dns.system",
    "vpn.gateway",
    "service.reachable",
    "laptop.load",
)
"""Everything that measures must be over: a full line would spoil it, and a busy laptop spoils this."""


@check("internet.load", needs=NEEDS, timeout_s=TEST_S + 2.0, full_only=True)
async def load(ctx: Context) -> AsyncIterator[Fact]:
    """One `LoadAnswer`; nothing when no address of the internet answers, because there is no line to load."""
    if not internet_answers(ctx.seen):
        return
    yield await ctx.probes.load(
        ctx.site.internet.load, timeout_s=TEST_S, progress=ctx.progress, metered=looks_metered(ctx.seen)
    )


def internet_answers(seen: Observations) -> bool:
    """Whether any connection to a literal public address succeeded."""
    wanted = (Purpose.INTERNET, Purpose.INTERNET6)
    return any(answer.failure is None for answer in seen.of(TcpAnswer) if answer.purpose in wanted)


def looks_metered(seen: Observations) -> bool:
    """Whether the default route leads through a mobile adapter or a phone that shares its connection."""
    mobile = {adapter.name for adapter in seen.of(Adapter) if adapter.type is AdapterType.MOBILE}
    return any(
        route.adapter in mobile or route.gateway in HOTSPOT_GATEWAYS for route in seen.of(Route) if route.is_default
    )
