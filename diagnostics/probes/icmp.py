"""ICMP echo (RFC 792, RFC 4443): without privileges where the system allows it, else over a raw socket."""

import asyncio
import os
import socket
import statistics
import struct
from dataclasses import dataclass

from diagnostics.model.answer import EchoAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams, family_of
from diagnostics.probes.icmperror import IcmpError
from diagnostics.probes.trial import Trial

_HEADER = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence
_REQUEST = {socket.AF_INET: 8, socket.AF_INET6: 128}
_REPLY = {socket.AF_INET: 0, socket.AF_INET6: 129}
_SPACING_S = 0.05  # between requests: far under any rate limit, and 3 of them fit in any deadline
_TOKEN_BYTES = 8  # tells our replies from those of another program's raw socket
_IPV4_FIRST = 4  # version field of an IP header that some systems leave in front


def overhead(address: str) -> int:
    """Bytes of IP and ICMP header in front of the payload."""
    return (20 if family_of(address) == socket.AF_INET else 40) + _HEADER.size


@dataclass
class EchoLine:
    """An open socket for echo requests to one address; `with line.line:` closes it."""

    line: Datagrams
    identifier: int
    token: bytes

    def request(self, sequence: int, size: int) -> None:
        """Send one request with `size` bytes of payload. Raises an OSError that the system gives at once."""
        family = self.line.sock.family
        payload = (self.token + bytes(size))[:size]
        head = _HEADER.pack(_REQUEST[family], 0, 0, self.identifier, sequence)
        check = _checksum(head + payload) if family == socket.AF_INET else 0  # the kernel does it for IPv6
        self.line.send(_HEADER.pack(_REQUEST[family], 0, check, self.identifier, sequence) + payload)

    def sequence_of(self, packet: bytes) -> int | None:
        """Which request this packet answers, or None."""
        family = self.line.sock.family
        if family == socket.AF_INET and packet[:1] and packet[0] >> 4 == _IPV4_FIRST:
            packet = packet[(packet[0] & 15) * 4 :]
        if len(packet) < _HEADER.size:
            return None
        kind, _, _, identifier, sequence = _HEADER.unpack_from(packet)
        mine = packet[_HEADER.size :][:_TOKEN_BYTES]
        if kind != _REPLY[family] or not self.token.startswith(mine):
            return None
        if self.line.sock.type == socket.SOCK_RAW and identifier != self.identifier:
            return None
        return int(sequence)


def open_line(address: str) -> EchoLine:
    """A socket for echo requests. Raises ProbeFailed(NOT_SUPPORTED) when this user may not have one, or an OSError."""
    family = family_of(address)
    protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError:  # not permitted, or not known to this system
            continue
        line = Datagrams.connected(sock, address, 0)
        return EchoLine(line, int.from_bytes(os.urandom(2), "big"), os.urandom(_TOKEN_BYTES))
    raise ProbeFailed(Failure.NOT_SUPPORTED, "no ICMP socket for this user")


async def echo(
    address: str, *, purpose: Purpose, subject: str, timeout_s: float, count: int = 3, size: int = 32
) -> EchoAnswer:
    """`count` requests 50 ms apart; ends when all are answered or refused, else at the deadline.

    `failure` is None as soon as one reply came; loss is `sent` against `received`. Without any reply it is what
    the ICMP errors said, else TIMED_OUT.
    """
    sent: dict[int, float] = {}
    delays: dict[int, float] = {}
    refused: list[ProbeFailed] = []
    async with Trial(timeout_s) as trial:
        opened = open_line(address)
        with opened.line:
            await _rounds(opened, count, size, sent, delays, refused)
            if not delays and refused:
                raise refused[0]
    if delays:
        trial.failure, trial.detail = None, ""
    elif refused:
        trial.failure, trial.detail = refused[0].failure, refused[0].detail
    answer = EchoAnswer(purpose=purpose, subject=subject, address=address, sent=0, received=0, size=size)
    rtt_ms = round(statistics.median(delays.values()) * 1000, 3) if delays else None
    return trial.onto(answer, sent=len(sent), received=len(delays), rtt_ms=rtt_ms)


async def _rounds(
    opened: EchoLine,
    count: int,
    size: int,
    sent: dict[int, float],
    delays: dict[int, float],
    refused: list[ProbeFailed],
) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    while len(delays) + len(refused) < count:
        due = start + len(sent) * _SPACING_S
        if len(sent) < count and loop.time() >= due:
            sent[len(sent)] = loop.time()
            opened.request(len(sent) - 1, size)
            continue
        got = await (opened.line.receive_within(due - loop.time()) if len(sent) < count else opened.line.receive())
        if isinstance(got, IcmpError):
            refused.append(opened.line.refusal(got))
        elif got is not None and (sequence := opened.sequence_of(got)) in sent:
            delays.setdefault(sequence, loop.time() - sent[sequence])


def _checksum(data: bytes) -> int:
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
