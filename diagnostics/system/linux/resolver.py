"""Configured name servers: /etc/resolv.conf is what programs use; D-Bus tells what is behind a local stub."""

from pathlib import Path

from diagnostics.literal import is_literal
from diagnostics.model.fact import ResolverConfig
from diagnostics.system.linux.table import Row

RESOLV_CONF = Path("/etc/resolv.conf")
# systemd-resolved writes the servers behind its stub here for programs that want to go around it.
_BEHIND_STUB = Path("/run/systemd/resolve/resolv.conf")

STUBS = frozenset({"127.0.0.53", "127.0.0.54"})  # systemd-resolved(8)
# resolv.conf(5) MAXNS: the C library never asks a fourth server, so a fourth one does not help anybody.
_MOST_SERVERS = 3


def acquire_resolv_conf() -> str:
    """The text of /etc/resolv.conf; empty when there is none. Raises OSError when it exists and cannot be read."""
    return _text(RESOLV_CONF)


def acquire_behind_stub() -> str:
    """The text of systemd-resolved's list of real servers; empty when there is none."""
    return _text(_BEHIND_STUB)


def parse_resolv_conf(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(servers, search list) as the C library reads them: keyword in the first column, malformed lines ignored."""
    servers: list[str] = []
    search: tuple[str, ...] = ()
    for line in text.splitlines():
        keyword, *words = line.split() or [""]
        if not line.startswith(keyword) or not words:
            continue
        if keyword == "nameserver" and is_literal(words[0]) and len(servers) < _MOST_SERVERS:
            servers.append(words[0])
        elif keyword in ("search", "domain"):  # the last one of either wins
            search = tuple(word for word in (words if keyword == "search" else words[:1]) if word != ".")
    return tuple(servers), search


def normalise_resolvers(
    text: str, behind: str, resolved: list[Row] | None, managed: list[Row] | None
) -> tuple[ResolverConfig, ...]:
    """Servers in the order in which programs ask them.

    `resolved` are the links and servers that systemd-resolved told over D-Bus, `managed` those of NetworkManager; None:
    could not be asked. Where nobody can tell what is behind a stub, the stub itself is the server to ask.
    """
    servers, search = parse_resolv_conf(text)
    stub = next((server for server in servers if server in STUBS), None)
    if stub is None:
        return _of_file(servers, search, managed)
    if resolved is not None:
        return _per_link(resolved, search, stub)
    if managed:
        return _per_link(managed, search, stub)
    hidden, hidden_search = parse_resolv_conf(behind)
    return (ResolverConfig(servers=hidden or servers, search=hidden_search or search, stub=stub),)


def _of_file(
    servers: tuple[str, ...], search: tuple[str, ...], managed: list[Row] | None
) -> tuple[ResolverConfig, ...]:
    """The servers of the file, grouped by the adapter for which NetworkManager put them there, where it knows."""
    owners = {server: row.get("adapter") for row in managed or [] for server in row["servers"]}
    groups: list[tuple[str | None, list[str]]] = []
    for server in servers:
        owner = owners.get(server)
        if groups and groups[-1][0] == owner:
            groups[-1][1].append(server)
        else:
            groups.append((owner, [server]))
    groups = groups or [(None, [])]
    return tuple(ResolverConfig(servers=tuple(group), adapter=owner, search=search) for owner, group in groups)


def _per_link(rows: list[Row], search: tuple[str, ...], stub: str) -> tuple[ResolverConfig, ...]:
    """One entry for each link that has servers, links before the computer's own list."""
    found = [
        ResolverConfig(
            servers=tuple(row["servers"]),
            adapter=row.get("adapter"),
            search=tuple(row.get("search", ())) or search,
            stub=stub,
        )
        for row in sorted(rows, key=lambda row: row.get("adapter") is None)
        if row["servers"]
    ]
    return tuple(found) or (ResolverConfig(servers=(), search=search, stub=stub),)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
