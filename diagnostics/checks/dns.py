"""What the name servers answer, asked one by one and through the system."""

import secrets
from collections.abc import AsyncIterator

from diagnostics.checks.naming import LOCAL_RESOLVER, servers
from diagnostics.checks.patience import DNS_ATTEMPTS, DNS_S, LOOKUP_S, REFERENCE_S
from diagnostics.checks.side_by_side import Probe, side_by_side
from diagnostics.checks.system import facts_of
from diagnostics.checks.target import endpoint, expected_body, url_endpoint
from diagnostics.model.answer import Purpose, Role
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact, HostsEntry, ResolverConfig
from diagnostics.model.site import Site

MOST_NAMES = 4
"""Enough to tell one broken name from a broken server, and few enough to be polite."""


def known_names(site: Site) -> tuple[str, ...]:
    """Public names whose existence is certain: those of the site file, then the hosts of its public pages."""
    pages = [expected_body(entry)[0] for entry in site.internet.portal] + list(site.internet.time)
    ends = [url_endpoint(url) for url in pages]
    names = [*site.internet.names, *(end.host for end in ends if end.literal is None)]
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _nobody() -> str:
    """A fresh name that nobody owns and no cache holds: 80 random bits under .com."""
    return f"u{secrets.token_hex(10)}.com"


@check("dns.configured", timeout_s=6.0)
async def configured(ctx: Context) -> AsyncIterator[Fact]:
    """Ask every configured server for known names over UDP, one over TCP, and for a name that does not exist."""
    configs = await facts_of(ctx, "resolvers", ctx.system.resolvers)
    for fact in configs:
        yield fact
    listed = [server for fact in configs if isinstance(fact, ResolverConfig) for server in fact.servers]
    async for fact in side_by_side(
        *_questions(ctx, tuple(dict.fromkeys(listed)) or (LOCAL_RESOLVER,), Role.CONFIGURED)
    ):
        yield fact


@check("dns.reference", timeout_s=6.0)
async def reference(ctx: Context) -> AsyncIterator[Fact]:
    """The same questions to the second opinion of the site file."""
    async for fact in side_by_side(*_questions(ctx, ctx.site.internet.resolvers[:2], Role.REFERENCE)):
        yield fact


def _questions(ctx: Context, asked: tuple[str, ...], role: Role) -> list[Probe]:
    names = known_names(ctx.site)
    patience_s = DNS_S if role is Role.CONFIGURED else REFERENCE_S
    nobody = _nobody()
    questions: list[Probe] = []
    for server in asked:
        for name in names:
            questions.append(
                ctx.probes.dns(
                    server, name, role=role, purpose=Purpose.NAME, timeout_s=patience_s, attempts=DNS_ATTEMPTS
                )
            )
        for name in names[:1]:
            questions.append(
                ctx.probes.dns(server, name, role=role, purpose=Purpose.NAME, timeout_s=patience_s, transport="tcp")
            )
        questions.append(
            ctx.probes.dns(
                server, nobody, role=role, purpose=Purpose.NONEXISTENT, timeout_s=patience_s, attempts=DNS_ATTEMPTS
            )
        )
    return questions


@check("dns.system", timeout_s=5.0)
async def system(ctx: Context) -> AsyncIterator[Fact]:
    """What programs get when they ask the system for known names."""
    lookups = [
        ctx.probes.lookup(name, purpose=Purpose.NAME, subject=name, timeout_s=LOOKUP_S)
        for name in known_names(ctx.site)
    ]
    async for fact in side_by_side(*lookups):
        yield fact


def watched_names(site: Site) -> dict[str, tuple[Purpose, str]]:
    """Names that a line of the hosts file must not bend, with what each belongs to."""
    names = {name: (Purpose.NAME, name) for name in known_names(site)}
    for vpn in site.vpn:
        for gateway in vpn.gateways:
            names[endpoint(gateway).host] = (Purpose.VPN_GATEWAY, vpn.name)
    for service in site.service:
        names[url_endpoint(service.url).host] = (Purpose.SERVICE, service.name)
    return names


@check("dns.hosts", timeout_s=6.0)
async def hosts(ctx: Context) -> AsyncIterator[Fact]:
    """Lines of the hosts file for names that matter, beside what the name servers say of the same names."""
    watched = watched_names(ctx.site)
    entries = await facts_of(ctx, "hosts", ctx.system.hosts, tuple(watched))
    for fact in entries:
        yield fact
    bent = dict.fromkeys(entry.name.lower().rstrip(".") for entry in entries if isinstance(entry, HostsEntry))
    if not bent:
        return
    whom = [(Role.CONFIGURED, server) for server in await servers(ctx)]
    whom += [(Role.INTERNAL, server) for vpn in ctx.site.vpn for server in vpn.resolvers]
    whom += [(Role.REFERENCE, server) for server in ctx.site.internet.resolvers[:1]]
    questions = [
        ctx.probes.dns(server, name, role=role, purpose=watched[name][0], timeout_s=DNS_S, attempts=DNS_ATTEMPTS)
        for name in bent
        if name in watched
        for role, server in dict.fromkeys(whom)
    ]
    async for fact in side_by_side(*questions):
        yield fact
