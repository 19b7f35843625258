"""Where on the way data is lost or waits: computer to box, box to provider, provider to the rest of the internet.

Only two stretches are probed: to the box, and to several destinations in different networks. What all destinations
lose alike is lost where their ways are one, on the line; what only some lose is lost behind it. The box's own share is
taken off what lies behind it (faults.md, section 4.2: series of one look overlap in time).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app.reports.sheet.look import Look, Sample

ENOUGH_PROBES = 20
"""Fewer probes than that say nothing about a few per cent."""

CLEAN_SHARE = 4
"""A method that loses less than a quarter of what the others lose passes freely, if that is no chance."""

NO_CHANCE = 3.0
"""To lose none where three are expected happens one time in twenty (Poisson)."""

APART_Z = 3.0
"""Standard errors from which on two destinations do not lose alike: one time in four hundred by chance."""

LAN_WEAK_PERCENT, LAN_BAD_PERCENT = 0.3, 1.0
LINE_WEAK_PERCENT, LINE_BAD_PERCENT = 0.5, 2.0
LAN_WEAK_MS, LAN_BAD_MS = 20.0, 50.0
LINE_WEAK_MS, LINE_BAD_MS = 100.0, 300.0
WEAK_JITTER_MS, BAD_JITTER_MS = 20.0, 30.0
"""From "good" to "weak" to "bad" for calls: faults.md, section 4.2."""

GOOD, WEAK, BAD, UNKNOWN = "good", "weak", "bad", "unknown"


@dataclass(frozen=True)
class Segment:
    """One stretch. None: it could not be measured. Delay and jitter are of the whole way there and back."""

    sent: int = 0
    lost_percent: float | None = None
    delay_ms: float | None = None
    jitter_ms: float | None = None
    grade: str = UNKNOWN  # "good", "weak", "bad", "unknown"


@dataclass(frozen=True)
class Way:
    """The three stretches over a set of looks."""

    home: Segment
    line: Segment
    beyond: Segment
    destinations: int = 0
    apart: int = 0  # destinations that lose more than the others


@dataclass(frozen=True)
class _Count:
    """Probes to one target."""

    sent: int
    lost: int
    delay_ms: float | None
    jitter_ms: float | None

    @property
    def share(self) -> float:
        return self.lost / self.sent if self.sent else 0.0


def way(looks: Sequence[Look], shy: frozenset[tuple[str, str]] = frozenset()) -> Way:
    """The stretches over these looks. `shy`: from `shy_targets` over all the looks there are."""
    box = _counts((sample for look in looks for sample in look.box), shy)
    out = _counts((sample for look in looks if _tells_of_the_line(look) for sample in look.out), shy)
    home = _home(box)
    alike = _alike(out)
    others = [count for count in out if count not in alike]
    taken = (home.lost_percent or 0.0) / 100
    shared = _behind(_pooled(alike), taken)
    nearest = min((count.delay_ms for count in out if count.delay_ms is not None), default=None)
    delays = [count.delay_ms for count in out if count.delay_ms is not None]
    jitters = [count.jitter_ms for count in alike if count.jitter_ms is not None]
    line = _line(sum(count.sent for count in alike), shared, nearest, home.delay_ms, min(jitters, default=None))
    rest = None if shared is None or not out else _behind(_pooled(others), _pooled(alike) or 0.0) or 0.0
    further = max(0.0, median(delays) - nearest) if nearest is not None else None
    beyond = Segment(
        sum(count.sent for count in out),
        None if rest is None else rest * 100,
        further,
        None,
        UNKNOWN if rest is None else _grade(rest * 100, LINE_WEAK_PERCENT, LINE_BAD_PERCENT),
    )
    return Way(home, line, beyond, len(out), len(others))


def shy_targets(looks: Iterable[Look]) -> frozenset[tuple[str, str]]:
    """Targets that never answered by a method: many routers refuse it, which is no loss. Unless nothing else answered
    either: then a line was dead all the time."""
    seen: dict[tuple[str, str], bool] = {}
    for look in looks:
        for sample in (*look.box, *look.out):
            key = (sample.target, sample.method)
            seen[key] = seen.get(key, False) or sample.received > 0
    alive = {target for (target, _), answered in seen.items() if answered}
    boxes = {sample.target for look in looks for sample in look.box}
    return frozenset(key for key, answered in seen.items() if not answered and (key[0] in alive or key[0] in boxes))


def worst(grades: Iterable[str]) -> str:
    """The worst of some grades."""
    return max(grades, key=(UNKNOWN, GOOD, WEAK, BAD).index, default=UNKNOWN)


def _tells_of_the_line(look: Look) -> bool:
    """Whether silence beyond the box says something about the line: only when the box was heard meanwhile."""
    return look.box_answered or look.is_dead or any(sample.received for sample in look.out)


def _home(box: list[_Count]) -> Segment:
    share = _pooled(box)
    if share is None:
        return Segment(sum(count.sent for count in box))
    delay = min((count.delay_ms for count in box if count.delay_ms is not None), default=None)
    jitter = min((count.jitter_ms for count in box if count.jitter_ms is not None), default=None)
    grade = worst((_grade(share * 100, LAN_WEAK_PERCENT, LAN_BAD_PERCENT), _grade(delay, LAN_WEAK_MS, LAN_BAD_MS)))
    return Segment(sum(count.sent for count in box), share * 100, delay, jitter, grade)


def _line(
    sent: int, share: float | None, nearest_ms: float | None, box_ms: float | None, jitter_ms: float | None
) -> Segment:
    if share is None:
        return Segment(sent)
    added = None if nearest_ms is None else max(0.0, nearest_ms - (box_ms or 0.0))
    grade = worst(
        (
            _grade(share * 100, LINE_WEAK_PERCENT, LINE_BAD_PERCENT),
            _grade(added, LINE_WEAK_MS, LINE_BAD_MS),
            _grade(jitter_ms, WEAK_JITTER_MS, BAD_JITTER_MS),
        )
    )
    return Segment(sent, share * 100, added, jitter_ms, grade)


def _grade(value: float | None, weak: float, bad: float) -> str:
    if value is None:
        return UNKNOWN
    return BAD if value > bad else WEAK if value > weak else GOOD


def _counts(samples: Iterable[Sample], shy: frozenset[tuple[str, str]]) -> list[_Count]:
    """One count for each target, over the methods that it answers."""
    by_target: dict[str, dict[str, list[Sample]]] = {}
    for sample in samples:
        if (sample.target, sample.method) not in shy:
            by_target.setdefault(sample.target, {}).setdefault(sample.method, []).append(sample)
    return [_count(methods) for methods in by_target.values()]


def _count(methods: dict[str, list[Sample]]) -> _Count:
    """A router that answers one method late or seldom passes the others on: what passes freely is the truth."""
    totals = {name: (sum(one.sent for one in all), sum(one.received for one in all)) for name, all in methods.items()}
    sent = sum(total for total, _ in totals.values())
    share = 1 - sum(got for _, got in totals.values()) / sent
    clean = [(total, got) for total, got in totals.values() if 1 - got / total < share / CLEAN_SHARE]
    told = clean if share * sum(total for total, _ in clean) >= NO_CHANCE else list(totals.values())
    sent = sum(total for total, _ in told)
    return _Count(
        sent,
        sent - sum(got for _, got in told),
        min((value for all in methods.values() if (value := _middle(all, "rtt_ms")) is not None), default=None),
        min((value for all in methods.values() if (value := _middle(all, "jitter_ms")) is not None), default=None),
    )


def _middle(samples: Sequence[Sample], field: str) -> float | None:
    told = [value for sample in samples if (value := getattr(sample, field)) is not None]
    return median(told) if told else None


def _alike(counts: list[_Count]) -> list[_Count]:
    """The destinations that lose no more than the best one, but for chance."""
    enough = [count for count in counts if count.sent >= ENOUGH_PROBES]
    best = min(enough, key=lambda count: count.share, default=None)
    return [] if best is None else [count for count in enough if not _is_apart(best, count)]


def _is_apart(best: _Count, other: _Count) -> bool:
    pooled = (best.lost + other.lost) / (best.sent + other.sent)
    spread = (pooled * (1 - pooled) * (1 / best.sent + 1 / other.sent)) ** 0.5
    return bool(spread > 0 and (other.share - best.share) / spread > APART_Z)


def _pooled(counts: Sequence[_Count]) -> float | None:
    sent = sum(count.sent for count in counts)
    return sum(count.lost for count in counts) / sent if sent >= ENOUGH_PROBES else None


def _behind(share: float | None, taken: float) -> float | None:
    """What is lost behind a stretch that itself loses `taken`, both as shares."""
    if share is None or taken >= 1.0:
        return None
    return max(0.0, (share - taken) / (1 - taken))
