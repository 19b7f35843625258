"""Faults of the VPN on the way to a tunnel, from the program on the laptop to the gateway's door."""

from dataclasses import replace

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.ladder import DOOR_SILENT, Ladder, wanted
from diagnostics.faults.layer import CLOCK, NAMES, SIGN_IN
from diagnostics.faults.scene import Scene
from diagnostics.model.answer import DnsAnswer, EchoAnswer, LookupAnswer, Purpose, Role, TcpAnswer
from diagnostics.model.fact import LogMeaning, Told
from diagnostics.model.failure import ANSWERED, Failure
from diagnostics.model.verdict import Owner

CLIENT = ("vpn.client", "service.reachable", "internet.addresses")
GATEWAY = (*CLIENT, "vpn.gateway")


@fault("vpn.not_installed", owner=Owner.IT, reads=CLIENT, explained_by=CLOCK, args=("vpn",))
def not_installed(scene: Scene) -> Evidence | None:
    """None of the programs of this VPN is on the laptop."""
    for ladder in wanted(scene):
        if ladder.client.installed is False and not ladder.client.adapter:
            return evidence([ladder.client], ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services)
    return None


@fault(
    "vpn.not_running",
    owner=Owner.USER,
    reads=(*CLIENT, "vpn.log"),
    explained_by=(*CLOCK, "vpn.not_installed", *SIGN_IN),  # many clients end when the gateway refuses them
    args=("vpn",),
)
def not_running(scene: Scene) -> Evidence | None:
    """The program is installed, and the process that must run does not."""
    for ladder in wanted(scene):
        client = ladder.client
        if not ladder.open_doors and ladder.said(LogMeaning.NO_ANSWER, LogMeaning.REFUSED):
            continue  # it ended because nobody let it in
        if ladder.vpn.process and client.running is False and client.installed is not False and not client.tunnel_up:
            return evidence([client], ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services)
    return None


DEAD_END = ("vpn.not_installed",)


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
    for ladder in wanted(scene):
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


def _elsewhere_it_works(scene: Scene) -> list[Told]:
    """The person says that the phone's own connection gets through: then this network is in the way."""
    return [item for item in scene.seen.of(Told) if item.question == "hotspot_works" and item.yes]


@fault("vpn.gateway_unreachable", owner=Owner.IT, reads=GATEWAY, explained_by=DOOR, args=("vpn", "gateway"))
def gateway_unreachable(scene: Scene) -> Evidence | None:
    """The line works, and the gateway is silent on every port and to every other probe, or refuses its own ports."""
    for ladder in wanted(scene):
        doors = ladder.doors
        if not doors or ladder.open_doors:
            continue
        refused = [item for item in doors if item.failure in ANSWERED]
        silent = [item for item in doors if item.failure in DOOR_SILENT]
        all_silent = len(silent) == len(doors) and not ladder.controls and not _speaks_to_nobody(ladder)
        if len(refused) + len(silent) < len(doors) or not (all_silent or refused):
            continue
        if _elsewhere_it_works(scene) and not refused:
            continue
        if refused and silent and any(item.conclusive for item in silent):
            continue  # one door says no and another swallows: the network chooses
        args = {"vpn": ladder.vpn.name, "gateway": doors[0].gateway}
        echoes = [i for i in scene.of(EchoAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name) if not i.received]
        others = [i for i in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, ladder.vpn.name) if i.failure is not None]
        found = evidence(
            doors, [*others, *echoes] if all_silent else ladder.controls, args=args, affected=ladder.services
        )
        return replace(found, apart=ladder.apart)
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
    for ladder in wanted(scene):
        silent = [item for item in ladder.doors if item.failure in DOOR_SILENT]
        alive = [*ladder.open_doors, *ladder.controls, *_elsewhere_it_works(scene)]
        if not silent or not alive:
            continue
        if ladder.open_doors and not ladder.asked_to_connect:
            continue  # another door is open and nobody has knocked: connecting is the next step
        if not ladder.silence_counts:
            continue  # a gateway that never answers strangers: silence alone says nothing
        args = {"vpn": ladder.vpn.name, "gateway": silent[0].gateway}
        found = evidence(
            silent, alive, certain=any(item.conclusive for item in silent), args=args, affected=ladder.services
        )
        return replace(found, apart=ladder.apart)
    return None


@fault(
    "vpn.not_connected",
    owner=Owner.USER,
    reads=GATEWAY,
    explained_by=(*DOOR, "vpn.gateway_unreachable", "vpn.port_blocked", "firewall.blocked", *SIGN_IN),
    args=("vpn",),
)
def not_connected(scene: Scene) -> Evidence | None:
    """The program is ready, nothing stands in its way, and no tunnel is up."""
    for ladder in wanted(scene):
        client = ladder.client
        if client.installed is False or (ladder.vpn.process and client.running is False) or ladder.mute:
            continue
        found = evidence(
            [client], ladder.open_doors, ladder.suffering, args={"vpn": ladder.vpn.name}, affected=ladder.services
        )
        return replace(found, apart=ladder.apart)
    return None
