"""The name servers that NetworkManager knows, and the file in which programs find them."""

from app.guides.actions.linux import tables
from app.guides.actions.linux.bus import Bus, RefusedError
from diagnostics.system.linux.network_manager import ROOT, SERVICE

_DNS, _DNS_PATH = f"{SERVICE}.DnsManager", f"{ROOT}/DnsManager"
_WRITES_FILE = ("file", "symlink")  # RcManager
_DNS_RC, _DNS_FULL = 0x2, 0x4  # Reload: write the resolver's file; restart what serves names


def are_in_file(bus: Bus) -> bool:
    """Whether the servers in resolv.conf are those that NetworkManager puts there."""
    found = bus.get_all(_DNS_PATH, _DNS)
    return found.get("Mode") == "default" and found.get("RcManager") in _WRITES_FILE


def known(bus: Bus) -> list[tuple[str, str]]:
    """(adapter, server), the most important first."""
    entries = [
        {name: value for name, (_, value) in entry.items()} for entry in bus.get(_DNS_PATH, _DNS, "Configuration")
    ]
    entries.sort(key=lambda entry: int(entry.get("priority", 0)))
    return [(str(entry.get("interface", "")), str(one)) for entry in entries for one in entry.get("nameservers", [])]


def are_in_use(bus: Bus) -> bool:
    """Whether NetworkManager knows servers, and programs find the first of them in the file, and no others."""
    servers = [server for _, server in known(bus)]
    if not servers or not are_in_file(bus):
        return bool(servers)
    written = {server.partition("%")[0] for server in tables.acquire("").servers}
    return servers[0] in written and written <= set(servers)


def write(bus: Bus) -> bool:
    """Have the file written that another program may have overwritten; False where polkit would ask first."""
    try:
        bus.call(ROOT, SERVICE, "Reload", "u", _DNS_RC | _DNS_FULL, asks=False)
    except RefusedError:
        return False
    return True
