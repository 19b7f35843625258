"""IT opens a sealed report: what it shows, which keys it takes, what it refuses."""

import json
import os
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.desk.open import KEY_FILE, OpenError, as_json, key_file, keys_in, open_file, safe, shown
from app.reports.bundle import REPORT
from app.reports.refusal import Obstacle, SealError
from app.reports.sealname import SealName
from diagnostics.model.diagnosis import Diagnosis
from tests.unit.app.reports.sealing import FIRST, SECOND, STRANGER, sealed
from tests.unit.app.reports.test_draft_report import made

SAVED = Path(__file__).resolve().parents[3] / "golden" / "vpn.port_blocked-ipsec_both_ports" / "diagnosis.json"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    run = msgspec.json.decode(SAVED.read_bytes(), type=Diagnosis)
    found = sealed(made(run, words="Nothing works since this morning."))
    path = tmp_path / str(found.name)
    path.write_bytes(found.data)
    return path


def test_it_shows_the_code_the_cause_and_the_person_s_words(report: Path) -> None:
    text = shown(open_file(report, (SECOND.secret,)), "en")
    first, second, *_ = text.splitlines()
    assert first.startswith("Code 6X7-1YC-NQ6 · Report ")
    assert "does not prove" in second
    assert "vpn.port_blocked" in text
    assert "Nothing works since this morning." in text
    assert "Judged again by this Unstuck · the same cause" in text


def test_in_french_too_with_its_own_blanks(report: Path) -> None:
    text = shown(open_file(report, (FIRST.secret,)), "fr")
    assert "Jugé à nouveau par cet Unstuck · la même cause" in text
    assert "\\u00a0" not in text


def test_another_cause_by_the_rules_of_today_is_said(report: Path) -> None:
    opened = open_file(report, (FIRST.secret,))
    run = opened.bundle.report.diagnosis
    assert run.verdict is not None
    other = msgspec.structs.replace(run, verdict=msgspec.structs.replace(run.verdict, cause="clock.skewed"))
    bundle = replace(opened.bundle, report=msgspec.structs.replace(opened.bundle.report, diagnosis=other))
    assert "another cause, vpn.port_blocked" in shown(replace(opened, bundle=bundle), "en")


def test_the_json_is_the_laptop_s_own(report: Path) -> None:
    opened = open_file(report, (FIRST.secret,))
    assert json.loads(as_json(opened)) == json.loads(opened.bundle.members[REPORT])


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\x07", "\r", "\u202e", "\u2028", "\ud800", "\U000e0041"])
def test_nothing_steers_the_terminal_and_json_stays_json(char: str) -> None:
    made_safe = safe(json.dumps({"a": f"x{char}y"}, ensure_ascii=False))
    assert char not in made_safe
    assert made_safe.isprintable()
    assert json.loads(made_safe) == {"a": f"x{char}y"} or char in "\x07\r\x1b"
    assert safe("Où ? 42\u00a0%\n— «\u202fici\u202f»") == "Où ? 42\u00a0%\n— «\u202fici\u202f»"


def test_under_another_name_it_opens(report: Path) -> None:
    moved = report.rename(report.with_name("report (1).age"))
    opened = open_file(moved, (FIRST.secret,))
    assert opened.name is None


def renamed(report: Path, **changed: str) -> Path:
    name = SealName.parse(report.name)
    assert name is not None
    return report.rename(report.with_name(str(replace(name, **changed))))


@pytest.mark.parametrize(
    "changed", [{"code": "000000000"}, {"report_id": "f" * 16}, {"sha256": "0" * 64}], ids=["code", "id", "hash"]
)
def test_a_name_that_says_something_else_is_refused(report: Path, changed: dict[str, str]) -> None:
    with pytest.raises(SealError) as caught:
        open_file(renamed(report, **changed), (FIRST.secret,))
    assert caught.value.obstacle is Obstacle.WRONG_NAME


def test_nothing_is_written(report: Path) -> None:
    before = sorted(report.parent.iterdir())
    shown(open_file(report, (FIRST.secret,)), "en")
    assert sorted(report.parent.iterdir()) == before


def test_a_key_file_as_age_keygen_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    rows = ["\ufeff# created: today", f"# public key: {FIRST.public}", FIRST.secret, "", f"  {SECOND.secret} ", ""]
    path.write_bytes("\r\n".join(rows).encode())
    path.chmod(0o600)
    assert keys_in(path) == (FIRST.secret, SECOND.secret)


def test_the_usual_key_file_lies_beside_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    assert key_file() == tmp_path / "config" / KEY_FILE


BAD_KEYS: dict[str, tuple[bytes, str, int]] = {
    "empty": (b"# nothing\n\n", "no_key_inside", 0),
    "sealed with a password": (b"age-encryption.org/v1\n-> scrypt", "key_locked", 0),
    "sealed, as text": (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "key_locked", 0),
    "public": (f"#\n{FIRST.public}\n".encode(), "key_public", 2),
    "something else": (f"{FIRST.secret}\npassword\n".encode(), "key_line", 2),
    "no text": (b"\xff\x00\xfe" * 99, "key_line", 1),
}


@pytest.mark.parametrize(("data", "kind", "line"), BAD_KEYS.values(), ids=BAD_KEYS.keys())
def test_a_file_without_usable_keys(tmp_path: Path, data: bytes, kind: str, line: int) -> None:
    path = tmp_path / "keys.txt"
    path.write_bytes(data)
    with pytest.raises(OpenError) as caught:
        keys_in(path)
    assert (caught.value.kind, caught.value.line) == (kind, line)
    for lang in ("en", "fr"):
        sentence = caught.value.sentence(lang)
        assert "keys.txt" in sentence
        assert "password" not in sentence.replace("password\n", "")
        assert line == 0 or str(line) in sentence


def test_a_mistyped_secret_key_is_refused_and_not_repeated(tmp_path: Path, report: Path) -> None:
    path = tmp_path / "keys.txt"
    path.write_text(FIRST.secret[:-1] + ("Q" if FIRST.secret[-1] != "Q" else "P"))
    path.chmod(0o600)
    with pytest.raises(SealError) as caught:
        open_file(report, keys_in(path))
    assert caught.value.obstacle is Obstacle.BAD_IDENTITY
    assert FIRST.secret[20:40] not in str(caught.value)


def test_a_stranger_does_not_open_it(report: Path) -> None:
    with pytest.raises(SealError) as caught:
        open_file(report, (STRANGER.secret,))
    assert caught.value.obstacle is Obstacle.NOT_FOR_YOU


def test_files_that_are_none(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.age"
    os.mkfifo(pipe)
    for path, kind in ((tmp_path / "no.age", "no_file"), (tmp_path, "not_a_file"), (pipe, "not_a_file")):
        with pytest.raises(OpenError) as caught:
            open_file(path, (FIRST.secret,))
        assert caught.value.kind == kind
    with pytest.raises(OpenError, match="--identity"):
        keys_in(tmp_path / "no.txt")
    with pytest.raises(OpenError):
        open_file(Path("a\0b"), (FIRST.secret,))
