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

GRACE_S = 0.4
"""Second opinions are evidence, not the answer: nobody waits out a network that blocks them."""

LOCAL_RESOLVER = "127.0.0.1"
"""What the C library asks when no server is configured (resolv.conf(5))."""


@dataclass
class Found:
    """Addresses of a name, and every answer that led to them; `rest()` waits for the answers still under way."""

    addresses: tuple[str, ...] = ()
    tasks: list[asyncio.Task[Fact]] = field(default_factory=list)
    second_opinions: list[asyncio.Task[Fact]] = field(default_factory=list)

    async def rest(self) -> list[Fact]:
        """All answers of this computer's own servers, and the second opinions that are there soon after."""
        own = [await task for task in self.tasks]
        if self.second_opinions:
            done, late = await asyncio.wait(self.second_opinions, timeout=GRACE_S)
            for task in late:
                task.cancel()
            own += [task.result() for task in self.second_opinions if task in done]
        return own

    async def failure(self) -> list[Fact]:
        """The system's own answer, for a check that could go no further without an address."""
        return [] if self.addresses else [await task for task in self.tasks[:1]]

    def close(self) -> None:
        """Stop what is still under way."""
        for task in [*self.tasks, *self.second_opinions]:
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
    asked = await _whom_to_ask(ctx)
    system = asyncio.create_task(ctx.probes.lookup(host, purpose=purpose, subject=subject, timeout_s=LOOKUP_S))
    direct = [
        asyncio.create_task(
            ctx.probes.dns(server, host, role=role, purpose=purpose, timeout_s=DNS_S, attempts=DNS_ATTEMPTS)
        )
        for role, server in asked
    ]
    own = [task for task, (role, _) in zip(direct, asked, strict=True) if role is Role.CONFIGURED]
    opinions = [task for task, (role, _) in zip(direct, asked, strict=True) if role is not Role.CONFIGURED]
    found = Found(tasks=[system, *own], second_opinions=[*opinions])
    try:
        await _first_use(system, own, opinions)
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


async def _first_use(
    system: "asyncio.Task[LookupAnswer]",
    own: "list[asyncio.Task[DnsAnswer]]",
    opinions: "list[asyncio.Task[DnsAnswer]]",
) -> None:
    """Wait for the system, or for one of its servers and a head start; with neither, briefly for second opinions."""
    waiting: set[asyncio.Task[LookupAnswer] | asyncio.Task[DnsAnswer]] = {system, *own}
    while waiting and not (system.done() and system.result().addresses):
        _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if any(task.done() and task.result().addresses for task in own):
            if not system.done():
                await asyncio.wait({system}, timeout=HEAD_START_S)
            return
    if opinions and not system.result().addresses:
        await asyncio.wait(opinions, timeout=GRACE_S)


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
