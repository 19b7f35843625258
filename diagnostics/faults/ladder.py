"""One VPN of the site file that ought to carry something and does not: everything that is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.faults.scene import Scene, replied
from diagnostics.faults.threshold import HANDSHAKE_STALE_S, LOG_FRESH_S, LOG_TOGETHER_S
from diagnostics.model.answer import (
    Answer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import AdapterTraffic, Fact, HostsEntry, LaptopPower, LogHit, LogMeaning, VpnClient
from diagnostics.model.failure import ANSWERED, SILENT, Failure
from diagnostics.model.site import Vpn

DOOR_SILENT = (Failure.TIMED_OUT, Failure.UNREACHABLE, Failure.NO_ROUTE)
PASSING = frozenset({LogMeaning.CONNECTED, LogMeaning.WENT_SILENT, LogMeaning.SUBNET_OVERLAP, LogMeaning.NO_NETWORK})
"""Lines that tell nothing of how the last attempt ended."""

UNHEARD = frozenset({LogMeaning.NO_ANSWER, LogMeaning.REFUSED})
"""What a client also writes after every refusal that it did not understand: it never outranks one that it did."""

HANDSHAKE_BYTES = 148
"""A tunnel that has sent less has not carried as much as one handshake (WireGuard, first message)."""

FEW = 5
"""A tunnel that serves brings back about as many packets as it takes; single strays are no life."""

WAKE_S = 3600.0
"""A tunnel that fell asleep with the computer is noticed within the hour."""

SEVERAL = 2


@dataclass(frozen=True)
class Ladder:
    """A VPN that is down, or up and mute, while somebody needs it."""

    vpn: Vpn
    client: VpnClient
    doors: list[VpnGatewayAnswer]
    controls: list[Fact]  # other signs of life of the gateway's address
    suffering: list[Answer]  # failed answers of services that need it
    mute: list[Fact]  # silence inside a tunnel that is up; empty when the tunnel is down
    bent: bool  # a line of the hosts file stands for its gateway's name
    hits: list[LogHit]  # fresh lines of its log about the present attempt

    @property
    def asked_to_connect(self) -> bool:
        """Whether the client is trying: it runs, or its tunnel has sent and never received."""
        return bool(self.client.running) or bool(self.client.tx_bytes and not self.client.rx_bytes)

    @property
    def open_doors(self) -> list[VpnGatewayAnswer]:
        """Gateway endpoints that spoke to us."""
        return [door for door in self.doors if door.failure is None]

    @property
    def apart(self) -> frozenset[str]:
        """Causes that cannot be behind it: a line of the hosts file bends other names than its gateway's."""
        return frozenset() if self.bent else frozenset({"dns.hosts_override"})

    @property
    def is_alive(self) -> bool:
        """Whether the gateway gave any sign of life."""
        return bool(self.open_doors or self.controls)

    @property
    def services(self) -> tuple[str, ...]:
        """Names of the services that wait for it."""
        return tuple(dict.fromkeys(item.subject for item in self.suffering))

    def said(self, *meanings: LogMeaning, together_s: float = LOG_TOGETHER_S) -> list[LogHit]:
        """Lines with one of these meanings, when nothing more than `together_s` later says how the attempt ended."""
        weak = PASSING if set(meanings) & UNHEARD else PASSING | UNHEARD
        decisive = [hit for hit in self.hits if hit.meaning not in weak]
        last_s = min((hit.age_s or 0.0 for hit in decisive), default=0.0)
        return [hit for hit in decisive if hit.meaning in meanings and (hit.age_s or 0.0) <= last_s + together_s]

    @property
    def silence_counts(self) -> bool:
        """Whether a silent door proves that packets do not come through.

        A gateway that wants signed packets answers no stranger, and neither does WireGuard: then only an attempt of
        the client itself counts.
        """
        if any(door.failure in DOOR_SILENT and door.conclusive for door in self.doors):
            return True
        if self.vpn.kind == "openvpn" and self.client.protected is False:
            return True
        if self.said(LogMeaning.NO_ANSWER):
            return True
        return self.asked_to_connect and not self.mute and self.client.protected is not True


def up(scene: Scene) -> dict[str, VpnClient]:
    """VPNs of the site file whose tunnel was made, by name, whether or not anything comes out of it now.

    Most clients make their adapter when the gateway has let them in. WireGuard's is there from the start: it counts
    from its first handshake on, or where that cannot be read, from the first byte that came back.
    """
    kinds = {vpn.name: vpn.kind for vpn in scene.site.vpn}
    return {
        client.vpn: client
        for client in scene.seen.of(VpnClient)
        if client.tunnel_up and (kinds.get(client.vpn) != "wireguard" or _has_met(client))
    }


def _has_met(client: VpnClient) -> bool:
    if client.handshake_age_s is not None:
        return client.handshake_age_s <= HANDSHAKE_STALE_S or bool(client.rx_bytes)
    return not (client.tx_bytes and client.rx_bytes == 0)


def wanted(scene: Scene) -> list[Ladder]:
    """Every VPN that is down or mute while somebody needs it. Inside the office, where its services answer, nobody."""
    return scene.once("wanted", lambda: list(_wanted(scene)))


def _wanted(scene: Scene) -> Iterator[Ladder]:
    clients = {item.vpn: item for item in scene.seen.of(VpnClient)}
    silence = {name: _silence_inside(scene, client) for name, client in up(scene).items()}
    if any(not silent for silent in silence.values()):
        return
    behind = {service.name for service in scene.site.service if service.via == "vpn"}
    answers = [item for item in scene.seen.of(Answer) if item.purpose is Purpose.SERVICE and item.subject in behind]
    if any(isinstance(item, HttpAnswer) and item.failure is None and item.status for item in answers):
        return
    failed: list[Answer] = [
        item for item in answers if isinstance(item, (TcpAnswer, HttpAnswer, LookupAnswer)) and item.failure is not None
    ]
    for vpn in scene.site.vpn:
        if vpn.name in clients:
            ladder = _ladder(scene, vpn, clients[vpn.name], failed, silence.get(vpn.name, []))
            if _idle_and_unneeded(ladder):
                continue
            # Where everything goes into the tunnel, nothing has been sent outside it: the line was never tested.
            if scene.out or (ladder.mute and scene.all_into(ladder.client.adapter)):
                yield ladder


def _idle_and_unneeded(ladder: Ladder) -> bool:
    """WireGuard shakes hands when somebody sends something: an adapter without a handshake may merely be unused."""
    idle = (ladder.client.tx_bytes or 0) < HANDSHAKE_BYTES and not ladder.client.rx_bytes
    return ladder.vpn.kind == "wireguard" and bool(ladder.client.tunnel_up) and idle and not ladder.suffering


def _ladder(scene: Scene, vpn: Vpn, client: VpnClient, failed: list[Answer], mute: list[Fact]) -> Ladder:
    echo = [item for item in scene.of(EchoAnswer, Purpose.VPN_GATEWAY, vpn.name) if item.received]
    tcp = [
        item
        for item in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, vpn.name)
        if item.failure is None or item.failure in ANSWERED
    ]
    hits = [
        hit
        for hit in scene.seen.of(LogHit)
        if hit.vpn == vpn.name and hit.current and (hit.age_s is None or hit.age_s <= LOG_FRESH_S)
    ]
    doors = scene.of(VpnGatewayAnswer, Purpose.VPN_GATEWAY, vpn.name)
    if mute and any(item.adapter == client.adapter for item in scene.of(TcpAnswer, Purpose.VPN_GATEWAY, vpn.name)):
        doors, echo, tcp = [], [], []  # the questions went into the mute tunnel themselves
    hosts = {gateway.rpartition(":")[0].strip("[]").lower() for gateway in vpn.gateways}
    bent = any(entry.name.lower().rstrip(".") in hosts for entry in scene.seen.of(HostsEntry))
    return Ladder(vpn, client, doors, [*echo, *tcp], failed, mute, bent, hits)


def _silence_inside(scene: Scene, client: VpnClient) -> list[Fact]:
    """The silent answers from behind a tunnel that is up, when nothing at all came out of it; else nothing.

    One silent service could be down by itself. It takes a second address, or the VPN's own name server, or a handshake
    that is too old, or the client's own log.
    """
    asked = list(_asked_inside(scene, client))
    carried = [item for item in scene.seen.of(AdapterTraffic) if item.adapter == client.adapter]
    if any(alive for _, _, alive in asked) or any(item.rx_packets * FEW > item.tx_packets for item in carried):
        return []
    silent = [fact for fact, _, _ in asked]
    old = client.handshake_age_s is not None and client.handshake_age_s > HANDSHAKE_STALE_S
    logged = any(
        hit.vpn == client.vpn and hit.current and hit.meaning is LogMeaning.WENT_SILENT for hit in scene.seen.of(LogHit)
    )
    addresses = {address for _, address, _ in asked}
    servers = {server for vpn in scene.site.vpn if vpn.name == client.vpn for server in vpn.resolvers}
    servers |= set(scene.configured)
    woken = any((item.resumed_s_ago or WAKE_S) < WAKE_S for item in scene.seen.of(LaptopPower))
    enough = len(addresses) >= SEVERAL or bool(addresses & servers) or old or logged or woken
    return silent + [item for item in carried if item.tx_packets] if silent and enough else []


def _asked_inside(scene: Scene, client: VpnClient) -> Iterator[tuple[Fact, str, bool]]:
    """Everything that was sent into the tunnel: the answer, the address, and whether anybody was there."""
    outside = {
        item.address for item in scene.seen.of(TcpAnswer) if item.adapter is not None and item.adapter != client.adapter
    }
    behind = {service.name for service in scene.site.service if service.via == "vpn"} | {client.vpn}
    for item in scene.seen.of(TcpAnswer):
        inside = item.purpose in (Purpose.INSIDE, Purpose.SERVICE) and item.subject in behind
        if inside and item.adapter in (None, client.adapter):
            yield item, item.address, item.failure is None or item.failure not in SILENT
    for series in scene.of(SeriesAnswer, Purpose.INSIDE):
        if series.address not in outside:
            yield series, series.address, bool(series.received)
    for echo in scene.of(EchoAnswer, Purpose.SERVICE):
        if echo.subject in behind and echo.address not in outside and echo.received:
            yield echo, echo.address, True
    for answer in scene.seen.of(DnsAnswer):
        own = answer.role is Role.CONFIGURED and scene.adapter_for(answer.server) == client.adapter
        if (own or answer.role is Role.INTERNAL) and answer.server not in outside:
            yield answer, answer.server, replied(answer)


def lost_inside(scene: Scene) -> set[str]:
    """Name servers behind a tunnel that is up, which this computer cannot reach because of the tunnel itself.

    The tunnel is mute, or packets to them leave past it.
    """
    lost: set[str] = set()
    silent = {ladder.vpn.name: ladder for ladder in wanted(scene) if ladder.mute}
    for vpn in scene.site.vpn:
        client = up(scene).get(vpn.name)
        if client is None:
            continue
        servers = {*vpn.resolvers, *(s for s in scene.configured if scene.adapter_for(s) == client.adapter)}
        past = {
            item.address
            for item in scene.of(TcpAnswer, Purpose.INSIDE)
            if item.adapter not in (None, client.adapter) and item.failure is not None
        }
        lost |= servers if vpn.name in silent else servers & past
    return lost
