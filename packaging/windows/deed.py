"""The helper for what needs an administrator on Windows: `unstuck-helper.exe VERB TOKEN [NAME...]`.

Built as a program of its own (requireAdministrator in its manifest), signed like the app, installed beside it where
only administrators may write. It runs for one deed, listens to nobody, knows the verbs of `VERBS` and no others, and
takes only names that exist: adapters that Windows lists, host names and VPNs of the installed site file. What a deed
changes is first saved under the token, in the programs' folder: what stands there is run with an administrator's
rights later, and below %ProgramData% everybody could have made the folder first. All the same only commands that fit
`WAYS_BACK` are run. Exit status: 0 done, 1 nothing to do, 2 refused, 3 failed. Programs of Windows are started by
absolute path with fixed arguments; what they print is translated and therefore never read. Written for Windows; its
table is tested elsewhere with a stand-in.
"""

import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

DONE, NOTHING_TO_DO, REFUSED, FAILED = 0, 1, 2, 3
TOKEN = re.compile(r"[0-9a-f]{16}")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?){0,8}")
MOST_NAMES = 16
MOST_SITE_BYTES = 256 * 1024
MOST_SAVED_BYTES = 64 * 1024 * 1024  # two copies of the largest hosts files
LEAST_ARGUMENTS = 2  # a verb and a token
MTU = range(1280, 9217)  # bytes: below 1280 there is no IPv6 (RFC 8200, section 5); the largest frames of cards
USUAL_MTU = 1500
INTERFACES = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"
PREFIX = ("::ffff:0:0/96", "100", "4")  # IPv4 before IPv6: RFC 6724, section 2.1

_ON, _ADDRESS = r"name=\d{1,10}", r"[0-9A-Fa-f:.]{2,45}"
WAYS_BACK = re.compile(
    "|".join(
        pattern.replace(" ", "\0")
        for pattern in (
            rf"netsh interface ipv4 set dnsservers {_ON} source=static address={_ADDRESS} validate=no",
            rf"netsh interface ipv4 add dnsservers {_ON} address={_ADDRESS} index=\d{{1,3}} validate=no",
            rf"netsh interface ipv4 set address {_ON} source=static address={_ADDRESS} mask={_ADDRESS}"
            rf" gateway=(?:{_ADDRESS}|none)",
            rf"netsh interface ipv4 set interface {_ON} admin=enabled",
            rf"netsh interface ipv4 set subinterface {_ON} mtu=\d{{3,5}} store=persistent",
            r"netsh interface ipv6 set prefixpolicy ::ffff:0:0/96 35 4",
            r"w32tm /config /syncfromflags:NO /update",
        )
    ),
    re.ASCII,
)
"""Every command that puts something back, its words between zero bytes, which no word can hold."""


class Machine(Protocol):
    """The computer. A test puts its own behind it."""

    site: Path  # %ProgramData%\Unstuck\site.toml, writable for administrators only
    undo: Path  # where only administrators may make anything
    hosts: Path

    def adapters(self) -> Mapping[str, tuple[int, str]]:
        """Name -> (interface index, GUID), as Windows lists them."""

    def run(self, program: str, *arguments: str) -> bool:
        """A program of System32; True when it ended with 0 within its time."""

    def value(self, key: str, name: str) -> Any:
        """A value of HKEY_LOCAL_MACHINE, or None."""

    def set_web_proxy(self, data: bytes) -> bool:
        """Write the value `WEB_PROXY` of HKEY_LOCAL_MACHINE, as it was read."""


class RefusedError(Exception):
    """The arguments are not what the table allows."""


Change = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]
"""The commands that do it, and those that put it back; each begins with the program."""


TRY = "try"
RESET_WEB_PROXY: Change = ([("netsh", "winhttp", "reset", "proxy")], [])
WEB_PROXY = (r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections", "WinHttpSettings")
"""Where the proxy of services stands, as bytes whose form Microsoft does not document: kept and put back whole."""


def main(arguments: Sequence[str], machine: Machine) -> int:
    """One deed. Never raises for what it is given."""
    try:
        verb, token, names = _read(arguments)
        if verb == "restore":
            return _restore(machine, token)
        return _carry_out(machine, VERBS[verb](machine, names), token)
    except RefusedError as refusal:
        sys.stderr.write(f"unstuck-helper: {refusal}\n")
        return REFUSED
    except OSError as error:
        sys.stderr.write(f"unstuck-helper: {error.strerror}\n")
        return FAILED
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # Python's own status for these means "nothing"
        sys.stderr.write(f"unstuck-helper: {type(error).__name__}\n")
        return FAILED


def _read(arguments: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    if len(arguments) < LEAST_ARGUMENTS or not TOKEN.fullmatch(arguments[1]):
        raise RefusedError("needs a verb and a token of 16 hexadecimal digits")
    verb, token, *names = arguments
    if verb != "restore" and verb not in VERBS:
        raise RefusedError("the verb is not in the table")
    if verb == "restore" and names:
        raise RefusedError("restore takes a token and nothing else")
    return verb, token, tuple(names)


def _carry_out(machine: Machine, change: Change | dict[str, str], token: str) -> int:
    if isinstance(change, dict):
        return _rewrite(machine, change, token)
    if change is RESET_WEB_PROXY:
        return _reset_web_proxy(machine, token)
    do, back = change
    if not do:
        return NOTHING_TO_DO
    if not _are_ways_back(back):
        raise RefusedError("the present settings cannot be read, so they could not be put back")
    _save(machine, token, {"commands": [list(command) for command in back]})
    return DONE if all(_run(machine, command) for command in do) else FAILED


def _run(machine: Machine, command: tuple[str, ...]) -> bool:
    """A command; one that begins with `TRY` may fail, as stopping a service does that does not run."""
    if command[0] == TRY:
        machine.run(*command[1:])
        return True
    return machine.run(*command)


def _rewrite(machine: Machine, change: dict[str, str], token: str) -> int:
    before, after = change["before"], change["after"]
    if before == after:
        return NOTHING_TO_DO
    _save(machine, token, {"before": before, "after": after})
    _write(machine.hosts, after)
    return DONE


def _text(path: Path) -> str:
    """Every byte of it, also what is no UTF-8; line ends as they are."""
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    """The whole file or none of it."""
    fresh = path.with_name(f"{path.name}.unstuck")
    with fresh.open("wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _save(machine: Machine, token: str, data: dict[str, Any]) -> None:
    machine.undo.mkdir(parents=True, exist_ok=True)
    path = machine.undo / f"{token}.json"
    with path.open("x", encoding="utf-8") as file:  # a token is used once
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())  # the way back is on the disk before anything changes


def _restore(machine: Machine, token: str) -> int:
    path = machine.undo / f"{token}.json"
    if not path.is_file():
        return NOTHING_TO_DO
    if path.stat().st_size > MOST_SAVED_BYTES:
        raise RefusedError("what stands under the token is none of ours")
    saved = json.loads(path.read_text(encoding="utf-8"))
    if "web_proxy" in saved:
        if not machine.set_web_proxy(bytes.fromhex(saved["web_proxy"])):
            return FAILED
    elif "before" in saved:
        if _text(machine.hosts) != saved["after"]:
            return FAILED  # somebody else has changed it since: nothing of theirs is lost
        _write(machine.hosts, saved["before"])
    elif not _are_ways_back(saved["commands"]):
        raise RefusedError("what stands under the token is none of ours")
    elif not all([machine.run(*command) for command in saved["commands"]]):
        return FAILED
    path.unlink()
    return DONE


def _are_ways_back(commands: Sequence[Sequence[str]]) -> bool:
    return all(WAYS_BACK.fullmatch("\0".join(command)) for command in commands)


# ------------------------------------------------------------------------------------------------ the verbs


def _adapter(machine: Machine, names: tuple[str, ...]) -> tuple[str, str]:
    """(index as text, registry key) of the one adapter that was named."""
    known = machine.adapters()
    if len(names) != 1 or names[0] not in known:
        raise RefusedError("needs the name of one adapter of this computer")
    index, guid = known[names[0]]
    return str(index), f"{INTERFACES}\\{guid}"


def _nothing(names: tuple[str, ...]) -> None:
    if names:
        raise RefusedError("takes no name")


def _site(machine: Machine) -> dict[str, Any]:
    if not machine.site.is_file() or machine.site.stat().st_size > MOST_SITE_BYTES:
        raise RefusedError("no site file is installed for this computer")
    try:
        return tomllib.loads(machine.site.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RefusedError("the installed site file cannot be read") from error


def _resolvers(machine: Machine, names: tuple[str, ...]) -> Change:
    index, key = _adapter(machine, names)
    servers = [one for one in str(machine.value(key, "NameServer") or "").replace(",", " ").split() if one]
    if not servers:
        return [], []
    return [_netsh("set", "dnsservers", index, "source=dhcp")], _static_servers(index, servers)


def _static_servers(index: str, servers: list[str]) -> list[tuple[str, ...]]:
    first = _netsh("set", "dnsservers", index, "source=static", f"address={servers[0]}", "validate=no")
    rest = [
        _netsh("add", "dnsservers", index, f"address={one}", f"index={place}", "validate=no")
        for place, one in enumerate(servers[1:], 2)
    ]
    return [first, *rest]


def _netsh(order: str, what: str, index: str, *rest: str) -> tuple[str, ...]:
    return ("netsh", "interface", "ipv4", order, what, f"name={index}", *rest)


def _automatic(machine: Machine, names: tuple[str, ...]) -> Change:
    index, key = _adapter(machine, names)
    if machine.value(key, "EnableDHCP") == 1:
        return [], []
    address, mask = (_first(machine.value(key, name)) for name in ("IPAddress", "SubnetMask"))
    gateway = _first(machine.value(key, "DefaultGateway")) or "none"
    if not address or not mask:
        raise RefusedError("the present address cannot be read, so it could not be put back")
    back = [
        _netsh("set", "address", index, "source=static", f"address={address}", f"mask={mask}", f"gateway={gateway}")
    ]
    do, servers = _resolvers(machine, names)
    return [_netsh("set", "address", index, "source=dhcp"), *do], [*back, *servers]


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, (list, tuple)) and value else str(value or "")


def _renew(machine: Machine, names: tuple[str, ...]) -> Change:
    index, _ = _adapter(machine, names)
    off, on = (_netsh("set", "interface", index, f"admin={state}") for state in ("disabled", "enabled"))
    return [off, on], [on]


def _enable(machine: Machine, names: tuple[str, ...]) -> Change:
    index, _ = _adapter(machine, names)
    return [_netsh("set", "interface", index, "admin=enabled")], []  # a card is not switched off to undo anything


def _neighbours(machine: Machine, names: tuple[str, ...]) -> Change:
    index, _ = _adapter(machine, names)
    return [("netsh", "interface", "ipv4", "delete", "neighbors", f"name={index}")], []


def _mtu(machine: Machine, names: tuple[str, ...]) -> Change:
    index, key = _adapter(machine, names)
    wanted = next((one["mtu"] for one in _site(machine).get("vpn", []) if isinstance(one.get("mtu"), int)), None)
    if wanted not in MTU:
        raise RefusedError("the installed site file names no mtu")
    before = machine.value(key, "MTU") or USUAL_MTU
    order = ("set", "subinterface", index)
    return [_netsh(*order, f"mtu={wanted}", "store=persistent")], [_netsh(*order, f"mtu={before}", "store=persistent")]


def _web_proxy(machine: Machine, names: tuple[str, ...]) -> Change:  # noqa: ARG001
    _nothing(names)
    return RESET_WEB_PROXY


def _reset_web_proxy(machine: Machine, token: str) -> int:
    before = machine.value(*WEB_PROXY)
    if not isinstance(before, bytes):
        return NOTHING_TO_DO
    _save(machine, token, {"web_proxy": before.hex()})
    return DONE if _run(machine, RESET_WEB_PROXY[0][0]) else FAILED


def _service(machine: Machine, names: tuple[str, ...]) -> Change:
    wanted = [one for one in _site(machine).get("vpn", []) if (one.get("name"),) == names]
    service = SERVICES.get(str(wanted[0].get("kind")) if wanted else "")
    if service is None:
        raise RefusedError("needs the name of one VPN of the installed site file whose service is known")
    return [(TRY, "net", "stop", service), ("net", "start", service)], []


SERVICES = {
    "openvpn": "OpenVPNServiceInteractive",
    "anyconnect": "csc_vpnagent",
    "globalprotect": "PanGPS",
    "forticlient": "FA_Scheduler",
    "wireguard": "WireGuardManager",
    "tailscale": "Tailscale",
}


def _clock(machine: Machine, names: tuple[str, ...]) -> Change:  # noqa: ARG001
    _nothing(names)
    return [("w32tm", "/resync", "/force")], []


def _clock_service(machine: Machine, names: tuple[str, ...]) -> Change:
    _nothing(names)
    kind = machine.value(r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters", "Type")
    if kind in ("NTP", "NT5DS", "AllSync"):
        return [(TRY, "net", "start", "w32time"), ("w32tm", "/resync", "/force")], []
    return [
        ("w32tm", "/config", "/syncfromflags:manual", "/manualpeerlist:time.windows.com", "/update"),
        (TRY, "net", "start", "w32time"),
        ("w32tm", "/resync", "/force"),
    ], [("w32tm", "/config", "/syncfromflags:NO", "/update")]


def _ipv4_first(machine: Machine, names: tuple[str, ...]) -> Change:  # noqa: ARG001
    _nothing(names)
    prefix, precedence, label = PREFIX
    head = ("netsh", "interface", "ipv6", "set", "prefixpolicy", prefix)
    return [(*head, precedence, label)], [(*head, "35", label)]  # 35: the usual one of RFC 6724


def _sockets(machine: Machine, names: tuple[str, ...]) -> Change:  # noqa: ARG001
    _nothing(names)
    return [("netsh", "winsock", "reset")], []


def _hosts(machine: Machine, names: tuple[str, ...]) -> dict[str, str]:
    allowed = _hosts_of(_site(machine))
    wanted = {name.lower() for name in names}
    if not 1 <= len(names) <= MOST_NAMES or not all(HOST.fullmatch(name) for name in wanted) or wanted - allowed:
        raise RefusedError("takes 1 to 16 host names of the installed site file")
    before = _text(machine.hosts)
    lines = [_without(line, wanted) for line in before.splitlines(keepends=True)]
    return {"before": before, "after": "".join(lines)}


def _without(line: str, names: set[str]) -> str:
    """A line of the hosts file without these names; the others on it, and comments, stay."""
    content, mark, comment = line.partition("#")
    fields = content.split()
    left = [field for field in fields[1:] if field.lower() not in names]
    if len(left) == len(fields[1:]):
        return line
    ending = "\r\n" if line.endswith("\r\n") else "\n" if line.endswith("\n") else ""
    text = " ".join([fields[0], *left]) if left else ""
    rest = f"{mark}{comment.rstrip()}" if mark else ""
    return f"{text} {rest}".strip() + ending if text or rest else ""


def _hosts_of(site: dict[str, Any]) -> set[str]:
    found = {urlsplit(str(one.get("url", ""))).hostname or "" for one in site.get("service", [])}
    for one in site.get("vpn", []):
        found |= {str(name).lower() for name in one.get("names", [])}
        found |= {str(gateway).partition("/")[0].rpartition(":")[0].lower() for gateway in one.get("gateways", [])}
    return {name for name in found if HOST.fullmatch(name)}


VERBS: Mapping[str, Callable[[Machine, tuple[str, ...]], Change | dict[str, str]]] = {
    "dns.use_automatic": _resolvers,
    "dhcp.renew": _renew,
    "ip.use_dhcp": _automatic,
    "adapter.enable": _enable,
    "adapter.restart": _renew,
    "arp.clear": _neighbours,
    "mtu.set_site_value": _mtu,
    "proxy.reset_winhttp": _web_proxy,
    "vpn.restart_service": _service,
    "time.sync_now": _clock,
    "time.enable_auto": _clock_service,
    "hosts.remove_entries": _hosts,
    "ipv4.prefer": _ipv4_first,
    "winsock.reset": _sockets,
}
