"""How many colleagues have the same trouble now, and which steps helped them: read from `peers/peers.json`. Pure.

`unstuck desk fleet` writes the file (its form stands in app/desk/fleet/peers.py); groups under five are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.content import reading

PATH = "peers/peers.json"
SCHEMA = "unstuck.peers/1"
LEAST = 5  # people; smaller groups are nobody's business
MOST_PEOPLE = 1_000_000  # more is no count of colleagues: left out, as if a thief had written it
MOST_COUNTS, MOST_RATES = 400, 600  # twice what the desk writes
MOST_HOURS = 24
STALE = timedelta(days=1)
"""How many have it "now" says nothing on the next day."""
AHEAD = timedelta(hours=1)  # how far a laptop's clock may be behind the desk's

_OF_A_VPN = ("vpn.", "account.")
"""Families whose cause is told best by the VPN; all others by the line."""


@dataclass(frozen=True)
class Count:
    """So many people had a cause; without `isp` and `vpn` all of them."""

    cause: str
    isp: str | None
    vpn: str | None
    people: int


@dataclass(frozen=True)
class Rate:
    """A step helped so many of ten, out of so many people who tried it."""

    of_ten: int  # 0 to 10
    people: int


@dataclass(frozen=True)
class Company:
    """Who else has the cause: `people` (a multiple of five, "at least") at this provider or behind this VPN."""

    people: int
    isp: str | None
    vpn: str | None
    age_s: float  # of the counting
    hours: int  # how long a time was counted


@dataclass(frozen=True)
class Peers:
    """The whole file."""

    at: datetime  # UTC
    hours: int
    counts: tuple[Count, ...]
    rates: Mapping[tuple[str, str], Rate]  # by guide and step

    def about(self, cause: str, *, isp: str | None, vpn: str | None, now: datetime) -> Company | None:
        """The narrowest group with this cause that this laptop belongs to; None when nobody is told, or it is old.

        `isp` is what `provider.isp_of` said, `vpn` the site file's name of the VPN that the verdict is about.
        """
        age = now - self.at
        if age > STALE or age < -AHEAD:
            return None
        mine = [one for one in self.counts if one.cause == cause and one.isp in (None, isp) and one.vpn in (None, vpn)]
        if not mine:
            return None
        by_vpn = cause.startswith(_OF_A_VPN)

        def narrow(one: Count) -> tuple[int, bool]:
            return (one.isp is not None) + (one.vpn is not None), (one.vpn is not None) == by_vpn

        best = max(mine, key=narrow)
        return Company(best.people, best.isp, best.vpn, max(0.0, age.total_seconds()), self.hours)

    def rate(self, guide: str, step: str) -> Rate | None:
        """How often a step of a guide helped; None: not known."""
        return self.rates.get((guide, step))

    def order(self, guide: str) -> Mapping[str, float]:
        """The steps of a guide that are known, with how many of ten they helped."""
        return {step: float(rate.of_ten) for (of, step), rate in self.rates.items() if of == guide}


def read_peers(data: bytes | None) -> Peers | None:
    """The file; None where there is none of ours. Entries that are none are left out alone. Never raises."""
    table = reading.table(data, SCHEMA)
    at = reading.moment(table.get("at")) if table else None
    if table is None or at is None:
        return None
    hours = reading.whole(table.get("hours"), 1, MOST_HOURS)
    counts = (_count(entry) for entry in reading.entries(table.get("counts"))[:MOST_COUNTS])
    rates: dict[tuple[str, str], Rate] = {}
    for entry in reading.entries(table.get("rates"))[:MOST_RATES]:
        guide, step = reading.identity(entry.get("guide")), reading.identity(entry.get("step"))
        of_ten, people = reading.whole(entry.get("of_ten"), 0, 10), _people(entry)
        if guide and step and of_ten is not None and people is not None:
            rates.setdefault((guide, step), Rate(of_ten, people))
    return Peers(at, hours or 1, tuple(one for one in counts if one is not None), rates)


def _count(entry: dict[str, Any]) -> Count | None:
    cause, people = reading.identity(entry.get("cause")), _people(entry)
    isp, vpn = (None if entry.get(key) is None else reading.name(entry[key]) or "" for key in ("isp", "vpn"))
    if cause is None or people is None or "" in (isp, vpn):
        return None
    return Count(cause, isp, vpn, people)


def _people(entry: dict[str, Any]) -> int | None:
    return reading.whole(entry.get("people"), LEAST, MOST_PEOPLE)
