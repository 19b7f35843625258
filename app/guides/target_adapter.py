"""Which adapter is meant: the one that leads out, or the one in which the evidence finds the trouble. Pure."""

from collections.abc import Iterable

from app.guides.case import Case
from app.guides.hand import Target
from diagnostics.model.answer import MtuAnswer
from diagnostics.model.fact import Adapter, AdapterType, ResolverConfig, WifiLink
from diagnostics.model.site import Vpn

LEAST_MTU = 1280
"""Bytes. What every path that carries IPv6 must let through (RFC 8200, section 5): the size for a line that swallows
larger packets without a word, when nobody measured where it begins."""

OWN_TROUBLE = ("link", "wifi", "ip", "route")
"""Families of causes whose evidence names the adapter that is in trouble."""


def adapter_target(case: Case) -> Target | None:
    """The adapter that a verb for adapters is meant for; None when nobody can tell."""
    if case.verb == "mtu.set_site_value":
        return _mtu(case)
    name = _disabled(case) if case.verb == "adapter.enable" else _in_trouble(case)
    return Target(adapter=name) if name else None


def _disabled(case: Case) -> str | None:
    """The adapter that is switched off; of several, one that has carried something since the start, then the wired."""
    radios_off = {link.adapter for link in case.scene.seen.of(WifiLink) if link.radio_on is False}
    off = [item for item in case.scene.physical if item.enabled is False]
    off.sort(key=lambda item: (item.name in radios_off, not item.rx_bytes, *_rank(case, item)))
    return off[0].name if off else None


def _in_trouble(case: Case) -> str | None:
    """The adapter that leads out; where none does, or the evidence points at others, the best of those in trouble."""
    scene = case.scene
    named = _named_by_evidence(case)
    if scene.way_out is not None and (not named or scene.way_out in named):
        return scene.way_out
    physical = {item.name: item for item in scene.physical}
    out = sorted(
        (route.metric, route.adapter)
        for route in scene.default_routes
        if route.adapter in physical and route.is_default
    )
    if out and out[0][1] is not None and (not named or out[0][1] in named):
        return out[0][1]
    candidates = [physical[name] for name in named] or scene.usable
    if case.verb == "adapter.restart" and not candidates:  # a dead socket may come back to life with its cable
        candidates = [item for item in scene.physical if item.enabled]
    return min(candidates, key=lambda item: _rank(case, item)).name if candidates else None


def _named_by_evidence(case: Case) -> list[str]:
    """The physical adapters that the evidence names: for a name server, those that were told to use it."""
    physical = {item.name for item in case.scene.physical}
    cause = case.verdict.cause if case.verdict else ""
    found: Iterable[str | None] = ()
    if cause.partition(".")[0] in OWN_TROUBLE:
        found = [item.name if isinstance(item, Adapter) else getattr(item, "adapter", None) for item in case.shown]
    elif cause.startswith("dns."):
        server = case.args("server", cause)
        found = [item.adapter for item in case.scene.seen.of(ResolverConfig) if server and server in item.servers]
    return list(dict.fromkeys(name for name in found if name in physical))


def _rank(case: Case, item: Adapter) -> tuple[bool, int, int]:
    """The smaller, the likelier it is the one: usable, wired before wireless before mobile."""
    kind = 1 if item.name in case.scene.radios else 0
    kind = 2 if item.type is AdapterType.MOBILE else kind
    return item not in case.scene.usable, kind, item.index


def wifi_target(case: Case) -> Target | None:
    """The radio that is in trouble, or in use; None without a radio."""
    links = {link.adapter: link for link in case.scene.seen.of(WifiLink)}
    radios = [item for item in case.scene.seen.of(Adapter) if item.name in case.scene.radios]

    def rank(item: Adapter) -> tuple[bool, bool, int]:
        link = links.get(item.name)
        off = link is not None and link.radio_on is False
        lost = link is not None and link.connected is False
        if case.verb == "wifi.radio_on":
            return not off, bool(link and link.hardware_off), item.index
        return item.name != case.scene.way_out, off or not lost, item.index

    return Target(adapter=min(radios, key=rank).name) if radios else None


def _mtu(case: Case) -> Target | None:
    """A tunnel gets IT's size. A line gets what was measured on it, or what every line carries."""
    if case.names("vpn.mtu"):
        vpn = case.which_vpn()
        adapter = case.client(vpn).adapter if vpn else None
        size = vpn.mtu if vpn else None
        return _smaller(case, adapter, size, vpn)
    if case.names("mtu.black_hole"):
        measured = [item.path_mtu for item in case.scene.seen.of(MtuAnswer) if item.path_mtu]
        least = min((size for size in measured if size >= LEAST_MTU), default=LEAST_MTU)
        return _smaller(case, _in_trouble(case), least, None)
    return None


def _smaller(case: Case, adapter: str | None, size: int | None, vpn: Vpn | None) -> Target | None:
    present = next((item.mtu for item in case.scene.seen.of(Adapter) if item.name == adapter), None)
    if adapter is None or size is None or (present is not None and present <= size):
        return None
    return Target(adapter=adapter, mtu=size, vpn=vpn)
