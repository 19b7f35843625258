"""Keep the book of one run while its events arrive, and sum it up for the presenters."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # kept out of the way of the first paint
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.event import Event
    from diagnostics.model.fact import Fact
    from diagnostics.model.observation import CheckResult, Observation
    from diagnostics.model.site import Site

CHECKING = "checking"
WAITING = "waiting"


class Sight(NamedTuple):
    """All that the path needs to know. `checks` maps a check id to "waiting", "checking" or its final state."""

    checks: Mapping[str, str] = MappingProxyType({})
    link: str | None = None  # "wifi", "ethernet", "mobile": what this computer is connected by
    signal_dbm: int | None = None
    vpn_seen: bool = False
    cause: str | None = None  # set once the verdict is there
    because: str | None = None  # of a cause that is a mere symptom: what is behind it
    others: tuple[str, ...] = ()
    ended: bool = False  # the run is over, with or without a verdict


class Ledger:
    """Takes events one by one, in constant time each. Lives in the window's thread."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.results: dict[str, CheckResult] = {}
        self.observations: list[Observation] = []
        self.diagnosis: Diagnosis | None = None
        self.outcome: str | None = None
        self.progress: tuple[str, float, float | None] | None = None
        self._adapters: dict[str, str] = {}
        self._carrying: set[str] = set()
        self._default: str | None = None
        self._metric: int | None = None
        self._signal: dict[str, int] = {}
        self._vpn_seen = False

    def take(self, event: "Event") -> None:
        """Enter one event."""
        from diagnostics.model.event import (  # noqa: PLC0415
            CheckFinished,
            CheckStarted,
            Finished,
            LoadProgress,
            RunStarted,
            Seen,
        )

        match event:
            case Seen(observation):
                self.observations.append(observation)
                self._look(observation.fact)
            case RunStarted(checks):
                self.states = dict.fromkeys(checks, WAITING)
            case CheckStarted(check):
                self.states[check] = CHECKING
            case CheckFinished(result):
                self.states[result.id] = str(result.state)
                self.results[result.id] = result
            case LoadProgress(phase, fraction, mbit):
                self.progress = (phase, fraction, mbit)
            case Finished(outcome, diagnosis):
                self.outcome, self.diagnosis = outcome, diagnosis

    def sight(self) -> Sight:
        """What is known so far."""
        verdict = self.diagnosis.verdict if self.diagnosis else None
        return Sight(
            checks=MappingProxyType(dict(self.states)),
            link=self._link(),
            signal_dbm=self._signal.get(self._default or "", max(self._signal.values(), default=None)),
            vpn_seen=self._vpn_seen,
            cause=verdict.cause if verdict else None,
            because=verdict.because if verdict else None,
            others=tuple(other.cause for other in verdict.others) if verdict else (),
            ended=self.outcome is not None,
        )

    def unjudged(self, site: "Site", symptom: str | None) -> "Diagnosis":
        """The record of a run that broke: what was seen until then goes to IT all the same."""
        from diagnostics.model.diagnosis import Diagnosis  # noqa: PLC0415

        return Diagnosis(
            symptom=symptom, site=site, checks=tuple(self.results.values()), observations=tuple(self.observations)
        )

    def _look(self, fact: "Fact") -> None:
        from diagnostics.model.fact import Adapter, Route, VpnClient, WifiLink  # noqa: PLC0415

        match fact:
            case Adapter():
                self._adapters[fact.name] = str(fact.type)
                if fact.is_physical and fact.enabled and fact.carrier:
                    self._carrying.add(fact.name)
                if fact.type == "tunnel" and fact.enabled and fact.carrier:
                    self._vpn_seen = True
            case Route() if fact.is_default and not fact.unreachable and fact.adapter:
                physical = self._adapters.get(fact.adapter) in {"wifi", "ethernet", "mobile", None}
                if physical and (self._metric is None or fact.metric < self._metric):
                    self._default, self._metric = fact.adapter, fact.metric
            case WifiLink() if fact.connected and fact.signal_dbm is not None:
                self._signal[fact.adapter] = fact.signal_dbm
            case VpnClient() if fact.installed or fact.running or fact.tunnel_up:
                self._vpn_seen = True

    def _link(self) -> str | None:
        kind = self._adapters.get(self._default or "")
        if kind in {"wifi", "ethernet", "mobile"}:
            return kind
        kinds = {self._adapters[name] for name in self._carrying} or {
            kind for kind in self._adapters.values() if kind in {"wifi", "ethernet", "mobile"}
        }
        return kinds.pop() if len(kinds) == 1 else None
