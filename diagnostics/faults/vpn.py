"""Faults of the VPN, from the program on the laptop to the gateway's door."""

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import CLOCK, NAMES
from diagnostics.faults.scene import Scene
from diagnostics.faults.threshold import HANDSHAKE_STALE_S
from diagnostics.model.answer import (
    Answer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    TcpAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import Fact, VpnClient
from diagnostics.model.failure import ANSWERED, Failure
from diagnostics.model.site import Vpn
from diagnostics.model.verdict import Owner

CLIENT = ("vpn.client", "service.reachable", "internet.addresses")
GATEWAY = (*CLIENT, "vpn.gateway")
DOOR_SILENT = (Failure.TIMED_OUT, Failure.UNREACHABLE, Failure.NO_ROUTE)


@dataclass(frozen=True)
class Ladder:
    """One VPN of the site file that ought to be up and is not."""

    vpn: Vpn
    client: VpnClient
    doors: list[VpnGatewayAnswer]
    controls: list[Fact]  # other signs of life of the gateway's address
    suffering: list[Answer]  # failed answers of services that need it

    @property
    def asked_to_connect(self) -> bool:
        """Whether the client is trying: it runs, or its tunnel has sent and never received."""
        return bool(self.client.running) or bool(self.client.tx_bytes and not self.client.rx_bytes)

    @property
    def open_doors(self) -> list[VpnGatewayAnswer]:
        """Gateway endpoints that spoke to us."""
        return [door for door in self.doors if door.failure is None]

    @property
    def services(self) -> tuple[str, ...]:
        """Names of the services that wait for it."""
        return tuple(dict.fromkeys(item.subject for item in self.suffering))


def is_up(client: VpnClient) -> bool:
    """Whether the tunnel is there and alive. A WireGuard interface without any handshake is not."""
    if not client.tunnel_up:
        return False
    if client.handshake_age_s is not None:
        return client.handshake_age_s <= HANDSHAKE_STALE_S or bool(client.rx_bytes)
    return not (client.tx_bytes and client.rx_bytes == 0)


def missing(scene: Scene) -> Iterator[Ladder]:
    """Every VPN that is down while somebody needs it. Inside the office, where its services answer, nobody does."""
    clients = {item.vpn: item for item in scene.seen.of(VpnClient)}
    if any(is_up(client) for client in clients.values()):
        return
    behind = {service.name for service in scene.site.service if service.via == "vpn"}
    answers = [item for item in scene.seen.of(Answer) if item.purpose is Purpose.SERVICE and item.subject in behind]
    if any(isinstance(item, HttpAnswer) and item.failure is None and item.status for item in answers):
        return
    failed: list[Answer] = [
        item for item in answers if isinstance(item, (TcpAnswer, HttpAnswer, LookupAnswer)) and item.failure is not None
    ]
    for vpn in scene.site.vpn:
        if vpn.name not in clients or not scene.out:
            continue
        subject = vpn.name
        echo = [item for item in scene.of(EchoAnswer, Purpose.VPN_GATEWAY, subject) if item.received]
        tcp = [
            item
            for item in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, subject)
            if item.failure is None or item.failure in ANSWERED
        ]
        doors = scene.of(VpnGatewayAnswer, Purpose.VPN_GATEWAY, subject)
        yield Ladder(vpn, clients[vpn.name], doors, [*echo, *tcp], failed)


@fault("vpn.not_installed", owner=Owner.IT, reads=CLIENT, explained_by=CLOCK, args=("vpn",))
def not_installed(scene: Scene) -> Evidence | None:
    """None of the programs of this VPN is on the laptop."""
    for ladder in missing(scene):
        if ladder.client.installed is False and not ladder.client.adapter:
            return evidence([ladder.client], ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services)
    return None


@fault("vpn.not_running", owner=Owner.USER, reads=CLIENT, explained_by=(*CLOCK, "vpn.not_installed"), args=("vpn",))
def not_running(scene: Scene) -> Evidence | None:
    """The program is installed, and the process that must run does not."""
    for ladder in missing(scene):
        client = ladder.client
        if ladder.vpn.process and client.running is False and client.installed is not False and not client.tunnel_up:
            return evidence([client], ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services)
    return None


DEAD_END = ("vpn.not_installed", "vpn.not_running")


@fault(
    "vpn.gateway_unresolvable",
    owner=Owner.IT,
    reads=GATEWAY,
    explained_by=(*NAMES, "dns.hosts_override", *DEAD_END),
    args=("vpn", "gateway"),
)
def gateway_unresolvable(scene: Scene) -> Evidence | None:
    """Other names resolve, and none of the gateway's names does."""
    if not scene.names_work:
        return None
    for ladder in missing(scene):
        lookups = scene.of(LookupAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name)
        failing = [item for item in lookups if not item.addresses]
        told = [item for item in scene.of(DnsAnswer, Purpose.VPN_GATEWAY) if item.role is Role.CONFIGURED]
        known = {item.name for item in told if item.addresses}
        lost = [item for item in failing if item.failure is not Failure.TIMED_OUT or item.name not in known]
        names = {item.name for item in lost}
        elsewhere = [door for door in ladder.open_doors if door.gateway.rpartition(":")[0].strip("[]") not in names]
        if lookups and len(lost) == len(lookups) and not elsewhere:
            asked = (Role.CONFIGURED, Role.INTERNAL)
            direct = [i for i in scene.of(DnsAnswer, Purpose.VPN_GATEWAY) if i.failure is not None and i.role in asked]
            return evidence(
                lost, direct, args={"vpn": ladder.vpn.name, "gateway": lost[0].name}, affected=ladder.services
            )
    return None


DOOR = (*CLOCK, *NAMES, "internet.partial", "dns.hosts_override", *DEAD_END, "vpn.gateway_unresolvable")


@fault("vpn.gateway_unreachable", owner=Owner.IT, reads=GATEWAY, explained_by=DOOR, args=("vpn", "gateway"))
def gateway_unreachable(scene: Scene) -> Evidence | None:
    """The line works, and the gateway is silent on every port and to every other probe, or refuses its own ports."""
    for ladder in missing(scene):
        doors = ladder.doors
        if not doors or ladder.open_doors:
            continue
        refused = [item for item in doors if item.failure in ANSWERED]
        silent = [item for item in doors if item.failure in DOOR_SILENT]
        all_silent = len(silent) == len(doors) and not ladder.controls and not _speaks_to_nobody(ladder)
        if len(refused) + len(silent) < len(doors) or not (all_silent or refused):
            continue
        if refused and silent and any(item.conclusive for item in silent):
            continue  # one door says no and another swallows: the network chooses
        args = {"vpn": ladder.vpn.name, "gateway": doors[0].gateway}
        echoes = [i for i in scene.of(EchoAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name) if not i.received]
        others = [i for i in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name) if i.failure is not None]
        return evidence(
            doors, [*others, *echoes] if all_silent else ladder.controls, args=args, affected=ladder.services
        )
    return None


def _speaks_to_nobody(ladder: Ladder) -> bool:
    """WireGuard answers no stranger and many hosts answer no ping: silence before anybody connects says nothing."""
    return (
        ladder.vpn.kind == "wireguard" and not ladder.asked_to_connect and not any(d.conclusive for d in ladder.doors)
    )


@fault(
    "vpn.port_blocked",
    owner=Owner.USER,
    reads=GATEWAY,
    explained_by=(*DOOR, "vpn.gateway_unreachable"),
    args=("vpn", "gateway"),
)
def port_blocked(scene: Scene) -> Evidence | None:
    """The gateway is alive, and the door that this VPN uses is swallowed on the way."""
    for ladder in missing(scene):
        silent = [item for item in ladder.doors if item.failure in DOOR_SILENT]
        alive = [*ladder.open_doors, *ladder.controls]
        if not silent or not alive:
            continue
        if ladder.open_doors and not ladder.asked_to_connect:
            continue  # another door is open and nobody has knocked: connecting is the next step
        if not any(item.conclusive for item in silent) and not ladder.asked_to_connect:
            continue  # a gateway that never answers strangers: silence alone says nothing
        args = {"vpn": ladder.vpn.name, "gateway": silent[0].gateway}
        return evidence(
            silent, alive, certain=any(item.conclusive for item in silent), args=args, affected=ladder.services
        )
    return None


@fault(
    "vpn.not_connected",
    owner=Owner.USER,
    reads=GATEWAY,
    explained_by=(*DOOR, "vpn.gateway_unreachable", "vpn.port_blocked", "firewall.blocked"),
    args=("vpn",),
)
def not_connected(scene: Scene) -> Evidence | None:
    """The program is ready, nothing stands in its way, and no tunnel is up."""
    for ladder in missing(scene):
        client = ladder.client
        if client.installed is False or (ladder.vpn.process and client.running is False):
            continue
        return evidence(
            [client], ladder.open_doors, ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services
        )
    return None
