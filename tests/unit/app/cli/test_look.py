"""A look of a walk without a window: one run of the engine, waited for, and given up."""

import signal
from collections.abc import Callable

import pytest

from app.cli.look import Looks
from app.cli.stop import Stop
from app.guides.auto import Interrupted, LookFailedError
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Finished
from diagnostics.model.site import Site
from tests.fakes.repairable import verdict


class FakeRun:
    """An engine that ends as it is told."""

    ends: Finished | None = None
    cancelled = 0

    def __init__(self, context: object, listener: Callable[[object], None], *, only: tuple[str, ...] | None) -> None:
        self._listener = listener

    def start(self) -> None:
        if FakeRun.ends is not None:
            self._listener("something happened")
            self._listener(FakeRun.ends)

    def cancel(self) -> None:
        FakeRun.cancelled += 1

    def join(self, timeout_s: float | None = None) -> bool:
        return True


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[FakeRun]:
    monkeypatch.setattr("diagnostics.engine.run.Run", FakeRun)
    FakeRun.ends, FakeRun.cancelled = None, 0
    return FakeRun


def test_a_look_is_one_run_of_the_engine(engine: type[FakeRun]) -> None:
    saved = Diagnosis(verdict=verdict([]))
    engine.ends = Finished("ok", saved)
    assert Looks(Site(), None, Stop())(("dns.system",)) is saved


def test_a_look_that_breaks(engine: type[FakeRun]) -> None:
    engine.ends = Finished("error", None, "Traceback\nValueError: no")
    with pytest.raises(LookFailedError, match="a look ended as error: ValueError: no"):
        Looks(Site(), None, Stop())(None)


def test_a_look_is_given_up_when_somebody_asks_to_stop(engine: type[FakeRun]) -> None:
    stop = Stop()
    stop.signal = signal.SIGINT
    with pytest.raises(Interrupted):
        Looks(Site(), None, stop)(None)
    assert engine.cancelled == 1


def test_a_look_that_never_ends_is_not_waited_for(engine: type[FakeRun], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.look.LONGEST_RUN_S", 0.05)
    with pytest.raises(LookFailedError, match="engine stalled"):
        Looks(Site(), None, Stop())(None)
    assert engine.cancelled == 1
