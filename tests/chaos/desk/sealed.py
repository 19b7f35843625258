"""Sealed reports of real diagnoses, as laptops put them into a drop."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyrage

from app.reports.code import code_of
from app.reports.draft import compose
from app.reports.identity import Identity
from app.reports.seal import Sealed, seal
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Report
from diagnostics.render import read
from diagnostics.verdict.judge import judge

GOLDEN = Path(__file__).parents[2] / "golden"


@dataclass(frozen=True)
class Key:
    """A pair of age keys."""

    secret: str
    public: str

    @classmethod
    def made(cls) -> "Key":
        pair = pyrage.x25519.Identity.generate()
        return cls(str(pair), str(pair.to_public()))


@cache
def diagnoses(count: int) -> tuple[Diagnosis, ...]:
    """Golden cases, spread over the whole catalogue, judged by the rules of today."""
    import msgspec

    folders = sorted(path for path in GOLDEN.iterdir() if (path / "diagnosis.json").is_file())
    found = []
    for folder in folders[:: max(1, len(folders) // count)][:count]:
        run = read(str(folder / "diagnosis.json"))
        verdict = judge(run.site, run.checks, run.observations, symptom=run.symptom)
        found.append(msgspec.structs.replace(run, verdict=verdict))
    return tuple(found)


def sealed(run: Diagnosis, key: Key, *, lang: str = "fr", words: str = "", tried: bool = False) -> Sealed:
    """One report of this run, with an id of its own."""
    draft = compose(run, words=words, contact="", lang=lang, identity=Identity())
    return seal(draft, code_of(draft.report.diagnosis, tried=tried), Report(recipients=(key.public,)))


def deliver(drop: Path, made: Sealed) -> None:
    """As nginx does it: written beside, then renamed; never over a file that is there."""
    if not (drop / str(made.name)).exists():
        waiting = drop.parent / f"{made.name.report_id}.upload"
        waiting.write_bytes(made.data)
        waiting.rename(drop / str(made.name))
