"""Joins everything that `unstuck guide --auto` reaches through: engine, hands, journal, the walk's file, signals."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec

from app.cli.look import Looks
from app.cli.stop import Stop
from app.cli.telling import Telling
from app.guides import actions, journal, library, shelf, target, walk
from app.guides.auto import PATIENCE_S, LookFailedError, Teller, World
from app.guides.course import Course
from app.guides.hand import Target
from app.guides.model import Guide, Step
from app.guides.record import INTERRUPTED
from app.guides.repair import Repairer
from app.store.error import StoreError
from app.store.lock import FileLock
from diagnostics.command import Refused
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site
from diagnostics.wording import Wording

WELL, NOT_FIXED = 0, 1
AT_WORK = "another Unstuck is at work on this computer; wait for it, or close its window, and try again."


@dataclass
class Errand:
    """One `unstuck guide --auto`. `own` is a guide that IT wrote, used for its own cause."""

    site: Site
    wording: Wording
    state: Path  # the folder of journal and walk
    system: str
    guide_for: Callable[[str], Guide] = library.guide_for  # IT's guides before the built-in ones
    wanted: str | None = None
    own: Guide | None = None
    symptom: str | None = None
    fresh: bool = False
    patience_s: float | None = None

    def run(self, out: TextIO, warn: Callable[[str], None], *, as_json: bool) -> int:
        """The exit status. Raises Refused when another process is at work, or the engine broke."""
        lock = FileLock(self.state / shelf.LOCK_NAME)
        notes = journal.Journal(self.state / journal.FILE_NAME)
        stop = Stop()
        try:
            self._refuse_company(lock, notes, warn if as_json else None)
            with stop.listening():
                return self._walk(out, notes, stop, as_json=as_json)
        finally:
            lock.release()

    def _refuse_company(self, lock: FileLock, notes: journal.Journal, warn: Callable[[str], None] | None) -> None:
        try:
            free = lock.take() and notes.lock.take()
            notes.lock.release()
        except StoreError as error:  # then nothing is changed, but what needs no change is still done
            if warn is not None:  # a person hears it from `telling`, at the first thing that is not done
                warn(f"unstuck: {error.sentence(self.wording.language)}")
            return
        if not free:
            raise Refused(AT_WORK)

    def _walk(self, out: TextIO, notes: journal.Journal, stop: Stop, *, as_json: bool) -> int:
        if self.fresh:
            self._keep(None)  # also where this run then finds nothing to walk; its change is put back by the journal
        telling = Telling(out, self.wording)
        course = Course(
            world=World(
                look=Looks(self.site, self.symptom, stop),
                doer=Repairer(actions.hands(attended=False), notes),
                resolve=self._resolve,
                open_page=actions.open_page,
                keep=self._keep,
                wait=stop.wait,
                tell=Teller() if as_json else telling,
                patience_s=PATIENCE_S if self.patience_s is None else self.patience_s,
            ),
            guide_for=self._guide_for,
            entries=lambda: _entries(notes),
            system=self.system,
            wanted=self.wanted,
            left=shelf.read(self.state),
        )
        try:
            record = course.run()
        except LookFailedError as error:
            raise Refused(str(error)) from error
        if as_json:
            out.write(msgspec.json.encode(record).decode() + "\n")
        else:
            telling.ended(record)
        out.flush()
        if record.outcome == INTERRUPTED:
            return stop.status
        return WELL if record.is_well else NOT_FIXED

    def _guide_for(self, name: str) -> Guide:
        if self.own is not None and name in (self.own.cause, self.own.id):
            return self.own
        return self.guide_for(name)

    def _resolve(self, step: Step, diagnosis: Diagnosis) -> Target | None:
        return target.resolve(step.verb, step.on, diagnosis, self.site, page=step.page)

    def _keep(self, state: walk.State | None) -> None:
        """Where the disk does not take it, the walk goes on; only its resuming is lost, and the journal knows more."""
        with suppress(StoreError):
            if state is None:
                shelf.forget(self.state)
            else:
                shelf.write(self.state, walk.to_json(state))


def _entries(notes: journal.Journal) -> tuple[journal.Entry, ...]:
    try:
        return notes.entries()
    except StoreError:
        return ()
