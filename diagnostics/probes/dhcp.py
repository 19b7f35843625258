"""Which network the link really carries: a DHCPDISCOVER (RFC 2131) whose offers are read and never taken.

Nothing is requested, so no lease is made; a server only keeps the offered address free for a moment. The frame is
built by hand on a packet socket, because the ordinary port 68 belongs to the system's own client.
"""

import asyncio
import ipaddress
import os
import socket
import struct

from diagnostics.model.answer import DhcpAnswer, Purpose
from diagnostics.probes.frame import BROADCAST, ETHERNET, HEADER, packet_socket
from diagnostics.probes.trial import Trial

_IP = 0x0800
_UDP = 17
_SERVER_PORT, _CLIENT_PORT = 67, 68
_BOOTP = struct.Struct("!4B4s2H4s4s4s4s16s64s128s")
_COOKIE = b"\x63\x82\x53\x63"
_BROADCAST_FLAG = 0x8000
_OPTION_MASK, _OPTION_ROUTER, _OPTION_TYPE, _OPTION_SERVER, _END, _PAD = 1, 3, 53, 54, 255, 0
_DISCOVER, _OFFER = 1, 2
_FRAME = 2048
_SECOND_TRY = 0.4
"""Share of the time after which the question is sent once more: a switch port that has just woken loses the first."""


async def offer(adapter: str, *, timeout_s: float) -> DhcpAnswer:
    """The first offer on the adapter's link. TIMED_OUT when nobody offers; NOT_PERMITTED without the right to ask."""
    found: dict[str, str | None] = {}
    async with Trial(timeout_s) as trial:
        with packet_socket(adapter, _IP, what="DHCP") as sock:
            found = await _ask(sock, timeout_s)
    return trial.onto(DhcpAnswer(purpose=Purpose.GATEWAY, subject=adapter, adapter=adapter), **found)


async def _ask(sock: socket.socket, timeout_s: float) -> dict[str, str | None]:
    loop = asyncio.get_running_loop()
    mac, transaction = bytes(sock.getsockname()[4]), os.urandom(4)
    frame = _discover(mac, transaction)
    sock.send(frame)
    again = loop.call_later(timeout_s * _SECOND_TRY, sock.send, frame)
    try:
        while True:
            found = _read_offer(await loop.sock_recv(sock, _FRAME), transaction)
            if found is not None:
                return found
    finally:
        again.cancel()


def _discover(mac: bytes, transaction: bytes) -> bytes:
    """The whole Ethernet frame: broadcast, from nobody, answer please by broadcast."""
    none = bytes(4)
    head = _BOOTP.pack(
        1, ETHERNET, 6, 0, transaction, 0, _BROADCAST_FLAG, none, none, none, none, mac.ljust(16, b"\0"), b"", b""
    )
    options = bytes((_OPTION_TYPE, 1, _DISCOVER, 55, 2, _OPTION_MASK, _OPTION_ROUTER, _END))
    body = head + _COOKIE + options.ljust(60, b"\0")
    datagram = struct.pack("!4H", _CLIENT_PORT, _SERVER_PORT, 8 + len(body), 0) + body  # checksum 0: not used
    bare = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, _UDP, 0, none, b"\xff" * 4)
    packet = bare[:10] + _checksum(bare).to_bytes(2, "big") + bare[12:] + datagram
    return BROADCAST + mac + _IP.to_bytes(2, "big") + packet


def _checksum(header: bytes) -> int:
    """RFC 1071."""
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    total = (total & 0xFFFF) + (total >> 16)
    folded: int = ~(total + (total >> 16)) & 0xFFFF
    return folded


def _read_offer(frame: bytes, transaction: bytes) -> dict[str, str | None] | None:
    """Offered address, mask, router and server of an offer that answers our question, else None."""
    packet = frame[HEADER:]
    if len(packet) < 20 or packet[9] != _UDP:
        return None
    datagram = packet[(packet[0] & 0x0F) * 4 :]
    if len(datagram) < 8 + _BOOTP.size + len(_COOKIE) or struct.unpack_from("!H", datagram, 2)[0] != _CLIENT_PORT:
        return None
    body = datagram[8:]
    if body[0] != 2 or body[4:8] != transaction or body[_BOOTP.size : _BOOTP.size + 4] != _COOKIE:
        return None
    options = _options(body[_BOOTP.size + 4 :])
    if options.get(_OPTION_TYPE) != bytes((_OFFER,)):
        return None
    return {
        "offered": _address(body[16:20]),
        "prefix": _prefix(_address(options.get(_OPTION_MASK))),
        "router": _address(options.get(_OPTION_ROUTER)),
        "server": _address(options.get(_OPTION_SERVER)),
    }


def _options(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 1 < len(data) and data[at] != _END:
        if data[at] == _PAD:
            at += 1
            continue
        length = data[at + 1]
        value = data[at + 2 : at + 2 + length]
        if len(value) < length:
            break  # cut off: what it would have said is not guessed
        found[data[at]] = value
        at += 2 + length
    return found


def _prefix(mask: str | None) -> str | None:
    """The length of a mask in bits; a server may send one with holes, which is none."""
    try:
        return str(ipaddress.ip_network(f"0.0.0.0/{mask}").prefixlen) if mask else None
    except ValueError:
        return None


def _address(data: bytes | None) -> str | None:
    """The first address of an option; a mask that is none gives None."""
    return str(ipaddress.IPv4Address(data[:4])) if data and len(data) >= 4 else None
