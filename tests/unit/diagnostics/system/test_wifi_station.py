"""Messages of nl80211, byte by byte as linux/nl80211.h lays them out."""

import errno
import struct

import pytest

from diagnostics.system.linux import wifi_station as station


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + body


GENERIC = struct.pack("=BBH", 19, 1, 0)
DONE = message(3, struct.pack("=i", 0))
STATION = attribute(
    21,
    attribute(7, struct.pack("=b", -61))
    + attribute(10, struct.pack("=I", 900))
    + attribute(11, struct.pack("=I", 100)),
)


def test_the_question_names_the_adapter() -> None:
    asked = station.request(27, 0x300, 17, {3: struct.pack("=I", 5)})
    assert asked == struct.pack("=IHHII", 28, 27, 0x301, 1, 0) + struct.pack("=BBH", 17, 1, 0) + attribute(
        3, struct.pack("=I", 5)
    )


def test_a_station() -> None:
    row, ended = station.parse_stations(message(27, GENERIC + attribute(3, b"\5\0\0\0") + STATION) + DONE)
    assert (row, ended) == ({"signal_dbm": -61, "tx_packets": 900, "tx_retries": 100}, False)


QUIET = {"joined to none": DONE, "a station that tells nothing": message(27, GENERIC + attribute(21, b"")) + DONE}


@pytest.mark.parametrize("case", QUIET)
def test_nothing_is_told(case: str) -> None:
    assert station.parse_stations(QUIET[case]) == ({}, True)


def test_the_family_has_a_number_of_its_own() -> None:
    assert station.family_of(message(16, GENERIC + attribute(1, struct.pack("=H", 28)))) == 28


def test_a_kernel_without_wifi() -> None:
    with pytest.raises(OSError, match="No such file") as seen:
        station.family_of(message(2, struct.pack("=i", -errno.ENOENT) + bytes(16)))
    assert seen.value.errno == errno.ENOENT


SHARES = {
    "a fifth": ({"tx_packets": 800, "tx_retries": 200}, 20.0),
    "none": ({"tx_packets": 800, "tx_retries": 0}, 0.0),
    "hardly anything sent": ({"tx_packets": 8, "tx_retries": 8}, None),
    "not told": ({"signal_dbm": -50}, None),
}


@pytest.mark.parametrize("case", SHARES)
def test_repeated_frames(case: str) -> None:
    row, expected = SHARES[case]
    assert station.retry_percent(row) == expected
