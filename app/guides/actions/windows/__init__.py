"""Windows 10 and 11: the shell opens pages and the documented ms-settings addresses."""

import os
import sys

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


def browse(url: str) -> bool:
    """Open a page in the person's browser."""
    return _start(url)


def settings(page: str) -> bool:
    """Open a page of the Settings app."""
    address = PAGES.get(page)
    return address is not None and _start(address)


def _start(address: str) -> bool:
    if sys.platform != "win32":
        return False
    try:
        os.startfile(address)  # noqa: S606  the way of this system; the address comes from the table above
    except OSError:
        return False
    return True
