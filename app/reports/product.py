"""Names of programs and of audio devices: what a product is called may leave, what a person called it may not."""

import re
from functools import cache
from importlib.resources import files

_MODEL = re.compile(r"(?=[\w.+-]*\d)[A-Za-z]{0,6}[-.]?\d{1,4}(?:[-.+]?[A-Za-z0-9]{1,4}){0,2}")
"""A short number, with or without letters around it: "65", "WH-1000XM4", "C920"; longer ones may be a serial number."""

_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_WORD = re.compile(r"[^\s()\[\],;:/\"“”«»|]+")
LONGEST_MODEL = 12
LONGEST_PART = 7  # characters of a model between two signs: "1000XM4"
MOST_TURNS = 2  # from letters to digits and back inside such a part; a serial number has more
MOST_DIGITS = 4  # in a row
_INTERFACE = re.compile(
    r"(?:eth|en[opsx]?|wl[opsx]?|wlan|ww[opsx]?|wwan|tun|tap|utun|wg|wt|ppp|br|docker|veth|vmnet|vboxnet|virbr|lo|awdl|llw|anpi"
    r"|ap|bridge|gif|stf|ipsec|xfrm|p2p|bnep|usb|bond|team|dummy|sit|gpd|cscotun|zt|tailscale|nordlynx|proton|ham|vpn|net|if"
    r"|vti|gre|vlan|lxcbr|lxdbr|cni|podman|feth|pdp_ip|rmnet|pan|mpls|ifb|macvlan|wifi|ath|ra|rai|hsi|fw|qvpn|snx|tunsnx)"
    r"[\da-f]{0,12}(?:[a-z]\d{1,4}){0,5}(?:[.:@]\w{1,8})?|br-[0-9a-f]{12}|\d{1,4}"
)
"""Names that systems give to adapters themselves."""

_PART = re.compile(r"[^\s()\[\]*#,+_]+")
PRINTED = frozenset(
    """
    brother canon color designjet desktop deskjet document dw ecosys ecotank envy epson fax hp konica kyocera
    laserjet lexmark mfp microsoft minolta office officejet oki onenote pagewide pdf photosmart pixma plus
    print printer pro ricoh samsung sensys series smart tank taskalfa to toshiba versalink workforce writer
    xerox xps zebra
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Makers and lines of printers."""

LINKS = ("of", "de", "with")  # they stand before a name, and mean nothing at the end


def is_program(name: str) -> bool:
    """Whether this is the name of a program or VPN product that half the world has: IT must recognise it."""
    bare = name.strip().casefold().removesuffix(".exe")
    return bare in _names("program") or bare in _names("vpn")


def device_words(name: str) -> str:
    """The words of an audio device's name that belong to the product; empty when there are none.

    People and phones put a person's name there ("AirPods of Inès"), so only known words stay: makers, lines of
    products, words for what a device is, and short model numbers.
    """
    kept = [word for word in _WORD.findall(name) if _belongs(word)]
    while kept and kept[-1].casefold() in LINKS:
        kept.pop()
    return " ".join(kept)


def is_product(name: str) -> bool:
    """Whether a thing has nothing but the name under which it was sold: a maker or a line of products, and a model."""
    words = [word.strip("()") for word in name.split()]
    known = [word for word in words if word.casefold() in _names("device") or word.casefold() in PRINTED]
    return (
        bool(known)
        and known[0] == words[0]
        and len(words) > 1
        and all(word in known or _is_model(word) for word in words)
    )


def adapter_words(name: str) -> tuple[str, bool]:
    """The words of an adapter's name that its system or maker gave, and whether these are all of it."""
    kept: list[str] = []
    whole = True
    for part in _PART.findall(name):
        words = [part] if _is_adapter(part) else part.split("-")
        known = [word for word in words if _is_adapter(word)]
        whole = whole and len(known) == len(words)
        kept += known if len(known) < len(words) else ["-".join(words)]
    return " ".join(kept), whole


def _is_adapter(word: str) -> bool:
    bare = word.casefold().strip(".:")
    return not bare or bare in _names("adapter") or bare in _names("device") or _INTERFACE.fullmatch(bare) is not None


def _is_model(word: str) -> bool:
    if len(word) > LONGEST_MODEL or _MODEL.fullmatch(word) is None:
        return False
    parts = re.split(r"[-.+]", word)
    turns = max(len(re.findall(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)", part)) for part in parts)
    digits = max(map(len, re.findall(r"\d+", word)))
    return max(map(len, parts)) <= LONGEST_PART and turns <= MOST_TURNS and digits <= MOST_DIGITS


def _belongs(word: str) -> bool:
    if _POSSESSIVE.search(word):
        return False
    return _is_model(word) or word.casefold().strip(".-_'’") in _names("device")


@cache
def _names(kind: str) -> frozenset[str]:
    """One list of names, in lower case."""
    text = files("resources.product").joinpath(f"{kind}.txt").read_text("utf-8")
    return frozenset(line.casefold() for line in text.splitlines())
