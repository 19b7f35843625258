"""Scripted watches for the window: what a watch would tell, and a factory that plays it."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from diagnostics.model.event import Finished
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, Owner, Verdict
from diagnostics.watch.episode import Change, Episode, WatchReport
from diagnostics.watch.run import Ended, Moved
from tests.fakes import story
from tests.fakes.engine import FakeRun

STARTED = "2026-11-22T09:40:00.000Z"


def episode(cause: str, began_s: float, ended_s: float | None, now_s: float = 600.0) -> Episode:
    verdict = Verdict(
        cause=cause, certainty=Certainty.CONFIRMED, owner=Owner.USER, args={"vpn": "Company VPN", "service": "Intranet"}
    )
    until = now_s if ended_s is None else ended_s
    return Episode(verdict=verdict, began_s=began_s, ended_s=ended_s, seconds=until - began_s, diagnosis_id="seen")


def report(*events: Episode, samples: int = 60, minutes: float = 10.0, cause: str = HEALTHY) -> WatchReport:
    verdict = events[0].verdict if events else Verdict(cause=cause, certainty=Certainty.LIKELY, owner=Owner.NOBODY)
    return WatchReport(started_at=STARTED, minutes=minutes, samples=samples, events=events, verdict=verdict)


CUT = episode("isp.down", 120.0, 160.0)
STILL = episode("vpn.port_blocked", 300.0, None)


def seen_while_it_lasted() -> Any:
    last = story.story("isp.down", problems=("internet.addresses",))[-1]
    assert isinstance(last, Finished)
    return msgspec.structs.replace(last.diagnosis, id="seen")


def calm() -> list[Moved | Ended]:
    return [Moved(report(samples=1), 590.0), Moved(report(samples=2), 580.0), Ended("ok", report())]


def eventful(*, over: bool = True) -> list[Moved | Ended]:
    began = episode("isp.down", 120.0, None, now_s=121.0)
    told = [
        Moved(report(samples=1), 590.0),
        Moved(report(began, samples=13), 478.0, (Change("began", began),), seen_while_it_lasted()),
        Moved(report(CUT, samples=17), 440.0, (Change("gone", CUT),)),
        Moved(report(CUT, STILL, samples=31), 295.0, (Change("began", STILL),)),
    ]
    return [*told, Ended("ok", report(CUT, STILL))] if over else told


def unsure() -> list[Moved | Ended]:
    return [Ended("ok", report(cause=UNKNOWN))]


class Watches:
    """Hands out one script per watch, the last one again and again; remembers what was asked for."""

    def __init__(self, *scripts: Iterable[Moved | Ended]) -> None:
        self._scripts = scripts or (calm(),)
        self.asked: list[dict[str, object]] = []

    def __call__(
        self, listener: Callable[[Any], None], *, minutes: float, symptom: str | None, address: str | None
    ) -> FakeRun:
        self.asked.append({"minutes": minutes, "symptom": symptom, "address": address})
        script = list(self._scripts[min(len(self.asked), len(self._scripts)) - 1])
        return _Watch(script, listener)


class _Watch(FakeRun):
    """One that was not told its end goes on until it is stopped."""

    def __init__(self, script: list[Any], listener: Callable[[Any], None]) -> None:
        super().__init__(script, listener)
        self._lasts = not any(isinstance(item, Ended) for item in script)
        self._latest = next((item.report for item in reversed(script)), report(samples=0))

    def _play(self) -> None:
        for event in self._script:
            self._listener(event)
        if self._lasts:
            self._cancelled.wait()
            self._listener(Ended("cancelled", self._latest))  # type: ignore[arg-type]  # a watch tells its own events
