"""A laptop made of answers. `FakeSystem()` is a healthy one on a cable; a test says only what is different on its own.

    FakeSystem()                                          # wired, DHCP, 192.0.2.23 behind 192.0.2.1
    FakeSystem(routes=())                                 # the same without any route
    FakeSystem(proxies=Observed.missing(Knowledge.DENIED, "fake"))
    FakeSystem(vpn={"Company VPN": vpn_client("Company VPN", running=False)})
    system.set(adapters=unplugged())                      # change it later, also from another thread
    system.hold("resolvers")                              # that method blocks until `system.release()`

Every call is noted in `system.asked`.
"""

import threading
from typing import Any, TypeVar, cast

import msgspec

from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    AdapterType,
    Address,
    AudioDevice,
    BrowserSetting,
    HostsEntry,
    LaptopLoad,
    LaptopPower,
    LogHit,
    Neighbour,
    NetworkHint,
    Origin,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    Volume,
    VpnCertificate,
    VpnClient,
    WifiLink,
)
from diagnostics.model.observed import Knowledge, Observed
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Vpn

T = TypeVar("T")

GIB = 1 << 30
HOLD_LIMIT_S = 20.0  # a held call ends by itself even when a test forgets to release it

LOOPBACK = Adapter(name="lo", index=1, type=AdapterType.LOOPBACK, enabled=True, carrier=True, mtu=65536)
ETH0 = Adapter(
    name="eth0",
    index=2,
    type=AdapterType.ETHERNET,
    enabled=True,
    carrier=True,
    mtu=1500,
    speed_mbit=1000,
    mac="02:00:00:00:00:17",
    driver="e1000e",
    rx_bytes=5_000_000,
    tx_bytes=800_000,
)
ETH0_ADDRESS = Address(adapter="eth0", address="192.0.2.23", prefix=24, origin=Origin.DHCP)
DEFAULT_ROUTE = Route(destination="0.0.0.0/0", adapter="eth0", gateway="192.0.2.1", metric=100, origin=Origin.DHCP)
LAN_ROUTE = Route(destination="192.0.2.0/24", adapter="eth0", metric=100)
GATEWAY = Neighbour(adapter="eth0", address="192.0.2.1", mac="02:00:00:00:00:01", state="reachable")
RESOLVER = ResolverConfig(servers=("192.0.2.1",), search=("lan.example",))
IDLE = LaptopLoad(
    window_s=1.0,
    cores=4,
    cpu_percent=7.0,
    stalled_percent=0.0,
    load_1min=0.4,
    top_process="firefox",
    top_process_percent=12.0,
    memory_total=8 * GIB,
    memory_available=5 * GIB,
    swapping=False,
    largest_process="firefox",
    largest_process_bytes=GIB,
)
DISK = Volume(role="system", total=200 * GIB, free=100 * GIB)
DEBIAN = OsInfo(system="linux", name="Debian GNU/Linux 12 (bookworm)", kernel="6.1.0-18-amd64", machine="x86_64")

_FACTS = (
    "adapters", "addresses", "routes", "neighbours", "resolvers", "hosts", "proxies", "wifi", "vpn", "load", "volumes",
    "hints", "power", "traffic", "vpn_log", "vpn_certificate", "other_vpns", "browsers", "audio",
)  # fmt: skip


def unplugged() -> tuple[Adapter, ...]:
    """The healthy laptop's adapters with the cable out."""
    return LOOPBACK, msgspec.structs.replace(ETH0, carrier=False, speed_mbit=None)


def switched_off() -> tuple[Adapter, ...]:
    """The healthy laptop's adapters with the card disabled in the settings."""
    return LOOPBACK, msgspec.structs.replace(ETH0, enabled=False, carrier=None, speed_mbit=None)


def vpn_client(vpn: str, **different: Any) -> VpnClient:
    """A VPN that is connected through tun0, with the given fields changed."""
    connected = VpnClient(
        vpn=vpn, installed=True, running=True, adapter="tun0", tunnel_up=True, rx_bytes=90_000, tx_bytes=40_000
    )
    return msgspec.structs.replace(connected, **different)


class FakeSystem:
    """`SystemFacts` from a script. Give a plain value, or an `Observed` for anything but "ok"."""

    def __init__(self, *, os: OsInfo = DEBIAN, **facts: Any) -> None:
        self.asked: list[str] = []
        self._os = os
        self._held: set[str] = set()
        self._released = threading.Event()
        self._facts: dict[str, Any] = {
            "adapters": (LOOPBACK, ETH0),
            "addresses": (ETH0_ADDRESS,),
            "routes": (DEFAULT_ROUTE, LAN_ROUTE),
            "neighbours": (GATEWAY,),
            "resolvers": (RESOLVER,),
            "hosts": (),
            "proxies": (),
            "wifi": (),
            "vpn": {},
            "load": IDLE,
            "volumes": (DISK,),
            "hints": (NetworkHint(source="fake", connectivity="full", metered=False),),
            "power": LaptopPower(on_battery=False, battery_percent=80.0, saver=False, uptime_s=9000.0),
            "traffic": (AdapterTraffic(adapter="eth0", window_s=1.0, rx_mbit=0.1, tx_mbit=0.1),),
            "vpn_log": {},
            "vpn_certificate": {},
            "other_vpns": (),
            "browsers": (),
            "audio": (
                AudioDevice(direction="in", name="Headset", default=True, muted=False),
                AudioDevice(direction="out", name="Headset", default=True, muted=False),
            ),
        }
        self.set(**facts)

    def set(self, **facts: Any) -> None:
        """Replace answers; refuses names that are no facts, so that a typing mistake does not make a healthy laptop."""
        unknown = set(facts) - set(_FACTS)
        if unknown:
            raise TypeError(f"no such fact: {', '.join(sorted(unknown))}; there are {', '.join(_FACTS)}")
        self._facts.update(facts)

    def hold(self, *facts: str) -> None:
        """Let these methods block, as a stuck driver does, until `release`."""
        self._held.update(facts)

    def release(self) -> None:
        """Let every held call return."""
        self._released.set()

    def os(self) -> OsInfo:
        self.asked.append("os")
        return self._os

    def adapters(self) -> Observed[tuple[Adapter, ...]]:
        return self._answer("adapters")

    def addresses(self) -> Observed[tuple[Address, ...]]:
        return self._answer("addresses")

    def routes(self) -> Observed[tuple[Route, ...]]:
        return self._answer("routes")

    def neighbours(self) -> Observed[tuple[Neighbour, ...]]:
        return self._answer("neighbours")

    def resolvers(self) -> Observed[tuple[ResolverConfig, ...]]:
        return self._answer("resolvers")

    def hosts(self, names: tuple[str, ...]) -> Observed[tuple[HostsEntry, ...]]:
        answer: Observed[tuple[HostsEntry, ...]] = self._answer("hosts")
        if answer.value is None:
            return answer
        wanted = {name.rstrip(".").lower() for name in names}
        return _ok(tuple(entry for entry in answer.value if entry.name.rstrip(".").lower() in wanted))

    def proxies(self) -> Observed[tuple[ProxySetting, ...]]:
        return self._answer("proxies")

    def wifi(self) -> Observed[tuple[WifiLink, ...]]:
        return self._answer("wifi")

    def vpn(self, spec: Vpn) -> Observed[VpnClient]:
        """What was scripted for that name (a dictionary by name), else a VPN that is connected."""
        answer: Observed[Any] = self._answer("vpn")
        if answer.value is None or isinstance(answer.value, VpnClient):
            return answer
        scripted = answer.value.get(spec.name, vpn_client(spec.name))
        return cast("Observed[VpnClient]", scripted) if isinstance(scripted, Observed) else _ok(scripted)

    def load(self, window_s: float) -> Observed[LaptopLoad]:
        """Answers at once: nothing has to be waited for."""
        answer: Observed[LaptopLoad] = self._answer("load")
        return answer if answer.value is None else _ok(msgspec.structs.replace(answer.value, window_s=window_s))

    def volumes(self) -> Observed[tuple[Volume, ...]]:
        return self._answer("volumes")

    def hints(self) -> Observed[tuple[NetworkHint, ...]]:
        return self._answer("hints")

    def power(self) -> Observed[LaptopPower]:
        return self._answer("power")

    def traffic(self, window_s: float) -> Observed[tuple[AdapterTraffic | Talker, ...]]:  # answers at once
        return self._answer("traffic")

    def vpn_log(self, spec: Vpn) -> Observed[tuple[LogHit, ...]]:
        """What was scripted for that name (a dictionary by name), else an empty log."""
        return self._by_name("vpn_log", spec, ())

    def vpn_certificate(self, spec: Vpn) -> Observed[VpnCertificate]:
        """What was scripted for that name, else "unsupported": the site file names none."""
        return self._by_name("vpn_certificate", spec, Observed.missing(Knowledge.UNSUPPORTED, "fake"))

    def other_vpns(self, ours: tuple[Vpn, ...]) -> Observed[tuple[OtherVpn, ...]]:  # scripted
        return self._answer("other_vpns")

    def browsers(self) -> Observed[tuple[BrowserSetting, ...]]:
        return self._answer("browsers")

    def audio(self) -> Observed[tuple[AudioDevice, ...]]:
        return self._answer("audio")

    def _by_name(self, fact: str, spec: Vpn, otherwise: Any) -> Observed[Any]:
        answer = self._answer(fact)
        if answer.value is None:
            return answer
        scripted = answer.value.get(spec.name, otherwise)
        return scripted if isinstance(scripted, Observed) else _ok(scripted)

    def _answer(self, fact: str) -> Observed[Any]:
        self.asked.append(fact)
        if fact in self._held:
            self._released.wait(HOLD_LIMIT_S)
        value = self._facts[fact]
        return value if isinstance(value, Observed) else _ok(value)


def _ok(value: T) -> Observed[T]:
    return Observed(Knowledge.OK, value, "fake")
