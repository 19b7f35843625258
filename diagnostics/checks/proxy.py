"""Proxies that this computer is told to use, and whether they can be used."""

import re
from collections.abc import AsyncIterator

import msgspec

from diagnostics.checks.naming import find
from diagnostics.checks.patience import CONNECT_S, HTTP_S
from diagnostics.checks.side_by_side import Probe, side_by_side, together
from diagnostics.checks.system import facts_of
from diagnostics.checks.target import Endpoint, endpoint, expected_body, url_endpoint
from diagnostics.model.answer import HttpAnswer, Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import BrowserSetting, Fact, ProxySetting


@check("proxy.settings", timeout_s=3.0)
async def settings(ctx: Context) -> AsyncIterator[Fact]:
    """What the system, the environment, the browsers and the site file say about proxies."""
    for fact in await facts_of(ctx, "proxies", ctx.system.proxies):
        yield fact
    for fact in await facts_of(ctx, "browsers", ctx.system.browsers):
        if isinstance(fact, BrowserSetting) and fact.proxy_mode == "manual" and fact.proxy_server:
            yield ProxySetting(source=fact.browser, mode="manual", server=fact.proxy_server)
    wanted = ctx.site.proxy
    if wanted.server:
        yield ProxySetting(source="site", mode="manual", server=wanted.server)
    if wanted.pac:
        yield ProxySetting(source="site", mode="pac", pac_url=wanted.pac)


@check("proxy.reachable", needs=("proxy.settings",), timeout_s=9.0)
async def reachable(ctx: Context) -> AsyncIterator[Fact]:
    """Fetch every route script, and load a known page and a secure one through every proxy."""
    found = ctx.seen.of(ProxySetting)
    scripts = dict.fromkeys(item.pac_url for item in found if item.mode == "pac" and item.pac_url)
    proxies = {item.server: item.scheme for item in found if item.mode == "manual" and item.server}
    probes = [_script(ctx, url) for url in scripts] + [
        _through(ctx, server, pages=scheme == "http") for server, scheme in proxies.items()
    ]
    async for fact in side_by_side(*probes):
        yield fact


async def _script(ctx: Context, url: str) -> list[Fact]:
    """A route script and the proxies that it names (`FindProxyForURL`, Netscape 1996)."""
    end = url_endpoint(url)
    found = await find(ctx, end.host, purpose=Purpose.PAC, subject=url)
    facts: list[Fact] = []
    if found.addresses:
        facts.append(
            await ctx.probes.http(
                url,
                purpose=Purpose.PAC,
                subject=url,
                timeout_s=HTTP_S,
                address=found.addresses[0],
                expect_status=200,
                verify=False,
            )
        )
    named = dict.fromkeys(named_proxies(facts))
    facts = [_script_only(fact) if isinstance(fact, HttpAnswer) else fact for fact in facts]
    facts += await found.rest()
    for server in named:
        facts += await _through(ctx, server)
    return facts


def _script_only(page: HttpAnswer) -> HttpAnswer:
    """The answer judged as a route script, without its text: that is the organisation's and stays here."""
    script = page.as_expected and FUNCTION in (page.body or "")
    return msgspec.structs.replace(page, body=None, as_expected=None if page.as_expected is None else bool(script))


FUNCTION = "FindProxyForURL"

PROXY_WORD = re.compile(r"\b(?:PROXY|HTTPS?)\s+([A-Za-z0-9.\-]+:\d{1,5})")


def named_proxies(facts: list[Fact]) -> list[str]:
    """Proxies spelled out in a fetched script. It is never executed: strings are all that is taken from it."""
    bodies = [fact.body or "" for fact in facts if isinstance(fact, HttpAnswer) and fact.as_expected]
    return [match for body in bodies for match in PROXY_WORD.findall(body)]


async def _through(ctx: Context, server: str, *, pages: bool = True) -> list[Fact]:
    """Connect to a proxy; `pages`: and load pages through it (a SOCKS proxy speaks no HTTP: its door is all we try)."""
    try:
        end = endpoint(server)
    except ValueError:
        return []
    found = await find(ctx, end.host, purpose=Purpose.PROXY, subject=server)
    facts: list[Fact] = []
    for address in found.addresses[:1]:
        facts.append(
            await ctx.probes.tcp(address, end.port, purpose=Purpose.PROXY, subject=server, timeout_s=CONNECT_S)
        )
        if pages and getattr(facts[-1], "failure", None) is None:
            facts += await together(*_pages(ctx, server, Endpoint(address, end.port)))
    return facts + await found.rest()


def _pages(ctx: Context, server: str, at: Endpoint) -> list[Probe]:
    proxy = f"[{at.host}]:{at.port}" if ":" in at.host else f"{at.host}:{at.port}"
    pages = [expected_body(entry) for entry in ctx.site.internet.portal[:1]]
    secure = [url for url in ctx.site.internet.time if url.startswith("https:")][:1]
    probes: list[Probe] = [
        ctx.probes.http(url, purpose=Purpose.PROXY, subject=server, timeout_s=HTTP_S, expect_body=body, proxy=proxy)
        for url, body in pages
    ]
    probes += [
        ctx.probes.http(url, purpose=Purpose.PROXY, subject=server, timeout_s=HTTP_S, proxy=proxy, verify=False)
        for url in secure
    ]
    return probes
