"""Offers are read byte by byte and believed only when they answer our own question."""

import struct

import pytest

from diagnostics.probes.dhcp import _discover, _read_offer

MAC = bytes.fromhex("020000000023")
OURS = b"\x01\x02\x03\x04"
MASK, ROUTER, OFFER, SERVER = (
    b"\x01\x04\xff\xff\xff\x00",
    b"\x03\x04\xc0\x00\x02\x01",
    b"\x35\x01\x02",
    b"\x36\x04\xc0\x00\x02\x01",
)


def offer(
    options: bytes = OFFER + SERVER + MASK + ROUTER + b"\xff",
    *,
    transaction: bytes = OURS,
    reply: int = 2,
    cookie: bytes = b"\x63\x82\x53\x63",
    port: int = 68,
) -> bytes:
    body = struct.pack(
        "!4B4s2H4s4s4s4s16s64s128s",
        reply,
        1,
        6,
        0,
        transaction,
        0,
        0,
        b"",
        b"\xc0\x00\x02\x67",
        b"",
        b"",
        MAC,
        b"",
        b"",
    )
    body += cookie + options
    datagram = struct.pack("!4H", 67, port, 8 + len(body), 0) + body
    packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0, b"", b"") + datagram
    return bytes(12) + b"\x08\x00" + packet


def test_an_offer_is_read() -> None:
    assert _read_offer(offer(), OURS) == {
        "offered": "192.0.2.103",
        "prefix": "24",
        "router": "192.0.2.1",
        "server": "192.0.2.1",
    }


def test_an_offer_without_options_gives_what_it_has() -> None:
    found = _read_offer(offer(OFFER + b"\x00\x00\xff"), OURS)
    assert found == {"offered": "192.0.2.103", "prefix": None, "router": None, "server": None}


def test_a_mask_with_holes_is_no_mask() -> None:
    found = _read_offer(offer(OFFER + b"\x01\x04\xff\x00\xff\x00\xff"), OURS)
    assert found is not None
    assert found["prefix"] is None


STRANGERS = {
    "for somebody else": offer(transaction=b"\x09\x09\x09\x09"),
    "a question": offer(reply=1),
    "no DHCP": offer(cookie=b"\x00\x00\x00\x00"),
    "another port": offer(port=69),
    "an acknowledgement": offer(b"\x35\x01\x05\xff"),
    "cut in the head": offer()[:40],
    "cut in the body": offer()[:200],
    "nothing": b"",
    "an option longer than the packet": offer(b"\x35\xff\x02"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_offer_to_us_is_passed_over(name: str) -> None:
    assert _read_offer(STRANGERS[name], OURS) is None


def test_the_question_is_a_broadcast_that_takes_nothing() -> None:
    frame = _discover(MAC, OURS)
    assert frame[:6] == b"\xff" * 6
    assert frame[6:12] == MAC
    head = frame[14:34]
    total = sum(struct.unpack("!10H", head))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    assert total == 0xFFFF, "the checksum of the IP header (RFC 1071)"
    body = frame[42:]
    assert body[4:8] == OURS
    assert b"\x35\x01\x01" in body[240:], "DHCPDISCOVER"
    assert b"\x35\x01\x03" not in body[240:], "never DHCPREQUEST"
