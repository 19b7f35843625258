"""The record of one run: what other programs read (`unstuck.diagnosis/1`) and what `unstuck judge` takes back."""

import msgspec

from diagnostics.model.observation import CheckResult, Observation
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Site
from diagnostics.model.verdict import Verdict

SCHEMA = "unstuck.diagnosis/1"


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one run, in ids and numbers. `diagnostics.render` adds the sentences for the JSON on stdout."""

    schema: str = SCHEMA
    id: str = ""
    started_at: str = ""  # RFC 3339, UTC
    duration_s: float = 0.0
    symptom: str | None = None
    site: Site = Site()
    os: OsInfo | None = None
    verdict: Verdict | None = None
    checks: tuple[CheckResult, ...] = ()
    observations: tuple[Observation, ...] = ()
