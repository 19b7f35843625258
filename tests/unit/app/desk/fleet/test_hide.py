"""No figure points at a person, also not the difference of two."""

import json
import random
from pathlib import Path

import pytest

from app.desk.fleet.line import Judge
from app.desk.fleet.page import page
from app.desk.fleet.peers import peers
from app.desk.fleet.table import OTHER, Table
from tests.unit.app.desk.fleet.world import NOW, answer, fleet, outcome, verdict


@pytest.mark.parametrize("drops", [20, pytest.param(60, marks=pytest.mark.long)])
def test_no_total_and_its_parts_leave_a_small_group(tmp_path: Path, drops: int) -> None:
    """Made-up groups of many drops: whatever is left over of a total is nobody or five people and more."""
    dice = random.Random(5)
    for trial in range(drops):
        groups = [(f"P{n}", hour, dice.randint(1, 9)) for n in range(dice.randint(1, 5)) for hour in range(3)]
        people = iter(range(10_000))
        records = [verdict(next(people), isp=isp, hours_ago=hour) for isp, hour, size in groups for _ in range(size)]
        with opened(tmp_path / f"{trial}", records) as table:
            parts: dict[tuple[object, ...], int] = {cell.path: 0 for cell in (*table.causes(), *table.providers())}
            for cell in (*table.providers(), *table.hours()):
                assert cell.people >= 5
                parts[cell.path[:-1]] += cell.people
            totals = {cell.path: cell.people for cell in (*table.causes(), *table.providers())}
        for path, total in totals.items():
            assert total - parts[path] == 0 or total - parts[path] >= 5, (groups, path)


def opened(folder: Path, records: list[dict[str, object]]) -> Table:
    """The table itself, whose numbers are not rounded."""
    folder.mkdir()
    hour = int(NOW.timestamp()) // 3600
    judge = Judge(hour - 100, hour)
    rows = [judge.row(json.dumps(record).encode()) for record in records]
    (folder / "rows").write_text("".join(str(row) for row in rows))
    return Table(folder / "rows")


def test_four_people_are_nowhere(tmp_path: Path) -> None:
    found = fleet(tmp_path, [verdict(n) for n in range(4)])
    assert (found.people, found.causes, found.rows, found.near) == (0, (), (), ())


def test_a_small_provider_is_in_no_number(tmp_path: Path) -> None:
    """Nine of Orange and three of Free: "twelve, nine of them Orange" would tell of the three."""
    found = fleet(tmp_path, [verdict(n, isp="Orange" if n < 9 else "Free") for n in range(12)])
    assert (found.people, found.causes) == (5, (("isp.down", 5),))
    assert [(row.isp, row.people) for row in found.rows] == [("Orange", 5)]
    assert {(one.name, one.people) for one in found.near} == {("", 5), ("Orange", 5)}


def test_small_providers_make_one_group(tmp_path: Path) -> None:
    isps = ["Orange"] * 20 + ["A1"] * 3 + ["B2"] * 3
    found = fleet(tmp_path, [verdict(n, isp=isp) for n, isp in enumerate(isps)])
    assert [(row.isp, row.people) for row in found.rows] == [("Orange", 20), (OTHER, 5)]


def test_the_hours_of_a_row_leave_nobody_over(tmp_path: Path) -> None:
    records = [verdict(n, hours_ago=5) for n in range(9)] + [verdict(n, hours_ago=9) for n in range(9, 12)]
    (row,) = fleet(tmp_path, records).rows
    assert (row.people, list(row.hours.values())) == (5, [5])


def test_every_number_is_a_multiple_of_five(tmp_path: Path) -> None:
    dice = random.Random(11)
    records = [verdict(dice.randrange(400), isp=dice.choice(["Orange", "Free", "X"]), hours_ago=dice.randrange(40))
               for _ in range(900)]  # fmt: skip
    records += [outcome(n, "restart-box", helped=n % 3 == 0) for n in range(27)]
    records += [answer(n, "Lyon", is_ready=n != 0) for n in range(23)]
    found = fleet(tmp_path, records)
    numbers = [found.people, *(n for _, n in found.causes), *(row.people for row in found.rows)]
    numbers += [n for row in found.rows for n in row.hours.values()]
    numbers += [one.people for one in (*found.rates, *found.drills, *found.near, *found.incidents)]
    assert len(numbers) > 20
    assert {n % 5 for n in numbers} == {0}
    assert min(numbers) == 5


def test_one_person_who_reports_a_hundred_times_is_one(tmp_path: Path) -> None:
    records = [verdict(1, hours_ago=n % 50) for n in range(500)] + [outcome(1, "x", helped=True)] * 50
    found = fleet(tmp_path, records)
    assert (found.people, found.causes, found.rates) == (0, (), ())


def test_a_step_is_rated_by_people(tmp_path: Path) -> None:
    records = [outcome(n, "restart-box", helped=n < 14) for n in range(20)]
    records += [outcome(19, "restart-box", helped=False)] * 30 + [outcome(n, "rare", helped=True) for n in range(19)]
    found = fleet(tmp_path, records)
    assert [(one.step, one.of_ten, one.people) for one in found.rates] == [("restart-box", 7, 20)]
    assert b"rare" not in peers(found, NOW)


def test_small_offices_are_told_together(tmp_path: Path) -> None:
    records = [answer(n, "Lyon", is_ready=n < 22) for n in range(23)]
    records += [answer(n, "Brest", is_ready=True) for n in range(30, 40)]
    records += [answer(n, None, is_ready=False) for n in range(50, 60)]
    found = fleet(tmp_path, records)
    assert [(one.office, one.people, one.of_ten) for one in found.drills] == [(OTHER, 20, 5), ("Lyon", 20, 9)]


def test_the_last_answer_to_a_drill_counts(tmp_path: Path) -> None:
    records = [answer(n, "Lyon", is_ready=False, hours_ago=3) for n in range(20)]
    records += [answer(n, "Lyon", is_ready=True) for n in range(20)]
    assert [one.of_ten for one in fleet(tmp_path, records).drills] == [9]


def test_one_more_person_changes_no_byte_before_the_next_five_are_full(tmp_path: Path) -> None:
    """The page and the counts for laptops, whatever the last one to come says."""
    at = before(30)
    first = [verdict(n, hours_ago=30) for n in range(21)]
    first += [outcome(n, "restart-box", helped=n % 2 == 0, hour=at) for n in range(21)]
    first += [answer(n, "Lyon", is_ready=n % 3 == 0, hours_ago=30) for n in range(21)]
    was = fleet(tmp_path, first)
    assert was.rates
    assert was.drills
    for says in (True, False):
        more = [verdict(50, hours_ago=30), outcome(50, "restart-box", helped=says), answer(50, "Lyon", is_ready=says)]
        now = fleet(tmp_path, first + more)
        told = page(now, NOW, "en").replace(b">65 or more", b">60 or more").replace(b" 65 or more", b" 60 or more")
        assert told.replace(b" 65 ou plus", b" 60 ou plus") == page(was, NOW, "en"), "records alone reach the next five"
        assert peers(now, NOW) == peers(was, NOW)


@pytest.mark.parametrize("latest", [True, False])
def test_one_more_answer_does_not_show_in_a_rate(tmp_path: Path, latest: bool) -> None:
    """390 steps, each one trial: somebody more in each. Only full fives, or the blur that knows nothing of her."""
    dice = random.Random(8)
    sizes = {f"s{n}": dice.randrange(20, 40) for n in range(390)}
    share = {step: dice.random() for step in sizes}
    was = [
        outcome(1000 + n, step, helped=dice.random() < share[step], hour=before(dice.randrange(3, 90)))
        for step, size in sizes.items()
        for n in range(size)
    ]
    says = {step: dice.random() < 0.5 for step in sizes}
    more = [outcome(1, step, helped=says[step], hour=before(0 if latest else 91)) for step in sizes]
    old = {one.step: one for one in fleet(tmp_path, was).rates}
    new = {one.step: one for one in fleet(tmp_path, was + more).rates}
    assert {one.of_ten for one in (*old.values(), *new.values())} == {1, 3, 5, 7, 9}
    same = [step for step in sizes if old[step].people == new[step].people]
    assert len(same) > 250
    moved = {step: new[step].of_ten - old[step].of_ten for step in same}
    if latest:
        assert set(moved.values()) == {0}
        return
    assert set(moved.values()) == {-2, 0, 2}
    for change in (-2, 2):
        assert {says[step] for step in same if moved[step] == change} == {True, False}, "either answer may move it"


@pytest.mark.parametrize("everybody", [True, False])
def test_that_all_said_the_same_is_not_told(tmp_path: Path, everybody: bool) -> None:
    records = [outcome(n, "restart-box", helped=everybody or n == 0) for n in range(20)]
    (rate,) = fleet(tmp_path, records).rates
    assert rate.of_ten == (9 if everybody else 1)


def before(hours: int) -> object:
    return verdict(0, hours_ago=hours)["hour"]
