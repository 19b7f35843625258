"""Read a folder of records into one clean file: bounded in bytes, lines, files and time, whatever lies there.

Small files first: the few lines that each laptop sends are all read before somebody's gigabytes, so that these cannot
push them out.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.desk.fleet.error import FleetError
from app.desk.fleet.line import LONGEST_LINE, Judge, Left

ENDINGS = (".jsonl", ".ndjson", ".json")
MOST_FILES = 1_000_000  # names looked at; beyond them IT should clear the drop
MOST_LINES = 4_000_000  # about 20 s of reading and 400 MB of clean rows on the disk
MOST_BYTES = 4 * 1024**3
DEEPEST = 4  # folders in folders
CHUNK = 1024 * 1024  # bytes in memory at a time
BATCH = 10_000  # rows written at a time

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass
class Gathered:
    """What was read. `left` counts lines by reason; of what lies beyond the limits, the files."""

    rows: int = 0
    lines: int = 0
    files: int = 0
    bytes: int = 0
    left: Counter[Left] = field(default_factory=Counter)

    @property
    def is_full(self) -> bool:
        """Whether a limit is reached."""
        return self.lines >= MOST_LINES or self.bytes >= MOST_BYTES


def gather(folder: Path, judge: Judge, rows: IO[str]) -> Gathered:
    """Write every good row to `rows`. Raises FleetError when the folder cannot be read."""
    done = Gathered()
    for _, path in _files(folder, done):
        if done.is_full:
            done.left[Left.TOO_MANY] += 1
        else:
            _read(path, judge, rows, done)
    return done


def _files(folder: Path, done: Gathered) -> list[tuple[int, str]]:
    """Size and path, small ones first. Links are not followed."""
    found: list[tuple[int, str]] = []
    waiting = [(str(folder), 0)]
    while waiting:
        here, depth = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if len(found) >= MOST_FILES:
                        done.left[Left.TOO_MANY] += 1
                        return sorted(found)
                    if entry.name.endswith(ENDINGS) and entry.is_file(follow_symlinks=False):
                        found.append((entry.stat(follow_symlinks=False).st_size, entry.path))
                    elif depth < DEEPEST and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
        except OSError as error:
            if here == str(folder):
                raise FleetError("no_folder", path=str(folder)) from error
    return sorted(found)


def _read(path: str, judge: Judge, rows: IO[str], done: Gathered) -> None:
    """One file; what it holds beyond the limits is left. A file that goes away meanwhile is no error."""
    row, left = judge.row, done.left
    good: list[str] = []
    for line in _lines(path, done):
        done.lines += 1
        judged = Left.LONG if line is None else row(line)
        if isinstance(judged, Left):
            left[judged] += 1
        else:
            good.append(judged)
        if done.is_full:
            left[Left.TOO_MANY] += 1
            break
        if len(good) >= BATCH:
            _write(good, rows, done)
    _write(good, rows, done)


def _write(good: list[str], rows: IO[str], done: Gathered) -> None:
    done.rows += len(good)
    rows.write("".join(good))
    good.clear()


def _lines(path: str, done: Gathered) -> Iterator[bytes | None]:
    """The lines that are not empty; None for each that is too long, of which no more than a chunk is ever held."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError:
        return
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return
        done.files += 1
        rest, is_long = b"", False
        while chunk := os.read(handle, CHUNK):
            done.bytes += len(chunk)
            *whole, end = chunk.split(b"\n")
            if whole:
                whole[0] = b"" if is_long else rest + whole[0]
                yield from (line if len(line) <= LONGEST_LINE else None for line in whole if line)
                rest, is_long = b"", False
            if not is_long and len(rest) + len(end) > LONGEST_LINE:
                is_long = True
                yield None  # told once; what follows of it is passed over
            rest = b"" if is_long else rest + end
        if rest:
            yield rest
    except OSError:
        return
    finally:
        os.close(handle)
