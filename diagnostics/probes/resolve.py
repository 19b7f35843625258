"""The operating system's own resolver, as every program uses it (RFC 3493), kept from blocking us."""

import socket

from diagnostics.literal import is_literal
from diagnostics.model.answer import LookupAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.blocking import in_daemon_thread
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.trial import Trial


async def addresses_of(host: str, timeout_s: float) -> tuple[str, ...]:
    """All addresses of a host in the system's order of preference; a literal address is its own answer.

    Raises TimeoutError, socket.gaierror or ProbeFailed.
    """
    if is_literal(host):
        return (host,)
    # AI_ADDRCONFIG: programs ask only for families that this computer has an address of.
    try:
        found = await in_daemon_thread(
            socket.getaddrinfo, host, None, 0, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG, timeout_s=timeout_s
        )
    except UnicodeError as wrong:  # a label that is empty or longer than 63 characters
        raise ProbeFailed(Failure.NAME_FAILED, f"{host!r} cannot be a host name") from wrong
    unique = dict.fromkeys(str(entry[4][0]) for entry in found)
    if not unique:
        raise ProbeFailed(Failure.NO_DATA, "no address")
    return tuple(unique)


async def resolve(host: str, address: str | None, timeout_s: float) -> tuple[tuple[str, ...], Trial]:
    """Where to connect: `address` when it is given, else what the system's resolver says; with how that went."""
    found: tuple[str, ...] = ()
    async with Trial(timeout_s) as trial:
        trial.stage = "lookup"
        found = (address,) if address else await addresses_of(host, timeout_s)
    return found, trial


async def lookup(name: str, *, purpose: Purpose, subject: str, timeout_s: float) -> LookupAnswer:
    """Ask the system's resolver: hosts file, cache and search list included.

    NXDOMAIN: it says that there is no such name. NO_DATA: the name has no address. NAME_FAILED: it gave up
    (servers silent, refusing or failing); it never says which. TIMED_OUT: it was still trying at the deadline.
    """
    found: tuple[str, ...] = ()
    async with Trial(timeout_s) as trial:
        found = await addresses_of(name, timeout_s)
    return trial.onto(LookupAnswer(purpose=purpose, subject=subject, name=name, addresses=found))
