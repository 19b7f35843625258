"""The random name under which this laptop's records of one week belong together. It says nothing about anybody.

A file in the state folder keeps 16 random bytes and the week (ISO 8601) in which they were drawn; in another week,
also one of the past, new ones are drawn and the old ones are gone. Nobody, not even this laptop, can then tell that two
weeks are of one laptop. Without the file (deleted, damaged, not writable) there is simply a new name.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.store import atomic
from app.store.error import StoreError

FILE_NAME = "pseudonym.json"
KEY_BYTES = 16
NAME_LENGTH = 16  # hexadecimal characters, 64 bits: two of a million laptops share one once in 37 million weeks
LONGEST_FILE = 256  # bytes; ours has 70


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    week: str
    key: str


class Pseudonym:
    """The names of this laptop. Reads and writes one small file; never raises."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`folder` is the state folder."""
        self._path = folder / FILE_NAME
        self._clock = clock
        self._kept: _Kept | None = None

    def of(self, *, drill: str | None = None) -> str:
        """The name of this week; with `drill`, one for the answer to that drill, which cannot be told from it."""
        purpose = "records" if drill is None else f"drill {drill}"
        return hashlib.sha256(f"{self._key()} {purpose}".encode()).hexdigest()[:NAME_LENGTH]

    def _key(self) -> str:
        year, week, _ = self._clock().astimezone(UTC).isocalendar()
        present = f"{year}-W{week:02}"
        kept = self._kept if self._kept is not None else self._read()
        if kept is None or kept.week != present:
            kept = _Kept(present, secrets.token_hex(KEY_BYTES))
            try:
                atomic.write(self._path, msgspec.json.encode(kept))
            except StoreError:  # then it lasts as long as this process
                pass
        self._kept = kept
        return kept.key

    def _read(self) -> _Kept | None:
        try:
            with self._path.open("rb") as file:
                kept = msgspec.json.decode(file.read(LONGEST_FILE), type=_Kept)
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            return None
        return kept if len(kept.key) == 2 * KEY_BYTES else None
