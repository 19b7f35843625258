"""Shapes of URLs. Checked with the rules of RFC 3986 as far as our probes and the browser need them."""

import ipaddress
import re
import string
from urllib.parse import SplitResult, urlsplit

from diagnostics.literal import is_literal
from diagnostics.site import target
from diagnostics.site.error import quoted as _quoted
from diagnostics.site.shape import TextShape
from diagnostics.site.spot import Spot

LONGEST_PAGE = 200  # characters; the whole link may have 800, and the report's ids need some 500


def url(*schemes: str, secret: bool = False) -> TextShape:
    """An absolute URL with one of these schemes; user name and password only where `secret` says so."""
    example = f"{schemes[0]}://www.example.org/"

    def read(spot: Spot, value: str) -> str:
        parts = _parts(spot, value, schemes, example)
        if not secret and "@" in parts.netloc:
            spot.refuse("contains a user name or a password", "remove it, because everybody may read this file")
        if parts.fragment:
            spot.refuse(f"{quoted(value)} has a part behind #", "remove it, because it never reaches a server")
        return value

    return read


def folder(*schemes: str) -> TextShape:
    """The URL of a folder: names of files are added behind it."""

    def read(spot: Spot, value: str) -> str:
        for mark in "?#":
            if mark in value:
                spot.refuse(
                    f"{quoted(value)} has a part behind {mark}",
                    f"end it before {mark}, as names of files are added to it",
                )
        return url(*schemes)(spot, value)

    return read


def portal(spot: Spot, value: str) -> str:
    """URL=expected body. Plain HTTP, because a captive portal cannot change HTTPS; no query, as "=" ends the URL."""
    example = '"http://www.example.org/check.txt=expected text"'
    link, equals, body = value.partition("=")
    if not equals or not body.strip():
        spot.refuse(f"{quoted(value)} does not say what the page contains", f"write URL=text, such as {example}")
    parts = _parts(spot, link, ("http",), "http://www.example.org/check.txt")
    if "?" in link:
        spot.refuse(f"{quoted(value)} has a query", "use a page without ?…, because = ends the URL here")
    if "@" in parts.netloc or parts.fragment:
        spot.refuse("contains a password or a #", f"write a plain URL, such as {example}")
    return value


def time_source(spot: Spot, value: str) -> str:
    """https://host or http://host for the Date header, ntp://host[:port] for NTP."""
    parts = _parts(spot, value, ("https", "http", "ntp"), "https://www.example.org")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        spot.refuse(
            f"{quoted(value)} has more than a host", "write only scheme and host, such as ntp://ntp.example.org"
        )
    return value


def load_down(spot: Spot, value: str) -> str:
    """The download URL of the load test; `{bytes}` stands for the size, and there is no other hole."""
    try:
        holes = [hole for _, hole, _, _ in string.Formatter().parse(value) if hole is not None]
    except ValueError:
        holes = []
    if holes != ["bytes"] or "{bytes}" not in value:
        spot.refuse(
            f"{quoted(value)} does not have exactly one {{bytes}}", 'write such as "https://…/down?bytes={bytes}"'
        )
    url("https", "http")(spot, value.replace("{bytes}", "1"))
    return value


def remote_help(known: tuple[str, ...]) -> TextShape:
    """A tool of the closed list, or an https link."""

    def read(spot: Spot, value: str) -> str:
        if value in known:
            return value
        if "://" not in value:
            spot.refuse(f"does not know {quoted(value)}", f"use an https link or one of: {', '.join(known)}")
        return url("https")(spot, value)

    return read


def page(spot: Spot, value: str) -> str:
    """The https page of a QR code, short enough that the code stays readable by every phone."""
    url("https")(spot, value)
    if len(value) > LONGEST_PAGE:
        spot.refuse(f"has {len(value)} characters", f"keep it under {LONGEST_PAGE}, because it goes into a QR code")
    return value


def drop(spot: Spot, value: str) -> str:
    """Where reports are put: https, because a report is readable until it is sealed; http only to this computer."""
    if value.startswith("http://"):
        host = _parts(spot, value, ("http",), "https://drop.example.org/in/").hostname or ""
        if not (is_literal(host) and ipaddress.ip_address(host).is_loopback):
            spot.refuse(f"{quoted(value)} would send reports readable by anybody on the way", "use https://")
    return url("https", "http", secret=True)(spot, value)


def _parts(spot: Spot, value: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    if any(char.isspace() for char in value):
        spot.refuse(f"{quoted(value)} has blanks", f"write a URL such as {example}")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        spot.refuse(f"{quoted(value)} is not a URL: host or port is broken", f"write a URL such as {example}")
    if parts.scheme not in schemes or not value.lower().startswith(f"{parts.scheme}://"):
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        spot.refuse(f"{quoted(value)} does not begin with {wanted}", f"write a URL such as {example}")
    if port == 0 or not (is_literal(host) or target.is_name(host)):
        spot.refuse(f"{quoted(value)} has no valid host", f"write a URL such as {example}")
    return parts


def quoted(value: str) -> str:
    """A URL for a message, without the password that it may carry."""
    return _quoted(re.sub(r"//[^/]*@", "//…@", value))
