"""Looks at a line as a watch would collect them, made of shares that a story chooses."""

import datetime
import random
from collections.abc import Callable

from app.reports.sheet.look import CABLE, Look, Sample

START = datetime.datetime(2026, 3, 2, 18, 0, tzinfo=datetime.UTC)
BOX = "192.168.7.1"
DESTINATIONS = ("1.1.1.1", "9.9.9.9", "8.8.8.8")
METHODS = (("icmp", 30), ("tcp", 15))

LossAt = Callable[[datetime.datetime], float]


def sample(target: str, method: str, sent: int, lost: int, rtt_ms: float = 14.0, jitter_ms: float = 1.0) -> Sample:
    alive = lost < sent
    return Sample(target, method, sent, sent - lost, rtt_ms if alive else None, jitter_ms if alive else None)


def looks(
    count: int,
    *,
    home: float = 0.0,
    line: float | LossAt = 0.0,
    beyond: dict[str, float] | None = None,
    every_s: float = 30.0,
    start: datetime.datetime = START,
    seed: int = 7,
    medium: str = CABLE,
    rtt_ms: float = 14.0,
    **fields: object,
) -> list[Look]:
    """So many looks; `home`, `line` and `beyond` (by destination) are the shares lost on the three stretches."""
    chance = random.Random(seed)
    found = []
    for place in range(count):
        at = start + datetime.timedelta(seconds=place * every_s)
        on_line = line(at) if callable(line) else line
        passes = (1 - home) * (1 - on_line)

        def series(target: str, share: float, delay_ms: float) -> tuple[Sample, ...]:
            return tuple(
                sample(target, method, sent, sum(chance.random() < share for _ in range(sent)), delay_ms)
                for method, sent in METHODS
            )

        out = [series(one, 1 - passes * (1 - (beyond or {}).get(one, 0.0)), rtt_ms) for one in DESTINATIONS]
        told = {"box_answered": True, "medium": medium, **fields}
        found.append(
            Look(
                at=at.isoformat(),
                box=series(BOX, home, 2.0),
                out=tuple(item for group in out for item in group),
                **told,  # type: ignore[arg-type]
            )
        )
    return found


def dead_looks(count: int, *, start: datetime.datetime = START, every_s: float = 30.0) -> list[Look]:
    """The box answers, nothing behind it does, and the run said so."""
    return [
        Look(
            at=(start + datetime.timedelta(seconds=place * every_s)).isoformat(),
            cause="isp.down",
            box=tuple(sample(BOX, method, sent, 0, 2.0) for method, sent in METHODS),
            out=tuple(sample(one, method, sent, sent) for one in DESTINATIONS for method, sent in METHODS),
            box_answered=True,
            medium=CABLE,
        )
        for place in range(count)
    ]
