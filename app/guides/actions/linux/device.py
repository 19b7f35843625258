"""One adapter as NetworkManager has it: what it is doing, with which profile, and how to make it do something else."""

import math
import time
from collections.abc import Mapping
from typing import Any

from app.guides.actions.linux import profile
from app.guides.actions.linux.bus import AnswerError, Bus, Properties
from app.guides.actions.linux.profile import NONE, Settings
from diagnostics.system.linux.network_manager import ROOT, SERVICE

DEVICE = f"{SERVICE}.Device"
ACTIVE = f"{SERVICE}.Connection.Active"

# NMDeviceState
UNMANAGED, UNAVAILABLE, DISCONNECTED, PREPARE, ACTIVATED = 10, 20, 30, 40, 100
# NMActiveConnectionState
_ACTIVE_ENDING = 3
_EXTERNAL = 0x80  # NMActivationStateFlags
_LEASE = ("ip_address", "expiry", "dhcp_lease_time")
# NMDeviceInterfaceFlags
_FLAG_UP, _FLAG_CARRIER = 0x1, 0x10000
_PLAIN_TYPES = {
    1: "802-3-ethernet",
    20: "802-3-ethernet",
}  # Ethernet, and a virtual cable: a profile needs no word more

_START_S = 3.0  # from the order to connect until addresses can be given: no network is asked before


def find(bus: Bus, adapter: str) -> "Device":
    """The adapter. Raises LookupError when NetworkManager does not know it."""
    for path in bus.get(ROOT, SERVICE, "AllDevices"):
        try:
            if bus.get(path, DEVICE, "Interface") == adapter:
                return Device(bus, path, adapter)
        except (AnswerError, LookupError):
            continue  # it has gone while we looked: a tunnel, a dock
    raise LookupError(f"NetworkManager has no {adapter}")


class Device:
    """One adapter, while one deed lasts. Methods raise what `Bus` raises."""

    def __init__(self, bus: Bus, path: str, adapter: str) -> None:
        self.bus = bus
        self.path = path
        self.adapter = adapter

    def properties(self) -> Properties:
        """Everything that NetworkManager tells of it."""
        return self.bus.get_all(self.path, DEVICE)

    @property
    def state(self) -> int:
        """An NMDeviceState."""
        return int(self.bus.get(self.path, DEVICE, "State"))

    @property
    def is_up(self) -> bool:
        """Whether it is switched on (IFF_UP)."""
        return bool(self.bus.get(self.path, DEVICE, "InterfaceFlags") & _FLAG_UP)

    @property
    def is_looked_after(self) -> bool:
        """Whether NetworkManager sets it up, and nobody else does. Without networking everything is let go."""
        if not self.bus.get(self.path, DEVICE, "Managed"):
            return not self.bus.get(ROOT, SERVICE, "NetworkingEnabled")
        active = self.connection()
        return active == NONE or not is_external(self.bus.get_all(active, ACTIVE))

    @property
    def has_carrier(self) -> bool:
        """Whether there is somebody at the other end of the cable."""
        return bool(self.bus.get(self.path, DEVICE, "InterfaceFlags") & _FLAG_CARRIER)

    def connection(self) -> str:
        """The path of what it is, or is being, connected with: another one after every new start."""
        return str(self.bus.get(self.path, DEVICE, "ActiveConnection"))

    def profile(self) -> str | None:
        """The path of the profile of that connection."""
        active = self.connection()
        if active == NONE:
            return None
        try:
            found = str(self.bus.get(active, ACTIVE, "Connection"))
        except (AnswerError, LookupError):
            return None  # it ended between the two questions
        return found if found != NONE else None

    def lease(self) -> dict[str, str]:
        """What the DHCP server gave, by NetworkManager's names ("ip_address", "expiry"); empty without one."""
        path = self.bus.get(self.path, DEVICE, "Dhcp4Config")
        if path == NONE:
            return {}
        try:
            options: Mapping[str, tuple[str, str]] = self.bus.get(path, f"{SERVICE}.DHCP4Config", "Options")
        except (AnswerError, LookupError):
            return {}
        return {name: str(value) for name, (_, value) in options.items() if name in _LEASE}

    def lease_age_s(self) -> float:
        """How long ago the lease was given or renewed, in seconds; infinite without one, 0 when nobody knows."""
        lease = self.lease()
        if "ip_address" not in lease:
            return math.inf
        try:
            return time.time() - (float(lease["expiry"]) - float(lease["dhcp_lease_time"]))
        except (KeyError, ValueError):
            return 0.0

    # ------------------------------------------------------------------------------------------ orders

    def switch(self, name: str, on: bool) -> None:
        """Set "Managed" or "Autoconnect", where it is not so already."""
        if bool(self.bus.get(self.path, DEVICE, name)) is not on:
            self.bus.put(self.path, DEVICE, name, "b", on)

    def disconnect(self) -> None:
        """End what it is connected with, and wait until the addresses have gone. Nothing to do is fine."""
        if self.state >= PREPARE:
            self.bus.call(self.path, DEVICE, "Disconnect")
            self.bus.wait(lambda: self.state <= DISCONNECTED, _START_S)

    def begin(self, path: str) -> str:
        """Connect with a profile; returns the path of the connection at once."""
        return str(self.bus.call(ROOT, SERVICE, "ActivateConnection", "ooo", path, self.path, NONE))

    def begin_new(self, uuid: str) -> str:
        """Make a plain automatic profile with this UUID and connect with it; the connection's path."""
        kind = _PLAIN_TYPES.get(int(self.bus.get(self.path, DEVICE, "DeviceType")))
        if kind is None:
            raise LookupError("no profile")
        settings: Settings = {
            "connection": {
                "id": ("s", self.adapter),
                "uuid": ("s", uuid),
                "type": ("s", kind),
                "interface-name": ("s", self.adapter),
            },
            "ipv4": {"method": ("s", "auto")},
            "ipv6": {"method": ("s", "auto")},
        }
        self.bus.call(ROOT, SERVICE, "AddAndActivateConnection", "a{sa{sv}}oo", settings, self.path, NONE)
        return str(self.bus.get(self.path, DEVICE, "ActiveConnection"))

    def has_begun(self) -> bool:
        """Whether it is far enough to be told its addresses."""
        return PREPARE < self.state <= ACTIVATED

    def is_over(self, active: str) -> bool:
        """Whether a connection that was begun has ended: refused, or no address in time."""
        try:
            return int(self.bus.get(active, ACTIVE, "State")) >= _ACTIVE_ENDING
        except (AnswerError, LookupError):
            if not self.bus.is_there():
                raise
            return True

    def reason(self) -> int:
        """NMDeviceStateReason of the last change, for IT."""
        return int(self.bus.get(self.path, DEVICE, "StateReason")[1])

    def reapply(self, settings: Settings | None = None) -> None:
        """Set kernel and resolver to these settings, else to those of the profile, without a break."""
        self.bus.call(self.path, DEVICE, "Reapply", "a{sa{sv}}tu", settings or {}, 0, 0)

    def applied(self) -> Settings:
        """The settings in force, which need not be the profile's (any more)."""
        settings: Settings = self.bus.call(self.path, DEVICE, "GetAppliedConnection", "u", 0)
        return profile.plain(settings)

    def choose(self) -> str | None:
        """The profile to connect with: the present one, else the likeliest of those that fit it."""
        present = self.profile()
        if present is not None:
            return present
        fitting = [str(path) for path in self.bus.get(self.path, DEVICE, "AvailableConnections")]
        # A cable that seems unplugged, or a switched off adapter, has no profile that is available.
        paths = fitting or self._made_for_it()
        return max(paths, key=self._likelihood, default=None)

    def _made_for_it(self) -> list[str]:
        found = self.properties()
        kind = _PLAIN_TYPES.get(found["DeviceType"])
        mac = bytes.fromhex(str(found["HwAddress"]).replace(":", ""))
        return [
            path
            for path, settings in profile.listed(self.bus).items()
            if kind is not None
            and profile.word(settings, "connection", "type") == kind
            and profile.word(settings, "connection", "interface-name", self.adapter) == self.adapter
            and profile.word(settings, kind, "mac-address", mac) == mac
        ]

    def _likelihood(self, path: str) -> tuple[bool, int, int]:
        settings = profile.read(self.bus, path)
        return (
            profile.word(settings, "connection", "autoconnect", True),
            profile.word(settings, "connection", "autoconnect-priority", 0),
            profile.word(settings, "connection", "timestamp", 0),
        )


def is_external(active: Properties) -> bool:
    """Whether another program made this connection, and NetworkManager only looks on."""
    return bool(active.get("StateFlags", 0) & _EXTERNAL)


def names_of(settings: Settings) -> tuple[str, str]:
    """(UUID, type) of a profile."""
    return profile.word(settings, "connection", "uuid", ""), profile.word(settings, "connection", "type", "")


def merged(settings: Settings, family: str, changes: Mapping[str, tuple[str, Any] | None]) -> Settings:
    """The settings with some words of one family changed; None takes a word out."""
    section = {**settings.get(family, {}), **changes}
    return {**settings, family: {name: value for name, value in section.items() if value is not None}}
