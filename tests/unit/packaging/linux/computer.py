"""A computer of folders for the root helper: its files, its site file, and a stand-in for the program `ip`."""

import importlib.machinery
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[4] / "packaging" / "linux" / "unstuck-helper"
USER = 1000
TOKEN = "0123456789abcdef0123456789abcdef"

SITE = """
[organisation]
name = "Example"

[internet]
names = ["www.example.org"]

[[vpn]]
name = "Office"
kind = "wireguard"
gateways = ["vpn.example.org:51820/udp", "192.0.2.7:51820/udp"]
interface = "wg-office"
names = ["intranet.corp.example"]
mtu = 1420

[[service]]
name = "Tickets"
url = "https://Tickets.corp.example:8443/list"
"""

HOSTS = b"""\
127.0.0.1\tlocalhost
# old test servers
192.0.2.10  tickets.corp.example printer.lan\t# since the move
192.0.2.11\tvpn.example.org
2001:db8::5 intranet.corp.example tickets.corp.example. # both
\r
10.0.0.9 other.example\r
::1 localhost ip6-localhost"""

WITHOUT_TICKETS = b"""\
127.0.0.1\tlocalhost
# old test servers
192.0.2.10 printer.lan\t# since the move
192.0.2.11\tvpn.example.org
2001:db8::5 intranet.corp.example # both
\r
10.0.0.9 other.example\r
::1 localhost ip6-localhost"""


def load() -> Any:
    """The helper as a module, without leaving compiled code beside it."""
    loader = importlib.machinery.SourceFileLoader("unstuck_helper", str(SOURCE))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


HELPER = load()


class Computer:
    """Its root folder lies beside a folder that nobody may touch."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.outside = folder / "outside"
        self.at = folder / "root"
        self.calls: list[list[str]] = []
        self.works = True
        self._capsys = capsys
        for name in ("etc/unstuck", "var/lib", "usr/sbin"):
            (self.at / name).mkdir(parents=True)
        self.outside.mkdir()
        (self.outside / "hosts").write_bytes(HOSTS)
        self.write("etc/hosts", HOSTS)
        self.write("etc/unstuck/site.toml", SITE.encode())
        self.write("usr/sbin/ip", b"").chmod(0o755)
        for name, kind, size in (
            ("eth0", 1, 1500),
            ("wg-office", 65534, 1500),
            ("tun7", 65534, 1500),
            ("br0", 1, 1500),
        ):
            self.write(f"sys/class/net/{name}/type", b"%d\n" % kind)
            self.write(f"sys/class/net/{name}/mtu", b"%d\n" % size)
        (self.at / "sys/class/net/br0/bridge").mkdir()
        (self.at / "sys/class/net/lo").mkdir()
        for path in [self.at, *self.at.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.name == "ip" else 0o644)

    def write(self, name: str, data: bytes) -> Path:
        path = self.at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def read(self, name: str) -> bytes:
        return (self.at / name).read_bytes()

    def run(self, argv: list[str]) -> int:
        """What `ip` does to the size of an adapter."""
        self.calls.append(argv)
        if not self.works:
            return 2
        if argv[1] == "link":
            (self.at / "sys/class/net" / argv[4] / "mtu").write_text(f"{argv[6]}\n")
        return 0

    def call(self, *argv: str, user: int = USER, root: Any = None) -> tuple[int, dict[str, Any]]:
        """(exit status, what it said) of one call through pkexec."""
        root = root or HELPER.Root(str(self.at), os.geteuid(), self.run)
        status = HELPER.main(list(argv), root, os.geteuid(), {"PKEXEC_UID": str(user)})
        return status, self.said()

    def said(self) -> dict[str, Any]:
        """The one line that it printed."""
        out, err = self._capsys.readouterr()
        assert out.count("\n") == 1
        assert err == ""
        answer: dict[str, Any] = json.loads(out)
        assert set(answer) == {"outcome", "token", "detail"}
        return answer

    def backups(self) -> list[str]:
        folder = self.at / "var/lib/unstuck"
        return sorted(path.name for path in folder.iterdir() if path.name != "lock") if folder.exists() else []

    def contents(self) -> dict[str, bytes]:
        """Every file, inside and outside, except the helper's own lock."""
        found = {}
        for path in [*self.at.rglob("*"), *self.outside.rglob("*")]:
            if path.is_file() and path.name != "lock":
                found[str(path)] = path.read_bytes()
        return found
