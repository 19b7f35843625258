"""What the judging part hands over: one cause, in ids. Sentences are added at the edge."""

from enum import StrEnum

import msgspec

HEALTHY = "healthy"
UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure a named cause is. `confirmed` needs two independent probes that agree."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Owner(StrEnum):
    """Who can make the cause go away."""

    USER = "user"
    IT = "it"
    PROVIDER = "provider"
    NOBODY = "nobody"


class OtherCause(msgspec.Struct, frozen=True):
    """Another independent root that is present at the same time."""

    cause: str
    certainty: Certainty
    args: dict[str, str] = {}
    reason: str | None = None
    owner: Owner | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One cause and what it silences. `args` fills the holes of its sentence."""

    cause: str
    certainty: Certainty
    owner: Owner
    reason: str | None = None
    args: dict[str, str] = {}
    because: str | None = None
    others: tuple[OtherCause, ...] = ()
    also_affected: tuple[str, ...] = ()  # causes or subjects that are mere consequences
    not_checked: tuple[str, ...] = ()  # causes that nobody could look for
    evidence: tuple[str, ...] = ()  # observation ids
    notes: tuple[str, ...] = ()  # circumstances that help to read it ("full_tunnel", "phone_hotspot"), never causes
