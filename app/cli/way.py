"""Where a report leaves to, as arguments say it beside the site file."""

import msgspec

from diagnostics.command import Refused
from diagnostics.model.site import Site

FROM_DROP = ""
"""`--send` without a URL: where the site file says."""


def with_ways(site: Site, send: str | None, proxy: str | None) -> Site:
    """The site with the addresses of `--send URL` and `--proxy HOST:PORT`. Raises Refused."""
    from diagnostics.site import SiteError  # noqa: PLC0415
    from diagnostics.site.argument import drop_argument, proxy_argument  # noqa: PLC0415

    replace = msgspec.structs.replace
    try:
        if send:
            site = replace(site, report=replace(site.report, drop=drop_argument("--send", send)))
        if proxy is not None:
            site = replace(site, proxy=replace(site.proxy, server=proxy_argument("--proxy", proxy)))
    except SiteError as error:
        raise Refused(str(error)) from error
    if send == FROM_DROP and not (site.report.drop or site.report.folder):
        raise Refused('--send: the site file names no drop; add [report] drop = "https://…" or write --send URL.')
    return site
