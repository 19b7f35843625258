"""Takes what belongs to a person or an organisation out of recorded system facts, and keeps their structure.

Two addresses of one network stay in one network, the same hardware address stays the same everywhere: what the rules
see does not change. The key is thrown away with the object, so nothing can be turned back.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from diagnostics.literal import is_literal

# Networks that say nothing of anybody: as many leading bits as the network is long are kept, the rest is replaced.
_KEPT = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/8",
        "fd00::/8",
        "fe80::/64",
    )
)
_SAME = tuple(ip_network(text) for text in ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8"))
# The halves of everything, which VPNs use as two routes instead of a default one.
_HALVES = frozenset({"128.0.0.0", "8000::"})
# Public addresses move into networks that are reserved for benchmarks (RFC 2544) and documentation (RFC 3849).
_PUBLIC_V4 = ip_network("198.18.0.0/15")
_PUBLIC_V6 = ip_network("2001:db8::/32")

_MAC = re.compile(r"\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b")
_SAME_MAC = ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "33:33:", "01:00:5e:")
# systemd names adapters after their hardware address when there is no better way: enx020000000001
_MAC_IN_NAME = re.compile(r"\b((?:en|wl|ww)x)([0-9a-f]{12})\b")
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
_DOMAIN = re.compile(r"(?<![\w.-])(?=[\w.-]*[a-zA-Z])[\w-]+(?:\.[\w-]+)+\.?")
_URL_HOST = re.compile(r"(?<=://)[^/:\s\"',\[\]]+")
_URL_PATH = re.compile(r"(?<=[\w\]])/[^\s\"',]+")

_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})


class Anonymiser:
    """Replaces the same thing by the same thing, for one recording."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """`words`: names of the person and the computer, wherever they stand."""
        self._key = secrets.token_bytes(16)
        self._words = [word for word in words if len(word) > 1 and word not in _LOCAL_NAMES]
        self._seen: dict[str, dict[str, str]] = {}

    def value(self, value: Any) -> Any:
        """A copy of plain data in which every text is replaced. A route's destination stays a network."""
        if isinstance(value, dict):
            copy = {self._adapter(key): self.value(item) for key, item in value.items()}
            if "destination" in value and "prefix" in value:
                copy["destination"] = self.address(value["destination"], value["prefix"])
            return copy
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Addresses of both kinds, then the names of the person and the computer."""
        text = _MAC.sub(lambda found: self.mac(found[0]), self._adapter(text))
        text = _V6.sub(lambda found: self._if_address(found[0]), text)
        text = _V4.sub(lambda found: self._if_address(found[0]), text)
        for number, word in enumerate(self._words):
            text = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", f"name{number}", text, flags=re.IGNORECASE)
        return text

    def named(self, value: Any) -> Any:
        """Like `value`, for data that also holds names of networks and hosts: these are replaced too."""
        return self._each_text(value, lambda text: self._names_in(self.text(text)))

    def name(self, text: str) -> str:
        """One whole name of a host, domain or Wi-Fi network."""
        return (
            text if text.lower() in _LOCAL_NAMES or is_literal(text) else self._numbered("name", text, "name{}.example")
        )

    def mac(self, text: str) -> str:
        """A hardware address, as a locally administered one."""
        lower = text.lower()
        return lower if lower.startswith(_SAME_MAC) else self._numbered("mac", lower, "02:00:00:00:00:{:02x}")

    def address(self, text: str, prefix: int | None = None) -> str:
        """An address; the bits after `prefix` become zero."""
        address = ip_address(text)
        if text in _HALVES or any(address in network for network in _SAME if network.version == address.version):
            return text
        size = address.max_prefixlen
        kept = next((network for network in _KEPT if network.version == address.version and address in network), None)
        target = kept or (_PUBLIC_V4 if isinstance(address, IPv4Address) else _PUBLIC_V6)
        bits = f"{int(address):0{size}b}"
        mapped = int(target.network_address)
        for place in range(target.prefixlen, size if prefix is None else max(prefix, 0)):
            # Each bit depends on all bits before it, which is what keeps common prefixes common.
            mask = hashlib.blake2b(f"{size}{bits[:place]}".encode(), key=self._key, digest_size=1).digest()[0] & 1
            mapped |= (int(bits[place]) ^ mask) << (size - 1 - place)
        return str(IPv4Address(mapped) if size == 32 else IPv6Address(mapped))

    def _adapter(self, text: str) -> str:
        return _MAC_IN_NAME.sub(lambda found: found[1] + self.mac(":".join(_pairs(found[2]))).replace(":", ""), text)

    def _if_address(self, text: str) -> str:
        return self.address(text) if is_literal(text) else text

    def _names_in(self, text: str) -> str:
        text = _URL_PATH.sub("/path", text) if "://" in text else text
        text = _URL_HOST.sub(lambda found: self.name(found[0]), text)
        return _DOMAIN.sub(lambda found: found[0] if found[0].endswith(".example") else self.name(found[0]), text)

    def _numbered(self, family: str, text: str, form: str) -> str:
        known = self._seen.setdefault(family, {})
        return known.setdefault(text, form.format(len(known) + 1))

    def _each_text(self, value: Any, change: Callable[[str], str]) -> Any:
        if isinstance(value, dict):
            return {key: self._each_text(item, change) for key, item in value.items()}
        if isinstance(value, list):
            return [self._each_text(item, change) for item in value]
        return change(value) if isinstance(value, str) else value


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]
