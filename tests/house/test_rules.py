"""House rules that no tool knows: sizes, names, words that must not appear, and files that must agree."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "diagnostics", "resources", "packaging", "tests", "docs", ".github", ".ci")
TEXT = {".py", ".toml", ".md", ".txt", ".yml", ".spec", ".json", ".sh", ".ts", ".qss", ".svg", ""}

MOST_LINES = 400
MOST_LINES_OF_MAIN = 120
MOST_LINES_OF_A_DECISION = 60  # one page
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}

# Written in two halves so that this file does not name what it looks for.
FORBIDDEN = (
    "/wo" + "rk/",
    "/ro" + "ot/",
    "files.python" + "hosted",
    "pypi" + r"\.org",
    "deb.debian" + r"\.org",
    "registry.npm" + "js",
    "--index" + "-url",
    "--find" + "-links",
    "TO" + "DO",
    "FIX" + "ME",
)


def own_files() -> list[Path]:
    """Files of the repository, generated folders left out."""
    inside = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*")) if file.is_file()]
    top = [file for file in sorted(ROOT.iterdir()) if file.is_file()]
    return [file for file in inside + top if "__pycache__" not in file.parts and not file.name.endswith(".pyc")]


def python_files() -> list[Path]:
    return [file for file in own_files() if file.suffix == ".py"]


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_there_is_something_to_look_at() -> None:
    names = {name(file) for file in own_files()}
    assert {"pyproject.toml", "app/__main__.py", "diagnostics/model/fact.py", "packaging/dev.py"} <= names


def test_no_python_file_is_longer_than_the_stop() -> None:
    long = {name(file): lines(file) for file in python_files() if lines(file) > MOST_LINES}
    assert not long, f"over {MOST_LINES} lines, each probably two subjects: {long}"


def test_the_program_is_put_together_in_one_short_file() -> None:
    assert lines(ROOT / "app" / "__main__.py") < MOST_LINES_OF_MAIN


def test_no_module_has_a_vague_name() -> None:
    vague = [name(file) for file in python_files() if file.stem in VAGUE or file.parent.name in VAGUE]
    assert not vague, f"name the subject instead: {vague}"


def test_packaging_is_no_package() -> None:
    """With an __init__.py, `import packaging.version` breaks for every tool that runs from the top."""
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_the_library_called_packaging_is_found_from_the_top() -> None:
    import packaging.version

    assert "site-packages" in packaging.version.__file__


def _translated(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("tr", "translate"):
                yield node


def _has_f_string(call: ast.Call) -> bool:
    return any(isinstance(part, ast.JoinedStr) for argument in call.args for part in ast.walk(argument))


def test_no_f_string_is_translated() -> None:
    """Qt's extractor takes them silently, under a wrong context, and they stay English."""
    found = [
        f"{name(file)}:{call.lineno}"
        for file in python_files()
        if name(file).startswith("app/")
        for call in _translated(ast.parse(file.read_text(encoding="utf-8")))
        if _has_f_string(call)
    ]
    assert not found


@pytest.mark.parametrize(
    "source", ["self.tr(f'{n} steps')", "tr('a' + f'{b}')", "QCoreApplication.translate('c', f'{n}')"]
)
def test_the_rule_above_sees_them(source: str) -> None:
    assert [_has_f_string(call) for call in _translated(ast.parse(source))] == [True]


def test_no_file_speaks_of_a_machine_or_a_registry() -> None:
    pattern = re.compile("|".join(FORBIDDEN))
    found = []
    for file in own_files():
        if file.suffix not in TEXT or file == Path(__file__):
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            match = pattern.search(line)
            if match:
                found.append(f"{name(file)}:{number} {match.group()}")
    assert not found


def decisions() -> list[Path]:
    return sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_decisions_are_numbered_without_a_hole() -> None:
    numbers = [int(file.name[:3]) for file in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("file", decisions(), ids=lambda file: file.stem)
def test_a_decision_is_one_page_with_context_options_choice(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings[:3] == ["Context", "Options", "Choice"]
    assert lines(file) <= MOST_LINES_OF_A_DECISION


def test_the_integration_runs_the_readme_s_command() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line.strip() for line in script.read_text(encoding="utf-8").splitlines() if "dev.py" in line]
    assert commands == ["python3 packaging/dev.py test"]
    assert script.stat().st_mode & 0o111, "it must be executable"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^ {4}(python3 packaging/dev\.py .+)$", readme, flags=re.MULTILINE)
    assert shown == ["python3 packaging/dev.py run", "python3 packaging/dev.py test"]


def test_the_readme_links_to_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    missing = [link for link in links if not (ROOT / link).exists()]
    assert links
    assert not missing


def test_pins_have_hashes_and_name_no_host() -> None:
    for file in sorted((ROOT / "packaging" / "requirements").glob("*.txt")):
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            assert re.match(r"[A-Za-z0-9._-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", line), f"{file.name}: {line[:80]}"


def test_the_shared_pins_agree() -> None:
    """What the app runs with is what it was tested and packed with."""
    folder = ROOT / "packaging" / "requirements"
    pins = {
        level: dict(
            re.findall(r"^([A-Za-z0-9._-]+)==([^ ]+)", (folder / f"{level}.txt").read_text("utf-8"), re.MULTILINE)
        )
        for level in ("runtime", "dev", "build")
    }
    for level in ("dev", "build"):
        assert pins["runtime"].items() <= pins[level].items(), level


def test_the_developer_s_command_answers_on_a_bare_python() -> None:
    """Without the libraries of the environment: `-S` leaves site-packages out."""

    command = [sys.executable, "-S", str(ROOT / "packaging" / "dev.py"), "--help"]
    shown = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert shown.returncode == 0, shown.stderr
    for word in ("run", "test", "check", "bench", "lab", "shots", "build"):
        assert re.search(rf"^ +{word} ", shown.stdout, flags=re.MULTILINE), word
