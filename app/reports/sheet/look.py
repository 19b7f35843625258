"""One look at the line: the few numbers of a run that a sheet for the provider is made of. No name, no text."""

from collections.abc import Iterable
from statistics import median

import msgspec

from diagnostics.model.answer import Answer, ClockAnswer, LoadAnswer, Purpose, SeriesAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route, WifiLink
from diagnostics.model.observation import CheckState
from diagnostics.model.verdict import UNKNOWN

CABLE, WIFI, MOBILE = "cable", "wifi", "mobile"
_MEDIA = {AdapterType.ETHERNET: CABLE, AdapterType.WIFI: WIFI, AdapterType.MOBILE: MOBILE}
_MADE_BY_SOFTWARE = frozenset({AdapterType.TUNNEL, AdapterType.VIRTUAL})
DEAD = "isp.down"
TRAFFIC_CHECK = "laptop.traffic"


class Sample(msgspec.Struct, frozen=True, array_like=True):
    """One series of probes to one target. `target` only tells targets apart; it is never shown."""

    target: str
    method: str
    sent: int
    received: int
    rtt_ms: float | None = None
    jitter_ms: float | None = None


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What one run measured. Below one KiB: a watch of hours may keep thousands."""

    at: str  # RFC 3339, by this computer's clock
    cause: str = UNKNOWN
    box: tuple[Sample, ...] = ()
    out: tuple[Sample, ...] = ()  # beyond the box and past any VPN
    box_answered: bool = False  # by any method, also one that makes no series
    medium: str = ""  # "cable", "wifi", "mobile"; empty: not known
    signal_dbm: int | None = None
    tunnel: bool = False  # a VPN carried everything; what is kept here went past it
    own_traffic_seen: bool = False  # somebody looked whether this computer itself fills the line
    down_mbit: float | None = None
    up_mbit: float | None = None
    clock_off_s: float | None = None  # true time minus this computer's

    @property
    def is_dead(self) -> bool:
        """Whether the run found the line itself without any life."""
        return self.cause == DEAD


def look_of(run: Diagnosis) -> Look:
    """Take out of a run what counts here. A run without series gives a look without numbers."""
    facts: list[Fact] = [item.fact for item in run.observations]
    kinds = {fact.name: fact.type for fact in facts if isinstance(fact, Adapter)}
    series = [fact for fact in facts if isinstance(fact, SeriesAnswer) and fact.sent > 0]
    around = [item for item in series if kinds.get(item.adapter or "") not in _MADE_BY_SOFTWARE]
    tunnel = any(item not in around for item in series if item.purpose is Purpose.INTERNET)
    wanted = (Purpose.VPN_GATEWAY,) if tunnel else (Purpose.INTERNET,)
    way_out = _way_out(facts, kinds)
    load = next((fact for fact in facts if isinstance(fact, LoadAnswer) and fact.failure is None), None)
    offsets = [fact.offset_s for fact in facts if isinstance(fact, ClockAnswer) and fact.offset_s is not None]
    radios = [fact for fact in facts if isinstance(fact, WifiLink) and fact.adapter == way_out]
    states = {check.id: check.state for check in run.checks}
    return Look(
        at=run.started_at,
        cause=run.verdict.cause if run.verdict else UNKNOWN,
        box=_samples(item for item in around if item.purpose is Purpose.GATEWAY),
        out=_samples(item for item in around if item.purpose in wanted),
        box_answered=any(_answered(fact) for fact in facts),
        medium=_MEDIA.get(kinds.get(way_out, AdapterType.OTHER), ""),
        signal_dbm=radios[0].signal_dbm if radios else None,
        tunnel=tunnel,
        own_traffic_seen=states.get(TRAFFIC_CHECK) is CheckState.OK,
        down_mbit=load.down_mbit if load and not tunnel else None,
        up_mbit=load.up_mbit if load and not tunnel else None,
        clock_off_s=median(offsets) if offsets else None,
    )


def _samples(series: Iterable[SeriesAnswer]) -> tuple[Sample, ...]:
    """Of two series to one target in one run only the longer: a clean repeat refutes the first."""
    longest: dict[tuple[str, str], SeriesAnswer] = {}
    for item in series:
        key = (item.address, item.method)
        if key not in longest or item.sent > longest[key].sent:
            longest[key] = item
    return tuple(
        Sample(item.address, item.method, item.sent, max(0, min(item.received, item.sent)), item.rtt_ms, item.jitter_ms)
        for item in longest.values()
    )


def _way_out(facts: list[Fact], kinds: dict[str, AdapterType]) -> str:
    """The physical adapter with the first default route, else the one with a carrier."""
    routes = sorted((fact for fact in facts if isinstance(fact, Route) and fact.is_default), key=lambda one: one.metric)
    named = [route.adapter for route in routes if route.adapter and kinds.get(route.adapter) in _MEDIA]
    carried = [fact.name for fact in facts if isinstance(fact, Adapter) and fact.is_physical and fact.carrier]
    return next(iter([*named, *carried]), "")


def _answered(fact: Fact) -> bool:
    """Whether this is a sign of life from the box; a refusal is one."""
    if not isinstance(fact, Answer) or fact.purpose is not Purpose.GATEWAY:
        return False
    received = getattr(fact, "received", None)
    if received is not None:
        return bool(received > 0)
    return fact.failure is None or fact.failure.value == "refused"
