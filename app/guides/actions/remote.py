"""Opens the program with which IT helps from afar. Which one is an id of the site file's closed list, or an https page.

No text ever reaches a shell: a program is started by its full path, found where its maker installs it, and without any
argument of the site file. It asks the person itself before anybody sees the screen; nothing is allowed in their stead.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from app.guides.actions.launch import launch
from app.guides.hand import Deed, Did

HTTPS = "https://"


class Tool(NamedTuple):
    """Where one program is found. An empty entry: it does not exist on that system."""

    windows: tuple[str, ...] = ()  # below the folders of programs, or below the system's own
    windows_page: str = ""  # the address that the Store's version listens to
    darwin: tuple[str, ...] = ()  # folders of programs
    linux: tuple[str, ...] = ()  # names on the path
    flatpak: str = ""


TOOLS = {
    "quickassist": Tool(windows=("System32/quickassist.exe",), windows_page="ms-quick-assist:"),
    "rustdesk": Tool(
        windows=("RustDesk/rustdesk.exe",),
        darwin=("RustDesk.app",),
        linux=("rustdesk",),
        flatpak="com.rustdesk.RustDesk",
    ),
    "teamviewer": Tool(
        windows=("TeamViewer/TeamViewer.exe",),
        darwin=("TeamViewerQS.app", "TeamViewer QuickSupport.app", "TeamViewer.app"),
        linux=("teamviewer",),
    ),
    "anydesk": Tool(
        windows=("AnyDesk/AnyDesk.exe",),
        darwin=("AnyDesk.app",),
        linux=("anydesk",),
        flatpak="com.anydesk.Anydesk",
    ),
}
"""The list of the site file (`help.remote`), and where the makers' own installers put each."""

_WINDOWS_FOLDERS = (
    ("ProgramFiles", "C:/Program Files"),
    ("ProgramFiles(x86)", "C:/Program Files (x86)"),
    ("SystemRoot", "C:/Windows"),
)
_DARWIN_FOLDERS = ("/Applications", "~/Applications")
_FLATPAK_FOLDERS = ("/var/lib/flatpak/app", "~/.local/share/flatpak/app")
_OPEN = "/usr/bin/open"


class Starts(NamedTuple):
    """What this module asks of a system; a test brings its own."""

    system: str  # "windows", "darwin", "linux"
    launch: Callable[[Sequence[str]], bool]
    page: Callable[[str], bool]  # opens an address with the program that is registered for it
    is_there: Callable[[str], bool]
    which: Callable[[str], str | None]
    environ: Callable[[str], str | None]


def open_remote(kind: str, starts: Starts | None = None) -> Deed:
    """Open it; returns at once. `kind`: an id of TOOLS or an https address. Blocking for some milliseconds.

    Done; unsupported: not made for this system; no_target: not installed; failed: the system could not start it;
    declined: neither an id of the list nor https, nothing was begun.
    """
    starts = starts or here()
    if kind not in TOOLS:
        if not kind.startswith(HTTPS):
            return Deed(Did.DECLINED, "neither a known program nor an https page")
        return Deed(Did.DONE) if starts.page(kind) else Deed(Did.FAILED, "no browser could be opened")
    commands = _commands(TOOLS[kind], starts)
    if commands is None:
        return Deed(Did.UNSUPPORTED, f"{kind} is not made for {starts.system}")
    page = TOOLS[kind].windows_page if starts.system == "windows" else ""
    if page and starts.page(page):
        return Deed(Did.DONE)
    if not commands:
        return Deed(Did.NO_TARGET, f"{kind} is not installed where its maker puts it")
    if any(starts.launch(command) for command in commands):
        return Deed(Did.DONE)
    return Deed(Did.FAILED, f"{kind} could not be started")


def here() -> Starts:
    """This very system."""
    if sys.platform == "win32":
        from app.guides.actions import windows as page_of  # noqa: PLC0415

        system = "windows"
    elif sys.platform == "darwin":
        from app.guides.actions import darwin as page_of  # noqa: PLC0415

        system = "darwin"
    else:
        from app.guides.actions.linux import page as page_of  # noqa: PLC0415

        system = "linux"
    return Starts(system, launch, page_of.browse, lambda path: Path(path).exists(), shutil.which, os.environ.get)


def _commands(tool: Tool, starts: Starts) -> list[list[str]] | None:
    """How it can be started here, best first; empty: it is not installed; None: it is not made for this system."""
    if starts.system == "windows":
        return None if not tool.windows else [[path] for path in _below_windows(tool, starts) if starts.is_there(path)]
    if starts.system == "darwin":
        if not tool.darwin:
            return None
        paths = [f"{_home(folder, starts)}/{name}" for name in tool.darwin for folder in _DARWIN_FOLDERS]
        return [[_OPEN, "-a", path] for path in paths if starts.is_there(path)]
    if not tool.linux:
        return None
    found = [[path] for name in tool.linux if (path := starts.which(name))]
    flatpak = starts.which("flatpak") if tool.flatpak else None
    if flatpak and any(starts.is_there(f"{_home(folder, starts)}/{tool.flatpak}") for folder in _FLATPAK_FOLDERS):
        found.append([flatpak, "run", tool.flatpak])
    return found


def _below_windows(tool: Tool, starts: Starts) -> list[str]:
    folders = [starts.environ(name) or usual for name, usual in _WINDOWS_FOLDERS]
    return [str(PureWindowsPath(folder, name)) for name in tool.windows for folder in folders]


def _home(folder: str, starts: Starts) -> str:
    home = starts.environ("HOME") or "/nonexistent"
    return folder.replace("~", home, 1) if folder.startswith("~") else folder
