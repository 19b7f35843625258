"""Which way the kernel would send."""

import socket

import pytest

from diagnostics.probes import route
from diagnostics.probes.adapter import adapter_towards, mtu_towards
from diagnostics.probes.route import Way, way_to

linux = pytest.mark.skipif(not hasattr(socket, "AF_NETLINK"), reason="asks the kernel of Linux")
LOOPBACK = "lo"


@linux
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.9.9.9"])
def test_to_this_computer(address: str) -> None:
    assert way_to(address) == Way(LOOPBACK)
    assert adapter_towards(address, None) == LOOPBACK
    assert mtu_towards(address, None) > 16000


@linux
@pytest.mark.parametrize("address", ["fe80::1%lo", "fe80::1%1"])
def test_a_link_local_address_says_it_itself(address: str) -> None:
    assert way_to(address) == Way(LOOPBACK)


@pytest.mark.parametrize("address", ["", "x", "www.example.org", "fe80::1%99999", "255.255.255.256"])
def test_what_leads_nowhere(address: str) -> None:
    assert way_to(address) is None
    assert adapter_towards(address, None) is None


def test_a_system_without_rtnetlink_goes_by_our_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "socket", object())
    assert way_to("127.0.0.1") is None
    assert adapter_towards("127.0.0.1", "127.0.0.1") is not None
    assert mtu_towards("127.0.0.1", "127.0.0.1") >= 1500
    assert mtu_towards("198.51.100.1", None) == 1500


@linux
def test_answers_that_are_cut_are_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []
    real = route._read

    def keep(reply: bytes) -> Way | None:
        kept.append(reply)
        return real(reply)

    monkeypatch.setattr(route, "_read", keep)
    assert way_to("127.0.0.1") == Way(LOOPBACK)
    for size in range(len(kept[0])):

        def cut(_: bytes, size: int = size) -> Way | None:
            return real(kept[0][:size])

        monkeypatch.setattr(route, "_read", cut)
        assert way_to("127.0.0.1") in (None, Way(LOOPBACK))
