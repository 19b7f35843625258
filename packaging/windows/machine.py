"""The computer behind the Windows helper, and the way in. Not run on Windows yet."""

import ctypes
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from deed import WEB_PROXY, main  # a folder of two files that become one program

PROGRAMS = ("netsh", "net", "w32tm")
RUN_S = 20.0
NO_WINDOW = 0x08000000
MAX_PATH = 260
SETTINGS = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
CONNECTIONS = r"SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"


class Windows:
    """This computer.

    Its folders are asked of the system: whoever started us may have put other ones into the environment, which an
    elevated program inherits ("SystemRoot" of HKEY_CURRENT_USER\\Environment), and programs are started from there.
    """

    def __init__(self) -> None:
        data = self.value(rf"{SETTINGS}\Explorer\Shell Folders", "Common AppData") or r"C:\ProgramData"
        programs = self.value(SETTINGS, "ProgramFilesDir") or r"C:\Program Files"
        self._system = _system_folder()
        self.site = Path(data) / "Unstuck" / "site.toml"
        self.undo = Path(programs) / "Unstuck" / "undo"
        self.hosts = self._system / "drivers" / "etc" / "hosts"

    def adapters(self) -> Mapping[str, tuple[int, str]]:
        """By the names that people see, from the list of connections and the indices of the socket layer."""
        if sys.platform != "win32":
            return {}
        import socket
        import winreg

        known: dict[str, tuple[int, str]] = {}
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, CONNECTIONS) as key:
            for place in range(winreg.QueryInfoKey(key)[0]):
                guid = winreg.EnumKey(key, place)
                name = self.value(f"{CONNECTIONS}\\{guid}\\Connection", "Name")
                if isinstance(name, str):
                    known[name] = (0, guid)
        indices = {name: index for index, name in socket.if_nameindex()}
        return {name: (indices[name], guid) for name, (_, guid) in known.items() if name in indices}

    def run(self, program: str, *arguments: str) -> bool:
        """By absolute path, without a window."""
        if sys.platform != "win32" or program not in PROGRAMS:
            return False
        try:
            done = subprocess.run(
                [str(self._system / f"{program}.exe"), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=RUN_S,
                creationflags=NO_WINDOW,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    def value(self, key: str, name: str) -> Any:
        """Of HKEY_LOCAL_MACHINE."""
        if sys.platform != "win32":
            return None
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                return winreg.QueryValueEx(opened, name)[0]
        except OSError:
            return None

    def set_web_proxy(self, data: bytes) -> bool:
        """As it was read."""
        if sys.platform != "win32":
            return False
        import winreg

        key, name = WEB_PROXY
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_SET_VALUE) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_BINARY, data)
        except OSError:
            return False
        return True


def _system_folder() -> Path:
    """GetSystemDirectoryW of kernel32.dll."""
    if sys.platform != "win32":
        return Path(r"C:\Windows\System32")
    text = ctypes.create_unicode_buffer(MAX_PATH)
    if not ctypes.windll.kernel32.GetSystemDirectoryW(text, MAX_PATH):
        raise OSError("the folder of the system cannot be found")
    return Path(text.value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Windows()))
