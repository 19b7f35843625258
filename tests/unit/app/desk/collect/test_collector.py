"""One report, one ticket, whatever happens in between; and what is no report never becomes one."""

import hashlib
import os
from pathlib import Path

import pytest

from app.desk.collect import collector as module
from app.desk.collect.collector import counted
from app.desk.collect.result import End
from app.desk.collect.shelf import MOST_ASIDE, Shelf, remembered
from app.desk.helpdesk.ticket import HelpdeskError, Ticket, Trouble
from app.reports.bundle import LARGEST_BYTES
from app.reports.sealname import SealName
from tests.unit.app.desk.collect.world import SETTLE_S, Died, FakeDesk, World, unsure

CODE = "6X71YCNQ6"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def ends(world: World) -> list[End]:
    return [line.end for line in world.collect().lines]


def test_a_report_becomes_a_ticket_with_its_file(world: World) -> None:
    made = world.put()
    assert ends(world) == [End.TICKET]
    (ticket,) = world.desk.tickets
    assert (ticket.key, ticket.file_name, ticket.data) == (made.name.report_id, str(made.name), made.data)
    assert world.left == []
    assert (world.state / "sealed" / str(made.name)).read_bytes() == made.data


def test_the_same_file_again_is_only_put_away(world: World) -> None:
    made = world.put()
    world.collect()
    (world.drop / str(made.name)).write_bytes(made.data)
    world.desk.looked.clear()
    assert ends(world) == [End.KNOWN]
    assert (len(world.desk.tickets), world.desk.looked, world.left) == (1, [], [])


def test_a_collector_that_lost_its_memory_finds_the_ticket(world: World) -> None:
    made = world.put()
    world.collect()
    (world.drop / str(made.name)).write_bytes(made.data)
    world.state = world.folder / "new"
    assert ends(world) == [End.KNOWN]
    assert len(world.desk.tickets) == 1


@pytest.mark.parametrize("late", [True, False], ids=["the ticket was made", "it was not"])
@pytest.mark.parametrize("fault", [Died(), unsure()], ids=["killed", "no answer"])
def test_an_attempt_of_unknown_end_is_looked_for_later(world: World, fault: BaseException, late: bool) -> None:
    world.put()
    world.desk.fails, world.desk.late = [fault], late
    try:
        world.collect()
    except Died:
        pass
    made = len(world.desk.tickets)
    world.now += SETTLE_S / 2
    still = world.collect()
    assert (still.waiting, still.lines, len(world.desk.tickets)) == (1, [], made), "somebody may still be working on it"
    assert still.due_in_s == pytest.approx(SETTLE_S / 2)
    world.now += SETTLE_S
    first = ends(world)
    world.now += SETTLE_S + 1
    second = ends(world)
    assert (first, second) == (([End.TICKET], []) if late else ([End.UNSURE], [End.TICKET]))
    assert (len(world.desk.tickets), world.left) == (1, [])


def test_a_clock_that_was_set_back_waits_anew_and_one_set_on_loses_nothing(world: World) -> None:
    world.put()
    world.desk.fails = [unsure()]
    world.collect()
    world.now -= 5 * 365 * 86_400
    assert world.collect().due_in_s == SETTLE_S
    world.now += 10 * 365 * 86_400
    assert ends(world) == [End.UNSURE]
    world.now += 20 * 365 * 86_400
    assert ends(world) == [End.TICKET]
    assert len(world.desk.tickets) == 1


@pytest.mark.parametrize("where", ["finish", "forget", "put_away"])
def test_killed_after_the_ticket(world: World, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise Died

    world.put()
    with monkeypatch.context() as patched:
        patched.setattr(Shelf, where, dies)
        with pytest.raises(Died):
            world.collect()
    world.now += SETTLE_S + 1
    world.collect()
    assert (len(world.desk.tickets), world.left) == (1, [])
    assert list((world.state / "begun").iterdir()) == []


def test_a_ticket_that_is_refused_does_not_stop_the_others(world: World) -> None:
    world.put()
    world.put()
    world.desk.fails = [HelpdeskError(Trouble.REJECTED, "desk.example", status=422)]
    assert sorted(ends(world)) == [End.REFUSED, End.TICKET]
    assert ends(world) == [End.TICKET]
    assert len(world.desk.tickets) == 2


def test_a_helpdesk_that_is_down_ends_the_pass(world: World) -> None:
    for _ in range(3):
        world.put()
    world.desk.fails = [HelpdeskError(Trouble.NO_CONNECTION, "desk.example")]
    done = world.collect()
    assert "desk.example" in done.trouble
    assert len(world.desk.looked) == 1
    assert ends(world) == [End.TICKET] * 3


def test_two_files_of_one_id_are_two_tickets(world: World) -> None:
    """A person struck a line and sent again; or a stranger knew an id. Neither hides the other."""
    made = world.put()
    world.collect()
    other = b"age-encryption.org/v1\n" + made.data.split(b"\n", 1)[1] + b"x"
    name = SealName(made.name.report_id, made.name.code, hashlib.sha256(other).hexdigest())
    world.identities = ()
    (world.drop / str(name)).write_bytes(other)
    assert ends(world) == [End.TICKET]
    assert [ticket.key for ticket in world.desk.tickets] == [name.report_id, f"{name.report_id}-{name.sha256[:16]}"]


def test_a_flood_waits_in_the_drop(tmp_path: Path) -> None:
    world = World(tmp_path, per_hour=3)
    for _ in range(5):
        world.put()
    done = world.collect()
    assert (len(world.desk.tickets), done.waiting, len(world.left)) == (3, 2, 2)


def named(data: bytes) -> str:
    return str(SealName("0" * 16, CODE, hashlib.sha256(data).hexdigest()))


JUNK = b"age-encryption.org/v1\n-> X25519 abc\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
ARMORED = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + bytes(50)
WRONG = {
    "a name of nobody": ("hello.txt", b"x"),
    "nearly a name": (named(b"x")[:-3] + "AGE", b"x"),
    "another content": (named(b"other"), JUNK + bytes(40)),
    "empty": (named(b""), b""),
    "no age": (named(b"PK\x03\x04" + bytes(100)), b"PK\x03\x04" + bytes(100)),
    "age without payload": (named(JUNK), JUNK),
    "armored age": (
        named(b"-----BEGIN AGE ENCRYPTED FILE-----\n" + bytes(50)),
        b"-----BEGIN AGE ENCRYPTED FILE-----\n" + bytes(50),
    ),
    "sealed to us by a stranger's hand": (named(JUNK + bytes(64)), JUNK + bytes(64)),
    "too large": (named(b"0" * (LARGEST_BYTES + 1)), b"0" * (LARGEST_BYTES + 1)),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_report_goes_aside(world: World, case: str) -> None:
    name, data = WRONG[case]
    (world.drop / name).write_bytes(data)
    os.utime(world.drop / name, (1, 1))
    assert ends(world) == [End.ASIDE]
    assert (world.desk.tickets, world.left, len(world.aside)) == ([], [], 1)


def test_links_pipes_and_folders_are_moved_and_never_followed(world: World, tmp_path: Path) -> None:
    made = world.put()
    secret = tmp_path / "secret"
    secret.write_bytes(made.data)
    (world.drop / str(made.name)).unlink()
    (world.drop / str(made.name)).symlink_to(secret)
    os.mkfifo(world.drop / named(b"pipe"))
    (world.drop / "folder").mkdir()
    (world.drop / "folder" / "x").write_text("x")
    (world.drop / "dangling").symlink_to(tmp_path / "nothing")
    assert ends(world) == [End.ASIDE] * 4
    assert (world.desk.tickets, world.left) == ([], [])
    assert secret.read_bytes() == made.data


def test_what_is_still_being_written_is_left_alone(world: World) -> None:
    made = world.put()
    place = world.drop / str(made.name)
    place.write_bytes(made.data[:100])
    os.utime(place, (world.now - 10, world.now - 10))
    (world.drop / ".x.part").write_text("x")
    os.utime(world.drop / ".x.part", (world.now - 3600, world.now - 3600))
    (world.drop / ".uploads").mkdir()
    assert ends(world) == []
    place.write_bytes(made.data)
    assert ends(world) == [End.TICKET]
    assert world.left == [".uploads", ".x.part"]


def test_quarantine_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desk.collect.shelf.MOST_ASIDE", 3)
    assert MOST_ASIDE == 1000
    for number in range(6):
        (world.drop / f"junk{number}").write_text("x")
        os.utime(world.drop / f"junk{number}", (1, 1))
        world.now += 1
        world.collect()
    assert len(world.aside) == 3


def test_a_terminal_cannot_be_steered_by_a_name(world: World) -> None:
    (world.drop / "\x1b[31mred\nline").write_text("x")
    os.utime(world.drop / "\x1b[31mred\nline", (1, 1))
    (line,) = world.collect().lines
    assert str(line).isprintable()


def test_old_files_go_and_their_tickets_are_still_known(world: World) -> None:
    made = world.put()
    world.collect()
    world.now += 60 * 86_400 * 10
    world.collect()
    assert list((world.state / "sealed").iterdir()) == []
    assert made.name.report_id


def test_day_cause_and_number(world: World) -> None:
    world.put()
    world.put()
    world.collect()
    ((day, cause, number),) = counted(remembered(world.state))
    assert (day, number) == ("2027-01-15", 2)
    assert cause


def test_a_pass_looks_at_a_bounded_number_of_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 2)
    for _ in range(3):
        world.put()
    world.collect()
    world.collect()
    assert len(world.desk.tickets) == 3


def junk(world: World, number: int, *, age_s: float = 86_400.0) -> None:
    for each in range(number):
        path = world.drop / f"00-{each:06}"
        path.write_text("x")
        os.utime(path, (world.now - age_s, world.now - age_s))


def test_reports_are_looked_at_before_junk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 20)
    junk(world, 100)
    world.put()
    done = world.collect()
    assert (done.lines[0].end, len(world.desk.tickets), done.waiting) == (End.TICKET, 1, 80)
    for _ in range(4):
        done = world.collect()
    assert (done.waiting, world.left) == (0, [])


def test_much_junk_is_ten_lines_and_a_number(world: World) -> None:
    junk(world, 25)
    first = world.collect().lines
    assert [str(line).split("  ")[1] for line in first[:10]] == [f"00-{each:06}" for each in range(10)]
    assert str(first[10]) == "aside  and 15 more"
    assert len(first) == 11
    junk(world, 10)
    assert len(world.collect().lines) == 10


def test_what_may_be_on_its_way_waits(world: World) -> None:
    junk(world, 2, age_s=1.0)
    (world.drop / ".uploads").mkdir()
    done = world.collect()
    assert (done.waiting, done.lines) == (2, [])
    world.now += 3600
    done = world.collect()
    assert (done.waiting, world.left) == (0, [".uploads"])


def test_a_report_that_may_not_be_read_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put()
    monkeypatch.setattr(module, "read", lambda _: None)
    assert world.collect().waiting == 1


def test_what_a_stop_leaves_waits(world: World) -> None:
    for _ in range(3):
        world.put()
    answers = iter([False, True])
    done = world.collect(stopped=lambda: next(answers))
    assert (done.waiting, len(world.desk.tickets)) == (2, 1)


def test_quarantine_has_an_end_within_one_pass_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desk.collect.shelf.MOST_ASIDE", 3)
    junk(world, 250)
    world.collect()
    assert (len(world.aside), world.left) == (3, [])


def test_junk_is_not_flushed_piece_by_piece(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a power cut bring some back, it is put aside once more."""
    flushed: list[Path] = []
    monkeypatch.setattr("app.store.atomic.flush_folder", flushed.append)
    junk(world, 50)
    world.collect()
    assert (flushed, len(world.aside)) == ([], 50)


def test_the_fake_is_a_helpdesk() -> None:
    desk = FakeDesk()
    assert desk.find("x") is None
    desk.create(Ticket("x", "", "", "", b""))
    assert desk.find("x") is not None
