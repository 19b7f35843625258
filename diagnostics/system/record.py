"""Writes what the system facts are made from, without what belongs to a person: any laptop becomes a test fixture."""

import errno
import getpass
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from diagnostics.model.observed import Knowledge
from diagnostics.system.anonymise import Anonymiser
from diagnostics.system.guard import observe

SCHEMA = "unstuck.facts/1"
_PLAIN = (
    "os",
    "adapters",
    "links",
    "addresses",
    "leased",
    "routes",
    "rules",
    "kernel_radios",
    "hint",
    "power_services",
    "supplies",
    "clock",
    "frequency",
    "heat",
    "processes_visible",
    "vpn_profiles",
    "pressure",
    "volumes",
)
# These hold names of hosts and domains as well.
_NAMED = (
    "resolved_servers",
    "managed_servers",
    "proxy_environment",
    "proxy_gnome",
    "proxy_kde",
    "firefox",
    "chromium",
)
# Entries that need no question: among them are the multicast groups that hold half of a hardware address (RFC 4291).
_NOARP = 0x40

Read = Callable[..., Any]


def record(folder: Path) -> Path:
    """Write `folder`/facts.json and return its path. Blocks for about a tenth of a second; nothing is sent anywhere.

    Hardware addresses, addresses, names of users, hosts, domains and Wi-Fi networks are replaced; comments of files
    are dropped; of processes only the known VPN clients are named. Raises OSError when the folder cannot be written,
    and ENOTSUP on systems whose facts are not read from their own interfaces yet.
    """
    if sys.platform != "linux":
        raise OSError(errno.ENOTSUP, "recording is possible on Linux only")
    from diagnostics.system.linux.source import live

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "facts.json"
    sources = recorded(live, Anonymiser(names_here()))
    text = json.dumps({"schema": SCHEMA, "system": "linux", "sources": sources}, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
    return file


def names_here() -> tuple[str, ...]:
    """The names of this person and this computer."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user without an entry and without a variable
        user = ""
    host = socket.gethostname()
    return tuple(dict.fromkeys((Path.home().name, user, host, host.partition(".")[0])))


def recorded(read: Read, hide: Anonymiser) -> dict[str, Any]:
    """{source: {"value": ...} or {"failed": state}} of every source that `read` gives, with names replaced."""
    found = {name: _entry(lambda name=name: hide.value(read(name))) for name in _PLAIN}  # type: ignore[misc]
    found |= {name: _entry(lambda name=name: hide.named(read(name))) for name in _NAMED}  # type: ignore[misc]
    found["neighbours"] = _entry(lambda: [hide.value(row) for row in read("neighbours") if not row["state"] & _NOARP])
    found["radios"] = _entry(lambda: [_radio(row, hide) for row in read("radios")])
    found["stations"] = _entry(lambda: _stations(read))
    found["hosts"] = _entry(lambda: [_hosts_line(line, hide) for line in read("hosts")])
    for name in ("resolv_conf", "behind_stub"):
        found[name] = _entry(lambda name=name: _resolv_conf(read(name), hide))  # type: ignore[misc]
    found["traffic"] = _entry(lambda: hide.value(read("traffic") | {"sockets": []}))
    found["audio"] = _entry(lambda: _sound(read("audio"), hide))
    found["sample"] = _entry(lambda: read("sample") | {"processes": {}})
    return found | _vpn(read)


def _entry(read: Callable[[], Any]) -> dict[str, Any]:
    try:
        answer = observe("", read)
    except LookupError:  # D-Bus without that service
        return {"failed": Knowledge.UNSUPPORTED.value}
    return {"value": answer.value} if answer.state is Knowledge.OK else {"failed": answer.state.value}


def _vpn(read: Read) -> dict[str, Any]:
    from diagnostics.system.linux.other_vpn import process_names
    from diagnostics.system.linux.vpn_client import CLIENTS

    clients = CLIENTS.values()
    programs = sorted({name for client in clients for name in client.programs if read("vpn_program", (name,), ())})
    units = sorted({name for client in clients for name in client.units if read("vpn_program", (), (name,))})
    ours = {name for client in clients for name in client.daemons}
    daemons = tuple(sorted(ours | {*process_names(), "NetworkManager"}))
    return {
        # What known lines of the logs mean; the lines themselves never leave their source.
        "vpn_logs": {"value": {kind: _entry(lambda kind=kind: read("vpn_log", kind, ())) for kind in CLIENTS}},  # type: ignore[misc]
        "vpn_program": {"value": [*programs, *units]},
        "processes": _entry(lambda: read("processes", daemons)),
    }


def _radio(row: dict[str, Any], hide: Anonymiser) -> dict[str, Any]:
    """A radio, with the names of all networks that it hears or knows replaced."""
    copy: dict[str, Any] = hide.value(row)
    for group in ("points", "saved"):
        if group in row:
            copy[group] = [
                {**hide.value(item), "ssid": hide.name(item["ssid"]) if item["ssid"] else ""} for item in row[group]
            ]
    return copy


def _sound(raw: dict[str, Any], hide: Anonymiser) -> dict[str, Any]:
    """Microphones and speakers without their names, which hold serial numbers and people ("Anna's headset")."""
    copied = ".monitor"

    def name(text: str) -> str:
        return hide.name(text.removesuffix(copied)) + (copied if text.endswith(copied) else "")

    def device(row: dict[str, Any]) -> dict[str, Any]:
        properties = hide.value(row["properties"])
        if "device.master_device" in properties:
            properties["device.master_device"] = name(properties["device.master_device"])
        # "auto_null" is what the service calls its own when there is none.
        own = row["name"] if row["name"].startswith("auto_null") else name(row["name"])
        return {**row, "name": own, "description": "", "properties": properties}

    defaults = {key: name(raw[key]) if raw[key] else "" for key in ("default_source", "default_sink")}
    return defaults | {kind: [device(row) for row in raw[kind]] for kind in ("sources", "sinks")}


def _stations(read: Read) -> dict[str, Any]:
    """What the drivers of the radios measure, by the adapter's number."""
    radios = [row["index"] for row in read("adapters") if row.get("devtype") == "wlan"]
    return {str(index): read("station", index) for index in radios}


def _hosts_line(line: str, hide: Anonymiser) -> str:
    address, *names = line.partition("#")[0].split() or [""]
    return " ".join((hide.text(address), *(hide.name(name) for name in names)))


def _resolv_conf(text: str, hide: Anonymiser) -> str:
    lines = []
    for line in text.splitlines():
        keyword, *words = line.partition("#")[0].partition(";")[0].split() or [""]
        if keyword in ("search", "domain"):
            words = [hide.name(word) for word in words]
        lines.append(hide.text(" ".join((keyword, *words))))
    return "\n".join(lines) + "\n"
