"""What a VPN can lack before it is up, with AnyConnect, IPsec and OpenVPN gateways that answer no stranger."""

from tests.lab import plan
from tests.lab.control import Control, all_of, anchors_open, curl, openvpn_silent, ping, shell, tcp, udp
from tests.lab.fault import NO_TUNNEL
from tests.lab.scenario import scenario
from tests.lab.vpn_log import CHARON, OPENCONNECT, OPENVPN, logged, wait
from tests.lab.vpn_ocserv import NEEDS as OCSERV
from tests.lab.vpn_ocserv import gateway as ocserv
from tests.lab.vpn_ocserv import start as openconnect
from tests.lab.vpn_openvpn import start, wrapped
from tests.lab.vpn_strongswan import NEEDS as STRONGSWAN
from tests.lab.vpn_strongswan import gateway as strongswan
from tests.lab.vpn_strongswan import no_association, press_connect
from tests.lab.vpn_strongswan import start as charon
from tests.lab.world import Lab

_GATEWAY = plan.COMPANY_GATEWAY
_NAME = "https://vpn.example.org/"
_VPN = {"vpn": "Company VPN"}
# IKE_SA_INIT (RFC 7296): header, one proposal AES-128/SHA-256/curve 25519, key exchange, nonce
_IKE_SA = "0000002c00000028010100040300000c0100000c800e00800300000802000005030000080300000c000000080400001f"
_IKE_KE = "28000028001f0000" + "09" * 32
_IKE_NONCE = "00000014" + "11" * 16
_BODY = "22" + _IKE_SA[2:] + _IKE_KE + _IKE_NONCE
IKE_HELLO = "a1" * 8 + "00" * 8 + "21202208" + "00000000" + f"{28 + len(_BODY) // 2:08x}" + _BODY


def runs(program: str, *, fails: bool = False) -> Control:
    """A program runs on the laptop, or does not."""
    return shell(f"ps ax | grep -v grep | grep '{program}'", fails=fails)


def ike(port: int, *wanted: str) -> Control:
    """A first packet of IKEv2 to the gateway; on port 4500 with the four zero bytes of RFC 3948."""
    return udp(_GATEWAY, port, ("00000000" if port == 4500 else "") + IKE_HELLO, *wanted)


@scenario(
    "vpn.not_running-openconnect",
    "vpn.not_running",
    all_of(anchors_open, curl(_NAME, status=200), NO_TUNNEL, runs("openconnect", fails=True)),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_stopped(lab: Lab) -> None:
    """An AnyConnect gateway answers, and nobody started openconnect."""
    ocserv(lab)
    lab.company.start_intranet()


@scenario(
    "vpn.not_running-charon",
    "vpn.not_running",
    all_of(anchors_open, ike(500, "answered"), runs("charon", fails=True)),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def charon_stopped(lab: Lab) -> None:
    """The IKEv2 gateway answers, and strongSwan does not run here."""
    strongswan(lab)
    lab.company.start_intranet()


@scenario(
    "vpn.not_connected-ipsec_idle",
    "vpn.not_connected",
    all_of(anchors_open, ike(500, "answered"), runs("charon-systemd"), no_association),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_idle(lab: Lab) -> None:
    """strongSwan runs and holds its device ready; nobody asked it to connect."""
    strongswan(lab)
    lab.company.start_intranet()
    charon(lab)


@scenario(
    "vpn.not_connected-tls_crypt_waits",
    "vpn.not_connected",
    all_of(anchors_open, openvpn_silent, ping(_GATEWAY), NO_TUNNEL, runs("openvpn --config")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def tls_crypt_waits(lab: Lab) -> None:
    """A gateway that answers no stranger, and a client that waits for somebody to press "connect"."""
    lab.company.start_openvpn(lines=[wrapped(lab)])
    lab.company.start_intranet()
    start(lab, wrapped(lab), "management 127.0.0.1 7505", "management-hold")


@scenario(
    "vpn.not_connected-tls_auth_tcp_waits",
    "vpn.not_connected",
    all_of(anchors_open, openvpn_silent, tcp(_GATEWAY, 443, "open"), NO_TUNNEL, runs("openvpn --config")),
    site="openvpn",
    args=_VPN,
)
def tls_auth_waits(lab: Lab) -> None:
    """The same with tls-auth, a second way in over TCP, and no log at all."""
    for proto in ("udp", "tcp"):
        lab.company.start_openvpn(proto, lines=[f"{wrapped(lab, 'tls-auth')} 0"])
    lab.company.start_intranet()
    start(lab, f"{wrapped(lab, 'tls-auth')} 1", "management 127.0.0.1 7505", "management-hold", log=None)


@scenario(
    "vpn.port_blocked-tls_crypt",
    "vpn.port_blocked",
    all_of(
        anchors_open,
        openvpn_silent,
        ping(_GATEWAY),
        NO_TUNNEL,
        logged(OPENVPN, "TLS key negotiation failed to occur within"),
    ),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def tls_crypt_blocked(lab: Lab) -> None:
    """This network drops the port of a gateway that answers no stranger: only the client's own log can tell."""
    lab.company.start_openvpn(lines=[wrapped(lab)])
    lab.company.start_intranet()
    lab.router.nft("add rule inet home pass udp dport 1194 drop")
    client = start(lab, wrapped(lab), "hand-window 2")
    wait(client, "TLS key negotiation failed to occur within")


@scenario(
    "vpn.port_blocked-ipsec_both_ports",
    "vpn.port_blocked",
    all_of(anchors_open, ike(500, "silent"), tcp(_GATEWAY, 443, "open"), runs("charon-systemd"), no_association),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_both_ports(lab: Lab) -> None:
    """This network drops UDP 500 and 4500; the gateway's web page answers."""
    strongswan(lab)
    lab.company.start_tls_gateway()
    lab.company.start_intranet()
    lab.router.nft("add rule inet home pass udp dport { 500, 4500 } drop")
    charon(lab)
    press_connect(lab, wait_s=4.0)


@scenario(
    "vpn.port_blocked-ipsec_only_500_passes",
    "vpn.port_blocked",
    all_of(
        anchors_open,
        ike(500, "answered"),
        ike(4500, "silent"),
        no_association,
        logged(CHARON, "parsed IKE_SA_INIT response", "giving up after"),
    ),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_only_500(lab: Lab) -> None:
    """The first packets of IKE pass on port 500; everything after them, on 4500, is swallowed."""
    strongswan(lab)
    lab.company.start_intranet()
    lab.router.nft("add rule inet home pass udp dport 4500 drop")
    charon(lab)
    press_connect(lab, wait_s=7.0)


@scenario(
    "vpn.port_blocked-openconnect",
    "vpn.port_blocked",
    all_of(anchors_open, ping(_GATEWAY), tcp(_GATEWAY, 443, "silent"), NO_TUNNEL, runs("openconnect")),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_blocked(lab: Lab) -> None:
    """Something on the way drops TCP 443 to the gateway, which answers pings."""
    ocserv(lab)
    lab.company.start_intranet()
    lab.router.nft(f"add rule inet home pass ip daddr {_GATEWAY} tcp dport 443 drop")
    openconnect(lab)


@scenario(
    "vpn.gateway_unreachable-openconnect_door_shut",
    "vpn.gateway_unreachable",
    all_of(
        anchors_open, ping(_GATEWAY), tcp(_GATEWAY, 443, "refused"), NO_TUNNEL, logged(OPENCONNECT, "Failed to connect")
    ),
    site="vpn-openconnect",
    args=_VPN,
    perhaps=("vpn.not_running",),  # openconnect ended because of it, and must be started again afterwards
    needs=OCSERV,
)
def door_shut(lab: Lab) -> None:
    """The gateway's computer is alive and its VPN program is not: port 443 refuses."""
    lab.company.start_intranet()
    wait(openconnect(lab), "Failed to connect")


@scenario(
    "vpn.gateway_unreachable-ipsec_dark",
    "vpn.gateway_unreachable",
    all_of(anchors_open, ike(500, "silent"), ping(_GATEWAY, answers=False), tcp(_GATEWAY, 443, "silent")),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_dark(lab: Lab) -> None:
    """The company's line is down; strongSwan calls into the dark."""
    strongswan(lab)
    lab.company.start_intranet()
    lab.internet.nft(f"add rule inet net pre ip daddr {_GATEWAY} drop")
    charon(lab)
    press_connect(lab, wait_s=2.0)
