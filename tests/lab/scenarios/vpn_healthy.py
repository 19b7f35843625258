"""VPNs of every kind that work, with odd things beside them that must not be named."""

from tests.lab import plan
from tests.lab.control import all_of, all_works, openvpn_silent, shell, tcp
from tests.lab.scenario import scenario
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up, wireguard_up
from tests.lab.vpn_log import OPENVPN, logged, openvpn_history
from tests.lab.vpn_ocserv import NEEDS as OCSERV
from tests.lab.vpn_ocserv import connect as openconnect
from tests.lab.vpn_ocserv import gateway as ocserv
from tests.lab.vpn_openvpn import RETRIES, connect, credentials, password_only, wrapped
from tests.lab.vpn_private import provider, wireguard_tunnel
from tests.lab.vpn_strongswan import NEEDS as STRONGSWAN
from tests.lab.vpn_strongswan import association
from tests.lab.vpn_strongswan import connect as charon
from tests.lab.vpn_strongswan import gateway as strongswan
from tests.lab.world import Lab

_WORKS = all_of(all_works, inside("intranet.corp.example", status=200), inside("wiki.corp.example", status=200))


@scenario("healthy-vpn_tls_crypt", "healthy", all_of(_WORKS, openvpn_silent), site="vpn-openvpn-udp")
def tls_crypt(lab: Lab) -> None:
    """OpenVPN is up through a gateway that answers no stranger."""
    lab.company.start_intranet()
    lab.company.start_openvpn(lines=[wrapped(lab), password_only(lab)])
    connect(lab, wrapped(lab), credentials(lab))


@scenario("healthy-vpn_tls_auth_tcp", "healthy", all_of(_WORKS, tcp(plan.COMPANY_GATEWAY, 443, "open")), site="openvpn")
def tls_auth_tcp(lab: Lab) -> None:
    """OpenVPN is up over TCP, with tls-auth, while UDP is dropped here: that is what TCP is for."""
    lab.company.start_intranet()
    lab.company.start_openvpn("udp", lines=[f"{wrapped(lab, 'tls-auth')} 0"])
    lab.company.start_openvpn("tcp", lines=[f"{wrapped(lab, 'tls-auth')} 0"])
    lab.router.nft("add rule inet home pass udp dport 1194 drop")
    connect(lab, f"{wrapped(lab, 'tls-auth')} 1", proto="tcp")


@scenario("healthy-vpn_openconnect", "healthy", _WORKS, site="vpn-openconnect", needs=OCSERV)
def openconnect_up(lab: Lab) -> None:
    """openconnect is up, over DTLS."""
    lab.company.start_intranet()
    ocserv(lab)
    openconnect(lab)


@scenario(
    "healthy-vpn_openconnect_full_over_tls",
    "healthy",
    all_of(_WORKS, shell("ip route get 1.1.1.1", says="dev tun0")),
    site="vpn-openconnect",
    needs=OCSERV,
    ipv6=False,
)
def openconnect_full(lab: Lab) -> None:
    """openconnect carries everything, over TLS only: this gateway has no UDP channel."""
    lab.company.start_intranet()
    ocserv(lab, "tunnel-all-dns = true", full=True, dtls=False)
    openconnect(lab)


@scenario("healthy-vpn_ipsec", "healthy", all_of(_WORKS, association), site="vpn-ipsec", needs=STRONGSWAN)
def ipsec_up(lab: Lab) -> None:
    """IKEv2 is up; its routes are in a table of their own."""
    lab.company.start_intranet()
    strongswan(lab)
    charon(lab)


@scenario(
    "healthy-wireguard_full",
    "healthy",
    all_of(_WORKS, shell("ip route get 1.1.1.1", says="dev wg0")),
    site="wireguard",
    ipv6=False,
)
def wireguard_full(lab: Lab) -> None:
    """WireGuard carries everything, by two routes that are more specific than the default."""
    lab.company.start_intranet()
    wireguard_up(lab)
    lab.laptop.sh(
        f"ip route add {plan.COMPANY_GATEWAY}/32 via {plan.LAN_ROUTER}\n"
        "wg set wg0 peer $(wg show wg0 peers) allowed-ips 0.0.0.0/0\n"
        "ip route add 0.0.0.0/1 dev wg0\nip route add 128.0.0.0/1 dev wg0\n"
    )


@scenario(
    "healthy-vpn_beside_a_private_one",
    "healthy",
    all_of(_WORKS, shell("wg show wg-home latest-handshakes | grep -v '\t0$'"), shell("ping -n -c1 -W1 10.99.0.1")),
    site="vpn-openvpn-udp",
)
def beside_private(lab: Lab) -> None:
    """The company's tunnel works, and a private WireGuard to the owner's home stands beside it in peace."""
    lab.company.start_intranet()
    openvpn_up(lab)
    wireguard_tunnel(lab, provider(lab), routes=("10.99.0.0/16",), around=False)
    lab.laptop.sh("ping -n -c3 -i0.2 -W1 10.99.0.1 >/dev/null")


@scenario(
    "healthy-vpn_inside_a_private_one",
    "healthy",
    all_of(
        _WORKS, shell("ip route get 1.1.1.1", says="dev wg-home"), shell("ip route get 10.20.0.10", says="dev tun0")
    ),
    site="vpn-openvpn-udp",
    ipv6=False,
)
def inside_private(lab: Lab) -> None:
    """Everything goes through a private VPN, the company's tunnel too, and all of it works."""
    lab.company.start_intranet()
    wireguard_tunnel(lab, provider(lab))
    openvpn_up(lab)


@scenario(
    "healthy-vpn_home_overlaps_an_unused_part",
    "healthy",
    all_of(_WORKS, shell("ip -br addr show eth0", says="10.20.99."), shell("ip route get 10.20.0.10", says="dev tun0")),
    site="vpn-openvpn-udp",
    connect=False,
    ipv6=False,
)
def overlaps_unused(lab: Lab) -> None:
    """The home's numbers lie in the company's range, where the company has nothing."""
    lab.router.sh("ip addr flush dev br-lan scope global\nip addr add 10.20.99.1/24 dev br-lan\n")
    lab.restart_box(extra=("dhcp-range=10.20.99.100,10.20.99.150,12h",))
    lab.laptop.connect()
    lab.company.start_intranet()
    lab.company.start_openvpn()
    connect(lab, names=False)
    lab.laptop.name_servers(plan.INSIDE_DNS, "10.20.99.1")


_OLD = (
    (5.0, "RESOLVE: Cannot resolve host address: vpn.example.org:1194 (Temporary failure in name resolution)"),
    (4.0, "TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)"),
    (3.0, "AUTH: Received control message: AUTH_FAILED,Account locked"),
    (2.9, "AUTH: Received control message: AUTH_FAILED"),
    (2.5, "VERIFY ERROR: depth=0, error=certificate has expired: CN=vpn.example.org, serial=7"),
    (2.0, "[vpn.example.org] Inactivity timeout (--ping-restart), restarting"),
    (1.5, "AUTH: Received control message: AUTH_FAILED,SESSION: token expired"),
)


@scenario(
    "healthy-vpn_log_full_of_old_trouble",
    "healthy",
    all_of(_WORKS, logged(OPENVPN, "AUTH_FAILED", "SESSION: token expired", "Initialization Sequence Completed")),
    site="vpn-openvpn-udp",
)
def old_trouble(lab: Lab) -> None:
    """The log of the day is full of failures; the last attempt succeeded and everything works."""
    openvpn_history(lab, _OLD)
    lab.company.start_intranet()
    lab.company.start_openvpn(lines=[password_only(lab)])
    connect(lab, credentials(lab), RETRIES)
