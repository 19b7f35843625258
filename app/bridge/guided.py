"""Lead a person through a guide: carry out what the state machine asks for, and look again by ourselves.

The order of what follows an event is the one that `app.guides.shelf` asks for: first what the app changed is kept or
put back, then the new state is on the disk, then everything else. All of it happens in `Repairs`, never here.
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.bridge.aside import Aside
from app.bridge.looks import Looks, problems
from app.guides import walk
from app.guides.hand import Deed, Did
from app.guides.verb import changes

if TYPE_CHECKING:
    from app.bridge.doors import Doors
    from app.bridge.session import Session
    from app.content.peers import Rate
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.verdict import Verdict

ACTING, SETTLING = "acting", "settling"


class Guided(QObject):
    """One walk at a time, on the screen or put aside. Lives in the window's thread and never waits there."""

    moved = Signal(object)  # the State
    said = Signal(object)  # an id of the wording
    finished = Signal(object)  # the Outcome
    rested = Signal(object)  # the walk has moved, or was left, and is not on the screen

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.guide: Any = None
        self.state: walk.State | None = None
        self.diagnosis: Diagnosis | None = None  # the run with which the walk began
        self.args: Mapping[str, str] = {}
        self.system = "linux"
        self.doing = ""  # ACTING or SETTLING: what the app does at this moment
        self.is_putting_back = False  # what it settles did not help
        self._since = 0.0  # when it began
        self._walk = 0  # a deed that ends after its walk was left for another one is put back
        self.is_shown = False
        self._later: list[walk.Event] = []
        self._kept: bytes | None = None  # what the walk's file will say once everything asked for is done
        self._unopened = ""  # the step whose page could not be opened
        self._stuck_after = -1  # the number of steps behind us after which something could not be put back
        self.looks = Looks(session, self._is_conclusive, self)
        self.looks.told.connect(self.tell)
        self.aside = Aside(session, self)

    # --- what a screen asks ------------------------------------------------------------------------------------

    @property
    def seconds_left(self) -> int:
        """How long the person may have to wait for a change to show."""
        return self.looks.seconds_left

    @property
    def seconds_acting(self) -> int:
        """How long the app has been acting."""
        return max(0, int(time.monotonic() - self._since)) if self.doing else 0

    @property
    def is_stuck(self) -> bool:
        """Whether what did not help could not be put back."""
        return self.state is not None and len(self.state.tried) == self._stuck_after

    @property
    def known(self) -> tuple[str, ...]:
        """What IT tells about the trouble of this guide."""
        return self._session.news.known(self.guide.cause) if self._session.news is not None else ()

    @property
    def rate(self) -> "Rate | None":
        """How often the step that is shown helped colleagues; None: not known."""
        if self._session.news is None or self.state is None or not self.state.steps:
            return None
        return self._session.news.rate(self.guide.id, self.state.steps[self.state.at])

    @property
    def cannot_open(self) -> bool:
        """Whether this computer could not open the page of this step."""
        return self.state is not None and self._unopened == self.state.steps[self.state.at]

    # --- what a person does ------------------------------------------------------------------------------------

    def open(self, cause: str) -> None:
        """Begin the guide of a cause, or go on with the one that was left."""
        self.is_shown = True
        if self._session.repairs.is_opening:  # what was left is not known yet; this takes a moment
            self._session.repairs.ask(lambda _: cause, self._begin)
        else:
            self._begin(cause)

    def leave(self) -> None:
        """The screen is left. A change that is in place is still proved; everything else rests."""
        self.is_shown = False
        if not (self.state is not None and self.state.pending):
            self.looks.want(None)
        self.rested.emit(self.state)

    def tell(self, event: walk.Event) -> None:
        """What the person did, or what a look or a deed showed."""
        if self.state is None:
            return
        if self.doing == SETTLING:
            self._later.append(event)
            return
        state, effects = walk.advance(self.guide, self.state, event)
        settles = [effect for effect in effects if isinstance(effect, walk.Settle)]
        rest = [effect for effect in effects if not isinstance(effect, walk.Settle)]
        self._session.tried = list(state.tried)
        if settles:
            self._settle(settles, state, rest)
        else:
            self._keep(state)
            self._carry_out(state, rest)

    def do_by_hand(self) -> None:
        """The person rather does themselves what the app offers to do."""
        state = self.state
        if state is None or self.doing or state.phase is not walk.Phase.STEP or state.acted:
            return
        if changes(walk.step_of(self.guide, state).verb):
            state, _ = walk.advance(self.guide, state, walk.Acted())  # nothing of what follows is carried out
            state, rest = walk.advance(self.guide, state, walk.Performed(Did.DECLINED))
            self._keep(state)
            self._carry_out(state, [effect for effect in rest if not isinstance(effect, walk.Announce)])

    def open_again(self) -> None:
        """Open the page of this step once more."""
        if self.state is not None and self.state.acted:
            step = walk.step_of(self.guide, self.state)
            self._open_page(walk.RunVerb(step.verb, step.page, step.id, step.on))
            self.moved.emit(self.state)

    def recall(self, guide: Any, state: walk.State) -> None:
        """A walk that an earlier start left; it is put aside until somebody takes it up again."""
        if self.state is None:
            self.guide, self.state = guide, state
            self._session.tried = list(state.tried)

    def begin_anew(self, guide: Any, step: str = "") -> None:
        """Walk this guide from its beginning, or from one of its steps where it still has it."""
        self._start(guide, self._session.diagnosis)
        if self.state is not None and step in self.state.steps:
            self.state = replace(self.state, at=self.state.steps.index(step))
        self.read_args()
        self.tell(walk.Opened())

    def read_args(self) -> None:
        """What fills the holes of the guide's sentences, from the latest diagnosis."""
        diagnosis = self._session.diagnosis
        if self.guide is not None:
            self.args = _args(diagnosis.verdict if diagnosis else None, self.guide.cause)

    # --- beginning ---------------------------------------------------------------------------------------------

    def _begin(self, cause: Any) -> None:
        if not self.is_shown:
            return
        session = self._session
        diagnosis = session.diagnosis
        guide = session.doors.guide_for(cause)
        if not self._is_of(guide):
            self._start(self._ordered(guide), diagnosis)
        self.diagnosis = self.diagnosis or diagnosis  # of a walk that an earlier start left
        self.read_args()
        session.recalled.emit(None)
        if self.doing:  # a deed of it is under way: it is only shown again
            self.moved.emit(self.state)
        else:
            self.tell(walk.Opened())

    def _start(self, guide: Any, diagnosis: "Diagnosis | None") -> None:
        """A new walk; the one before it is over."""
        verdict = diagnosis.verdict if diagnosis else None
        self._abandon()
        self._walk += 1
        self.guide, self.diagnosis = guide, diagnosis
        self.system = diagnosis.os.system if diagnosis and diagnosis.os else "linux"
        self.state = walk.start(
            guide, self.system, problems(diagnosis), _reason(verdict, guide.cause), _beside(verdict, guide.cause)
        )

    def _is_of(self, guide: Any) -> bool:
        """Whether the walk that is put aside is one through this guide, or was begun with the one before it."""
        state = self.state
        if state is None or state.phase is walk.Phase.FINISHED or self.guide.id != guide.id:
            return False
        is_begun = state.at or state.tried or state.acted or state.phase is not walk.Phase.STEP
        return bool(is_begun) or self._ordered(guide) == self.guide

    def _ordered(self, guide: Any) -> Any:
        """First what helped most colleagues, where that cannot break the guide."""
        rates = self._session.news.order(guide.id) if self._session.news is not None else {}
        if not rates:
            return guide
        from app.guides.order import ordered  # noqa: PLC0415  # only where IT tells what helped

        return ordered(guide, rates)

    def _abandon(self) -> None:
        """Another guide begins: what the walk before it has changed and not proved is put back."""
        step = walk.pending_step(self.state) if self.state is not None else None
        if step is not None and self.doing != SETTLING:
            self._put_back(self.guide.id, step)
        self.doing = ""
        self._later.clear()
        self._unopened = ""
        self.looks.want(None)

    def _put_back(self, guide: str, step: str) -> None:
        self._session.repairs.ask(lambda bench: bench.repairer.settle(step, False, guide=guide) if bench else None)

    # --- carrying out ------------------------------------------------------------------------------------------

    def _keep(self, state: walk.State) -> None:
        doors, data = self._session.doors, _file_of(state)
        if data != self._kept or data is None:
            self._kept = data
            self._session.repairs.ask(lambda bench: _write(bench, doors, data))

    def _settle(self, settles: list[walk.Settle], state: walk.State, rest: list[Any]) -> None:
        self.looks.want(None)
        self.doing, self._since = SETTLING, time.monotonic()
        self.is_putting_back = not all(settle.keep for settle in settles)
        guide, doors, number = self.guide.id, self._session.doors, self._walk
        data = self._kept = _file_of(state)

        def job(bench: Any) -> bool:
            deeds = [bench.repairer.settle(settle.step, settle.keep, guide=guide) for settle in settles]
            _write(bench, doors, data)
            return all(deed.did in (Did.DONE, Did.NOTHING_TO_DO) for deed in deeds)

        def then(is_settled: object) -> None:
            if number != self._walk:
                return
            self.doing = ""
            self._stuck_after = -1 if is_settled is True or not self.is_putting_back else len(state.tried)
            self._carry_out(state, rest)
            later, self._later = self._later, []
            for event in later:
                self.tell(event)

        self._session.repairs.ask(job, then)
        self.moved.emit(self.state)  # the step is still on the screen, and says what happens

    def _carry_out(self, state: walk.State, effects: list[Any]) -> None:
        before, self.state = self.state, state
        if before is None or before.at != state.at:
            self._unopened = ""
        asked = False
        for effect in effects:
            match effect:
                case walk.Recheck():
                    asked = True
                    self._look(effect)
                case walk.RunVerb():
                    self._run(effect)
                case walk.Announce(id):
                    self.said.emit(id)
                case walk.Finished(outcome, _):
                    self.finished.emit(outcome)
        if not asked:
            self._go_on_looking()
        self.moved.emit(self.state)
        if not self.is_shown:
            self.rested.emit(self.state)

    def _go_on_looking(self) -> None:
        """Nothing was asked for: a step that is on the screen is watched on, what decides goes on, all else rests."""
        state = self.state
        if state is not None and state.phase is walk.Phase.STEP:
            watched = walk.step_of(self.guide, state).check
            self._look(walk.Recheck(watched, final=False) if watched else None)
        elif state is None or state.phase is not walk.Phase.CHECKING:
            self.looks.want(None)

    def _look(self, wanted: walk.Recheck | None) -> None:
        proves = wanted is not None and wanted.final and self.state is not None and self.state.pending
        self.looks.want(wanted if self.is_shown or proves else None)

    def _run(self, effect: walk.RunVerb) -> None:
        if not changes(effect.verb):
            self._open_page(effect)
            return
        self.looks.want(None)
        self.doing, self._since = ACTING, time.monotonic()
        session, guide, number = self._session, self.guide.id, self._walk
        doors, site, diagnosis = session.doors, session.site, session.diagnosis

        def job(bench: Any) -> Deed:
            target = doors.target(effect.verb, effect.on, diagnosis, site, page=effect.page)
            done: Deed = bench.repairer.do(effect.verb, target, guide=guide, step=effect.step)
            return done

        def then(result: object) -> None:
            deed = result if isinstance(result, Deed) else Deed(Did.FAILED, str(result))
            if number != self._walk:
                if deed.happened:
                    self._put_back(guide, effect.step)
                return
            self.doing = ""
            self.tell(walk.Performed(deed.did))

        session.repairs.ask(job, then)

    def _open_page(self, effect: walk.RunVerb) -> None:
        session, number = self._session, self._walk
        doors, site, diagnosis = session.doors, session.site, session.diagnosis
        self._unopened = ""

        def job(_: object) -> Deed:
            target = doors.target(effect.verb, effect.on, diagnosis, site, page=effect.page)
            return doors.open_page(effect.verb, target)

        def then(result: object) -> None:
            if number == self._walk and not (isinstance(result, Deed) and result.happened):
                self._unopened = effect.step
                self.moved.emit(self.state)

        session.repairs.ask(job, then)

    def _is_conclusive(self, looked: walk.Rechecked) -> bool:
        return self.state is not None and walk.is_conclusive(self.guide, self.state, looked)


def _write(bench: Any, doors: "Doors", data: bytes | None) -> None:
    """In the thread of `Repairs`. A second window repairs as well, but only one of them is taken up again."""
    if bench is None or bench.owns_walk():
        doors.keep_walk(data)


def _file_of(state: walk.State) -> bytes | None:
    return None if state.phase is walk.Phase.FINISHED else walk.to_json(state)


def _args(verdict: "Verdict | None", cause: str) -> Mapping[str, str]:
    """What fills the holes of a guide's sentences."""
    if verdict is None or verdict.cause == cause:
        return verdict.args if verdict else {}
    return next((other.args for other in verdict.others if other.cause == cause), {})


def _reason(verdict: "Verdict | None", cause: str) -> str | None:
    """Which of the steps of a guide fit: the reason of the cause, or what is behind it."""
    if verdict is None or verdict.cause == cause:
        return (verdict.reason or verdict.because) if verdict else None
    return next((other.reason for other in verdict.others if other.cause == cause), None)


def _beside(verdict: "Verdict | None", cause: str) -> tuple[str, ...]:
    """The causes that are named beside the one that is repaired."""
    named = (verdict.cause, *(other.cause for other in verdict.others)) if verdict else ()
    return tuple(other for other in named if other != cause)
