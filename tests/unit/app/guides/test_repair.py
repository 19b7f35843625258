"""The protocol of a deed: written down before it is done, put back when it fails, hangs, raises or does not help."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.guides import repair as module
from app.guides.entry import Stage
from app.guides.hand import Deed, Did, TableHands, Target
from app.guides.repair import Repairer
from app.guides.verb import TABLE
from tests.unit.app.guides.repair_world import SHORT_S, TARGET, World, eventually, hanging, undoable


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.journal.lock.release()


# --- what goes well ------------------------------------------------------------------------------------------------


def test_what_helped_stays(world: World) -> None:
    assert world.do() == Deed(Did.DONE)
    assert (world.computer["address"], world.states()) == ("automatic", ["done"])
    assert world.repairer.settle("dhcp", True, guide="g") == Deed(Did.DONE)
    assert (world.computer["address"], world.states(), world.dhcp.guards) == ("automatic", ["kept"], set())
    assert world.log == ["snapshot address", "act address", "keep address"]


def test_what_did_not_help_is_put_back(world: World) -> None:
    world.do()
    assert world.repairer.settle("dhcp", False) == Deed(Did.DONE)
    assert (world.computer, world.states()) == (world.start, ["taken_back"])


def test_the_entry_is_on_the_disk_before_the_act_and_before_the_taking_back(world: World) -> None:
    seen: list[list[str]] = []
    world.dhcp.on_act = lambda: (seen.append(world.states()), Deed(Did.DONE))[1]
    world.dhcp.on_restore = world.dhcp.on_act
    world.do()
    world.repairer.settle("dhcp", False)
    assert seen == [["begun"], ["begun"]]


def test_a_verb_that_leaves_nothing_is_restored_when_it_did_not_help_and_never_undone_later(world: World) -> None:
    world.do("dhcp.renew", "renew")
    world.repairer.settle("renew", False)
    assert world.computer == world.start
    world.do("dhcp.renew", "renew")
    world.repairer.settle("renew", True)
    assert world.states() == ["taken_back", "kept"]
    assert world.repairer.undo_all() == ()


@pytest.mark.parametrize("did", list(module.UNTOUCHED))
def test_an_act_that_changed_nothing_is_not_put_back(did: Did, world: World) -> None:
    world.dhcp.value = world.start["address"]
    world.dhcp.on_act = lambda: Deed(did)
    assert world.do().did is did
    assert (world.states(), world.journal.entries()[0].detail) == (["taken_back"], module.UNTOUCHED[did])
    assert (world.log, world.dhcp.guards) == (["snapshot address", "act address", "keep address"], set())
    assert world.repairer.settle("dhcp", True).did is Did.NOTHING_TO_DO
    assert undoable(world.journal) == ()


def test_settling_twice_or_what_was_never_done_does_nothing(world: World) -> None:
    world.do()
    world.repairer.settle("dhcp", True)
    for keep in (True, False):
        assert world.repairer.settle("dhcp", keep).did is Did.NOTHING_TO_DO
        assert world.repairer.settle("another", keep).did is Did.NOTHING_TO_DO
    assert world.computer["address"] == "automatic"


def test_the_step_of_another_guide_is_another_step(world: World) -> None:
    world.do()
    assert world.repairer.settle("dhcp", False, guide="other").did is Did.NOTHING_TO_DO
    assert world.states() == ["done"]


# --- what cannot be done -------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, Target | None, Did]] = {
    "a verb that only opens a page": ("settings.open", TARGET, Did.UNSUPPORTED),
    "no verb": ("none", TARGET, Did.UNSUPPORTED),
    "a verb of a newer version": ("verb.of_tomorrow\n", TARGET, Did.UNSUPPORTED),
    "a verb that this system has not": ("time.sync_now", TARGET, Did.UNSUPPORTED),
    "nobody knows on what": ("ip.use_dhcp", None, Did.NO_TARGET),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_without_touching_anything(case: str, world: World) -> None:
    verb, target, did = REFUSED[case]
    deed = world.repairer.do(verb, target)
    assert deed.did is did
    assert deed.detail.isprintable()
    assert (world.log, world.states(), world.computer) == ([], [], world.start)


def test_not_ready(world: World) -> None:
    world.dhcp.is_ready = False
    assert world.do().did is Did.UNSUPPORTED
    assert (world.states(), world.computer, world.dhcp.guards) == ([], world.start, set())


@pytest.mark.parametrize("error", [OSError("gone"), LookupError("gone"), TimeoutError("gone"), TypeError("a mistake")])
def test_a_state_that_cannot_be_read_is_not_changed(error: Exception, world: World) -> None:
    def raises() -> None:
        raise error

    world.dhcp.on_snapshot = raises
    deed = world.do()
    assert deed.did is Did.FAILED
    assert "the present state cannot be read" in deed.detail
    assert (world.states(), world.computer) == ([], world.start)


def test_where_the_persons_files_are_is_not_told(world: World) -> None:
    world.dhcp.on_act = raising(PermissionError(13, "Permission denied", "/home/someone/.config/kioslaverc"))
    assert world.do() == Deed(Did.FAILED, "PermissionError: Permission denied")
    assert "someone" not in world.journal.entries()[0].detail


# --- what goes wrong in the act ------------------------------------------------------------------------------------


def raising(error: BaseException) -> Callable[[], Deed]:
    def act() -> Deed:
        raise error

    return act


WRONG: dict[str, tuple[Callable[[], Any], Did]] = {
    "failed": (lambda: Deed(Did.FAILED, "why"), Did.FAILED),
    "denied half way": (lambda: Deed(Did.DENIED, "why"), Did.DENIED),
    "timed out by itself": (lambda: Deed(Did.TIMED_OUT, "why"), Did.TIMED_OUT),
    "not there after all": (lambda: Deed(Did.UNSUPPORTED, "why"), Did.UNSUPPORTED),
    "an error of the system": (raising(OSError(5, "words")), Did.FAILED),
    "something is missing": (raising(KeyError("why")), Did.FAILED),
    "a call that ran out of time": (raising(TimeoutError("why")), Did.TIMED_OUT),
    "a mistake in the act": (raising(ZeroDivisionError()), Did.FAILED),
    "an act that ends its thread": (raising(SystemExit()), Did.FAILED),
    "an act that answers nothing": (lambda: None, Did.FAILED),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_failed_is_put_back_at_once(case: str, world: World) -> None:
    world.dhcp.on_act, did = WRONG[case]
    deed = world.do()
    assert deed.did is did
    assert deed.detail
    assert (world.computer, world.states()) == (world.start, ["taken_back"])
    assert world.log == ["snapshot address", "act address", "restore address"]


@pytest.mark.parametrize("case", [*WRONG, "not done"])
def test_what_cannot_be_put_back_is_stuck_and_said(case: str, world: World) -> None:
    world.dhcp.on_act = lambda: Deed(Did.FAILED, "why it failed")
    world.dhcp.on_restore = WRONG[case][0] if case in WRONG else lambda: Deed(Did.NO_TARGET, "gone")
    deed = world.do()
    assert deed.did is Did.FAILED
    assert "could not be put back" in deed.detail
    (entry,) = world.journal.entries()
    assert entry.state is Stage.STUCK
    assert "why it failed" in entry.detail
    assert [item.entry for item in undoable(world.journal)] == [entry.entry]
    world.dhcp.on_restore = lambda: Deed(Did.DONE)
    assert [undone.entry.state for undone in world.repairer.undo_all()] == [Stage.TAKEN_BACK]
    assert world.computer == world.start


def test_what_is_stuck_leaves_others_their_turn(world: World) -> None:
    world.dhcp.on_act = world.dhcp.on_restore = lambda: Deed(Did.FAILED, "no")
    world.do()
    assert world.do("dns.use_automatic", "dns").did is Did.DONE


def test_an_act_that_hangs_is_put_back_in_time_and_once_more_when_it_ends_after_all(world: World) -> None:
    with hanging() as (act, back):
        world.dhcp.on_act = lambda: (act(), world.computer.update(address="much later"), Deed(Did.DONE))[2]
        began = time.monotonic()
        deed = world.do()
        assert time.monotonic() - began < 10 * SHORT_S
        assert (deed.did, world.computer, world.states()) == (Did.TIMED_OUT, world.start, ["taken_back"])
        refused = world.do("dns.use_automatic", "dns")
        assert (refused.did, refused.detail) == (Did.FAILED, module.HANGS)
        assert world.another().do("dns.use_automatic", TARGET).detail == module.OTHER_INSTANCE
        back.set()
        assert eventually(lambda: world.log.count("restore address") == 2)
    assert eventually(lambda: world.do("dns.use_automatic", "dns").did is Did.DONE)
    assert (world.computer["address"], world.states()) == (world.start["address"], ["taken_back", "done"])
    assert world.journal.entries()[0].detail == "came back late"


LIMITS: dict[str, tuple[str, str, float, float]] = {
    "an administrator's, and somebody is there": ("time.enable_auto", "linux", 3.0, 3.0 + SHORT_S),
    "an administrator's, and nobody is there": ("time.enable_auto", "linux", 0.0, SHORT_S),
    "for whoever sits at the computer": ("ip.use_dhcp", "linux", 3.0, SHORT_S),
    "the person's own": ("proxy.reset_user", "linux", 3.0, SHORT_S),
    "an administrator's on this system": ("dns.use_automatic", "windows", 3.0, 3.0 + SHORT_S),
}


@pytest.mark.parametrize("case", LIMITS)
def test_who_is_asked_for_a_password_gets_the_time_to_type_it(case: str, world: World) -> None:
    verb, system, ask_s, expected_s = LIMITS[case]
    hands = TableHands(system, {verb: world.dhcp})
    repairer = Repairer(hands, world.journal, act_s=SHORT_S, ask_s=ask_s, grace_s=0.0)
    assert repairer.do(verb, TARGET, step="s").did is Did.DONE
    assert repairer.settle("s", False).did is Did.DONE
    assert world.dhcp.limits_s == [pytest.approx(expected_s)] * 2


def test_a_password_that_is_typed_slowly_is_waited_for(world: World) -> None:
    slow = threading.Event()
    world.dhcp.on_act = lambda: (slow.wait(3 * SHORT_S), Deed(Did.DONE))[1]
    hands = TableHands("linux", {"time.enable_auto": world.dhcp})
    impatient = Repairer(hands, world.journal, act_s=SHORT_S, grace_s=0.0)
    assert impatient.do("time.enable_auto", TARGET).did is Did.TIMED_OUT
    assert eventually(lambda: world.log.count("restore address") == 2)
    patient = Repairer(hands, world.journal, act_s=SHORT_S, ask_s=30.0, grace_s=0.0)
    assert patient.do("time.enable_auto", TARGET, step="s").did is Did.DONE
    patient.settle("s", False)


def test_a_taking_back_that_hangs_blocks_nobody_and_is_stuck(world: World) -> None:
    with hanging() as (act, back):
        world.do()
        world.dhcp.on_restore = act
        began = time.monotonic()
        assert world.repairer.settle("dhcp", False).did is Did.TIMED_OUT
        assert time.monotonic() - began < 10 * SHORT_S
        assert world.states() == ["stuck"]
        second = world.another()
        assert second.do("dns.use_automatic", TARGET, step="dns").detail == module.OTHER_INSTANCE
        back.set()
        assert eventually(lambda: second.do("dns.use_automatic", TARGET, step="dns").did is Did.DONE)
        assert second.settle("dns", False).did is Did.DONE
        assert world.computer == world.start


def test_a_look_that_hangs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", SHORT_S)
    with hanging() as (act, back):
        world.dhcp.on_snapshot = lambda: (act(), None)[1]
        assert world.do().did is Did.FAILED
        assert (world.states(), world.computer) == ([], world.start)
        back.set()
        assert eventually(lambda: world.log == ["snapshot address", "keep address"]), "its guard is let go"
        assert eventually(lambda: not world.dhcp.guards)


def test_a_guard_that_cannot_be_released_ends_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", SHORT_S)
    world.do()
    world.dhcp.on_keep = lambda: (_ for _ in ()).throw(OSError("no bus"))
    assert world.repairer.settle("dhcp", True).did is Did.DONE
    assert world.states() == ["kept"]


def test_every_changing_verb_may_come_and_no_opening_one(world: World) -> None:
    acts = dict.fromkeys(TABLE, world.dhcp)
    repairer = Repairer(TableHands("linux", acts), world.journal, act_s=SHORT_S)
    for verb in TABLE.values():
        did = repairer.do(verb.id, TARGET, step="s").did
        assert (did is Did.UNSUPPORTED) is verb.opens
        repairer.settle("s", False)
    assert world.computer == world.start
