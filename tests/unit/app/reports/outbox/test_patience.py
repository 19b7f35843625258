"""Fourteen days are fourteen real ones: asleep, switched off or awake, and never those of a clock that was set."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.reports.outbox import Clock, Entry, Outbox, State
from app.reports.outbox.clock import Look
from app.reports.outbox.pace import A_DAY_S, PATIENCE_S
from app.reports.outbox.patience import GRACE_S, LONGEST_OFF_S, Waited
from app.reports.outcome import Outcome
from tests.unit.app.reports.outbox.world import ABOUT, START_S, Teller, sealed

ONE = sealed("one")
YEARS_S = 5 * 365 * A_DAY_S


@dataclass
class Laptop:
    """One that sleeps, is switched off, and whose clock somebody sets. `named`: the system names its boots (Linux)."""

    folder: Path
    named: bool = True
    wall_s: float = START_S
    steady_s: float = 50_000.0
    boots: int = 1

    def box(self) -> Outbox:
        boot = f"boot-{self.boots}" if self.named else ""
        return Outbox(self.folder, Clock(lambda: self.wall_s, lambda: self.steady_s, lambda: boot))

    def on(self, seconds: float) -> None:
        """Awake or asleep."""
        self.wall_s += seconds
        self.steady_s += seconds

    def off(self, seconds: float) -> None:
        """Switched off, then started."""
        self.wall_s += seconds
        self.boots += 1
        self.steady_s = 30.0

    def set(self, seconds: float) -> None:
        self.wall_s += seconds

    def tries(self) -> Entry:
        """A new program that gets nowhere."""
        box = self.box()
        box.deliver([Teller([Outcome.NO_CONNECTION])], force=True)
        (entry,) = box.entries()
        return entry

    def tries_for_an_hour(self) -> Entry:
        for _ in range(4):
            self.on(GRACE_S / 4)
            entry = self.tries()
        return entry


@pytest.fixture(params=[True, False], ids=["boots are named", "boots are not named"])
def laptop(request: pytest.FixtureRequest, tmp_path: Path) -> Laptop:
    made = Laptop(tmp_path, named=request.param)
    made.box().put(ONE, ABOUT)
    return made


def test_two_weeks_of_work(laptop: Laptop) -> None:
    """Eight hours a day, switched off at night: it is over after the fourteenth day, not after six weeks."""
    for _ in range(14):
        for _ in range(8):
            laptop.on(3600)
            assert laptop.tries().state is State.WAITING
        laptop.off(16 * 3600)
    laptop.on(60)
    assert laptop.tries().state is State.GAVE_UP


@pytest.mark.parametrize("away_s", [15 * A_DAY_S, LONGEST_OFF_S])
def test_a_long_leave_counts_and_leaves_one_more_chance(away_s: float, laptop: Laptop) -> None:
    laptop.off(away_s)
    entry = laptop.tries()
    assert (entry.state, entry.left_s) == (State.WAITING, 0.0)
    assert entry.waited_s == pytest.approx(away_s)
    assert laptop.tries_for_an_hour().state is State.GAVE_UP


def test_the_chance_after_a_long_leave_is_a_real_one(laptop: Laptop) -> None:
    laptop.off(20 * A_DAY_S)
    laptop.tries()
    laptop.on(60)
    assert [entry.state for entry in laptop.box().deliver([Teller()], force=True)] == [State.SENT]


def test_two_weeks_asleep(laptop: Laptop) -> None:
    laptop.on(20 * A_DAY_S)
    assert laptop.tries().state is State.WAITING, "one more chance here too"
    assert laptop.tries_for_an_hour().state is State.GAVE_UP


def test_a_laptop_that_is_opened_once_a_week_comes_to_an_end(laptop: Laptop) -> None:
    states = []
    for _ in range(6):
        laptop.off(7 * A_DAY_S)
        states.append(laptop.tries().state)
        laptop.on(300)
        states.append(laptop.tries().state)
    assert states[:4] == [State.WAITING] * 4
    assert states[-1] is State.GAVE_UP


@pytest.mark.parametrize("set_s", [YEARS_S, -YEARS_S, 20 * A_DAY_S, 90 * A_DAY_S, -20 * A_DAY_S, 1e15, -1e15])
def test_a_clock_that_is_set_counts_nothing(set_s: float, laptop: Laptop) -> None:
    """While the computer runs: back and forth, with a try after each."""
    for number in range(20):
        laptop.set(set_s if number % 2 else -set_s)
        laptop.on(10)
        entry = laptop.tries()
        assert entry.state is State.WAITING
    assert entry.waited_s == pytest.approx(200)


@pytest.mark.parametrize("set_s", [YEARS_S, -YEARS_S, 90 * A_DAY_S, 1e15, -1e15])
def test_a_clock_that_is_years_off_after_a_start_counts_nothing(set_s: float, laptop: Laptop) -> None:
    """A flat battery, a typing mistake in the BIOS."""
    laptop.off(set_s)
    laptop.tries()
    entry = laptop.tries_for_an_hour()
    assert (entry.state, entry.waited_s) == (State.WAITING, pytest.approx(GRACE_S))


def test_a_clock_that_was_some_weeks_off_gives_back_what_it_made_up(laptop: Laptop) -> None:
    """Started with a wrong clock that is believed, then put right by the network within the hour."""
    laptop.off(20 * A_DAY_S)
    assert laptop.tries().state is State.WAITING
    laptop.on(600)
    laptop.set(-20 * A_DAY_S)
    entry = laptop.tries()
    assert entry.waited_s == pytest.approx(600)
    assert laptop.tries_for_an_hour().state is State.WAITING


def test_a_clock_that_is_put_right_before_the_next_start_gives_it_back_too(laptop: Laptop) -> None:
    laptop.off(10 * A_DAY_S)
    laptop.tries()
    laptop.off(-10 * A_DAY_S + 3600)
    assert laptop.tries().waited_s == pytest.approx(3600, abs=40)


def test_trying_again_by_hand_starts_anew(laptop: Laptop) -> None:
    laptop.off(15 * A_DAY_S)
    laptop.tries()
    laptop.tries_for_an_hour()
    laptop.on(30 * A_DAY_S)
    assert laptop.box().retry(str(ONE.name))
    entry = laptop.tries()
    assert (entry.state, entry.left_s) == (State.WAITING, PATIENCE_S)


def test_without_a_name_of_the_boot_nothing_is_made_up() -> None:
    """An uptime that is larger than before looks like the same boot: then less is counted, never more."""
    before = Waited(seen=Look(START_S, 100.0))
    after = before.at(Look(START_S + 20 * A_DAY_S, 5000.0))
    assert after.total_s == 4900


def test_this_computer_s_own_clocks() -> None:
    clock = Clock()
    first, second = clock.look(), clock.look()
    assert first.is_same_boot(second)
    assert not Waited(seen=first).at(second).is_over
