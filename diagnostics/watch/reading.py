"""What one look says, as far as watching needs it: is all well, which roots stand, what could not be looked for."""

from dataclasses import dataclass, field

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Owner, Verdict
from diagnostics.verdict.judge import judge

LIGHT = (
    "link.adapters",
    "ip.addresses",
    "gateway.answers",
    "internet.addresses",
    "dns.system",
    "vpn.client",
    "vpn.gateway",
    "service.reachable",
    "internet.quality",
)
"""What a light look asks: every stop of the way once, with few packets, so that it can be repeated for hours."""

UNFINISHED = frozenset({CheckState.OVERRAN, CheckState.BROKEN})


@dataclass(frozen=True)
class Reading:
    """`roots` maps each independent cause (or "unknown") to its verdict; empty when nothing speaks against the line."""

    verdict: Verdict
    roots: dict[str, Verdict] = field(default_factory=dict)
    blind: frozenset[str] = frozenset()  # causes that nobody could look for, or that hide behind a root

    @property
    def is_fine(self) -> bool:
        """Whether nothing that was looked at is wrong."""
        return not self.roots

    @property
    def signature(self) -> frozenset[str]:
        """Two readings with the same signature show the same trouble."""
        return frozenset(self.roots)


@dataclass(frozen=True)
class Sample:
    """One look. `light` is what a light look would have said at the same moment; set for whole looks only."""

    at_s: float  # when the look began, seconds since the watch did
    reading: Reading
    light: Reading | None = None
    diagnosis_id: str = ""


def reading(verdict: Verdict, checks: tuple[CheckResult, ...]) -> Reading:
    """Sum up a verdict. A partial look is never judged healthy: what counts there is whether anything complained."""
    blind = frozenset(verdict.not_checked) | frozenset(verdict.also_affected)
    unfinished = any(item.state in UNFINISHED for item in checks)
    silent = not verdict.evidence and not verdict.also_affected and not unfinished
    if verdict.cause == HEALTHY or (verdict.cause == UNKNOWN and silent):
        return Reading(verdict, {}, blind)
    roots = {verdict.cause: verdict}
    for other in verdict.others:
        roots[other.cause] = Verdict(
            cause=other.cause,
            certainty=other.certainty,
            owner=other.owner or Owner.NOBODY,
            reason=other.reason,
            args=other.args,
        )
    return Reading(verdict, roots, blind - roots.keys())


def whole_sample(at_s: float, diagnosis: Diagnosis, light: frozenset[str]) -> Sample:
    """A whole look, and what the light one would have made of the same moment. `light`: the checks of a light look."""
    verdict = diagnosis.verdict
    if verdict is None:
        raise ValueError("the run was not judged")
    checks = tuple(item for item in diagnosis.checks if item.id in light)
    seen = tuple(item for item in diagnosis.observations if item.check in light)
    part = judge(diagnosis.site, checks, seen, diagnosis.symptom)
    return Sample(at_s, reading(verdict, diagnosis.checks), reading(part, checks), diagnosis.id)


def light_sample(at_s: float, diagnosis: Diagnosis) -> Sample:
    """A light look."""
    if diagnosis.verdict is None:
        raise ValueError("the run was not judged")
    return Sample(at_s, reading(diagnosis.verdict, diagnosis.checks), None, diagnosis.id)
