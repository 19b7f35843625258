"""After a crash, when everything is to be undone, with a second instance, with a disk that is full."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.guides import repair as module
from app.guides.entry import Stage
from app.guides.hand import Deed, Did
from app.guides.repair import Repairer
from app.store.error import Obstacle, StoreError
from tests.unit.app.guides.repair_world import TARGET, World, eventually, hanging, undoable


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.journal.lock.release()


# --- after a crash -------------------------------------------------------------------------------------------------

CRASHES: dict[str, tuple[Stage, str | None, list[str], bool]] = {
    "in the middle of the act": (Stage.BEGUN, None, ["taken_back"], True),
    "in the middle of the act, the step is looked at": (Stage.BEGUN, "dhcp", ["taken_back"], True),
    "after the act, the walk does not know of it": (Stage.DONE, None, ["taken_back"], True),
    "after the act, another step is looked at": (Stage.DONE, "other", ["taken_back"], True),
    "while the step was looked at": (Stage.DONE, "dhcp", ["done"], False),
    "after it was kept": (Stage.KEPT, None, ["kept"], False),
    "after it was stuck": (Stage.STUCK, None, ["stuck"], False),
}


@pytest.mark.parametrize("case", CRASHES)
def test_a_start_takes_back_what_was_left(case: str, world: World) -> None:
    state, checked, states, back = CRASHES[case]
    entry = world.left_behind(state)
    recovered = world.crash().recover("g", checked)
    assert world.states() == states
    assert (world.computer == world.start) is back
    expected = [(entry.entry, Stage.TAKEN_BACK, Did.DONE)] if back else []
    assert [(item.entry.entry, item.entry.state, item.deed.did) for item in recovered] == expected


def test_a_step_of_the_same_name_in_another_guide_is_not_the_one_that_is_looked_at(world: World) -> None:
    world.left_behind(Stage.DONE)
    assert len(world.crash().recover("another", "dhcp")) == 1


def test_the_newest_is_taken_back_first(world: World) -> None:
    world.left_behind(Stage.DONE)
    world.dhcp.value = "other"
    world.left_behind(Stage.BEGUN)
    assert world.computer["address"] == "other"
    world.crash().recover()
    assert world.computer == world.start
    assert world.states() == ["taken_back", "taken_back"]


def test_a_crash_in_the_middle_of_the_taking_back_is_finished_by_the_next_start(world: World) -> None:
    """Also of a step whose effect was being looked at: it may be half put back, so it is put back whole."""
    world.do()
    with hanging() as (act, back):
        world.dhcp.on_restore = act
        thread = threading.Thread(target=world.repairer.settle, args=("dhcp", False), daemon=True)
        thread.start()
        assert eventually(lambda: world.states() == ["begun"])
        world.dhcp.on_restore = lambda: Deed(Did.DONE)
        after = world.crash()
        assert [item.entry.state for item in after.recover("g", "dhcp")] == [Stage.TAKEN_BACK]
        assert world.computer == world.start
        back.set()
        thread.join(5)


def test_a_verb_that_this_version_does_not_know_is_stuck(world: World) -> None:
    world.journal.begin("verb.of_tomorrow", TARGET, {})
    (undone,) = world.crash().recover()
    assert (undone.entry.state, undone.deed.did) == (Stage.STUCK, Did.UNSUPPORTED)


def test_what_another_process_left_meanwhile_is_taken_back_before_the_next_deed(world: World) -> None:
    world.left_behind(Stage.BEGUN)
    assert world.do("dns.use_automatic", "dns").did is Did.DONE
    assert (world.computer["address"], world.states()) == (world.start["address"], ["taken_back", "done"])


def test_the_step_that_is_looked_at_after_a_crash_is_settled_like_any_other(world: World) -> None:
    world.do()
    repairer = world.crash()
    assert repairer.recover("g", "dhcp") == ()
    assert repairer.settle("dhcp", True, guide="g").did is Did.DONE
    assert world.states() == ["kept"]


# --- undo everything -----------------------------------------------------------------------------------------------


def test_undo_all_goes_backwards_and_leaves_nothing(world: World) -> None:
    for value in ("one", "two"):
        world.dhcp.value = value
        world.do()
        world.repairer.settle("dhcp", True)
    world.do("dns.use_automatic", "dns")
    world.repairer.settle("dns", True)
    world.do("dhcp.renew", "renew")  # still open
    found = world.repairer.undo_all()
    assert [item.entry.verb for item in found] == [
        "dhcp.renew", "dns.use_automatic", "ip.use_dhcp", "ip.use_dhcp",
    ]  # fmt: skip
    assert {item.entry.state for item in found} == {Stage.TAKEN_BACK}
    assert world.computer == world.start
    assert world.repairer.undo_all() == ()


def test_undo_all_goes_on_where_one_is_stuck(world: World) -> None:
    for verb, step in (("ip.use_dhcp", "dhcp"), ("dns.use_automatic", "dns")):
        world.do(verb, step)
        world.repairer.settle(step, True)
    world.dns.on_restore = lambda: Deed(Did.DENIED, "asked and refused")
    found = world.repairer.undo_all()
    assert [(item.deed.did, item.entry.state) for item in found] == [
        (Did.DENIED, Stage.STUCK),
        (Did.DONE, Stage.TAKEN_BACK),
    ]
    assert "asked and refused" in found[0].entry.detail
    assert [item.verb for item in undoable(world.journal)] == ["dns.use_automatic"]


def test_undo_one(world: World) -> None:
    world.do()
    world.repairer.settle("dhcp", True)
    (entry,) = undoable(world.journal)
    assert world.repairer.undo_one(entry.entry).did is Did.DONE
    assert world.repairer.undo_one(entry.entry).did is Did.NOTHING_TO_DO
    assert world.repairer.undo_one("never there").did is Did.NOTHING_TO_DO
    assert world.computer == world.start


# --- two of us -----------------------------------------------------------------------------------------------------


def test_a_second_instance_does_not_act_while_a_change_is_unproved(world: World) -> None:
    world.do()
    second = world.another()
    deed = second.do("dns.use_automatic", TARGET, guide="g", step="dns")
    assert (deed.did, deed.detail) == (Did.FAILED, module.OTHER_INSTANCE)
    assert second.recover() == ()
    assert [item.deed.detail for item in second.undo_all()] == [module.OTHER_INSTANCE]
    assert second.settle("dhcp", False).did is Did.FAILED
    assert (world.computer["address"], world.computer["server"]) == ("automatic", world.start["server"])
    world.repairer.settle("dhcp", True)
    assert second.do("dns.use_automatic", TARGET, guide="g", step="dns").did is Did.DONE
    second._journal.lock.release()


def test_a_second_deed_at_the_same_moment_is_refused(world: World) -> None:
    with hanging() as (act, back):
        world.repairer = Repairer(world.repairer._hands, world.journal, act_s=10.0)
        started = threading.Event()
        world.dhcp.on_act = lambda: (started.set(), act())[1]
        first: list[Deed] = []
        thread = threading.Thread(target=lambda: first.append(world.do()), daemon=True)
        thread.start()
        assert started.wait(5)
        refused = world.do("dns.use_automatic", "dns")
        assert (refused.did, refused.detail) == (Did.FAILED, module.BUSY)
        back.set()
        thread.join(5)
        assert first == [Deed(Did.DONE)]


# --- a journal that cannot be written ------------------------------------------------------------------------------


class FullDisk:
    """A disk on which so many more records fit."""

    def __init__(self, world: World, fits: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fits = fits
        self._append = world.journal._append
        monkeypatch.setattr(world.journal, "_append", self.append)

    def append(self, line: bytes) -> None:
        if not self.fits:
            raise StoreError(Path("/home/ines/journal.jsonl"), Obstacle.FULL, 28)
        self.fits -= 1
        self._append(line)


def test_nothing_is_done_that_cannot_be_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    FullDisk(world, 0, monkeypatch)
    deed = world.do()
    assert deed == Deed(Did.FAILED, "nothing was done: the journal cannot be written: the disk is full")
    assert (world.computer, world.log, world.dhcp.guards) == (world.start, ["snapshot address", "keep address"], set())


def test_what_cannot_be_marked_as_done_is_put_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    FullDisk(world, 1, monkeypatch)
    deed = world.do()
    assert (deed.did, world.computer) == (Did.FAILED, world.start)
    assert "disk is full" in deed.detail
    monkeypatch.undo()
    world.crash().recover()
    assert (world.computer, world.states()) == (world.start, ["taken_back"])


def test_what_cannot_be_marked_as_kept_stays_until_the_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    FullDisk(world, 2, monkeypatch)
    world.do()
    deed = world.repairer.settle("dhcp", True)
    assert deed.did is Did.FAILED
    assert "taken back" in deed.detail
    assert (world.computer["address"], world.states()) == ("automatic", ["done"])
    monkeypatch.undo()
    world.crash().recover()
    assert (world.computer, world.states()) == (world.start, ["taken_back"])


def test_a_full_disk_does_not_keep_anything_from_being_put_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    FullDisk(world, 2, monkeypatch)
    world.do()
    assert world.repairer.settle("dhcp", False).did is Did.DONE
    assert world.computer == world.start


def test_a_journal_that_cannot_be_read(world: World) -> None:
    (world.folder / "journal.jsonl").mkdir()
    assert world.do().did is Did.FAILED
    assert (world.repairer.recover(), world.repairer.undo_all()) == ((), ())
    assert world.repairer.settle("dhcp", True).did is Did.FAILED
    assert (world.computer, world.log) == (world.start, [])


def test_a_snapshot_that_is_no_plain_data_is_a_mistake_of_the_act(world: World) -> None:
    world.computer["address"] = object()
    deed = world.do()
    assert deed.did is Did.FAILED
    assert "no plain data" in deed.detail
    assert "act address" not in world.log
