"""The developer's command: what it decides, without an environment, a registry or a package manager."""

import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def devtools(monkeypatch: pytest.MonkeyPatch) -> "dict[str, ModuleType]":
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return {name: importlib.import_module(f"devtools.{name}") for name in ("environment", "link", "parts", "system")}


def junit(tests: int, failures: int, errors: int, skipped: int) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return f"<testsuites><testsuite {counts}/></testsuites>"


@pytest.mark.parametrize(
    ("report", "status", "expected"),
    [
        pytest.param(junit(9, 1, 1, 2), 1, (5, 2, 2, ""), id="some of each"),
        pytest.param(junit(9, 0, 0, 0), 0, (9, 0, 0, ""), id="all pass"),
        pytest.param(junit(3, 0, 0, 3), 0, (0, 0, 3, ""), id="all skipped"),
        pytest.param(junit(0, 0, 0, 0), 5, (0, 1, 0, "no test found"), id="nothing collected is a failure"),
        pytest.param(junit(4, 0, 0, 0), 2, (4, 1, 0, "pytest ended with status 2"), id="interrupted"),
        pytest.param(None, 124, (0, 1, 0, "pytest ended with status 124 and left no result"), id="cut off"),
        pytest.param("rubb<ish", 1, (0, 1, 0, "pytest ended with status 1 and left no result"), id="rubbish"),
    ],
)
def test_a_pytest_run_is_read_from_its_report(
    devtools: dict[str, ModuleType],
    tmp_path: Path,
    report: str | None,
    status: int,
    expected: tuple[int, int, int, str],
) -> None:
    file = tmp_path / "result.xml"
    if report is not None:
        file.write_text(report)
    outcome = devtools["parts"]._read_report("unit", file, status)
    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.remark) == expected


def test_no_file_of_tests_is_forgotten_or_run_twice(devtools: dict[str, ModuleType]) -> None:
    parts = devtools["parts"]
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if "__pycache__" not in path.parts]
    runs: dict[Path, list[str]] = {path: [] for path in files}
    for part in set(parts.PYTEST) - set(parts.SLOW):
        given = parts._selection(part)
        left_out = [ROOT / one.removeprefix("--ignore=") for one in given if one.startswith("--ignore=")]
        taken = [ROOT / one for one in given if one.startswith("tests/") or one == "tests"]
        assert all(path.exists() for path in (*left_out, *taken)), part
        assert given[given.index(parts.QUICK) - 1] == "-m", part
        for path in files:
            if any(path.is_relative_to(one) for one in taken) and not any(path.is_relative_to(one) for one in left_out):
                runs[path].append(part)
    assert {str(path.relative_to(ROOT)): names for path, names in runs.items() if len(names) != 1} == {}


def _is_over(pid: int) -> bool:
    """Whether a process that was killed is gone, or waits to be collected: on a busy computer it takes its time."""
    pause = threading.Event()
    for _ in range(500):
        asked = ["ps", "-o", "stat=", "-p", str(pid)]
        state = subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()
        if not state or state.startswith("Z"):
            return True
        pause.wait(0.01)
    return False


def test_a_hung_part_is_ended_with_its_children(devtools: dict[str, ModuleType], tmp_path: Path) -> None:
    marker = tmp_path / "child"
    inner = f"import os, pathlib, time; pathlib.Path({str(marker)!r}).write_text(str(os.getpid())); time.sleep(60)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    assert devtools["parts"]._run_bounded([sys.executable, "-c", outer], 2.0) == 124
    pid = int(marker.read_text())
    assert _is_over(pid), "the child outlived its part"


@pytest.mark.parametrize(
    ("thing", "there"),
    [
        ("bin:sh", True),
        ("bin:no-such-program", False),
        ("lib:libc.so.6", True),
        ("lib:libnosuch.so.9", False),
        ("module:json", True),
        ("module:no_such_module", False),
        ("file:bin/e*v", True),
        ("file:lib/no/such/*.file", False),
    ],
)
def test_a_need_is_looked_for_itself(devtools: dict[str, ModuleType], thing: str, there: bool) -> None:
    assert devtools["system"].Need(thing, "package").is_there() is there


def world(
    devtools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, *, apt: bool, root: bool
) -> list[tuple[str, ...]]:
    """A system that lacks one package; the calls of apt-get are kept instead of made."""
    system = devtools["system"]
    calls: list[tuple[str, ...]] = []
    monkeypatch.setitem(system.NEEDS, "test", (system.Need("bin:no-such-program", "some-package"),))
    monkeypatch.setattr(
        system.shutil, "which", lambda name, path=None: "/usr/bin/apt-get" if apt and name == "apt-get" else None
    )
    monkeypatch.setattr(system.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(system, "_apt", lambda door, script, *packages: calls.append(packages) or True)
    return calls


def test_root_on_debian_installs_what_is_missing(
    devtools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = world(devtools, monkeypatch, apt=True, root=True)
    devtools["system"].provide("test")
    assert calls[-1] == ("some-package",)
    assert capsys.readouterr().out == "installing for the system: some-package\n"


@pytest.mark.parametrize(
    ("apt", "says"),
    [
        (
            True,
            "Some packages are missing and only root may install them: apt-get install some-package. Going on without.",
        ),
        (
            False,
            "Missing on this system: no-such-program (Debian's packages some-package). Please install them; going on",
        ),
    ],
)
def test_who_may_not_install_is_told_in_one_sentence(
    devtools: dict[str, ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    apt: bool,
    says: str,
) -> None:
    calls = world(devtools, monkeypatch, apt=apt, root=False)
    devtools["system"].provide("test")
    assert calls == []
    said = capsys.readouterr().out
    assert said.startswith(says)
    assert said.count("\n") == 1


def test_nothing_is_asked_of_apt_when_all_is_there(
    devtools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = world(devtools, monkeypatch, apt=True, root=True)
    monkeypatch.setitem(devtools["system"].NEEDS, "test", (devtools["system"].Need("module:json", "some-package"),))
    devtools["system"].provide("test")
    assert calls == []


def test_every_program_of_the_lab_is_provided(devtools: dict[str, ModuleType]) -> None:
    from tests.lab.need import PROGRAMS

    of_every_debian = {"util-linux", "libc-bin", "mount"}
    provided = {need.thing for need in devtools["system"].NEEDS["test"]}
    assert {f"bin:{name}" for name, package in PROGRAMS.items() if package not in of_every_debian} <= provided


def test_the_project_is_linked_once_and_an_old_version_goes(devtools: dict[str, ModuleType], tmp_path: Path) -> None:
    root, venv = tmp_path / "root", tmp_path / "venv"
    packages, python = venv / "lib" / "python3.11" / "site-packages", venv / "bin" / "python"
    packages.mkdir(parents=True)
    python.parent.mkdir()
    (packages / "thing-0.9.dist-info").mkdir()
    (packages / "thing-0.9.dist-info" / "METADATA").write_text("old")
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nname = "thing"\nversion = "1.0"\nscripts = { thing = "room.door:main" }\n'
    )
    devtools["link"].project(root, venv, python)
    script = venv / "bin" / "thing"
    written = {file: file.stat().st_mtime_ns for file in venv.rglob("*") if file.is_file()}
    devtools["link"].project(root, venv, python)
    assert {file: file.stat().st_mtime_ns for file in venv.rglob("*") if file.is_file()} == written
    assert (packages / "thing.pth").read_text() == f"{root}\n"
    assert not (packages / "thing-0.9.dist-info").exists()
    assert script.read_text().splitlines()[0] == f"#!{python}"
    assert "from room.door import main" in script.read_text()
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize(
    ("arguments", "own", "rest"),
    [
        (["run"], ["run"], []),
        (["run", "diagnose", "--site", "F", "--help"], ["run"], ["diagnose", "--site", "F", "--help"]),
        (["run", "--lab", "dns.slow", "--lang", "fr"], ["run", "--lab", "dns.slow"], ["--lang", "fr"]),
        (["run", "--lab=dns.slow", "diagnose"], ["run", "--lab=dns.slow"], ["diagnose"]),
        (["run", "-h"], ["run", "-h"], []),
        (["run", "--help"], ["run", "--help"], []),
        (["bench", "--json", "F"], ["bench"], ["--json", "F"]),
        (["lab", "--help"], ["lab"], ["--help"]),
        (["test", "--only", "unit"], ["test", "--only", "unit"], []),
    ],
)
def test_a_started_program_gets_its_arguments_untouched(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], own: list[str], rest: list[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    assert importlib.import_module("dev")._split(arguments) == (own, rest)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fly"], "invalid choice: 'fly'"),
        (["test", "--only", "nothing"], "invalid choice: 'nothing'"),
        (["test", "--quickly"], "unrecognized arguments: --quickly"),
        (["build", "--fast"], "unrecognized arguments: --fast"),
        (["run", "--lab"], "argument --lab: expected one argument"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_argument_gets_one_clear_sentence(arguments: list[str], says: str) -> None:
    command = [sys.executable, "-S", str(ROOT / "packaging" / "dev.py"), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_program_starts_from_byte_code_even_where_python_keeps_none(
    devtools: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = devtools["environment"]
    for folder in environment.COMPILED:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part.py").write_text("A = 1\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    environment.compile_sources(Path(sys.executable))
    kept = {file.parent.parent.name for file in tmp_path.rglob("part.*.pyc")}
    assert kept == set(environment.COMPILED)
