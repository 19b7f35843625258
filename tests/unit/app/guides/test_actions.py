"""Opening pages, and which hands a system has. The programs of the system are stood in for by scripts."""

import threading
from pathlib import Path

import pytest

from app.guides import actions
from app.guides.actions import darwin, launch, windows
from app.guides.actions.linux import page as linux
from app.guides.hand import Deed, Did, Target
from app.guides.model import PAGES
from app.guides.verb import TABLE

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


DONE = Deed(Did.DONE)
SIGN_IN = "http://captive.example/login?next=%2F"


def test_the_page_of_the_network_is_opened_in_the_browser(desktop: Path) -> None:
    install(desktop, "xdg-open")
    install(desktop, "sensible-browser")
    assert actions.open_page("captive.open_portal", Target(url=SIGN_IN)) == DONE
    assert called(desktop) == f"xdg-open {SIGN_IN}"


@pytest.mark.parametrize("opener", ["gio open", "sensible-browser", "x-www-browser"])
def test_what_minimal_systems_have_instead(desktop: Path, opener: str) -> None:
    install(desktop, opener.split()[0])
    assert actions.open_page("captive.open_portal", Target()) == DONE
    assert called(desktop) == f"{opener} {actions.PORTAL}"
    assert actions.PORTAL.startswith("http://")


def test_an_opener_that_cannot_start_is_followed_by_the_next(desktop: Path) -> None:
    broken = desktop / "xdg-open"
    broken.write_text("#!/nowhere/interpreter\n")
    broken.chmod(0o755)
    install(desktop, "x-www-browser")
    assert actions.open_page("captive.open_portal", Target()) == DONE
    assert called(desktop) == f"x-www-browser {actions.PORTAL}"


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
    assert actions.open_page("settings.open", Target(page=page)) == DONE
    assert called(desktop) == call


@pytest.mark.parametrize(
    ("installed", "call"),
    [
        (["baobab", "gnome-control-center"], "baobab"),
        (["gnome-disk-usage"], "gnome-disk-usage"),
        (["gnome-control-center"], "gnome-control-center info-overview"),
    ],
)
def test_what_fills_the_disk(desktop: Path, installed: list[str], call: str) -> None:
    for name in installed:
        install(desktop, name)
    assert actions.open_page("disk.open_cleanup", Target()) == DONE
    assert called(desktop) == call


NOT_OPENED: dict[str, tuple[str, Target, Did]] = {
    "no browser": ("captive.open_portal", Target(), Did.UNSUPPORTED),
    "no settings": ("settings.open", Target(page="wifi"), Did.UNSUPPORTED),
    "an unknown page": ("settings.open", Target(page="; rm -rf /"), Did.UNSUPPORTED),
    "no page": ("settings.open", Target(), Did.NO_TARGET),
    "nothing for the disk": ("disk.open_cleanup", Target(), Did.UNSUPPORTED),
    "a verb that changes": ("dns.flush", Target(), Did.UNSUPPORTED),
    "no verb": ("none", Target(), Did.UNSUPPORTED),
    "an unknown verb": ("format_disk", Target(page="wifi"), Did.UNSUPPORTED),
}


@pytest.mark.parametrize("case", NOT_OPENED)
def test_what_cannot_be_done_here_is_said(desktop: Path, case: str) -> None:
    verb, target, did = NOT_OPENED[case]
    assert actions.open_page(verb, target).did is did
    assert not (desktop / "called").exists()


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("settings.open", Target(page="--help")),
        ("captive.open_portal", Target(url="file:///etc/passwd")),
        ("captive.open_portal", Target(url="--version")),
        ("captive.open_portal", Target(url="javascript:alert(1)")),
    ],
)
def test_only_pages_become_an_argument(desktop: Path, verb: str, target: Target) -> None:
    install(desktop, "gnome-control-center")
    install(desktop, "xdg-open")
    assert actions.open_page(verb, target).did is Did.UNSUPPORTED
    assert not (desktop / "called").exists()


def test_the_hands_of_this_system_know_their_verbs() -> None:
    for attended in (True, False):
        found = actions.hands(attended=attended)
        for verb in TABLE.values():
            expected = found.system in verb.rights and not verb.opens
            assert (found.find(verb.id) is not None) is expected, verb.id


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
