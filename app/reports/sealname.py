"""The name of a sealed report: who it is, what it is about and what its bytes are, readable without any key."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

SUFFIX = ".age"
_SHAPE = re.compile(r"([0-9a-f]{16})-([0-9A-HJKMNP-TV-Z]{9})-([0-9a-f]{64})\.age")  # Crockford: no I, L, O, U


@dataclass(frozen=True)
class SealName:
    """`str()` is the file name. The same report has the same name for ever, because it is sealed only once."""

    report_id: str  # 16 hexadecimal digits
    code: str  # the spoken code of the verdict, 9 Crockford characters without hyphens
    sha256: str  # of the sealed bytes

    def __str__(self) -> str:
        return f"{self.report_id}-{self.code}-{self.sha256}{SUFFIX}"

    @classmethod
    def of(cls, report_id: str, code: str, data: bytes) -> Self:
        """The name of these sealed bytes. Raises ValueError for an id or a code of another form."""
        made = cls(report_id, code, hashlib.sha256(data).hexdigest())
        if _SHAPE.fullmatch(str(made)) is None:
            raise ValueError(f"not a report id and a code: {report_id!r}, {code!r}")
        return made

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """What a file name says, a name without folders; None for every other name."""
        found = _SHAPE.fullmatch(name)
        return cls(*found.groups()) if found else None

    def matches(self, data: bytes) -> bool:
        """Whether these are the very bytes that were sealed."""
        return hashlib.sha256(data).hexdigest() == self.sha256
