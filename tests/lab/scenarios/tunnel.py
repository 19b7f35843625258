"""How a scenario brings the laptop's VPN up, or half up."""

from __future__ import annotations

from tests.lab import plan
from tests.lab.company import wireguard, wireguard_keys
from tests.lab.node import Daemon
from tests.lab.world import Lab


def start_client(lab: Lab, proto: str = "udp", extra: str = "") -> Daemon:
    """Start the laptop's OpenVPN client; returns at once, connected or not."""
    config = lab.company.client_config(lab.laptop.folder, proto, extra)
    return lab.laptop.spawn("openvpn", "openvpn", "--config", str(config))


def openvpn_up(lab: Lab, proto: str = "udp", *, full: bool = False) -> None:
    """Gateway, client, tunnel, and the company's name server in front of the laptop's list."""
    lab.company.start_openvpn(proto, full=full)
    start_client(lab, proto).wait_for("Initialization Sequence Completed")
    lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)


def wireguard_peer(lab: Lab) -> str:
    """The laptop's half of a WireGuard tunnel, with the gateway's half started; the gateway's public key."""
    private, public = wireguard_keys()
    gateway = lab.company.start_wireguard(public)
    wireguard(
        lab.laptop,
        private,
        f"{plan.WIREGUARD_LAPTOP}/24",
        f"[Peer]\nPublicKey = {gateway}\nEndpoint = {plan.COMPANY_GATEWAY}:51820\nPersistentKeepalive = 25\n"
        f"AllowedIPs = {plan.INSIDE_PREFIX}, {plan.WIREGUARD_COMPANY}/32\n",
    )
    lab.laptop.sh(f"ip route add {plan.INSIDE_PREFIX} dev wg0")
    return gateway


def wireguard_up(lab: Lab) -> None:
    """The same, and the company's name server in front of the list."""
    wireguard_peer(lab)
    lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)
    lab.laptop.sh(f"ping -n -c3 -i0.2 -W1 {plan.WIREGUARD_COMPANY} >/dev/null")
