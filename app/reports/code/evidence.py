"""What of a diagnosis goes into the 16 bits of evidence, and how they are read again. Pure."""

from app.reports.code.number import Code, tag_of
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import WifiLink
from diagnostics.model.observation import CheckState
from diagnostics.model.verdict import UNKNOWN, Certainty, Verdict

FAMILIES = (
    *("link", "wifi", "ip", "gateway", "internet", "dns", "proxy"),
    *("tls", "clock", "vpn", "service", "laptop", "call"),
)
"""In the order of their bits, the first one the highest. Frozen: a code that was read out yesterday must stay true."""

CERTAINTIES = (None, Certainty.POSSIBLE, Certainty.LIKELY, Certainty.CONFIRMED)
_TRIED_BITS, _CERTAINTY_BITS = 1, 2
_DID_NOT_RUN = (CheckState.SKIPPED, CheckState.NOT_AVAILABLE)
_RADIO_CHECK = "link.adapters"  # Wi-Fi has no check of its own: this one also looks at every radio


def code_of(diagnosis: Diagnosis, *, tried: bool = False) -> Code:
    """The code of a run. Nothing personal goes into it; `tried` says that a repair was tried. Never raises.

    A family counts as fine when every check of it that ran said so, and when no named cause belongs to it: a weak
    Wi-Fi was looked at without any trouble, and is not fine. A run that was not judged reads as "unknown".
    """
    from diagnostics.faults.number import NUMBERS  # noqa: PLC0415  # brings the catalogue along: 40 ms

    verdict = diagnosis.verdict
    cause = verdict.cause if verdict is not None and verdict.cause in NUMBERS else UNKNOWN
    certainty = CERTAINTIES.index(verdict.certainty) if verdict is not None else 0
    return Code.of(NUMBERS.index(cause), _bits(diagnosis) | certainty << _TRIED_BITS | tried, tag_of(diagnosis.id))


def fine_of(code: Code) -> tuple[str, ...]:
    """The families that were looked at and are fine."""
    highest = len(FAMILIES) - 1 + _CERTAINTY_BITS + _TRIED_BITS
    return tuple(name for place, name in enumerate(FAMILIES) if code.evidence >> (highest - place) & 1)


def certainty_of(code: Code) -> Certainty | None:
    """How sure the cause is; None for a run that was not judged."""
    return CERTAINTIES[code.evidence >> _TRIED_BITS & (1 << _CERTAINTY_BITS) - 1]


def tried_of(code: Code) -> bool:
    """Whether a repair was tried before."""
    return bool(code.evidence & 1)


def _bits(diagnosis: Diagnosis) -> int:
    fine = _fine(diagnosis) - _accused(diagnosis.verdict)
    bits = 0
    for name in FAMILIES:
        bits = bits << 1 | (name in fine)
    return bits << (_CERTAINTY_BITS + _TRIED_BITS)


def _fine(diagnosis: Diagnosis) -> set[str]:
    ran: dict[str, list[bool]] = {}
    for check in diagnosis.checks:
        if check.state not in _DID_NOT_RUN:
            ran.setdefault(_family(check.id), []).append(check.state is CheckState.OK)
    fine = {name for name, states in ran.items() if all(states)}
    looked = any(check.id == _RADIO_CHECK and check.state is CheckState.OK for check in diagnosis.checks)
    if looked and any(isinstance(item.fact, WifiLink) and item.fact.connected for item in diagnosis.observations):
        fine.add("wifi")
    return fine


def _accused(verdict: Verdict | None) -> set[str]:
    """The families of everything that is named as a cause."""
    if verdict is None:
        return set()
    return {_family(verdict.cause), *(_family(other.cause) for other in verdict.others)}


def _family(id: str) -> str:
    return id.partition(".")[0]
