"""Addresses, host names and URLs inside free text."""

import ipaddress
import re

from app.reports import sitename
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub

_URL = re.compile(r"\b(?:https?|ftp|ldaps?|wss?|rdp|ssh|smb|ntp|socks5h?|tcp|udp)://[^\s<>\"'`]+", re.IGNORECASE)
_TAIL = ".,;:!?)]}»"
_QUERY = re.compile(r"(?<=[\w/])\?([\w.~-]+=[^\s\"'<>]+)")
_QUAD = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(/\d{1,2})?(?![\d])(?!\.\d)")
_VERSION = re.compile(r"(?:\bversion|\bver|\bv|\bdriver|\bbuild|\brelease|\bfirmware|\bpilote)[ .:=]*$", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w.-])(?=[\w-]*\w)[\w-]+(?:\.[\w-]+)*")
_QUAD_IN_NAME = re.compile(r"(?<!\d)\d{1,3}(?:-\d{1,3}){3}(?!\d)")
_DASHED = re.compile(r"(?<![\w-])\d{1,3}(?:-\d{1,3}){3}(?![\w-])")
_SIX = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:.]*::|(?:[0-9A-Fa-f]{1,4}:){7})([0-9A-Fa-f:.]{2,45})(%[\w.-]+)?(/\d{1,3})?"
)
_MAC = re.compile(r"(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Za-z:-])")
_MAC_DOTTED = re.compile(r"(?<![\w.])[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2}(?![\w.])")
_MAC_BARE = re.compile(r"\b(?:enx|wlx|wwx|(?:mac|hwaddr|lladdr|ether|bssid)[ :=]+)([0-9a-fA-F]{12})\b", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<![\w.@/\\-])(?:[\w-]+\.)+(?:lan|local|localdomain|corp|internal|intra|intranet|home|private|home\.arpa|fritz\.box)"
    r"(?![\w.-]*[\w-])",
    re.IGNORECASE,
)
_DIGITS_OR_WORDS = re.compile(r"\d|[0-9A-Fa-f]{3}")


def hide_links(scrub: Scrub, names: Pseudonyms) -> None:
    """URLs: credentials, queries, paths on foreign hosts."""

    def changed(match: re.Match[str]) -> str:
        whole = match.group()
        bare = whole.rstrip(_TAIL)
        return names.url(bare) + whole[len(bare) :]

    scrub.each(_URL, changed)
    scrub.each(_QUERY, lambda _: "removed", 1)


def hide_names(scrub: Scrub, names: Pseudonyms) -> None:
    """Host names that are not IT's: those of inner networks, and those in which a provider writes the address."""
    scrub.each(_NAME, lambda match: names.host(match.group()) if _tells_address(match.group()) else None)
    scrub.each(_INSIDE, lambda match: None if names.names.is_own(match.group()) else names.host(match.group()))


def hide_addresses(scrub: Scrub, names: Pseudonyms) -> None:
    """MAC addresses, IPv6, IPv4."""
    scrub.each(_MAC, lambda match: names.mac(match.group()))
    scrub.each(_MAC_DOTTED, lambda match: names.mac(match.group()))
    scrub.each(_MAC_BARE, lambda match: names.mac(match.group(1)), 1)
    scrub.each(_SIX, lambda match: _six(match, names))
    scrub.each(_QUAD, lambda match: _four(match, names))
    scrub.each(_DASHED, lambda match: _dashed(match.group(), names))


def _tells_address(name: str) -> bool:
    return any(char.isalpha() for char in name) and _QUAD_IN_NAME.search(name) is not None


def _four(match: re.Match[str], names: Pseudonyms) -> str | None:
    if _VERSION.search(match.string[max(0, match.start() - 12) : match.start()]):
        return None
    bare = ".".join(str(int(part)) for part in match.group(1).split("."))  # 192.168.001.005 is an address to people
    if sitename.address(bare) is None:
        return None
    return _moved(bare, match.group(2) or "", names)


def _six(match: re.Match[str], names: Pseudonyms) -> str | None:
    raw, zone, prefix = match.group(1), match.group(2) or "", match.group(3) or ""
    bare = raw.rstrip(".")
    if bare.endswith(":") and not bare.endswith("::"):
        bare = bare[:-1]
    if sitename.address(bare) is None or not _DIGITS_OR_WORDS.search(bare):
        return None
    if zone and bare == raw:
        return (names.address(bare + zone) or "") + prefix
    return _moved(bare, prefix, names) + raw[len(bare) :] + zone


def _moved(bare: str, prefix: str, names: Pseudonyms) -> str:
    """The other address; of a network the other network, so that no bit behind the prefix appears."""
    if prefix:
        try:
            is_network = str(ipaddress.ip_network(bare + prefix)) != ""
        except ValueError:  # host bits are set: an address with its prefix
            is_network = False
        if is_network:
            return names.network(bare + prefix) or ""
    return (names.address(bare) or "") + prefix


def _dashed(text: str, names: Pseudonyms) -> str | None:
    moved = names.address(text.replace("-", "."))
    return moved.replace(".", "-") if moved else None
