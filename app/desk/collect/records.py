"""Anonymous records leave the drop for a folder that `unstuck desk fleet` reads: each once, whoever dies when.

The folder is all that is remembered: a record lies in it under a name that holds the hash of its bytes, so what arrives
a second time finds itself there. It is moved by one rename; onto another disk it is copied whole and then removed.
"""

import errno
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.desk.collect.check import Wrong, read
from app.reports.recordname import LARGEST_BYTES, RecordName
from app.store import atomic
from app.store.error import StoreError

A_DAY_S = 86_400.0
TURN_S = 5.0  # of one pass: reports that come meanwhile are not to wait for a heap of records
TIDY_S = 3600.0  # between two looks at the whole folder; of a million files one takes some seconds
MOST_FILES, MOST_BYTES = 1_000_000, 4 * 1024**3
"""What one page of `unstuck desk fleet` reads at most. More stays in the drop, under whose quota it came."""


@dataclass
class Taken:
    """What became of the records in one pass."""

    moved: int = 0
    waiting: int = 0
    wrong: list[tuple[Path, Wrong]] = field(default_factory=list)
    trouble: str = ""  # "records_full", "records_stuck": keys of the wording's table "ticket"
    is_late: bool = False  # its turn was over before all of them were looked at


class Records:
    """The folder of one collector. One thread."""

    def __init__(
        self,
        folder: Path,
        keep_days: float,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._keep_s = keep_days * A_DAY_S
        self._clock = clock
        self._steady = steady
        self._files = self._bytes = 0
        self._tidied_s: float | None = None

    def take(self, paths: Sequence[Path], stopped: Callable[[], bool] = lambda: False) -> Taken:
        """Move those that are what their name says. Never raises."""
        done = Taken()
        until = self._steady() + TURN_S
        self._tidy()
        for at, path in enumerate(paths):
            done.is_late = self._steady() > until
            if done.is_late or stopped():
                done.waiting += len(paths) - at
                break
            if self._files >= MOST_FILES or self._bytes >= MOST_BYTES:
                done.waiting += len(paths) - at
                done.trouble = "records_full"
                break
            self._one(path, done)
        if done.moved:
            atomic.flush_folder(self._folder)
        return done

    def _one(self, path: Path, done: Taken) -> None:
        name = RecordName.parse(path.name)
        data = read(path, least=1, most=LARGEST_BYTES)
        if name is None or isinstance(data, Wrong) or (data is not None and not name.matches(data)):
            done.wrong.append((path, data if isinstance(data, Wrong) else Wrong.HASH))
            return
        if data is None:  # gone, or locked by whoever writes it
            done.waiting += os.path.lexists(path)
            return
        try:
            is_new = _moved(path, self._folder / path.name, data)
        except (OSError, StoreError):
            done.waiting += 1
            done.trouble = "records_stuck"
            return
        done.moved += 1
        self._files += is_new
        self._bytes += len(data) if is_new else 0

    def _tidy(self) -> None:
        """Remove what is older than `keep_days` and what a crash left unfinished; count the rest."""
        now_s = self._steady()
        if self._tidied_s is not None and now_s - self._tidied_s < TIDY_S:
            return
        self._tidied_s, self._files, self._bytes = now_s, 0, 0
        atomic.sweep(self._folder)
        with suppress(OSError), os.scandir(self._folder) as found:
            for entry in found:
                if RecordName.parse(entry.name) is None:
                    continue
                with suppress(OSError):
                    known = entry.stat(follow_symlinks=False)
                    if self._clock() - known.st_ctime > self._keep_s:  # whoever uploads chooses the other times
                        Path(entry.path).unlink()
                    else:
                        self._files += 1
                        self._bytes += known.st_size


def _moved(path: Path, place: Path, data: bytes) -> bool:
    """Whether it was not there yet. Raises OSError, StoreError."""
    is_new = not os.path.lexists(place)
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        atomic.write(place, data)
        path.unlink(missing_ok=True)
    return is_new
