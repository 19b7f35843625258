"""A small world for the outbox: sealed bytes, a clock that is moved by hand, a carrier that answers from a list."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.reports.outbox import About, Clock
from app.reports.outcome import Outcome, SendResult
from app.reports.seal import Sealed
from app.reports.sealname import SealName

ABOUT = About("vpn.port_blocked", "6X7-1YC-NQ6", "2026-11-23T04:00:00Z", "drop.example.org")
A_DAY_S = 86_400.0
START_S = 1_800_000_000.0


def sealed(text: str = "one", size: int = 400) -> Sealed:
    data = (text.encode() * size)[:size]
    return Sealed(SealName.of(hashlib.sha256(text.encode()).hexdigest()[:16], "6X71YCNQ6", data), data)


@dataclass
class Time:
    """`jump` moves the wall clock alone, `pass_s` both."""

    wall: float = START_S
    steady: float = 1000.0

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady)

    def pass_s(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def jump(self, seconds: float) -> None:
        self.wall += seconds


@dataclass
class Teller:
    """A carrier that answers from a list, the last answer for ever, and remembers what it was given."""

    answers: Sequence[Outcome | Exception] = (Outcome.DELIVERED,)
    seen: list[tuple[str, bool]] = field(default_factory=list)
    got: dict[str, bytes] = field(default_factory=dict)
    way: str = "way_drop"

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        assert deadline_s > 0
        answer = self.answers[min(len(self.seen), len(self.answers) - 1)]
        self.seen.append((name, again))
        if isinstance(answer, Exception):
            raise answer
        result = SendResult(answer, "drop.example.org", way=self.way)
        if result.delivered:
            self.got[name] = data
        return result

    @property
    def again(self) -> list[bool]:
        return [again for _, again in self.seen]
