"""Another VPN or protection that takes the company's traffic, or lets nothing pass."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.ladder import wanted
from diagnostics.faults.layer import PORTAL
from diagnostics.faults.scene import Scene
from diagnostics.model.answer import Answer, Purpose, TcpAnswer
from diagnostics.model.fact import Adapter, AdapterType, Fact, OtherVpn, VpnClient
from diagnostics.model.failure import SILENT, Failure
from diagnostics.model.verdict import Owner


@fault(
    "vpn.client_conflict",
    owner=Owner.USER,
    reads=("vpn.others", "vpn.client", "internet.addresses", "service.reachable"),
    explained_by=PORTAL,
    args=("vpn", "app"),
)
def client_conflict(scene: Scene) -> Evidence | None:
    """Connections that fail leave through a tunnel that is not the company's, or a foreign VPN's filter stops them."""
    foreign = _foreign_tunnels(scene)
    swallowed = [
        item
        for item in scene.seen.of(TcpAnswer)
        if item.adapter in foreign and item.failure in SILENT and _matters(scene, item)
    ]
    swallowed = swallowed or _shut_in_foreign_hands(scene, foreign)
    if swallowed:
        adapter = swallowed[0].adapter or ""
        product = next((item.product for item in scene.seen.of(OtherVpn) if item.adapter == adapter), adapter)
        named = [item for item in scene.seen.of(OtherVpn) if item.adapter == adapter]
        routes = [route for route in scene.default_routes if route.adapter == adapter]
        return evidence(swallowed, [*named, *routes], args=_args(scene, product), certain=bool(named and routes))
    return _kill_switch(scene)


def _shut_in_foreign_hands(scene: Scene, foreign: set[str]) -> list[TcpAnswer]:
    """Whatever was asked of our gateway left through a foreign tunnel, and its own door stays silent there."""
    for ladder in wanted(scene):
        silent = [door for door in ladder.doors if door.failure in SILENT]
        ways = [item for item in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name) if item.adapter in foreign]
        if silent and not ladder.open_doors and ways:
            return ways
    return []


def _foreign_tunnels(scene: Scene) -> set[str]:
    """Tunnel adapters that belong to none of our VPNs; none when one of ours may be up under a name of its own."""
    clients = scene.seen.of(VpnClient)
    if any(item.tunnel_up is None for item in clients):
        return {item.adapter for item in scene.seen.of(OtherVpn) if item.adapter and item.up}
    ours = {item.adapter for item in clients}
    tunnels = {item.name for item in scene.seen.of(Adapter) if item.type is AdapterType.TUNNEL and item.enabled}
    return tunnels - ours


def _matters(scene: Scene, item: TcpAnswer) -> bool:
    """Whether the silence hurts: no line at all, or the way to the company."""
    if item.purpose is Purpose.INTERNET:
        return not scene.reached
    behind = {service.name for service in scene.site.service if service.via == "vpn"}
    return item.purpose is Purpose.VPN_GATEWAY or (item.purpose is Purpose.SERVICE and item.subject in behind)


def _kill_switch(scene: Scene) -> Evidence | None:
    """A foreign VPN runs or left its adapter, has no tunnel, and this computer refuses to send."""
    running = [item for item in scene.seen.of(OtherVpn) if item.running and not item.up]
    blocked: list[Fact] = [
        item
        for item in scene.seen.of(Answer)
        if item.failure is Failure.NOT_PERMITTED
        and item.purpose in (Purpose.INTERNET, Purpose.VPN_GATEWAY)
        and isinstance(item, TcpAnswer)
    ]
    if not running or not blocked or scene.reached:
        return None
    return evidence(running, blocked, args=_args(scene, running[0].product), certain=False)


def _args(scene: Scene, product: str) -> dict[str, str]:
    vpn = scene.site.vpn[0].name if scene.site.vpn else "VPN"
    return {"vpn": vpn, "app": product}
