"""The programs of macOS by their absolute paths. Not run on a Mac yet: written from the manual pages named beside."""

import subprocess
import threading

from app.guides.actions.darwin.port import Output, Port

PROGRAMS = {
    "networksetup": "/usr/sbin/networksetup",  # networksetup(8)
    "scutil": "/usr/sbin/scutil",  # scutil(8), section "NETWORK CONNECTIONS"
    "ipconfig": "/usr/sbin/ipconfig",  # ipconfig(8)
    "klist": "/usr/bin/klist",  # klist(1)
    "kdestroy": "/usr/bin/kdestroy",  # kdestroy(1)
}


class NativePort:
    """Runs them."""

    def __init__(self) -> None:
        self._never = threading.Event()

    def run(self, program: str, *arguments: str, within_s: float = 5.0) -> Output:
        """Run it; KeyError for a program that is not in the table, which is a mistake of ours."""
        try:
            done = subprocess.run(
                [PROGRAMS[program], *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=max(within_s, 0.1),
                env={"PATH": "/usr/bin:/usr/sbin", "LC_ALL": "C"},
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return Output(None)
        return Output(done.returncode, done.stdout)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self._never.wait(max(seconds, 0.0))


def port() -> Port:
    """The real one."""
    return NativePort()
