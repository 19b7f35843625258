"""The VPN verbs, for VPNs that are profiles of NetworkManager. Others have acts of their own."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec

from app.guides.actions.linux import names, profile, trail, tunnel
from app.guides.actions.linux.adapter import NAMES_S
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.bus import AnswerError, Bus, system_bus
from app.guides.actions.linux.profile import NONE
from app.guides.actions.linux.trail import Trail
from app.guides.hand import Act, Before, Deed, Did, Target
from diagnostics.system.linux.network_manager import ROOT, SERVICE

_READY_S = 1.5
_LOOK_S = 4.0
_RESERVE_S = 1.0
_END_S = 5.0  # a VPN says good-bye to its gateway, which may be out of reach
_MOST_S = 15.0
_READY_AGAIN_S = 8.0  # NetworkManager after a crash: started by systemd, and connected
# The plugin's window asks for a password; what the person types then takes as long as it takes.
ASKS = Deed(Did.DONE, "the person is asked to sign in")


class _Saved(msgspec.Struct, frozen=True, kw_only=True):
    """The VPN profile, and whether it was connected."""

    uuid: str
    active: bool
    trails: tuple[Trail, ...] = ()  # what it adds to other adapters; a NetworkManager that dies leaves it there


def acts(attended: bool = True) -> dict[str, Act]:
    """The acts by verb."""
    return {
        "vpn.start_client": VpnAct(_start, attended=attended),
        "vpn.reconnect": VpnAct(_reconnect, attended=attended),
        "vpn.reapply_routes": VpnAct(_reapply, attended=attended),
        "vpn.reapply_dns": VpnAct(_reapply_names, attended=attended),
        "vpn.disconnect_other": VpnAct(_disconnect, attended=attended),
    }


class VpnAct:
    """A verb on one VPN profile. See `app.guides.hand.Act`."""

    def __init__(self, verb: Callable[[Bus, str], Deed], *, attended: bool) -> None:
        self._verb = verb
        self._attended = attended

    def ready(self, target: Target) -> bool:
        """Whether NetworkManager runs and has the profile; of a foreign VPN, whether it is connected."""
        try:
            with system_bus(SERVICE, _READY_S) as bus:
                return bus.is_there() and self._find(bus, target) is not None
        except (AnswerError, LookupError, OSError):
            return False

    def snapshot(self, target: Target) -> Before:
        """Which profile it is, and whether it is connected; empty when it is not ready."""
        try:
            with system_bus(SERVICE, _LOOK_S) as bus:
                uuid = self._find(bus, target) if bus.is_there() else None
                if uuid is None:
                    return {}
                saved = _Saved(uuid=uuid, active=uuid in tunnel.running(bus), trails=trail.trails(bus))
                before: Before = msgspec.to_builtins(saved)
                return before
        except FileNotFoundError:
            return {}
        except AnswerError as error:
            raise LookupError(str(error)) from error

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  the profile is in `before`
        """Do it and wait for it."""
        if not before:
            return Deed(Did.NO_TARGET, "no VPN profile")

        def do() -> Deed:
            with self._bus(within_s) as bus:
                return self._verb(bus, msgspec.convert(before, _Saved).uuid)

        return answered(do)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Connected again if it was, else disconnected."""
        if not before:
            return Deed(Did.NOTHING_TO_DO)

        def undo() -> Deed:
            saved = msgspec.convert(before, _Saved)
            with self._bus(min(within_s, _MOST_S)) as bus:
                bus.wait(lambda: _leads_out(bus), _READY_AGAIN_S)
                return _put_back(bus, saved)

        return answered(undo)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing guards a VPN."""

    def _find(self, bus: Bus, target: Target) -> str | None:
        if target.vpn is not None:
            found = tunnel.match(bus, target.vpn)
            return found.uuid if found else None
        return _other(bus, target.other_vpn) if target.other_vpn else None

    def _bus(self, within_s: float) -> AbstractContextManager[Bus]:
        return system_bus(SERVICE, within_s, attended=self._attended)


def _put_back(bus: Bus, saved: _Saved) -> Deed:
    runs = saved.uuid in tunnel.running(bus)
    if runs and not saved.active:
        tunnel.disconnect(bus, saved.uuid, bus.left_s)
    erased = not saved.active and trail.erase(bus, saved.trails)
    if runs is saved.active:
        return Deed(Did.DONE if erased else Did.NOTHING_TO_DO)
    return _connect(bus, saved.uuid) if saved.active else Deed(Did.DONE)


def _other(bus: Bus, name: str) -> str | None:
    for uuid, active in tunnel.running(bus).items():
        if name in active.adapters or name.casefold() == active.name.casefold():
            return uuid
    return None


def _start(bus: Bus, uuid: str) -> Deed:
    return Deed(Did.NOTHING_TO_DO) if _is_up(bus, uuid) else _connect(bus, uuid)


def _reconnect(bus: Bus, uuid: str) -> Deed:
    tunnel.disconnect(bus, uuid, _END_S)
    return _connect(bus, uuid)


def _reapply(bus: Bus, uuid: str) -> Deed:
    """A plugin's VPN cannot be applied anew: its routes and servers come from the gateway, when it connects."""
    active = tunnel.running(bus).get(uuid)
    if active is None or not active.is_up or not active.can_reapply:
        return _reconnect(bus, uuid)
    tunnel.reapply(bus, active)
    return Deed(Did.DONE)


def _reapply_names(bus: Bus, uuid: str) -> Deed:
    """Where another program has only overwritten the file, writing it again cuts nothing."""
    overwritten = _is_up(bus, uuid) and not names.are_in_use(bus)
    if overwritten and names.write(bus) and bus.wait(lambda: names.are_in_use(bus), NAMES_S):
        return Deed(Did.DONE)
    return _reapply(bus, uuid)


def _disconnect(bus: Bus, uuid: str) -> Deed:
    if uuid not in tunnel.running(bus):
        return Deed(Did.NOTHING_TO_DO)
    tunnel.disconnect(bus, uuid, _left_s(bus))
    return Deed(Did.DONE)


def _connect(bus: Bus, uuid: str) -> Deed:
    path = profile.find(bus, uuid)
    if path is None:
        return Deed(Did.FAILED, "the VPN profile is gone")
    why = tunnel.connect(bus, path, _left_s(bus))
    if not why:
        return Deed(Did.DONE)
    return ASKS if why == tunnel.SIGN_IN else Deed(Did.FAILED, why)


def _leads_out(bus: Bus) -> bool:
    """Whether NetworkManager is there, and has something over which a VPN can be connected."""
    try:
        return bool(bus.get(ROOT, SERVICE, "PrimaryConnection") != NONE)
    except (AnswerError, LookupError):
        return False


def _is_up(bus: Bus, uuid: str) -> bool:
    active = tunnel.running(bus).get(uuid)
    return active is not None and active.is_up


def _left_s(bus: Bus) -> float:
    return max(0.0, bus.left_s - _RESERVE_S)
