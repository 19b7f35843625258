"""VPNs that systemd runs as a service: which unit is meant, and starting it over D-Bus."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from enum import Enum
from fnmatch import fnmatchcase
from typing import NamedTuple

from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.bus import AnswerError, Bus, system_bus
from app.guides.actions.linux.outcome import DONE, NOTHING, is_so
from app.guides.hand import Before, Deed, Did, Target
from diagnostics.model.site import Vpn

SYSTEMD, _PATH = "org.freedesktop.systemd1", "/org/freedesktop/systemd1"
_MANAGER, _UNIT = f"{SYSTEMD}.Manager", f"{SYSTEMD}.Unit"
_LOOK_S = 3.0
_AFTERWARDS_S = 0.5  # of the deed's time, left for the answer
_JOB_S = 18.0  # for a job that was allowed; a deed may have much longer, for whoever has to type a password
ACTIVE = "active"
_AT_REST = frozenset({"inactive", "failed"})
_SETTLED = frozenset({ACTIVE, *_AT_REST})  # ActiveState, when no job is under way

PATTERNS = {
    "openvpn": ("openvpn-client@*.service", "openvpn@*.service", "openvpn.service"),
    "wireguard": ("wg-quick@*.service",),
    "ipsec": ("strongswan*.service", "ipsec.service"),
    "anyconnect": ("openconnect*.service", "vpnagentd.service"),
    "globalprotect": ("gpd.service",),
    "forticlient": ("openfortivpn*.service", "forticlient.service"),
    "tailscale": ("tailscaled.service",),
}
"""By the `kind` of the site file; the first that fit are the likeliest."""

OTHERS = {
    "tailscale0": ("tailscaled.service",),
    "Tailscale": ("tailscaled.service",),
    "Mullvad": ("mullvad-daemon.service",),
    "wg0-mullvad": ("mullvad-daemon.service",),
    "NordVPN": ("nordvpnd.service",),
    "nordlynx": ("nordvpnd.service",),
    "ZeroTier": ("zerotier-one.service",),
    "Cloudflare WARP": ("warp-svc.service",),
    "CloudflareWARP": ("warp-svc.service",),
    "Hamachi": ("logmein-hamachi.service",),
    "ExpressVPN": ("expressvpn.service",),
    "Private Internet Access": ("piavpn.service",),
}
"""Units of products that are not the organisation's, by the name of the product or of its tunnel."""

_FOREIGN = "no unit of this VPN"

# Debian's openvpn.service starts nothing itself: it stands for all openvpn@ together.
_UMBRELLAS = frozenset({"openvpn.service"})


class Unit(NamedTuple):
    """A unit that systemd has loaded."""

    name: str
    state: str  # ActiveState

    @property
    def runs(self) -> bool:
        """Whether it runs or is about to."""
        return self.state in (ACTIVE, "activating", "reloading")

    @property
    def instance(self) -> str:
        """ "office" of "openvpn-client@office.service"; empty without one."""
        return self.name.partition("@")[2].removesuffix(".service")


def find(bus: Bus, vpn: Vpn) -> Unit | None:
    """The unit of one of the organisation's VPNs; None when there is none or no way to tell which."""
    patterns = patterns_of(vpn)
    return choose(_loaded(bus, patterns), vpn) if patterns else None


def find_other(bus: Bus, name: str) -> Unit | None:
    """The unit of a tunnel that is not ours, by the name of its adapter or product; only one that runs."""
    running = [unit for unit in _loaded(bus, patterns_of_other(name)) if unit.runs]
    by_adapter = [unit for unit in running if unit.instance == name]
    by_product = [unit for unit in running if unit.name in OTHERS.get(name, ())]
    return next(iter([*by_adapter, *by_product]), None)


def _loaded(bus: Bus, patterns: Sequence[str]) -> list[Unit]:
    rows = bus.call(_PATH, _MANAGER, "ListUnitsByPatterns", "asas", [], list(patterns), asks=False)
    return [Unit(str(row[0]), str(row[3])) for row in rows if row[2] == "loaded"]


def patterns_of(vpn: Vpn) -> tuple[str, ...]:
    """How its units can be called. IT's own word about the process replaces what is known of the kind."""
    known = PATTERNS.get(vpn.kind, ())
    if vpn.process is None:
        return known
    short = vpn.process.rpartition("/")[2]
    if any(fnmatchcase(short, pattern.partition("@")[0].partition("*")[0] + "*") for pattern in known):
        return known
    # What stands for other letters in a pattern would make it fit units that IT never meant.
    return (f"{short}.service", f"{short}@*.service") if short.replace("-", "").replace("_", "").isalnum() else ()


def patterns_of_other(name: str) -> tuple[str, ...]:
    """The same for a tunnel that is not ours."""
    return (*OTHERS.get(name, ()), *PATTERNS["openvpn"], *PATTERNS["wireguard"])


def fits(name: str, target: Target) -> bool:
    """Whether a unit can be the one that this target means.

    Its name comes back from the journal, which any program of this person's can write, and is about to be started or
    stopped with an administrator's password.
    """
    patterns = patterns_of(target.vpn) if target.vpn else patterns_of_other(target.other_vpn or "")
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def choose(units: list[Unit], vpn: Vpn) -> Unit | None:
    """By the adapter, else by the VPN's name; else the only one, or the only one in use."""
    several = [unit for unit in units if unit.name not in _UMBRELLAS] or units
    name = _plain(vpn.name)
    choices = (
        [unit for unit in several if vpn.interface and unit.instance and fnmatchcase(unit.instance, vpn.interface)],
        [unit for unit in several if _plain(unit.instance) == name],
        several,
        [unit for unit in several if unit.state != "inactive"],
    )
    return next((fitting[0] for fitting in choices if len(fitting) == 1), None)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


class Manner(Enum):
    """What becomes of the unit."""

    START = "StartUnit"
    RESTART = "RestartUnit"
    STOP = "StopUnit"


class UnitAct:
    """Start, restart or stop the unit of the target's VPN. `only_stopped`: not ready where it runs already."""

    def __init__(self, manner: Manner, *, attended: bool, only_stopped: bool = False) -> None:
        self._manner = manner
        self._attended = attended
        self._only_stopped = only_stopped

    def ready(self, target: Target) -> bool:
        """Whether systemd has a unit for it."""
        return is_so(lambda: self._is_ready(self._find(target)))

    def _is_ready(self, found: Unit | None) -> bool:
        return found is not None and not (self._only_stopped and found.runs)

    def snapshot(self, target: Target) -> Before:
        """Which unit, and whether it runs; empty without one."""
        try:
            found = self._find(target)
        except FileNotFoundError:  # no bus
            found = None
        except AnswerError as error:
            raise LookupError(str(error)) from error
        return {} if found is None else {"unit": found.name, "runs": found.runs}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Do it, and wait until systemd says that it is so."""
        return answered(lambda: self._act(target, before, within_s))

    def _act(self, target: Target, before: Before, within_s: float) -> Deed:
        if "unit" not in before:
            return Deed(Did.UNSUPPORTED, "systemd has no unit for this VPN")
        if not fits(before["unit"], target):
            return Deed(Did.NO_TARGET, _FOREIGN)
        if before["runs"] is (self._manner is Manner.START) and self._manner is not Manner.RESTART:
            return NOTHING
        with self._bus(within_s) as bus:
            return self._job(bus, self._manner, before["unit"])

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Running or not, as it was."""
        return answered(lambda: self._restore(target, before, within_s))

    def _restore(self, target: Target, before: Before, within_s: float) -> Deed:
        if "unit" not in before:
            return NOTHING
        if not fits(before["unit"], target):
            return Deed(Did.NO_TARGET, _FOREIGN)
        with self._bus(within_s) as bus:
            if before["runs"]:
                runs = self._settled(bus, before["unit"]) == ACTIVE
                return NOTHING if runs else self._job(bus, Manner.START, before["unit"])
            # One that is still starting is stopped, not waited for.
            state, job = _state(bus, _path(bus, before["unit"]))
            return NOTHING if state in _AT_REST and not job else self._job(bus, Manner.STOP, before["unit"])

    def keep(self, target: Target, before: Before) -> None:
        """Nothing to release."""

    def _find(self, target: Target) -> Unit | None:
        with self._bus(_LOOK_S) as bus:
            if not bus.is_there():
                return None
            if target.vpn is not None:
                return find(bus, target.vpn)
            return find_other(bus, target.other_vpn) if target.other_vpn else None

    def _bus(self, within_s: float) -> AbstractContextManager[Bus]:
        return system_bus(SYSTEMD, within_s, attended=self._attended)

    def _job(self, bus: Bus, manner: Manner, name: str) -> Deed:
        bus.call(_PATH, _MANAGER, manner.value, "ss", name, "replace")
        state = self._settled(bus, name)
        if (state == ACTIVE) is (manner is not Manner.STOP) and state in _SETTLED:
            return DONE
        if state in _SETTLED:
            return Deed(Did.FAILED, f"{name} is {state} after {manner.value}")
        return Deed(Did.TIMED_OUT, f"{name} is still {state} after {manner.value}")

    def _settled(self, bus: Bus, name: str) -> str:
        """Its state once no job is under way any more, or when the time is over."""
        path = _path(bus, name)

        def is_over() -> bool:
            state, job = _state(bus, path)
            return state in _SETTLED and not job

        bus.wait(is_over, min(_JOB_S, max(0.0, bus.left_s - _AFTERWARDS_S)))
        return _state(bus, path)[0]


def _path(bus: Bus, name: str) -> str:
    return str(bus.call(_PATH, _MANAGER, "LoadUnit", "s", name, asks=False))


def _state(bus: Bus, path: str) -> tuple[str, bool]:
    """ActiveState, and whether a job is under way."""
    unit = bus.get_all(path, _UNIT)
    job = unit.get("Job")
    return str(unit["ActiveState"]), isinstance(job, tuple) and bool(job[0])
