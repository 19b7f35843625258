"""The collector as a program: alone with its folder, patient with a helpdesk that is down, quick to stop."""

import threading
from pathlib import Path

import pytest

from app.desk.collect.config import Access, Desk, Drop
from app.desk.collect.result import Line, Pass
from app.desk.collect.service import Busy, Service
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from tests.chaos.desk.sealed import Key, deliver, diagnoses, sealed
from tests.unit.app.desk.collect.world import FakeDesk, unsure


class Moody:
    """A helpdesk that fails so many times and then works."""

    def __init__(self, fails: int, stop: threading.Event) -> None:
        self.fails, self.stop, self.checks = fails, stop, 0

    def check(self) -> None:
        self.checks += 1
        if self.checks > self.fails:
            self.stop.set()
            return
        raise HelpdeskError(Trouble.NO_CONNECTION, "desk.example")

    def find(self, report_id: str) -> Ref | None:
        raise AssertionError(report_id)

    def create(self, ticket: Ticket) -> Ref:
        raise AssertionError(ticket)


def desk(folder: Path) -> Desk:
    (folder / "drop").mkdir(exist_ok=True)
    drop = Drop(folder=str(folder / "drop"), state=str(folder / "state"))
    return Desk(drop=drop, helpdesk=Access(kind="rt"))


def test_the_same_trouble_is_said_once_and_the_pauses_grow(tmp_path: Path) -> None:
    stop, pauses, said = threading.Event(), list[float](), list[str]()
    helpdesk = Moody(6, stop)

    def chance(low: float, high: float) -> float:
        pauses.append(high)
        assert low == high / 2
        return 0.0

    service = Service(desk(tmp_path), helpdesk, stop=stop, chance=chance)
    lines: list[Line] = []
    service.run(lines.append, said.append)
    service.close()
    assert (len(said), lines) == (1, [])
    assert "desk.example" in said[0]
    assert pauses == [0.5, 1, 2, 4, 8, 16]


def test_one_collector_at_a_time(tmp_path: Path) -> None:
    first = Service(desk(tmp_path), Moody(0, threading.Event()))
    with pytest.raises(Busy):
        Service(desk(tmp_path), Moody(0, threading.Event()))
    first.close()
    second = Service(desk(tmp_path), Moody(0, threading.Event()))
    assert second.once(lambda _: None) == Pass()
    second.close()


def test_a_helpdesk_that_loses_some_answers_is_not_waited_for_ever_longer(tmp_path: Path) -> None:
    """Each pass gets on a little and ends in trouble: the pause stays short."""
    stop, pauses = threading.Event(), list[float]()
    key = Key.made()
    settings = desk(tmp_path)
    for _ in range(6):
        deliver(tmp_path / "drop", sealed(diagnoses(8)[3], key))
    helpdesk = Forgetful()

    def chance(_: float, high: float) -> float:
        pauses.append(high)
        if len(pauses) == 3:
            stop.set()
        return 0.0

    service = Service(settings, helpdesk, stop=stop, chance=chance)
    service.run(lambda _: None, lambda _: None)
    service.close()
    assert pauses == [0.5, 0.5, 0.5]
    assert len(helpdesk.made) == 3


class Forgetful(FakeDesk):
    """Every second call has no answer."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Ticket] = []
        self.calls = 0

    def create(self, ticket: Ticket) -> Ref:
        self.calls += 1
        if self.calls % 2 == 0:
            raise unsure()
        self.made.append(ticket)
        return Ref(str(self.calls))
