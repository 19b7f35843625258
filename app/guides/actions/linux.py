"""Linux: freedesktop's opener for pages, the settings program of the desktop that is installed."""

import os
import shutil

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


def browse(url: str) -> bool:
    """Open a page in the person's browser."""
    opener = shutil.which("xdg-open")
    return opener is not None and launch([opener, url])


def settings(page: str) -> bool:
    """Open a page of the desktop's settings; on smaller desktops the editor of connections, where that fits."""
    candidates = [("gnome-control-center", GNOME.get(page)), ("systemsettings", KDE.get(page))]
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        candidates.reverse()
    if page in CONNECTIONS:
        candidates.append(("nm-connection-editor", ""))
    for program, panel in candidates:
        found = shutil.which(program)
        if found and panel is not None:
            return launch([found, *([panel] if panel else [])])
    return False
