"""Which name servers programs really ask."""

from typing import Any

import pytest

from diagnostics.model.fact import ResolverConfig
from diagnostics.model.observed import Knowledge
from diagnostics.system.linux.resolved import with_names
from diagnostics.system.linux.resolver import normalise_resolvers, parse_resolv_conf
from tests.unit.diagnostics.system.replay import laptop

FILES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "plain": ("nameserver 192.0.2.1\n", ("192.0.2.1",), ()),
    "empty": ("", (), ()),
    "options and comments": ("# by hand\n; old\noptions timeout:1\nnameserver 192.0.2.1 # box\n", ("192.0.2.1",), ()),
    "search and domain, the last one wins": (
        "domain a.example\nsearch b.example c.example\n",
        (),
        ("b.example", "c.example"),
    ),
    "domain takes one word": ("search a.example b.example\ndomain c.example d.example\n", (), ("c.example",)),
    "IPv6 with a scope": ("nameserver fe80::1%eth0\n", ("fe80::1%eth0",), ()),
    "tabs": ("nameserver\t192.0.2.1\n", ("192.0.2.1",), ()),
    "malformed lines": (
        "nameserver\nnameserver box\nnameserver 300.1.1.1\nname\n\x00\nnameserver 192.0.2.1",
        ("192.0.2.1",),
        (),
    ),
    "an indented keyword is no keyword": ("  nameserver 192.0.2.9\nnameserver 192.0.2.1\n", ("192.0.2.1",), ()),
    "the C library stops after three": (
        "".join(f"nameserver 192.0.2.{n}\n" for n in range(1, 6)),
        ("192.0.2.1", "192.0.2.2", "192.0.2.3"),
        (),
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_resolv_conf(case: str) -> None:
    text, servers, search = FILES[case]
    assert parse_resolv_conf(text) == (servers, search)


STUB = "nameserver 127.0.0.53\nsearch lan.example\n"
LINK_ROWS = [
    {"adapter": None, "servers": ["203.0.113.9"], "search": []},
    {"adapter": "tun0", "servers": ["10.20.0.53"], "search": ["corp.example"]},
    {"adapter": "wlan0", "servers": [], "search": []},
]
BEHIND: dict[str, tuple[dict[str, Any], tuple[ResolverConfig, ...]]] = {
    "the file alone": (
        {"text": "nameserver 192.0.2.1\n"},
        (ResolverConfig(servers=("192.0.2.1",)),),
    ),
    "no file: nothing is configured": ({"text": ""}, (ResolverConfig(servers=()),)),
    "a loopback resolver that is not systemd's is the server": (
        {"text": "nameserver 127.0.0.1\n"},
        (ResolverConfig(servers=("127.0.0.1",)),),
    ),
    "systemd-resolved tells, adapters first": (
        {"text": STUB, "resolved": LINK_ROWS},
        (
            ResolverConfig(servers=("10.20.0.53",), adapter="tun0", search=("corp.example",), stub="127.0.0.53"),
            ResolverConfig(servers=("203.0.113.9",), search=("lan.example",), stub="127.0.0.53"),
        ),
    ),
    "systemd-resolved has no server at all": (
        {"text": STUB, "resolved": []},
        (ResolverConfig(servers=(), search=("lan.example",), stub="127.0.0.53"),),
    ),
    "no bus, but the file with the real servers": (
        {"text": STUB, "behind": "nameserver 192.0.2.1\nsearch lan.example\n"},
        (ResolverConfig(servers=("192.0.2.1",), search=("lan.example",), stub="127.0.0.53"),),
    ),
    "no bus, NetworkManager knows": (
        {"text": STUB, "managed": [{"adapter": "eth0", "servers": ["192.0.2.1"], "search": []}]},
        (ResolverConfig(servers=("192.0.2.1",), adapter="eth0", search=("lan.example",), stub="127.0.0.53"),),
    ),
    "nobody knows what is behind the stub: ask the stub": (
        {"text": STUB},
        (ResolverConfig(servers=("127.0.0.53",), search=("lan.example",), stub="127.0.0.53"),),
    ),
    "NetworkManager says for which adapter a server of the file is": (
        {
            "text": "nameserver 10.20.0.53\nnameserver 192.0.2.1\n",
            "managed": [
                {"adapter": "tun0", "servers": ["10.20.0.53"], "search": []},
                {"adapter": "eth0", "servers": ["192.0.2.1"], "search": []},
            ],
        },
        (
            ResolverConfig(servers=("10.20.0.53",), adapter="tun0"),
            ResolverConfig(servers=("192.0.2.1",), adapter="eth0"),
        ),
    ),
    "the file was changed by hand: it counts, not NetworkManager": (
        {"text": "nameserver 203.0.113.7\n", "managed": [{"adapter": "eth0", "servers": ["192.0.2.1"], "search": []}]},
        (ResolverConfig(servers=("203.0.113.7",)),),
    ),
}


@pytest.mark.parametrize("case", BEHIND)
def test_what_programs_ask(case: str) -> None:
    given, expected = BEHIND[case]
    sources = {"behind": "", "resolved": None, "managed": None, **given}
    assert normalise_resolvers(**sources) == expected


def test_link_local_servers_get_the_adapter_they_belong_to() -> None:
    rows = [
        {"index": 2, "servers": ["fe80::1", "192.0.2.1"], "search": []},
        {"index": 0, "servers": ["fe80::2"], "search": []},
    ]
    named = with_names(rows, [{"index": 2, "name": "eth0"}])
    assert [(row["adapter"], row["servers"]) for row in named] == [
        ("eth0", ["fe80::1%eth0", "192.0.2.1"]),
        (None, ["fe80::2"]),
    ]


def test_recorded_desktop_with_systemd_resolved() -> None:
    configs = laptop("wifi_desktop").resolvers().value
    assert configs is not None
    (config,) = configs
    assert (config.adapter, config.stub) == ("wlp3s0", "127.0.0.53")
    assert config.servers[1] == "fe80::1%wlp3s0"


def test_a_bus_without_systemd_resolved_is_not_an_error() -> None:
    silent = laptop("wifi_desktop", resolved_servers=LookupError("ServiceUnknown"))
    configs = silent.resolvers().value
    assert configs is not None
    assert [item.adapter for item in configs] == ["wlp3s0"], "NetworkManager was asked instead"


def test_a_file_that_may_not_be_read_is_denied_and_not_empty() -> None:
    assert laptop("cable_dhcp", resolv_conf=PermissionError(13, "")).resolvers().state is Knowledge.DENIED
