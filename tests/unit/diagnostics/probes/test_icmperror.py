"""What the entries of the error queue mean."""

import errno
import ipaddress
import struct
import sys

import pytest

from diagnostics.model.failure import Failure
from diagnostics.probes import icmperror

OURS, THEIRS, ROUTER = "192.0.2.2", "198.51.100.2", "192.0.2.1"
OURS6, ROUTER6 = "2001:db8:1::2", "2001:db8:1::1"


def _entry(number: int, origin: int, kind: int, code: int, info: int, offender: str) -> icmperror.IcmpError:
    head = struct.pack("=IBBBBII", number, origin, kind, code, 0, info, 0)
    packed = ipaddress.ip_address(offender).packed
    family = (2 if len(packed) == 4 else 10).to_bytes(2, sys.byteorder)
    name = family + bytes(2) + (packed + bytes(8) if len(packed) == 4 else bytes(4) + packed + bytes(4))
    level, option = (0, 11) if len(packed) == 4 else (41, 25)
    found = icmperror._parse(level, option, head + name)
    assert found is not None
    return found


CASES = {
    "port closed afar": (_entry(errno.ECONNREFUSED, 2, 3, 3, 0, THEIRS), OURS, Failure.REFUSED),
    "the same, signed by ourselves": (_entry(errno.ECONNREFUSED, 2, 3, 3, 0, OURS), OURS, Failure.NOT_PERMITTED),
    "talking to ourselves": (_entry(errno.ECONNREFUSED, 2, 3, 3, 0, OURS), None, Failure.REFUSED),
    "no neighbour answered": (_entry(errno.EHOSTUNREACH, 2, 3, 1, 0, OURS), OURS, Failure.UNREACHABLE),
    "host unreachable": (_entry(errno.EHOSTUNREACH, 2, 3, 1, 0, ROUTER), OURS, Failure.UNREACHABLE),
    "prohibited by a router": (_entry(errno.EHOSTUNREACH, 2, 3, 13, 0, ROUTER), OURS, Failure.UNREACHABLE),
    "prohibited by ourselves": (_entry(errno.EHOSTUNREACH, 2, 3, 13, 0, OURS), OURS, Failure.NOT_PERMITTED),
    "going in circles": (_entry(errno.EHOSTUNREACH, 2, 11, 0, 0, ROUTER), OURS, Failure.UNREACHABLE),
    "too big": (_entry(errno.EMSGSIZE, 2, 3, 4, 1300, ROUTER), OURS, Failure.TOO_LARGE),
    "too big, from a router that does not know its size": (
        _entry(errno.EMSGSIZE, 2, 3, 4, 0, ROUTER),
        *(OURS, Failure.TOO_LARGE),
    ),
    "IPv6: port closed": (_entry(errno.ECONNREFUSED, 3, 1, 4, 0, ROUTER6), OURS6, Failure.REFUSED),
    "IPv6: no route": (_entry(errno.ENETUNREACH, 3, 1, 0, 0, ROUTER6), OURS6, Failure.UNREACHABLE),
    "IPv6: filtered here": (_entry(errno.EACCES, 3, 1, 1, 0, OURS6), OURS6, Failure.NOT_PERMITTED),
    "IPv6: too big": (_entry(errno.EMSGSIZE, 3, 2, 0, 1280, ROUTER6), OURS6, Failure.TOO_LARGE),
}


@pytest.mark.parametrize("name", CASES)
def test_entries(name: str) -> None:
    entry, source, expected = CASES[name]
    assert entry.failure(source).failure is expected
    assert entry.too_big == (expected is Failure.TOO_LARGE)


def test_the_next_hops_size_is_kept() -> None:
    assert CASES["too big"][0].mtu == 1300
    assert CASES["IPv6: too big"][0].offender == ROUTER6


def test_other_control_messages_are_passed_over() -> None:
    assert icmperror._parse(1, 29, bytes(16)) is None
