"""From a name to an address, in a way that one dead name server cannot blind every other check."""

import asyncio
from dataclasses import dataclass, field

from diagnostics.checks.patience import DNS_ATTEMPTS, DNS_S, LOOKUP_S
from diagnostics.checks.target import literal
from diagnostics.model.answer import DnsAnswer, LookupAnswer, Purpose, Role
from diagnostics.model.check import Context
from diagnostics.model.fact import Fact

HEAD_START_S = 0.25
"""The system's answer is preferred; after a direct answer it is given this long before we go on without it."""

LOCAL_RESOLVER = "127.0.0.1"
"""What the C library asks when no server is configured (resolv.conf(5))."""


@dataclass
class Found:
    """Addresses of a name, and every answer that led to them; `rest()` waits for the answers still under way."""

    addresses: tuple[str, ...] = ()
    tasks: list[asyncio.Task[Fact]] = field(default_factory=list)

    async def rest(self) -> list[Fact]:
        """All answers, once they are there."""
        return [await task for task in self.tasks]

    async def failure(self) -> list[Fact]:
        """The system's own answer, for a check that could go no further without an address."""
        return [] if self.addresses else [await task for task in self.tasks[:1]]

    def close(self) -> None:
        """Stop what is still under way."""
        for task in self.tasks:
            task.cancel()


async def servers(ctx: Context) -> tuple[str, ...]:
    """The configured name servers, each once, in order."""
    known = await ctx.ask(ctx.system.resolvers)
    listed = [server for config in known.value or () for server in config.servers]
    return tuple(dict.fromkeys(listed)) or (LOCAL_RESOLVER,)


EVERYBODY = (Role.CONFIGURED, Role.INTERNAL, Role.REFERENCE)


async def find(
    ctx: Context, host: str, *, purpose: Purpose, subject: str, trusted: tuple[Role, ...] = EVERYBODY
) -> Found:
    """Resolve `host` as the system does and, beside it, by asking the configured and the reference servers directly.

    Returns as soon as there is an address to go on with. Addresses come from the system when it answers, else
    from the first of the `trusted` kinds of server that knows some. A literal address is returned as it is.
    """
    if literal(host) is not None:
        return Found((host,))
    system = asyncio.create_task(ctx.probes.lookup(host, purpose=purpose, subject=subject, timeout_s=LOOKUP_S))
    direct = [
        asyncio.create_task(
            ctx.probes.dns(server, host, role=role, purpose=purpose, timeout_s=DNS_S, attempts=DNS_ATTEMPTS)
        )
        for role, server in await _whom_to_ask(ctx)
    ]
    found = Found(tasks=[system, *direct])
    try:
        await _first_use(system, direct)
    except BaseException:
        found.close()
        raise
    found.addresses = _in_order(_best(system, direct, trusted), await _prefers_v6(ctx))
    return found


async def _prefers_v6(ctx: Context) -> bool:
    """Whether IPv6 is the only way out. Elsewhere IPv4 is tried first; `internet.ipv6` looks at the rest."""
    routes = (await ctx.ask(ctx.system.routes)).value or ()
    defaults = {route.destination for route in routes if route.is_default and not route.unreachable}
    return defaults == {"::/0"}


def _in_order(addresses: tuple[str, ...], v6_first: bool) -> tuple[str, ...]:
    return tuple(sorted(addresses, key=lambda address: (":" in address) is not v6_first))


async def _whom_to_ask(ctx: Context) -> list[tuple[Role, str]]:
    configured = [(Role.CONFIGURED, server) for server in await servers(ctx)]
    reference = [(Role.REFERENCE, server) for server in ctx.site.internet.resolvers[:2]]
    internal = [(Role.INTERNAL, server) for vpn in ctx.site.vpn for server in vpn.resolvers]
    asked = {server for _, server in configured}
    return configured + [(role, server) for role, server in reference + internal if server not in asked]


async def _first_use(system: "asyncio.Task[LookupAnswer]", direct: "list[asyncio.Task[DnsAnswer]]") -> None:
    """Wait until the system has answered, or a server has and the system had its head start."""
    waiting: set[asyncio.Task[LookupAnswer] | asyncio.Task[DnsAnswer]] = {system, *direct}
    while waiting and not (system.done() and (system.result().addresses or all(task.done() for task in direct))):
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        trusted = [t for t in direct if t.done() and t.result().addresses and t.result().role is Role.CONFIGURED]
        if trusted:
            if not system.done():
                await asyncio.wait({system}, timeout=HEAD_START_S)
            return


def _best(
    system: "asyncio.Task[LookupAnswer]", direct: "list[asyncio.Task[DnsAnswer]]", trusted: tuple[Role, ...]
) -> tuple[str, ...]:
    if system.done() and system.result().addresses:
        return system.result().addresses
    for role in trusted:
        for task in direct:
            if task.done() and task.result().role is role and task.result().addresses:
                return task.result().addresses
    return ()
