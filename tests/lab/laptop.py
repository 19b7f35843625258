"""The laptop: own /etc/resolv.conf, /etc/hosts, trust store, home folder and a quiet processor, seen by nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.lab.node import QUIET_PATH, Daemon, LabError, Node

ROOT = Path(__file__).resolve().parents[2]
_CLIENT = Path(__file__).with_name("udhcpc.sh")
_LEASE_LIMIT_S = 5.0
_RA_LIMIT_S = 3.0
_DESKTOP = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "QT_QPA_PLATFORM",
    "TERM",
)

_CALM_PRESSURE = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"


class Laptop(Node):
    """The person's computer. Files are bind-mounted over the host's, so nothing special is in its environment."""

    def __init__(self, folder: Path, trust: Path, *, ipv6: bool) -> None:
        files = folder / "laptop-files"
        files.mkdir()
        self.home = files / "home"
        self.home.mkdir()
        self.resolv = files / "resolv.conf"
        self.hosts = files / "hosts"
        self.state = files / "state"
        self.state.mkdir()
        self._files = files
        self.environment: dict[str, str] = {}
        self.ipv6 = ipv6
        self.card = "eth0"
        self._dhcp: Daemon | None = None
        self.resolv.write_text("")
        self.hosts.write_text("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")
        super().__init__("laptop", folder, boot=self._boot(trust))

    def _boot(self, trust: Path) -> str:
        calm = {
            "/proc/stat": _calm_stat(),
            "/proc/loadavg": "0.08 0.05 0.01 1/120 900\n",
            "/proc/pressure/cpu": _CALM_PRESSURE,
        }
        script = [
            f"mount --bind {self.resolv} /etc/resolv.conf",
            f"mount --bind {self.hosts} /etc/hosts",
            f"mount --bind {trust} /etc/ssl/certs",
        ]
        for index, (target, text) in enumerate(calm.items()):
            source = self._files / f"calm{index}"
            source.write_text(text)
            # The machine under the lab is busy with the lab itself; the laptop, as in a container, sees its own calm.
            script.append(f"[ ! -e {target} ] || mount --bind {source} {target}")
        keep = self._files / "run-user"
        keep.mkdir()
        script += [
            f"[ ! -d /run/user ] || mount --rbind /run/user {keep}",
            "mount -t tmpfs tmpfs /run",
            "mkdir /run/user",
            f"mount --rbind {keep} /run/user",
            "mkdir -p /run/wireguard",
        ]
        script += [
            "echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range",  # as desktop distributions set it
            "echo 0 > /proc/sys/net/ipv6/conf/default/router_solicitation_delay",
            "echo 1 > /proc/sys/net/ipv6/conf/default/router_solicitation_interval",  # a lost one costs 1 s, not 4
            "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad",
        ]
        script += [] if self.ipv6 else ["echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6"]
        return "\n".join(script)

    def show_real_load(self) -> None:
        """Let this laptop see the machine's processors as they are (for scenarios that burn them)."""
        self.sh("umount /proc/stat /proc/loadavg; [ ! -e /proc/pressure/cpu ] || umount /proc/pressure/cpu")

    def replace(self, target: str, text: str) -> None:
        """Bind-mount a file with this text over `target`, on the laptop only."""
        source = self._files / target.strip("/").replace("/", "_")
        source.write_text(text)
        self.sh(f"mount --bind {source} {target}")

    def hide_program(self, package: str, *paths: str) -> None:
        """Take a package off this laptop only: its programs, its systemd units, what the package system knows of it."""
        empty = self._files / "nothing"
        empty.touch(mode=0o600)
        known = sorted(str(path) for path in Path("/var/lib/dpkg/info").glob(f"{package}.*"))
        script = "".join(f"mount --bind {empty} {path}\n" for path in (*paths, *known))
        for number, folder in enumerate(("/usr/lib/systemd/system", "/etc/systemd/system")):
            if Path(folder).is_dir():
                copy = self._files / f"units{number}"
                script += f"cp -a {folder} {copy}\nrm -rf {copy}/{package}*\nmount --bind {copy} {folder}\n"
        self.sh(script)

    def rename_card(self, name: str) -> None:
        """Give the laptop's card another name, as other hardware has; it must not be up yet."""
        self.sh(f"ip link set {self.card} name {name}")
        self.card = name

    def start_dhcp(self) -> None:
        """Plug in and ask for an address; returns at once."""
        self.sh(f"ip link set {self.card} up")
        self._dhcp = self.spawn(
            "udhcpc",
            "busybox",
            "udhcpc",
            "-f",
            "-i",
            self.card,
            "-s",
            str(_CLIENT),
            "-t",
            "3",
            "-T",
            "1",
            "-A",
            "2",
            env={"PATH": QUIET_PATH, "LAB_STATE": str(self.state)},
        )

    def stop_dhcp(self) -> None:
        """End the DHCP client; the address stays."""
        if self._dhcp is not None:
            self._dhcp.stop()

    def connect(self) -> None:
        """Plug in and wait for the lease and, where the router announces one, for the IPv6 address."""
        self.start_dhcp()
        self._wait((self.state / "lease").exists, _LEASE_LIMIT_S, "no DHCP lease")
        if self.ipv6:
            table = Path(f"/proc/{self.pid}/net/if_inet6")
            self._wait(
                lambda: any(line.startswith("20010db8") for line in table.read_text().splitlines()),
                _RA_LIMIT_S,
                "no address from router advertisements",
            )

    def static(self, address: str, gateway: str, servers: Sequence[str], *, onlink: bool = False) -> None:
        """What a person types into the settings: an address for ever, a static route, name servers."""
        self.sh(
            f"ip link set {self.card} up\nip addr add {address} brd + dev {self.card}\n"
            f"ip route add default via {gateway} dev {self.card} proto static{' onlink' if onlink else ''}\n"
        )
        self.name_servers(*servers)

    def name_servers(self, *servers: str) -> None:
        """Write /etc/resolv.conf."""
        self.resolv.write_text("".join(f"nameserver {server}\n" for server in servers))

    def _wait(self, ready: object, limit_s: float, complaint: str) -> None:
        assert callable(ready)
        end = time.monotonic() + limit_s
        while not ready():
            if time.monotonic() > end:
                raise LabError(f"laptop: {complaint} within {limit_s} s")
            time.sleep(0.01)

    def env(self, *, desktop: bool = False) -> dict[str, str]:
        """The environment of a program that the person starts."""
        base = {"PATH": QUIET_PATH, "HOME": str(self.home), "USER": "root", "LOGNAME": "root", "LANG": "C.UTF-8"}
        if desktop:
            base |= {name: os.environ[name] for name in _DESKTOP if name in os.environ}
        return base | self.environment

    def diagnose(self, program: Sequence[str], limit_s: float) -> tuple[subprocess.CompletedProcess[str], float]:
        """Run the diagnosis as a whole process; its result and its wall-clock seconds."""
        begin = time.monotonic()
        done = self.run(*program, check=False, limit_s=limit_s, env=self.env(), cwd=ROOT)
        return done, time.monotonic() - begin

    def attach(self, argv: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
        """Run a command on the laptop with the caller's terminal and display; its exit status."""
        env = self.env(desktop=True) | dict(extra or {})
        return subprocess.run(self.enter(*argv, cwd=ROOT), env=env).returncode


def _calm_stat() -> str:
    """/proc/stat of an idle machine with as many cores as this one."""
    cores = os.cpu_count() or 1
    idle = 8_000_000
    lines = [f"cpu  1000 0 1000 {idle * cores} 0 0 0 0 0 0"]
    lines += [f"cpu{number} 1000 0 1000 {idle} 0 0 0 0 0 0" for number in range(cores)]
    return (
        "\n".join(
            [
                *lines,
                "intr 0",
                "ctxt 1000",
                f"btime {int(time.time()) - 86400}",
                "processes 900",
                "procs_running 1",
                "procs_blocked 0",
            ]
        )
        + "\n"
    )


PYTHON_PROGRAM = (sys.executable, "-m", "diagnostics", "--json")
