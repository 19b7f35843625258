"""Nothing is wrong here, however odd it looks. Naming a cause in any of these is a false alarm."""

from tests.lab import plan
from tests.lab.control import all_of, all_works, anchors_open, curl, dns, gateway_answers, ping, shell, tcp, udp
from tests.lab.daemon import server
from tests.lab.node import link
from tests.lab.scenario import scenario
from tests.lab.scenarios.dns import dead_server
from tests.lab.scenarios.proxy import environment
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up, wireguard_up
from tests.lab.world import Lab

_INTRANET_WORKS = inside("intranet.corp.example", status=200)


@scenario(
    "healthy-plain", "healthy", all_of(all_works, gateway_answers, udp(plan.NTP, 123, "1b" + "00" * 47, "answered"))
)
def plain(lab: Lab) -> None:
    """A home like any other."""


@scenario("healthy-no_site_file", "healthy", all_works, site=None)
def no_site_file(lab: Lab) -> None:
    """Nobody has configured anything."""


@scenario("healthy-bare_site_file", "healthy", all_works, site="bare", ipv6=False)
def bare_site_file(lab: Lab) -> None:
    """Only a name and who IT is; an IPv4 home."""


@scenario(
    "healthy-no_ipv6",
    "healthy",
    all_of(all_works, shell("ip -6 addr show dev eth0 | grep inet6", fails=True)),
    ipv6=False,
)
def no_ipv6(lab: Lab) -> None:
    """The provider has no IPv6 and the laptop has it switched off."""


@scenario(
    "healthy-local_ipv6_only", "healthy", all_of(all_works, shell("ip -6 addr show dev eth0", says="fd12:")), ipv6=False
)
def local_ipv6_only(lab: Lab) -> None:
    """The box gives out local IPv6 addresses (RFC 4193) that lead nowhere, and nobody promised more."""
    lab.laptop.sh("echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6\nip addr add fd12:3456:789a::7/64 dev eth0 nodad")


@scenario(
    "healthy-icmp_dropped_everywhere",
    "healthy",
    all_of(all_works, ping("1.1.1.1", answers=False), ping(plan.LAN_ROUTER, answers=False)),
)
def icmp_dropped_everywhere(lab: Lab) -> None:
    """A strict network: no ping anywhere, the box included."""
    lab.router.nft(
        "add rule inet home pass icmp type echo-request drop\nadd rule inet home pass icmpv6 type echo-request drop\n"
        "add rule inet home box icmp type echo-request drop\nadd rule inet home box icmpv6 type echo-request drop"
    )


@scenario(
    "healthy-box_shows_only_its_arp",
    "healthy",
    all_of(
        all_works,
        ping(plan.LAN_ROUTER, answers=False),
        tcp(plan.LAN_ROUTER, 80, "silent"),
        dns("9.9.9.9", "www.debian.org"),
    ),
)
def box_shows_only_its_arp(lab: Lab) -> None:
    """The box answers nothing but ARP, and the laptop uses public name servers."""
    lab.router.nft(
        "add rule inet home box iifname br-lan"
        " icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept\n"
        "add rule inet home box iifname br-lan drop"
    )
    lab.laptop.name_servers("9.9.9.9", "1.1.1.1")


@scenario("healthy-double_nat", "healthy", all_works, ipv6=False)
def double_nat(lab: Lab) -> None:
    """Two boxes in a row, each with its own translation."""
    second = lab.add("second")
    link(second, "lan2", lab.router, "wan2")
    link(second, "wan", lab.internet, "isp2")
    second.sh(
        "ip addr add 10.0.0.1/24 dev lan2\nip addr add 198.51.100.18/28 dev wan\n"
        "ip link set lan2 up\nip link set wan up\n"
        "ip route add default via 198.51.100.17"
    )
    second.nft("table ip nat {\n chain out { type nat hook postrouting priority srcnat; oifname wan masquerade; }\n}\n")
    lab.internet.sh("ip link set isp0 down\nip addr add 198.51.100.17/28 dev isp2\nip link set isp2 up")
    lab.router.sh(
        "ip link set wan down\nip addr add 10.0.0.2/24 dev wan2\nip link set wan2 up\n"
        "ip route replace default via 10.0.0.1"
    )
    lab.router.nft('add rule inet home out oifname "wan2" masquerade')


@scenario(
    "healthy-small_line",
    "healthy",
    all_of(all_works, shell("ping -n -c1 -W1 -Mdo -s1440 9.9.9.9 2>&1", fails=True, says="rag")),
)
def small_line(lab: Lab) -> None:
    """A line with smaller packets whose box says so, as it should: nothing is lost."""
    lab.router.sh("ip link set wan mtu 1432")
    lab.internet.sh("ip link set isp0 mtu 1432")


@scenario("healthy-time_port_closed", "healthy", all_of(all_works, udp(plan.NTP, 123, "1b" + "00" * 47, "silent")))
def time_port_closed(lab: Lab) -> None:
    """No NTP leaves this network; the clock is right all the same."""
    lab.router.nft("add rule inet home pass udp dport 123 drop")


@scenario("healthy-second_name_server_dead", "healthy", all_works)
def second_name_server_dead(lab: Lab) -> None:
    """Of two name servers the second is dead; nobody notices, because the first answers."""
    lab.laptop.name_servers(plan.LAN_ROUTER, dead_server(lab))


@scenario(
    "healthy-public_name_servers",
    "healthy",
    all_of(all_works, dns(plan.LAN_ROUTER, "www.debian.org", outcome="refused")),
)
def public_name_servers(lab: Lab) -> None:
    """The box has no name server at all; the laptop asks public ones."""
    lab.restart_box(dns=False)
    lab.laptop.name_servers("8.8.8.8", "1.1.1.1")


@scenario("healthy-portal_passed", "healthy", all_works, ipv6=False)
def portal_passed(lab: Lab) -> None:
    """A hotel whose sign-in is done: the portal is still there for everybody else."""
    server(
        lab.router,
        "web",
        {"listen": [["0.0.0.0", 8080]], "status": 302, "headers": {"Location": "http://portal.hotel.example/login"}},
    )
    mine = (lab.laptop.state / "lease").read_text().strip()
    lab.router.nft(
        f"table ip portal {{\n set passed {{ type ipv4_addr; elements = {{ {mine} }}; }}\n"
        " chain pre { type nat hook prerouting priority dstnat;"
        ' iifname "br-lan" ip saddr != @passed tcp dport 80 redirect to :8080; }\n}\n'
    )


@scenario(
    "healthy-proxy_that_works",
    "healthy",
    all_of(anchors_open, curl("https://www.wikipedia.org/", status=200), curl("http://www.debian.org/", status=200)),
)
def proxy_that_works(lab: Lab) -> None:
    """A proxy is configured and does its work."""
    server(lab.internet, "proxy", {"port": 3128})
    environment(lab, "proxy.example.org:3128")


@scenario(
    "healthy-only_through_the_proxy",
    "healthy",
    all_of(
        tcp("1.1.1.1", 443, "silent"),
        curl("https://www.wikipedia.org/", status=200),
        curl("http://www.debian.org/", status=200),
    ),
)
def only_through_the_proxy(lab: Lab) -> None:
    """An office: nothing leaves directly, everything works through the proxy."""
    server(lab.internet, "proxy", {"port": 3128})
    environment(lab, "proxy.example.org:3128")
    lab.router.nft(
        "table inet office {\n chain out {\n type filter hook forward priority 0;\n"
        ' iifname "br-lan" tcp dport 3128 accept\n iifname "br-lan" drop\n }\n}\n'
    )


@scenario(
    "healthy-pac_that_works",
    "healthy",
    all_of(all_works, curl("http://proxy.example.org/proxy.pac", status=200, body="DIRECT")),
    site="pac",
)
def pac_that_works(lab: Lab) -> None:
    """The organisation's proxy script is there and says "direct"."""
    lab.answer_with(
        "proxy.example.org", plain=True, body='function FindProxyForURL(url, host) { return \\"DIRECT\\"; }'
    )


@scenario(
    "healthy-vpn_split",
    "healthy",
    all_of(all_works, _INTRANET_WORKS, shell("ip route get 1.1.1.1", says="dev eth0")),
    site="openvpn",
)
def vpn_split(lab: Lab) -> None:
    """The VPN is up and carries the company's networks only."""
    openvpn_up(lab)
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()


@scenario(
    "healthy-vpn_full",
    "healthy",
    all_of(all_works, _INTRANET_WORKS, shell("ip route get 1.1.1.1", says="dev tun0")),
    site="openvpn",
    ipv6=False,
)
def vpn_full(lab: Lab) -> None:
    """The VPN is up and carries everything."""
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()
    openvpn_up(lab, full=True)


@scenario("healthy-wireguard_up", "healthy", all_of(all_works, _INTRANET_WORKS), site="wireguard")
def wireguard_tunnel(lab: Lab) -> None:
    """A WireGuard tunnel in userspace is up; its gateway never answers strangers."""
    lab.company.start_intranet()
    wireguard_up(lab)


@scenario(
    "healthy-two_faces_of_one_name",
    "healthy",
    all_of(
        all_works,
        _INTRANET_WORKS,
        dns("9.9.9.9", "intranet.corp.example", address="203.0.113.121"),
        dns(plan.INSIDE_DNS, "intranet.corp.example", address=plan.INSIDE["intranet.corp.example"]),
    ),
    site="openvpn",
)
def two_faces_of_one_name(lab: Lab) -> None:
    """The intranet's name has another address inside than outside, on purpose."""
    lab.restart_resolver(extra=("host-record=intranet.corp.example,203.0.113.121",))
    openvpn_up(lab)
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()


@scenario("healthy-fixed_address", "healthy", all_works, connect=False, ipv6=False)
def fixed_address(lab: Lab) -> None:
    """A fixed address, typed right."""
    lab.laptop.static("192.168.1.60/24", plan.LAN_ROUTER, [plan.LAN_ROUTER])
