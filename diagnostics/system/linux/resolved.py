"""What is behind systemd-resolved's stub, over D-Bus (org.freedesktop.resolve1(5))."""

from ipaddress import ip_address

from diagnostics.system.linux.bus import system_bus
from diagnostics.system.linux.table import Row

_SERVICE = "org.freedesktop.resolve1"
_PATH = "/org/freedesktop/resolve1"


def acquire_resolved_servers() -> list[Row]:
    """Servers and search domains by adapter index, 0 for the whole computer. Raises OSError or LookupError."""
    with system_bus() as bus:
        manager = bus.properties(_SERVICE, _PATH, f"{_SERVICE}.Manager")
    rows: dict[int, Row] = {}
    for index, _, address in manager.get("DNS", []):
        row = rows.setdefault(index, {"index": index, "servers": [], "search": []})
        row["servers"].append(str(ip_address(bytes(address))))
    for index, domain, routing_only in manager.get("Domains", []):
        if index in rows and not routing_only:
            rows[index]["search"].append(domain)
    return [rows[index] for index in sorted(rows)]


def with_names(rows: list[Row], links: list[Row]) -> list[Row]:
    """The same rows with the adapter's name, and its scope on link-local servers (RFC 4007)."""
    names = {link["index"]: link["name"] for link in links}
    named = []
    for row in rows:
        name = names.get(row["index"])
        named.append(
            {"adapter": name, "servers": [_scoped(item, name) for item in row["servers"]], "search": row["search"]}
        )
    return named


def _scoped(server: str, name: str | None) -> str:
    return f"{server}%{name}" if name and ":" in server and ip_address(server).is_link_local else server
