"""How much a report hides: the site file's `[report] level`, and `hide` with the level "own".

What names a person, a computer, a home or a secret is hidden at every level. The closed list below is about what
says something of the laptop or of the line all the same. The verdict stays the same at every level.

- addresses: private addresses lose their last byte too ("192.168.1.1" is a box no more)
- details: the original texts of errors
- devices: makers and models of headsets and microphones
- programs: names of all programs, well-known ones too
- system: the operating system and its version
- words: what the person wrote, and why steps were skipped
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass

from diagnostics.model.site import HIDEABLE, Report

ADDRESSES, DETAILS, DEVICES, PROGRAMS, SYSTEM, WORDS = HIDEABLE
STANDARD, STRICT, OWN = "standard", "strict", "own"
KEY_BYTES = 32


@dataclass(frozen=True)
class Key:
    """What the other names of one report are made with. `linked`: they are the same in all reports of the site."""

    value: bytes
    linked: bool


def hidden(report: Report) -> frozenset[str]:
    """What leaves hidden beside what always is. An unknown level hides everything: a newer file may mean more."""
    if report.level == STANDARD:
        return frozenset()
    return frozenset(report.hide) if report.level == OWN else frozenset(HIDEABLE)


def key_for(report: Report) -> Key:
    """A fresh random key, or one made from the site's `link_key`."""
    if report.link_key:
        try:
            raw = base64.b64decode(report.link_key, validate=True)
        except (binascii.Error, ValueError):  # of a saved run; the parser admits none
            raw = b""
        if len(raw) == KEY_BYTES:
            return Key(hashlib.blake2b(raw, person=b"unstuck names", digest_size=KEY_BYTES).digest(), linked=True)
    return Key(secrets.token_bytes(KEY_BYTES), linked=False)
