"""What a guide may have the app do: open a page. The programs of the system are stood in for by scripts."""

import threading
from pathlib import Path

import pytest

from app.guides import actions
from app.guides.actions import darwin, launch, linux, windows
from app.guides.model import PAGES

OPENED_WITHIN_S = 10.0  # a shell script on a busy machine


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is the whole PATH; each writes down how it was called."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return tmp_path


def install(desktop: Path, name: str) -> None:
    program = desktop / name
    program.write_text(f'#!/bin/sh\necho "{name}" "$@" "lib=$LD_LIBRARY_PATH" > {desktop}/called\n')
    program.chmod(0o755)


def called(desktop: Path) -> str:
    for thread in threading.enumerate():
        if thread.name == "launched":
            thread.join(OPENED_WITHIN_S)
    return (desktop / "called").read_text().split("lib=")[0].strip()


def test_the_page_of_the_network_is_opened_in_the_browser(desktop: Path) -> None:
    install(desktop, "xdg-open")
    assert actions.perform("open_portal_page", None)
    assert called(desktop) == f"xdg-open {actions.PORTAL}"
    assert actions.PORTAL.startswith("http://")


@pytest.mark.parametrize(
    ("installed", "desktop_name", "page", "call"),
    [
        (["gnome-control-center"], "GNOME", "time", "gnome-control-center datetime"),
        (["gnome-control-center", "systemsettings"], "KDE", "proxy", "systemsettings kcm_proxy"),
        (["systemsettings"], "GNOME", "wifi", "systemsettings kcm_networkmanagement"),
        (["nm-connection-editor"], "XFCE", "wifi", "nm-connection-editor"),
    ],
)
def test_the_settings_of_the_desktop_that_is_there(
    desktop: Path, monkeypatch: pytest.MonkeyPatch, installed: list[str], desktop_name: str, page: str, call: str
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop_name)
    for name in installed:
        install(desktop, name)
    assert actions.perform("open_settings_page", page)
    assert called(desktop) == call


@pytest.mark.parametrize(
    ("verb", "page"),
    [
        ("open_portal_page", None),
        ("open_settings_page", "wifi"),
        ("open_settings_page", "; rm -rf /"),
        ("open_settings_page", None),
        ("none", None),
        ("format_disk", "wifi"),
    ],
)
def test_what_cannot_be_done_here_is_said(desktop: Path, verb: str, page: str | None) -> None:
    assert not actions.perform(verb, page)
    assert not (desktop / "called").exists()


def test_an_unknown_page_never_becomes_an_argument(desktop: Path) -> None:
    install(desktop, "gnome-control-center")
    assert not actions.perform("open_settings_page", "--help")
    assert not actions.perform("open_portal_page", None, portal="file:///etc/passwd")


def test_a_packed_program_does_not_lend_its_libraries(desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(desktop, "xdg-open")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/unstuck/lib")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    assert linux.browse("http://example.org/")
    called(desktop)
    assert "lib=/usr/local/lib\n" in (desktop / "called").read_text()


def test_a_program_that_cannot_start_is_no_exception(desktop: Path) -> None:
    assert not launch.launch([str(desktop / "missing")])


@pytest.mark.parametrize("table", [linux.GNOME, linux.KDE, darwin.PANES, windows.PAGES])
def test_every_page_is_known_on_every_system(table: dict[str, str]) -> None:
    assert set(table) == set(PAGES)
