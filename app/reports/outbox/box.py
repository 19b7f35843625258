"""The outbox: reports that were promised to leave, and the list of those that ever left."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from app.reports.carrier.carrier import Carrier
from app.reports.outbox import pace
from app.reports.outbox.attempt import Attempt
from app.reports.outbox.clock import Clock
from app.reports.outbox.drawer import CANCELLED, DOUBTED, FRESH, SENT, TRIED, Drawer, Name
from app.reports.outbox.entry import About, Entry, State
from app.reports.outbox.note import Note
from app.reports.outbox.patience import Waited
from app.reports.sealname import SealName
from app.store.error import StoreError
from app.store.lock import FileLock

_STATES = {
    FRESH: State.WAITING,
    TRIED: State.WAITING,
    SENT: State.SENT,
    CANCELLED: State.CANCELLED,
    DOUBTED: State.CANCELLED,
}
_TAKEN_BACK = {FRESH: CANCELLED, TRIED: DOUBTED}
_PUT_BACK = {CANCELLED: FRESH, DOUBTED: TRIED}


class Leaves(Protocol):
    """What leaves: these bytes under this name, however often it is tried. A sealed report is one."""

    @property
    def name(self) -> Name:
        """What the file is called."""

    @property
    def data(self) -> bytes:
        """What it holds."""


class Outbox:
    """Any thread, and any number of processes of one person on one folder.

    What `put` returned for arrives exactly once or lies here, visibly: through kill -9, full and read-only disks,
    clocks that jump, and replies that were lost. IT's side tells reports apart by their name, which never changes.
    """

    def __init__(
        self, folder: Path, clock: Clock | None = None, parse: Callable[[str], Name | None] = SealName.parse
    ) -> None:
        """`folder`: `<state folder>/outbox`; made when the first report comes. `parse` knows the names of its files."""
        self._drawer = Drawer(folder, parse)
        self._clock = clock or Clock()
        self._not_before: dict[str, float] = {}  # by the steady clock: no jump of the other one makes us storm

    def put(self, sealed: Leaves, about: About) -> Entry:
        """Keep a report until it has left. Once this returns it is on the disk for good. Raises StoreError.

        The same again changes nothing; one that was cancelled waits again.
        """
        name, drawer = str(sealed.name), self._drawer
        now = self._clock.look()
        new = Note(
            cause=about.cause,
            code=about.code,
            created_at=about.created_at,
            to=about.to,
            size=len(sealed.data),
            put_s=now.wall_s,
            waited=Waited(seen=now),
        )
        with drawer.locked():
            mark = drawer.mark(name)
            if mark is None:
                drawer.add(name, sealed.data, new)
            elif mark in _PUT_BACK:
                drawer.restore(name, sealed.data)
                drawer.move(name, mark, _PUT_BACK[mark])
                drawer.describe(name, _PUT_BACK[mark], new)
        self._not_before.pop(name, None)
        return self._entry(name) or Entry(name, about, State.WAITING, size=len(sealed.data))

    def entries(self) -> list[Entry]:
        """Everything that waits or has ever left, newest first. Never raises; what cannot be read is told in part."""
        pending, done = self._drawer.names()
        found = [(self._read(name), name) for name in pending | done]
        known = [(read, name) for read, name in found if read is not None]
        known.sort(key=lambda item: (item[0][1].put_s, item[1]), reverse=True)
        return [self._told(name, *read) for read, name in known]

    def cancel(self, name: str) -> bool:
        """Take one back: its bytes go, its line stays. False when there is none that waits, or the disk refuses.

        One that is being sent at this moment, or was tried without a certain end, may have left all the same: then
        its line says so.
        """
        try:
            with self._drawer.locked():
                mark = self._drawer.mark(name)
                if mark not in _TAKEN_BACK:
                    return False
                note = self._drawer.note(name, mark)
                self._drawer.move(name, mark, _TAKEN_BACK[mark])
                over = msgspec.structs.replace(note, ended="", ended_at=self._clock.moment())
                self._drawer.describe(name, _TAKEN_BACK[mark], over)
                self._drawer.clear(name)
        except StoreError:
            return False
        return True

    def retry(self, name: str) -> bool:
        """Start anew with one that waits, gave up or was refused: due at once, 14 days from now. False: not here."""
        self._not_before.pop(name, None)
        try:
            with self._drawer.locked():
                mark = self._drawer.mark(name)
                if mark not in (FRESH, TRIED):
                    return False
                note = self._drawer.note(name, mark)
                anew = msgspec.structs.replace(
                    note,
                    ended="",
                    ended_at="",
                    waited=Waited(seen=self._clock.look()),
                    pause_s=0.0,
                    since_wake=0,
                    refusals=0,
                )
                self._drawer.describe(name, mark, anew)
        except StoreError:
            return False
        return True

    def forget(self, name: str) -> bool:
        """Remove it with its line, as if it had never been. False where the disk refuses."""
        try:
            with self._drawer.locked():
                self._drawer.forget(name)
        except StoreError:
            return False
        self._not_before.pop(name, None)
        return True

    def deliver(self, carriers: Sequence[Carrier], *, force: bool = False, most: int | None = None) -> list[Entry]:
        """One pass over all that is due, oldest first; `force`: over all that waits. Returns what changed, told anew.

        `most`: so many only, those that were tried least first, and none after one that stays here.
        Blocks as long as sending takes. One process at a time: while another is at it, nothing is done. Never raises.
        """
        lock = FileLock(self._drawer.folder / "deliver.lock")
        try:
            if not carriers or not self._drawer.names()[0] or not lock.take():
                return []
        except StoreError:  # a folder that may not even be locked: nothing that is sent now could be remembered
            return []
        try:
            return self._pass(carriers, force=force, most=most)
        finally:
            lock.release()

    def trouble(self) -> StoreError | None:
        """Why nothing can be sent from here now: a disk on which nothing can be noted. None: nothing is in the way."""
        if not self._drawer.names()[0]:
            return None
        lock = FileLock(self._drawer.folder / "deliver.lock")
        try:
            if lock.take():
                lock.release()
        except StoreError as error:
            return error
        return None

    def due_in_s(self) -> float | None:
        """Seconds until the next report is due; None while nothing waits."""
        return min((self._due_in_s(name, note) for name, note in self._waiting()), default=None)

    def _pass(self, carriers: Sequence[Carrier], *, force: bool, most: int | None) -> list[Entry]:
        try:
            with self._drawer.locked():
                self._drawer.sweep()
        except StoreError:
            pass  # read-only: what is left over stays
        changed = []
        waiting = sorted(self._waiting(), key=lambda item: (item[1].tries if most else 0, item[1].put_s))
        for name, note in waiting[:most]:
            if force or self._due_in_s(name, note) <= 0:
                attempt = Attempt(self._drawer, self._clock, name, fresh_start=force)
                result = attempt.run(carriers)
                self._not_before[name] = self._clock.steady_s() + attempt.pause_s
                entry = self._entry(name)
                if entry is not None and result is not None:
                    changed.append(replace(entry, last=result))
                if most and result is not None and not result.delivered:
                    break
        return changed

    def _waiting(self) -> list[tuple[str, Note]]:
        pending, done = self._drawer.names()
        notes = [(name, self._read(name)) for name in pending - done]
        return [(name, read[1]) for name, read in notes if read and read[0] in (FRESH, TRIED) and not read[1].ended]

    def _due_in_s(self, name: str, note: Note) -> float:
        known = self._not_before.get(name)
        if known is not None:
            return max(0.0, known - self._clock.steady_s())
        return pace.due_in_s(note.waited.seen.wall_s, note.pause_s, self._clock.wall_s())

    def _read(self, name: str) -> tuple[str, Note] | None:
        mark = self._drawer.mark(name)
        return None if mark is None else (mark, self._drawer.note(name, mark))

    def _entry(self, name: str) -> Entry | None:
        read = self._read(name)
        return None if read is None else self._told(name, *read)

    def _told(self, name: str, mark: str, note: Note) -> Entry:
        state = _STATES[mark]
        if state is State.WAITING and note.ended:
            state = State.REFUSED if note.ended == State.REFUSED else State.GAVE_UP
        waited = note.waited.at(self._clock.look()) if state is State.WAITING else note.waited
        return Entry(
            name=name,
            about=note.about(),
            state=state,
            tries=note.tries,
            last=note.last(),
            way=note.way if state is State.SENT else "",
            waited_s=waited.total_s,
            left_s=max(0.0, pace.PATIENCE_S - waited.total_s) if state is State.WAITING else 0.0,
            size=note.size,
            ended_at=note.ended_at,
            may_have_left=mark in (TRIED, SENT, DOUBTED),
        )
