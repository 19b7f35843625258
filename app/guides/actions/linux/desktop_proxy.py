"""Proxy settings of the desktop: switched off, or set to IT's script. The same settings count as in a diagnosis."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from app.guides.actions.linux import gnome_proxy, kde_proxy
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.outcome import DONE, NOTHING, is_so
from app.guides.hand import Before, Deed, Did, Target
from diagnostics.system.linux.proxy import acquire_environment, normalise_environment

GNOME, KDE = "gnome", "kde"
_IN_USE: dict[str, Callable[[], bool]] = {GNOME: gnome_proxy.is_in_use, KDE: kde_proxy.is_in_use}
_IS_THERE: dict[str, Callable[[], bool]] = {GNOME: gnome_proxy.is_there, KDE: kde_proxy.is_there}
_READ: dict[str, Callable[[], Any]] = {GNOME: gnome_proxy.read, KDE: kde_proxy.read}
_WRITE: dict[str, Callable[[Any], None]] = {GNOME: gnome_proxy.write, KDE: kde_proxy.write}
_OFF: dict[str, dict[str, str]] = {
    GNOME: {gnome_proxy.MODE: "none"},
    KDE: {kde_proxy.KIND: kde_proxy.NO_PROXY},
}
_SCRIPT_KEY = {GNOME: gnome_proxy.SCRIPT, KDE: kde_proxy.SCRIPT}
_LONGEST_URL = 2048


class Proxy:
    """Both verbs: `by_script` False switches the proxy off, True sets IT's script."""

    def __init__(self, *, by_script: bool) -> None:
        self._by_script = by_script

    def ready(self, target: Target) -> bool:
        """Not where only the environment of the session names a proxy: no program can change that from outside."""
        return is_so(lambda: self._is_ready(target))

    def _is_ready(self, target: Target) -> bool:
        if self._desktops(target):
            return True
        return target.pac is None if self._by_script else not normalise_environment(acquire_environment())

    def snapshot(self, target: Target) -> Before:
        """The keys that will change, by desktop. Raises OSError, LookupError."""
        found: Before = {}
        for desktop in self._desktops(target):
            now = _READ[desktop]()
            found[desktop] = {name: now[name] for name in self._wanted(desktop, target)}
            if any(value is not None and _holds_login(value) for value in found[desktop].values()):
                raise LookupError("the present setting holds a password, which is not copied")
        return found

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  every step has its limit
        """Change them, where they differ."""
        return answered(lambda: self._act(target, before))

    def _act(self, target: Target, before: Before) -> Deed:
        if self._by_script and (target.pac is None or not _is_plain(target.pac)):
            return Deed(Did.NO_TARGET, "the site file names no proxy script")
        wanted = {desktop: self._wanted(desktop, target) for desktop in before}
        differing = [desktop for desktop in before if before[desktop] != wanted[desktop]]
        for desktop in differing:
            _WRITE[desktop](wanted[desktop])
        return DONE if differing else NOTHING

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """The keys as they were."""
        return answered(lambda: self._restore(before))

    def _restore(self, before: Before) -> Deed:
        changed = False
        for desktop, keys in before.items():
            now = _READ[desktop]()
            if any(now[name] != value for name, value in keys.items()):
                _WRITE[desktop](keys)
                changed = True
        return DONE if changed else NOTHING

    def keep(self, target: Target, before: Before) -> None:
        """Nothing to release."""

    def _desktops(self, target: Target) -> list[str]:
        """The desktops whose settings hold a proxy. For a script where none does: the one that is there, KDE first,
        which also says so when GNOME's program is installed beside it.
        """
        in_use = [desktop for desktop, question in _IN_USE.items() if question()]
        if in_use or not self._by_script or target.pac is None:
            return in_use
        return [desktop for desktop in (KDE, GNOME) if _IS_THERE[desktop]()][:1]

    def _wanted(self, desktop: str, target: Target) -> dict[str, str]:
        if not self._by_script:
            return _OFF[desktop]
        script = target.pac or ""
        if desktop == GNOME:
            return {_SCRIPT_KEY[GNOME]: script, gnome_proxy.MODE: "auto"}
        return {_SCRIPT_KEY[KDE]: script, kde_proxy.KIND: kde_proxy.BY_SCRIPT}


def _holds_login(value: str) -> bool:
    return "@" in value


def _is_plain(url: str) -> bool:
    """Whether it is an address of the web in plain letters; the site file was checked, the journal's copy was not."""
    if not (url.isascii() and url.isprintable() and len(url) <= _LONGEST_URL) or any(mark in url for mark in " '\"\\"):
        return False
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
