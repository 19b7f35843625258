"""One look at the drop: every sealed report becomes one ticket, exactly one, whatever dies when.

For each file: look for its ticket, write down that one will be asked for, ask, write down that it is there, put the
file away. A crash between the second and the fourth step leaves a report that was begun: it is left alone until the
helpdesk has certainly finished with that attempt, then looked for, and only then asked for again. What was asked for
again is looked for once more before it counts as done, so that twins meet.
"""

import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.desk.collect.check import Wrong, read, verify
from app.desk.collect.records import Records
from app.desk.collect.result import End, Line, Pass
from app.desk.collect.shelf import A_DAY_S, Done, Shelf
from app.desk.collect.summary import Forged, Told, told
from app.desk.helpdesk.ticket import Helpdesk, HelpdeskError, Ref
from app.reports.recordname import RecordName
from app.reports.sealname import SealName
from diagnostics.site.error import plain
from diagnostics.wording import Wording

MOST_LISTED = 20_000  # reports looked at in one pass, and as much of the rest: more than a fleet sends in a day
MOST_NAMED = 10  # pieces of junk that have a line of their own in one pass; the others are one number
YOUNG_S = 300.0  # a wrong file may still be on its way: somebody copies it by hand
UNFINISHED_S = A_DAY_S  # the same for names that senders use while they write
UNFINISHED = (".part", ".tmp", ".unfinished", ".filepart", ".crdownload")
AN_HOUR_S = 3600.0
_JUNK = (End.ASIDE, End.STUCK)


@dataclass(frozen=True)
class Rules:
    """What desk.toml says about the pace."""

    settle_s: float
    per_hour: int
    keep_days: float


class Collector:
    """The drop, the shelf and the helpdesk, brought together. One process (the caller holds the lock), one thread."""

    def __init__(
        self,
        folder: Path,
        shelf: Shelf,
        helpdesk: Helpdesk,
        say: Wording,
        rules: Rules,
        identities: tuple[str, ...] = (),
        clock: Callable[[], float] = time.time,
        stopped: Callable[[], bool] = lambda: False,
        records: Records | None = None,
    ) -> None:
        """`records` None: those that lie in the drop stay there."""
        self._folder = folder
        self._shelf = shelf
        self._helpdesk = helpdesk
        self._say = say
        self._rules = rules
        self._identities = identities
        self._clock = clock
        self._stopped = stopped
        self._records = records
        self._made: list[float] = []  # moments of tickets made in the last hour
        self._stuck: set[str] = set()  # said once
        self._records_trouble = ""  # said once

    def once(self, report: Callable[[Line], None] = lambda _: None) -> Pass:
        """Everything that can be done now. `report` hears of each file at once. Raises StoreError, OSError."""
        done = Pass()
        self._shelf.clear(self._rules.keep_days)
        reports, others, records = self._listed(done)
        self._each([*reports, *others], done, report)
        self._take(records, done, report)
        self._shelf.thin()
        return done

    def only_records(self, done: Pass, report: Callable[[Line], None] = lambda _: None) -> None:
        """What can be done while the helpdesk is in trouble. Raises OSError."""
        if self._records is not None:
            self._take(self._listed(Pass())[2], done, report)

    def _each(self, paths: list[Path], done: Pass, report: Callable[[Line], None]) -> None:
        junk: Counter[End] = Counter()
        for at, path in enumerate(paths):
            if self._stopped():
                done.waiting += len(paths) - at
                break
            try:
                line = self._one(path, done)
            except HelpdeskError as error:
                done.waiting += 1
                if not error.is_about_one:
                    done.trouble = error.sentence(self._say.language)
                    break
                line = Line(End.REFUSED, plain(path.name), why=error.sentence(self._say.language))
            if line is None:
                continue
            if line.end in _JUNK:
                junk[line.end] += 1
                if junk[line.end] > MOST_NAMED:
                    continue
            done.lines.append(line)
            report(line)
        for end, number in junk.items():
            if number > MOST_NAMED:
                done.lines.append(Line(end, self._say.text("ticket.more_aside", {"n": str(number - MOST_NAMED)})))
                report(done.lines[-1])

    def _take(self, paths: list[Path], done: Pass, report: Callable[[Line], None]) -> None:
        """Move the records, and say how many in one line."""
        if self._records is None:
            return
        taken = self._records.take(paths, self._stopped)
        done.waiting += taken.waiting
        if taken.is_late:
            done.due_in_s = 0.0
        lines = [self._aside(path, wrong, done) for path, wrong in taken.wrong]
        named = [line for line in lines if line is not None]
        if len(named) > MOST_NAMED:
            more = Line(End.ASIDE, self._say.text("ticket.more_aside", {"n": str(len(named) - MOST_NAMED)}))
            named = [*named[:MOST_NAMED], more]
        if taken.moved:
            named.append(Line(End.RECORDS, str(taken.moved)))
        if taken.trouble and taken.trouble != self._records_trouble:
            named.append(Line(End.RECORDS, str(taken.waiting), why=self._say.text(f"ticket.{taken.trouble}")))
        self._records_trouble = taken.trouble
        for line in named:
            done.lines.append(line)
            report(line)

    def _listed(self, done: Pass) -> tuple[list[Path], list[Path], list[Path]]:
        """Reports, what is neither, and records, each by name: no heap of one kind keeps another from its turn.

        Of each kind the rest waits.
        """
        reports: list[Path] = []
        others: list[Path] = []
        records: list[Path] = []
        with os.scandir(self._folder) as found:
            for entry in found:
                is_record = RecordName.parse(entry.name) is not None
                if is_record and self._records is None:
                    continue
                names = records if is_record else reports if SealName.parse(entry.name) else others
                if len(names) < MOST_LISTED:
                    names.append(self._folder / entry.name)
                else:
                    done.waiting += 1
        return sorted(reports), sorted(others), sorted(records)

    def _one(self, path: Path, done: Pass) -> Line | None:
        name = SealName.parse(path.name)
        if name is None:
            return self._aside(path, Wrong.NAME, done)
        ready = self._shelf.done(name)
        data = read(path)
        wrong = data if isinstance(data, Wrong) else verify(name, data) if data is not None else None
        if wrong is not None:
            return self._aside(path, wrong, done)
        if not isinstance(data, bytes):  # gone, or locked by whoever writes it
            done.waiting += os.path.lexists(path)
            return None
        if ready is not None:
            self._shelf.forget(name)  # a crash between the last two steps leaves it
            self._shelf.put_away(path)
            return Line(End.KNOWN, str(name), ready.cause, ready.ticket)
        return self._ticket(path, name, data, done)

    def _ticket(self, path: Path, name: SealName, data: bytes, done: Pass) -> Line | None:
        begun = self._shelf.begun(name)
        if begun is not None and (left_s := self._shelf.settles_in_s(begun, self._rules.settle_s)) > 0:
            self._wait(done, left_s)
            return None
        key = begun.key if begun is not None else self._shelf.key(name)
        try:
            content = told(name, key, data, self._identities, self._say)
        except Forged as error:
            return self._aside(path, Wrong.INSIDE, done, detail=str(error), at_once=True)
        ref = self._helpdesk.find(key)
        if ref is not None:
            return self._finish(path, name, key, ref, content, End.KNOWN if begun is None else End.TICKET)
        if not self._may_make_one():
            self._wait(done, AN_HOUR_S)
            return None
        self._shelf.begin(name, key, again=begun is not None)
        try:
            ref = self._helpdesk.create(content.ticket)
        except HelpdeskError as error:
            if error.nothing_done and begun is None:
                self._shelf.forget(name)
            raise
        self._made.append(self._clock())
        if begun is not None:
            self._wait(done, self._rules.settle_s)
            return Line(End.UNSURE, str(name), content.cause, ref.id)
        return self._finish(path, name, key, ref, content, End.TICKET)

    def _finish(self, path: Path, name: SealName, key: str, ref: Ref, content: Told, end: End) -> Line:
        self._shelf.finish(name, key, ref, content.cause)
        self._shelf.put_away(path)
        return Line(end, str(name), content.cause, ref.id)

    def _wait(self, done: Pass, seconds: float) -> None:
        done.waiting += 1
        done.due_in_s = seconds if done.due_in_s is None else min(done.due_in_s, seconds)

    def _may_make_one(self) -> bool:
        now = self._clock()
        self._made = [at for at in self._made if 0 <= now - at < AN_HOUR_S]
        return len(self._made) < self._rules.per_hour

    def _aside(self, path: Path, wrong: Wrong, done: Pass, *, detail: str = "", at_once: bool = False) -> Line | None:
        try:
            found = path.lstat()
        except OSError:
            return None  # gone
        if path.name.startswith(".") and stat.S_ISDIR(found.st_mode):
            return None  # the server's own
        if not at_once and self._may_be_on_its_way(path.name, found):
            done.waiting += 1
            return None
        why = self._say.text(f"ticket.{wrong.value}") + (f" ({plain(detail)})" if detail else "")
        if self._shelf.put_aside(path, wrong):
            return Line(End.ASIDE, plain(path.name), why=why)
        if path.name in self._stuck:
            return None
        self._stuck.add(path.name)
        return Line(End.STUCK, plain(path.name), why=why)

    def _may_be_on_its_way(self, name: str, found: os.stat_result) -> bool:
        """Young by a clock that may differ a little from the one of whoever wrote the file."""
        if not stat.S_ISREG(found.st_mode):
            return False
        unfinished = name.startswith(".") or name.endswith(UNFINISHED)
        return abs(self._clock() - found.st_mtime) < (UNFINISHED_S if unfinished else YOUNG_S)


def counted(tickets: Iterable[Done]) -> Iterator[tuple[str, str, int]]:
    """Day, cause and number of tickets, in this order."""
    found: dict[tuple[str, str], int] = {}
    for each in tickets:
        day = time.strftime("%Y-%m-%d", time.gmtime(each.at))
        found[day, each.cause] = found.get((day, each.cause), 0) + 1
    for (day, cause), number in sorted(found.items()):
        yield day, cause, number
