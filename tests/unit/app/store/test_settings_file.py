"""Settings survive everything: unknown keys, broken files, hands of people, a newer version, a read-only home."""

import errno
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.store import atomic, settings
from app.store.error import StoreError
from app.store.migration import Migration, migrate
from app.store.settings import Settings, load, save


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_file_means_the_usual_settings(tmp_path: Path) -> None:
    assert load(tmp_path / "gone") == settings.Loaded(Settings())


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    chosen = Settings(language="fr", theme="dark", site="/a b/é\"'\\.toml", report_folder="/r\x20s 😀")
    save(tmp_path / "new", chosen)
    assert load(tmp_path / "new") == settings.Loaded(chosen)


def test_usual_values_are_not_written(tmp_path: Path) -> None:
    save(tmp_path, Settings())
    assert (tmp_path / "settings.toml").read_text() == "schema = 1\n"


BY_HAND = """# mine
theme = "dark" # at night

future = { a = 1 }
long = [
  "x", # kept
]
[window]
width = 800
"""


def test_unknown_keys_and_comments_stay(tmp_path: Path) -> None:
    path = _file(tmp_path, BY_HAND)
    found = load(tmp_path).settings
    assert found.theme == "dark"
    assert found.extra == {"future": {"a": 1}, "long": ["x"], "window": {"width": 800}}
    save(tmp_path, replace(found, theme="light", language="en"))
    values = tomllib.loads(path.read_text())
    assert values == {
        "schema": 1,
        "language": "en",
        "theme": "light",
        "future": {"a": 1},
        "long": ["x"],
        "window": {"width": 800},
    }
    assert "# mine" in path.read_text()
    assert '"x", # kept' in path.read_text()


def test_saving_twice_changes_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, BY_HAND)
    save(tmp_path, load(tmp_path).settings)
    once = path.read_text()
    save(tmp_path, load(tmp_path).settings)
    assert path.read_text() == once


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'theme = "dark"\nlanguage = ', "line 2"),
        (b"\x00\x01\x02", "line 1"),
        (b'a = "\xff"', "line 1"),
        (b"a = " + b"[" * 5000, "line 1"),
        (b"#" * 300_000, "line 1"),
    ],
)
def test_a_broken_file_is_set_aside_whole(tmp_path: Path, data: bytes, where: str) -> None:
    path = _file(tmp_path, data)
    loaded = load(tmp_path)
    assert loaded.settings == Settings()
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("settings.broken-")
    assert aside.read_bytes()[:300_000] == data
    assert loaded.notice is not None
    assert loaded.notice.sentence("en") == (
        f"{path}, {where}: this cannot be used, so the usual setting is. What was there is in {aside.name}."
    )
    assert "inutilisable" in loaded.notice.sentence("fr")
    assert load(tmp_path) == settings.Loaded(Settings())


@pytest.mark.parametrize(
    ("text", "key"), [("theme = 5", "theme"), ('language = "de"', "language"), ('site = "a\\nb"', "site")]
)
def test_one_impossible_value_costs_only_itself(tmp_path: Path, text: str, key: str) -> None:
    path = _file(tmp_path, f'report_folder = "/r"\n{text}\n')
    loaded = load(tmp_path)
    assert loaded.settings == Settings(report_folder="/r")
    assert loaded.notice is not None
    assert f"{path}, key {key}: this cannot be used" in loaded.notice.en
    load(tmp_path)
    copies = [item for item in tmp_path.iterdir() if item != path]
    assert [item.read_text() for item in copies] == [f'report_folder = "/r"\n{text}\n'], "one copy, not one a start"


def test_broken_since_it_was_loaded(tmp_path: Path) -> None:
    _file(tmp_path, "oops")
    save(tmp_path, Settings(theme="dark"))
    assert load(tmp_path).settings.theme == "dark"
    assert any(item.read_text() == "oops" for item in tmp_path.iterdir())


def test_read_only_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "broken")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "")

    monkeypatch.setattr(Path, "replace", refuse)
    loaded = load(tmp_path)
    assert loaded.settings == Settings()
    assert loaded.notice is not None
    assert loaded.notice.en.endswith("so the usual setting is.")
    (tmp_path / "settings.toml").unlink()
    with pytest.raises(StoreError, match="read-only"):
        save(tmp_path, Settings(theme="dark"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_read_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    loaded = load(tmp_path)
    assert loaded.notice is not None
    assert "cannot be read" in loaded.notice.en
    with pytest.raises(StoreError):
        save(tmp_path, Settings(theme="dark"))


def test_a_newer_version_keeps_its_number_and_keys(tmp_path: Path) -> None:
    path = _file(tmp_path, 'schema = 9\ntheme = "dark"\nnew = true\n')
    found = load(tmp_path).settings
    save(tmp_path, replace(found, language="fr"))
    assert tomllib.loads(path.read_text()) == {"schema": 9, "language": "fr", "theme": "dark", "new": True}


# ---------------------------------------------------------------- migrations


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    return {("colour" if key == "color" else key): value for key, value in values.items()}


STEPS = (Migration(1, _renamed), Migration(2, lambda values: {**values, "added": 1}))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"color": "red", "x": 0}, {"schema": 3, "colour": "red", "x": 0, "added": 1}),
        ({"schema": 2, "color": "red"}, {"schema": 3, "color": "red", "added": 1}),
        ({"schema": 3}, {"schema": 3}),
        ({"schema": 7, "y": 1}, {"schema": 7, "y": 1}),
        ({"schema": "x"}, {"schema": 3, "added": 1}),
        ({"schema": True}, {"schema": 3, "added": 1}),
    ],
)
def test_migrations_run_in_order(values: dict[str, Any], expected: dict[str, Any]) -> None:
    before = dict(values)
    assert migrate(values, STEPS, present=3) == expected
    assert values == before


def test_a_missing_step_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no way from version 3 to 4"):
        migrate({}, STEPS, present=4)


def test_every_version_of_the_settings_can_be_brought_up() -> None:
    for version in range(1, settings.SCHEMA + 1):
        assert migrate({"schema": version}, settings.MIGRATIONS, present=settings.SCHEMA)["schema"] == settings.SCHEMA


def test_the_writer_is_the_atomic_one() -> None:
    assert settings.atomic is atomic


OFFICES: dict[str, str] = {
    "Lyon": "Lyon",
    "Saint\u00a0Denis, Réunion": "Saint\u00a0Denis, Réunion",
    " Lyon\n2 \u202e": "Lyon 2",
    "x" * 100: "x" * 64,
    "x" * 63 + " yz": "x" * 63,
    "\x00": "",
}


@pytest.mark.parametrize("typed", OFFICES)
def test_an_office_as_somebody_typed_it_can_be_kept(typed: str, tmp_path: Path) -> None:
    office = settings.office_name(typed)
    assert office == OFFICES[typed]
    save(tmp_path, Settings(office=office))
    assert load(tmp_path) == settings.Loaded(Settings(office=office))


@pytest.mark.parametrize("value", ['"a\\nb"', '"\\u202eLyon"', f'"{"x" * 65}"', '" Lyon"', "5", "[]"])
def test_an_office_that_is_none_is_set_aside(value: str, tmp_path: Path) -> None:
    _file(tmp_path, f'theme = "dark"\noffice = {value}\n')
    found = load(tmp_path)
    assert (found.settings.office, found.settings.theme) == ("", "dark")
    assert found.notice is not None
    assert "office" in found.notice.en
