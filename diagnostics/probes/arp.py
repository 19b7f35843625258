"""Who owns an IPv4 address on the local link (RFC 826). Only questions are sent, which disturbs nobody.

Two modes. Our own address is asked for with RFC 5227 probes (sender 0.0.0.0, so that nobody's table changes):
every hardware address but ours that claims it is another owner. A foreign address, such as the gateway's, is asked
for in the ordinary way, and every distinct hardware address that claims it is listed.
"""

import asyncio
import ipaddress
import socket
import struct

from diagnostics.model.answer import ArpAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.adapter import ipv4_of
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.frame import BROADCAST, ETHERNET, HEADER, packet_socket
from diagnostics.probes.trial import Trial

_ETHERTYPE = 0x0806
_REQUEST = 1
_BODY = struct.Struct("!HHBBH6s4s6s4s")
_IPV4 = (0x0800, 6, 4)  # protocol type and the two lengths
_REQUESTS = 3  # RFC 5227, PROBE_NUM: one lost request or answer must not hide an owner
_FRAME = 128  # bytes; an ARP frame has 42, padded to 60


async def owners(adapter: str, address: str, *, purpose: Purpose, timeout_s: float) -> ArpAnswer:
    """Three requests spread over the time, every answer until it is over.

    Our own address: `macs` are the other owners, none is the good case and no failure. A foreign one: `macs` are
    all that claim it; TIMED_OUT when nobody does. NOT_PERMITTED without the right to open a packet socket,
    NOT_SUPPORTED on other systems, for IPv6 and on adapters that have no ARP (tunnels), NO_ROUTE when the adapter is
    missing or down.
    """
    own = address in ipv4_of(adapter)
    macs: dict[str, None] = {}
    async with Trial(timeout_s) as trial:
        with packet_socket(adapter, _ETHERTYPE, what="ARP") as sock:
            await _collect(sock, adapter, address, own, macs, timeout_s)
    if trial.failure is Failure.TIMED_OUT and (own or macs):
        trial.failure, trial.detail = None, ""
    return trial.onto(
        ArpAnswer(purpose=purpose, subject=address, adapter=adapter, address=address), macs=tuple(sorted(macs))
    )


async def _collect(
    sock: socket.socket, adapter: str, address: str, own: bool, macs: dict[str, None], timeout_s: float
) -> None:
    """Ask and listen until cancelled by the deadline."""
    loop = asyncio.get_running_loop()
    mine = bytes(sock.getsockname()[4])
    target = _four_bytes(address)
    sender = b"\0\0\0\0" if own else _sender(adapter, address)
    body = _BODY.pack(ETHERNET, *_IPV4, _REQUEST, mine, sender, bytes(6), target)
    frame = BROADCAST + mine + _ETHERTYPE.to_bytes(2, "big") + body
    start, sent = loop.time(), 0
    while True:
        due = start + sent * timeout_s / _REQUESTS
        if sent < _REQUESTS and loop.time() >= due:
            sock.send(frame)
            sent += 1
            continue
        got = await _frame_within(sock, due - loop.time() if sent < _REQUESTS else timeout_s)
        claimant = _claimant(got, target)
        if claimant is not None and claimant != mine:
            macs[claimant.hex(":")] = None


async def _frame_within(sock: socket.socket, seconds: float) -> bytes:
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            return await asyncio.get_running_loop().sock_recv(sock, _FRAME)
    except TimeoutError:
        return b""


def _claimant(frame: bytes, target: bytes) -> bytes | None:
    """The hardware address that claims `target` in an ARP packet, be it an answer or a question (RFC 5227, 2.1.1)."""
    if len(frame) < HEADER + _BODY.size:
        return None
    hardware, protocol, hardware_size, protocol_size, _, mac, address, _, _ = _BODY.unpack_from(frame, HEADER)
    if hardware != ETHERNET or (protocol, hardware_size, protocol_size) != _IPV4 or address != target:
        return None
    return bytes(mac)


def _four_bytes(address: str) -> bytes:
    try:
        return ipaddress.IPv4Address(address).packed
    except ValueError as wrong:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"{address!r} is not an IPv4 address") from wrong


def _sender(adapter: str, address: str) -> bytes:
    """Our address to ask from: the one that shares most leading bits with the target (same network)."""
    target = int(ipaddress.IPv4Address(address))
    ours = [ipaddress.IPv4Address(own) for own in ipv4_of(adapter)]
    best = min(ours, key=lambda own: int(own) ^ target, default=ipaddress.IPv4Address(0))
    return best.packed
