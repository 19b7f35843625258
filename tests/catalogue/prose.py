"""What a sentence of ours may look like: length, words, typography. Rules: section 7.2 of the fault knowledge."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_WORDS = 20
MOST_WORDS_OF_AN_ANSWER = 9  # it stands on a button
JARGON = {
    "en": "DNS DHCP IP IPv4 IPv6 MTU gateway latency packet packets subnet proxy TLS SSL authentication SSID NIC PAC "
    "ARP",
    "fr": "DNS DHCP IP IPv4 IPv6 MTU latence paquet paquets proxy TLS SSL authentification SSID NIC PAC ARP passerelle "
    "trame adressage sous-réseau",
}
RUDE = {
    "en": "oops simply just obviously please bad error-code unknown-error",
    "fr": "oups simplement évidemment veuillez connecté(e)",
}
CAPITALS = {"en": {"IT", "USB", "VPN", "VPNs"}, "fr": {"CPL", "USB", "VPN"}}
"""Abbreviations that people say themselves; all others belong to IT."""

ENGLISH = (
    "account adapter address app apps browser call click computer connect connection cookies download driver drivers "
    "email error file firewall headset hotspot laptop link login logout mail mails meeting modem network offline "
    "online password phone pop-up reboot reset router screen server settings sign-in smartphone switch tab tabs "
    "tethering update upload user website wifi wi-fi-off workaround"
)
"""English words that French texts have a word of their own for. "Box", "cloud", "hub" and "Wi-Fi" are French by now."""

HELD = {
    "en": r"\b(?:the|a|an|your|this) \{(?:it_name|vpn|app)\}",
    "fr": r"\b(?:le|la|du|au|de|à|un|votre|cette?) \{\w+\}",
}
"""A hole is filled with a name or with "the VPN": no article and no "de" before it fits both."""

LABEL = re.compile("\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb")  # a word that the person finds on the screen


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """All texts of nested tables, by dotted id."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value


def too_long(text: str, most: int = MOST_WORDS) -> list[str]:
    """The sentences with too many words."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    return [one for one in sentences if sum(bool(re.search(r"\w", word)) for word in one.split()) > most]


def jargon(text: str, language: str, *, labels: bool) -> set[str]:
    """Banned words in a text; with `labels`, what stands in quotation marks is the name of something on the screen."""
    read = LABEL.sub(" ", text) if labels else text
    words = {word.strip(".,;:?!()\u00ab\u00bb\u201c\u201d").lower() for word in re.split(r"[\s/'\u2019]+", read)}
    return words & {word.lower() for word in f"{JARGON[language]} {RUDE[language]}".split()}


def typos(text: str, language: str) -> list[str]:
    """What a printer would mark."""
    found = []
    if "  " in text or text != text.strip(" "):
        found.append("double or outer space")
    if re.search(r"\w'\w", text):
        found.append("straight apostrophe")
    if '"' in text:
        found.append("straight quotation mark")
    if "!" in text:
        found.append("exclamation mark")
    if language == "en":
        if re.search(r"[\s\u00a0][:;?]", text) and "[" not in text:
            found.append("space before punctuation")
        return found
    bare = re.sub(r"https?://|\d:\d", "", text)
    if re.search(r"(?<!\u00a0)[;?\u00bb]", bare) or re.search(r"(?<!\u00a0):", bare):
        found.append("no non-breaking space before punctuation")
    if re.search(r"\u00ab(?!\u00a0)", bare):
        found.append("no non-breaking space after «")
    return found


def shouting(text: str, language: str) -> set[str]:
    """Abbreviations in capitals that nobody says at home, outside the names of things on the screen."""
    return set(re.findall(r"\b[A-Z]{2,}s?\b", LABEL.sub(" ", text))) - CAPITALS[language]


def english(text: str) -> set[str]:
    """English words in a French text, outside the names of things on the screen."""
    words = {word.strip(".,;:?!()\u00a0").lower() for word in re.split(r"[\s\u00a0/'\u2019]+", LABEL.sub(" ", text))}
    return words & set(ENGLISH.split())


def held(text: str, language: str) -> list[str]:
    """Holes behind a word that does not fit whatever fills them."""
    return re.findall(HELD[language], text, re.IGNORECASE)


def orders(text: str) -> bool:
    """Whether a French text asks somebody politely to do something: « vérifiez », « redémarrez »."""
    return re.search(r"\w+ez\b", LABEL.sub(" ", text)) is not None
