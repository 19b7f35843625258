"""Networks that are healthy and unusual: addresses, ways out, adapters, names. Naming a cause here is a false alarm."""

from tests.lab import plan
from tests.lab.control import all_of, all_works, anchors_open, curl, dns, names_work, ping, shell, tcp
from tests.lab.daemon import dnsmasq, server
from tests.lab.node import link
from tests.lab.scenario import scenario
from tests.lab.scenarios.dns import box_dns
from tests.lab.scenarios.link import container_networks, empty_port
from tests.lab.world import Lab

_WIKI = "www.wikipedia.org"
_MEET = "for _ in 1 2 3 4 5; do ping -n -c1 -W1 {box} >/dev/null && exit 0; done"  # the bridge has just met this port
_PAGE = curl(f"https://{_WIKI}/", status=200)


@scenario(
    "healthy-two_ways_out",
    "healthy",
    all_of(all_works, shell("ip route show default | wc -l", says="2"), ping("192.168.2.1")),
    ipv6=False,
)
def two_ways_out(lab: Lab) -> None:
    """A cable and a second network at once: two default routes, of which the first is used."""
    link(lab.router, "lap1", lab.laptop, "eth1")
    lab.router.sh("ip addr add 192.168.2.1/24 dev lap1\nip link set lap1 up")
    lab.laptop.sh(
        "ip addr add 192.168.2.7/24 brd + dev eth1\nip link set eth1 up\n"
        "ip route add default via 192.168.2.1 dev eth1 proto dhcp metric 600"
    )


@scenario(
    "healthy-second_way_leads_nowhere",
    "healthy",
    all_of(all_works, shell("ip route show default | wc -l", says="2"), ping("192.168.2.1", answers=False)),
    ipv6=False,
)
def second_way_leads_nowhere(lab: Lab) -> None:
    """Beside the cable a second network whose box is off: nobody notices, because the first is used."""
    link(lab.router, "lap1", lab.laptop, "eth1")
    lab.router.sh("ip link set lap1 up")
    lab.laptop.sh(
        "ip addr add 192.168.2.7/24 brd + dev eth1\nip link set eth1 up\n"
        "ip route add default via 192.168.2.1 dev eth1 proto dhcp metric 600"
    )


@scenario("healthy-network_of_two", "healthy", all_of(all_works, ping("10.0.7.6")), connect=False, ipv6=False)
def network_of_two(lab: Lab) -> None:
    """A network with room for two and no more: a prefix of 31 bits (RFC 3021)."""
    lab.router.sh("ip addr add 10.0.7.6/31 dev br-lan")
    lab.laptop.sh(
        "ip link set eth0 up\nip addr add 10.0.7.7/31 dev eth0\nip route add default via 10.0.7.6 dev eth0 proto static"
    )
    lab.laptop.name_servers("10.0.7.6")
    lab.laptop.sh(_MEET.format(box="10.0.7.6"))


@scenario("healthy-box_at_the_end", "healthy", all_of(all_works, ping("10.11.15.254")), connect=False, ipv6=False)
def box_at_the_end(lab: Lab) -> None:
    """An odd home: a prefix of 22 bits, and the box has the last address of it."""
    lab.router.sh("ip addr add 10.11.15.254/22 dev br-lan")
    lab.laptop.static("10.11.12.9/22", "10.11.15.254", ["10.11.15.254"])
    lab.laptop.sh(_MEET.format(box="10.11.15.254"))


@scenario(
    "healthy-host_route_to_the_box",
    "healthy",
    all_of(all_works, shell("ip -4 addr show dev eth0", says="/32")),
    connect=False,
    ipv6=False,
)
def host_route_to_the_box(lab: Lab) -> None:
    """An address of its own with a prefix of 32 bits and a route straight to the box, as some providers do."""
    lab.laptop.sh(
        "ip link set eth0 up\nip addr add 192.168.1.77/32 dev eth0\n"
        f"ip route add {plan.LAN_ROUTER} dev eth0\nip route add default via {plan.LAN_ROUTER} dev eth0 proto static"
    )
    lab.laptop.name_servers(plan.LAN_ROUTER)
    lab.laptop.sh(_MEET.format(box=plan.LAN_ROUTER))


@scenario(
    "healthy-shared_provider_address",
    "healthy",
    all_of(all_works, shell("ip route get 1.1.1.1", says=plan.LAN_ROUTER)),
    ipv6=False,
)
def shared_provider_address(lab: Lab) -> None:
    """The provider shares one public address among its customers (RFC 6598): the box has one of 100.64.0.0/10."""
    lab.router.sh(
        f"ip addr add 100.64.9.2/30 dev wan\nip route replace default via 100.64.9.1\nip addr del {plan.WAN_ROUTER}/28"
        " dev wan"
    )
    lab.internet.sh("ip addr add 100.64.9.1/30 dev isp0")


@scenario("healthy-empty_second_port", "healthy", all_of(all_works, shell("cat /sys/class/net/eth1/carrier", says="0")))
def empty_second_port(lab: Lab) -> None:
    """The laptop has a second network port, and no cable is in it."""
    empty_port(lab)


@scenario("healthy-container_networks", "healthy", all_of(all_works, shell("ls /sys/class/net", says="docker0")))
def containers(lab: Lab) -> None:
    """A developer's laptop: bridges of containers with addresses of their own."""
    container_networks(lab)


@scenario("healthy-idle_tunnel", "healthy", all_of(all_works, shell("ip link show tun9", says="tun9")))
def idle_tunnel(lab: Lab) -> None:
    """Another program keeps a tunnel adapter ready: it is up, and nothing goes through it."""
    lab.laptop.sh("ip tuntap add dev tun9 mode tun\nip addr add 100.100.3.4/32 dev tun9\nip link set tun9 up")


@scenario(
    "healthy-small_packets_by_choice",
    "healthy",
    all_of(all_works, shell("cat /sys/class/net/eth0/mtu", says="1280")),
)
def small_packets_by_choice(lab: Lab) -> None:
    """Somebody set the adapter to packets of 1280 bytes; both sides know."""
    lab.laptop.sh("ip link set eth0 mtu 1280")


@scenario(
    "healthy-way_out_by_rule",
    "healthy",
    all_of(all_works, shell("ip route show default", says=""), shell("ip route show table 100", says="default")),
    ipv6=False,
)
def way_out_by_rule(lab: Lab) -> None:
    """The default route stands in a table of its own that a rule points to, as some VPN programs leave it."""
    lab.laptop.sh(
        f"ip route add default via {plan.LAN_ROUTER} dev eth0 table 100\nip rule add pref 100 table 100\n"
        "ip route del default"
    )


@scenario(
    "healthy-old_route_in_another_network",
    "healthy",
    all_of(all_works, shell("ip route get 10.77.0.1", says="192.168.1.250")),
)
def old_route(lab: Lab) -> None:
    """A route that somebody typed for a network that is no more; nobody goes there."""
    lab.laptop.sh("ip route add 10.77.0.0/16 via 192.168.1.250 dev eth0 proto static")


@scenario(
    "healthy-name_server_of_its_own",
    "healthy",
    all_of(all_works, dns("127.0.0.1", _WIKI), shell("cat /etc/resolv.conf", says="127.0.0.1")),
)
def name_server_of_its_own(lab: Lab) -> None:
    """A small name server on the laptop passes every question on; the list of name servers says 127.0.0.1."""
    settings = ["bind-interfaces", "listen-address=127.0.0.1", f"server={plan.LAN_ROUTER}"]
    dnsmasq(lab.laptop, "own", settings)
    lab.laptop.name_servers("127.0.0.1")


@scenario("healthy-names_take_120_ms", "healthy", all_of(all_works, dns(plan.LAN_ROUTER, _WIKI, min_ms=120)))
def names_take_120_ms(lab: Lab) -> None:
    """The name server is far away: every answer takes 120 ms, and every answer is right."""
    box_dns(lab, "relay", delay_ms=120)


@scenario(
    "healthy-names_over_tcp_only",
    "healthy",
    all_of(all_works, dns(plan.LAN_ROUTER, _WIKI, outcome="silent"), dns(plan.LAN_ROUTER, _WIKI, transport="tcp")),
)
def names_over_tcp_only(lab: Lab) -> None:
    """This network carries questions for names over TCP only, and the laptop is set to ask so."""
    lab.router.nft("add rule inet home box udp dport 53 drop\nadd rule inet home pass udp dport 53 drop")
    lab.laptop.resolv.write_text(f"nameserver {plan.LAN_ROUTER}\noptions use-vc\n")


@scenario("healthy-search_list", "healthy", all_of(all_works, shell("cat /etc/resolv.conf", says="search home.arpa")))
def search_list(lab: Lab) -> None:
    """The box gives out a search list, and short names are tried with it first."""
    lab.laptop.resolv.write_text(
        f"search home.arpa corp.example lan\nnameserver {plan.LAN_ROUTER}\noptions ndots:2 timeout:2\n"
    )


@scenario("healthy-long_hosts_file", "healthy", all_of(all_works, shell("wc -l </etc/hosts", says="2004")))
def long_hosts_file(lab: Lab) -> None:
    """Two thousand lines against advertisements in the hosts file; none is about anything that people work with."""
    adverts = "".join(f"0.0.0.0 ads{number}.tracker.example\n" for number in range(2000))
    own = "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 laptop laptop.home.arpa\n192.168.1.9 printer printer.lan\n"
    lab.laptop.hosts.write_text(own + adverts)


@scenario(
    "healthy-name_in_hosts_file_is_right",
    "healthy",
    all_of(all_works, shell("getent ahostsv4 www.example.org", says=plan.WEB["www.example.org"][0])),
)
def right_line_in_hosts(lab: Lab) -> None:
    """Somebody wrote the helpdesk into the hosts file, with the address that it really has."""
    lab.laptop.hosts.write_text(
        f"127.0.0.1 localhost\n::1 localhost\n{plan.WEB['www.example.org'][0]} www.example.org\n"
    )


@scenario(
    "healthy-box_limits_pings",
    "healthy",
    all_of(
        all_works, names_work, shell(f"ping -n -c8 -i0.05 -W1 {plan.LAN_ROUTER} | grep -q ' [1-9][0-9.]*% packet loss'")
    ),
)
def box_limits_pings(lab: Lab) -> None:
    """The box answers two pings a second and lets the others fall: nothing else is ever lost."""
    lab.router.nft(
        "add rule inet home box icmp type echo-request limit rate over 2/second burst 2 packets drop\n"
        "add rule inet home box icmpv6 type echo-request limit rate over 2/second burst 2 packets drop"
    )


@scenario(
    "healthy-one_anchor_out_of_order",
    "healthy",
    all_of(tcp("1.1.1.1", 443, "open"), tcp("8.8.8.8", 443, "open"), tcp("9.9.9.9", 443, "refused"), _PAGE),
)
def one_anchor_out_of_order(lab: Lab) -> None:
    """One of the well-known addresses refuses: that is its own affair, and no part of the internet is missing."""
    lab.internet.nft(
        "add table ip part\nadd chain ip part in { type filter hook input priority 0; }\n"
        "add rule ip part in ip daddr 9.9.9.9 tcp dport 443 reject with tcp reset"
    )


@scenario(
    "healthy-hotel_without_names_of_its_own",
    "healthy",
    all_of(anchors_open, _PAGE, dns("9.9.9.9", _WIKI, address=plan.WEB[_WIKI][0])),
    ipv6=False,
)
def all_questions_caught(lab: Lab) -> None:
    """The box answers every question for a name itself, whoever was asked, and answers right."""
    lab.router.nft(
        "table ip caught {\n chain pre { type nat hook prerouting priority dstnat;\n"
        ' iifname "br-lan" udp dport 53 redirect to :53; iifname "br-lan" tcp dport 53 redirect to :53;\n }\n}\n'
    )
    lab.laptop.name_servers("8.8.8.8")


@scenario("healthy-portal_page_of_the_box", "healthy", all_works, ipv6=False)
def box_with_pages(lab: Lab) -> None:
    """The box has a page of its own for its settings, with a certificate that nobody knows."""
    chain = lab.authority.site("box.lan", "Example Org Internal CA")
    pages = {"listen": [["192.168.1.1", 80]], "tls": [["192.168.1.1", 443]], "body": "Sign in to your box\n"}
    server(lab.router, "web", {**pages, "cert": str(chain), "key": str(lab.authority.key)})
