"""How the program starts: which of its two faces, what it refuses, and what it does not load before the first paint."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import pytest

import app.cli
from app import __main__ as program
from app.bridge import kept
from app.bridge.choices import Choices
from app.bridge.place import Place, named
from app.presenters.handoff import Handed
from app.reports.code import decode
from diagnostics.model.site import Report
from diagnostics.site import SiteError

ROOT = Path(__file__).resolve().parents[2]

FIRST_PAINT = """
import json, os, sys
from app import __main__ as program
from app.bridge.session import Session
def started(self, *_):
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)
Session.start = started
program.main([])
"""

HEAVY = ("msgspec", "tomllib", "dns", "requests", "psutil", "asyncio", "ssl", "speedtest", "urllib.request", "tuf")


def started(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "UNSTUCK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    surroundings.pop("UNSTUCK_SITE", None)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    done = started(FIRST_PAINT, tmp_path)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert loaded.isdisjoint(HEAVY)
    ours = ("diagnostics.", "app.reports", "app.guides", "app.content", "app.cli")
    assert not [name for name in loaded if name.startswith(ours)]


LEFT = """
import os
from app import __main__ as program
from app.bridge.session import Session
def recalled(self, *_):
    print(self.is_running, self.doors.has_left(), flush=True)
    os._exit(0)
Session.start = lambda self, *_: None
Session.recall = recalled
program.main([])
"""


def test_what_was_left_is_looked_for_once_the_window_is_there(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / kept.WALK).write_bytes(b"{}")
    done = started(LEFT, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True"]


def test_a_sub_command_never_loads_qt(tmp_path: Path) -> None:
    code = """
import sys
from app.__main__ import main
try:
    main(["judge", "--help"])
except SystemExit:
    print("PySide6" in sys.modules)
"""
    assert started(code, tmp_path).stdout.strip().endswith("False")


@pytest.mark.parametrize(
    ("arguments", "display", "expected"),
    [
        (["diagnose", "--json"], True, ["diagnose", "--json"]),
        (["judge", "x.json"], False, ["judge", "x.json"]),
        ([], False, ["diagnose"]),
        (["--lang", "fr"], False, ["diagnose", "--lang", "fr"]),
    ],
)
def test_the_terminal_takes_over(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], display: bool, expected: list[str]
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(program, "_has_display", lambda: display)
    monkeypatch.setattr(app.cli, "main", lambda argv: asked.append(argv) or 3)
    assert program.main(arguments) == 3
    assert asked == [expected]


@pytest.mark.parametrize(
    ("name", "value", "expected"), [("DISPLAY", ":7", True), ("WAYLAND_DISPLAY", "w", True), (None, "", False)]
)
def test_a_display_is_found_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str | None, value: str, expected: bool
) -> None:
    for each in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(each, raising=False)
    if name:
        monkeypatch.setenv(name, value)
    assert program._has_display() is expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[organisaton]\nname = 'x'\n", "organisaton"),
        ("not toml at all [[", "line 1"),
        (None, "no such file"),
    ],
)
def test_a_bad_site_file_is_one_line_and_status_2(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "site.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    done = started(
        "import sys; from app.__main__ import main; sys.exit(main(sys.argv[1:]))", tmp_path, "--site", str(path)
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert told in done.stderr


def test_arguments_that_do_not_exist_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["--nonsense"])
    assert ended.value.code == 2
    assert "--nonsense" in capsys.readouterr().err


def test_a_broken_usual_site_file_does_not_keep_the_window_shut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "site.toml"
    broken.write_text("[vpn]\nnam = 1\n", "utf-8")
    monkeypatch.setenv("UNSTUCK_SITE", str(broken))
    place = Place.usual({"name": "Example", "languages": ["fr"], "has_vpn": True})
    assert (place.name, place.languages, place.has_vpn, place.is_known) == ("Example", ("fr",), True, False)
    assert place.site.vpn == ()
    assert str(broken) in place.trouble
    with pytest.raises(SiteError):
        named(broken)


def test_choices_are_kept_from_one_start_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    first = Choices.read()
    assert (first.language, first.scheme, first.scale, first.size, first.place) == (None, "system", 1.0, None, {})
    first.choose(language="fr", scheme="dark")
    first.remember(scale=1.5, size=[900, 700], place={"name": "Example"})
    assert first.close()
    again = Choices.read()
    assert (again.language, again.scheme, again.scale, again.size) == ("fr", "dark", 1.5, (900, 700))
    assert again.place == {"name": "Example"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"scale": "big", "size": [1], "place": 3}', b"\xff\xfe"])
def test_rubbish_in_the_state_is_as_good_as_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    kept.folders().state.mkdir(parents=True)
    (kept.folders().state / kept.WINDOW).write_bytes(data)
    choices = Choices.read()
    assert (choices.scale, choices.size, choices.place) == (1.0, None, {})


def test_a_home_that_cannot_be_written_costs_nothing_but_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "file"))
    choices = Choices()
    choices.choose(language="fr")
    choices.remember(scale=2.0)
    assert choices.close()
    assert choices.language == "fr"
    kept.write(kept.WALK, b"x")
    kept.write(kept.WALK, None)
    assert kept.read(kept.WALK) is None


def test_what_was_left_is_looked_for_where_it_is_kept() -> None:
    """The names are repeated so that nobody loads the whole walk before the first paint."""
    from app.guides import journal, shelf

    assert (kept.WALK, kept.JOURNAL) == (shelf.FILE_NAME, journal.FILE_NAME)


def test_the_real_doors_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the window reaches for is really there, without sending or measuring anything."""
    from app.bridge.doors import real_doors
    from tests.fakes import story

    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    doors = real_doors(Place.of(story.EXAMPLE))
    seen = story.port_blocked()[-1].diagnosis
    assert doors.words("fr").it_name == "the help desk"
    assert doors.guide_for("isp.down").steps
    assert doors.megabytes(None) > 0
    assert doors.folder().is_relative_to(tmp_path)
    assert doors.guide_for_symptom("slow").steps
    assert not doors.has_left()
    doors.keep_walk(b"{}")
    assert doors.kept_walk() == b"{}"
    assert doors.has_left()
    doors.keep_walk(None)
    assert doors.kept_walk() is None
    assert doors.bench().changes() == ()
    target = doors.target("captive.open_portal", None, None, story.EXAMPLE, page=None)
    assert target.url.startswith("http://")
    assert doors.guide_for("isp.down").title.fr in doors.sheet(
        doors.guide_for("isp.down"), doors.words("fr"), "linux", {}, {}
    )
    heard: list[Any] = []
    run = doors.runs(heard.append, full=False, only=("laptop.volumes",), symptom=None)
    run.cancel()
    assert run.join(1.0)
    assert decode(doors.code(seen, False).chars).cause == "vpn.port_blocked"
    assert len(doors.qr(seen, doors.code(seen, False), story.EXAMPLE, ())) > 20
    assert doors.copies(tmp_path) == {}
    assert "<html" in doors.handin(Handed(seen, doors.code(seen, True)), story.EXAMPLE, "fr", ())
    assert "<html" in doors.provider((seen,), "fr")
    assert doors.remote_help(story.EXAMPLE, doors.words("fr")) is None


def test_the_way_to_the_internet_is_asked_for_without_a_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.bridge import ways

    class RoutingTable:
        """A socket that only ever answers from which address it would speak."""

        def __init__(self, family: int, kind: int) -> None:
            assert kind == socket.SOCK_DGRAM, "a stream would knock at the other side"
            self._family = family

        def __enter__(self) -> "RoutingTable":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def connect(self, _: tuple[str, int]) -> None:
            if self._family == socket.AF_INET6:
                raise OSError("no route")

        def getsockname(self) -> tuple[str, int]:
            return (here, 1)

    here = "192.0.2.7"
    monkeypatch.setattr(ways.socket, "socket", RoutingTable)
    at_home = ways.origin()
    assert at_home == ways.origin() == ("192.0.2.7", "")
    here = "198.51.100.9"
    assert ways.origin() != at_home


def test_a_report_in_the_real_outbox_is_seen_by_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed with the real keys, kept on the real disk, taken up by the real post; it goes nowhere."""
    from app.bridge.doors import real_doors
    from tests.fakes import story

    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    key = str(pyrage.x25519.Identity.generate().to_public())
    site = msgspec.structs.replace(story.EXAMPLE, report=Report(recipients=(key,)))
    doors = real_doors(Place.of(site))
    run = story.port_blocked()[-1].diagnosis
    draft = doors.compose(run, words="", contact="", tried=(), site=site, lang="en", key=bytes(32))
    sealed = doors.seal(draft, doors.code(run, False), site.report)
    assert not doors.has_post()
    box = doors.outbox()
    doors.put(box, sealed, cause="vpn.port_blocked", code="6X7-1YC-NQ6", created_at="2026-11-22T09:40:00Z", to="x")
    assert doors.has_post()
    assert [entry.name for entry in doors.outbox().entries()] == [str(sealed.name)]
    assert b"X-Unsent: 1" in doors.mail(sealed, "it@example.org", "s", "t")
    post = doors.post(box, site, lambda _: None)
    post.start()
    assert post.stop(5.0)
    assert doors.direct(sealed, site, False) is None, "a site file without a way"
