"""One DNS question to one server (RFC 1035) over our own UDP or TCP socket: no cache, no retry behind our back.

dnspython builds and reads the messages (`dnsmessage`); it is loaded at the first question.
"""

from typing import TYPE_CHECKING

from diagnostics.model.answer import DnsAnswer, Purpose, Role
from diagnostics.model.failure import Failure
from diagnostics.probes.channel import connected
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.trial import Trial

if TYPE_CHECKING:
    from dns.message import Message

DNS_PORT = 53
_LENGTH_PREFIX = 2  # RFC 1035, section 4.2.2


async def question(
    server: str,
    name: str,
    *,
    role: Role,
    purpose: Purpose,
    timeout_s: float,
    record: str = "A",
    transport: str = "udp",
    attempts: int = 1,
    port: int = DNS_PORT,
) -> DnsAnswer:
    """Ask; over UDP send again `attempts` times, spread over `timeout_s`. A cut UDP answer is asked for over TCP.

    Answers that do not belong to the question are passed over (they may be forged); when only such came,
    MALFORMED. SERVFAIL stands for every error code but NXDOMAIN and REFUSED; `detail` has its name. NO_DATA:
    the name exists without that record. `addresses` is filled for A and AAAA.
    """
    from diagnostics.probes import dnsmessage  # noqa: PLC0415  # dnspython: not before the first question

    answer = DnsAnswer(
        purpose=purpose, subject=name, role=role, server=server, transport=transport, name=name, record=record
    )
    addresses: tuple[str, ...] = ()
    async with Trial(timeout_s) as trial:
        query = dnsmessage.build(name, record)
        if transport == "udp":
            every_s = timeout_s / max(attempts, 1)
            reply = await _ask_udp(trial, server, port, query, times=max(attempts, 1), every_s=every_s)
            if dnsmessage.is_cut(reply) and not dnsmessage.addresses_in(reply, record):
                reply = await _ask_tcp(server, port, query)
        else:
            reply = await _ask_tcp(server, port, query)
        dnsmessage.judge(reply, record)
        addresses = dnsmessage.addresses_in(reply, record)
    return trial.onto(answer, addresses=addresses)


async def _ask_udp(trial: Trial, server: str, port: int, query: "Message", *, times: int, every_s: float) -> "Message":
    """The first answer over UDP, until the trial's deadline."""
    from diagnostics.probes import dnsmessage  # noqa: PLC0415

    with Datagrams.udp(server, port) as line:
        return await line.ask(trial, query.to_wire, dnsmessage.reader(query), times=times, every_s=every_s)


async def _ask_tcp(server: str, port: int, query: "Message") -> "Message":
    from diagnostics.probes import dnsmessage  # noqa: PLC0415

    wire = query.to_wire()
    async with connected((server,), port) as line:
        await line.send(len(wire).to_bytes(_LENGTH_PREFIX, "big") + wire)
        size = int.from_bytes(await line.exactly(_LENGTH_PREFIX), "big")
        reply = dnsmessage.reader(query)(await line.exactly(size))
    if reply is None:
        raise ProbeFailed(Failure.MALFORMED, "no answer to the question")
    return reply
