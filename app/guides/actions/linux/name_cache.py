"""Emptying the cache of names, where this computer has one."""

from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.bus import system_bus
from app.guides.actions.linux.outcome import DONE, is_so
from app.guides.actions.momentary import Momentary
from app.guides.hand import Before, Deed, Did, Target
from diagnostics.system.linux.process import acquire_processes, runs_here
from diagnostics.system.linux.resolver import acquire_resolv_conf, parse_resolv_conf

RESOLVED, _PATH = "org.freedesktop.resolve1", "/org/freedesktop/resolve1"
_LOOK_S = 2.0

# They keep names for all programs, and only root can empty them.
_CACHES = ("nscd", "unscd")
_LOOPBACK = ("127.", "::1")


class FlushNames(Momentary):
    """dns.flush: systemd-resolved forgets what it has been told. Without any cache there is nothing to forget."""

    def ready(self, target: Target) -> bool:  # noqa: ARG002
        """Not where the cache is one that only root can empty."""
        return is_so(_has_resolved) or not _is_closed()

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Ask for it; the answer comes when it is done."""
        return answered(lambda: self._flush(within_s))

    def _flush(self, within_s: float) -> Deed:
        if not is_so(_has_resolved):
            return Deed(Did.NOTHING_TO_DO, "this computer keeps no names")
        with system_bus(RESOLVED, within_s) as bus:
            bus.call(_PATH, f"{RESOLVED}.Manager", "FlushCaches", asks=False)
        return DONE


def _has_resolved() -> bool:
    with system_bus(RESOLVED, _LOOK_S) as bus:
        return bus.is_there()


def _is_closed() -> bool:
    """Whether a cache runs that is not ours to empty: a known one, or whatever answers on this computer itself."""
    if any(runs_here(row) for row in acquire_processes(_CACHES)):
        return True
    try:
        servers = parse_resolv_conf(acquire_resolv_conf())[0]
    except OSError:
        return False
    return any(server.startswith(_LOOPBACK) for server in servers)
