"""Answers of a DNS server, good and bad."""

import asyncio
from collections.abc import Callable

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.fakes.servers.packet import Answer
from tests.fakes.servers.stream import Talk


def zone(records: dict[tuple[str, str], list[str]], *, cut: bool = False, rcode: str | None = None) -> Answer:
    """Answers from (name, type); NXDOMAIN for other names; `rcode` forces an error, `cut` answers TC."""
    names = {name for name, _ in records}

    def answer(wire: bytes) -> list[bytes]:
        query = dns.message.from_wire(wire)
        name, kind = query.question[0].name, query.question[0].rdtype
        reply = dns.message.make_response(query)
        found = records.get((name.to_text(omit_final_dot=True), kind.name))
        if rcode is not None:
            reply.set_rcode(dns.rcode.from_text(rcode))
        elif cut:
            reply.flags |= dns.flags.TC
        elif found:
            if not found[0].startswith("cname "):
                reply.answer = [_rrset(name.to_text(), kind.name, found)]
            else:
                alias = found[0].removeprefix("cname ")
                reply.answer = [
                    dns.rrset.from_text(name, 60, "IN", "CNAME", alias),
                    _rrset(alias, kind.name, found[1:]),
                ]
        elif name.to_text(omit_final_dot=True) not in names:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return [reply.to_wire()]

    return answer


def _rrset(name: str, kind: str, values: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text(name, 60, "IN", kind, *values)


def altered(answer: Answer, change: Callable[[bytes], bytes]) -> Answer:
    """The answers of another server, changed on the way."""
    return lambda wire: [change(packet) for packet in answer(wire)]


def over_tcp(answer: Answer) -> Talk:
    """The same answers with the two bytes of length in front."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = int.from_bytes(await reader.readexactly(2), "big")
        for packet in answer(await reader.readexactly(size)):
            writer.write(len(packet).to_bytes(2, "big") + packet)
        await writer.drain()

    return talk
