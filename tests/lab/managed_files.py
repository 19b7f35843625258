"""The files of the managed laptop: an /etc of its own, a home, polkit's rules, NetworkManager's settings.

Everything is mounted inside the laptop's mount namespace; on the machine itself nothing is written or changed, not
even the rights of a folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.lab.laptop import ROOT

PERSON, UID = "person", 54321  # a number that no real account has, so that nobody's files are within reach
HOME = Path("/home") / PERSON
RUNTIME = Path("/run/user") / str(UID)
KEPT = "/run/lab/machine"  # where the machine's own folders stay in reach under the laptop's
WISHES = "/run/lab/wishes"  # programs on the laptop write here what the world outside should do
LIBEXEC, ACTIONS, PROGRAMS = "/usr/libexec", "/usr/share/polkit-1/actions", "/usr/local/bin"
_LINKED = (LIBEXEC, ACTIONS, PROGRAMS, "/var/lib")
_DISPLAYS = Path("/tmp/.X11-unix")

# What the desktop asks of polkit. There is no session manager here to say who sits at the computer, so the rule does.
_ALLOWED = (
    "org.freedesktop.NetworkManager.",
    "org.freedesktop.systemd1.manage-units",
    "org.freedesktop.timedate1.",
    "org.freedesktop.resolve1.",
    "org.unstuck.helper",
)
_ALLOWS = (
    'polkit.addRule(function(action, subject) {{ if (subject.user == "{person}" && {ids}.some('
    "function(id) {{ return action.id.indexOf(id) == 0; }})) return polkit.Result.YES; }});\n"
)
_REFUSES = 'polkit.addRule(function(action, subject) {{ if (subject.user == "{person}") return polkit.Result.NO; }});\n'

_NETWORK_MANAGER = """[main]
plugins=keyfile
no-auto-default=*
dns=default
rc-manager=file
auth-polkit=true
configure-and-quit=no
[connection]
ipv4.dhcp-timeout={dhcp_s}
[logging]
level=INFO
[connectivity]
enabled=false
"""

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><include>/usr/share/dbus-1/system.conf</include>
<policy user="root"><allow own="*"/></policy>
<policy context="default">
<allow send_destination="org.freedesktop.systemd1"/><allow send_destination="org.freedesktop.timedate1"/>
</policy></busconfig>
"""
BUS_FILE = "/etc/lab-bus.conf"

# A folder with what the machine has in it, where the laptop can add and replace: copied, or where that is much, linked.
_FOLDERS = """
copied() {
  mkdir -p "$KEPT/new"
  mount -t tmpfs -o mode=755 tmpfs "$KEPT/new"
  cp -a "$1/." "$KEPT/new/"
  mount --move "$KEPT/new" "$1"
}
linked() {
  mkdir -p "$KEPT$1"
  mount --rbind "$1" "$KEPT$1"
  mount -t tmpfs -o mode=755 tmpfs "$1"
  find "$KEPT$1" -mindepth 1 -maxdepth 1 ! -type l -exec ln -s -t "$1" {} +
  find "$KEPT$1" -mindepth 1 -maxdepth 1 -type l -exec cp -P -t "$1" {} +
}
"""


def unreadable() -> str:
    """Why another user could not run our program from where it lies; empty when one can."""
    samples = (ROOT, ROOT / "app", ROOT / "app" / "__init__.py", Path(sys.prefix), Path(sys.base_prefix))
    closed = [str(path) for path in samples if not path.stat().st_mode & 0o004]
    return f"other users may not read {closed[0]} (chmod -R a+rX mends it)" if closed else ""


def opened(paths: Iterable[Path], emptied: Iterable[Path]) -> list[str]:
    """Shell lines that let everybody reach these folders: each closed folder above them, and each of `emptied`, gives
    way to an empty one that holds nothing but the way to them."""
    wanted = sorted({path.resolve() for path in paths if path.exists()})
    closed = {shut for path in wanted for shut in path.parents if not shut.stat().st_mode & 0o001}
    closed |= {path.resolve() for path in emptied}
    script: list[str] = []
    for shut in sorted(one for one in closed if not any(other in one.parents for other in closed)):
        below = [path for path in wanted if shut in path.parents]
        for number, path in enumerate(below):
            script += [f"mkdir -p $KEPT/way{number}", f"mount --rbind '{path}' $KEPT/way{number}"]
        mode = "1777" if shut.stat().st_mode & 0o1000 else "755"
        script.append(f"mount -t tmpfs -o mode={mode} tmpfs '{shut}'")
        for number, path in enumerate(below):
            script += [f"mkdir -p '{path}'", f"mount --move $KEPT/way{number} '{path}'"]
    return script


def boot(folders: Iterable[Path], resolv: str) -> str:
    """The shell script that makes the laptop's file system its own; needed once, before any service starts."""
    lines = [f"KEPT={KEPT}", _FOLDERS, "mount --make-rprivate /", "mkdir -p $KEPT", "copied /etc"]
    lines += [f"linked {folder}" for folder in _LINKED]
    lines += [
        "rm -rf /etc/resolv.conf /etc/hosts /etc/NetworkManager /etc/polkit-1 /etc/unstuck",
        f"printf %s '{resolv}' > /etc/resolv.conf",
        "printf '127.0.0.1 localhost\\n::1 localhost ip6-localhost\\n' > /etc/hosts",
        "[ -e /etc/machine-id ] || echo 00000000000040008000000000000001 > /etc/machine-id",
        f"echo '{PERSON}:x:{UID}:{UID}:Person:{HOME}:/bin/sh' >> /etc/passwd",
        f"echo '{PERSON}:x:{UID}:' >> /etc/group",
        f"echo '{PERSON}:*:19000:0:99999:7:::' >> /etc/shadow",
        "mkdir -p /etc/NetworkManager/system-connections /etc/NetworkManager/conf.d /etc/polkit-1/rules.d /etc/unstuck",
        "mount -t tmpfs -o mode=755 tmpfs /home",
        "rm -f /var/lib/NetworkManager /var/lib/unstuck",
        "mkdir -p /var/lib/NetworkManager /var/lib/unstuck",
        "[ -d /run/user ] && mount -t tmpfs -o mode=755 tmpfs /run/user",
        "mkdir -p /run/dbus /run/NetworkManager /run/polkit-1 /run/lab",
        f"install -d -m 755 -o {UID} -g {UID} {HOME}",
        f"install -d -m 700 -o {UID} -g {UID} {RUNTIME}",
        f"touch {WISHES}",
        f"chmod 666 {WISHES}",
        *opened([*folders, _DISPLAYS], [Path("/tmp")]),
        "mount -o remount,ro /sys",  # else NetworkManager waits for udev, which a laptop of the lab does not have
    ]
    return "\n".join(lines) + "\n"


def settings(*, refuses: bool, dhcp_s: int) -> dict[str, str]:
    """The text of every settings file that the services read when they start, by path."""
    ids = "[" + ", ".join(f'"{known}"' for known in _ALLOWED) + "]"
    rule = _REFUSES if refuses else _ALLOWS
    return {
        "/etc/polkit-1/rules.d/10-person.rules": rule.format(person=PERSON, ids=ids),
        "/etc/NetworkManager/NetworkManager.conf": _NETWORK_MANAGER.format(dhcp_s=dhcp_s),
        BUS_FILE: _BUS,
    }


def environment() -> dict[str, str]:
    """What the person's programs find in their environment: a GNOME session."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": str(HOME),
        "USER": PERSON,
        "LOGNAME": PERSON,
        "SHELL": "/bin/sh",
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(RUNTIME),
        "XDG_CURRENT_DESKTOP": "GNOME",
        "XDG_SESSION_TYPE": "x11",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={RUNTIME}/bus",
        "PYTHONDONTWRITEBYTECODE": "1",  # the project's folder is not the person's to write in
        **({"TERM": os.environ["TERM"]} if "TERM" in os.environ else {}),
    }
