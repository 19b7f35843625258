"""VPN and filter products on this laptop that are not the organisation's: by their processes and their adapters."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from diagnostics.model.fact import Adapter, AdapterType, OtherVpn
from diagnostics.model.site import Vpn
from diagnostics.system.linux.vpn import client_of, is_up, tunnel_candidates


class Rival(msgspec.Struct, frozen=True, kw_only=True):
    """A product. `adapters`: how its tunnel is called; none: it takes the next free tun or wg name."""

    name: str
    processes: tuple[str, ...]
    adapters: tuple[str, ...] = ()
    kind: str = ""  # the site file's word for it


RIVALS = (
    Rival(name="Mullvad", processes=("mullvad-daemon",), adapters=("wg*-mullvad", "tun*-mullvad")),
    Rival(name="NordVPN", processes=("nordvpnd",), adapters=("nordlynx", "nordtun", "nordwhisper")),
    Rival(
        name="Proton VPN",
        processes=("protonvpn-app", "protonvpn", "proton-vpn-daemon"),
        adapters=("proton[0-9]*", "pvpn*", "ProtonVPN*"),
    ),
    Rival(name="ExpressVPN", processes=("expressvpnd", "expressvpn-daemon")),
    Rival(name="Surfshark", processes=("surfsharkd2", "surfshark", "surfsharkd"), adapters=("surfshark_*",)),
    Rival(
        name="Windscribe",
        processes=("Windscribe", "windscribe", "windscribe-cli"),
        adapters=("wgwindscribe*", "utun420"),
    ),
    Rival(name="CyberGhost", processes=("cyberghostvpn",), adapters=("cyberghost*",)),
    Rival(name="Private Internet Access", processes=("pia-daemon",), adapters=("wgpia*", "tunpia*")),
    Rival(name="Tailscale", processes=("tailscaled",), adapters=("tailscale*",), kind="tailscale"),
    Rival(name="ZeroTier", processes=("zerotier-one",), adapters=("zt*",)),
    Rival(name="Cloudflare WARP", processes=("warp-svc",), adapters=("CloudflareWARP",)),
    Rival(name="Hamachi", processes=("hamachid",), adapters=("ham[0-9]*",)),
    Rival(name="AdGuard", processes=("adguardvpn-cli", "adguard-cli", "AdGuardVPN"), adapters=("adguard*",)),
)
"""Known by name. Of what is not in the table, tunnels are reported by the way in which they are made."""

# What a tunnel is made with, when nobody knows whose it is. Others (sit, gre, ppp) also join a home to its provider.
_MAKERS = {"wireguard": "WireGuard", "tun": "tun"}
_WIREGUARD_NAMES = ("wg*",)


def process_names() -> tuple[str, ...]:
    """The processes to look for."""
    return tuple(name for rival in RIVALS for name in rival.processes)


def normalise_other_vpns(
    ours: tuple[Vpn, ...],
    running: Iterable[str],
    adapters: tuple[Adapter, ...],
    addressed: set[str],
    claimed: set[str],
    all_visible: bool = True,
) -> tuple[OtherVpn, ...]:
    """`running`: process names seen in our network namespace; `claimed`: adapters that are one of our VPN's tunnels.

    `all_visible` False: /proc hides other people's processes, so that what was not seen may run nevertheless.
    """
    seen = set(running)
    own_kinds = {spec.kind for spec in ours}
    own_processes = {name.rpartition("/")[2] for spec in ours for name in client_of(spec).daemons}
    found: list[OtherVpn] = []
    free = [item for item in adapters if item.name not in claimed | _named_by_us(ours, adapters)]
    taken: set[str] = set()
    for rival in RIVALS:
        if rival.kind in own_kinds or own_processes.intersection(rival.processes):
            taken |= {item.name for item in free if _is_of(rival, item)}
            continue
        tunnels = [item for item in free if _is_of(rival, item)]
        taken |= {item.name for item in tunnels}
        works = bool(seen.intersection(rival.processes)) or (False if all_visible else None)
        if works or tunnels:
            found.append(_rival(rival, tunnels, addressed, works))
    strangers = [item for item in free if item.name not in taken and _maker(item) and is_up(item, addressed)]
    return tuple(_with_strangers(found, strangers))


def _rival(rival: Rival, tunnels: list[Adapter], addressed: set[str], works: bool | None) -> OtherVpn:
    tunnel = min(tunnels, key=lambda item: (not is_up(item, addressed), item.index), default=None)
    return OtherVpn(
        product=rival.name,
        adapter=tunnel.name if tunnel else None,
        up=tunnel is not None and is_up(tunnel, addressed),
        running=works,
    )


def _with_strangers(found: list[OtherVpn], strangers: list[Adapter]) -> list[OtherVpn]:
    """Tunnels that nobody claims: of the one product that runs without a name for its own, else of their maker."""
    unnamed = {rival.name for rival in RIVALS if not rival.adapters}
    waiting = [at for at, item in enumerate(found) if item.adapter is None and item.running and item.product in unnamed]
    if len(waiting) == 1 and strangers:
        found[waiting[0]] = msgspec.structs.replace(found[waiting[0]], adapter=strangers[0].name, up=True)
        strangers = strangers[1:]
    return found + [OtherVpn(product=_maker(item), adapter=item.name, up=True) for item in strangers]


def _named_by_us(ours: tuple[Vpn, ...], adapters: tuple[Adapter, ...]) -> set[str]:
    """Adapters that IT gave a name to; without one, only the tunnel that our VPN uses is ours."""
    return {
        item.name
        for spec in ours
        if spec.interface is not None
        for item in tunnel_candidates(spec, client_of(spec), adapters)
    }


def _is_of(rival: Rival, adapter: Adapter) -> bool:
    return adapter.type is not AdapterType.LOOPBACK and any(
        fnmatchcase(adapter.name, pattern) for pattern in rival.adapters
    )


def _maker(adapter: Adapter) -> str:
    if adapter.type is not AdapterType.TUNNEL:
        return ""
    if any(fnmatchcase(adapter.name, pattern) for pattern in _WIREGUARD_NAMES):
        return _MAKERS["wireguard"]
    return _MAKERS.get(adapter.driver or "", "")
