"""Put an adapter back as a snapshot says: without a break where that can be; else by NetworkManager's own guard, by new
connections, and at last by hand.

Of a snapshot that is old only the verb's own change is taken back: the laptop may be at another place by now.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.guides.actions.linux import checkpoint, profile, tunnel
from app.guides.actions.linux.bus import AnswerError, Bus
from app.guides.actions.linux.device import ACTIVATED, DISCONNECTED, PREPARE, UNAVAILABLE, UNMANAGED, Device, find
from app.guides.actions.linux.impose import Likeness
from app.guides.actions.linux.profile import CONNECTION, Settings
from app.guides.actions.linux.snapshot import Snapshot
from app.guides.hand import Deed, Did
from diagnostics.system.linux.network_manager import ROOT, SERVICE

CONNECT_S = 6.0  # a DHCP server that answers at all has answered by then; its lease is then set by hand
_APPEAR_S = 8.0  # NetworkManager after a crash: systemd starts it again, and it has to find the adapters
_SETTLE_S = 4.0  # from "connected" to the last IPv6 route, and to the resolver's file
_CALM_S = 1.0  # the same when the connection was never cut
_APPLIED_S = 2.5  # the same after settings were applied: a router is asked for its announcement
_IMPOSED = 2  # times: setting servers has the router's announcement asked for anew, and nobody may answer
_STABLE_S = 0.4  # that long everything must stay as it was: an order of ours may still be under way
_BEGIN_S = 2.0


@dataclass(frozen=True)
class Own:
    """What a verb is there to change. That is put back even after days; the rest only while it can still be meant."""

    profile: Callable[[Settings], Settings] | None = None  # what it makes of a profile
    switches: bool = False  # of the whole computer: networking, radio
    connection: bool = False  # whether the adapter is looked after, and connected at all


def put_back(bus: Bus, adapter: str, before: Snapshot, own: Own) -> Deed:
    """The deed of putting back. Raises what `Bus` raises."""
    device = _appear(bus, adapter)
    fresh = before.is_fresh
    changed = _settings(bus, before, own)
    _remove_made(bus, before)
    if fresh or own.switches:
        _switch(bus, before)
    exact = fresh or own.connection
    left = [] if fresh and _without_a_break(device, before) else _thoroughly(device, before, changed, exact)
    checkpoint.destroy(bus, before.guard)
    if fresh and before.networking and not tunnel.revive(bus, before.tunnels, bus.left_s):
        left.append("vpn")
    return Deed(Did.FAILED, f"not as it was: {', '.join(left)}") if left else Deed(Did.DONE)


def _without_a_break(device: Device, before: Snapshot) -> bool:
    """Where it is still connected with the same profile: apply what was in force, and cut nothing."""
    if not before.was_connected or device.state != ACTIVATED or device.profile() != _path(device.bus, before.active):
        return False
    likeness = Likeness(device, before)
    if not likeness.differs() and not _applies_others(device, before):
        return _stays(device, likeness, 0.0) and device.state == ACTIVATED
    try:
        device.reapply(likeness.as_before())
        for _ in range(_IMPOSED):
            if _stays(device, likeness, _APPLIED_S):
                break
            likeness.impose()  # what the network gave then and gives no more, what somebody had set by hand
    except AnswerError:
        return False
    return _stays(device, likeness, _APPLIED_S) and device.state == ACTIVATED


def _applies_others(device: Device, before: Snapshot) -> bool:
    """Whether other settings are in force than before, though nothing shows yet: an address may still be on its way.

    A NetworkManager that died and came back has read the profile before we wrote it back.
    """
    applied = device.applied()
    families = [family for family in profile.FAMILIES if family in before.in_force]
    return any(profile.word(applied, one, "method") != profile.word(before.in_force, one, "method") for one in families)


def _thoroughly(device: Device, before: Snapshot, changed: bool, exact: bool) -> list[str]:
    """With NetworkManager's guard, new connections and settings by hand. What is left over."""
    was_with = device.connection()
    checkpoint.roll_back(device.bus, before.guard)
    if exact:
        device.switch("Autoconnect", before.autoconnect)
    if not before.networking:
        device.bus.wait(lambda: device.state <= UNMANAGED, _BEGIN_S)
        return []
    if not before.managed and exact:
        return _let_go(device, before)
    _connection(device, before, changed=changed, exact=exact)
    same = device.connection() == was_with
    return _likeness(device, before, _CALM_S if same else _SETTLE_S) if before.is_fresh else []


def _appear(bus: Bus, adapter: str) -> Device:
    found: list[Device] = []

    def appears() -> bool:
        try:
            found.append(find(bus, adapter))
        except (AnswerError, LookupError):
            return False
        return True

    if not bus.wait(appears, _APPEAR_S):
        raise LookupError("NetworkManager or the adapter is not there")
    return found[-1]


def _switch(bus: Bus, before: Snapshot) -> None:
    if bool(bus.get(ROOT, SERVICE, "WirelessEnabled")) is not before.radio:
        bus.put(ROOT, SERVICE, "WirelessEnabled", "b", before.radio)
    if bool(bus.get(ROOT, SERVICE, "NetworkingEnabled")) is not before.networking:
        bus.call(ROOT, SERVICE, "Enable", "b", before.networking)
        bus.wait(lambda: bool(bus.get(ROOT, SERVICE, "NetworkingEnabled")) is before.networking, _BEGIN_S)


def _settings(bus: Bus, before: Snapshot, own: Own) -> bool:
    """Write the saved sections into the profile where they are others now; whether they were.

    After a while they are not all ours: somebody may have typed something in since.
    """
    path = _path(bus, before.profile)
    if path is None or not (before.is_fresh or own.profile):
        return False
    now = profile.read(bus, path)
    wanted = before.settings
    if own.profile and not before.is_fresh:
        wanted = profile.taken_back(wanted, own.profile(wanted), now)
    if profile.sections(now) == wanted:
        return False
    profile.write(bus, path, {**now, **wanted})
    return True


def _path(bus: Bus, uuid: str | None) -> str | None:
    return profile.find(bus, uuid) if uuid else None


def _remove_made(bus: Bus, before: Snapshot) -> None:
    path = profile.find(bus, before.made)
    if path is not None:
        bus.call(path, CONNECTION, "Delete")


def _let_go(device: Device, before: Snapshot) -> list[str]:
    """Not looked after by NetworkManager, with the addresses that somebody else had given it; what is left over."""
    likeness = Likeness(device, before)
    if device.state == UNMANAGED and device.is_up is before.up and not likeness.differs():
        return []
    device.switch("Autoconnect", on=False)  # or it connects as soon as it is looked after
    device.switch("Managed", on=True)
    device.bus.wait(lambda: device.state > UNAVAILABLE, _BEGIN_S)
    if before.tables.addresses:
        left = _impose(device, before, likeness, 0.0)
    else:
        device.disconnect()
        left = []
    device.switch("Managed", on=False)  # it keeps what it has
    device.switch("Autoconnect", before.autoconnect)
    return left if device.is_up is before.up or before.up or _switch_off(device) else [*left, "on"]


def _switch_off(device: Device) -> bool:
    """Switch off an adapter that is not looked after; whether it is off.

    Only root may do that, but a guard that goes back to "not looked after" does it as well, unlike the order itself,
    and only where NetworkManager has taken the adapter for its own: that is, begun to connect it.
    """
    guard = checkpoint.create(device.bus, device.path)
    device.switch("Managed", on=True)
    device.bus.wait(lambda: device.state > UNAVAILABLE, _BEGIN_S)
    path = device.choose()
    if path is not None:
        device.begin(path)
    checkpoint.roll_back(device.bus, guard)
    device.bus.wait(lambda: device.state == UNMANAGED, _BEGIN_S)  # it is done a moment after the answer
    device.switch("Managed", on=False)
    return device.bus.wait(lambda: not device.is_up, _BEGIN_S)


def _connection(device: Device, before: Snapshot, *, changed: bool, exact: bool) -> None:
    """Connected with the same profile, or not connected."""
    bus = device.bus
    wanted = _path(bus, before.active)
    if before.managed:
        device.switch("Managed", on=True)
    if wanted is not None and before.was_connected:
        if changed and not exact and device.profile() != wanted:
            return  # it is connected with something else today, and stays so
        if changed or not PREPARE <= device.state <= ACTIVATED or device.profile() != wanted:
            device.begin(wanted)
        if before.tables.addresses:
            bus.wait(lambda: device.state == ACTIVATED, CONNECT_S)
    elif wanted is not None and before.up:
        if device.state < PREPARE:
            device.begin(wanted)  # it was trying, and goes on trying
    elif exact and not (before.up and before.state == UNAVAILABLE):
        device.disconnect()  # unless a cable was missing: one that came meanwhile is not for us to undo


def _likeness(device: Device, before: Snapshot, settle_s: float) -> list[str]:
    """What is not as it was, after everything that can be done about it."""
    likeness = Likeness(device, before)
    if before.was_connected:
        return _impose(device, before, likeness, settle_s)
    if not before.up or before.state > DISCONNECTED:
        # Switched off, its last addresses were about to go. Connecting, it got what it would have got without us.
        return []
    device.bus.wait(lambda: not likeness.differs(), settle_s)
    return [item for item in likeness.differs() if item != "servers"]


def _impose(device: Device, before: Snapshot, likeness: Likeness, settle_s: float) -> list[str]:
    """Wait until everything is as it was; what does not come by itself is set by hand. What is left over."""
    for is_second in (False, True):
        if device.state == ACTIVATED and _stays(device, likeness, settle_s):
            return []
        if not likeness.differs():
            break
        if is_second:  # an address that a NetworkManager which died has left: the new one takes it for a stranger's
            device.disconnect()
        _begun(device, before)
        likeness.impose()
        settle_s = _SETTLE_S
    return [] if _stays(device, likeness, settle_s) else likeness.differs()


def _stays(device: Device, likeness: Likeness, settle_s: float) -> bool:
    bus = device.bus
    settled = bus.wait(lambda: not likeness.differs(), settle_s)
    return settled and not bus.wait(lambda: bool(likeness.differs()), _STABLE_S)


def _begun(device: Device, before: Snapshot) -> None:
    """Far enough that addresses can be applied: a connection without any lease ends again and again."""
    if device.has_begun():
        return
    path = _path(device.bus, before.active) or device.choose()
    if path is not None:
        device.begin(path)
        device.bus.wait(device.has_begun, _BEGIN_S)
