"""A run that replays a script: `FakeRuns([...]).make` stands where the engine stands. No network, no clock."""

import threading
from collections.abc import Callable, Iterable

from diagnostics.model.event import Event, Finished

Script = Iterable[Event]


class FakeRun:
    """Delivers its events from a thread of its own, like the real one; held back until `let_go` when asked to."""

    def __init__(
        self, script: Script, listener: Callable[[Event], None], *, held: bool = False, pace_s: float = 0.0
    ) -> None:
        self._pace_s = pace_s
        self._script = script
        self._listener = listener
        self._go = threading.Event()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._play, name="fake-engine", daemon=True)
        if not held:
            self._go.set()

    def start(self) -> None:
        self._thread.start()

    def let_go(self) -> None:
        self._go.set()

    def cancel(self) -> None:
        self._cancelled.set()
        self._go.set()

    def join(self, timeout_s: float) -> bool:
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _play(self) -> None:
        self._go.wait()
        for event in self._script:
            if self._cancelled.wait(self._pace_s) if self._pace_s else self._cancelled.is_set():
                self._listener(Finished("cancelled"))
                return
            self._listener(event)


class FakeRuns:
    """Hands out one script per run, the last one again and again; remembers what was asked for."""

    def __init__(self, *scripts: Script, held: bool = False, pace_s: float = 0.0) -> None:
        self._pace_s = pace_s
        self._scripts = list(scripts)
        self._held = held
        self.asked: list[dict[str, object]] = []
        self.made: list[FakeRun] = []

    def __call__(
        self,
        listener: Callable[[Event], None],
        *,
        full: bool,
        only: tuple[str, ...] | None,
        symptom: str | None,
        address: str | None = None,
    ) -> FakeRun:
        self.asked.append({"full": full, "only": only, "symptom": symptom, "address": address})
        script = self._scripts[min(len(self.asked), len(self._scripts)) - 1]
        run = FakeRun(script, listener, held=self._held, pace_s=self._pace_s)
        self.made.append(run)
        return run

    def let_go(self) -> None:
        for run in self.made:
            run.let_go()
