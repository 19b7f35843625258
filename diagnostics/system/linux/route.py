"""Routes in use, and the neighbours that they lead through."""

from diagnostics.model.fact import Neighbour, Origin, Route
from diagnostics.system.linux.table import Row

_TABLE_MAIN = 254
_TABLE_DEFAULT = 253
_TABLE_LOCAL = 255
_ACTION_TO_TABLE = 1

_UNICAST = 1
_REFUSING = frozenset({6, 7, 8})  # blackhole, unreachable, prohibit
_HOP_DEAD = 0x1
_NULL_ENTRY_METRIC = 0xFFFFFFFF  # older kernels list their internal "no route" entry among the IPv6 routes

# rtm_protocol: who installed a route. "boot" (3) is what `ip route add` leaves behind, be it typed by a person, called
# by a DHCP client's script or by a VPN: it says nothing.
_ORIGINS = {4: Origin.STATIC, 9: Origin.ROUTER, 16: Origin.DHCP}

_NUD_INCOMPLETE = 0x01
_NUD_REACHABLE = 0x02
_NUD_UNCONFIRMED = 0x04 | 0x08 | 0x10  # stale, delay, probe: known once, not confirmed now
_NUD_FAILED = 0x20
_NUD_NOARP = 0x40
_NUD_PERMANENT = 0x80
_NUD_NAMES = (
    (_NUD_INCOMPLETE, "incomplete"),
    (_NUD_REACHABLE, "reachable"),
    (_NUD_UNCONFIRMED, "stale"),
    (_NUD_FAILED, "failed"),
    (_NUD_PERMANENT, "permanent"),
)


def normalise_routes(rows: list[Row], rules: list[Row], links: list[Row]) -> tuple[Route, ...]:
    """Unicast and refusing routes of every table that a policy rule reaches; one entry for each next hop."""
    reached = {(rule["family"], rule["table"]) for rule in rules if rule["action"] == _ACTION_TO_TABLE}
    if not rules:  # a kernel without policy routing
        reached = {(row["family"], table) for row in rows for table in (_TABLE_MAIN, _TABLE_DEFAULT)}
    names = {link["index"]: link["name"] for link in links}
    return tuple(
        _route(row, hop, names)
        for row in rows
        if (row["family"], row["table"]) in reached and row["table"] != _TABLE_LOCAL and _is_used(row)
        for hop in row["hops"]
        if not (hop["flags"] | row["flags"]) & _HOP_DEAD
    )


def normalise_neighbours(rows: list[Row], links: list[Row]) -> tuple[Neighbour, ...]:
    """Neighbours that had to be asked for; entries that need no question (multicast, loopback) are left out."""
    names = {link["index"]: link["name"] for link in links}
    return tuple(
        Neighbour(
            adapter=names[row["index"]],
            address=row["address"],
            mac=row["mac"],
            state=next((name for bit, name in _NUD_NAMES if row["state"] & bit), "other"),
        )
        for row in rows
        if row["index"] in names and not row["state"] & _NUD_NOARP
    )


def _is_used(row: Row) -> bool:
    return row["type"] == _UNICAST or (row["type"] in _REFUSING and row["metric"] != _NULL_ENTRY_METRIC)


def _route(row: Row, hop: Row, names: dict[int, str]) -> Route:
    refusing = row["type"] in _REFUSING
    origin = _ORIGINS.get(row["protocol"], Origin.UNKNOWN)
    if row["destination"] == "fe80::" and row["prefix"] >= 10:
        origin = Origin.LINK_LOCAL
    return Route(
        destination=f"{row['destination']}/{row['prefix']}",
        adapter=None if refusing or hop["index"] is None else names.get(hop["index"]),
        gateway=hop["gateway"],
        metric=row["metric"],
        origin=origin,
        table=row["table"],
        unreachable=refusing,
    )
