"""The lab's laptop as a real desktop: system bus, polkit, NetworkManager, and an ordinary person who is signed in.

`managed()` gives one, connected; the person's programs run with `as_person`. What polkit lets the person do is what
a desktop lets somebody do who sits at the computer, and what an administrator would allow when asked; with `refuses`
it lets the person do nothing at all.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.lab import managed_files as files
from tests.lab.laptop import ROOT
from tests.lab.node import Daemon, LabError
from tests.lab.wish import Wishes
from tests.lab.world import Lab, lab

START_LIMIT_S = 8.0
WIRED = "wired"
_PROFILE = """[connection]
id={name}
uuid={uuid}
type=ethernet
interface-name={card}
{connection}
[ipv4]
{ipv4}
[ipv6]
{ipv6}
{more}
"""
_POLKITD = ("/usr/lib/polkit-1/polkitd", "/usr/libexec/polkitd")
_DESKTOP = ("DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "TERM")  # what a window needs of the caller's session


class Managed:
    """A laptop whose network is NetworkManager's. `start` must have been called before anything else."""

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
        """File system, buses and polkit; NetworkManager comes with `connect` or `start_manager`."""
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
        session = _as_person("dbus-daemon", "--session", f"--address=unix:path={files.RUNTIME}/bus", *listens)
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

    def set_rights(self, *, refuses: bool) -> None:
        """From now on polkit refuses the person everything, or allows again what it allowed; polkit must run."""
        for path, text in files.settings(refuses=refuses, dhcp_s=4).items():
            if "polkit" in path:
                self.write(path, text)
        wanted = "no" if refuses else "yes"
        ask = ("nmcli", "-t", "-f", "PERMISSION,VALUE", "general", "permissions")
        key = "org.freedesktop.NetworkManager.network-control"
        self.wait(lambda: f"{key}:{wanted}" in self.as_person(*ask).stdout, "polkit does not read its rules")

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
        inside = _as_person("sh", "-c", '"$@"; exit $?', "sh", *argv)
        return self.laptop.run(*inside, check=check, text_in=text_in, limit_s=limit_s, env=whole, cwd=ROOT)

    def spawn_as_person(self, name: str, *argv: str, env: Mapping[str, str] | None = None) -> Daemon:
        """Start a program of the person's which lives until it is stopped."""
        inside = ("env", "-C", str(ROOT), *argv)
        return self.laptop.spawn(name, *_as_person(*inside), env={**self.environment, **(env or {})})

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
        return subprocess.run(self.laptop.enter(*_as_person(*argv), cwd=ROOT), env=env).returncode

    # ---------------------------------------------------------------------------------------- NetworkManager

    def profile(
        self,
        name: str = WIRED,
        *,
        ipv4: str = "method=auto",
        ipv6: str | None = None,
        connection: str = "",
        more: str = "",
        number: int = 1,
        card: str | None = None,
    ) -> None:
        """Write a profile of a card, usually the laptop's own. NetworkManager reads it when it starts, or is told."""
        six = ipv6 if ipv6 is not None else "method=auto" if self.world.ipv6 else "method=disabled"
        text = _PROFILE.format(
            name=name,
            uuid=f"00000000-0000-4000-8000-{number:012d}",
            card=card or self.laptop.card,
            connection=connection,
            ipv4=ipv4,
            ipv6=six,
            more=more,
        )
        self.write(f"/etc/NetworkManager/system-connections/{name}.nmconnection", text, 0o600)

    def change(self, *settings: str, profile: str = WIRED) -> None:
        """What a person does in the settings window: change the profile, and apply it. Keys and values in turn."""
        self.nmcli("connection", "modify", profile, *settings)
        self.nmcli("connection", "up", profile)

    def start_manager(self) -> None:
        """Start NetworkManager and wait until it answers; what it then connects is another matter."""
        self.start_service("manager")
        self.wait(
            lambda: self.nmcli("general", "status", check=False).returncode == 0, "NetworkManager does not answer"
        )

    def kill_manager(self) -> None:
        """NetworkManager dies in the middle of whatever it does; addresses and routes stay as they are."""
        self.kill_service("manager")

    def nmcli(self, *argv: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """nmcli as root."""
        return self.laptop.run("nmcli", *argv, check=check, limit_s=30.0)

    def device(self) -> tuple[str, str]:
        """State and profile of the laptop's card, in NetworkManager's words ("connected", "wired")."""
        done = self.nmcli("-t", "-f", "DEVICE,STATE,CONNECTION", "device", check=False)
        for line in done.stdout.splitlines():
            card, state, profile = [*line.split(":"), "", ""][:3]
            if card == self.laptop.card:
                return state, profile
        return "", ""

    def connect(self) -> None:
        """Start NetworkManager with the usual profile, and wait for all addresses."""
        self.profile()
        self.start_manager()
        self.wait_connected()

    def wait_connected(self) -> None:
        """Until the card is connected and has its addresses."""
        self.wait(lambda: self.device()[0] == "connected", "NetworkManager does not connect")
        self.wait(lambda: bool(self.addresses(4)), "no IPv4 address")
        if self.world.ipv6:
            self.wait(lambda: bool(self.addresses(6)), "no IPv6 address")

    def addresses(self, family: int) -> list[str]:
        """The global addresses of the card, with their length."""
        text = self.laptop.run("ip", f"-{family}", "-o", "addr", "show", "dev", self.laptop.card, "scope", "global")
        return re.findall(r"inet6? (\S+)", text.stdout)

    def wait(self, ready: Callable[[], bool], complaint: str, limit_s: float = START_LIMIT_S) -> None:
        """Ask again and again; LabError when the time is over."""
        end = time.monotonic() + limit_s
        while not ready():
            if time.monotonic() > end:
                raise LabError(f"laptop: {complaint} within {limit_s} s")
            time.sleep(0.02)


def _as_person(*argv: str) -> list[str]:
    # Without --no-new-privs: pkexec is a program with rights of its own.
    return ["setpriv", f"--reuid={files.UID}", f"--regid={files.UID}", "--clear-groups", "--", *argv]


@contextlib.contextmanager
def managed(
    *,
    connect: bool = True,
    refuses: bool = False,
    ipv6: bool = True,
    time_shift_s: float = 0.0,
    certificate_shift_days: int = 0,
    dhcp_s: int = 4,
) -> Iterator[Managed]:
    """A fresh world with a desktop in it, connected unless told otherwise; everything is gone afterwards."""
    with lab(ipv6=ipv6, time_shift_s=time_shift_s, certificate_shift_days=certificate_shift_days) as world:
        desk = Managed(world, refuses=refuses, dhcp_s=dhcp_s)
        try:
            desk.start()
            if connect:
                desk.connect()
            yield desk
        finally:
            desk.close()
