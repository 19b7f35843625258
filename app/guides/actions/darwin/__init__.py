"""macOS 13 and later: `open` with the panes of System Settings."""

from app.guides.actions.launch import launch
from app.guides.hand import Hands, TableHands
from app.guides.verb import DARWIN

OPEN = "/usr/bin/open"
SCHEME = "x-apple.systempreferences:"
PANES = {
    "network": "com.apple.Network-Settings.extension",
    "wifi": "com.apple.wifi-settings-extension",
    "cable": "com.apple.Network-Settings.extension",
    "vpn": "com.apple.NetworkExtensionSettingsUI.NESettingsUIExtension",
    "proxy": "com.apple.Network-Settings.extension?Proxies",
    "time": "com.apple.Date-Time-Settings.extension",
    "storage": "com.apple.settings.Storage",
    "hotspot": "com.apple.wifi-settings-extension",
    "apps": "com.apple.LoginItems-Settings.extension",
    "sound": "com.apple.Sound-Settings.extension",
    "microphone": "com.apple.settings.PrivacySecurity.extension?Privacy_Microphone",
    "power": "com.apple.Battery-Settings.extension",
    "updates": "com.apple.Software-Update-Settings.extension",
}


def hands(*, attended: bool = True) -> Hands:
    """What this app can change by itself on macOS. `attended` False: nobody is there to allow anything."""
    from app.guides.actions.darwin import acts, native  # noqa: PLC0415  # what only opens pages does not pay for it

    return TableHands(DARWIN, acts.acts(native.port(), attended=attended))


def browse(url: str) -> bool:
    """Open a page in the person's browser."""
    return launch([OPEN, url])


def settings(page: str) -> bool:
    """Open a pane of System Settings."""
    pane = PANES.get(page)
    return pane is not None and launch([OPEN, SCHEME + pane])


def cleanup() -> bool:
    """Open the pane that shows what fills the disk."""
    return settings("storage")
