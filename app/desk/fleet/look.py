"""From a folder of records to all that the page and `peers.json` say. What is told of it may be read by anybody."""

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.desk.fleet import hide
from app.desk.fleet.burst import bursts
from app.desk.fleet.gather import Gathered, gather
from app.desk.fleet.line import HOUR_S, Judge, Left
from app.desk.fleet.table import Table

USUAL_DAYS = 14
NOW_HOURS = 3  # "now" for laptops: this hour, of which little has come in, and the two before it
CLOCK_HOURS = 1  # how far in the future a laptop's clock may be


@dataclass(frozen=True)
class Incident:
    """What looks like one. `people` is rounded down to five."""

    cause: str
    scope: str  # "all", "isp", "vpn"
    name: str
    begin: datetime
    end: datetime  # of the last hour
    people: int
    usual: int  # people per hour, rounded down too
    z: float  # how improbable; not told to anybody, for it follows from exact numbers
    is_on: bool


@dataclass(frozen=True)
class Row:
    """One cause at one provider ("" not known, `table.OTHER` all the small ones together); people by hour."""

    cause: str
    isp: str
    people: int
    hours: dict[int, int]


@dataclass(frozen=True)
class Rate:
    """How often a step helped."""

    guide: str
    step: str
    people: int
    of_ten: int


@dataclass(frozen=True)
class Drill:
    """How many of an office are ready."""

    drill: str
    office: str
    people: int
    of_ten: int


@dataclass(frozen=True)
class Near:
    """How many people have a cause now."""

    cause: str
    scope: str
    name: str
    people: int


@dataclass(frozen=True)
class Fleet:
    """What is known of all laptops between two hours, the last one included."""

    first_hour: int
    last_hour: int
    people: int
    causes: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    incidents: tuple[Incident, ...]
    rates: tuple[Rate, ...]
    drills: tuple[Drill, ...]
    near: tuple[Near, ...]
    records: int  # exact, as `left` is; the page rounds both
    days_known: int
    left: Counter[Left] = field(default_factory=Counter)


def look(folder: Path, until: datetime, days: int = USUAL_DAYS) -> Fleet:
    """Read and count. `until` is the moment of the page; what lies before it by more than `days` is left out.

    Takes seconds. Needs a temporary folder for what was read, which is gone when this returns. Raises FleetError.
    """
    last = int(until.timestamp()) // HOUR_S
    first = last - days * 24 + 1
    with tempfile.TemporaryDirectory(prefix="unstuck-fleet-") as kept:
        clean = Path(kept) / "rows.tsv"
        with clean.open("w", encoding="utf-8", newline="") as rows:
            gathered = gather(folder, Judge(first, last + CLOCK_HOURS), rows)
        with Table(clean) as table:
            return _fleet(table, gathered, first, last)


def moment(hour: int) -> datetime:
    """The beginning of an hour that is counted since 1970."""
    return datetime.fromtimestamp(hour * HOUR_S, UTC)


def _fleet(table: Table, gathered: Gathered, first: int, last: int) -> Fleet:
    causes = table.causes()
    providers = table.providers()
    hours: dict[tuple[Any, ...], dict[int, int]] = {cell.path: {} for cell in providers}
    for cell in table.hours():
        cause, isp, hour = cell.path
        if (cause, isp) in hours:
            hours[cause, isp][hour] = hide.rounded(cell.people)
    volume, of_cause = table.volume()
    return Fleet(
        first_hour=first,
        last_hour=last,
        people=hide.rounded(table.people()),
        causes=tuple((cell.path[0], hide.rounded(cell.people)) for cell in causes),
        rows=tuple(Row(cell.path[0], cell.path[1], hide.rounded(cell.people), hours[cell.path]) for cell in providers),
        incidents=_incidents(table, volume, of_cause, last),
        rates=tuple(Rate(guide, step, hide.rounded(n), of_ten) for guide, step, n, of_ten in table.steps()),
        drills=tuple(Drill(drill, at, hide.rounded(n), of_ten) for drill, at, n, of_ten in table.drills()),
        near=tuple(
            Near(cause, scope, name, hide.rounded(n)) for cause, scope, name, n in table.now(last - NOW_HOURS + 1)
        ),
        records=gathered.rows,
        days_known=len({hour // 24 for hour in volume}),
        left=gathered.left,
    )


def _incidents(
    table: Table, volume: dict[int, int], of_cause: dict[tuple[str, int], int], last: int
) -> tuple[Incident, ...]:
    """A day without any record is one on which nobody collected, not one without trouble."""
    known = {hour // 24 for hour in volume}
    covered = [hour for hour in range(min(volume, default=0), max(volume, default=-1) + 1) if hour // 24 in known]
    found = bursts(table.series(), covered, volume, of_cause, table.shares())
    return tuple(
        Incident(
            cause=one.cause,
            scope=one.scope,
            name=one.name,
            begin=moment(one.first_hour),
            end=moment(one.last_hour + 1),
            people=hide.rounded(table.within(one.cause, one.scope, one.name, one.first_hour, one.last_hour)),
            usual=hide.rounded(int(one.usual)),
            z=one.z,
            is_on=one.last_hour >= last - 1,
        )
        for one in found
    )
