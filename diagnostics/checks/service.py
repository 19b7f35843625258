"""The things people work with, followed through name, route, connection, certificate and answer."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from diagnostics.checks.naming import find
from diagnostics.checks.patience import CONNECT_S, HTTP_S, SERVICE_S
from diagnostics.checks.proxy import named_proxies
from diagnostics.checks.side_by_side import Probe, side_by_side, together
from diagnostics.checks.target import endpoint, url_endpoint
from diagnostics.model.answer import Purpose, Role, TcpAnswer
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact, ProxySetting
from diagnostics.model.site import Service


@check("service.reachable", needs=("proxy.settings",), timeout_s=10.0)
async def reachable(ctx: Context) -> AsyncIterator[Fact]:
    """Every service of the site file, directly, and through the proxy where one is set for it."""
    async for fact in side_by_side(*(_service(ctx, service) for service in ctx.site.service)):
        yield fact


async def _service(ctx: Context, service: Service) -> list[Fact]:
    proxied: list[Probe] = [_through_proxy(ctx, service, server) for server in _proxies_for(ctx, service)]
    proxied += [_by_script(ctx, service, url) for url in _scripts(ctx, service)]
    return await together(_direct(ctx, service), *proxied)


async def _direct(ctx: Context, service: Service) -> list[Fact]:
    end = url_endpoint(service.url)
    began_s = asyncio.get_running_loop().time()
    # Only what this computer itself can know counts: an address from elsewhere would hide that it cannot.
    found = await find(ctx, end.host, purpose=Purpose.SERVICE, subject=service.name, trusted=(Role.CONFIGURED,))
    facts: list[Fact] = []
    if found.addresses:
        address = found.addresses[0]
        door = await together(
            ctx.probes.tcp(address, end.port, purpose=Purpose.SERVICE, subject=service.name, timeout_s=CONNECT_S),
            ctx.probes.echo(address, purpose=Purpose.SERVICE, subject=service.name, timeout_s=CONNECT_S),
        )
        facts += door
        opened = any(isinstance(fact, TcpAnswer) and fact.failure is None for fact in door)
        if opened and not service.url.startswith("tcp:"):
            took_ms = max((fact.ms or 0.0 for fact in door if isinstance(fact, TcpAnswer)), default=0.0)
            left_s = WHOLE_VISIT_S - (asyncio.get_running_loop().time() - began_s)
            patience_s = max(LEAST_PATIENCE_S, min(left_s, SERVICE_S + ROUND_TRIPS * took_ms / 1000))
            facts += await together(*_inside(ctx, service, address, patience_s))
    return facts + await found.rest()


ROUND_TRIPS = 4
"""What a handshake and a page take beyond the connect; on a far line the service itself must not be blamed."""

WHOLE_VISIT_S = 5.2
LEAST_PATIENCE_S = 1.0
"""Name, connect and page together stay within the patience of the person who waits for the verdict."""


def _inside(ctx: Context, service: Service, address: str, patience_s: float) -> list[Probe]:
    end = url_endpoint(service.url)
    probes: list[Probe] = [
        ctx.probes.http(
            service.url,
            purpose=Purpose.SERVICE,
            subject=service.name,
            timeout_s=patience_s,
            address=address,
            expect_status=None if service.typed else service.expect,
            ca=service.ca,
        )
    ]
    if service.url.startswith("https:"):
        probes.append(
            ctx.probes.tls(
                end.host,
                end.port,
                purpose=Purpose.SERVICE,
                subject=service.name,
                timeout_s=patience_s,
                address=address,
                ca=service.ca,
            )
        )
    return probes


def _proxies_for(ctx: Context, service: Service) -> list[str]:
    """Proxies that programs would use for this service: set by hand, and not bypassed for its host."""
    if service.url.startswith("tcp:"):
        return []
    host = urlsplit(service.url).hostname or ""
    return list(
        dict.fromkeys(
            item.server
            for item in ctx.seen.of(ProxySetting)
            if item.mode == "manual" and item.server and item.scheme == "http" and not bypassed(host, item.bypass)
        )
    )


def bypassed(host: str, rules: tuple[str, ...]) -> bool:
    """Whether a no-proxy list covers a host: names, ".suffix", "*.suffix", addresses, networks, "*", "<local>"."""
    for rule in (text.strip().lower() for text in rules):
        if rule == "*" or (rule == "<local>" and "." not in host):
            return True
        suffix = rule.lstrip("*").lstrip(".")
        if suffix and (host == suffix or host.endswith("." + suffix)):
            return True
        if _in_network(host, rule):
            return True
    return False


def _in_network(host: str, rule: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False


def _scripts(ctx: Context, service: Service) -> list[str]:
    """Route scripts that may send this service through a proxy."""
    if service.url.startswith("tcp:"):
        return []
    return list(
        dict.fromkeys(item.pac_url for item in ctx.seen.of(ProxySetting) if item.mode == "pac" and item.pac_url)
    )


async def _by_script(ctx: Context, service: Service, url: str) -> list[Fact]:
    """Through the first proxy that a route script names. Whether the script itself is fine, `proxy.reachable` says."""
    end = url_endpoint(url)
    found = await find(ctx, end.host, purpose=Purpose.PAC, subject=url)
    found.close()
    script: list[Fact] = [
        await ctx.probes.http(
            url,
            purpose=Purpose.PAC,
            subject=url,
            timeout_s=HTTP_S,
            address=address,
            expect_status=200,
            verify=False,
        )
        for address in found.addresses[:1]
    ]
    return [fact for server in named_proxies(script)[:1] for fact in await _through_proxy(ctx, service, server)]


async def _through_proxy(ctx: Context, service: Service, server: str) -> list[Fact]:
    end = endpoint(server)
    found = await find(ctx, end.host, purpose=Purpose.PROXY, subject=server)
    found.close()
    return [
        await ctx.probes.http(
            service.url,
            purpose=Purpose.SERVICE,
            subject=service.name,
            timeout_s=SERVICE_S,
            expect_status=None if service.typed else service.expect,
            proxy=f"[{address}]:{end.port}" if ":" in address else f"{address}:{end.port}",
            ca=service.ca,
        )
        for address in found.addresses[:1]
    ]
