"""Shapes of public keys. A secret key in this file is refused without being repeated."""

import base64
import binascii

from diagnostics.site.error import quoted
from diagnostics.site.spot import Spot

AGE_LENGTH = 62  # "age1" and 58 characters: 32 bytes of an X25519 key and the checksum
WIREGUARD_BYTES = 32
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
