"""Two faults at once, the first of them between the laptop and its provider: it mostly hides what lies behind."""

from tests.lab import plan, repair
from tests.lab.control import all_of, anchors_dark, anchors_open, curl, dns, gateway_answers, lookup, ping, shell, tcp
from tests.lab.daemon import server, stop_dnsmasq
from tests.lab.fault import HELPDESK_REFUSES, NO_ADDRESS, NO_DEFAULT, home_is_full, refuse_helpdesk
from tests.lab.pair import pair
from tests.lab.scenarios import address, internet, machine, proxy
from tests.lab.scenarios import dns as names
from tests.lab.world import Lab

_NO_CABLE = shell("cat /sys/class/net/eth0/carrier", says="0")
_WIKI = "www.wikipedia.org"
_PORTAL = curl("http://detectportal.firefox.com/success.txt", status=302)


@pair(
    "sign_in_page_behind",
    "link.unplugged",
    "internet.captive_portal",
    _NO_CABLE,
    seen=False,
    mend=repair.plug_in,
    proof=_PORTAL,
    ipv6=False,
)
def cable_then_portal(lab: Lab) -> None:
    """In a hotel the cable hangs loose; once it is in, the sign-in page waits."""
    internet.redirect(lab)
    lab.router.sh("ip link set lap0 down")


@pair(
    "line_dead_behind",
    "link.unplugged",
    "isp.down",
    _NO_CABLE,
    seen=False,
    mend=repair.plug_in,
    proof=all_of(gateway_answers, anchors_dark),
)
def cable_then_provider(lab: Lab) -> None:
    """Somebody pulled the wrong cable while the provider's line was down."""
    internet.upstream_dark(lab)
    lab.router.sh("ip link set lap0 down")


def _switch_on(lab: Lab) -> None:
    lab.laptop.start_dhcp()
    lab.laptop.sh("sleep 0.3")


@pair(
    "nobody_hands_out_addresses",
    "link.disabled",
    "ip.no_lease",
    shell("cat /sys/class/net/eth0/flags", says="0x1002"),
    seen=False,
    mend=_switch_on,
    proof=NO_ADDRESS,
    connect=False,
)
def disabled_then_no_lease(lab: Lab) -> None:
    """The adapter is switched off, and the box has stopped to hand out addresses."""
    stop_dnsmasq(lab.router, "dnsmasq")


def _lease_again(lab: Lab) -> None:
    lab.start_router_dnsmasq(dns=False, extra=(f"dhcp-option=6,{plan.LAN_ROUTER}",))
    lab.laptop.stop_dhcp()
    lab.laptop.connect()


@pair(
    "liar_behind",
    "ip.no_lease",
    "dns.hijacked",
    all_of(NO_ADDRESS, NO_DEFAULT),
    seen=False,
    mend=_lease_again,
    proof=dns(plan.LAN_ROUTER, _WIKI, address=plan.FOREIGN),
    connect=False,
    ipv6=False,
)
def no_lease_then_hijacked(lab: Lab) -> None:
    """No address; and the name server of the box sends people to a foreign computer."""
    names.wrong_addresses(lab)
    lab.laptop.start_dhcp()


def _ask_for_address(lab: Lab) -> None:
    lab.laptop.sh("ip addr flush dev eth0\nip route flush table main")
    lab.laptop.connect()


@pair(
    "slow_names_behind",
    "ip.misconfigured",
    "dns.slow",
    all_of(anchors_dark, ping("10.9.8.1", answers=False)),
    seen=False,
    mend=_ask_for_address,
    proof=dns(plan.LAN_ROUTER, _WIKI, min_ms=400),
    connect=False,
    ipv6=False,
)
def fixed_address_then_slow(lab: Lab) -> None:
    """The fixed address of another office; behind it a name server that takes its time."""
    lab.restart_box(dns=False, extra=(f"dhcp-option=6,{plan.LAN_ROUTER}",))
    plan_of_it = {"listen": [plan.LAN_ROUTER], "mode": "relay", "upstream": plan.ISP_RESOLVER, "delay_ms": 400}
    server(lab.router, "dns", plan_of_it)
    lab.laptop.static("10.9.8.7/24", "10.9.8.1", [plan.LAN_ROUTER])


def _route_back(lab: Lab) -> None:
    lab.laptop.sh(f"ip route add default via {plan.LAN_ROUTER} dev eth0 proto dhcp metric 100")


@pair(
    "hosts_line_behind",
    "route.no_default",
    "dns.hosts_override",
    all_of(NO_DEFAULT, gateway_answers, lookup("www.example.org", plan.FOREIGN)),
    seen=False,
    mend=_route_back,
    proof=anchors_open,
    ipv6=False,
)
def no_route_then_hosts(lab: Lab) -> None:
    """The way out was lost; and the hosts file leads the helpdesk to a server that is no more."""
    names.old_server(lab)
    lab.laptop.sh("ip route del default")


@pair(
    "dead_name_server_behind",
    "gateway.unreachable",
    "dns.server_unreachable",
    all_of(anchors_dark, ping(plan.LAN_ROUTER, answers=False)),
    seen=False,
    mend=repair.box_awake,
    proof=all_of(anchors_open, lookup(_WIKI)),
)
def frozen_box_then_names(lab: Lab) -> None:
    """The box froze; and the laptop's only name server was switched off years ago."""
    names.switched_off(lab)
    address.no_arp(lab)


@pair(
    "line_dead_behind",
    "gateway.unreachable",
    "isp.down",
    all_of(anchors_dark, ping(plan.LAN_ROUTER, answers=False)),
    seen=False,
    mend=repair.box_awake,
    proof=all_of(gateway_answers, anchors_dark),
)
def frozen_box_then_provider(lab: Lab) -> None:
    """The box froze while the provider's line was down."""
    internet.upstream_dark(lab)
    address.no_arp(lab)


@pair(
    "memory_full",
    "gateway.unreachable",
    "laptop.memory_pressure",
    all_of(anchors_dark, shell("grep MemAvailable /proc/meminfo", says="163840 kB")),
    seen=True,
    mend=repair.box_awake,
    proof=anchors_open,
)
def frozen_box_and_memory(lab: Lab) -> None:
    """The box froze, and the laptop has next to no memory left."""
    machine.nearly_none_left(lab)
    address.no_arp(lab)


@pair(
    "disk_full",
    "isp.down",
    "laptop.disk_full",
    all_of(gateway_answers, anchors_dark, home_is_full),
    seen=True,
    mend=repair.line_back,
    proof=anchors_open,
)
def provider_and_disk(lab: Lab) -> None:
    """The line into the house is dead, and the person's volume is full."""
    machine.home(lab)
    internet.router_cable(lab)


@pair(
    "old_proxy_behind",
    "isp.down",
    "proxy.unreachable",
    all_of(gateway_answers, anchors_dark),
    seen=False,
    mend=repair.line_back,
    proof=all_of(anchors_open, curl("https://www.wikipedia.org/", exit_status=5)),
)
def provider_then_proxy(lab: Lab) -> None:
    """The line is down; and a former employer's proxy is still set."""
    proxy.name_gone(lab)
    internet.router_cable(lab)


@pair(
    "disk_full",
    "ip.conflict",
    "laptop.disk_full",
    all_of(home_is_full, address.two_owners()),
    seen=True,
)
def conflict_and_disk(lab: Lab) -> None:
    """Another computer has the laptop's address, and the person's volume is full."""
    machine.home(lab)
    address.own_address(lab)


@pair(
    "service_refuses",
    "internet.partial",
    "service.down",
    all_of(tcp("9.9.9.9", 443, "silent"), tcp("1.1.1.1", 443, "open"), HELPDESK_REFUSES),
    seen=True,
    mend=repair.internet_passes,
    proof=anchors_open,
)
def partial_and_service(lab: Lab) -> None:
    """Part of the internet cannot be reached; and the helpdesk, in another part, refuses connections."""
    internet.two_networks_dark(lab)
    refuse_helpdesk(lab)


@pair(
    "disk_full",
    "mtu.black_hole",
    "laptop.disk_full",
    all_of(ping("1.1.1.1"), ping("1.1.1.1", answers=False, size=1400), anchors_open, home_is_full),
    seen=True,
    mend=repair.box_passes,
    proof=ping("1.1.1.1", size=1400),
)
def large_packets_and_disk(lab: Lab) -> None:
    """Large packets to the laptop vanish, and the person's volume is full."""
    machine.home(lab)
    internet.downward(lab)
