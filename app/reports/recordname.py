"""The name of a file of anonymous records: what its bytes are, and nothing about who wrote them."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Self

_SHAPE = re.compile(r"record-([0-9a-f]{16})-([0-9a-f]{64})\.jsonl")
LARGEST_BYTES = 32_768
"""One run and its walk: at most 31 lines of under 400 bytes. Whatever is larger is no file of ours."""


@dataclass(frozen=True)
class RecordName:
    """`str()` is the file name. Every file has a random part of its own: no two can be laid side by side."""

    random: str  # 16 hexadecimal digits
    sha256: str  # of the bytes

    def __str__(self) -> str:
        return f"record-{self.random}-{self.sha256}.jsonl"

    @classmethod
    def of(cls, data: bytes) -> Self:
        """A new name for these bytes."""
        return cls(secrets.token_hex(8), hashlib.sha256(data).hexdigest())

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """What a file name says, a name without folders; None for every other name."""
        found = _SHAPE.fullmatch(name)
        return cls(*found.groups()) if found else None

    def matches(self, data: bytes) -> bool:
        """Whether these are the very bytes that were named."""
        return hashlib.sha256(data).hexdigest() == self.sha256
