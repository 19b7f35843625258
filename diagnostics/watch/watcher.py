"""From a stream of looks to episodes: pure, no clock of its own, no network.

A light look only raises the alarm; the name comes from a whole look that follows at once, while the trouble lasts.
When the whole look finds nothing any more, the trouble was short, and what the light look saw is the best name there
is. Trouble that was seen is an episode, whatever came after it.
"""

from dataclasses import dataclass

from diagnostics.model.verdict import UNKNOWN, Verdict
from diagnostics.watch.episode import Change, Episode
from diagnostics.watch.reading import Reading, Sample

FLAP_S = 30.0
"""A cause that comes back within this time never went: a person calls that one cut, not three."""

RELOOK_S = 30.0
"""While something is wrong, a whole look this often: a second fault may hide behind the first."""

MOST_EVENTS = 300
"""Kept in memory and in the result; a watch of hours over a flapping line must not grow without end."""

MOST_NAMES = 64
"""Kinds of alarm whose name is remembered; a line has a handful."""


@dataclass
class _Open:
    """An episode that may still go on."""

    verdict: Verdict
    began_s: float
    seen_s: float
    gone_s: float | None
    light_sees_it: bool
    diagnosis_id: str

    def shown(self, now_s: float) -> Episode:
        end = now_s if self.gone_s is None else self.gone_s
        return Episode(
            verdict=self.verdict,
            began_s=round(self.began_s, 1),
            ended_s=None if self.gone_s is None else round(self.gone_s, 1),
            seconds=round(max(0.0, end - self.began_s), 1),
            diagnosis_id=self.diagnosis_id,
        )


class Watcher:
    """Takes looks in the order of time. Not for several threads."""

    def __init__(self) -> None:
        self.samples = 0
        self.left_out = 0
        self.last_whole: Verdict | None = None
        self._open: dict[str, _Open] = {}
        self._closed: list[Episode] = []
        self._alarm: Sample | None = None  # a light look that showed trouble and still waits for its name
        self._known: frozenset[str] | None = None  # what a light look shows while the open episodes last
        self._names: dict[frozenset[str], dict[str, Verdict]] = {}  # what a whole look called such an alarm before
        self._light_errs = False  # here a light look complains although all is well: only whole looks count
        self._whole_s: float | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether the next look must come at once, before the trouble is gone."""
        return self._alarm is not None

    def wants_whole(self, now_s: float) -> bool:
        """Whether the next look should be a whole one."""
        if self._whole_s is None or self._light_errs or self._alarm is not None:
            return True
        lasting = any(item.gone_s is None for item in self._open.values())
        return lasting and now_s - self._whole_s >= RELOOK_S

    def take(self, sample: Sample) -> tuple[Change, ...]:
        """Enter one look; the answer is what changed by it."""
        self.samples += 1
        changes: list[Change] = []
        if sample.light is None:
            self._take_light(sample, changes)
        else:
            self._take_whole(sample, sample.light, changes)
        self._close_old(sample.at_s)
        return tuple(changes)

    def episodes(self, now_s: float) -> tuple[Episode, ...]:
        """All episodes, in the order in which they began."""
        found = [*self._closed, *(item.shown(now_s) for item in self._open.values())]
        return tuple(sorted(found, key=lambda item: (item.began_s, item.cause)))

    def _take_light(self, sample: Sample, changes: list[Change]) -> None:
        reading = sample.reading
        if reading.is_fine:
            self._known = None
            for cause in [cause for cause, item in self._open.items() if item.light_sees_it]:
                self._miss(cause, sample.at_s, changes)
        elif reading.signature == self._known:
            for item in self._open.values():
                if item.light_sees_it and item.gone_s is None:
                    item.seen_s = sample.at_s
        elif self._alarm is None:
            self._alarm = sample

    def _take_whole(self, sample: Sample, light: Reading, changes: list[Change]) -> None:
        reading, alarm = sample.reading, self._alarm
        self._alarm, self._whole_s, self.last_whole = None, sample.at_s, reading.verdict
        self._light_errs = reading.is_fine and not light.is_fine
        self._known = None if light.is_fine else light.signature
        if not reading.is_fine and self._known is not None and len(self._names) < MOST_NAMES:
            self._names[self._known] = {
                cause: verdict for cause, verdict in reading.roots.items() if _light_shows(cause, reading, light)
            }
        since_s = sample.at_s
        if alarm is not None and not self._light_errs:
            if light.is_fine:
                self._note_vanished(alarm, sample.at_s, changes)
            else:
                since_s = alarm.at_s
        for cause, verdict in reading.roots.items():
            began_s = since_s if _light_shows(cause, reading, light) else sample.at_s
            self._see(cause, verdict, began_s, sample, _light_shows(cause, reading, light), changes)
        for cause in [cause for cause in self._open if cause not in reading.roots]:
            if cause not in reading.blind:
                self._miss(cause, sample.at_s, changes)

    def _note_vanished(self, alarm: Sample, now_s: float, changes: list[Change]) -> None:
        """What a light look saw and the whole look behind it no longer does; by the name it had before, if any."""
        for cause, verdict in (self._names.get(alarm.reading.signature) or alarm.reading.roots).items():
            self._see(cause, verdict, alarm.at_s, alarm, True, changes)
            self._miss(cause, now_s, changes)

    def _see(
        self, cause: str, verdict: Verdict, began_s: float, sample: Sample, by_light: bool, changes: list[Change]
    ) -> None:
        item = self._open.get(cause)
        if item is not None and item.gone_s is not None and began_s - item.gone_s > FLAP_S:
            self._close(cause)
            item = None
        if item is None:
            began_s = self._swallow_unknown(cause, began_s, since_s=began_s - FLAP_S)
            item = _Open(verdict, began_s, sample.at_s, None, by_light, sample.diagnosis_id)
            self._open[cause] = item
            changes.append(Change("began", item.shown(sample.at_s)))
            return
        returned = item.gone_s is not None
        if returned and cause != UNKNOWN:
            self._swallow_unknown(cause, began_s, since_s=item.seen_s)
        item.verdict, item.diagnosis_id = verdict, sample.diagnosis_id
        item.seen_s, item.gone_s, item.light_sees_it = sample.at_s, None, by_light
        if returned:
            changes.append(Change("again", item.shown(sample.at_s)))

    def _swallow_unknown(self, cause: str, began_s: float, *, since_s: float) -> float:
        """An unknown blip beside a named cause is that cause, not yet or no longer recognised. When it began."""
        blip = self._open.get(UNKNOWN)
        if cause == UNKNOWN or blip is None or blip.began_s < since_s:
            return began_s
        del self._open[UNKNOWN]
        return min(began_s, blip.began_s)

    def _miss(self, cause: str, now_s: float, changes: list[Change]) -> None:
        item = self._open[cause]
        if item.gone_s is None:
            item.gone_s = now_s
            changes.append(Change("gone", item.shown(now_s)))

    def _close_old(self, now_s: float) -> None:
        for cause in list(self._open):
            gone_s = self._open[cause].gone_s
            if gone_s is not None and now_s - gone_s > FLAP_S:
                self._close(cause)

    def _close(self, cause: str) -> None:
        item = self._open.pop(cause)
        self._closed.append(item.shown(item.seen_s))
        if len(self._closed) > MOST_EVENTS:
            shortest = min(self._closed, key=lambda one: (one.cause != UNKNOWN, one.seconds))
            self._closed.remove(shortest)
            self.left_out += 1


def _light_shows(cause: str, whole: Reading, light: Reading) -> bool:
    """Whether the trouble of this cause shows in a light look, by its own name or by the only other complaint."""
    if cause in light.roots:
        return True
    hidden = whole.roots.keys() - light.roots.keys()
    unexplained = light.roots.keys() - whole.roots.keys()
    return bool(unexplained) and len(hidden) == 1
