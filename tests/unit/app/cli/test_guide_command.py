"""`unstuck guide`: what it shows, what it refuses, how a walk without a window ends and what it says."""

import json
import signal
from pathlib import Path

import msgspec
import pytest

from app.cli import main
from app.cli.stop import Stop
from app.guides import actions, shelf
from app.guides.auto import Interrupted
from app.guides.hand import Did, TableHands, Target
from app.guides.journal import FILE_NAME, Journal
from app.guides.shelf import LOCK_NAME
from app.store.lock import FileLock
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Site
from diagnostics.render import encode
from diagnostics.wording import Wording
from tests.fakes.repairable import DNS, LINK, Computer, Fault, verdict

GUIDE = """schema = 1
id = "ours"
cause = "dns.server_unreachable"
version = 7
title.en = "Our own guide"
title.fr = "Notre propre guide"
minutes = 1
owner = "user"
stop.en = "Then call {it_name}."
stop.fr = "Ensuite, appelez {it_name}."

[[steps]]
id = "card"
who = "you"
minutes = 1
text.en = "Push the card in."
text.fr = "Enfoncez la carte."

[[steps]]
id = "flush"
who = "app"
minutes = 1
text.en = "We empty the memory."
text.fr = "Nous vidons la mémoire."
by_hand.en = "Restart the computer."
by_hand.fr = "Redémarrez l’ordinateur."
verb = "dns.flush"
check = ["dns.system"]
settle_s = 1
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("UNSTUCK_SITE", raising=False)
    (tmp_path / "ours.toml").write_text(GUIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home" / "state"


@pytest.fixture
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Emptying the memory of names helps."""
    one = Computer(home, {"cache": "old", "cable": "in"}, (), {}).knob("dns.flush", "cache", "empty")
    one.faults = (
        Fault(LINK, lambda settings: settings["cable"] == "out", ("link.adapters",)),
        Fault(DNS, lambda settings: settings["cache"] == "old", ("dns.system",)),
    )

    class Looks:
        def __init__(self, site: Site, symptom: str | None, stop: Stop) -> None:
            self._stop = stop

        def __call__(self, only: tuple[str, ...] | None) -> Diagnosis:
            if one.stop_at is not None and one.now >= one.stop_at:
                self._stop.signal = signal.SIGTERM
                raise Interrupted
            return one.look(only)

    def hands(*, attended: bool = True) -> TableHands:
        assert not attended
        return TableHands("linux", dict(one.knobs))

    monkeypatch.setattr("app.cli.errand.Looks", Looks)
    monkeypatch.setattr(actions, "hands", hands)
    monkeypatch.setattr("app.cli.guide._system", lambda diagnosis=None: "linux")
    return one


OURS = ("--file", "ours.toml", "--lang", "en")


# --- a walk without a window ---------------------------------------------------------------------------------------


def test_it_repairs_and_tells_what_it_does(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "--auto", *OURS]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "We look at everything first…",
        "What we found: Your internet line works, but the internet’s address book isn’t answering you.",
        "Guide: Our own guide",
        "Step 1 of 2: Push the card in.",
        "   This step needs a person. We leave it out.",
        "Step 2 of 2: Empty the computer’s memory of internet addresses",
        "   Done.",
        "   We check again…",
        "   The trouble is gone.",
        "It worked. Everything we checked answers again.",
    ]
    assert here.settings["cache"] == "empty"


def test_in_french(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.knob("dns.flush", "cable", "in")
    assert main(["guide", "--auto", "--file", "ours.toml", "--lang", "fr"]) == 1
    assert capsys.readouterr().out.splitlines()[4:] == [
        "   Cette étape demande une personne. Nous la passons.",
        "Étape 2 sur 2\u00a0: Vider la mémoire d’adresses internet de l’ordinateur",
        "   Fait.",
        "   Nouvelle vérification…",
        "   Pas encore. Nous avons remis comme avant.",
        "Nous n’avons pas pu réparer cela tout seuls.",
        "Ce qu’une personne peut encore faire\u00a0: unstuck guide ours",
    ]


def test_as_one_object(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "--auto", "--json", *OURS]) == 0
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert (record["schema"], record["outcome"], record["guide"], record["version"]) == (
        "unstuck.walk/1",
        "fixed",
        "ours",
        7,
    )
    assert [(step["step"], step["result"]) for step in record["steps"]] == [("card", "skipped"), ("flush", "fixed")]
    assert shown.err == ""


def test_nothing_to_repair(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.settings["cache"] = "empty"
    assert main(["guide", "--auto", "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["Everything we checked works. There is nothing to repair."]


def test_a_cause_that_is_not_there(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "clock.skewed", "--auto", "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines()[2:] == [
        "We don’t see this trouble here: Wrong date or time",
        "Try: unstuck guide dns.server_unreachable --auto",
    ]


def test_another_trouble_shows_and_only_the_named_one_was_wanted(
    here: Computer, capsys: pytest.CaptureFixture[str]
) -> None:
    here.faults = (*here.faults, Fault("clock.skewed", lambda settings: True, ("clock.offset",)))
    assert main(["guide", DNS, "--auto", *OURS]) == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "That part is repaired. Something else shows now.",
        "What we found: Wrong date or time",
        "Try: unstuck guide clock.skewed --auto",
    ]


def test_what_the_computer_refuses_is_said(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.knob("dns.flush", "cache", "empty", answer=Did.DENIED)
    assert main(["guide", "--auto", *OURS]) == 1
    assert "   This computer doesn’t let us.\n" in capsys.readouterr().out


def test_what_could_not_be_put_back_is_said(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.knob("dns.flush", "cable", "in", back=Did.FAILED)
    assert main(["guide", "--auto", *OURS]) == 1
    said = "   We could not put this back as it was: We emptied the computer’s memory of internet addresses.\n"
    assert said in capsys.readouterr().out


def test_stopped_and_taken_up_again(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.stop_at = 1.0
    assert main(["guide", "--auto", *OURS]) == 143
    assert capsys.readouterr().out.splitlines()[-1].startswith("Stopped. Nothing is left half done")
    assert here.settings["cache"] == "old"
    here.stop_at = None
    assert main(["guide", "--auto", *OURS]) == 0
    assert "We go on with: Our own guide\n" in capsys.readouterr().out


def test_a_fresh_start_forgets_the_walk_that_was_left(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.stop_at = 1.0
    assert main(["guide", "--auto", *OURS]) == 143
    here.stop_at = None
    assert main(["guide", "--auto", "--json", "--fresh", *OURS]) == 0
    record = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (record["resumed_at"], len(record["steps"])) == (None, 2)


def test_a_fresh_start_forgets_it_also_when_there_is_nothing_to_repair(here: Computer) -> None:
    here.stop_at = 1.0
    assert main(["guide", "--auto", *OURS]) == 143
    assert shelf.read(here.folder) is not None
    here.stop_at, here.faults = None, ()
    assert main(["guide", "--auto", "--fresh"]) == 0
    assert shelf.read(here.folder) is None


def test_what_a_crash_left_is_put_back_first_and_said(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    notes = Journal(here.folder / FILE_NAME)
    notes.begin("dns.flush", Target(), {"was": "old"}, guide="ours", step="flush")
    here.settings["cache"] = "half"
    assert main(["guide", "--auto", *OURS]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == (
        "Left half done by an earlier run, now put back: We emptied the computer’s memory of internet addresses."
    )


def test_two_at_once(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.folder.mkdir(parents=True)
    for lock in (FileLock(here.folder / LOCK_NAME), Journal(here.folder / FILE_NAME).lock):
        assert lock.take()
        assert main(["guide", "--auto", *OURS]) == 2
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)
        assert "another Unstuck is at work on this computer; wait for it" in shown.err
        lock.release()
    assert here.looked == []
    assert main(["guide", "--auto", *OURS]) == 0


def test_what_cannot_be_written_down_is_not_done(
    here: Computer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state folder is a file: nothing can be made in it, whoever we are."""
    here.folder.parent.mkdir(parents=True)
    here.folder.write_text("")
    (here.folder.parent.parent / "two.toml").write_text(
        GUIDE + GUIDE[GUIDE.index('[[steps]]\nid = "flush"') :].replace('"flush"', '"again"'), encoding="utf-8"
    )
    assert main(["guide", "--auto", "--file", "two.toml", "--lang", "en"]) == 1
    shown = capsys.readouterr()
    assert shown.out.count(Wording.load("en").text("auto.unremembered")) == 1
    assert here.settings["cache"] == "old"
    assert main(["guide", "--auto", "--file", "two.toml", "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert [step["reason"] for step in record["steps"]] == ["nobody", "failed", "failed"]


def test_a_look_that_breaks_is_one_sentence(here: Computer, capsys: pytest.CaptureFixture[str]) -> None:
    here.blind = True
    assert main(["guide", "--auto", *OURS]) == 2
    assert capsys.readouterr().err == "unstuck: the look was not judged\n"


# --- shown and rehearsed -------------------------------------------------------------------------------------------


def test_a_guide_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "dns.slow", "--lang", "fr"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(Wording.load("fr").cause("dns.slow").title)
    assert "Quand s’arrêter\n" in text
    assert not home.exists()


@pytest.mark.parametrize("name", ["calls", "symptom.calls"])
def test_a_tile_has_its_sheet(name: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", name, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["schema"], shown["id"]) == ("unstuck.guide/1", "symptom.calls")


def test_a_file_of_it_is_shown_with_the_site_s_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("site.toml").write_text('[organisation]\nit_name = "Help desk"\nlanguages = ["fr"]\n', encoding="utf-8")
    assert main(["guide", "--file", "ours.toml", "--site", "site.toml"]) == 0
    assert "Ensuite, appelez Help desk." in capsys.readouterr().out


def test_a_rehearsal_writes_nothing_and_says_so_on_every_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*args: object, **named: object) -> None:
        raise AssertionError("a rehearsal has no hands")

    monkeypatch.setattr(actions, "hands", never)
    monkeypatch.setattr(actions, "open_page", never)
    assert main(["guide", "--rehearse", "--helps", "flush", *OURS]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("REHEARSAL  ") for line in lines)
    assert not home.exists()
    assert main(["guide", "dns.slow", "--rehearse", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rehearsal"] is True


def test_a_saved_diagnosis_fills_in_names(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = msgspec.structs.replace(verdict(["vpn.not_connected"]), args={"vpn": "Blue VPN"})
    windows = OsInfo(system="windows", name="Windows 11", kernel="10.0", machine="x86_64")
    saved = Diagnosis(
        os=windows,
        verdict=named,
        checks=(CheckResult(id="vpn.client", state=CheckState.PROBLEM, duration_s=1, seen=1),),
    )
    Path("saved.json").write_bytes(encode(saved, Wording.load("en")))
    Path("vpn.toml").write_text(
        GUIDE.replace(DNS, "vpn.not_connected").replace("Push the card in.", "Start {vpn}.")
        .replace("Enfoncez la carte.", "Démarrez {vpn}."), encoding="utf-8"
    )  # fmt: skip
    for how in ([], ["--rehearse"]):
        assert main(["guide", "--file", "vpn.toml", "--from", "saved.json", "--lang", "en", *how]) == 0
        assert "Start Blue VPN." in capsys.readouterr().out


# --- refused -------------------------------------------------------------------------------------------------------

# name: (arguments, what the one line on stderr says)
REFUSED = {
    "nothing": ([], "say which guide: `unstuck guide CAUSE`, or --auto for what the first look names."),
    "an unknown cause": (["dns.slo"], "'dns.slo': there is no guide of that name; did you mean dns.slow?"),
    "nothing near": (["zzz", "--auto"], "'zzz': there is no guide of that name; take the cause that `unstuck diagnose"),
    "a path": (["../../etc/passwd"], "there is no guide of that name"),
    "no such file": (["--file", "gone.toml"], "gone.toml: there is no such file."),
    "a broken guide": (["--file", "bad.toml", "--auto"], "bad.toml, line 1: not valid TOML"),
    "two guides": (["dns.slow", "--file", "ours.toml"], "this guide is for dns.server_unreachable, not for dns.slow"),
    "a broken site": (["dns.slow", "--site", "gone.toml"], "gone.toml: there is no such file"),
    "a bad diagnosis": (["dns.slow", "--from", "bad.toml"], "bad.toml: "),
    "a bad address": (["--auto", "--address", "ftp://"], "--address: "),
    "helps without a rehearsal": (["dns.slow", "--helps", "x"], "--helps goes with --rehearse; add --rehearse"),
    "helps what is not there": (
        ["--file", "ours.toml", "--rehearse", "--helps", "flash"],
        "--helps flash: the guide has no such step here; use one of card, flush.",
    ),
    "fresh without auto": (["dns.slow", "--fresh"], "--fresh goes with --auto; add --auto or leave --fresh out."),
    "patience without auto": (["dns.slow", "--patience", "0"], "--patience goes with --auto"),
    "from with auto": (["--auto", "--from", "x.json"], "--from does not go with --auto, which looks for itself"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(name: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.toml").write_text("][")
    arguments, sentence = REFUSED[name]
    assert main(["guide", *arguments]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert sentence in shown.err
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [["--auto", "--rehearse"], ["--auto", "--patience", "soon"], ["--auto", "--patience", "-1"], ["--lang", "de"]],
)
def test_arguments_that_do_not_fit(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["guide", *arguments])
    assert left.value.code == 2
    assert capsys.readouterr().out == ""
