"""One computer of the lab: its own network, mount and process namespace, kept alive by a tiny init.

Nothing is registered with the host (no named namespace, no interface): when the init goes, the kernel takes
every process, interface and mount of that computer with it. The init dies with the thread that started it.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

_INIT = "sleep infinity & wait"  # a shell that waits also reaps the orphans that daemons leave
_HOLD = "setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc --propagation private"
_START_LIMIT_S = 10.0
_STOP_LIMIT_S = 3.0
QUIET_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class LabError(Exception):
    """The lab itself could not do what a scenario asked for: never a verdict about the product."""


class Daemon:
    """A process that runs inside a node in the foreground; `stop` ends it and waits."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def writing_to(self, log: Path) -> Daemon:
        """The same process, which writes into a log of its own."""
        return Daemon(self._process, log)

    def text(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def wait_for(self, pattern: str, limit_s: float = 5.0) -> None:
        """Wait until its output matches; LabError when it ends or the time is over."""
        end = time.monotonic() + limit_s
        while not re.search(pattern, self.text()):
            if not self.running or time.monotonic() > end:
                raise LabError(f"{self.log.name}: no {pattern!r} in its output:\n{self.text()[-2000:]}")
            time.sleep(0.01)

    def inside(self) -> list[int]:
        """The numbers, on the machine, of the process inside: nsenter is only its parent."""
        try:
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in children.split()]

    def stop(self) -> None:
        """SIGKILL to the process inside and wait."""
        for pid in self.inside() or [self._process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._process.send_signal(signal.SIGCONT)  # nsenter stops itself when the program inside is stopped
        self._process.wait(_STOP_LIMIT_S)


class Node:
    """A computer. `boot` is a shell script that runs as its init before anything else (mounts, sysctl)."""

    def __init__(self, name: str, folder: Path, boot: str = "") -> None:
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self._daemons: list[Daemon] = []
        script = f"set -e\nmount -t sysfs sysfs /sys\nip link set lo up\n{boot}\necho ready\n{_INIT}\n"
        with (self.folder / "init.err").open("wb") as complaints:
            self._init = subprocess.Popen(
                [*_HOLD.split(), "sh", "-c", script],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
        self._pid: int | None = None

    @property
    def pid(self) -> int:
        """The init's process id as the host sees it; waits until the node has booted."""
        if self._pid is None:
            assert self._init.stdout is not None
            if self._init.stdout.readline() != b"ready\n":
                error = (self.folder / "init.err").read_text(errors="replace")
                raise LabError(f"{self.name} did not boot: {error}")
            children = Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children")
            self._pid = int(children.read_text().split()[0])
        return self._pid

    def enter(self, *argv: str, cwd: Path | None = None) -> list[str]:
        """The command line that runs `argv` on this computer, in its own folder unless `cwd` says otherwise."""
        return ["nsenter", "-t", str(self.pid), "-n", "-m", "-p", f"--wdns={cwd or self.folder}", "--", *argv]

    def run(
        self,
        *argv: str,
        check: bool = True,
        text_in: str = "",
        limit_s: float = 10.0,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; LabError on a non-zero status when `check`."""
        try:
            done = subprocess.run(
                self.enter(*argv, cwd=cwd),
                input=text_in,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=limit_s,
                env=dict(env) if env is not None else None,
            )
        except subprocess.TimeoutExpired as late:
            raise LabError(f"{self.name}: {shlex.join(argv)} did not end within {limit_s} s") from late
        if check and done.returncode != 0:
            raise LabError(f"{self.name}: {shlex.join(argv)}: {done.returncode}\n{text_in}\n{done.stderr}{done.stdout}")
        return done

    def sh(self, script: str) -> str:
        """Run a shell script; the first failing line stops it."""
        return self.run("sh", "-e", text_in=script).stdout

    def nft(self, rules: str) -> None:
        """Load nftables rules into this computer's kernel tables."""
        self.run("nft", "-f", "-", text_in=rules)

    def spawn(self, name: str, *argv: str, env: Mapping[str, str] | None = None, ready: str | None = None) -> Daemon:
        """Start a foreground process that lives until `stop` or the end of the node; wait for `ready` in its output."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                self.enter(*argv),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(env) if env is not None else None,
                start_new_session=True,
            )
        daemon = Daemon(process, log)
        self._daemons.append(daemon)
        if ready is not None:
            daemon.wait_for(ready)
        return daemon

    def end(self, name: str) -> None:
        """Stop every process that `spawn` started under this name."""
        for daemon in self._daemons:
            if daemon.log.stem == name and daemon.running:
                daemon.stop()

    def close(self) -> None:
        """End the init: the kernel ends everything else of this computer. Waits for all that we started."""
        try:
            if self._pid is None and self._init.poll() is None:
                self._init.terminate()
            elif self._pid is not None:
                os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            self._init.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._init.kill()
            self._init.wait(_STOP_LIMIT_S)
        if self._init.stdout is not None:
            self._init.stdout.close()
        for daemon in self._daemons:
            daemon.stop()


def link(one: Node, one_name: str, other: Node, other_name: str) -> None:
    """A cable between two computers; both ends come up later, when they are configured."""
    subprocess.run(
        [
            "nsenter",
            "-t",
            str(one.pid),
            "-n",
            "ip",
            "link",
            "add",
            one_name,
            "type",
            "veth",
            "peer",
            "name",
            other_name,
            "netns",
            str(other.pid),
        ],
        check=True,
        timeout=_START_LIMIT_S,
    )
