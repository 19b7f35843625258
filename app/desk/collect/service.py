"""The collector as a program that runs: one process at a time, until it is told to stop."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

from app.desk.collect.collector import Collector, Rules
from app.desk.collect.config import Desk
from app.desk.collect.records import Records
from app.desk.collect.result import End, Line, Pass
from app.desk.collect.shelf import Shelf
from app.desk.helpdesk.ticket import Helpdesk, HelpdeskError
from app.store.lock import FileLock
from diagnostics.wording import Wording

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 300.0  # after trouble: a restart of the helpdesk takes seconds, a repair longer
LOCK = "lock"


class Busy(Exception):
    """Another collector works with this state folder."""


class Service:
    """A collector with its lock. `close` lets the lock go; a process that dies lets it go too."""

    def __init__(
        self,
        desk: Desk,
        helpdesk: Helpdesk,
        identities: tuple[str, ...] = (),
        stop: threading.Event | None = None,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Raises Busy, and StoreError or OSError where the state folder cannot be used."""
        self._stop = stop or threading.Event()
        self._chance = chance
        self._helpdesk = helpdesk
        self._poll_s = float(desk.drop.poll_s)
        self._say = Wording.load(desk.ticket.language, it_name=desk.ticket.it_name)
        state = Path(desk.drop.state)
        self._lock = FileLock(state / LOCK)
        if not self._lock.take():
            raise Busy
        self.shelf = Shelf(state)
        rules = Rules(float(desk.drop.settle_s), desk.drop.per_hour, float(desk.drop.keep_days))
        kept = desk.records
        self._collector = Collector(
            Path(desk.drop.folder),
            self.shelf,
            helpdesk,
            self._say,
            rules,
            identities,
            stopped=self._stop.is_set,
            records=None if kept is None else Records(Path(kept.folder), float(kept.keep_days)),
        )
        self._checked = False

    def once(self, report: Callable[[Line], None]) -> Pass:
        """One pass; trouble with the helpdesk is in the result. Raises StoreError, OSError."""
        if not self._checked:
            try:
                self._helpdesk.check()
            except HelpdeskError as error:
                done = Pass(trouble=error.sentence(self._say.language))
                self._collector.only_records(done, report)
                return done
            self._checked = True
        done = self._collector.once(report)
        if done.trouble:
            self._checked = False  # a field may have gone, a right may have been taken
        return done

    def run(self, report: Callable[[Line], None], trouble: Callable[[str], None]) -> None:
        """Pass after pass until `stop` is set. The same trouble is said once."""
        said, pause_s = "", FIRST_PAUSE_S
        while not self._stop.is_set():
            done = self.once(report)
            if done.trouble and done.trouble != said:
                trouble(done.trouble)
            said = done.trouble
            if done.count(End.TICKET, End.UNSURE, End.KNOWN):  # it does work, if badly
                pause_s = FIRST_PAUSE_S
            if done.trouble:
                self._stop.wait(self._chance(pause_s / 2, pause_s))
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                pause_s = FIRST_PAUSE_S
                due_s = self._poll_s if done.due_in_s is None else done.due_in_s
                self._stop.wait(min(self._poll_s, max(due_s, 0.0)))

    def close(self) -> None:
        """Let another collector begin."""
        self._lock.release()
