"""A minimal IKE_SA_INIT request (RFC 7296, section 1.2) and what counts as an answer to it.

The offer is a common one (AES-CBC-256, HMAC-SHA2-256, MODP 2048) with a random key share. A responder that wants
something else says so (NO_PROPOSAL_CHOSEN, INVALID_KE_PAYLOAD), which is an answer all the same.
"""

import os
import struct

NAT_PORT = 4500  # RFC 3948: here every IKE message has four zero bytes in front
_MARKER = bytes(4)
_SPI = 8  # bytes
_HEADER = struct.Struct("!8s8sBBBBII")
_VERSION, _SA_INIT, _INITIATOR, _RESPONSE = 0x20, 34, 0x08, 0x20
_SA, _KE, _NONCE = 33, 34, 40
_GROUP_MODP_2048, _SHARE = 14, 256
_LAST, _MORE = 0, 3
# Transforms: type, id, attributes. 14 is the key length attribute in the short form (RFC 7296, 3.3.5).
_TRANSFORMS = (
    (1, 12, struct.pack("!HH", 0x8000 | 14, 256)),  # encryption: AES-CBC, 256 bit
    (2, 5, b""),  # pseudo-random function: HMAC-SHA2-256
    (3, 12, b""),  # integrity: HMAC-SHA2-256-128
    (4, _GROUP_MODP_2048, b""),
)


class Greeting:
    """One request with its own SPI."""

    def __init__(self, port: int) -> None:
        self._marker = _MARKER if port == NAT_PORT else b""
        self._spi = os.urandom(_SPI)
        payloads = _payload(_KE, _proposal()) + _payload(_NONCE, _key_share()) + _payload(0, os.urandom(32))
        size = _HEADER.size + len(payloads)
        head = _HEADER.pack(self._spi, bytes(_SPI), _SA, _VERSION, _SA_INIT, _INITIATOR, 0, size)
        self.packet = self._marker + head + payloads

    def accepts(self, packet: bytes) -> bool | None:
        """True for a response that carries our SPI, whatever it says; else None."""
        if not packet.startswith(self._marker):
            return None
        packet = packet[len(self._marker) :]
        if len(packet) < _HEADER.size or packet[:_SPI] != self._spi:
            return None
        version, flags = packet[17], packet[19]
        return True if version >> 4 == 1 or flags & _RESPONSE else None  # an IKEv1 responder has no such flag


def _payload(following: int, content: bytes) -> bytes:
    return struct.pack("!BBH", following, 0, len(content) + 4) + content


def _proposal() -> bytes:
    transforms = b""
    for number, (kind, name, attributes) in enumerate(_TRANSFORMS, 1):
        more = _LAST if number == len(_TRANSFORMS) else _MORE
        transforms += struct.pack("!BBHBBH", more, 0, 8 + len(attributes), kind, 0, name) + attributes
    return struct.pack("!BBHBBBB", _LAST, 0, 8 + len(transforms), 1, 1, 0, len(_TRANSFORMS)) + transforms


def _key_share() -> bytes:
    return struct.pack("!HH", _GROUP_MODP_2048, 0) + b"\1" + os.urandom(_SHARE - 1)
