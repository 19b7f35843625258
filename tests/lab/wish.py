"""What programs on the laptop make happen in the world outside: they write a wish, and the lab fulfils it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.lab.node import LabError
from tests.lab.world import Lab

Deed = Callable[[Lab], None]
_LOOK_S = 0.05


class Wishes:
    """Reads a file of the laptop, line by line, until `close`; each line names one of `deeds`."""

    def __init__(self, world: Lab, file: Path, deeds: Mapping[str, Deed]) -> None:
        self._world, self._file, self._deeds = world, file, dict(deeds)
        self._over = threading.Event()
        self.heard: list[str] = []
        self.trouble: list[str] = []  # what went wrong while one was fulfilled
        self._thread = threading.Thread(target=self._watch, name="wishes", daemon=True)
        self._thread.start()

    def on(self, wish: str, deed: Deed) -> None:
        """From now on this wish does that."""
        self._deeds[wish] = deed

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_S):
            try:
                lines = self._file.read_text(encoding="utf-8").splitlines()
            except OSError:  # the laptop is gone: `close` comes
                continue
            for line in lines[len(self.heard) :]:
                self.heard.append(line)
                try:
                    self._deeds.get(line, lambda _: None)(self._world)
                except (
                    LabError,
                    OSError,
                    subprocess.SubprocessError,
                ) as wrong:  # a test asks for it; the thread goes on
                    self.trouble.append(f"{line}: {wrong}")

    def close(self) -> None:
        """Stop reading. Before the laptop goes."""
        self._over.set()
        self._thread.join()
