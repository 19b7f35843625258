"""What the project needs of the system, looked for where it is used, and installed where that is allowed.

A need is recognised by the shared library, program or file itself, never by asking a package manager: so a
second run touches nothing, and another Linux, where the packages have other names, is not disturbed.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from devtools.say import say

APT_TIMEOUT_S = 1200.0  # 120 packages over a slow line; a hung mirror ends here
APT_LINES = 15  # the end of its output names the package and the reason
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])


@dataclass(frozen=True)
class Need:
    """One thing of the system, and the Debian package that has it: `lib:`, `bin:`, `module:`, or `file:` below /usr."""

    thing: str
    package: str

    def is_there(self) -> bool:
        """Whether it can be used now."""
        kind, _, name = self.thing.partition(":")
        if kind == "bin":
            return shutil.which(name, path=SYSTEM_PATH) is not None
        if kind == "file":
            return any(Path("/usr").glob(name))
        if kind == "module":
            return importlib.util.find_spec(name) is not None
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True


def venv_package() -> str:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    return f"python3.{sys.version_info[1]}-venv"


NEEDS: dict[str, tuple[Need, ...]] = {
    "venv": (Need("module:ensurepip", venv_package()),),
    "window": (  # Qt without a display, then Qt on X11; the list was found one missing library at a time
        Need("lib:libGL.so.1", "libgl1"),
        Need("lib:libEGL.so.1", "libegl1"),
        Need("lib:libxkbcommon.so.0", "libxkbcommon0"),
        Need("lib:libfontconfig.so.1", "libfontconfig1"),
        Need("lib:libglib-2.0.so.0", "libglib2.0-0"),
        Need("lib:libdbus-1.so.3", "libdbus-1-3"),
        Need("lib:libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        Need("lib:libxcb-cursor.so.0", "libxcb-cursor0"),
        Need("lib:libxcb-icccm.so.4", "libxcb-icccm4"),
        Need("lib:libxcb-keysyms.so.1", "libxcb-keysyms1"),
        Need("lib:libxcb-shape.so.0", "libxcb-shape0"),
        Need("lib:libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ),
    "test": (  # what tests/lab and tests/gui start
        Need("bin:ip", "iproute2"),
        Need("bin:tc", "iproute2"),
        Need("bin:ss", "iproute2"),
        Need("bin:nft", "nftables"),
        Need("bin:dnsmasq", "dnsmasq-base"),
        Need("bin:nginx", "nginx"),
        Need("bin:busybox", "busybox"),
        Need("bin:openvpn", "openvpn"),
        Need("bin:wg", "wireguard-tools"),
        Need("bin:wireguard-go", "wireguard-go"),
        Need("bin:curl", "curl"),
        Need("bin:iperf3", "iperf3"),
        Need("bin:openssl", "openssl"),
        Need("bin:age", "age"),
        Need("bin:zbarimg", "zbar-tools"),
        Need("bin:ping", "iputils-ping"),
        Need("bin:ps", "procps"),
        Need("bin:pkill", "procps"),
        Need("bin:Xvfb", "xvfb"),
        Need("bin:xauth", "xauth"),
        Need("bin:dbus-run-session", "dbus"),
        Need("file:libexec/at-spi-bus-launcher", "at-spi2-core"),
        Need("file:lib/*/girepository-1.0/Atspi-2.0.typelib", "gir1.2-atspi-2.0"),
        Need("file:lib/python3/dist-packages/gi/__init__.py", "python3-gi"),
        # Scenarios of the lab that cannot have these are skipped by name.
        Need("bin:ocserv", "ocserv"),
        Need("bin:openconnect", "openconnect"),
        Need("file:share/vpnc-scripts/vpnc-script", "vpnc-scripts"),
        Need("bin:charon-systemd", "charon-systemd"),
        Need("bin:swanctl", "strongswan-swanctl"),
        Need("file:lib/ipsec/plugins/libstrongswan-kernel-libipsec.so", "libcharon-extra-plugins"),
        Need("file:lib/python3/dist-packages/dbusmock/__init__.py", "python3-dbusmock"),
        Need("bin:pulseaudio", "pulseaudio"),
        Need("bin:pactl", "pulseaudio-utils"),
        # The lab's laptop with real services, for repairs that prove themselves; skipped by name without these.
        Need("bin:NetworkManager", "network-manager"),
        Need("file:lib/NetworkManager/nm-openvpn-service", "network-manager-openvpn"),
        Need("file:lib*/polkit-1/polkitd", "polkitd"),
        Need("bin:pkexec", "pkexec"),
        Need("bin:gsettings", "libglib2.0-bin"),
        Need("file:share/glib-2.0/schemas/org.gnome.system.proxy.gschema.xml", "gsettings-desktop-schemas"),
        Need("file:lib/*/gio/modules/libdconfsettings.so", "dconf-gsettings-backend"),
        Need("file:libexec/dconf-service", "dconf-service"),
        # A helpdesk for the collector. The small relay comes first, so that no mail daemon does; it sends nothing.
        Need("bin:sendmail", "msmtp-mta"),
        Need("file:share/request-tracker5/libexec/rt-server", "request-tracker5"),
        Need("file:lib/*/perl5/*/DBD/SQLite.pm", "rt5-db-sqlite"),
        Need("file:share/perl5/Starlet.pm", "rt5-standalone"),
    ),
    "build": (
        Need("bin:objdump", "binutils"),
        Need(f"lib:libpython3.{sys.version_info[1]}.so.1.0", f"libpython3.{sys.version_info[1]}"),
    ),
}

# Services that come with those packages must neither start now nor at the next start of the computer; and nothing that
# somebody uses (another sound server) may have to go for them.
INSTALL = """
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
case " $* " in
    *" request-tracker5 "*)  # no database, no cron job and no questions: the test makes a tracker of its own
        printf 'request-tracker5 request-tracker5/%s boolean false\\n' \\
            dbconfig-install install-cronjobs handle-siteconfig-permissions | debconf-set-selections ;;
esac
apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -qq install -y \\
    --no-install-recommends --no-remove "$@"
status=$?
for package in "$@"; do
    case $package in
        nginx | ocserv) units=$package.service ;;
        charon-systemd) units=strongswan.service ;;
        network-manager) units="NetworkManager.service NetworkManager-wait-online.service" ;;
        *) continue ;;
    esac
    command -v systemctl > /dev/null && systemctl -q disable $units 2> /dev/null
done
exit $status
"""
UPDATE = "apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 -qq update"


def provide(*groups: str) -> None:
    """Install what is missing of these groups, or say in one sentence what to install; never ends the program."""
    if not sys.platform.startswith("linux"):
        return
    groups = ("venv", *groups)  # every command needs the environment
    wanted = {
        need.package: need for group in groups for need in NEEDS[group] if _concerns(need) and not need.is_there()
    }
    if not wanted:
        return
    names = " ".join(sorted(wanted))
    if shutil.which("apt-get") is None:
        things = ", ".join(sorted(need.thing.partition(":")[2] for need in wanted.values()))
        say(f"Missing on this system: {things} (Debian's packages {names}). Please install them; going on without.")
        return
    door = _door_to_root()
    if door is None:
        say(f"Some packages are missing and only root may install them: apt-get install {names}. Going on without.")
        return
    say(f"installing for the system: {names}")
    if not _install(door, sorted(wanted)):
        say(f"apt-get could not install all of {names}: its own message stands above. Going on without.")
    importlib.invalidate_caches()


def _concerns(need: Need) -> bool:
    """A Python that does not come from Debian brings its own shared library."""
    return not need.package.startswith("libpython") or sys.base_prefix == "/usr"


def _door_to_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _install(door: list[str], packages: list[str]) -> bool:
    updated = not any(Path("/var/lib/apt/lists").glob("*_Packages*"))
    if updated:
        _apt(door, UPDATE)
    if _apt(door, INSTALL, *packages):
        return True
    if not updated and _apt(door, UPDATE) and _apt(door, INSTALL, *packages):  # the lists were old
        return True
    return all([_apt(door, INSTALL, package) for package in packages])  # one unknown name must not cost the others


def _apt(door: list[str], script: str, *packages: str) -> bool:
    """Whether it worked; what apt-get had to say is printed only when it did not."""
    command = [*door, "sh", "-c", script, "apt-get", *packages]
    try:
        done = subprocess.run(
            command,
            check=False,
            timeout=APT_TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        say(f"apt-get was still busy after {APT_TIMEOUT_S:.0f} s")
        return False
    if done.returncode != 0:
        say("\n".join(done.stdout.strip().splitlines()[-APT_LINES:]))
    return done.returncode == 0
