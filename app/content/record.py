"""The anonymous record of a run: what was found and which step of a guide helped. Pure; nothing personal.

One line of JSON for the verdict (`unstuck.verdict/1`) and one for each step whose effect was looked at
(`unstuck.outcome/1`). Every value is an id of ours, a name of the site file or a name of `provider`: no address, no
name of a computer, person or network, no word that somebody typed can get in. Nothing is made unless the site file
asks for it with `[report] outcomes = true`.

The answer to a drill (`unstuck.ready/1`) names the office that the person chose, under another pseudonym, so that it
cannot be laid beside the other records of that laptop.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from app.guides.event import Result, Tried
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site
from diagnostics.model.verdict import HEALTHY, UNKNOWN

VERDICT, OUTCOME, READY = "unstuck.verdict/1", "unstuck.outcome/1", "unstuck.ready/1"

HELPED = {Result.FIXED: True, Result.BETTER: True, Result.NO_CHANGE: False, Result.WORSE: False}
"""Results of a step that say whether it helped; the others say nothing about it."""

MOST_STEPS = 30
"""Lines of one walk at most; the longest guide has fewer steps, and one can go back only so often."""

HEALTHY_SHARE = 0.05
"""Runs that found nothing wrong are told once in twenty: enough for the volume of every hour, see security.md 6."""


class VerdictLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one run found. `hour` is RFC 3339 with the minutes cut off; None: not known."""

    schema: str = VERDICT
    hour: str
    who: str  # the pseudonym of this week
    cause: str
    certainty: str | None = None
    os: str | None = None  # "linux", "darwin", "windows": an exact name could point at somebody
    isp: str | None = None
    vpn: str | None = None  # the site file's name of the VPN that the verdict is about
    app: str = ""  # version of this program


class OutcomeLine(VerdictLine, frozen=True, kw_only=True):
    """What one step brought. `guide` is the cause, or "symptom.…" for the guide of a tile."""

    schema: str = OUTCOME
    guide: str
    step: str
    helped: bool


class ReadyLine(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of one laptop to a drill."""

    schema: str = READY
    hour: str
    who: str  # a pseudonym for this drill only
    drill: str
    office: str | None
    ready: bool
    cause: str | None = None  # what stands in the way
    app: str = ""


def is_wanted(site: Site) -> bool:
    """Whether the organisation asked for records."""
    return site.report.outcomes


def records(
    diagnosis: Diagnosis,
    tried: Iterable[Tried] = (),
    *,
    who: str,
    moment: datetime,
    version: str,
    isp: str | None = None,
    guide: str | None = None,
    chance: float = 0.0,
    with_verdict: bool = True,
) -> bytes:
    """The lines for one run and the walk after it; empty when nothing is to be told.

    `chance`, from 0.0 to below 1.0, decides about a run that found nothing: told when below HEALTHY_SHARE. `guide` is
    the id of the guide that was walked; None: the one of the cause. `isp` is what `provider.isp_of` said.
    `with_verdict` False: the line of the verdict has left before, and only the steps are told.
    """
    verdict = diagnosis.verdict
    if verdict is None or not is_wanted(diagnosis.site):
        return b""
    told = VerdictLine(
        hour=hour_of(moment),
        who=who,
        cause=verdict.cause,
        certainty=None if verdict.cause in (HEALTHY, UNKNOWN) else verdict.certainty.value,
        os=diagnosis.os.system if diagnosis.os is not None else None,
        isp=isp,
        vpn=_vpn(verdict.args.get("vpn"), diagnosis.site),
        app=version,
    )
    walked: list[msgspec.Struct] = [
        OutcomeLine(
            **{**msgspec.structs.asdict(told), "schema": OUTCOME},
            guide=guide or verdict.cause,
            step=entry.step,
            helped=HELPED[entry.result],
        )
        for entry in tried
        if entry.result in HELPED
    ]
    if verdict.cause == HEALTHY and not walked and chance >= HEALTHY_SHARE:
        return b""
    return b"".join(_line(one) for one in (*([told] if with_verdict else []), *walked[-MOST_STEPS:]))


def ready(
    drill: str, *, is_ready: bool, office: str | None, cause: str | None, who: str, moment: datetime, version: str
) -> bytes:
    """The one line that answers a drill; `who` comes from `Pseudonym.of(drill=…)`."""
    line = ReadyLine(
        hour=hour_of(moment), who=who, drill=drill, office=office, ready=is_ready, cause=cause, app=version
    )
    return _line(line)


def hour_of(moment: datetime) -> str:
    """The hour of a moment in UTC: "2026-11-23T04:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00Z")


def _vpn(name: str | None, site: Site) -> str | None:
    """Only a name that the site file has: an argument of a sentence may be anything."""
    return name if name in {vpn.name for vpn in site.vpn} else None


def _line(record: msgspec.Struct) -> bytes:
    return msgspec.json.encode(record) + b"\n"
