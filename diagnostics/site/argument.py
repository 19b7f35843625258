"""An argument that says the same as a key of the site file, refused with the same words."""

from pathlib import Path

from diagnostics.site import link, target
from diagnostics.site.spot import Document, Spot


def drop_argument(name: str, value: str) -> str:
    """The address of a drop, as `report.drop`. Raises SiteError, which begins with `name`."""
    return link.drop(_spot(name), value)


def proxy_argument(name: str, value: str) -> str:
    """host:port of a proxy, as `proxy.server`. Raises SiteError, which begins with `name`."""
    return target.proxy_server(_spot(name), value)


def _spot(name: str) -> Spot:
    return Spot(Document(name, Path()))
