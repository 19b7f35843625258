"""Shapes that are left when every rule has looked: addresses that stand close to other signs, servers, codes."""

import re

from app.reports.product import adapter_words, is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.harmless import is_harmless
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.shape import turns
from app.reports.rules.vocabulary import is_word

_MAC = re.compile(
    r"(?<![0-9A-Za-z:.-])[0-9A-Fa-f]{1,2}(?:(?::[0-9A-Fa-f]{1,2}){5}|(?:-[0-9A-Fa-f]{2}){5})(?![0-9A-Za-z]|[:-][0-9A-Fa-f]{1,2}\b)"
)
_DEVICE = re.compile(r"(?<=[Dd][Ee][Vv]_)[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
_PORT = re.compile(
    r"(?<![\w.:])(\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9A-Fa-f:]{8})(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4})(?=\.\d{1,5}(?:[:,]|\s|$))"
    r"|(?<=/)(\d{1,3}(?:\.\d{1,3}){3})(?=:\d{2,5}(?!\d))"
)
_SERVER = re.compile(r"(?<![\w./\\@=%-])[A-Za-z][A-Za-z0-9]{1,14}(?:-[A-Za-z0-9]{2,15}){1,3}(?![\w\\/@%=(-]|\.[a-z])")
_NUMBERED = re.compile(r"([A-Za-z]{2,12})(\d{2,4})")
_METHODS = frozenset(
    """
    alc utf ucs iso cp koi aes sha md rc gcm tls ssl dtls ecdsa ecdh ecdhe rsa dh ed x win windows ubuntu debian python lib libssl
    rtl mt ath iwl ipv tcp udp rfc cve kb ms usb pci sata wpa wifi ax ac be bt hfp opus h g amr vp av i386 armv arm amd x86 intel
    ieee bsd linux kernel alpine fedora centos rhel macos ios android chrome safari edge version build release update rev fips
    """.split()  # noqa: SIM905  # a list has one word a line
)
_MIXED = re.compile(
    r"(?<![\w./\\@%=#+-])(?=[a-zA-Z0-9-]*\d)(?=[a-zA-Z0-9-]*[a-zA-Z])[a-zA-Z0-9]{5,12}(?:-[a-zA-Z0-9]{4,12})?(?![\w/\\@%=+-]|\.\w)"
)
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_HEX_ID = re.compile(
    r"(?<![\w.@/#:+-])(?!f{4}|0{4})(?:[0-9a-f]{10,31}|[0-9A-F]{10,31})(?![\w.@-])"
)  # of a network, a container, a disk
_DISK = re.compile(r"nvme\d+n\d+(?:p\d+)?|mmcblk\d+p\d+|sd[a-z]\d+", re.IGNORECASE)
_TIME = re.compile(r"(?:\d+(?:[dhms]|ms|us|ns|j|min))+", re.IGNORECASE)
_NETWORK = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}:([^\s\"',;:\ue000]{2,32})(?![\w:])")
_VERSION = re.compile(
    r"\b(?:bios|firmware|microprogramme|version|revision|r[ée]vision|rev|models?|mod[eè]le|build|release|driver|pilote|chipset)\b"
    r"(?![^\n]*(?:serial|s[ée]rie|asset|tag|user|host|name|nom)\b)[^\n]*$",
    re.IGNORECASE,
)
NEAR = 48  # characters before a number in which it is said what it is
TURNS = 3  # from letters to digits and back, in a token that nobody reads as a word
OCTET = 2


def hide_leftovers(scrub: Scrub, names: Pseudonyms) -> None:
    """What is an address or a name of a device, whatever touches it."""
    scrub.each(_NETWORK, lambda match: names.ssid(match.group(1)), 1)
    scrub.each(_MAC, lambda match: _mac(match.group(), names))
    scrub.each(_DEVICE, lambda match: names.mac(match.group()))
    scrub.any(_PORT, names.address)
    scrub.each(_SERVER, lambda match: _server(match.group(), names))
    scrub.each(_MIXED, lambda match: _drawn(match, names))
    scrub.each(_HEX_ID, lambda match: names.identifier(match.group()) if turns(match.group()) >= TURNS else None)


def _mac(text: str, names: Pseudonyms) -> str | None:
    """A MAC address, also as systems write it that leave out zeros."""
    octets = re.split(r"[:-]", text)
    if sum(len(octet) == OCTET for octet in octets) < 3:  # noqa: PLR2004  # "1:2:3:4:5:6" is a list
        return None
    return names.mac(text[len(octets[0])].join(octet.zfill(OCTET) for octet in octets))


def _server(text: str, names: Pseudonyms) -> str | None:
    """The name of a computer as firms give them: "dhcp01-lyo", "W2019-RDS-RNS11"."""
    pieces = text.split("-")
    numbered = [match for piece in pieces if (match := _NUMBERED.fullmatch(piece))]
    telling = [match for match in numbered if match.group(1).casefold() not in _METHODS]
    if not telling or is_harmless(text) or is_program(text) or adapter_words(text)[1] or is_ours(text, names):
        return None
    if sum(map(len, pieces)) - sum(len(match.group()) for match in numbered) < OCTET:
        return None
    known = all(is_word(piece) for piece in pieces)  # it may be a product, so it is not searched for elsewhere
    return names.stranger(text) if known else names.computer(text)


def _drawn(match: re.Match[str], names: Pseudonyms) -> str | None:
    if not _is_drawn(match.group(), names):
        return None
    start = match.string.rfind("\n", 0, match.start()) + 1
    return None if is_version(match.string[start : match.start()]) else names.stranger(match.group())


def is_version(before: str) -> bool:
    """Whether what stands before a number says that it is one of a model, a driver, a firmware."""
    return _VERSION.search(" ".join(before.split())[-NEAR:]) is not None


def _is_drawn(text: str, names: Pseudonyms) -> bool:
    """Whether letters and digits take turns as in no name: "cam3mb3rt", "pat6e-54ta9"."""
    if (
        turns(text.replace("-", "")) < TURNS
        or _HEX.fullmatch(text.replace("-", ""))
        or is_harmless(text)
        or adapter_words(text)[1]
    ):
        return False
    return not _TIME.fullmatch(text) and not _DISK.fullmatch(text) and not is_program(text) and not is_ours(text, names)
