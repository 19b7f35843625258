"""The speed test: what is said before it, while it runs, and what its numbers mean in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diagnostics.model.answer import LoadAnswer
    from diagnostics.model.observation import Observation

SECONDS = 30  # delay at rest, down and up, at most ten seconds each

# Good enough for a video call in a group beside ordinary work, both ways (faults.md 4.5).
GOOD_DOWN_MBIT, GOOD_UP_MBIT = 8.0, 4.0
# One video call and nothing else.
TIGHT_DOWN_MBIT, TIGHT_UP_MBIT = 2.5, 1.5
# ITU-T G.114: beyond 150 ms one way people begin to talk over each other; half of it is the line's share.
BLOAT_MS = 150.0

WHOLE_FROM = 10.0  # Mbit/s; below it a tenth matters

# Where each phase stands on one bar from 0 to 1.
_PARTS = {"idle": (0.0, 0.1), "down": (0.1, 0.55), "up": (0.55, 1.0)}


@dataclass(frozen=True)
class SpeedQuestion:
    """What the person agrees to."""

    text: str
    where: str
    warning: str


@dataclass(frozen=True)
class SpeedView:
    """Progress or result. `fraction` is 0 to 1 while it runs, None when it is over."""

    title: str
    lines: tuple[str, ...] = ()
    fraction: float | None = None


def question(say: Phrases, megabytes: int, *, own_server: bool) -> SpeedQuestion:
    """Before anything is sent: how long, how much, where to."""
    where = say("speed.where.site" if own_server else "speed.where.public")
    return SpeedQuestion(
        say("speed.before", seconds=SECONDS, mb=megabytes), say("speed.where", where=where), say("speed.calls")
    )


def progress_view(say: Phrases, progress: tuple[str, float, float | None] | None) -> SpeedView:
    """While it runs. The bar never runs backwards, because the phases follow each other on it."""
    if progress is None:
        return SpeedView(say("speed.starting"), fraction=0.0)
    phase, fraction, mbit = progress
    start, end = _PARTS.get(phase, (0.0, 1.0))
    rate = (say("speed.rate", mbit=_number(mbit, say)),) if mbit is not None else ()
    title = say(f"speed.phase.{phase}") if say.has(f"speed.phase.{phase}") else say("speed.starting")
    return SpeedView(title, rate, start + (end - start) * min(1.0, max(0.0, fraction)))


def load_answer(observations: "Iterable[Observation]") -> "LoadAnswer | None":
    """The last answer of a test that loads the line."""
    from diagnostics.model.answer import LoadAnswer  # noqa: PLC0415

    found = [item.fact for item in observations if isinstance(item.fact, LoadAnswer)]
    return found[-1] if found else None


def result_view(say: Phrases, answer: "LoadAnswer | None", why: str = "") -> SpeedView:
    """The result: one sentence, then the numbers. `why`: the failure in words, where there is one."""
    if answer is None or (answer.down_mbit is None and answer.up_mbit is None):
        return SpeedView(say("speed.failed", why=why) if why else say("speed.failed.plain"))
    lines = []
    for name, rate in (("down", answer.down_mbit), ("up", answer.up_mbit)):
        if rate is not None:
            lines.append(say(f"speed.{name}", mbit=_number(rate, say)))
    loaded = [ms for ms in (answer.loaded_down_ms, answer.loaded_up_ms) if ms is not None]
    if answer.idle_ms is not None:
        lines.append(say("speed.idle", ms=round(answer.idle_ms)))
    if loaded:
        lines.append(say("speed.loaded", ms=round(max(loaded))))
    if answer.bytes_used:
        lines.append(say("speed.used", mb=max(1, round(answer.bytes_used / 1e6))))
    return SpeedView(say(f"speed.words.{_words(answer, max(loaded, default=None))}"), tuple(lines))


def _words(answer: "LoadAnswer", loaded_ms: float | None) -> str:
    down = answer.down_mbit if answer.down_mbit is not None else GOOD_DOWN_MBIT
    up = answer.up_mbit if answer.up_mbit is not None else GOOD_UP_MBIT
    if down < TIGHT_DOWN_MBIT or up < TIGHT_UP_MBIT:
        return "slow"
    if loaded_ms is not None and loaded_ms - (answer.idle_ms or 0.0) > BLOAT_MS:
        return "bloat"
    return "good" if down >= GOOD_DOWN_MBIT and up >= GOOD_UP_MBIT else "tight"


def _number(value: float, say: Phrases) -> str:
    return say.decimal(value, 0 if value >= WHOLE_FROM else 1)
