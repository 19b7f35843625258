"""A guide shown without anything being done: every look is made up, every verb is only named. Pure.

The walk itself is the real one, so a guide that IT has just written shows here where it leads.
"""

import textwrap
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec.structs import replace

from app.guides import verb, walk
from app.guides.hand import Did
from app.guides.model import NEXT, Answer, Guide, Step
from app.guides.record import Named, WalkRecord, step_records
from app.guides.sheet import WIDTH
from diagnostics.model.verdict import HEALTHY
from diagnostics.wording import Wording

FAILING = ("suppose.this", "suppose.that")  # what fails as long as nothing has helped; no check has such a name
MOST_EVENTS = 200  # 15 steps need some 60: a walk cannot go round in circles, and this does not wait for one that does


@dataclass
class Rehearsal:
    """One rehearsal. `helps` is the step that is to help; without it, the last one after which the app looks.

    `args` fill the holes of the sentences; `reason` picks the steps, see `Guide.for_system`.
    """

    guide: Guide
    system: str
    wording: Wording
    helps: str | None = None
    args: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    certainty: str = "confirmed"

    def record(self) -> WalkRecord:
        """The rehearsal as `unstuck.walk/1`, marked as one."""
        player = self._player()
        for _ in player.play():
            pass
        state = player.state
        fixed = state.outcome is walk.Outcome.FIXED
        before = Named(self.guide.cause, self.certainty)
        return WalkRecord(
            rehearsal=True,
            guide=self.guide.id,
            version=self.guide.version,
            cause=self.guide.cause,
            started_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            duration_s=0.0,
            before=before,
            after=Named(HEALTHY, self.certainty) if fixed else before,
            outcome=state.outcome.value if state.outcome else walk.Outcome.SENT_TO_IT.value,
            steps=tuple(replace(step, did=None, taken_back=False) for step in step_records(self.guide, state, {})),
        )

    def lines(self) -> Iterator[str]:
        """What a person reads; every line carries the mark."""
        mark = f"{self.wording.text('rehearsal.mark')}  "
        for text in (*self._head(), *self._player().play()):
            yield from textwrap.wrap(
                text, WIDTH, initial_indent=mark, subsequent_indent=mark, break_long_words=False, break_on_hyphens=False
            )

    def reachable(self) -> tuple[str, ...]:
        """The steps of this system and reason, in order."""
        return tuple(step.id for step in self.guide.for_system(self.system, self.reason))

    def _head(self) -> tuple[str, ...]:
        try:
            says = self.wording.cause(self.guide.cause, self.args, self.reason).says
        except KeyError:  # a cause that only IT's guide knows
            says = self.wording.fill(self.guide.title.of(self.wording.language), self.args)
        return self.wording.text("rehearsal.intro"), self.wording.text("rehearsal.says", {"what": says})

    def _player(self) -> "_Player":
        helps = self.helps
        if helps is None:  # play it once in silence: the last step with a look is the one that helps
            first = _Player(self, None)
            for _ in first.play():
                pass
            helps = first.looked_at[-1] if first.looked_at else None
        return _Player(self, helps)


class _Player:
    def __init__(self, rehearsal: Rehearsal, helps: str | None) -> None:
        self._of = rehearsal
        self._helps = helps
        self._shown: str | None = None
        self.looked_at: list[str] = []
        self.state = walk.start(rehearsal.guide, rehearsal.system, FAILING, rehearsal.reason)

    def play(self) -> Iterator[str]:
        """The lines, one after another; `state` is the end of the walk when they are over."""
        event: walk.Event | None = walk.Opened()
        for _ in range(MOST_EVENTS):
            if event is not None:
                self.state, effects = walk.advance(self._of.guide, self.state, event)
                event = None
                for effect in effects:
                    following = yield from self._carry_out(effect)
                    event = following or event
            elif self.state.phase is walk.Phase.FINISHED:
                return
            else:
                event = yield from self._decide()

    def _decide(self) -> Generator[str, None, walk.Event]:
        step = walk.step_of(self._of.guide, self.state)
        if step.id != self._shown:
            self._shown = step.id
            yield self._step(step)
        if not step.answers:
            return walk.Acted()
        answer = self._answer(step)
        yield self._text("rehearsal.asks", what=self._of.wording.fill(answer.words.of(self._language), self._of.args))
        return walk.Answered(answer.id)

    def _carry_out(self, effect: walk.Effect) -> Generator[str, None, walk.Event | None]:
        match effect:
            case walk.RunVerb():
                yield self._text("rehearsal.acts", what=self._of.wording.text(f"verb.{effect.verb}"))
                return walk.Performed(Did.DONE) if verb.changes(effect.verb) else None
            case walk.Recheck(final=True):
                return (yield from self._look(effect))
            case walk.Settle():
                yield self._of.wording.text("rehearsal.kept" if effect.keep else "rehearsal.back")
            case walk.Announce() if effect.id != "guide.checking":
                yield self._of.wording.text(effect.id)
        return None

    def _look(self, effect: walk.Recheck) -> Generator[str, None, walk.Event]:
        step = self.state.steps[self.state.at]
        self.looked_at.append(step)
        helped = step == self._helps
        if effect.checks:
            looked = " · ".join(self._of.wording.check(check) for check in effect.checks)
            yield self._text("rehearsal.looks", what=looked)
        if effect.checks or not helped:
            yield self._of.wording.text("rehearsal.gone" if helped else "rehearsal.still_there")
        if helped:
            return walk.Rechecked(HEALTHY, (), final=True, full=not effect.checks)
        return walk.Rechecked(self._of.guide.cause, FAILING, final=True, full=not effect.checks)

    def _answer(self, step: Step) -> Answer:
        """The one that leads on to the step that helps, or simply on."""
        order = list(self.state.steps)
        last = order.index(self._helps) if self._helps in order else len(order) - 1

        def leads_to(answer: Answer) -> int:
            return order.index(answer.go) if answer.go in order else self.state.at + 1

        on = [one for one in step.answers if one.go == NEXT or one.go in order]
        near = [one for one in on if leads_to(one) <= last]
        return min(near or on or step.answers, key=leads_to)

    def _step(self, step: Step) -> str:
        place, total = str(self.state.at + 1), str(len(self.state.steps))
        text = self._of.wording.fill(step.words(self._of.system).of(self._language), self._of.args)
        return self._text("auto.step", place=place, total=total, what=text)

    def _text(self, id: str, **values: str) -> str:
        return self._of.wording.text(id, values)

    @property
    def _language(self) -> str:
        return self._of.wording.language
