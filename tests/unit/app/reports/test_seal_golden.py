"""Every golden case, composed, sealed, opened again and judged: the same verdict, on the laptop and at IT's desk."""

from pathlib import Path

import msgspec
import pytest

from app.reports.draft import compose
from app.reports.identity import Identity
from app.reports.refusal import SealError
from app.reports.seal import open_sealed, seal
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.verdict.judge import judge
from tests.unit.app.reports.sealing import CODE, SECOND, TO_BOTH

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "golden").glob("*/diagnosis.json"))
SOMEBODY = Identity(("lt-dur-12345",), ("Inès Durand", "ines"))
KEY = b"k" * 32
LARGEST_TYPICAL = 300 * 1024  # bytes; the budget


def test_there_are_cases() -> None:
    assert len(GOLDEN) > 300


@pytest.mark.long
@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.parent.name)
def test_the_same_verdict_after_the_journey(file: Path) -> None:
    run = msgspec.json.decode(file.read_bytes(), type=Diagnosis)
    before = judge(run.site, run.checks, run.observations, symptom=run.symptom)
    draft = compose(msgspec.structs.replace(run, verdict=before), identity=SOMEBODY, key=KEY)
    try:
        sealed = seal(draft, CODE, TO_BOTH)
    except SealError as error:
        pytest.fail(f"{error} {[hit.description for hit in error.hits]}")
    arrived = open_sealed(sealed.data, [SECOND.secret]).report.diagnosis
    after = judge(arrived.site, arrived.checks, arrived.observations, symptom=arrived.symptom)
    assert after == arrived.verdict
    assert (after.cause, after.certainty, after.owner, after.reason, after.evidence) == (
        before.cause,
        before.certainty,
        before.owner,
        before.reason,
        before.evidence,
    )
    assert len(sealed.data) <= LARGEST_TYPICAL
