"""What "automatic" means for a profile of NetworkManager, and what is left alone."""

import json

import pytest

from app.guides.actions.linux import profile, value
from app.guides.actions.linux.profile import Settings

AUTO = {"method": ("s", "auto")}
TYPED = {
    "method": ("s", "manual"),
    "address-data": ("aa{sv}", [{"address": ("s", "10.1.1.5"), "prefix": ("u", 24)}]),
    "gateway": ("s", "10.1.1.1"),
    "dns": ("au", [0x050101]),
}
RARE = {"dhcp-client-id": ("s", "laptop-7"), "route-metric": ("x", 50), "may-fail": ("b", False)}

ADDRESSES: dict[str, tuple[Settings, Settings]] = {
    "typed": ({"ipv4": TYPED, "ipv6": AUTO}, {"ipv4": AUTO, "ipv6": AUTO}),
    "a lease and a typed address beside it": (
        {"ipv4": {**AUTO, "address-data": TYPED["address-data"], "gateway": TYPED["gateway"]}, "ipv6": AUTO},
        {"ipv4": AUTO, "ipv6": AUTO},
    ),
    "no way out": ({"ipv4": {**AUTO, "never-default": ("b", True)}, "ipv6": AUTO}, {"ipv4": AUTO, "ipv6": AUTO}),
    "IPv4 is off": ({"ipv4": {"method": ("s", "disabled")}, "ipv6": AUTO}, {"ipv4": AUTO, "ipv6": AUTO}),
    "IPv6 is typed": (
        {"ipv4": AUTO, "ipv6": {"method": ("s", "manual"), "address-data": ("aa{sv}", [])}},
        {"ipv4": AUTO, "ipv6": AUTO},
    ),
    "IPv6 is left to the kernel": ({"ipv4": AUTO, "ipv6": {"method": ("s", "ignore")}}, {"ipv4": AUTO, "ipv6": AUTO}),
    "IPv6 is off on purpose": (
        {"ipv4": TYPED, "ipv6": {"method": ("s", "disabled")}},
        {"ipv4": AUTO, "ipv6": {"method": ("s", "disabled")}},
    ),
    "what has nothing to do with it stays": (
        {"ipv4": {**TYPED, **RARE}, "ipv6": AUTO},
        {"ipv4": {**AUTO, **RARE}, "ipv6": AUTO},
    ),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_automatic_addresses(case: str) -> None:
    typed, expected = ADDRESSES[case]
    wire = {"802-1x": {"identity": ("s", "person")}}
    assert profile.automatic_addresses({**typed, **wire}) == {**expected, **wire}
    assert profile.automatic_addresses(expected) == expected


SERVERS: dict[str, tuple[Settings, Settings]] = {
    "typed": ({"ipv4": {**AUTO, "dns": TYPED["dns"], "ignore-auto-dns": ("b", True)}}, {"ipv4": AUTO, "ipv6": {}}),
    "in the newer words": ({"ipv4": {**AUTO, "dns-data": ("as", ["10.1.1.5"])}}, {"ipv4": AUTO, "ipv6": {}}),
    "shutting out all others": ({"ipv4": {**AUTO, "dns-priority": ("i", -50)}}, {"ipv4": AUTO, "ipv6": {}}),
    "a search list and an order of IT's stay": (
        {"ipv4": {**AUTO, "dns-search": ("as", ["corp.example"]), "dns-priority": ("i", 20)}},
        {"ipv4": {**AUTO, "dns-search": ("as", ["corp.example"]), "dns-priority": ("i", 20)}, "ipv6": {}},
    ),
    "addresses stay": (
        {"ipv4": TYPED, "ipv6": {**AUTO, "dns": ("aay", [bytes(16)])}},
        {"ipv4": {name: item for name, item in TYPED.items() if name != "dns"}, "ipv6": AUTO},
    ),
}


@pytest.mark.parametrize("case", SERVERS)
def test_automatic_servers(case: str) -> None:
    typed, expected = SERVERS[case]
    assert profile.automatic_servers(typed) == expected


@pytest.mark.parametrize(
    ("four", "six", "some"),
    [("auto", "disabled", True), ("manual", "auto", True), ("manual", "dhcp", True), ("manual", "disabled", False)],
)
def test_whether_the_network_could_tell_a_server(four: str, six: str, some: bool) -> None:
    settings: Settings = {"ipv4": {"method": ("s", four)}, "ipv6": {"method": ("s", six)}}
    assert profile.has_automatic_servers(settings) is some


def test_older_words_and_empty_lists_are_not_told_twice() -> None:
    told: Settings = {
        "ipv4": {**TYPED, "addresses": ("aau", [[1, 24, 2]]), "routes": ("aau", []), "route-data": ("aa{sv}", [])},
        "connection": {"permissions": ("as", []), "autoconnect": ("b", False)},
    }
    assert profile.plain(told) == {"ipv4": TYPED, "connection": {"autoconnect": ("b", False)}}


KEPT = {
    "numbers and words": {"ipv4": AUTO},
    "bytes": {"802-11-wireless": {"ssid": ("ay", b"\xff\x00caf\xc3\xa9")}},
    "nested": {"ipv4": TYPED, "ipv6": {"dns": ("aay", [bytes(16), b"\x20\x01" + bytes(14)])}},
    "structures": {"ipv6": {"addresses": ("a(ayuay)", [(bytes(16), 64, bytes(16))])}},
    "text that looks like ours": {"connection": {"id": ("s", '{"bytes": "00"}')}},
    "nothing": {},
}


@pytest.mark.parametrize("case", KEPT)
def test_settings_travel_through_the_journal_unchanged(case: str) -> None:
    assert value.from_json(json.loads(json.dumps(value.to_json(KEPT[case])))) == KEPT[case]


@pytest.mark.parametrize("data", [{"bytes": "0", "tuple": []}, {"lambda": "x"}, {"bytes": "zz"}, {}])
def test_what_is_not_ours_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"saved value|fromhex"):
        value.from_json(data)


SERVERS_SINCE = ("au", [0x07070707])
SINCE: dict[str, tuple[Settings, Settings]] = {
    "nobody touched it": ({"ipv4": AUTO, "ipv6": AUTO}, {"ipv4": TYPED, "ipv6": AUTO}),
    "a search list was typed in since": (
        {"ipv4": {**AUTO, "dns-search": ("as", ["corp.example"])}, "ipv6": AUTO},
        {"ipv4": {**TYPED, "dns-search": ("as", ["corp.example"])}, "ipv6": AUTO},
    ),
    "other servers were typed in since": (
        {"ipv4": {**AUTO, "dns": SERVERS_SINCE}, "ipv6": AUTO},
        {"ipv4": {**TYPED, "dns": SERVERS_SINCE}, "ipv6": AUTO},
    ),
    "the other family was switched off since": (
        {"ipv4": AUTO, "ipv6": {"method": ("s", "disabled")}},
        {"ipv4": TYPED, "ipv6": {"method": ("s", "disabled")}},
    ),
}


@pytest.mark.parametrize("name", SINCE)
def test_taken_back_later_it_leaves_what_the_person_changed_since(name: str) -> None:
    was: Settings = {"ipv4": TYPED, "ipv6": AUTO}
    now, wanted = SINCE[name]
    assert profile.taken_back(was, profile.automatic_addresses(was), now) == wanted
