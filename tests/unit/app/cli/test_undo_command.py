"""`unstuck undo`: what it shows, what it puts back and in which order, how it ends."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.guides import actions
from app.guides.hand import ASK_S, Did, TableHands, Target
from app.guides.journal import FILE_NAME, Journal, Stage
from app.guides.repair import Repairer
from tests.fakes.repairable import Computer

MOMENT = 1_750_000_000.0  # the middle of June 2025


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("UNSTUCK_SITE", raising=False)
    return tmp_path / "home" / "state"


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Two lasting changes that helped, one after the other, and one that did not last."""
    one = Computer(home, {"dns": "auto", "vpn": "on", "cache": "empty"}, (), {})
    one.knob("dns.use_automatic", "dns", "auto").knob("vpn.start_client", "vpn", "on")
    one.knob("dns.flush", "cache", "empty")
    seconds = iter(range(1000))
    journal = Journal(home / FILE_NAME, clock=lambda: MOMENT + next(seconds))
    for verb, guide, was in (
        ("dns.use_automatic", "dns.slow", "wrong"),
        ("dns.flush", "dns.slow", "old"),
        ("vpn.start_client", "ours", "off"),
    ):
        entry = journal.begin(verb, Target(), {"was": was}, guide=guide, step="s")
        journal.mark(entry.entry, Stage.DONE)
        journal.mark(entry.entry, Stage.KEPT)
    monkeypatch.setattr(actions, "hands", lambda *, attended=True: TableHands("linux", dict(one.knobs)))
    return one


def states(home: Path) -> dict[str, str]:
    return {entry.verb: entry.state.value for entry in Journal(home / FILE_NAME).entries()}


def lines(text: str) -> list[str]:
    """Without the time, which is this computer's own."""
    return [
        line if line.startswith("   ") else line.partition(", ")[0] + line[line.find(": ") :]
        for line in text.splitlines()
    ]


def test_what_was_changed_is_listed_newest_first(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "--list", "--lang", "en"]) == 0
    assert lines(capsys.readouterr().out)[:-1] == [
        "15\u00a0June 2025: We started the VPN.",
        "   Guide: ours",
        "15\u00a0June 2025: We set the internet address book to automatic.",
        "   Guide: The internet address book is slow",
    ]
    assert here.settings == {"dns": "auto", "vpn": "on", "cache": "empty"}


def test_everything_is_undone_newest_first(
    here: Computer, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["undo", "--lang", "en"]) == 0
    assert lines(capsys.readouterr().out) == [
        "15\u00a0June 2025: We started the VPN.",
        "   Guide: ours",
        "   Put back as it was.",
        "15\u00a0June 2025: We set the internet address book to automatic.",
        "   Guide: The internet address book is slow",
        "   Put back as it was.",
    ]
    assert here.settings == {"dns": "wrong", "vpn": "off", "cache": "empty"}
    assert states(home) == {"dns.use_automatic": "taken_back", "dns.flush": "kept", "vpn.start_client": "taken_back"}
    assert main(["undo", "--lang", "fr"]) == 0
    assert capsys.readouterr().out == "Il n’y a rien à annuler.\n"


def test_in_french(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "--list", "--lang", "fr"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("Le 15\u00a0juin 2025, ")
    assert shown[0].endswith("\u00a0: Nous avons démarré le VPN.")
    assert shown[-1] == "Pour tout annuler\u00a0: unstuck undo"


def test_one_that_cannot_be_put_back_does_not_keep_the_others_from_it(
    here: Computer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here.knobs["vpn.start_client"].back = Did.DENIED
    assert main(["undo", "--lang", "en"]) == 1
    assert [line for line in lines(capsys.readouterr().out) if "ut back" in line] == [
        "   This could not be put back.",
        "   Put back as it was.",
    ]
    assert here.settings == {"dns": "wrong", "vpn": "on", "cache": "empty"}
    assert main(["undo", "--list", "--lang", "en"]) == 0
    assert "   An earlier try to put it back failed." in capsys.readouterr().out.splitlines()


def test_what_was_so_already(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.knobs["vpn.start_client"].back = Did.NOTHING_TO_DO
    assert main(["undo", "--lang", "en"]) == 0
    assert "   Nothing of it was left.\n" in capsys.readouterr().out


def test_a_change_that_nobody_has_proved_is_listed_and_undone(
    here: Computer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(home / FILE_NAME)
    journal.mark(journal.begin("dns.flush", Target(), {"was": "old"}).entry, Stage.DONE)
    assert main(["undo", "--list", "--lang", "en"]) == 0
    assert "   Nobody knows yet whether it helped.\n" in capsys.readouterr().out
    assert main(["undo"]) == 0
    assert here.settings["cache"] == "old"


def test_a_change_of_a_newer_version_is_told_and_stays(
    here: Computer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(home / FILE_NAME)
    journal.mark(journal.begin("fridge.cool", Target(), {}).entry, Stage.KEPT)
    assert main(["undo", "--lang", "en"]) == 1
    assert ": We changed something that this version does not know.\n" in capsys.readouterr().out


def test_as_one_object(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == "unstuck.undo/1"
    assert [(row["verb"], row["state"]) for row in listed["entries"]] == [
        ("vpn.start_client", "kept"),
        ("dns.use_automatic", "kept"),
    ]
    assert set(listed["entries"][0]) == {"entry", "verb", "guide", "step", "state", "at"}
    here.knobs["vpn.start_client"].back = Did.FAILED
    assert main(["undo", "--json"]) == 1
    undone = json.loads(capsys.readouterr().out)
    assert [(row["did"], row["state"], row["reason"]) for row in undone["entries"]] == [
        ("failed", "stuck", "the service does not answer"),
        ("done", "taken_back", ""),
    ]
    assert main(["undo", "--list", "--json"]) == 0


@pytest.mark.parametrize("arguments", [[], ["--list"], ["--json"]])
def test_nothing_to_undo_makes_no_folder(
    arguments: list[str], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(actions, "hands", lambda *, attended=True: pytest.fail("nothing to do needs no hands"))
    assert main(["undo", "--lang", "en", *arguments]) == 0
    shown = capsys.readouterr().out
    assert shown == (
        '{"schema":"unstuck.undo/1","entries":[]}\n' if arguments == ["--json"] else "There is nothing to undo.\n"
    )
    assert not home.exists()


@pytest.mark.parametrize("attended", [True, False])
def test_a_password_can_be_typed_in_a_terminal_only(
    attended: bool, here: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, float]] = []

    def repairer(hands: TableHands, journal: Journal, *, ask_s: float) -> Repairer:
        asked.append((hands.system == "attended", ask_s))
        return Repairer(hands, journal, ask_s=ask_s)

    monkeypatch.setattr("app.guides.repair.Repairer", repairer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: attended, raising=False)
    knobs = dict(here.knobs)
    monkeypatch.setattr(actions, "hands", lambda *, attended: TableHands("attended" if attended else "linux", knobs))
    assert main(["undo"]) == 0
    assert asked == [(attended, ASK_S if attended else 0.0)]


def test_another_process_is_at_work(here: Computer, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Journal(home / FILE_NAME)
    assert other.lock.take()
    assert main(["undo"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert "another Unstuck is at work on this computer" in shown.err
    other.lock.release()
    assert here.settings["dns"] == "auto"


def test_a_journal_that_cannot_be_read_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / FILE_NAME).mkdir(parents=True)
    assert main(["undo", "--lang", "en"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"unstuck: {home / FILE_NAME}: something with this name is in the way; choose another folder.\n"


def test_a_broken_site_file_is_one_sentence(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", "--site", str(tmp_path / "gone.toml")]) == 2
    assert "gone.toml: there is no such file" in capsys.readouterr().err
