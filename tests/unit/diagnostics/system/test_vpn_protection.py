"""Only one bit leaves a profile: whether strangers get no answer."""

from pathlib import Path

import pytest

from diagnostics.model.site import Vpn
from diagnostics.system.linux import vpn_protection
from diagnostics.system.linux.vpn_protection import acquire_protection, gateway_hosts

PLAIN = "client\nremote vpn.example.org 1194\n# tls-auth is not used here\n;tls-crypt ta.key\n"
INLINE = PLAIN + "<tls-crypt>\n-----BEGIN OpenVPN Static key V1-----\n</tls-crypt>\n"


class Machine:
    """A /proc with clients in it, and the folder of stored profiles."""

    def __init__(self, folder: Path) -> None:
        self.proc, self.stored = folder / "proc", folder / "etc"
        for made in (self.proc, self.stored):
            made.mkdir()

    def runs(self, *words: str, pid: int = 4_000_123) -> None:
        place = self.proc / str(pid)
        place.mkdir()
        (place / "cmdline").write_bytes("\0".join(words).encode() + b"\0")
        (place / "cwd").symlink_to(self.stored)

    def stores(self, name: str, text: str) -> str:
        (self.stored / name).write_text(text, encoding="utf-8")
        return str(self.stored / name)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    monkeypatch.setattr(vpn_protection, "_PROC", made.proc)
    monkeypatch.setattr(vpn_protection, "_FOLDERS", (made.stored,))
    return made


def see(*hosts: str) -> bool | None:
    return acquire_protection(("openvpn", "/opt/corp/openvpn"), hosts)


COMMANDS: dict[str, tuple[str, tuple[str, ...], bool | None]] = {
    "a profile without": (PLAIN, ("/usr/sbin/openvpn", "--config", "a.conf"), False),
    "a profile with a key inside": (INLINE, ("openvpn", "--verb", "3", "--config", "a.conf"), True),
    "a profile as the only word": (INLINE, ("openvpn", "a.conf"), True),
    "tls-auth with a file": (PLAIN + "tls-auth ta.key 1\n", ("openvpn", "--config", "a.conf"), True),
    "version 2, in quotes": (PLAIN + '"tls-crypt-v2" k\n', ("openvpn", "--config", "a.conf"), True),
    "on the command line": (PLAIN, ("openvpn", "--remote", "vpn.example.org", "--tls-auth", "ta.key", "1"), True),
    "all on the command line": (PLAIN, ("openvpn", "--remote", "vpn.example.org", "--nobind"), False),
    "a folder is named": (INLINE, ("openvpn", "--cd", "/nowhere", "--config", "a.conf"), None),
    "a profile that includes another": ("config b.conf\n", ("openvpn", "--config", "a.conf"), None),
    "a profile that includes itself": ("config a.conf\n", ("openvpn", "--config", "a.conf"), False),
    "a profile that is not there": (INLINE, ("openvpn", "--config", "gone.conf"), None),
    "another program": (INLINE, ("openvpn-gui", "--config", "a.conf"), None),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_the_profile_that_runs(case: str, machine: Machine) -> None:
    text, words, expected = COMMANDS[case]
    machine.stores("a.conf", text)
    machine.runs(*words)
    assert see() is expected


def test_two_clients_that_contradict_each_other(machine: Machine) -> None:
    machine.stores("a.conf", PLAIN)
    machine.stores("b.conf", INLINE)
    machine.runs("openvpn", "a.conf")
    machine.runs("openvpn", "b.conf", pid=4_000_124)
    assert see() is None


def test_nothing_runs_and_a_profile_for_the_gateway_is_stored(machine: Machine) -> None:
    machine.stores("other.ovpn", "remote other.example.org 1194\n")
    machine.stores("work.ovpn", INLINE)
    machine.stores("notes.txt", "remote vpn.example.org")
    assert see("VPN.example.org") is True
    assert see("other.example.org") is False
    assert see("third.example.org") is None


def test_what_is_no_file_is_not_opened(machine: Machine) -> None:
    machine.runs("openvpn", "--config", "/dev/zero")
    assert see() is None


def test_hosts_of_gateways() -> None:
    spec = Vpn(name="V", gateways=("vpn.example.org:1194/udp", "192.0.2.1:443/tcp", "[2001:db8::1]:1194/udp", "bare"))
    assert gateway_hosts(spec) == ("vpn.example.org", "192.0.2.1", "2001:db8::1", "bare")
