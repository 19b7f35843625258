"""The random key of this laptop that decides to which share of laptops it belongs. It is never sent to anybody."""

import re
import secrets
from pathlib import Path

from app.store import atomic
from app.store.error import StoreError

FILE_NAME = "share-key"
KEY_BYTES = 8  # 16 hexadecimal characters

_KEY = re.compile(r"[0-9a-f]{16}")


def share_key(state: Path) -> str:
    """16 hexadecimal characters, the same as long as the state folder is there; never raises.

    Reads one small file, or writes it: not in the window's thread. Where nothing can be written, the key is that of
    this call only; keep it.
    """
    path = state / FILE_NAME
    try:
        with path.open("r", encoding="ascii", errors="replace") as file:
            kept = file.read(2 * KEY_BYTES)
    except OSError:
        kept = ""
    if _KEY.fullmatch(kept):
        return kept
    drawn = secrets.token_hex(KEY_BYTES)
    try:
        atomic.write(path, drawn.encode("ascii"))
    except StoreError:
        pass
    return drawn
