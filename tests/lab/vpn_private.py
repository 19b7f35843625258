"""A VPN that has nothing to do with the company: a provider on the internet, and its tunnels on the laptop."""

from __future__ import annotations

import shutil

from tests.lab import plan
from tests.lab.authority import COMPANY
from tests.lab.company import wireguard, wireguard_keys
from tests.lab.node import Daemon, Node, link
from tests.lab.world import Lab

ENTRY = "203.0.113.18"  # where its tunnels end, and where its customers seem to come from
_LINK_ISP = "203.0.113.17"
_NET, _LAPTOP, _PORT = "10.99.0.0/24", "10.99.0.2", 51821
_HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def provider(lab: Lab) -> Node:
    """The provider's computer, connected to the internet; its customers leave from there."""
    node = lab.add("provider")
    link(lab.internet, "pv0", node, "up0")
    lab.internet.sh(f"ip addr add {_LINK_ISP}/29 dev pv0\nip link set pv0 up\n")
    node.sh(
        f"ip addr add {ENTRY}/29 dev up0\nip link set up0 up\nip route add default via {_LINK_ISP}\n"
        "mkdir -p /run/wireguard\n"
    )
    node.nft('table ip out {\n chain out { type nat hook postrouting priority srcnat; oifname "up0" masquerade; }\n}\n')
    return node


def refuse_customers(lab: Lab) -> None:
    """The company's gateway takes nobody who comes from an anonymous provider."""
    lab.company.node.nft(f"insert rule inet co box ip saddr {ENTRY} drop")


def wireguard_tunnel(
    lab: Lab, node: Node, *, name: str = "wg-home", routes: tuple[str, ...] = _HALVES, around: bool = True
) -> None:
    """A WireGuard tunnel to the provider which takes `routes`; `around`: the way to its own entry stays outside."""
    mine, my_public = wireguard_keys()
    theirs, their_public = wireguard_keys()
    peer = f"ListenPort = {_PORT}\n[Peer]\nPublicKey = {my_public}\nAllowedIPs = {_LAPTOP}/32\n"
    wireguard(node, theirs, _NET.replace(".0/24", ".1/24"), peer, name="wg0")
    allowed = ", ".join(routes) if routes else _NET
    wireguard(
        lab.laptop,
        mine,
        f"{_LAPTOP}/24",
        f"[Peer]\nPublicKey = {their_public}\nEndpoint = {ENTRY}:{_PORT}\nPersistentKeepalive = 25\n"
        f"AllowedIPs = {allowed}\n",
        name=name,
    )
    outside = [f"ip route add {ENTRY}/32 via {plan.LAN_ROUTER}"] if around else []
    lab.laptop.sh("\n".join([*outside, *(f"ip route add {route} dev {name}" for route in routes)]) + "\n")


_SERVER = """
mode server
tls-server
topology subnet
dev tun0
proto udp4
local {entry}
port 1194
server 10.99.1.0 255.255.255.0
ca "{ca}"
cert "{cert}"
key "{key}"
dh none
keepalive 10 60
push "redirect-gateway def1"
"""
_CLIENT = """
client
dev {tun}
dev-type tun
proto udp4
remote {entry} 1194
nobind
ca "{ca}"
cert "{cert}"
key "{key}"
remote-cert-tls server
verb 3
"""


def openvpn_provider(lab: Lab, node: Node) -> None:
    """The provider's OpenVPN, which tells its customers to send everything through it."""
    files = {"ca": lab.authority.root(COMPANY), "key": lab.authority.key, "entry": ENTRY}
    server = node.folder / "provider.conf"
    server.write_text(_SERVER.format(cert=lab.authority.site("private.example.net", COMPANY), **files))
    node.spawn("openvpn", "openvpn", "--config", str(server), ready="Initialization Sequence Completed")


def openvpn_tunnel(lab: Lab, node: Node, *, tun: str = "tun7") -> Daemon:
    """An OpenVPN tunnel to the provider that takes everything."""
    openvpn_provider(lab, node)
    files = {"ca": lab.authority.root(COMPANY), "key": lab.authority.key, "entry": ENTRY}
    client = lab.laptop.folder / "private.ovpn"
    client.write_text(_CLIENT.format(tun=tun, cert=lab.authority.client("private"), **files))
    return lab.laptop.spawn(
        "openvpn-private", "openvpn", "--config", str(client), ready="Initialization Sequence Completed"
    )


def product(lab: Lab, name: str) -> Daemon:
    """A background program of that name, as a VPN product leaves one running: it does nothing at all."""
    program = lab.laptop.folder / name
    shutil.copy("/usr/bin/sleep", program)
    return lab.laptop.spawn(name, str(program), "infinity")


KILL_SWITCH = (
    "table inet mullvad {{\n chain output {{\n  type filter hook output priority 0; policy drop;\n"
    '  oifname "lo" accept\n  oifname "{tunnel}" accept\n  ip daddr {entry} accept\n  udp dport {{ 67, 547 }} accept\n'
    "  icmpv6 type {{ nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert }} accept\n"
    "  ip daddr 192.168.0.0/16 accept\n  reject\n }}\n}}\n"
)


def kill_switch(lab: Lab, *, tunnel: str = "wg0-mullvad") -> None:
    """Rules that let out only what goes through a tunnel that is not there (the box and the home stay in reach)."""
    lab.laptop.nft(KILL_SWITCH.format(tunnel=tunnel, entry=ENTRY))
