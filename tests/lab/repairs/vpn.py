"""The company's VPN as a profile of NetworkManager's, as a unit of systemd's, and a private VPN in its way."""

from tests.lab import plan
from tests.lab.control import Control, all_of, anchors_open, lookup, openvpn_answers, openvpn_silent, shell, tcp
from tests.lab.fault import NO_TUNNEL, TUNNEL, gateways
from tests.lab.managed import Managed
from tests.lab.managed_services import start_machine, vpn_profile, vpn_unit
from tests.lab.repairs.case import repair
from tests.lab.vpn_private import ENTRY, openvpn_provider, provider, refuse_customers

_INTRANET = plan.INSIDE["intranet.corp.example"]
_SHUT = tcp(_INTRANET, 443, "silent", "unreachable", "refused")
_OPEN = tcp(_INTRANET, 443, "open")
AGAIN = ("vpn.reconnect", "vpn.restart_service", "vpn.start_client")


def _company(desk: Managed) -> None:
    gateways(desk.world)
    vpn_profile(desk)


def _connected(desk: Managed) -> None:
    _company(desk)
    desk.nmcli("connection", "up", "company")


def _gateway_forgets(desk: Managed) -> None:
    """The gateway is started again and knows nobody; the client would notice after a minute."""
    desk.world.company.node.end("openvpn-udp")
    desk.world.company.start_openvpn("udp")


@repair(
    "vpn.not_running-profile_not_connected",
    "vpn.not_running",
    ("vpn.start_client", "vpn.reconnect"),
    all_of(anchors_open, openvpn_answers, NO_TUNNEL),
    also=("vpn.not_connected",),
    site="openvpn",
)
def profile_not_connected(desk: Managed) -> None:
    """The VPN is in NetworkManager's menu, and nobody has switched it on."""
    _company(desk)


@repair(
    "vpn.tunnel_stale-gateway_restarted",
    "vpn.tunnel_stale",
    AGAIN,
    all_of(openvpn_answers, TUNNEL, _SHUT),
    site="openvpn",
)
def gateway_restarted(desk: Managed) -> None:
    """The gateway was started again: the tunnel looks alive, and nothing comes back."""
    _connected(desk)
    _gateway_forgets(desk)


@repair(
    "vpn.routes_missing-deleted",
    "vpn.routes_missing",
    ("vpn.reapply_routes", *AGAIN),
    all_of(TUNNEL, _SHUT, shell(f"ip route get {_INTRANET}", says="dev eth0")),
    site="openvpn",
)
def routes_deleted(desk: Managed) -> None:
    """Another program took the tunnel's routes away."""
    _connected(desk)
    desk.laptop.sh(f"ip route del {plan.INSIDE_PREFIX}")


@repair(
    "vpn.tunnel_stale-adapter_with_a_name",
    "vpn.tunnel_stale",
    AGAIN,
    all_of(openvpn_answers, TUNNEL, _SHUT),
    site="openvpn",
)
def adapter_with_a_name(desk: Managed) -> None:
    """The same with a profile that insists on the name of its adapter: the next tunnel must wait for the last."""
    gateways(desk.world)
    vpn_profile(desk, device="tun0")
    desk.nmcli("connection", "up", "company")
    _gateway_forgets(desk)


@repair(
    "vpn.dns_not_applied-list_overwritten",
    "vpn.dns_not_applied",
    ("vpn.reapply_dns", *AGAIN),
    all_of(TUNNEL, _OPEN, lookup("intranet.corp.example")),
    site="openvpn",
)
def list_overwritten(desk: Managed) -> None:
    """Another program wrote the box's name server over the company's."""
    _connected(desk)
    desk.wait(lambda: plan.INSIDE_DNS in desk.read("/etc/resolv.conf"), "the company's name server is not in use")
    desk.write("/etc/resolv.conf", f"nameserver {plan.LAN_ROUTER}\n")


@repair(
    "vpn.client_conflict-private_came_first",
    "vpn.client_conflict",
    ("vpn.disconnect_other",),
    all_of(openvpn_silent, NO_TUNNEL, shell(f"ip route get {plan.COMPANY_GATEWAY}", says="dev private0")),
    site="openvpn",
    then=("vpn.start_client", "vpn.reconnect"),
)
def private_came_first(desk: Managed) -> None:
    """A private VPN takes everything, the company's gateway takes nobody from there, and its profile is off."""
    _company(desk)
    _private(desk)


@repair(
    "vpn.client_conflict-private_takes_all",
    "vpn.client_conflict",
    "vpn.disconnect_other",
    all_of(openvpn_silent, NO_TUNNEL, shell(f"ip route get {plan.COMPANY_GATEWAY}", says="dev private0")),
    site="openvpn",
    machine=True,
)
def private_takes_all(desk: Managed) -> None:
    """A private VPN takes everything; the company's client, a service, knocks in vain and goes on knocking."""
    gateways(desk.world)
    _private(desk)
    start_machine(desk, units=vpn_unit(desk, "tcp", running=True))


def _private(desk: Managed) -> None:
    node = provider(desk.world)
    refuse_customers(desk.world)
    openvpn_provider(desk.world, node)
    vpn_profile(desk, "private", remote=f"{ENTRY}:1194", device="private0", ipv4="", number=102)
    desk.nmcli("connection", "up", "private")


def _unit(desk: Managed, *, running: bool) -> None:
    gateways(desk.world)
    start_machine(desk, units=vpn_unit(desk, running=running))
    if running:
        inside = shell(f"ip route get {_INTRANET}", says="dev tun")
        desk.wait(lambda: inside(desk.world) is None, "no way through a tunnel")


_NO_CLIENT: Control = shell("pgrep -x openvpn", fails=True)


@repair(
    "vpn.not_running-unit_stopped",
    "vpn.not_running",
    ("vpn.start_client", "vpn.restart_service", "vpn.reconnect"),
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _NO_CLIENT),
    site="openvpn",
    machine=True,
)
def unit_stopped(desk: Managed) -> None:
    """The VPN is a service of the system, and the service is stopped."""
    _unit(desk, running=False)


@repair(
    "vpn.tunnel_stale-unit",
    "vpn.tunnel_stale",
    AGAIN,
    all_of(openvpn_answers, TUNNEL, _SHUT),
    site="openvpn",
    machine=True,
)
def stale_unit(desk: Managed) -> None:
    """The service's tunnel looks alive, and the gateway has forgotten it."""
    _unit(desk, running=True)
    _gateway_forgets(desk)


@repair(
    "vpn.routes_missing-unit",
    "vpn.routes_missing",
    ("vpn.reapply_routes", *AGAIN),
    all_of(TUNNEL, _SHUT, shell(f"ip route get {_INTRANET}", says="dev eth0")),
    site="openvpn",
    machine=True,
)
def routes_of_unit(desk: Managed) -> None:
    """Another program took the routes of the service's tunnel away."""
    _unit(desk, running=True)
    desk.laptop.sh(f"ip route del {plan.INSIDE_PREFIX}")


@repair(
    "vpn.not_running-unit_crashed",
    "vpn.not_running",
    ("vpn.start_client", "vpn.restart_service", "vpn.reconnect"),
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _NO_CLIENT),
    site="openvpn",
    machine=True,
)
def unit_crashed(desk: Managed) -> None:
    """The service's program was killed, and its tunnel went with it."""
    _unit(desk, running=True)
    desk.laptop.sh("pkill -9 -x openvpn")
    desk.wait(lambda: all_of(NO_TUNNEL, _NO_CLIENT)(desk.world) is None, "the tunnel stays")
    desk.write("/etc/resolv.conf", f"nameserver {plan.LAN_ROUTER}\n")


@repair(
    "vpn.dns_not_applied-unit",
    "vpn.dns_not_applied",
    ("vpn.reapply_dns", *AGAIN),
    all_of(TUNNEL, _OPEN, lookup("intranet.corp.example")),
    site="openvpn",
    machine=True,
)
def list_of_unit(desk: Managed) -> None:
    """Another program wrote the box's name server over the one that the service's tunnel had brought."""
    _unit(desk, running=True)
    desk.wait(lambda: plan.INSIDE_DNS in desk.read("/etc/resolv.conf"), "the company's name server is not in use")
    desk.write("/etc/resolv.conf", f"nameserver {plan.LAN_ROUTER}\n")
