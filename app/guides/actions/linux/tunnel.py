"""VPNs that are profiles of NetworkManager: which one is meant, connect, disconnect, apply anew."""

import time
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from app.guides.actions.linux import profile
from app.guides.actions.linux.bus import AnswerError, Bus
from app.guides.actions.linux.device import ACTIVE, DEVICE, Device, is_external
from app.guides.actions.linux.profile import NONE, Settings
from diagnostics.model.site import Vpn
from diagnostics.system.linux import table
from diagnostics.system.linux.network_manager import ROOT, SERVICE

KINDS = ("vpn", "wireguard")
# Where the plugins keep the address of the gateway: openvpn; openconnect, fortisslvpn, sstp, l2tp, pptp; strongswan;
# vpnc; libreswan. It can hold several, and ports.
_GATEWAY_WORDS = ("remote", "gateway", "address", "IPSec gateway", "right")

_AT_ONCE_S = 0.5  # no gateway has been asked by then
# After a disconnection OpenVPN says good-bye for one and a half seconds, and holds its tunnel as long.
_LEFTOVER_S = 4.0
_COLONS_OF_NAME = 2  # host:port:protocol; a literal IPv6 address has more

_ACTIVATING, _ACTIVATED, _DEACTIVATING = 1, 2, 3  # NMActiveConnectionState
SIGN_IN = "sign-in"
_NEED_AUTH = 2  # NMVpnConnectionState: the person is asked for a password


class Tunnel(msgspec.Struct, frozen=True):
    """A VPN profile."""

    path: str
    uuid: str
    name: str
    kind: str  # one of KINDS


class Running(msgspec.Struct, frozen=True):
    """A VPN profile that is connected, or about to be."""

    path: str  # of the connection
    profile: str
    uuid: str
    name: str
    state: int
    adapters: tuple[str, ...]
    kind: str

    @property
    def is_up(self) -> bool:
        """Whether it is connected."""
        return self.state == _ACTIVATED

    @property
    def can_reapply(self) -> bool:
        """Whether it is an adapter like others, with settings that can be applied anew."""
        return self.kind == "wireguard" and bool(self.adapters)


def known(bus: Bus) -> dict[Tunnel, Settings]:
    """Every VPN profile that this person may see."""
    found = {}
    for path, settings in profile.listed(bus).items():
        kind = profile.word(settings, "connection", "type")
        if kind in KINDS:
            name = profile.word(settings, "connection", "id", "")
            found[Tunnel(path, profile.word(settings, "connection", "uuid", ""), name, kind)] = settings
    return found


def match(bus: Bus, vpn: Vpn) -> Tunnel | None:
    """The profile of one of the organisation's VPNs: by gateway and name, gateway, name, or the name of its adapter.

    The gateway says more than the name: the profile of a VPN that has moved keeps its name, and leads nowhere.
    """
    profiles = known(bus)
    hosts = {_host(gateway) for gateway in vpn.gateways}

    def is_called(tunnel: Tunnel) -> bool:
        return tunnel.name.casefold() == vpn.name.casefold()

    def leads_there(settings: Settings) -> bool:
        return not hosts.isdisjoint(_gateways(settings))

    tests: tuple[Callable[[Tunnel, Settings], bool], ...] = (
        lambda tunnel, settings: is_called(tunnel) and leads_there(settings),
        lambda _, settings: leads_there(settings),
        lambda tunnel, _: is_called(tunnel),
        lambda _, settings: (
            vpn.interface is not None
            and fnmatchcase(profile.word(settings, "connection", "interface-name", ""), vpn.interface)
        ),
    )
    for test in tests:
        fitting = [tunnel for tunnel, settings in profiles.items() if test(tunnel, settings)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def running(bus: Bus) -> dict[str, Running]:
    """The VPN profiles that are connected or about to be, by UUID; without tunnels that another program made."""
    found = {}
    for path in bus.get(ROOT, SERVICE, "ActiveConnections"):
        try:
            active = bus.get_all(path, ACTIVE)
            if active["Type"] not in KINDS or is_external(active):
                continue
            if active["State"] in (_ACTIVATING, _ACTIVATED):
                found[str(active["Uuid"])] = Running(
                    path=str(path),
                    profile=str(active["Connection"]),
                    uuid=str(active["Uuid"]),
                    name=str(active["Id"]),
                    state=int(active["State"]),
                    adapters=tuple(_adapters(bus, active)),
                    kind=str(active["Type"]),
                )
        except (AnswerError, LookupError):
            continue  # it ended while we looked
    return found


def connect(bus: Bus, path: str, within_s: float) -> str:
    """Connect with a VPN profile and wait. "" when it is up, SIGN_IN while the person is asked; else why not.

    Raises what `Bus` raises, TimeoutError when nothing was decided in time.
    """
    first = time.monotonic()
    while True:
        begin = time.monotonic()
        active = str(bus.call(ROOT, SERVICE, "ActivateConnection", "ooo", path, NONE, NONE))
        state = _decided(bus, active, first + within_s - begin)
        if state == _ACTIVATED:
            return ""
        if state == _ACTIVATING:
            if _asks_person(bus, active):
                return SIGN_IN
            raise TimeoutError("the VPN is still connecting")
        now = time.monotonic()
        if now - begin > _AT_ONCE_S or now - first > _LEFTOVER_S:
            return "the VPN refused or gave up"
        bus.wait(lambda: False, _AT_ONCE_S)


def _decided(bus: Bus, active: str, within_s: float) -> int:
    bus.wait(lambda: _state(bus, active) not in (0, _ACTIVATING), within_s)
    return _state(bus, active)


def disconnect(bus: Bus, uuid: str, within_s: float) -> None:
    """End it and wait until it is gone. Raises TimeoutError when it is not."""
    found = running(bus).get(uuid)
    if found is None:
        return
    bus.call(ROOT, SERVICE, "DeactivateConnection", "o", found.path)
    if not bus.wait(lambda: uuid not in running(bus), within_s):
        raise TimeoutError("the VPN is still disconnecting")


def revive(bus: Bus, uuids: tuple[str, ...], within_s: float) -> bool:
    """Connect those again that fell when the adapter under them was cut; whether all of them are up."""
    for uuid in uuids:
        if uuid in running(bus):
            continue
        path = profile.find(bus, uuid)
        try:
            if path is None or connect(bus, path, within_s):
                return False
        except (AnswerError, LookupError, PermissionError, TimeoutError):
            return False
    return True


def reapply(bus: Bus, found: Running) -> None:
    """Set routes and name servers of a WireGuard tunnel anew, without a break."""
    for adapter in found.adapters:
        path = str(bus.call(ROOT, SERVICE, "GetDeviceByIpIface", "s", adapter))
        Device(bus, path, adapter).reapply()


def _adapters(bus: Bus, active: dict[str, Any]) -> list[str]:
    if active["Type"] == "wireguard":
        return [str(bus.get(device, DEVICE, "Interface")) for device in active["Devices"]]
    # Of a plugin's VPN NetworkManager names the adapter below it. The tunnel is the one that has its address.
    own = set()
    for word, interface in (("Ip4Config", "IP4Config"), ("Ip6Config", "IP6Config")):
        if active.get(word, NONE) != NONE:
            config = bus.get_all(active[word], f"{SERVICE}.{interface}")
            own |= {place["address"][1] for place in config.get("AddressData", [])}
    links = {row["index"]: str(row["name"]) for row in table.acquire_links()}
    return sorted({links[row["index"]] for row in table.acquire_addresses() if row["address"] in own})


def _state(bus: Bus, active: str) -> int:
    try:
        return int(bus.get(active, ACTIVE, "State"))
    except (AnswerError, LookupError):
        if not bus.is_there():
            raise
        return _DEACTIVATING + 1


def _asks_person(bus: Bus, active: str) -> bool:
    try:
        return bool(bus.get(active, f"{SERVICE}.VPN.Connection", "VpnState") == _NEED_AUTH)
    except (AnswerError, LookupError):
        return False


def _gateways(settings: Settings) -> set[str]:
    data: dict[str, str] = profile.word(settings, "vpn", "data", {})
    texts = [text for name in _GATEWAY_WORDS for text in data.get(name, "").replace(",", " ").split()]
    peers: list[dict[str, tuple[str, Any]]] = profile.word(settings, "wireguard", "peers", [])
    texts += [str(peer["endpoint"][1]) for peer in peers if "endpoint" in peer]
    return {_host(text) for text in texts}


def _host(text: str) -> str:
    """The host of "vpn.example.org:1194/udp", "[2001:db8::1]:51820", "vpn.example.org:1194:udp", a literal address."""
    text = text.partition("/")[0].strip().lower().rstrip(".")
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text if text.count(":") > _COLONS_OF_NAME else text.partition(":")[0].rstrip(".")
