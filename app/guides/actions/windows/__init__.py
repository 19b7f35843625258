"""Windows 10 and 11: the shell opens pages and the documented ms-settings addresses."""

import os
import sys

from app.guides.hand import Hands, TableHands
from app.guides.verb import WINDOWS

PAGES = {
    "network": "ms-settings:network",
    "wifi": "ms-settings:network-wifi",
    "cable": "ms-settings:network-ethernet",
    "vpn": "ms-settings:network-vpn",
    "proxy": "ms-settings:network-proxy",
    "time": "ms-settings:dateandtime",
    "storage": "ms-settings:storagesense",
    "hotspot": "ms-settings:network-wifi",
    "apps": "ms-settings:appsfeatures",
    "sound": "ms-settings:sound",
    "microphone": "ms-settings:privacy-microphone",
    "power": "ms-settings:powersleep",
    "updates": "ms-settings:windowsupdate",
}


def hands(*, attended: bool = True) -> Hands:
    """What this app can change by itself on Windows. `attended` False: nobody is there to allow anything."""
    from app.guides.actions.windows import acts, native  # noqa: PLC0415  # what only opens pages does not pay for it

    return TableHands(WINDOWS, acts.acts(native.port(), attended=attended))


def browse(url: str) -> bool:
    """Open a page in the person's browser."""
    return _start(url)


def settings(page: str) -> bool:
    """Open a page of the Settings app."""
    address = PAGES.get(page)
    return address is not None and _start(address)


def cleanup() -> bool:
    """Open the page that frees space on the disk."""
    return settings("storage")


def _start(address: str) -> bool:
    if sys.platform != "win32":
        return False
    try:
        os.startfile(address)  # noqa: S606  the way of this system; the address comes from the table above
    except OSError:
        return False
    return True
