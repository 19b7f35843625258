"""What expires when, and who signed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.desk.publish.chain import read_chain
from app.desk.publish.folder import DeskFolder
from app.desk.publish.role import GUIDES, LIFE, NOTICES, PATHS, ROOT, SNAPSHOT, TARGETS, TIMESTAMP

ROLES = (ROOT, TARGETS, GUIDES, NOTICES, SNAPSHOT, TIMESTAMP)


@dataclass(frozen=True)
class RoleStatus:
    """One role as it is public now."""

    role: str
    version: int
    expires: datetime
    left_days: float
    used: float  # of its life, from 0 to 1 and beyond
    signers: tuple[str, ...]
    keys: tuple[str, ...]  # all that may sign
    files: int
    is_old: bool = False  # it signs other folders than today's version would let it; `rotate` mends it

    @property
    def late(self) -> bool:
        """Half of the time is over: whoever can sign it should do so now."""
        return self.used > 1 / 2


def status(desk: DeskFolder, names: Mapping[str, str], now: datetime) -> tuple[RoleStatus, ...]:
    """Every role; `names` are those of the keys by their id. Raises PublishError."""
    chain = read_chain(desk)
    found = []
    for role in ROLES:
        one = chain.role(role)
        left = one.signed.expires - now
        allowed = chain.keyids(role)
        found.append(
            RoleStatus(
                role=role,
                version=one.signed.version,
                expires=one.signed.expires,
                left_days=left.total_seconds() / 86400,
                used=1 - left / LIFE[role],
                signers=tuple(names.get(keyid, keyid[:8]) for keyid in one.signatures if keyid in allowed),
                keys=tuple(names.get(keyid, keyid[:8]) for keyid in allowed),
                files=len(one.signed.targets) if role in PATHS else 0,
                is_old=role in PATHS and chain.is_old,
            )
        )
    return tuple(found)
