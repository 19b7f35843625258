"""Shapes of public keys. A secret key in this file is refused without being repeated."""

import base64
import binascii

from diagnostics.site.error import quoted
from diagnostics.site.spot import Spot

AGE_LENGTH = 62  # "age1" and 58 characters: 32 bytes of an X25519 key and the checksum
WIREGUARD_BYTES = 32
LINK_BYTES = 32  # a key of HMAC-SHA-256 has the length of its output (RFC 2104)
FEWEST_VALUES = 16  # different bytes; of 32 random ones about 30 differ, and fewer than 16 never: it was typed
_LOW_ORDER = frozenset(
    number % (2**255 - 19)
    for number in (
        0,
        1,
        2**255 - 20,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    )
)
"""Points of Curve25519 that give every sender the same secret (RFC 7748, section 6.1): keys that open for anybody."""
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # BIP-173
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def age_recipient(spot: Spot, value: str) -> str:
    """An age X25519 recipient, its Bech32 checksum verified (age specification, BIP-173)."""
    if value.upper().startswith("AGE-SECRET-KEY"):
        spot.refuse("is a secret key", 'put the public one ("age1…") here, of a new pair, as this one is known now')
    if not value.startswith("age1") or len(value) != AGE_LENGTH or any(char not in _BECH32 for char in value[4:]):
        spot.refuse(f"{quoted(value)} is not an age recipient", f'copy all {AGE_LENGTH} characters of "age1…"')
    if _checksum("age", value[4:]) != 1:
        spot.refuse(f"{quoted(value)} has a typing mistake", "copy it again, its check digits do not fit")
    if _point(value[4:]) in _LOW_ORDER:
        spot.refuse(f"{quoted(value)} is nobody's key", "make a pair with age-keygen")
    return value


def wireguard_key(spot: Spot, value: str) -> str:
    """The public key of a WireGuard peer: 32 bytes in base64."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != WIREGUARD_BYTES:
        spot.refuse("is not a WireGuard public key", 'copy the 44 characters that "wg pubkey" prints')
    return value


def link_key(spot: Spot, value: str) -> str:
    """A random key of IT's own: 32 bytes in base64. It is never repeated in a message."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    remedy = 'write the 44 characters that "openssl rand -base64 32" prints'
    if len(raw) != LINK_BYTES:
        spot.refuse("is not a key of 32 bytes", remedy)
    if len(set(raw)) < FEWEST_VALUES:
        spot.refuse("is not random", remedy)
    return value


def _point(data: str) -> int:
    """The u-coordinate behind the 52 characters before the checksum (RFC 7748: 255 bits, the lowest byte first)."""
    bits = 0
    for char in data[:52]:
        bits = bits << 5 | _BECH32.index(char)
    return (int.from_bytes((bits >> 4).to_bytes(32, "big"), "little") & 2**255 - 1) % (2**255 - 19)


def _checksum(prefix: str, data: str) -> int:
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    values += [_BECH32.index(char) for char in data]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check
