"""A laptop of the lab with a system bus, polkit, an ordinary person who is signed in, and the person's own bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.lab import managed_files as files
from tests.lab.laptop import ROOT
from tests.lab.node import Daemon, LabError
from tests.lab.wish import Wishes
from tests.lab.world import Lab

START_LIMIT_S = 8.0
_POLKITD = ("/usr/lib/polkit-1/polkitd", "/usr/libexec/polkitd")
_DESKTOP = ("DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "TERM")  # what a window needs of the caller's session


class Desk:
    """A laptop with its services and a person. `start` must have been called before anything else."""

    def __init__(self, world: Lab, *, refuses: bool = False, dhcp_s: int = 4) -> None:
        self.world = world
        self.laptop = world.laptop
        self.environment = files.environment()  # the person's, to add to
        self._settings = files.settings(refuses=refuses, dhcp_s=dhcp_s)
        self._services: dict[str, Daemon] = {}
        self._wishes: Wishes | None = None

    @property
    def wishes(self) -> Wishes:
        """What programs on the laptop ask of the world outside."""
        assert self._wishes is not None
        return self._wishes

    @property
    def root(self) -> Path:
        """The laptop's file system as the machine sees it: for files that the laptop has of its own."""
        return Path(f"/proc/{self.laptop.pid}/root")

    def start(self) -> None:
        """File system, buses and polkit; NetworkManager comes later."""
        reach = (ROOT, Path(os.path.realpath(sys.prefix)), Path(sys.base_prefix))
        keep = (self.world.folder, self.world.authority.folder)
        self.laptop.sh(files.boot((*reach, *keep), self.laptop.resolv.read_text()))
        # From here on these files are real ones, which programs may replace.
        self.laptop.resolv, self.laptop.hosts = self.root / "etc/resolv.conf", self.root / "etc/hosts"
        for path, text in self._settings.items():
            self.write(path, text)
        self._wishes = Wishes(self.world, self.root / files.WISHES.lstrip("/"), {})
        for service in ("bus", "polkit", "session"):
            self.start_service(service)

    def start_service(self, name: str) -> None:
        """Start "bus", "polkit", "session" (the person's own bus) or "manager" (NetworkManager), as the system would
        after it died; only the buses are there when this returns."""
        listens = ("--nofork", "--nopidfile", "--print-address=1")
        session = of_person("dbus-daemon", "--session", f"--address=unix:path={files.RUNTIME}/bus", *listens)
        polkitd = next((path for path in _POLKITD if Path(path).exists()), _POLKITD[0])
        argv, ready, env = {
            "bus": (["dbus-daemon", f"--config-file={files.BUS_FILE}", *listens], "unix:", None),
            "polkit": ([polkitd, "--no-debug"], None, None),
            "session": (session, "unix:", self.environment),
            "manager": (["/usr/sbin/NetworkManager", "--no-daemon"], None, None),
        }[name]
        if name == "session":
            self.laptop.sh(f"rm -f {files.RUNTIME}/bus")
        self._services[name] = self.laptop.spawn(name, *argv, env=env, ready=ready)

    def kill_service(self, name: str) -> None:
        """It dies in the middle of whatever it does. Nothing happens where it does not run."""
        if name in self._services:
            self._services[name].stop()

    def close(self) -> None:
        """End what the machine itself runs for this laptop; the laptop goes with its world."""
        if self._wishes is not None:
            self._wishes.close()

    # -------------------------------------------------------------------------------------- files and programs

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """A file of the laptop, owned by root, whole or not at all; folders above it are made."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".new")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(mode)
        draft.replace(target)

    def read(self, path: str) -> str:
        """The text of a file of the laptop; empty when there is none."""
        target = self.root / path.lstrip("/")
        return target.read_text(encoding="utf-8", errors="replace") if target.exists() else ""

    def install(self, source: Path, path: str, mode: int = 0o644) -> None:
        """Put a copy of one of the project's files there, owned by root."""
        self.write(path, source.read_text(encoding="utf-8"), mode)

    def as_person(
        self,
        *argv: str,
        check: bool = False,
        text_in: str = "",
        limit_s: float = 60.0,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as the person, in the project's folder; LabError when it takes longer than `limit_s`."""
        whole = {**self.environment, **(env or {})}
        # The shell in between is the parent that every program of a desktop has: polkit looks at it.
        inside = of_person("sh", "-c", '"$@"; exit $?', "sh", *argv)
        return self.laptop.run(*inside, check=check, text_in=text_in, limit_s=limit_s, env=whole, cwd=ROOT)

    def spawn_as_person(self, name: str, *argv: str, env: Mapping[str, str] | None = None) -> Daemon:
        """Start a program of the person's which lives until it is stopped."""
        inside = ("env", "-C", str(ROOT), *argv)
        return self.laptop.spawn(name, *of_person(*inside), env={**self.environment, **(env or {})})

    def attach(self, argv: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
        """Run a command as the person with the caller's terminal and display; its exit status."""
        env = {**self.environment, **(extra or {})} | {key: os.environ[key] for key in _DESKTOP if key in os.environ}
        ticket = Path(os.environ.get("XAUTHORITY") or Path.home() / ".Xauthority")
        if "DISPLAY" in env and ticket.exists():
            inside = f"{files.RUNTIME}/Xauthority"
            own = self.root / inside.lstrip("/")
            shutil.copy(ticket, own)
            os.chown(own, files.UID, files.UID)
            env["XAUTHORITY"] = inside
        return subprocess.run(self.laptop.enter(*of_person(*argv), cwd=ROOT), env=env).returncode

    def wait(self, ready: Callable[[], bool], complaint: str, limit_s: float = START_LIMIT_S) -> None:
        """Ask again and again; LabError when the time is over."""
        end = time.monotonic() + limit_s
        while not ready():
            if time.monotonic() > end:
                raise LabError(f"laptop: {complaint} within {limit_s} s")
            time.sleep(0.02)


def of_person(*argv: str) -> list[str]:
    """The command line that runs `argv` as the person, inside the laptop."""
    # Without --no-new-privs: pkexec is a program with rights of its own.
    return ["setpriv", f"--reuid={files.UID}", f"--regid={files.UID}", "--clear-groups", "--", *argv]
