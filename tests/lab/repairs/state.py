"""Everything of the laptop that a verb may change, read with plain tools. Two readings are equal or say where not.

What changes by itself (the rest of a lease, the age of a route) is left out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.lab.managed import Managed

State = dict[str, Any]

_PASSING = re.compile(r" (expires|valid_lft|preferred_lft|pref|cache|proto|src) ?\S*")
"""Of a route: its age, and who wrote it down with which of our addresses. What counts is where it leads, and how."""
_TUNNEL = re.compile(r"\btun\d+\b")  # OpenVPN takes the first name that is free
_FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf")
_PERSONS = ("kioslaverc",)
_SETTINGS = "connection,802-3-ethernet,ipv4,ipv6,proxy,vpn"
_AGES = re.compile(r"^(connection\.timestamp|GENERAL\.|IP[46]\.|DHCP[46]\.).*$\n?", re.MULTILINE)


def read(desk: Managed) -> State:
    """The state now. Half a second; parts that cannot be asked for, because their service is gone, hold the reason."""
    return {
        "addresses": _addresses(desk),
        "links": _links(desk),
        "routes": _routes(desk, "-4"),
        "routes6": _routes(desk, "-6"),
        "entries": _lines(desk, "ip neigh show nud permanent"),
        "files": {path: desk.read(path) for path in _FILES},
        **_of_manager(desk),
        "proxy": _lines_of_person(desk, "gsettings", "list-recursively", "org.gnome.system.proxy"),
        "own files": {name: desk.read(f"{desk.environment['HOME']}/.config/{name}") for name in _PERSONS},
        "network time": _network_time(desk),
        "units": _units(desk),
        "stopped programs": _lines(desk, "ps -eo stat=,comm= | awk '$1 ~ /^T/ {print $2}'"),
    }


def differences(before: State, now: State) -> list[str]:
    """Where the two differ, in words."""
    return [
        f"{part}: {_short(was)} became {_short(now.get(part))}" for part, was in before.items() if was != now.get(part)
    ]


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 500 else f"{text[:250]} ... {text[-250:]}"


def _addresses(desk: Managed) -> list[str]:
    rows = json.loads(desk.laptop.sh("ip -j addr show") or "[]")
    return sorted(
        f"{row['ifname']} {item['local']}/{item['prefixlen']}"
        for row in rows
        for item in row["addr_info"]
        if "temporary" not in item and not row["ifname"].startswith(("tun", "private"))
    )


def _links(desk: Managed) -> list[str]:
    rows = json.loads(desk.laptop.sh("ip -j link show") or "[]")
    return sorted(
        f"{_TUNNEL.sub('tun', row['ifname'])} mtu {row['mtu']} {'UP' if 'UP' in row['flags'] else 'down'}"
        for row in rows
    )


def _routes(desk: Managed, family: str) -> list[str]:
    return sorted(
        {_TUNNEL.sub("tun", _PASSING.sub("", line)).strip() for line in _lines(desk, f"ip {family} route show")}
    )


def _of_manager(desk: Managed) -> State:
    if desk.nmcli("-t", "general", "status", check=False).returncode != 0:
        return {"manager": "not running"}
    names = desk.nmcli("-t", "-f", "UUID", "connection", "show").stdout.split()
    profiles = {
        uuid: _AGES.sub("", desk.nmcli("-t", "-f", _SETTINGS, "connection", "show", uuid, check=False).stdout)
        for uuid in names
        if not uuid.startswith("/")
    }
    own = {uuid: text for uuid, text in profiles.items() if "interface-name:lo" not in text and "type:tun" not in text}
    active = desk.nmcli("-t", "-f", "NAME,TYPE", "connection", "show", "--active").stdout.split("\n")
    return {
        "manager": "running",
        "profiles": own,
        "active": sorted(line for line in active if line and not line.endswith((":tun", ":loopback"))),
        "networking": desk.nmcli("-t", "networking").stdout.strip(),
        "managed": desk.nmcli("-t", "-f", "GENERAL.NM-MANAGED,GENERAL.AUTOCONNECT", "device", "show", "eth0").stdout,
    }


def _network_time(desk: Managed) -> str:
    return _property(desk, "timedate1", "/org/freedesktop/timedate1", "org.freedesktop.timedate1", "NTP")


def _units(desk: Managed) -> list[str]:
    text = _call(desk, "systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager.ListUnits")
    return sorted(" ".join(found) for found in re.findall(r"'([^' ]+\.service)', '[^']*', 'loaded', '(\w+)'", text))


def _property(desk: Managed, service: str, path: str, interface: str, name: str) -> str:
    return _call(desk, service, path, "org.freedesktop.DBus.Properties.Get", interface, name)


def _call(desk: Managed, service: str, path: str, method: str, *arguments: str) -> str:
    argv = ("gdbus", "call", "--system", "--timeout", "3", "-d", f"org.freedesktop.{service}", "-o", path, "-m", method)
    done = desk.laptop.run(*argv, *arguments, check=False)
    return done.stdout.strip() if done.returncode == 0 else "not there"


def _lines(desk: Managed, script: str) -> list[str]:
    return sorted(line.strip() for line in desk.laptop.run("sh", "-c", script, check=False).stdout.splitlines())


def _lines_of_person(desk: Managed, *argv: str) -> list[str]:
    return sorted(desk.as_person(*argv).stdout.splitlines())
