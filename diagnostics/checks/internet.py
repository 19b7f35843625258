"""Whether the line carries anything: literal addresses, known pages, IPv6, large packets."""

import ipaddress
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from diagnostics.checks.naming import find, servers
from diagnostics.checks.patience import CONNECT_S, DNS_S, HTTP_S, MTU_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.target import Endpoint, endpoint, expected_body, url_endpoint
from diagnostics.model.answer import DnsAnswer, Purpose, Role
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Address, Fact


def _literals(ctx: Context, version: int) -> list[Endpoint]:
    ends = [endpoint(text) for text in ctx.site.internet.addresses]
    return [end for end in ends if end.literal is not None and end.literal.version == version]


@check("internet.addresses", timeout_s=4.0)
async def addresses(ctx: Context) -> AsyncIterator[Fact]:
    """TCP and ICMP to literal addresses in different networks: the line without any name."""
    ends = _literals(ctx, 4)
    probes = [_connect(ctx, end, Purpose.INTERNET) for end in ends] + [
        ctx.probes.echo(end.host, purpose=Purpose.INTERNET, subject=f"{end.host}:{end.port}", timeout_s=CONNECT_S)
        for end in ends
    ]
    async for fact in side_by_side(*probes):
        yield fact


async def _connect(ctx: Context, end: Endpoint, purpose: Purpose) -> Fact:
    label = f"[{end.host}]:{end.port}" if ":" in end.host else f"{end.host}:{end.port}"
    return await ctx.probes.tcp(end.host, end.port, purpose=purpose, subject=label, timeout_s=CONNECT_S)


@check("internet.portal", timeout_s=6.0)
async def portal(ctx: Context) -> AsyncIterator[Fact]:
    """Plain HTTP pages whose text is known, past any proxy. Anything else in their place is a sign-in page."""
    async for fact in side_by_side(*(_known_page(ctx, entry) for entry in ctx.site.internet.portal)):
        yield fact


async def _known_page(ctx: Context, entry: str) -> list[Fact]:
    url, body = expected_body(entry)
    host = urlsplit(url).hostname or ""
    found = await find(ctx, host, purpose=Purpose.PORTAL, subject=host)
    pages: list[Fact] = []
    for address in found.addresses[:1]:
        pages.append(
            await ctx.probes.http(
                url, purpose=Purpose.PORTAL, subject=host, timeout_s=HTTP_S, address=address, expect_body=body
            )
        )
    return pages + await found.rest()


@check("internet.ipv6", needs=("ip.addresses",), timeout_s=5.0)
async def ipv6(ctx: Context) -> AsyncIterator[Fact]:
    """The same as `internet.addresses` over IPv6, when this laptop was given a global IPv6 address."""
    if not any(_is_global_v6(address) for address in ctx.seen.of(Address)):
        return
    ends = _literals(ctx, 6)
    if not ends:
        async for fact in side_by_side(*(_by_name(ctx, end) for end in _named_ends(ctx))):
            yield fact
    async for fact in side_by_side(*(_connect(ctx, end, Purpose.INTERNET6) for end in ends)):
        yield fact


def _is_global_v6(address: Address) -> bool:
    """Whether programs will try IPv6 because of this address. Unique local ones (RFC 4193) lead nowhere outside."""
    parsed = ipaddress.ip_address(address.address.split("%")[0])
    return parsed.version == IPV6 and not parsed.is_link_local and parsed not in UNIQUE_LOCAL and not address.tentative


IPV6 = 6

UNIQUE_LOCAL = ipaddress.ip_network("fc00::/7")


def _named_ends(ctx: Context) -> list[Endpoint]:
    urls = [expected_body(entry)[0] for entry in ctx.site.internet.portal]
    urls += [source for source in ctx.site.internet.time if source.startswith("http")]
    return [end for end in map(url_endpoint, urls) if end.literal is None][:3]


async def _by_name(ctx: Context, end: Endpoint) -> list[Fact]:
    """A site file without IPv6 addresses still names hosts that have one."""
    for server in (await servers(ctx))[:1]:
        reply = await ctx.probes.dns(
            server,
            end.host,
            role=Role.CONFIGURED,
            purpose=Purpose.INTERNET6,
            record="AAAA",
            timeout_s=DNS_S,
            attempts=2,
        )
        if isinstance(reply, DnsAnswer) and reply.addresses:
            return [await _connect(ctx, Endpoint(reply.addresses[0], end.port), Purpose.INTERNET6)]
    return []


@check("internet.mtu", timeout_s=7.0)
async def mtu(ctx: Context) -> AsyncIterator[Fact]:
    """Large packets beside small ones: by ICMP, by a padded name question, and by a large HTTP request."""
    probes = [
        ctx.probes.mtu("icmp", end.host, subject=f"{end.host}:{end.port}", timeout_s=MTU_S)
        for end in _literals(ctx, 4)[:2]
    ] + [ctx.probes.mtu("dns", server, subject=server, timeout_s=MTU_S) for server in ctx.site.internet.resolvers[:2]]
    pages = [_large_request(ctx, expected_body(entry)[0]) for entry in ctx.site.internet.portal[:2]]
    async for fact in side_by_side(*probes, *pages):
        yield fact


async def _large_request(ctx: Context, url: str) -> list[Fact]:
    end = url_endpoint(url)
    found = await find(ctx, end.host, purpose=Purpose.MTU, subject=end.host)
    found.close()
    return [
        await ctx.probes.mtu("http", address, subject=end.host, timeout_s=MTU_S, port=end.port, host=end.host)
        for address in found.addresses[:1]
    ]
