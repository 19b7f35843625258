"""Other names for everything that tells who, where or which computer. One map for each report; it never leaves."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from app.reports import sitename
from app.reports.addressmap import AddressMap
from app.reports.identity import Identity, tells
from app.reports.product import device_words
from app.reports.sitename import KNOWN_NAME_SERVICES, SiteNames
from diagnostics.model.fact import Address, Fact, WifiLink

REMOVED = "removed"
_MULTICAST_BIT = 1  # of a MAC's first byte: groups such as 01:00:5e and 33:33 are protocols, not devices
_GENERIC = re.compile(r"\.(?:lan|local|home|home\.arpa|localdomain|fritz\.box)$", re.IGNORECASE)


class Pseudonyms:
    """The same thing always gets the same other name, different things different ones. Not for several threads."""

    def __init__(self, names: SiteNames, identity: Identity, facts: Iterable[Fact], key: bytes) -> None:
        facts = tuple(facts)
        self.names = names
        own_words = {word.casefold() for word in names.words}
        self.computers = tuple(n for n in identity.computers if tells(n) and n.casefold() not in own_words)
        self.people = tuple(n for n in identity.people if tells(n) and n.casefold() not in own_words)
        self.ssids = tuple({fact.ssid for fact in facts if isinstance(fact, WifiLink) and fact.ssid})
        on_link = [
            (item, fact.prefix)
            for fact in facts
            if isinstance(fact, Address) and (item := sitename.address(fact.address))
        ]
        self._addresses = AddressMap(key, fixed=(*names.addresses, *names.networks), on_link=on_link)
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._devices: dict[str, str] = {}  # what a device is called in this report, to its own name

    def address(self, text: str) -> str | None:
        """Another address in the same form, its zone kept; None when the text is no address."""
        bare, percent, zone = text.partition("%")
        item = sitename.address(bare)
        if item is None:
            return None
        return f"{self._addresses.address(item)}{percent}{self.adapter(zone) or zone}"

    def network(self, text: str) -> str | None:
        """Another network of the same size; None when the text is none."""
        try:
            return str(self._addresses.network(ipaddress.ip_network(text, strict=False)))
        except ValueError:
            return None

    def mac(self, text: str) -> str:
        """A locally administered address (IEEE 802) that stands for this device in this report only."""
        digits = re.sub(r"[^0-9a-f]", "", text.lower())
        if digits in ("f" * 12, "0" * 12) or int(digits[:2] or "0", 16) & _MULTICAST_BIT:
            return text
        number = int(self._token("mac", digits).rpartition("-")[2])
        plain = f"02{number:010x}"
        form = iter(plain if text == text.lower() else plain.upper())
        return "".join(next(form, "0") if char.isalnum() else char for char in text)

    def ssid(self, text: str) -> str:
        """The name of a Wi-Fi network."""
        return self._token("ssid", text)

    def person(self, text: str) -> str:
        """A user name or the name of a person."""
        return self._token("user", text.casefold())

    def computer(self, text: str) -> str:
        """The name of a computer in somebody's network."""
        return self._token("host", text.casefold())

    def host(self, text: str) -> str:
        """A host name or literal address; IT's own names stay."""
        bare = text.strip("[]")
        moved = self.address(bare)
        if moved is not None:
            return moved if bare == text else f"[{moved}]"
        if not text or self.names.is_own(text) or _GENERIC.fullmatch(f".{text.lstrip('.')}"):
            return text
        star = "*." if text.startswith("*.") else ""
        return f"{star}{self._token('host', text.removeprefix('*.').rstrip('.').casefold())}.invalid"

    def device(self, text: str) -> str:
        """An audio device: the words of the product. Two devices never share a name."""
        words = device_words(text) or "device"
        shown, number = words, 1
        while self._devices.setdefault(shown, text) != text:
            number += 1
            shown = f"{words} #{number}"
        return shown

    def adapter(self, text: str) -> str | None:
        """The name of an adapter that carries its MAC address, as systemd gives them; None for any other name."""
        carries = re.fullmatch(r"(enx|wlx|wwx)([0-9a-f]{12})", text)
        return carries.group(1) + self.mac(carries.group(2)) if carries else None

    def endpoint(self, text: str) -> str:
        """host:port, with or without /udp."""
        host = sitename.host_of(text)
        return text.replace(host, self.host(host), 1) if host else text

    def url(self, text: str) -> str:
        """A URL without credentials, query values and fragment; the path stays only where the host is IT's own."""
        try:
            parts = urlsplit(text)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return REMOVED
        if not host:
            return REMOVED
        known = host.casefold() in KNOWN_NAME_SERVICES and parts.path in ("/dns-query", "/dns-query/")
        own = self.names.is_own(host) or known
        shown = host if known else self.host(host)
        where = f"[{shown}]" if ":" in shown else shown
        where += f":{port}" if port is not None else ""
        path = parts.path if own or parts.path in ("", "/") else f"/{REMOVED}"
        return urlunsplit(SplitResult(parts.scheme, where, path, _query(parts.query), ""))

    def _token(self, kind: str, value: str) -> str:
        if (kind, value) not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[(kind, value)] = f"{kind}-{self._counts[kind]}"
        return self._given[(kind, value)]


def _query(query: str) -> str:
    """Names of the parameters without their values; a hole such as {bytes} is no value."""
    if not query:
        return ""
    kept = []
    for item in query.split("&"):
        name, equals, value = item.partition("=")
        if not equals or unquote(name) != name:
            kept.append(REMOVED)
        else:
            kept.append(f"{name}={value if re.fullmatch(r'{[a-z]+}', value) else REMOVED}")
    return "&".join(dict.fromkeys(kept))
