"""Opening pages: freedesktop's opener for addresses, the settings program of the desktop that is installed."""

import os
import shutil
from collections.abc import Sequence

from app.guides.actions.launch import launch

GNOME = {
    "network": "network",
    "wifi": "wifi",
    "cable": "network",
    "vpn": "network",
    "proxy": "network",
    "time": "datetime",
    "storage": "info-overview",
    "hotspot": "wifi",
    "apps": "applications",
    "sound": "sound",
    "microphone": "privacy",
    "power": "power",
    "updates": "info-overview",
}
KDE = {
    "network": "kcm_networkmanagement",
    "wifi": "kcm_networkmanagement",
    "cable": "kcm_networkmanagement",
    "vpn": "kcm_networkmanagement",
    "proxy": "kcm_proxy",
    "time": "kcm_clock",
    "storage": "kcm_about-distro",
    "hotspot": "kcm_networkmanagement",
    "apps": "kcm_componentchooser",
    "sound": "kcm_pulseaudio",
    "microphone": "kcm_pulseaudio",
    "power": "kcm_powerdevilprofilesconfig",
    "updates": "kcm_updates",
}
CONNECTIONS = frozenset({"network", "wifi", "cable", "vpn", "hotspot"})

# xdg-open asks the desktop and respects $BROWSER; the others are what minimal systems have instead.
OPENERS = (("xdg-open",), ("gio", "open"), ("sensible-browser",), ("x-www-browser",))
CLEANERS = (("baobab",), ("filelight",), ("gnome-disk-usage",), ("mate-disk-usage-analyzer",), ("gnome-disks",))


def browse(url: str) -> bool:
    """Open a page in the person's browser."""
    return any(_start((*opener, url)) for opener in OPENERS)


def cleanup() -> bool:
    """Open the program that shows what fills the disk, else the storage page of the settings."""
    return any(_start(cleaner) for cleaner in CLEANERS) or settings("storage")


def settings(page: str) -> bool:
    """Open a page of the desktop's settings; on smaller desktops the editor of connections, where that fits."""
    candidates = [("gnome-control-center", GNOME.get(page)), ("systemsettings", KDE.get(page))]
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        candidates.reverse()
    if page in CONNECTIONS:
        candidates.append(("nm-connection-editor", ""))
    return any(_start((program, panel) if panel else (program,)) for program, panel in candidates if panel is not None)


def _start(command: Sequence[str]) -> bool:
    found = shutil.which(command[0])
    return found is not None and launch([found, *command[1:]])
