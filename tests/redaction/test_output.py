"""What the program prints and what it says when it fails carries nothing either."""

import traceback
from pathlib import Path

import msgspec
import pytest

from app.cli import main
from tests.redaction.reports import told
from tests.redaction.test_leak import leaks

SEED = 20261122


def saved(folder: Path, seed: int) -> Path:
    file = folder / "diagnosis.json"
    file.write_bytes(msgspec.json.encode(told(seed).run))
    return file


@pytest.fixture
def as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    given = told(SEED)
    monkeypatch.setattr("app.reports.draft.this_computer", lambda: given.identity)


@pytest.mark.usefixtures("as_somebody")
@pytest.mark.parametrize("extra", [[], ["--preview"]], ids=["saved", "shown"])
def test_what_the_command_prints_and_writes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], extra: list[str]
) -> None:
    given = told(SEED)
    status = main(
        ["report", "--from", str(saved(tmp_path, SEED)), "--out", str(tmp_path / "out"), "--words", given.words, *extra]
    )
    out = capfd.readouterr()
    texts = {"stdout": out.out.replace(str(tmp_path), ""), "stderr": out.err.replace(str(tmp_path), "")}
    for file in (tmp_path / "out").glob("*"):
        texts[file.name] = f"{file.name}\n{file.read_text('utf-8')}"
    assert status == 0
    assert len(out.out) > 60
    assert leaks(given.values, texts) == []


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_damaged_file_is_refused_without_being_repeated(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], cut: float
) -> None:
    given = told(SEED)
    file = saved(tmp_path, SEED)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * cut)])
    status = main(["report", "--from", str(file), "--out", str(tmp_path / "out")])
    out = capfd.readouterr()
    assert status == 2
    assert (
        leaks(given.values, {"out": out.out.replace(str(tmp_path), ""), "err": out.err.replace(str(tmp_path), "")})
        == []
    )


def test_a_crash_while_redacting_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback names files and lines of the program; objects that hold names show none of them."""
    given = told(SEED)
    draft = given.draft()

    def fall(*_: object) -> None:
        raise RuntimeError("fell")

    monkeypatch.setattr("app.reports.redact.Redactor.fact", fall)
    with pytest.raises(RuntimeError) as caught:
        given.draft()
    shown = "".join(traceback.format_exception(caught.value)) + repr(draft.canary) + repr(given.identity)
    assert leaks(given.values, {"crash": shown}) == []
