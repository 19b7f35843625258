"""VPNs that are profiles of NetworkManager: the company's OpenVPN, and a private one in its way."""

from collections.abc import Iterator

import pytest

from app.guides.hand import Did
from tests.desktop.hand import BACK_S, CARD, Hand, assert_same, lacking, settle
from tests.lab import plan
from tests.lab.managed import managed
from tests.lab.managed_services import vpn_profile
from tests.lab.vpn_private import ENTRY, openvpn_provider, provider

pytestmark = pytest.mark.lab

COMPANY = {
    "vpn": {
        "name": "Company VPN",
        "kind": "openvpn",
        "gateways": ["vpn.example.org:1194/udp", "vpn.example.org:443/tcp"],
        "interface": "tun*",
    }
}
PRIVATE = {"other_vpn": "private0", "adapter": "private0"}


@pytest.fixture(scope="module")
def laptop() -> Iterator[Hand]:
    if lacking():
        pytest.skip(lacking())
    with managed() as desk:
        desk.world.company.start_openvpn("udp")
        desk.world.company.start_intranet()
        vpn_profile(desk)
        openvpn_provider(desk.world, provider(desk.world))
        vpn_profile(desk, "private", remote=f"{ENTRY}:1194", device="private0", ipv4="", number=102)
        yield Hand(desk)


def connected(hand: Hand) -> set[str]:
    """The VPN profiles that are up."""
    lines = hand.desk.nmcli("-t", "-f", "NAME,TYPE,STATE", "connection", "show", "--active").stdout.splitlines()
    return {line.split(":")[0] for line in lines if line.endswith(":vpn:activated")}


def begin(hand: Hand, *up: str) -> None:
    """The usual connection, and only these VPNs."""
    for name in connected(hand):
        hand.desk.nmcli("connection", "down", name)
    hand.reset()
    for name in up:
        hand.desk.nmcli("connection", "up", name)
    hand.desk.wait(lambda: connected(hand) == set(up), "the VPNs are not as they should be")
    settle(hand)


def inside(hand: Hand) -> bool:
    return bool(hand.sh("ip route show 10.20.0.0/16").strip())


def test_start_and_take_back(laptop: Hand) -> None:
    begin(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", "vpn.start_client", target=COMPANY)
    deed = laptop.part("act", "vpn.start_client", saved, COMPANY)
    assert deed["did"] == Did.DONE, deed
    assert connected(laptop) == {"company"}
    assert inside(laptop)
    assert laptop.part("act", "vpn.start_client", saved, COMPANY)["did"] == Did.NOTHING_TO_DO
    assert laptop.part("restore", "vpn.start_client", saved, COMPANY)["did"] == Did.DONE
    laptop.desk.wait(lambda: connected(laptop) == set(), "it stays connected")
    settle(laptop)
    assert_same(laptop, before)
    assert laptop.part("restore", "vpn.start_client", saved, COMPANY)["did"] == Did.NOTHING_TO_DO


def test_the_way_to_the_gateway_that_a_dead_service_has_left_goes(laptop: Hand) -> None:
    begin(laptop)
    saved = laptop.part("snapshot", "vpn.start_client", target=COMPANY)
    before = laptop.state()
    laptop.sh(f"ip route add {plan.COMPANY_GATEWAY} via {plan.LAN_ROUTER} dev eth0 metric 50")
    assert laptop.part("restore", "vpn.start_client", saved, COMPANY)["did"] == Did.DONE
    assert_same(laptop, before)


@pytest.mark.parametrize("verb", ["vpn.reconnect", "vpn.reapply_routes"])
def test_routes_that_were_deleted_come_back(verb: str, laptop: Hand) -> None:
    begin(laptop, "company")
    laptop.sh("ip route del 10.20.0.0/16")
    saved = laptop.part("snapshot", verb, target=COMPANY)
    deed = laptop.part("act", verb, saved, COMPANY)
    assert deed["did"] == Did.DONE, deed
    laptop.desk.wait(lambda: inside(laptop), "no route into the company")
    assert laptop.part("restore", verb, saved, COMPANY)["did"] == Did.NOTHING_TO_DO
    assert connected(laptop) == {"company"}


def test_a_list_that_was_overwritten_is_written_without_cutting_the_tunnel(laptop: Hand) -> None:
    begin(laptop, "company")
    laptop.desk.wait(lambda: plan.INSIDE_DNS in laptop.servers(), "the company's name server is not in use")
    since = laptop.sh("ip -o link show tun0 | cut -d: -f1")
    laptop.sh(f"echo nameserver {plan.LAN_ROUTER} > /etc/resolv.conf")
    saved = laptop.part("snapshot", "vpn.reapply_dns", target=COMPANY)
    deed = laptop.part("act", "vpn.reapply_dns", saved, COMPANY)
    assert deed["did"] == Did.DONE, deed
    assert laptop.servers()[0] == plan.INSIDE_DNS
    assert laptop.sh("ip -o link show tun0 | cut -d: -f1") == since


def test_killed_between_the_two_halves_it_is_connected_again(laptop: Hand) -> None:
    begin(laptop, "company")
    before = laptop.state()
    saved = laptop.part("snapshot", "vpn.reconnect", target=COMPANY)
    laptop.killed("act", "vpn.reconnect", saved, "DeactivateConnection", COMPANY)
    assert laptop.part("restore", "vpn.reconnect", saved, COMPANY)["did"] == Did.DONE
    assert connected(laptop) == {"company"}
    settle(laptop)
    assert_same(laptop, before)


def test_a_gateway_that_is_out_of_reach_ends_in_time_and_nothing_is_left(laptop: Hand) -> None:
    begin(laptop)
    before = laptop.state()
    laptop.desk.world.internet.nft(
        "add table ip shut\nadd chain ip shut f { type filter hook forward priority 0; }\n"
        f"add rule ip shut f ip daddr {plan.COMPANY_GATEWAY} drop"
    )
    try:
        saved = laptop.part("snapshot", "vpn.start_client", target=COMPANY)
        deed = laptop.part("act", "vpn.start_client", saved, COMPANY)
        assert deed["did"] in (Did.FAILED, Did.TIMED_OUT), deed
        assert deed["seconds"] < 20.5
        laptop.part("restore", "vpn.start_client", saved, COMPANY)
    finally:
        laptop.desk.world.internet.nft("delete table ip shut")
    assert connected(laptop) == set()
    settle(laptop)
    assert_same(laptop, before)


def test_the_private_one_goes_and_comes_back(laptop: Hand) -> None:
    begin(laptop, "private")
    everything = laptop.sh("ip route get 1.1.1.1")
    assert "private0" in everything
    saved = laptop.part("snapshot", "vpn.disconnect_other", target=PRIVATE)
    deed = laptop.part("act", "vpn.disconnect_other", saved, PRIVATE)
    assert deed["did"] == Did.DONE, deed
    assert CARD in laptop.sh("ip route get 1.1.1.1")
    back = laptop.part("restore", "vpn.disconnect_other", saved, PRIVATE)
    assert back["did"] == Did.DONE, back
    assert back["seconds"] < BACK_S
    assert "private0" in laptop.sh("ip route get 1.1.1.1")


def test_what_is_not_connected_or_not_a_profile_is_for_others(laptop: Hand) -> None:
    begin(laptop)
    assert laptop.part("ready", "vpn.disconnect_other", target=PRIVATE) is False
    unknown = {"vpn": {"name": "Elsewhere", "gateways": ["vpn.example.net:443/tcp"]}}
    assert laptop.part("ready", "vpn.start_client", target=unknown) is False
    assert laptop.part("snapshot", "vpn.start_client", target=unknown) == {}
    assert laptop.part("act", "vpn.start_client", {}, unknown)["did"] == Did.NO_TARGET


def test_a_vpn_above_an_adapter_that_is_restarted_is_connected_again(laptop: Hand) -> None:
    begin(laptop, "company")
    before = laptop.state()
    saved = laptop.part("snapshot", "adapter.restart")
    assert laptop.part("act", "adapter.restart", saved)["did"] == Did.DONE
    assert connected(laptop) == {"company"}
    assert laptop.part("restore", "adapter.restart", saved)["did"] == Did.DONE
    assert connected(laptop) == {"company"}
    settle(laptop)
    assert_same(laptop, before)


# ------------------------------------------------------------------------------------------ secrets

KEYS = {
    "a WireGuard profile": "type wireguard ifname wg9 con-name keys wireguard.private-key {key}"
    " ipv4.method manual ipv4.addresses 10.20.9.9/32",
    "an account at a wired network": (
        "type ethernet ifname none con-name keys 802-1x.eap peap 802-1x.identity person"
        " 802-1x.phase2-auth mschapv2 802-1x.password {secret}"
    ),
    "a VPN with a password": (
        "type vpn vpn-type openvpn ifname '*' con-name keys vpn.data"
        " 'remote=vpn.example.org, connection-type=password, username=person, password-flags=0, ca=/etc/ca.pem'"
        " vpn.secrets password={secret}"
    ),
}
_PEER = """
[wireguard-peer.{public}]
endpoint=vpn.example.org:51820
preshared-key={psk}
preshared-key-flags=0
allowed-ips=10.20.0.0/16;
"""


@pytest.mark.parametrize("name", KEYS)
def test_secrets_outlive_every_change_and_are_never_seen(name: str, laptop: Hand) -> None:
    key, psk, public = (laptop.sh(f"wg {word}").strip() for word in ("genkey", "genpsk", "genkey | wg pubkey"))
    secret = "orange-locked-door"
    laptop.desk.nmcli("connection", "delete", "keys", check=False)
    laptop.sh(f"nmcli connection add {KEYS[name].format(key=key, secret=secret)} autoconnect no")
    path = "/etc/NetworkManager/system-connections/keys.nmconnection"
    if "WireGuard" in name:
        laptop.desk.write(path, laptop.desk.read(path) + _PEER.format(public=public, psk=psk), 0o600)
        laptop.sh("nmcli connection reload")
    uuid = laptop.desk.nmcli("-g", "connection.uuid", "connection", "show", "keys").stdout.strip()
    secrets = [word for word in (key, psk, secret) if word in laptop.desk.read(path)]
    assert secrets
    shown = laptop.shown("keys")

    seen = laptop.rewrite(uuid)

    assert not any(word in seen for word in secrets)
    assert all(word in laptop.desk.read(path) for word in secrets)
    assert "192.0.2.77" in str(laptop.shown("keys"))
    laptop.rewrite(uuid, back=True)
    assert all(word in laptop.desk.read(path) for word in secrets)
    assert laptop.shown("keys") == shown
