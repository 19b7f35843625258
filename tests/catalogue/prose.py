"""What a sentence of ours may look like: length, words, typography. Rules: section 7.2 of the fault knowledge."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_WORDS = 20
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
LABEL = re.compile("\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb")  # a word that the person finds on the screen


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """All texts of nested tables, by dotted id."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value


def too_long(text: str) -> list[str]:
    """The sentences with too many words."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    return [one for one in sentences if sum(bool(re.search(r"\w", word)) for word in one.split()) > MOST_WORDS]


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
