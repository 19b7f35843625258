"""The verdict: one cause, its silenced consequences, and what could not be looked at."""

from collections.abc import Iterable

from diagnostics.faults import CATALOGUE
from diagnostics.faults.fault import Evidence, Fault
from diagnostics.faults.scene import Scene
from diagnostics.model.observation import CheckResult, Observation, Observations
from diagnostics.model.site import Site
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, OtherCause, Owner, Verdict
from diagnostics.verdict.coverage import complete, may_be_healthy, not_checked
from diagnostics.verdict.distress import distress
from diagnostics.verdict.tree import ancestors


def judge(site: Site, checks: tuple[CheckResult, ...], observations: tuple[Observation, ...]) -> Verdict:
    """Name the root cause. Pure and deterministic: the order of the observations does not matter.

    The first independent root in catalogue order is the cause; the other roots are reported beside it, and
    every fault that a root explains is a consequence. Without a root the verdict is `healthy` only when all
    essential checks ran whole and nothing at all failed; else it is `unknown`.
    """
    observations = tuple(sorted(observations, key=lambda item: (item.check, _number(item.id), item.id)))
    seen = Observations(observations)
    scene = Scene(site, seen)
    present = {fault.id: (fault, found) for fault in CATALOGUE if (found := fault.rule(scene)) is not None}
    roots = _roots(present)
    blind = not_checked(CATALOGUE, complete(checks, observations))
    if not roots:
        return _without_cause(site, scene, checks, observations, blind)
    fault, found = present[roots[0]]
    return Verdict(
        cause=fault.id,
        certainty=found.certainty,
        owner=fault.owner,
        reason=found.reason,
        args=found.args,
        others=tuple(OtherCause(name, present[name][1].certainty) for name in roots[1:]),
        also_affected=_affected(present, roots, found),
        not_checked=tuple(name for name in blind if name not in present),
        evidence=seen.ids(found.facts),
    )


def _number(identity: str) -> int:
    tail = identity.rpartition("/")[2]
    return int(tail) if tail.isdigit() else 0


def _roots(present: dict[str, tuple[Fault, Evidence]]) -> list[str]:
    explains = ancestors()
    return [name for name in present if not explains[name] & present.keys()]


def _affected(present: dict[str, tuple[Fault, Evidence]], roots: list[str], found: Evidence) -> tuple[str, ...]:
    consequences = [name for name in present if name not in roots]
    return tuple(dict.fromkeys([*found.affected, *consequences]))


def _without_cause(
    site: Site,
    scene: Scene,
    checks: tuple[CheckResult, ...],
    observations: tuple[Observation, ...],
    blind: tuple[str, ...],
) -> Verdict:
    expected = {check for fault in CATALOGUE for check in fault.reads}
    complaints = distress(scene)
    well = not complaints and may_be_healthy(checks, observations, expected)
    return Verdict(
        cause=HEALTHY if well else UNKNOWN,
        certainty=Certainty.CONFIRMED if well else Certainty.POSSIBLE,
        owner=Owner.NOBODY if well else Owner.IT,
        args={"n": str(len(site.service))} if well else {},
        also_affected=tuple(_subjects(complaints)),
        not_checked=blind,
        evidence=scene.seen.ids(complaints),
    )


def _subjects(facts: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(str(getattr(fact, "subject", "")) for fact in facts if getattr(fact, "subject", "")))
