"""Faults that several scenarios share, each beside the control that proves it."""

from __future__ import annotations

from datetime import timedelta

from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.control import curl, shell, tcp
from tests.lab.node import Daemon
from tests.lab.scenarios.tunnel import start_client
from tests.lab.world import Lab

HELPDESK = "www.example.org"
HELPDESK_IP, HELPDESK_IP6, HELPDESK_ISSUER = plan.WEB[HELPDESK]

EXPIRED = (timedelta(days=-90), timedelta(days=-3))  # first and last day of a certificate that ran out

HELPDESK_REFUSES = tcp(HELPDESK_IP, 443, "refused")
HELPDESK_503 = curl(f"https://{HELPDESK}/", status=503)
HELPDESK_401 = curl(f"https://{HELPDESK}/", status=401)
HELPDESK_EXPIRED = curl(f"https://{HELPDESK}/", exit_status=60)
HELPDESK_WORKS = curl(f"https://{HELPDESK}/", status=200)
NO_ADDRESS = shell("ip -4 -o addr show dev eth0 scope global | grep inet", fails=True)
NO_DEFAULT = shell("ip route show default | grep default", fails=True)
LOST_6 = tcp(plan.ANCHORS6[0], 443, "silent", "unreachable")
NO_TUNNEL = shell("ls /sys/class/net | grep -E '^(tun|wg)'", fails=True)
TUNNEL = shell("ls /sys/class/net", says="tun0")
MEMORY_FULL = shell("grep MemAvailable /proc/meminfo", says="163840 kB")


def home_is_full(lab: Lab) -> str | None:
    """Nothing more fits on the volume with the person's files."""
    free = lab.laptop.sh(f"df --output=avail -k {lab.laptop.home} | tail -1").strip()
    return None if free == "0" else f"{free} KiB are free"


def refuse_helpdesk(lab: Lab) -> None:
    """The helpdesk's program has stopped: its port refuses."""
    lab.internet.nft(
        "add table inet shut\nadd chain inet shut in { type filter hook input priority 0; }\n"
        f"add rule inet shut in ip daddr {HELPDESK_IP} tcp dport 443 reject with tcp reset\n"
        f"add rule inet shut in ip6 daddr {HELPDESK_IP6} tcp dport 443 reject with tcp reset"
    )


def expire_helpdesk(lab: Lab) -> None:
    """The helpdesk's certificate ran out three days ago."""
    issuer = PUBLIC[HELPDESK_ISSUER]
    lab.answer_with(HELPDESK, chain=lab.authority.site(HELPDESK, issuer, start=EXPIRED[0], end=EXPIRED[1]))


def gateways(lab: Lab, *protocols: str) -> None:
    """The company's OpenVPN doors and its services; nothing of it on the laptop yet."""
    for proto in protocols or ("udp", "tcp"):
        lab.company.start_openvpn(proto)
    lab.company.start_intranet()


def idle_client(lab: Lab) -> Daemon:
    """An OpenVPN client that runs and waits for somebody to press "connect"."""
    return start_client(lab, extra="management 127.0.0.1 7505\nmanagement-hold")
