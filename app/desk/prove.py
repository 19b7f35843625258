"""A guide tried on saved diagnoses before it is pushed: in which cases would it leave somebody stuck?

Nothing is done and nothing is looked at: the walk is the real one, the looks are made up (`rehearse`), and what fails
comes from the case. Whether a step truly repairs it, only a laptop can tell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.guides.auto import args_of, reason_of
from app.guides.model import SYSTEMS, Guide, Step
from app.guides.rehearse import Rehearsal
from app.guides.walk import Outcome
from diagnostics.faults import CATALOGUE
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckState
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.render import read
from diagnostics.wording import Wording

FILE = "diagnosis.json"
NO_STEP, UNSEEN, NO_END = "no_step", "unseen", "no_end"
"""Why a case stays stuck: nothing to do here; no step looks at what names the cause; no look ends it well."""


@dataclass(frozen=True)
class Proof:
    """One case on one system. `stuck` is None where the guide leads somewhere."""

    case: str
    system: str
    reason: str | None
    steps: tuple[str, ...]
    stuck: str | None = None


def cases_in(folder: Path, cause: str) -> Iterator[tuple[str, Diagnosis]]:
    """The saved diagnoses of a cause: files, or folders with a diagnosis.json each. Raises DiagnosisError."""
    for path in sorted([*folder.glob(f"*/{FILE}"), *folder.glob("*.json")]):
        found = read(str(path))
        if found.verdict is not None and cause in (found.verdict.cause, *(one.cause for one in found.verdict.others)):
            yield path.parent.name if path.name == FILE else path.stem, found


def prove(guide: Guide, cases: Iterable[tuple[str, Diagnosis]], wording: Wording) -> tuple[Proof, ...]:
    """Every case on its own system, or on all of them where it does not say which one it is of."""
    proofs = []
    for name, diagnosis in cases:
        for system in (diagnosis.os.system,) if diagnosis.os else SYSTEMS:
            proofs.append(_prove(guide, name, diagnosis, system, wording))
    return tuple(proofs)


def _prove(guide: Guide, name: str, diagnosis: Diagnosis, system: str, wording: Wording) -> Proof:
    reason = reason_of(diagnosis, guide.cause)
    steps = [step for step in guide.for_system(system, reason) if not step.answers and step.who != "it"]
    stuck = None
    if not steps:
        stuck = NO_STEP
    elif guide.cause in (HEALTHY, UNKNOWN):  # nothing that a look could see to be gone
        stuck = None
    elif not _sees(guide, steps, diagnosis):
        stuck = UNSEEN
    else:
        rehearsal = Rehearsal(guide, system, wording, None, args_of(diagnosis, guide.cause), reason)
        stuck = None if rehearsal.record().outcome == Outcome.FIXED else NO_END
    return Proof(name, system, reason, tuple(step.id for step in steps), stuck)


def _sees(guide: Guide, steps: list[Step], diagnosis: Diagnosis) -> bool:
    """Whether some step looks again at what names the cause or at something that fails here, or at everything."""
    telling = {check.id for check in diagnosis.checks if check.state is CheckState.PROBLEM}
    telling |= {check for fault in CATALOGUE if fault.id == guide.cause for check in fault.reads}
    looks = [{*step.check, *step.measure} for step in steps]  # a step that names no check is followed by a full look
    return not telling or any(not look or telling & look for look in looks)
