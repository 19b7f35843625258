"""What a verb may change of an adapter, as it is now: plain data, no secret, enough to put it back without us."""

import time
import uuid
from pathlib import Path
from typing import Any

import msgspec

from app.guides.actions.linux import checkpoint, names, profile, tables, value
from app.guides.actions.linux.bus import Bus
from app.guides.actions.linux.checkpoint import Checkpoint
from app.guides.actions.linux.device import ACTIVATED, Device, names_of
from app.guides.actions.linux.profile import Settings
from app.guides.actions.linux.tables import Tables
from app.guides.actions.linux.tunnel import running
from app.guides.hand import Before
from diagnostics.system.linux.network_manager import ROOT, SERVICE

_BOOT, _UPTIME = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/uptime")
_NAMES_S = 1.5  # while a change of name servers is being collected, NetworkManager has none at all for a moment
FRESH_S = 900.0
"""Within this time after the snapshot the laptop is taken to be where it was: a deed, the longest wait for its effect
(600 s) and a restart of the program. Later, addresses and routes of then may belong to another place."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The adapter, its profile, and the switches of the whole computer."""

    boot: str
    uptime_s: float
    networking: bool
    radio: bool
    managed: bool
    autoconnect: bool
    up: bool
    carrier: bool
    state: int  # NMDeviceState
    active: str | None = None  # the UUID of the profile that it was connected with
    profile: str | None = None  # the UUID of the profile that a verb would use: the same, or the likeliest
    sections: dict[str, Any] = {}  # of that profile, as `value.to_json`
    applied: dict[str, Any] = {}  # the same sections as in force, where they were not the profile's
    tables: Tables = Tables()
    lease: dict[str, str] = {}
    tunnels: tuple[str, ...] = ()  # UUIDs of the VPN profiles that were connected
    made: str  # a UUID for a profile that the verb may have to make
    guard: Checkpoint | None = None

    @property
    def was_connected(self) -> bool:
        """Whether it worked as far as NetworkManager could tell, and not only because nobody had noticed yet."""
        return self.state == ACTIVATED and self.up

    @property
    def is_fresh(self) -> bool:
        """Whether what it says of addresses and routes can still be meant."""
        boot, uptime_s = _now()
        return boot == self.boot and 0 <= uptime_s - self.uptime_s <= FRESH_S

    @property
    def settings(self) -> Settings:
        """The saved sections of the profile; of a journal that somebody has changed, these and no others."""
        return _read(self.sections)

    @property
    def in_force(self) -> Settings:
        """The saved sections as they were in force."""
        return _read(self.applied) or self.settings

    @property
    def leased(self) -> str | None:
        """The address that was borrowed from a DHCP server, while that still lends it."""
        address = self.lease.get("ip_address")
        try:
            over = float(self.lease.get("expiry", "inf")) <= time.time()
        except ValueError:
            over = False
        return None if over else address


def take(bus: Bus, device: Device) -> Snapshot:
    """Read everything, and ask NetworkManager to guard the adapter. Raises what `Bus` raises, and OSError."""
    found = device.properties()
    manager = bus.get_all(ROOT, SERVICE)
    path, chosen = device.profile(), device.choose()
    settings = profile.read(bus, chosen) if chosen else {}
    saved = _saved(settings)
    applied = _saved(device.applied()) if path and found["State"] == ACTIVATED else {}
    if found["State"] == ACTIVATED:
        bus.wait(lambda: bool(names.known(bus)), _NAMES_S)
    boot, uptime_s = _now()
    snapshot = Snapshot(
        boot=boot,
        uptime_s=uptime_s,
        networking=bool(manager["NetworkingEnabled"]),
        radio=bool(manager["WirelessEnabled"]),
        managed=bool(found["Managed"]),
        autoconnect=bool(found["Autoconnect"]),
        up=device.is_up,
        carrier=device.has_carrier,
        state=int(found["State"]),
        active=names_of(settings)[0] if path else None,
        profile=names_of(settings)[0] or None,
        sections=saved,
        applied=applied if applied != saved else {},
        tables=tables.acquire(device.adapter),
        lease=device.lease(),
        tunnels=tuple(running(bus)),
        made=str(uuid.uuid4()),
    )
    return msgspec.structs.replace(snapshot, guard=checkpoint.create(bus, device.path))


def to_before(snapshot: Snapshot) -> Before:
    """For the journal."""
    data: Before = msgspec.to_builtins(snapshot)
    return data


def from_before(before: Before) -> Snapshot:
    """From the journal. Raises ValueError when it is not a snapshot."""
    return msgspec.convert(before, Snapshot)


def _saved(settings: Settings) -> dict[str, Any]:
    return {name: value.to_json(section) for name, section in profile.sections(settings).items()} if settings else {}


def _read(saved: dict[str, Any]) -> Settings:
    return {name: value.from_json(saved[name]) for name in profile.FAMILIES if name in saved}


def _now() -> tuple[str, float]:
    return _BOOT.read_text(encoding="ascii").strip(), float(_UPTIME.read_text(encoding="ascii").split()[0])
