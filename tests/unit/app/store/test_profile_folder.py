"""Where things live, on each system."""

from pathlib import Path

import pytest

from app.store import folder
from app.store.folder import Folders, folders_for

HOME = Path("/home") / "ines"
SHARE = HOME / ".local" / "share" / "unstuck"

# name: (system, environment, config, data, state, cache)
CASES = {
    "linux": ("linux", {}, HOME / ".config/unstuck", SHARE, HOME / ".local/state/unstuck", HOME / ".cache/unstuck"),
    "xdg": (
        "linux",
        {"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/k"},
        Path("/c/unstuck"),
        Path("/d/unstuck"),
        Path("/s/unstuck"),
        Path("/k/unstuck"),
    ),
    "relative xdg is ignored": (
        "linux",
        {"XDG_DATA_HOME": "d", "XDG_CONFIG_HOME": ""},
        HOME / ".config/unstuck",
        SHARE,
        HOME / ".local/state/unstuck",
        HOME / ".cache/unstuck",
    ),
    "other unix": (
        "freebsd",
        {},
        HOME / ".config/unstuck",
        SHARE,
        HOME / ".local/state/unstuck",
        HOME / ".cache/unstuck",
    ),
    "macos": (
        "darwin",
        {"XDG_DATA_HOME": "/d"},
        HOME / "Library/Application Support/Unstuck",
        HOME / "Library/Application Support/Unstuck",
        HOME / "Library/Application Support/Unstuck/state",
        HOME / "Library/Caches/Unstuck",
    ),
    "windows": (
        "windows",
        {},
        HOME / "AppData/Roaming/Unstuck",
        HOME / "AppData/Local/Unstuck",
        HOME / "AppData/Local/Unstuck/state",
        HOME / "AppData/Local/Unstuck/cache",
    ),
    "windows with variables": (
        "windows",
        {"APPDATA": "/r", "LOCALAPPDATA": "/l"},
        Path("/r/Unstuck"),
        Path("/l/Unstuck"),
        Path("/l/Unstuck/state"),
        Path("/l/Unstuck/cache"),
    ),
    "override": (
        "windows",
        {"UNSTUCK_HOME": "/u", "APPDATA": "/r"},
        Path("/u/config"),
        Path("/u/data"),
        Path("/u/state"),
        Path("/u/cache"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_folders(name: str) -> None:
    system, environ, *expected = CASES[name]
    assert folders_for(system, environ, HOME) == Folders(*expected)


def test_reports_of_this_person_and_nothing_is_created(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "u"))
    assert folder.reports() == tmp_path / "u" / "data" / "reports"
    assert list(tmp_path.iterdir()) == []


def test_a_relative_override_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert folders_for("linux", {"UNSTUCK_HOME": "u"}, HOME).data == tmp_path / "u" / "data"


def test_no_home_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("UNSTUCK_HOME", raising=False)
    assert folder.reports() == tmp_path / ".local" / "share" / "unstuck" / "reports"
