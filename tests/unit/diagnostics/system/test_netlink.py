"""Messages of the kernel, as bytes."""

import struct

import pytest

from diagnostics.system.linux import netlink, table


def attribute(kind: int, data: bytes) -> bytes:
    padded = data + bytes(-len(data) % 4)
    return struct.pack("=HH", 4 + len(data), kind) + padded


def test_attributes_are_padded_to_four_bytes_and_lose_their_flags() -> None:
    data = attribute(3, b"eth0\0") + attribute(4 | 0x8000, struct.pack("=I", 1500))
    assert netlink.attributes(data) == {3: b"eth0\0", 4: struct.pack("=I", 1500)}


CUT = {
    "nothing": b"",
    "half a header": b"\x08\x00",
    "a length past the end": struct.pack("=HH", 60, 3) + b"eth0",
    "a length of zero, which would never end": struct.pack("=HH", 0, 3) + bytes(8),
}


@pytest.mark.parametrize("case", CUT)
def test_cut_attributes_end_the_reading(case: str) -> None:
    assert netlink.attributes(CUT[case]) == {}


def test_messages_of_one_part() -> None:
    part = struct.pack("=IHHII", 20, 16, 2, 1, 0) + b"abcd" + struct.pack("=IHHII", 16, 3, 2, 1, 0)
    assert list(netlink.messages(part)) == [(16, 2, b"abcd"), (3, 2, b"")]


def test_a_message_that_is_shorter_than_its_header_is_refused() -> None:
    with pytest.raises(OSError, match="netlink"):
        list(netlink.messages(struct.pack("=IHHII", 4, 16, 2, 1, 0)))


def answer(monkeypatch: pytest.MonkeyPatch, header: bytes, found: dict[int, bytes]) -> None:
    monkeypatch.setattr(netlink, "dump", lambda request, size: [(header, found)])


def test_a_point_to_point_address_is_our_end(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        1: bytes([10, 8, 0, 5]),
        2: bytes([10, 8, 0, 6]),
        8: struct.pack("=I", 0x280),
        6: struct.pack("=4I", 9, 10, 0, 0),
    }
    answer(monkeypatch, struct.pack("=BBBBi", 2, 32, 0x80, 0, 3), found)
    (row,) = table.acquire_addresses()
    assert (row["address"], row["flags"], row["preferred_s"], row["valid_s"]) == ("10.8.0.6", 0x280, 9, 10)


def test_a_multipath_route_and_a_gateway_of_the_other_family(monkeypatch: pytest.MonkeyPatch) -> None:
    first = struct.pack("=HBBi", 16, 0, 0, 2) + attribute(5, bytes([192, 0, 2, 1]))
    via = struct.pack("=H", 10) + bytes.fromhex("fe80000000000000000000000000000a")
    second = struct.pack("=HBBi", 8 + 4 + 20, 1, 0, 3) + attribute(18, via)
    answer(monkeypatch, struct.pack("=8BI", 2, 0, 0, 0, 254, 3, 0, 1, 0), {9: first + second, 6: struct.pack("=I", 50)})
    (row,) = table.acquire_routes()
    assert row["metric"] == 50
    assert row["hops"] == [
        {"index": 2, "gateway": "192.0.2.1", "flags": 0},
        {"index": 3, "gateway": "fe80::a", "flags": 1},
    ]


def test_clones_the_local_table_and_other_families_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [
        struct.pack("=8BI", 2, 0, 0, 0, 254, 3, 0, 1, 0x200),
        struct.pack("=8BI", 2, 0, 0, 0, 255, 3, 0, 2, 0),
        struct.pack("=8BI", 28, 0, 0, 0, 254, 3, 0, 1, 0),
    ]
    monkeypatch.setattr(netlink, "dump", lambda request, size: [(header, {}) for header in headers])
    assert table.acquire_routes() == []


def test_this_kernel_answers_every_table() -> None:
    links = table.acquire_links()
    assert links[0]["name"] == "lo"
    assert any(row["address"] == "127.0.0.1" for row in table.acquire_addresses()) or not links[0]["flags"] & 1
    for rows in (table.acquire_routes(), table.acquire_rules(), table.acquire_neighbours()):
        assert all(row["family"] in (2, 10) for row in rows)
