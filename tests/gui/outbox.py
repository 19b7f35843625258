"""An outbox of the test: what it keeps, how its post ends, and when, is set by the test. No disk, no network."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.reports.outbox.entry import About, Entry, State
from app.reports.outcome import Outcome, SendResult
from app.store.error import Obstacle, StoreError

HOST = "drop.example.org"
DAY_S = 86_400.0


def sent(outcome: Outcome, status: int | None = None) -> SendResult:
    """The end of an attempt."""
    return SendResult(outcome, HOST, status)


class FakeOutbox:
    """`full`: the disk takes nothing."""

    def __init__(self, *entries: Entry, full: bool = False) -> None:
        self.full = full
        self.kept: dict[str, Entry] = {entry.name: entry for entry in entries}
        self.puts: list[Any] = []
        self.threads: set[int] = set()

    def put(self, sealed: Any, about: About) -> Entry:
        self._see()
        if self.full:
            raise StoreError(Path("/state/outbox"), Obstacle.FULL)
        self.puts.append(sealed)
        name = str(sealed.name)
        self.kept.setdefault(name, Entry(name, about, State.WAITING, left_s=14 * DAY_S, size=len(sealed.data)))
        return self.kept[name]

    def entries(self) -> list[Entry]:
        self._see()
        return list(reversed(self.kept.values()))

    def cancel(self, name: str) -> bool:
        self._see()
        self.kept[name] = replace(self.kept[name], state=State.CANCELLED)
        return True

    def retry(self, name: str) -> bool:
        self._see()
        self.kept[name] = replace(self.kept[name], state=State.WAITING, left_s=14 * DAY_S)
        return True

    def end(self, result: SendResult | None) -> list[Entry]:
        """One pass over all that waits."""
        changed = []
        for name, entry in self.kept.items():
            if entry.state is State.WAITING and result is not None:
                state = State.SENT if result.delivered else State.WAITING
                self.kept[name] = replace(entry, state=state, last=result, tries=entry.tries + 1)
                changed.append(self.kept[name])
        return changed

    def _see(self) -> None:
        self.threads.add(threading.get_ident())


class FakePost:
    """Like `app.reports.outbox.Post`: a pass at its start, and one for each wake. `results`: of the passes in turn."""

    def __init__(
        self, outbox: FakeOutbox, listener: Callable[[Any], None], results: Sequence[SendResult | None]
    ) -> None:
        self._outbox, self._listener = outbox, listener
        self._results = list(results)
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="fake-post", daemon=True)
        self.wakes = 0

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self.wakes += 1
        self._woken.set()

    def stop(self, timeout_s: float) -> bool:
        self._ended.set()
        self._woken.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._ended.is_set():
            changed = self._outbox.end(self._results.pop(0) if self._results else None)
            if changed:
                self._listener(changed)
            self._woken.wait()
            self._woken.clear()
