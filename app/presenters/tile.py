"""The ten things that people say when they are stuck. A tile sets the order and the wording, never the scope."""

from dataclasses import dataclass

from app.presenters.phrase import Phrases


@dataclass(frozen=True)
class Tile:
    """One tile: its id is the symptom that the run is told; `fits` are cause ids or families, likeliest first."""

    id: str
    fits: tuple[str, ...]
    load_test: bool = False  # what helps next is a test of the line
    watch: bool = False  # what helps next is to watch, because it comes and goes
    asks_which: bool = False  # it is about one thing, which the person names


TILES = (
    Tile("nothing", ("link", "isp", "gateway", "ip", "route", "dns", "internet", "firewall")),
    Tile("vpn", ("vpn", "clock", "internet.captive_portal", "firewall")),
    Tile("vpn_apps", ("service", "vpn", "mtu", "dns", "proxy")),
    Tile("slow", ("laptop", "dns.slow", "wifi", "internet", "ipv6", "mtu"), load_test=True),
    Tile("calls", ("call", "audio", "laptop", "wifi", "internet", "mtu", "ipv6"), load_test=True),
    Tile("cuts", ("ip.conflict", "link", "gateway", "wifi", "internet"), watch=True),
    Tile("one_app", ("service", "browser", "dns", "proxy", "tls", "internet.partial"), asks_which=True),
    Tile("password", ("account", "vpn.auth_failed", "clock", "service.access_denied", "proxy.auth_required", "vpn")),
    Tile("warning", ("clock", "internet.captive_portal", "tls", "service.cert_expired", "dns.hijacked")),
    Tile("computer", ("laptop",)),
)


@dataclass(frozen=True)
class TileView:
    """A tile, ready to be shown. `icon` is the name of a drawing."""

    id: str
    text: str
    icon: str
    asks_which: bool = False


def tile_views(say: Phrases) -> tuple[TileView, ...]:
    """All ten, in screen order."""
    return tuple(TileView(tile.id, say(f"tile.{tile.id}"), tile.id, tile.asks_which) for tile in TILES)


def tile(id: str | None) -> Tile | None:
    """The tile of that symptom, or None."""
    return next((tile for tile in TILES if tile.id == id), None)


def rank(cause: str, symptom: str | None) -> int:
    """How well a cause fits what the person picked: 0 is best; causes that do not fit come last."""
    picked = tile(symptom)
    if picked is None:
        return 0
    for place, fit in enumerate(picked.fits):
        if cause == fit or cause.startswith(f"{fit}."):
            return place
    return len(picked.fits)
