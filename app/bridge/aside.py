"""A walk that is not on the screen: left by a crash, a restart or a closed window, or put aside by the person."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.bridge.looks import rechecked
from app.guides import walk
from app.guides.hand import Did
from app.presenters.left import Left
from diagnostics.model.verdict import HEALTHY

if TYPE_CHECKING:
    from app.bridge.guided import Guided
    from app.bridge.repairs import Recovered
    from app.bridge.session import Session
    from diagnostics.model.verdict import Verdict

KINDS = {walk.Outcome.FIXED: "fixed", walk.Outcome.OTHER_CAUSE: "gone"}


class Aside(QObject):
    """Says on the main screen what is left, by `Session.recalled`. Lives in the window's thread."""

    def __init__(self, session: "Session", guided: "Guided") -> None:
        super().__init__(guided)
        self._session = session
        self._guided = guided
        self._is_recalled = False  # the walk is of an earlier start
        self._looks_again = False  # the look that is under way may have seen what has been put back since
        self._undone: tuple[Any, ...] = ()
        self._told: Left | None = None
        guided.rested.connect(self._tell)
        session.ended.connect(self._compare)
        session.repairs.opened.connect(self._recall)
        if session.repairs.recovered is not None:
            self._recall(session.repairs.recovered)

    def forget(self) -> None:
        """The walk is not taken up again; what of it is unproved is put back."""
        self._is_recalled, self._undone = False, ()
        state = self._guided.state
        if state is not None and state.phase is not walk.Phase.FINISHED:
            self._guided.tell(walk.GaveUp())
        else:
            self._tell()

    @Slot(object)
    def _recall(self, found: "Recovered") -> None:
        """What the last start left is known now."""
        self._undone = tuple(found.undone)
        if found.state is not None and self._guided.state is None:
            self._is_recalled = True
            self._guided.recall(found.guide, found.state)
        self._looks_again = any(one.deed.happened for one in self._undone)
        if not self._session.is_running:
            self._compare()

    @Slot(object)
    def _compare(self, _: object = None) -> None:
        """A look at everything has ended that was none of the guide's: is the walk still needed?"""
        session, guided = self._session, self._guided
        if self._looks_again:
            self._looks_again = False
            session.start(session.symptom, session.address)
            return
        if guided.is_shown or guided.looks.is_adopting:
            return
        state = guided.state
        looked = rechecked(session.diagnosis, final=True, full=True)
        if state is None or state.phase is walk.Phase.FINISHED:
            if self._told is not None and self._told.kind in KINDS.values():
                self._undone = ()  # it has been read: this is another look
                guided.state = None
        elif looked is not None and not guided.doing and guided.looks.wanted is None:
            guided.read_args()
            if state.cause not in (looked.cause, *looked.others, HEALTHY):
                guided.tell(looked)  # it is not named any more: the walk says what that means
                return
        self._tell()

    @Slot(object)
    def _tell(self, _: object = None) -> None:
        if not self._guided.is_shown:
            self._told = self._left()
            self._session.recalled.emit(self._told)

    def _left(self) -> Left | None:
        guided, put_back = self._guided, ""
        if self._undone:
            is_back = all(one.deed.did in (Did.DONE, Did.NOTHING_TO_DO) for one in self._undone)
            put_back = "done" if is_back else "stuck"
        verdict = self._session.diagnosis.verdict if self._session.diagnosis else None
        kind = self._kind(guided.state, verdict)
        if kind and guided.state is not None:
            return Left(kind, guided.guide, walk.minutes_left(guided.guide, guided.state), guided.args, put_back)
        return Left("", put_back=put_back) if put_back else None

    def _kind(self, state: walk.State | None, verdict: "Verdict | None") -> str:
        if state is None or verdict is None:
            return ""
        if state.phase is walk.Phase.FINISHED:
            return KINDS.get(state.outcome or walk.Outcome.SENT_TO_IT, "")
        is_begun = self._is_recalled or state.acted or bool(state.tried) or state.phase is walk.Phase.PAUSED
        is_named = state.cause in (verdict.cause, *(other.cause for other in verdict.others))
        return "offer" if is_begun and is_named else ""
