"""The verdict: one cause, its silenced consequences, and what could not be looked at."""

from collections.abc import Iterable

from diagnostics.faults import CATALOGUE
from diagnostics.faults.call import BEHIND_CALLS, CALLS
from diagnostics.faults.fault import Evidence, Fault
from diagnostics.faults.note import notes
from diagnostics.faults.scene import Scene
from diagnostics.model.observation import CheckResult, Observation, Observations
from diagnostics.model.site import Site
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, OtherCause, Owner, Verdict
from diagnostics.verdict.coverage import complete, may_be_healthy, not_checked
from diagnostics.verdict.distress import distress
from diagnostics.verdict.tree import ancestors

CALL_QUALITY = "call.quality"


def judge(
    site: Site,
    checks: tuple[CheckResult, ...],
    observations: tuple[Observation, ...],
    symptom: str | None = None,
) -> Verdict:
    """Name the root cause. Pure and deterministic: the order of the observations does not matter.

    The first independent root in catalogue order is the cause; the other roots are reported beside it, and
    every fault that a root explains is a consequence. Without a root the verdict is `healthy` only when all
    essential checks ran whole and nothing at all failed; else it is `unknown`. `symptom` is what hurts the person:
    it decides how a cause is told, and whether trouble that only hurts with that symptom counts.
    """
    observations = tuple(sorted(observations, key=lambda item: (item.check, _number(item.id), item.id)))
    seen = Observations(observations)
    scene = Scene(site, seen, symptom)
    present = {fault.id: (fault, found) for fault in CATALOGUE if (found := fault.rule(scene)) is not None}
    blind = not_checked(CATALOGUE, complete(checks, observations))
    roots = _roots(present)
    if not roots:
        return _without_cause(site, scene, checks, observations, blind)
    told, because = _as_people_tell_it(present, roots, symptom)
    fault, found = present[told]
    others = [name for name in roots if name not in (told, because)]
    return Verdict(
        cause=fault.id,
        certainty=found.certainty,
        owner=_owner(present, because if because in present else told),
        reason=found.reason,
        args=found.args,
        because=because,
        others=tuple(_other(present, name) for name in others),
        also_affected=_affected(present, roots, told, found),
        not_checked=tuple(name for name in blind if name not in present),
        evidence=seen.ids(found.facts),
        notes=notes(scene),
    )


Present = dict[str, tuple[Fault, Evidence]]


def _owner(present: Present, name: str) -> Owner:
    fault, found = present[name]
    return found.owner or fault.owner


def _other(present: Present, name: str) -> OtherCause:
    found = present[name][1]
    return OtherCause(name, found.certainty, found.args, found.reason, _owner(present, name))


def _as_people_tell_it(present: Present, roots: list[str], symptom: str | None) -> tuple[str, str | None]:
    """The cause to name, and for bad calls the cause behind them: a call is a symptom, whatever spoils it."""
    first = roots[0]
    if first == CALL_QUALITY:
        return first, UNKNOWN
    if symptom == CALLS and CALL_QUALITY in present and first in BEHIND_CALLS:
        return CALL_QUALITY, first
    return first, None


def _number(identity: str) -> int:
    tail = identity.rpartition("/")[2]
    return int(tail) if tail.isdigit() else 0


def _roots(present: Present) -> list[str]:
    """Faults that no other present fault explains. A chain of explanations counts link by link, as far as it is there:
    what stands at its far end explains nothing when the links between are missing."""
    ancestors()  # refuses, once, a catalogue whose faults explain each other
    return [name for name, (fault, found) in present.items() if not _is_explained(present, fault, found)]


def _is_explained(present: Present, fault: Fault, found: Evidence) -> bool:
    causes = (set(fault.explained_by) - found.apart) & present.keys()
    return any(_is_same_matter(present[cause][1], found) for cause in causes)


def _is_same_matter(cause: Evidence, consequence: Evidence) -> bool:
    """What ails one VPN explains nothing of another."""
    one, other = cause.args.get("vpn"), consequence.args.get("vpn")
    return one is None or other is None or one == other


def _affected(present: Present, roots: list[str], told: str, found: Evidence) -> tuple[str, ...]:
    consequences = [name for name in present if name not in roots and name != told]
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
        notes=notes(scene),
    )


def _subjects(facts: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(str(getattr(fact, "subject", "")) for fact in facts if getattr(fact, "subject", "")))
