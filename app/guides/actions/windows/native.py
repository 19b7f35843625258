"""Windows itself behind `Port`, by the documented calls. Typed for Windows; not run there yet."""

import ctypes
import os
import subprocess
import sys
import threading
from pathlib import Path

from app.guides.actions.windows import ras, wlan
from app.guides.actions.windows.port import DECLINED, Port, Radio, Value

PROGRAMS = ("rasdial", "klist")  # of %SystemRoot%\\System32; they do not ask and end by themselves
HELPER = "unstuck-helper.exe"
SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
SETTINGS_CHANGED, REFRESH = 39, 37  # INTERNET_OPTION_... of wininet.h
KEEP_PROCESS, NO_UI = 0x40, 0x400  # SEE_MASK_NOCLOSEPROCESS, SEE_MASK_FLAG_NO_UI of shellapi.h
WAITED = 0  # WAIT_OBJECT_0
NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW


class _Execute(ctypes.Structure):  # SHELLEXECUTEINFOW
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("mask", ctypes.c_uint32),
        ("window", ctypes.c_void_p),
        ("verb", ctypes.c_wchar_p),
        ("file", ctypes.c_wchar_p),
        ("parameters", ctypes.c_wchar_p),
        ("directory", ctypes.c_wchar_p),
        ("show", ctypes.c_int),
        ("instance", ctypes.c_void_p),
        ("id_list", ctypes.c_void_p),
        ("class_name", ctypes.c_wchar_p),
        ("class_key", ctypes.c_void_p),
        ("hot_key", ctypes.c_uint32),
        ("icon", ctypes.c_void_p),
        ("process", ctypes.c_void_p),
    )


class NativePort:
    """The real one."""

    def __init__(self) -> None:
        self._never = threading.Event()

    def flush_names(self) -> bool:
        """dnsapi.dll; what `ipconfig /flushdns` calls."""
        if sys.platform != "win32":
            return False
        try:
            return bool(ctypes.WinDLL("dnsapi.dll").DnsFlushResolverCache())
        except (OSError, AttributeError):
            return False

    def internet_setting(self, name: str) -> Value | None:
        """Of HKEY_CURRENT_USER."""
        if sys.platform != "win32":
            return None
        import winreg  # noqa: PLC0415  # exists on Windows only

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, SETTINGS) as key:
                value = winreg.QueryValueEx(key, name)[0]
        except OSError:
            return None
        return value if isinstance(value, (str, int)) else None

    def set_internet_setting(self, name: str, value: Value | None) -> bool:
        """Write or delete, then tell the programs that use WinINet."""
        if sys.platform != "win32":
            return False
        import winreg  # noqa: PLC0415

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, SETTINGS, 0, winreg.KEY_SET_VALUE) as key:
                if value is None:
                    winreg.DeleteValue(key, name)
                else:
                    kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
                    winreg.SetValueEx(key, name, 0, kind, value)
            library = ctypes.WinDLL("wininet.dll")
        except FileNotFoundError:
            return value is None
        except OSError:
            return False
        return all(library.InternetSetOptionW(None, option, None, 0) for option in (SETTINGS_CHANGED, REFRESH))

    def radios(self) -> tuple[Radio, ...]:
        """The Wi-Fi cards."""
        with wlan.session() as service:
            return service.radios() if service else ()

    def turn_radio(self, guid: str, on: bool) -> bool:
        """Its software switch."""
        with wlan.session() as service:
            return service is not None and service.turn(guid, on)

    def join(self, guid: str, profile: str) -> bool:
        """A saved network."""
        with wlan.session() as service:
            return service is not None and service.join(guid, profile)

    def leave(self, guid: str) -> bool:
        """The present network."""
        with wlan.session() as service:
            return service is not None and service.leave(guid)

    def profile(self, guid: str, name: str) -> str | None:
        """A saved network as XML."""
        with wlan.session() as service:
            return service.profile(guid, name) if service else None

    def set_profile(self, guid: str, xml: str) -> bool:
        """Save a network."""
        with wlan.session() as service:
            return service is not None and service.set_profile(guid, xml)

    def delete_profile(self, guid: str, name: str) -> bool:
        """Forget a network."""
        with wlan.session() as service:
            return service is not None and service.delete(guid, name)

    def tunnels(self) -> tuple[str, ...]:
        """What is connected."""
        return ras.connected()

    def known_tunnels(self) -> tuple[str, ...]:
        """What could be."""
        return ras.known()

    def run(self, program: str, *arguments: str, within_s: float) -> int | None:
        """One of `PROGRAMS`; its output is translated and therefore never read."""
        if sys.platform != "win32" or program not in PROGRAMS:
            return None
        path = Path(os.environ.get("SystemRoot", r"C:\Windows")) / "System32" / f"{program}.exe"  # noqa: SIM112
        try:
            done = subprocess.run(
                [str(path), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=max(within_s, 0.1),
                creationflags=NO_WINDOW,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.returncode

    def has_helper(self) -> bool:
        """Beside the program, where only administrators may write."""
        return _helper().is_file()

    def elevated(self, verb: str, *arguments: str, within_s: float) -> int | None:
        """ShellExecuteEx with "runas": Windows shows whose program it is and asks."""
        if sys.platform != "win32":
            return None
        wanted = _Execute(
            size=ctypes.sizeof(_Execute),
            mask=KEEP_PROCESS | NO_UI,
            verb="runas",
            file=str(_helper()),
            parameters=subprocess.list2cmdline([verb, *arguments]),
        )
        if not ctypes.windll.shell32.ShellExecuteExW(ctypes.byref(wanted)):
            return DECLINED
        kernel, process = ctypes.windll.kernel32, ctypes.c_void_p(wanted.process)
        try:
            if kernel.WaitForSingleObject(process, int(within_s * 1000)) != WAITED:
                return None
            status = ctypes.c_uint32()
            kernel.GetExitCodeProcess(process, ctypes.byref(status))
            return int(status.value)
        finally:
            kernel.CloseHandle(process)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self._never.wait(max(seconds, 0.0))


def port() -> Port:
    """The real one."""
    return NativePort()


def _helper() -> Path:
    return Path(sys.executable).with_name(HELPER)
