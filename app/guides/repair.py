"""Doing what a step names so that it can be proved, kept or taken back, also after a crash in the middle.

The order of everything: the present state is read, written into the journal and on the disk before the act begins; a
change that is in place is a second line; what did not work is put back at once; what did not help is put back when
the look afterwards says so. Before anything is put back the entry is marked as under way again: a crash in the middle
of that is finished by the next start, and nothing stays half changed without its entry.

An act may ask the system to guard itself while it works (NetworkManager's checkpoints end by themselves after a time
limit). That is the act's own business: the limit must outlast the act and the longest look afterwards, and `restore`
must do without the guard, from `before` alone, because it may come in a later process. `keep` releases the guard.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

import msgspec

from app.guides.attempt import Attempt, NotBackError
from app.guides.hand import ACT_S, Act, Before, Deed, Did, Hands, Target
from app.guides.journal import Entry, Journal, Stage
from app.guides.verb import TABLE, Right, changes
from app.store.error import Obstacle, StoreError
from diagnostics import phrase

LOOK_S = 5.0  # for reading the present state, and for releasing a guard: local questions
GRACE_S = 2.0  # an act ends by itself in its time; the thread gets a little more, so that its own words are heard

OTHER_INSTANCE = "nothing was done: another Unstuck is at work on this computer"
BUSY = "nothing was done: another deed is under way"
HANGS = "nothing was done: an earlier deed has not come back"
UNREMEMBERED = "the journal cannot be written"

UNTOUCHED = {Did.NOTHING_TO_DO: "it was so already", Did.DECLINED: "the person rather does it by hand"}
"""Ends of an act that changed nothing, so that nothing is put back."""

_OBSTACLES = {
    Obstacle.FULL: "the disk is full",
    Obstacle.READ_ONLY: "the disk is read-only",
    Obstacle.DENIED: "no right to write there",
    Obstacle.NO_FOLDER: "its folder cannot be made",
    Obstacle.IN_THE_WAY: "something is in the way",
    Obstacle.OTHER: "the disk reports an error",
}
"""Without the path, which names the person."""


class Undone(msgspec.Struct, frozen=True):
    """An entry that was to be taken back, as it stands now, and how that ended."""

    entry: Entry
    deed: Deed


class Repairer:
    """The only way in which anything on this computer is changed. Blocking: call it in a thread of your own.

    No method raises, none blocks longer than about twice ACT_S (and ASK_S) for one deed, and each may be called from
    any thread. One process at a time acts: as long as this one has a change that is not settled, no other may begin.
    """

    def __init__(
        self,
        hands: Hands,
        journal: Journal,
        *,
        act_s: float = ACT_S,
        ask_s: float = 0.0,
        grace_s: float = GRACE_S,
    ) -> None:
        """`ask_s`: `hand.ASK_S` where somebody is there who can be asked for an administrator's password, else 0."""
        self._hands = hands
        self._journal = journal
        self._act_s = act_s
        self._ask_s = ask_s
        self._grace_s = grace_s
        self._turn = threading.Lock()
        self._unsettled: set[str] = set()  # entries that this process will settle
        self._hanging: list[Attempt[Deed]] = []

    def do(self, verb: str, target: Target | None, *, guide: str = "", step: str = "") -> Deed:
        """Do it; when it fails or takes too long, everything is as before when this returns. Then `settle` it."""
        act = self._hands.find(verb) if changes(verb) else None
        if act is None:
            return Deed(Did.UNSUPPORTED, f"{phrase.one_line(verb)[:64]} is not done by the app on this system")
        if target is None:
            return Deed(Did.NO_TARGET, f"the diagnosis does not say on what to do {verb}")
        return self._in_turn(lambda: self._do(verb, act, target, guide, step), wait_s=0.0)

    def settle(self, step: str, keep: bool, *, guide: str | None = None) -> Deed:
        """End what was done in a step: it stays, or everything is put back. NOTHING_TO_DO when nothing is open."""

        def settle_all() -> Deed:
            deed = Deed(Did.NOTHING_TO_DO)
            for entry in reversed(self._journal.open_entries()):
                if entry.step == step and guide in (None, entry.guide):
                    deed = self._keep(entry) if keep and entry.state is Stage.DONE else self._take_back(entry)
            return deed

        return self._in_turn(settle_all)

    def recover(self, guide: str | None = None, step_being_checked: str | None = None) -> tuple[Undone, ...]:
        """After a start: take back what a crash left, newest first. The step of a walk whose effect is being looked
        at stays as it is, if its act had ended. Nothing when another process is at work: then it is not left over.
        """
        found: list[Undone] = []

        def recover_all() -> Deed:
            for entry in reversed(self._journal.open_entries()):
                if entry.state is Stage.DONE and (entry.guide, entry.step) == (guide, step_being_checked):
                    self._unsettled.add(entry.entry)
                else:
                    found.append(self._undo(entry))
            return Deed(Did.DONE)

        self._in_turn(recover_all)
        return tuple(found)

    def undo_all(self) -> tuple[Undone, ...]:
        """Undo everything Unstuck changed, newest first, what was left open included. One that cannot be put back
        does not keep the others from it.
        """
        try:
            wanted = self._journal.left()
        except StoreError:
            return ()
        deeds = [self.undo_one(entry.entry) for entry in wanted]
        return tuple(Undone(self._now(entry), deed) for entry, deed in zip(wanted, deeds, strict=True))

    def undo_one(self, entry_id: str) -> Deed:
        """Undo one entry. NOTHING_TO_DO when nothing of it is left."""

        def undo() -> Deed:
            for entry in self._journal.entries():
                if entry.entry == entry_id and entry.is_left:
                    return self._take_back(entry)
            return Deed(Did.NOTHING_TO_DO)

        return self._in_turn(undo)

    # --- one at a time -----------------------------------------------------------------------------------------

    def _in_turn(self, work: Callable[[], Deed], wait_s: float | None = None) -> Deed:
        """Alone in this process and on this computer, with a journal that can be read."""
        patience_s = 2 * (self._act_s + self._ask_s + self._grace_s) if wait_s is None else wait_s
        if not self._turn.acquire(timeout=patience_s):
            return Deed(Did.FAILED, BUSY)
        try:
            if not self._journal.lock.take():
                return Deed(Did.FAILED, OTHER_INSTANCE)
            return work()
        except StoreError as error:
            return Deed(Did.FAILED, f"nothing was done: {_unremembered(error)}")
        finally:
            self._let_others_act()
            self._turn.release()

    def _let_others_act(self) -> None:
        """Another process may act when nothing of ours is unproved, and nothing of ours may still change something."""
        if not self._unsettled and all(attempt.has_ended for attempt in self._hanging):
            self._journal.lock.release()

    def _do(self, verb: str, act: Act, target: Target, guide: str, step: str) -> Deed:
        self._hanging = [attempt for attempt in self._hanging if attempt.is_running]
        if self._hanging:
            return Deed(Did.FAILED, HANGS)
        for left in reversed(self._journal.open_entries()):
            if left.entry not in self._unsettled:  # of a process that died since we started
                self._take_back(left)
        try:
            ready, before = _look(act, target)
        except Exception as error:  # noqa: BLE001  # whatever an act raises, the computer must stay as it is
            return Deed(Did.FAILED, f"nothing was done: the present state cannot be read: {_words(error)}")
        if not ready:
            self._release(act, target, before)
            return Deed(Did.UNSUPPORTED, f"{verb} cannot be done here")
        try:
            entry = self._journal.begin(verb, target, before, guide=guide, step=step)
        except (StoreError, ValueError) as error:
            self._release(act, target, before)
            return Deed(Did.FAILED, f"nothing was done: {_unremembered(error)}")
        self._unsettled.add(entry.entry)
        return self._carry_out(act, entry)

    def _carry_out(self, act: Act, entry: Entry) -> Deed:
        within_s = self._within_s(entry.verb)
        deed = self._bounded(
            lambda: act.act(entry.target, entry.before, within_s), within_s, lambda: self._undo_late(entry)
        )
        if deed.did is Did.DONE:
            try:
                self._journal.mark(entry.entry, Stage.DONE, deed.detail)
                return deed
            except StoreError as error:
                deed = Deed(Did.FAILED, _unremembered(error))
        if deed.did in UNTOUCHED:
            self._release(act, entry.target, entry.before)
            self._close(entry, Stage.TAKEN_BACK, deed.detail or UNTOUCHED[deed.did])
            return deed
        back = self._take_back(entry, deed.detail)
        if back.happened or back.did is Did.NOTHING_TO_DO:
            return deed
        return Deed(deed.did, f"{deed.detail}; and it could not be put back: {back.detail}")

    # --- the ends of an entry ----------------------------------------------------------------------------------

    def _keep(self, entry: Entry) -> Deed:
        act = self._hands.find(entry.verb)
        if act is not None:
            self._release(act, entry.target, entry.before)
        try:
            self._journal.mark(entry.entry, Stage.KEPT, entry.detail)
        except StoreError as error:
            self._unsettled.discard(entry.entry)
            return Deed(Did.FAILED, f"it stays until the next start, then it is taken back: {_unremembered(error)}")
        self._unsettled.discard(entry.entry)
        return Deed(Did.DONE)

    def _take_back(self, entry: Entry, why: str = "") -> Deed:
        """Put it back as it was. Leaves the entry TAKEN_BACK or STUCK, or open when the process dies meanwhile."""
        if entry.state is not Stage.BEGUN:
            with suppress(StoreError):  # putting back is right whether or not it can be written down
                self._journal.mark(entry.entry, Stage.BEGUN, "being taken back")
        act = self._hands.find(entry.verb)
        if act is None:
            deed = Deed(Did.UNSUPPORTED, "this version of the app cannot take it back")
        else:
            within_s = self._within_s(entry.verb)
            deed = self._bounded(lambda: act.restore(entry.target, entry.before, within_s), within_s, self._end_late)
        if deed.did in (Did.DONE, Did.NOTHING_TO_DO):
            self._close(entry, Stage.TAKEN_BACK, why)
        else:
            self._close(entry, Stage.STUCK, "; ".join(part for part in (deed.did.value, deed.detail, why) if part))
        return deed

    def _undo(self, entry: Entry) -> Undone:
        deed = self._take_back(entry, "left by an earlier run")
        return Undone(self._now(entry), deed)

    def _now(self, entry: Entry) -> Entry:
        with suppress(StoreError):
            return next((one for one in self._journal.entries() if one.entry == entry.entry), entry)
        return entry

    def _close(self, entry: Entry, state: Stage, detail: str) -> None:
        """Where this cannot be written down, the next start takes it back once more, which changes nothing."""
        with suppress(StoreError):
            self._journal.mark(entry.entry, state, detail)
        self._unsettled.discard(entry.entry)

    def _release(self, act: Act, target: Target, before: dict[str, object]) -> None:
        """Let go of what guards the change. A guard that is stuck ends by itself."""
        with suppress(Exception):
            Attempt(lambda: act.keep(target, before)).result(LOOK_S)

    # --- deadlines ---------------------------------------------------------------------------------------------

    def _within_s(self, verb: str) -> float:
        """How long a deed may take, and the taking back of it, for which the same right is needed."""
        known = TABLE.get(verb)
        asks = known is not None and known.rights.get(self._hands.system) is Right.ADMIN
        return self._act_s + (self._ask_s if asks else 0.0)

    def _bounded(self, call: Callable[[], Deed], within_s: float, when_late: Callable[[], None]) -> Deed:
        """A deed within its time, whatever happens in it. An act that comes back later still is then undone."""
        attempt = Attempt(call, when_late)
        try:
            deed = attempt.result(within_s + self._grace_s)
        except NotBackError:
            self._hanging.append(attempt)
            return Deed(Did.TIMED_OUT, f"not back after {within_s:g} s")
        except Exception as error:  # noqa: BLE001  # a mistake in an act is a deed that failed
            return Deed(Did.TIMED_OUT if isinstance(error, TimeoutError) else Did.FAILED, _words(error))
        return deed if isinstance(deed, Deed) else Deed(Did.FAILED, "no answer")

    def _undo_late(self, entry: Entry) -> None:
        """In the thread of an act that hung and ended after all: nothing else was begun meanwhile."""
        with suppress(Exception), self._turn:
            if self._journal.lock.take():
                self._take_back(self._journal.mark(entry.entry, Stage.BEGUN, "came back late"), "came back late")
            self._let_others_act()

    def _end_late(self) -> None:
        """In the thread of a taking back that hung: its entry stays stuck, but nobody has to wait for us any more."""
        with self._turn:
            self._let_others_act()


def _look(act: Act, target: Target) -> tuple[bool, Before]:
    """Whether it can be done, and the present state. Raises what the act raises, NotBackError when it takes too long.

    A guard that is set after nobody waits any more would put back what somebody else has done since.
    """
    late: list[Before] = []

    def look() -> tuple[bool, Before]:
        is_ready = act.ready(target)
        late.append(act.snapshot(target))
        return is_ready, late[0]

    def let_go() -> None:
        with suppress(Exception):
            for before in late:
                act.keep(target, before)

    return Attempt(look, let_go).result(LOOK_S)


def _unremembered(error: Exception) -> str:
    """Why the journal does not take it, without the path, which names the person."""
    return f"{UNREMEMBERED}: {_OBSTACLES[error.obstacle] if isinstance(error, StoreError) else error}"


def _words(error: Exception) -> str:
    """What an act raised; of the disk's errors only the reason, because a path names the person."""
    why = error.strerror or "" if isinstance(error, OSError) else error
    return phrase.one_line(f"{type(error).__name__}: {why}")[:200]
