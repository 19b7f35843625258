"""Kills a walk again and again and looks at what is left. Prints one JSON object; an assertion ends it.

python -m tests.chaos.kill moments FOLDER --kills N --seed S     kill -9 at random moments, processes started anew
python -m tests.chaos.kill places FOLDER --seed S                one walk for every call that reaches the disk, killed
                                                                 there; a half of them once more while they recover
python -m tests.chaos.kill limits FOLDER --seed S                walks on a disk that is full at every size of a file
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.guides.journal import FILE_NAME, Journal
from app.guides.repair import Repairer
from tests.chaos import life
from tests.chaos.computer import Computer, hands
from tests.chaos.oracle import Undisturbed, at_rest, explained, witnessed

PAUSE_S = 0.002  # between two writes of an act, so that a kill falls between them often enough
KILLS_PER_LIFE = 6
LIMITS = 60
CALLS = ("write", "fsync", "replace", "ftruncate", "unlink")
"""Of `os`: everything through which journal, shelf and computer reach the disk."""


class Killed:
    """One computer and its walk, killed and started until it is left in peace."""

    def __init__(self, folder: Path, reference: Undisturbed | None) -> None:
        self.folder = folder
        self.reference = reference
        self.found: Counter[str] = Counter()
        Computer(folder / "computer").build()

    def start(self, run: Callable[[], bool]) -> bool:
        """One process, from its start to its death; True when it reached its end. Everything is looked at then."""
        stood, seen = life.saved(self.folder), len(witnessed(self.folder))
        survived = run()
        fresh = witnessed(self.folder)[seen:]
        if self.reference is None:
            return survived
        for opened in (line for line in fresh if line["event"] == "opened"):
            self.reference.at_a_start(stood, opened)
        if survived:
            assert fresh[-1]["event"] == "ended"
            self.reference.at_the_end(self.folder, stood, fresh[-1])
        else:
            self.found.update(self.reference.after_a_kill(self.folder))
        return survived


def undisturbed(folder: Path, run: Callable[[], bool]) -> Undisturbed:
    """How it goes when nobody kills it."""
    assert Killed(folder, None).start(run)
    return Undisturbed.of(folder)


def moments(folder: Path, kills: int, rng: random.Random) -> dict[str, Any]:
    """Kill at random moments until it was done `kills` times."""
    took = Spawned()
    reference = undisturbed(folder / "reference", lambda: took.live(folder / "reference", None))
    longest_s = took.longest_s
    done = lives = 0
    found = Counter[str]()
    while done < kills:
        lives += 1
        one = Killed(folder / f"life{lives}", reference)
        survived = False
        for _ in range(min(KILLS_PER_LIFE, kills - done)):
            survived = one.start(lambda: took.live(one.folder, rng.uniform(0.0, longest_s)))  # noqa: B023
            if survived:
                break
            done += 1
        assert survived or one.start(lambda: took.live(one.folder, None))  # noqa: B023
        found += one.found
    return {"kills": done, "walks": lives, "found": dict(found), "walk_s": round(longest_s, 3)}


class Spawned:
    """Fresh interpreters that live on a folder."""

    def __init__(self) -> None:
        self.longest_s = 0.0  # how long the longest life lasted, without the start of the interpreter

    def live(self, folder: Path, kill_after_s: float | None) -> bool:
        """One of them, killed so long after it is ready; True when it ended by itself."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.life", str(folder), str(PAUSE_S)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            began = time.monotonic()
            try:
                child.wait(kill_after_s)
            except subprocess.TimeoutExpired:
                child.kill()
            survived = ended(child.wait())
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            return survived


def ended(status: int) -> bool:
    """Whether a process ended by itself; one that ended badly is a mistake of the test or the app."""
    assert status in (0, -signal.SIGKILL), f"ended with status {status}"
    return status == 0


def places(folder: Path, rng: random.Random) -> dict[str, Any]:
    """Kill at every call that reaches the disk, once before it and, where it writes, once in the middle of it."""
    counted = folder / "count"
    reference = undisturbed(folder / "reference", lambda: forked(folder / "reference", None, counted))
    names = counted.read_text().split()
    found = Counter[str]()
    kills = walks = 0
    for place, name in enumerate(names):
        for torn in (False, True) if name == "write" else (False,):
            one = Killed(folder / f"{place}{'t' if torn else ''}", reference)
            assert not one.start(lambda: forked(one.folder, (place, torn)))  # noqa: B023
            kills += 1
            if rng.random() < 0.5:
                again = (rng.randrange(min(len(names), 40)), False)
                kills += not one.start(lambda: forked(one.folder, again))  # noqa: B023
            if life.saved(one.folder) or witnessed(one.folder)[-1]["event"] != "ended":
                assert one.start(lambda: forked(one.folder, None))  # noqa: B023
            walks += 1
            found += one.found
    return {"kills": kills, "walks": walks, "found": dict(found), "places": len(names)}


def limits(folder: Path, rng: random.Random) -> dict[str, Any]:
    """Walk with files that may grow so far and no further; then there is room again, and the next start recovers."""
    undisturbed(folder / "reference", lambda: forked(folder / "reference", None))
    most = (folder / "reference" / FILE_NAME).stat().st_size
    found = Counter[str]()
    for size in sorted(rng.sample(range(100, most), LIMITS)):
        one = Killed(folder / str(size), None)
        assert one.start(lambda: forked(one.folder, None, limit=size))  # noqa: B023
        explained(one.folder)
        journal = Journal(one.folder / FILE_NAME)
        Repairer(hands(Computer(one.folder / "computer")), journal).recover()
        at_rest(one.folder)
        kept = [entry for entry in journal.entries() if entry.can_be_undone]
        found[f"{len(kept)} kept of {len(journal.entries())}"] += 1
    return {"walks": LIMITS, "found": dict(found), "most": most}


def forked(folder: Path, at: tuple[int, bool] | None, counted: Path | None = None, limit: int | None = None) -> bool:
    """A copy of this process, which has no thread of its own, that lives on the folder and dies at a place."""
    child = os.fork()
    if child:
        return ended(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    try:
        names = watch_calls(at)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        life.live(folder, 0.0)
        if counted is not None:
            counted.write_text(" ".join(names))
        os._exit(0)
    except BaseException:  # noqa: BLE001  # this copy must never go on where the original does
        traceback.print_exc()
        os._exit(1)


def watch_calls(at: tuple[int, bool] | None) -> list[str]:
    """Count the calls, and die at one of them: before it, or when a half of it is written."""
    names: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        real: Callable[..., Any] = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            names.append(name)
            if at is not None and len(names) - 1 == at[0]:
                if at[1]:
                    real(arguments[0], bytes(arguments[1][: len(arguments[1]) // 2]))
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    for name in CALLS:
        setattr(os, name, watched(name))
    return names


def main() -> None:
    """See the top of the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("how", choices=("moments", "places", "limits"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.how == "moments":
        result = moments(options.folder, options.kills, rng)
    else:
        result = (places if options.how == "places" else limits)(options.folder, rng)
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    main()
