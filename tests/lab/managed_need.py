"""What the managed laptop needs of the machine beyond the lab's own needs, said by name when it is not there."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from tests.lab import desktop, managed_files
from tests.lab.managed_services import HELPER, POLICY

_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
PROGRAMS = {
    "NetworkManager": "network-manager",
    "nmcli": "network-manager",
    "dbus-daemon": "dbus-daemon",
    "pkexec": "pkexec",
    "gsettings": "libglib2.0-bin",
}
FILES = {
    "lib*/polkit-1/polkitd": "polkitd",
    "lib/NetworkManager/nm-openvpn-service": "network-manager-openvpn",
    "share/glib-2.0/schemas/org.gnome.system.proxy.gschema.xml": "gsettings-desktop-schemas",
    "lib/*/gio/modules/libdconfsettings.so": "dconf-gsettings-backend",
    "libexec/dconf-service": "dconf-service",
}


@cache
def missing() -> tuple[str, ...]:
    """Everything that is lacking, in words; empty when such a laptop can be had."""
    lacking = [
        f"{name} (package {package})" for name, package in PROGRAMS.items() if not shutil.which(name, path=_PATH)
    ]
    lacking += [f"{name} (package {package})" for name, package in FILES.items() if not any(Path("/usr").glob(name))]
    closed = managed_files.unreadable()
    return tuple([*lacking, *([closed] if closed else [])])


def missing_for(*, helper: bool, machine: bool) -> str:
    """What one repair lacks, in words; `helper`: our root helper; `machine`: systemd's and timedated's doors."""
    lacking = list(missing())
    if helper and not (HELPER.exists() and POLICY.exists()):
        lacking.append("packaging/linux/unstuck-helper")
    if machine and desktop.missing():
        lacking.append(desktop.missing())
    return ", ".join(lacking)
