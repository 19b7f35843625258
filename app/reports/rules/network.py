"""Addresses, host names and URLs inside free text."""

import ipaddress
import re

from app.reports import sitename
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.publicname import is_public
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_URL = re.compile(r"(?<![\w+.-])(?!file:)[a-z][a-z0-9+.-]{1,20}://(?=[\w\[%{])[^\s<>\"'`\ue000]+", re.IGNORECASE)
_TAIL = ".,;:!?)]}»"
_QUERY = re.compile(r"(?<=[\w/])\?([\w.~-]+=[^\s\"'<>]+)")
_QUAD = re.compile(r"(?<!\d)(?<!\d\.)(\d{1,3}(?:\.\d{1,3}){3})(/\d{1,2})?(?![\d])(?!\.\d)")
_VERSION = re.compile(
    r"(?:version|\bver|\bv|driver|build|release|firmware|\bgui|\bplugin|\bsdk|\bengine|\bpilote)[\"']?[ .:=]*[\"']?$",
    re.IGNORECASE,
)
_AGENT = re.compile(r"(?<![\w.-])(?!(?:Tcp|Udp|Host|Https?|Client|Server|Peer|User|Ip|Cifs)/)(?:[A-Z][a-z]+)+/$")
_PRODUCT = re.compile(r"(?:[A-Z][\w-]+ ){1,4}$")
_LIVE = re.compile(r":\d| (?:port|(?:dis)?connected|unreachable|refused|timed out|via|dev)\b")
MAJOR = 30  # versions of programs seldom count further; what begins above is an address
_NAME = re.compile(r"(?<![\w.-])(?=[\w-]*\w)[\w-]+(?:\.[\w-]+)*")
_QUAD_IN_NAME = re.compile(r"(?<!\d)\d{1,3}(?:-\d{1,3}){3}(?!\d)")
_DASHED = re.compile(r"(?<![\w-])\d{1,3}(?:-\d{1,3}){3}(?![\w-])")
_SIX = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:.]*::|(?:[0-9A-Fa-f]{1,4}:){7})([0-9A-Fa-f:.]{2,45})(%[\w.-]+)?(/\d{1,3})?"
)
_MAC = re.compile(r"(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:_ -])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Za-z:-])")
_MAC_DOTTED = re.compile(r"(?<![\w.])[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2}(?![\w.])")
_MAC_BARE = re.compile(
    r"(?:\b(?:enx|wlx|wwx|(?:mac|hwaddr|lladdr|ether|bssid)[ :=]+(?:0x)?)"
    r"|(?<![\w.-])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d))([0-9a-f]{12})(?![\w.-])",
    re.IGNORECASE,
)
_MAC_HALVES = re.compile(r"(?<![\w-])[0-9a-f]{6}[-:][0-9a-f]{6}(?![\w-])", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<![\w@\\-])(?<!\w\.)(?:[\w-]+\.)+(?:lan|local|localdomain|corp|internal|intern|interne|intra"
    r"|intranet|home|private|home\.arpa|fritz\.box|box"
    r"|ad|adds|domain|domaine|workgroup|loc|priv|lab|office|entreprise|groupe|onion|test|invalid"
    r"|example)(?![\w-]*[\w-]|\.[\w-])",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"(?<![\w@/\\-])(?<!\w\.)(?:[\w-]{1,63}\.)+(?:com|net|org|fr|eu|de|be|ch|ca|uk|lu|es|it|nl|at|pt|pl|se|dk"
    r"|ie|us|io|info|biz|cloud|tech|pro|bzh|paris|alsace|corsica"
    r"|edu|gov|gouv|mil|int|coop|online|site|shop|store|agency|group|company|family|re|nc|ma|tn|dz|sn"
    r"|ci)(?![\w-]*[\w-]|\.[A-Za-z_-]|\()",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<![\w:/\\])(?:\\{2,4}|//)([a-z0-9][\w-]*(?:\.[\w-]+)+)(?![\w@-])", re.IGNORECASE)
_NOT_NAMES = re.compile(
    r"^(?:com|org|net|io|fr|de|uk|edu)\.|^(?:e\.g|i\.e)\b|\.(?:service|socket|target|timer)\.", re.IGNORECASE
)  # names of programs, the other way round
_REVERSE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?=\.in-addr\.arpa)", re.IGNORECASE)
_NIBBLES = re.compile(r"(?:[0-9a-f]\.){16,32}(?=ip6\.arpa)", re.IGNORECASE)
_SIX_DASHED = re.compile(
    r"(?<![\w-])(?:[0-9a-f]{1,4}-){7}[0-9a-f]{1,4}(?![\w-])|[0-9a-f-]{6,39}(?=\.ipv6-literal\.net)", re.IGNORECASE
)
_APART = re.compile(
    r"(?<![\d.,_])(\d{1,3})(\[\.\]|\(\.\)|\{\.\}|\\\.| dot | point |_"
    r"| ?\. )(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?![\d_]|[.,]\d)",
    re.IGNORECASE,
)
BYTE = 255
_MAC_COUNTED = re.compile(
    r"(?<![\w:-])0?1[:-]([0-9a-f]{2}([:-])[0-9a-f]{2}(?:\2[0-9a-f]{2}){4})(?![\w:-])", re.IGNORECASE
)  # a client id: RFC 2132, 9.14
_EUI64 = re.compile(r"(?<![0-9a-z])[0-9a-f]{6}fffe[0-9a-f]{6}(?![0-9a-z])", re.IGNORECASE)
_PRINCIPAL = re.compile(
    r"(?<![\w/])(?:host|HTTP|cifs|ldap|TERMSRV|WSMAN|MSSQLSvc|RestrictedKrbHost|nfs|smb|imap"
    r"|krbtgt)/([A-Za-z][\w.-]+)"
)
_LETTERED = re.compile(r"[a-f]", re.IGNORECASE)
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
    if _QUAD_IN_NAME.search(scrub.text):
        scrub.each(_NAME, lambda match: _telling(match.group(), names) if _tells_address(match.group()) else None)
    scrub.each(
        _PRINCIPAL,
        lambda match: names.host(match.group(1)) if "." in match.group(1) else names.computer(match.group(1)),
        1,
    )
    for pattern in (_INSIDE, _OUTSIDE):
        scrub.each(pattern, lambda match: _named(match.group(), names))
    scrub.each(
        _BEHIND,
        lambda match: (
            _named(match.group(1), names)
            if _INSIDE.fullmatch(match.group(1)) or _OUTSIDE.fullmatch(match.group(1))
            else None
        ),
        1,
    )


def hide_addresses(scrub: Scrub, names: Pseudonyms) -> None:
    """MAC addresses, IPv6, IPv4."""
    scrub.each(_MAC, lambda match: names.mac(match.group()))
    scrub.each(_MAC_COUNTED, lambda match: names.mac(match.group(1)), 1)
    scrub.each(_EUI64, lambda match: names.label("[address]", match.group()))
    scrub.each(_MAC_HALVES, lambda match: names.mac(match.group()) if _LETTERED.search(match.group()) else None)
    scrub.each(_MAC_DOTTED, lambda match: names.mac(match.group()))
    scrub.each(_MAC_BARE, lambda match: names.mac(match.group(1)), 1)
    scrub.each(_REVERSE, lambda match: _reversed(match.group(1), names), 1)
    scrub.each(_NIBBLES, lambda _: "[address].")
    scrub.each(
        _SIX_DASHED, lambda match: names.label("[address]", match.group()) if _LETTERED.search(match.group()) else None
    )
    scrub.each(_APART, lambda match: _spread(match, names))
    scrub.each(_SIX, lambda match: _six(match, names))
    scrub.each(_QUAD, lambda match: _four(match, names))
    scrub.each(_DASHED, lambda match: _dashed(match.group(), names))


def _named(name: str, names: Pseudonyms) -> str | None:
    if names.names.is_own(name) or is_public(name) or _NOT_NAMES.search(name) or name.replace(".", "").isdigit():
        return None
    if name.casefold().endswith(".invalid") and name.count(".") == 1 and name[:-8].isalpha() and is_word(name[:-8]):
        return None  # nobody has a name there (RFC 6761, 6.4)
    return names.host(name)


def _reversed(text: str, names: Pseudonyms) -> str | None:
    """The name of a reverse lookup (RFC 1035, 3.5): the bytes of the address from the last to the first."""
    moved = names.address(".".join(reversed(text.split("."))))
    return ".".join(reversed(moved.split("."))) if moved else None


def _spread(match: re.Match[str], names: Pseudonyms) -> str | None:
    parts, joint = match.group(1, 3, 4, 5), match.group(2)
    moved = (
        names.address(".".join(str(int(part)) for part in parts)) if all(int(part) <= BYTE for part in parts) else None
    )  # a byte
    return joint.join(moved.split(".")) if moved else None


def _telling(name: str, names: Pseudonyms) -> str:
    """Another name; where the domain is one that everybody knows, only the address in it goes."""
    other = names.host(name)
    return _QUAD_IN_NAME.sub(lambda match: _dashed(match.group(), names) or "x", name) if other == name else other


def _tells_address(name: str) -> bool:
    if name[:4].casefold() == "s-1-":  # a SID
        return False
    return not _MAC.fullmatch(name) and any(char.isalpha() for char in name) and _QUAD_IN_NAME.search(name) is not None


def _four(match: re.Match[str], names: Pseudonyms) -> str | None:
    if not match.group(2) and _is_version(match):
        return None
    bare = ".".join(str(int(part)) for part in match.group(1).split("."))  # 192.168.001.005 is an address to people
    if sitename.address(bare) is None:
        return None
    return _moved(bare, match.group(2) or "", names)


def _is_version(match: re.Match[str]) -> bool:
    """Whether four numbers are a version: by the word before, or right behind the name of a product."""
    before = match.string[max(0, match.start() - 60) : match.start()]
    if _VERSION.search(before[-16:]) or _AGENT.search(before[-40:]):
        return True
    named = _PRODUCT.search(before)
    first = match.group(1).partition(".")[0]
    if named is None or first == "10" or int(first) >= MAJOR or _LIVE.match(match.string, match.end()):
        return False
    return any(map(is_program, named.group().split())) and is_word(named.group())


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
