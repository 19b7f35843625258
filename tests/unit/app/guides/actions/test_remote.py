"""How each program for remote help is found and started on each system, on a stand-in for the system."""

from collections.abc import Sequence

import pytest

from app.guides.actions.remote import TOOLS, Starts, here, open_remote
from app.guides.hand import Did
from diagnostics.site.section import REMOTE_TOOLS


class Computer:
    """What is installed, and what was started."""

    def __init__(self, system: str, *installed: str, pages: bool = True, starts: bool = True) -> None:
        self.system, self.installed = system, {path.replace("\\", "/") for path in installed}
        self.pages, self.starts = pages, starts
        self.started: list[list[str]] = []
        self.opened: list[str] = []
        self.environ = {"HOME": "/home/kim", "ProgramFiles": "D:/Programs", "SystemRoot": "C:/Windows"}

    def as_starts(self) -> Starts:
        return Starts(self.system, self.launch, self.page, self.is_there, self.which, self.environ.get)

    def launch(self, command: Sequence[str]) -> bool:
        self.started.append([part.replace("\\", "/") for part in command])
        return self.starts

    def page(self, address: str) -> bool:
        self.opened.append(address)
        return self.pages

    def is_there(self, path: str) -> bool:
        return path.replace("\\", "/") in self.installed

    def which(self, name: str) -> str | None:
        path = f"/usr/bin/{name}"
        return path if path in self.installed else None


FLATPAK = "/home/kim/.local/share/flatpak/app/com.rustdesk.RustDesk"
FOUND = {
    "RustDesk on Windows": ("windows", "rustdesk", ["D:/Programs/RustDesk/rustdesk.exe"], None),
    "TeamViewer of 32 bits": (
        "windows",
        "teamviewer",
        ["C:/Program Files (x86)/TeamViewer/TeamViewer.exe"],
        ["C:/Program Files (x86)/TeamViewer/TeamViewer.exe"],
    ),
    "AnyDesk on a Mac": (
        "darwin",
        "anydesk",
        ["/Applications/AnyDesk.app"],
        ["/usr/bin/open", "-a", "/Applications/AnyDesk.app"],
    ),
    "TeamViewer of this person on a Mac": (
        "darwin",
        "teamviewer",
        ["/home/kim/Applications/TeamViewer.app"],
        ["/usr/bin/open", "-a", "/home/kim/Applications/TeamViewer.app"],
    ),
    "the small TeamViewer first": (
        "darwin",
        "teamviewer",
        ["/Applications/TeamViewer.app", "/Applications/TeamViewerQS.app"],
        ["/usr/bin/open", "-a", "/Applications/TeamViewerQS.app"],
    ),
    "RustDesk on Linux": ("linux", "rustdesk", ["/usr/bin/rustdesk"], None),
    "RustDesk as a flatpak": (
        "linux",
        "rustdesk",
        ["/usr/bin/flatpak", FLATPAK],
        ["/usr/bin/flatpak", "run", "com.rustdesk.RustDesk"],
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_found_and_started_once(case: str) -> None:
    system, kind, installed, command = FOUND[case]
    computer = Computer(system, *installed)
    assert open_remote(kind, computer.as_starts()).did is Did.DONE
    assert computer.started == [command or [installed[0]]]
    assert computer.opened == []


def test_quick_assist_is_opened_by_its_address_and_else_by_its_program() -> None:
    of_store = Computer("windows")
    assert open_remote("quickassist", of_store.as_starts()).did is Did.DONE
    assert (of_store.opened, of_store.started) == (["ms-quick-assist:"], [])
    older = Computer("windows", "C:/Windows/System32/quickassist.exe", pages=False)
    assert open_remote("quickassist", older.as_starts()).did is Did.DONE
    assert older.started == [["C:/Windows/System32/quickassist.exe"]]


NOT_OPENED = {
    "Quick Assist on a Mac": (Computer("darwin"), "quickassist", Did.UNSUPPORTED),
    "Quick Assist on Linux": (Computer("linux"), "quickassist", Did.UNSUPPORTED),
    "Quick Assist removed": (Computer("windows", pages=False), "quickassist", Did.NO_TARGET),
    "not installed on Windows": (Computer("windows"), "anydesk", Did.NO_TARGET),
    "not installed on a Mac": (Computer("darwin"), "rustdesk", Did.NO_TARGET),
    "not installed on Linux": (Computer("linux", "/usr/bin/flatpak"), "anydesk", Did.NO_TARGET),
    "a program that does not start": (Computer("linux", "/usr/bin/anydesk", starts=False), "anydesk", Did.FAILED),
    "no browser": (Computer("linux", pages=False), "https://help.example.org/", Did.FAILED),
    "a page without protection": (Computer("linux"), "http://help.example.org/", Did.DECLINED),
    "a command": (Computer("linux", "/usr/bin/xterm"), "xterm -e reboot", Did.DECLINED),
    "a file": (Computer("windows"), "file:///C:/evil.exe", Did.DECLINED),
    "a path": (Computer("linux", "/usr/bin/anydesk"), "../anydesk", Did.DECLINED),
}


@pytest.mark.parametrize("case", NOT_OPENED)
def test_not_opened_and_why(case: str) -> None:
    computer, kind, did = NOT_OPENED[case]
    deed = open_remote(kind, computer.as_starts())
    assert deed.did is did
    assert deed.detail
    if did is not Did.FAILED:
        assert computer.started == []


def test_a_page_opens_in_the_browser_only() -> None:
    computer = Computer("linux")
    assert open_remote("https://help.example.org/a", computer.as_starts()).did is Did.DONE
    assert (computer.opened, computer.started) == (["https://help.example.org/a"], [])


def test_the_list_is_that_of_the_site_file() -> None:
    assert tuple(TOOLS) == REMOTE_TOOLS


def test_this_very_system_can_be_asked() -> None:
    found = here()
    assert found.system in ("windows", "darwin", "linux")
    assert found.which("no-such-program-here") is None
    assert not found.is_there("/nonexistent/app")
