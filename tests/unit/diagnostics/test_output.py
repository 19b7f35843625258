"""Commands whose answer nobody takes: a full disk, a closed door, a reader who has left."""

import subprocess
import sys
from pathlib import Path

import pytest

from diagnostics.output import Output

ROOT = Path(__file__).resolve().parents[3]
SAVED = sorted((ROOT / "tests" / "golden").glob("*/*.json"))[0]
LIMIT_S = 60.0


def run(how: str) -> subprocess.CompletedProcess[str]:
    program = f"{sys.executable} -m diagnostics judge {SAVED}"
    return subprocess.run(["sh", "-c", how.format(program)], cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence() -> None:
    done = run("{} > /dev/full; echo $?")
    assert done.stdout == "2\n"
    assert done.stderr.count("\n") == 1
    assert "could not be written" in done.stderr


def test_a_closed_output_is_one_sentence() -> None:
    done = run("{} >&-; echo $? >&2")
    assert done.stderr.splitlines()[-1] == "2"
    assert "closed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_leaves_is_no_trouble() -> None:
    done = run("{} | head -c 1")
    assert (len(done.stdout), done.stderr) == (1, "")


def test_letters_that_the_terminal_does_not_know() -> None:
    done = run("PYTHONUTF8=0 PYTHONIOENCODING=ascii {} --lang fr; test $? -ne 2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout


def test_after_a_failure_nothing_more_is_tried() -> None:
    class Door:
        tries = 0

        def write(self, text: str) -> int:
            self.tries += 1
            raise BrokenPipeError

    door = Door()
    out = Output(door)  # type: ignore[arg-type]
    assert (out.write("one"), out.write("two")) == (3, 3)
    assert (door.tries, out.has_failed, out.trouble) == (1, True, "")
