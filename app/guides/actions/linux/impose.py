"""Give an adapter exactly the addresses, routes and name servers that it had, whoever had set them.

For what no profile holds: a route that was deleted by hand, an address that was added, a lease whose server is gone.
Applied, never stored: at the next connection the profile decides again.
"""

import sys
from ipaddress import ip_address
from typing import Any

from app.guides.actions.linux import names, tables
from app.guides.actions.linux.device import Device, merged
from app.guides.actions.linux.profile import FAMILIES, Section, Settings, word
from app.guides.actions.linux.snapshot import Snapshot
from app.guides.actions.linux.tables import Route, Tables, family_of

_FROM_NETWORK = ("auto", "dhcp")
_AUTOMATIC = ("address-data", "route-data", "gateway", "never-default", "ignore-auto-routes")
_FIRST, _SECOND = 90, 110  # "dns-priority": around 100, which NetworkManager takes for everything but VPNs


class Likeness:
    """What an adapter looked like, to be compared with what it looks like now."""

    def __init__(self, device: Device, before: Snapshot) -> None:
        self._device = device
        self._before = before
        self._writes_servers = names.are_in_file(device.bus)
        # What `impose` had to set stays set when it is called again, and is measured against what was there first.
        self._by_hand: set[str] = set()
        self._given: dict[str, Tables] = {}

    def differs(self) -> list[str]:
        """What is not as it was: "ipv4", "ipv6", "servers"."""
        was, now = self._before.tables, self._now()
        gained = [family for family in FAMILIES if self._would_come(family)]
        found = [name for name in FAMILIES if name not in gained and not self._same(was.of(name), now.of(name))]
        if self._writes_servers and was.servers != now.servers and not gained and not self._has_other_lease():
            found.append("servers")
        return found

    def as_before(self) -> Settings:
        """The settings that were in force. DHCP goes on as it does now: nobody asks anew who needs no new lease."""
        settings = self._device.applied()
        patience = settings.get("ipv4", {}).get("dhcp-timeout")
        for family in FAMILIES:
            settings = {**settings, family: self._before.in_force.get(family, settings.get(family, {}))}
        return merged(settings, "ipv4", {"dhcp-timeout": patience})

    def impose(self) -> None:
        """Apply what is missing, and take away what is too much."""
        self._by_hand.update(self.differs())
        settings = self.as_before()
        for family in FAMILIES:
            if family in self._by_hand:
                settings = self._with_addresses(settings, family)
        if "servers" in self._by_hand or self._is_typed(settings):
            settings = self._with_servers(settings)
        self._device.reapply(settings)

    def _now(self) -> Tables:
        return tables.acquire(self._device.adapter)

    def _would_come(self, family: str) -> bool:
        """Whether it had no address for the moment only: the next lease or announcement brings one, without us."""
        method = word(self._before.in_force, family, "method", "auto")
        return method in _FROM_NETWORK and not self._before.tables.of(family).addresses

    def _has_other_lease(self) -> bool:
        """Whether a DHCP server has lent another address meanwhile: then that is how it is, and rightly so."""
        was, now = self._before.lease.get("ip_address"), self._device.lease().get("ip_address")
        return bool(was and now and was != now)

    def _same(self, was: Tables, now: Tables) -> bool:
        was, now = was.without_metrics(), now.without_metrics()
        if family_of((was.addresses or now.addresses or ("",))[0]) == "ipv4" and self._has_other_lease():
            own = self._before.lease["ip_address"], self._device.lease().get("ip_address")
            others = [{item for item in side.addresses if item.partition("/")[0] not in own} for side in (was, now)]
            ways = [any(route.is_default for route in side.routes) for side in (was, now)]
            return others[0] == others[1] and ways[0] == ways[1]
        return (was.addresses, was.routes) == (now.addresses, now.routes)

    def _with_addresses(self, settings: Settings, family: str) -> Settings:
        was = self._before.tables.of(family)
        now = self._given.setdefault(family, self._now().of(family))
        kept = self._kept_by_network(family, was, now)
        if kept is not None:
            return merged(settings, family, _beside(was, now, kept))
        ours = tuple(item for item in was.addresses if not self._is_over(item))
        if not ours:
            return settings  # the lease has run out: the address may be somebody else's by now
        method: Section = {"method": ("s", "manual")}
        return merged(settings, family, {**dict.fromkeys(_AUTOMATIC), **method, **_typed(ours, was.routes)})

    def _is_over(self, address: str) -> bool:
        lent = self._before.lease.get("ip_address")
        return address.partition("/")[0] == lent and self._before.leased is None

    def _kept_by_network(self, family: str, was: Tables, now: Tables) -> set[str] | None:
        """The addresses that the network gives and that were there before; None when it gives none, or others."""
        if family == "ipv4":
            now_lent, lent = self._device.lease().get("ip_address"), self._before.lease.get("ip_address")
            if not now_lent or not lent:
                return None
            return {item for item in was.addresses if item.partition("/")[0] == lent} or None
        return set(now.addresses) if now.addresses and set(now.addresses) <= set(was.addresses) else None

    def _with_servers(self, settings: Settings) -> Settings:
        others = self._servers_of_others()
        first = family_of(next(iter(self._before.tables.servers), ""))
        for family in FAMILIES:
            own = [item.partition("%")[0] for item in self._before.tables.of(family).servers]
            packed: list[Any] = [_packed(item) for item in own if item not in others]
            servers = ("au" if family == "ipv4" else "aay", packed)
            if word(settings, family, "method") in ("disabled", "ignore", "link-local"):
                continue  # NetworkManager takes no servers for a family that is off
            changes: dict[str, tuple[str, Any] | None] = {"dns-data": None, "ignore-auto-dns": ("b", True)}
            order = ("i", _FIRST if family == first else _SECOND)
            settings = merged(settings, family, {**changes, "dns": servers if packed else None, "dns-priority": order})
        return settings

    def _is_typed(self, settings: Settings) -> bool:
        """Whether no server would come from the network any more: then those of before are typed in as well."""
        return any(
            word(settings, family, "method") == "manual"
            and word(self._before.in_force, family, "method") != "manual"
            and self._before.tables.of(family).servers
            for family in FAMILIES
        )

    def _servers_of_others(self) -> set[str]:
        return {server for adapter, server in names.known(self._device.bus) if adapter != self._device.adapter}


def _beside(was: Tables, now: Tables, kept: set[str]) -> dict[str, tuple[str, Any] | None]:
    """The words for what stands beside the addresses of the network."""
    missing = set(now.without_metrics().routes) - set(was.without_metrics().routes)
    extra = tuple(sorted(set(was.addresses) - kept))
    only_default = all(route.is_default for route in missing)
    own_routes = set(was.routes) - set(now.routes)
    routes = tuple(sorted(own_routes)) if only_default else was.routes
    return {
        **dict.fromkeys(_AUTOMATIC),
        **_typed(extra, routes),
        "never-default": ("b", True) if missing else None,
        "ignore-auto-routes": None if only_default else ("b", True),
    }


def _typed(addresses: tuple[str, ...], routes: tuple[Route, ...]) -> dict[str, tuple[str, Any] | None]:
    places = [
        {"address": ("s", address), "prefix": ("u", int(prefix))}
        for address, _, prefix in (item.partition("/") for item in addresses)
    ]
    return {"address-data": ("aa{sv}", places), "route-data": ("aa{sv}", [_route(item) for item in routes])}


def _route(route: Route) -> dict[str, tuple[str, Any]]:
    destination, _, prefix = route.destination.partition("/")
    words: dict[str, tuple[str, Any]] = {"dest": ("s", destination), "prefix": ("u", int(prefix))}
    if route.gateway is not None:
        words["next-hop"] = ("s", route.gateway)
    return {**words, "metric": ("u", route.metric)}


def _packed(address: str) -> int | bytes:
    """As NetworkManager's "dns" has it: IPv4 as a number in the byte order of the network, IPv6 as 16 bytes."""
    packed = ip_address(address).packed
    return int.from_bytes(packed, sys.byteorder) if len(packed) == 4 else packed  # noqa: PLR2004
