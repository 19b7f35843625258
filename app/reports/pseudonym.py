"""Other names for everything that tells who, where or which computer. One map for each report; it never leaves."""

import hashlib
import ipaddress
import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from app.reports import sitename
from app.reports.addressmap import AddressMap
from app.reports.canary import Known
from app.reports.disguise import folded
from app.reports.identity import Identity, tells
from app.reports.product import adapter_words, device_words
from app.reports.publicname import end_of_tenant, is_plain_path, is_public
from app.reports.rules.given import is_given
from app.reports.rules.vocabulary import is_word
from app.reports.sitename import KNOWN_NAME_SERVICES, SiteNames
from diagnostics.model.fact import Address, Fact, WifiLink

REMOVED = "removed"
_MULTICAST_BIT = 1  # of a MAC's first byte: groups such as 01:00:5e and 33:33 are protocols, not devices
GONE = "[removed]"
ID = "[id]"
_OURS = (
    r"\[(?:removed|id|mail|phone|place|path|file|address)\]"
    r"|(?<!\w)(?:user|host|ssid|thing|adapter|program|word)-(?:\d{1,4}|[0-9a-v]{8})(?!\w)"
)
_MARKED = re.compile(f"[\ue000-\uf8ff]|{_OURS}")  # a part that a rule has already hidden
_NOTHING = re.compile(rf"(?:{_OURS}|\.invalid|[\W_])+")  # nothing but what rules have put there
SHORTEST_SECRET = 6  # characters of a secret that is searched for elsewhere; a shorter one is also a number or a word
SHORTEST_NAME = 4  # characters of a name that was found in one text and is searched for in the others
_GENERIC = re.compile(r"\.(?:lan|local|home|home\.arpa|localdomain|fritz\.box)$", re.IGNORECASE)


class Pseudonyms:
    """The same thing always gets the same other name, different things different ones. Not for several threads."""

    def __init__(
        self,
        names: SiteNames,
        identity: Identity,
        facts: Iterable[Fact],
        key: bytes,
        *,
        linked: bool = False,
        flat: bool = False,
    ) -> None:
        """`linked`: other names are made from `key` alone, the same in every report that is made with it.

        `flat`: addresses keep their range only, not their last byte.
        """
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
        self._addresses = AddressMap(key, fixed=(*names.addresses, *names.networks), on_link=on_link, flat=flat)
        self.own_parts: frozenset[str] = frozenset()  # of the paths of links in the site file
        self._key = key if linked else b""
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._devices: dict[str, str] = {}  # what a device is called in this report, to its own name
        self._macs: set[str] = set()  # other names of MAC addresses; one may be the own name of another device
        self._moved: dict[str, str] = {}  # addresses that got another one
        self._gone: dict[str, str] = {}  # what was destroyed, to what it was: kept in memory for the canary
        self._learned: list[tuple[str, str, str]] = []  # kind, as written, folded: found in a text, searched in all

    @property
    def learned(self) -> int:
        """How many names and secrets were found in texts so far."""
        return len(self._learned)

    def stands_since(self, number: int, text: str) -> bool:
        """Whether something that was learned after the first `number` things stands in a text."""
        if number >= len(self._learned):
            return False
        view = folded(text)
        return any(value in view for _, _, value in self._learned[number:])

    def known(self) -> Iterator[Known]:
        """Everything that got another name or was destroyed, for the canary."""
        yield from (Known("person", name) for name in self.people)
        yield from (Known("computer", name) for name in self.computers)
        yield from (Known("network", name) for name in self.ssids)
        kinds = {"user": "person", "host": "computer", "ssid": "network", "thing": "device"}
        for (kind, value), other in self._given.items():
            if kind == "mac" and value in self._macs:
                continue
            if kind == "mac":
                pairs = [value[index : index + 2] for index in range(0, len(value), 2)]
                yield from (Known("address", joint.join(pairs)) for joint in (":", "-", "_", "", " "))
            elif kind in kinds and value != other and not _MARKED.search(value):
                yield Known(kinds[kind], value)
        shown = set(self._moved.values())
        for text in self._moved.keys() - shown:
            yield from (Known("address", form) for form in (text, text.replace(".", "-"), text.replace(":", "-")))
        yield from (Known(kind, text) for text, kind in self._gone.items() if len(text) >= SHORTEST_SECRET)

    def all_people(self) -> list[str]:
        """Names of people, of this computer and from the texts, the longest first."""
        found = [text for kind, text, _ in self._learned if kind == "user"]
        return sorted(dict.fromkeys([*self.people, *found]), key=len, reverse=True)

    def all_computers(self) -> list[str]:
        """Names of computers, of this one and from the texts, the longest first."""
        found = [text for kind, text, _ in self._learned if kind == "host"]
        return sorted(dict.fromkeys([*self.computers, *found]), key=len, reverse=True)

    def all_ssids(self) -> list[str]:
        """Names of Wi-Fi networks, of the facts and from the texts."""
        return list(dict.fromkeys([*self.ssids, *(text for kind, text, _ in self._learned if kind == "ssid")]))

    def all_secrets(self) -> list[str]:
        """Secrets that were found in texts, the longest first."""
        return sorted((text for kind, text, _ in self._learned if kind == "secret"), key=len, reverse=True)

    def gone(self) -> str:
        """What stands for something destroyed."""
        return GONE

    def secret(self, text: str) -> str:
        """Destroyed, and searched for in every other text of this report."""
        bare = text.strip("\"'«»“” ")
        if _NOTHING.fullmatch(text) and text.strip():
            return text
        self._note("secret", bare)
        if len(bare) >= SHORTEST_SECRET and not bare.isalpha() and not bare.isdigit() and "\n" not in bare:
            self._learn("secret", bare)
        return GONE

    def identifier(self, text: str) -> str:
        """The number of a device, an account or a person: destroyed."""
        self._note("number", text)
        return ID

    def label(self, shown: str, text: str) -> str:
        """Destroyed; `shown` says what it was: "[mail]"."""
        if _NOTHING.fullmatch(text) and text.strip():
            return text
        self._note({"[mail]": "mail", "[phone]": "number", "[place]": "place"}.get(shown, "file"), text)
        return shown

    def thing(self, text: str) -> str:
        """The name of a printer, a telephone, a pair of headphones."""
        return self._token("thing", text.casefold())

    def stranger(self, text: str) -> str:
        """A word of which nobody knows what it is: it may be harmless, so it is not searched for elsewhere."""
        return self._token("word", text.casefold())

    def _note(self, kind: str, text: str) -> None:
        if not _MARKED.search(text):
            self._gone.setdefault(text, kind)

    def _learn(self, kind: str, text: str) -> None:
        view = folded(text)
        if not _MARKED.search(text) and all(view != other for _, _, other in self._learned):
            self._learned.append((kind, text, view))

    def address(self, text: str) -> str | None:
        """Another address in the same form, its zone kept; None when the text is no address."""
        bare, percent, zone = text.partition("%")
        item = sitename.address(bare)
        if item is None:
            return None
        moved = str(self._addresses.address(item))
        if moved != str(item):
            self._moved[str(item)] = moved
        return f"{moved}{percent}{self.interface(zone).replace(' ', '-')}"

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
        number = int(self._token("mac", digits).rpartition("-")[2], 32 if self._key else 10)
        plain = f"02{number:010x}"
        self._macs.add(plain)
        form = iter(plain if text == text.lower() else plain.upper())
        return "".join(next(form, "0") if char.isalnum() else char for char in text)

    def ssid(self, text: str) -> str:
        """The name of a Wi-Fi network."""
        if _NOTHING.fullmatch(text):
            return text
        if len(text) >= SHORTEST_NAME:
            self._learn("ssid", text)
        return self._token("ssid", text)

    def person(self, text: str) -> str:
        """A user name or the name of a person."""
        if _NOTHING.fullmatch(text):
            return text
        if len(text) >= SHORTEST_NAME and tells(text) and not is_given(text, sure=True):
            self._learn("user", text)  # a given name is found everywhere, with the family name behind it
        return self._token("user", text.casefold())

    def computer(self, text: str) -> str:
        """The name of a computer in somebody's network."""
        if _NOTHING.fullmatch(text):
            return text
        if len(text) >= SHORTEST_NAME and tells(text):
            self._learn("host", text)
        return self._token("host", text.casefold())

    def host(self, text: str) -> str:
        """A host name or literal address; IT's own names stay."""
        bare = text.strip("[]")
        if text and _NOTHING.fullmatch(text):
            return text
        moved = self.address(bare)
        if moved is not None:
            return moved if bare == text else f"[{moved}]"
        if not text or self.names.is_own(text) or is_public(text) or _GENERIC.fullmatch(f".{text.lstrip('.')}"):
            return text
        star = "*." if text.startswith("*.") else ""
        other = self._token("host", text.removeprefix("*.").rstrip(".").casefold())
        return f"{star}{other}.{end_of_tenant(text) or 'invalid'}"

    def device(self, shown: str, text: str) -> str:
        """An audio device: the words of the product in `shown`. Two devices never share a name."""
        words = device_words(shown) or "device"
        name, number = words, 1
        while self._devices.setdefault(name, text) != text:
            number += 1
            name = f"{words} #{number}"
        return name

    def program(self, text: str) -> str:
        """A program whose name the level hides."""
        return self._token("program", text.casefold())

    def adapter(self, text: str) -> str | None:
        """The name of an adapter that carries its MAC address, as systemd gives them; None for any other name."""
        carries = re.fullmatch(r"(enx|wlx|wwx)([0-9a-f]{12})", text)
        return carries.group(1) + self.mac(carries.group(2)) if carries else None

    def interface(self, text: str) -> str:
        """The name of an adapter: what its system or maker calls it stays, another word does not."""
        carries = self.adapter(text)
        if carries or not text or text in self.names.words:
            return carries or text
        kept, whole = adapter_words(text)
        if whole or any(text.casefold() in word.casefold() for word in self.names.words):
            return text
        return f"{kept} {self._token('adapter', text.casefold())}".strip()

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
        if own or parts.path in ("", "/"):
            path = self._path(parts.path)
        else:
            path = parts.path if is_plain_path(host, parts.path) else f"/{REMOVED}"
        return urlunsplit(SplitResult(parts.scheme, where, path, _query(parts.query), ""))

    def _path(self, path: str) -> str:
        """A path on a host of IT's: its own parts and ordinary words; what else stands there may be an account."""
        kept: list[str] = []
        for part in _PERSONAL_PART.sub(REMOVED, path).split("/"):
            odd = (
                part not in self.own_parts
                and part not in (REMOVED, "dns-query")
                and (_is_odd(unquote(part)) or (kept and kept[-1].casefold() in _PEOPLE))
            )
            kept.append(REMOVED if odd else part)
        return "/".join(kept)

    def _token(self, kind: str, value: str) -> str:
        if (kind, value) not in self._given and self._key:
            digest = hashlib.blake2b(f"{kind}/{value}".encode(), key=self._key, digest_size=5).digest()
            self._given[(kind, value)] = f"{kind}-{_base32(int.from_bytes(digest, 'big'))}"
        elif (kind, value) not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[(kind, value)] = f"{kind}-{self._counts[kind]}"
        return self._given[(kind, value)]


_PERSONAL_PART = re.compile(r"(?<=/)(?=[^/]*\d)(?=[^/]*[a-z])(?=[^/]*[A-Z])[\w.~-]{16,}")
"""A part of a path that somebody drew by lot: a link to set a password anew."""


_PEOPLE = frozenset(
    ["user", "users", "people", "profile", "profiles", "member", "members", "account", "accounts", "u", "home"]
)
"""Parts of paths behind which an account stands."""


def _is_odd(part: str) -> bool:
    """Whether a part of a path holds a word that nobody knows, or a number."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])|\.[a-z0-9]{2,5}$", " ", part))
    return any(len(word) >= SHORTEST_NAME and not is_word(word) for word in words) or bool(
        re.search(r"\d{5}|[&=;]", part)
    )


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


def _base32(number: int) -> str:
    return "".join("0123456789abcdefghijklmnopqrstuv"[number >> shift & 31] for shift in range(35, -1, -5))
