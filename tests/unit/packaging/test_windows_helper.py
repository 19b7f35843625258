"""The administrator's helper of Windows, with a stand-in for the computer: what it refuses, does and puts back."""

import json
import random
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "packaging" / "windows" / "deed.py"
TOKEN = "0123456789abcdef"
SITE = """
[[vpn]]
name = "Company VPN"
kind = "openvpn"
gateways = ["vpn.example.org:1194/udp"]
names = ["intranet.corp.example"]
mtu = 1380
[[service]]
name = "Helpdesk"
url = "https://helpdesk.example.org/start"
"""
HOSTS = "127.0.0.1 localhost\r\n192.0.2.7 helpdesk.example.org printer # old\r\n192.0.2.8 vpn.example.org\r\n"


def load() -> ModuleType:
    spec = spec_from_file_location("windows_helper", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HELPER = load()


class StandIn:
    """A computer with two adapters; remembers what was run."""

    def __init__(self, folder: Path) -> None:
        self.site, self.undo, self.hosts = folder / "site.toml", folder / "undo", folder / "hosts"
        self.site.write_text(SITE, encoding="utf-8")
        self.hosts.write_text(HOSTS, encoding="utf-8", newline="")
        self.values: dict[str, Any] = {}
        self.ran: list[tuple[str, ...]] = []
        self.works = True

    def adapters(self) -> Mapping[str, tuple[int, str]]:
        return {"Ethernet": (12, "{G12}"), "Wi-Fi 2": (7, "{G7}")}

    def run(self, program: str, *arguments: str) -> bool:
        self.ran.append((program, *arguments))
        return self.works

    def value(self, key: str, name: str) -> Any:
        return self.values.get(name)

    def set_web_proxy(self, data: bytes) -> bool:
        self.values["WinHttpSettings"] = data
        return self.works

    def files(self) -> str:
        return self.hosts.read_bytes().decode()


@pytest.fixture
def machine(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


def call(machine: StandIn, *arguments: str) -> int:
    return int(HELPER.main(arguments, machine))


def test_a_hosts_name_is_taken_out_of_its_line_and_put_back_to_the_byte(machine: StandIn) -> None:
    assert call(machine, "hosts.remove_entries", TOKEN, "helpdesk.example.org", "vpn.example.org") == 0
    assert machine.files() == "127.0.0.1 localhost\r\n192.0.2.7 printer # old\r\n"
    assert call(machine, "restore", TOKEN) == 0
    assert machine.files() == HOSTS
    assert call(machine, "restore", TOKEN) == 1, "the copy is used once"


def test_a_hosts_file_that_somebody_changed_since_is_left_alone(machine: StandIn) -> None:
    call(machine, "hosts.remove_entries", TOKEN, "helpdesk.example.org")
    machine.hosts.write_text("127.0.0.1 somebody-else\n", encoding="utf-8")
    assert call(machine, "restore", TOKEN) == 3
    assert machine.files() == "127.0.0.1 somebody-else\n"


def test_an_address_set_by_hand_becomes_automatic_and_comes_back(machine: StandIn) -> None:
    machine.values = {
        "EnableDHCP": 0,
        "IPAddress": ["192.0.2.10"],
        "SubnetMask": ["255.255.255.0"],
        "DefaultGateway": ["192.0.2.1"],
        "NameServer": "192.0.2.53,198.51.100.53",
    }
    assert call(machine, "ip.use_dhcp", TOKEN, "Wi-Fi 2") == 0
    head = ("netsh", "interface", "ipv4")
    assert machine.ran == [
        (*head, "set", "address", "name=7", "source=dhcp"),
        (*head, "set", "dnsservers", "name=7", "source=dhcp"),
    ]
    machine.ran.clear()
    assert call(machine, "restore", TOKEN) == 0
    wanted = ("source=static", "address=192.0.2.10", "mask=255.255.255.0", "gateway=192.0.2.1")
    assert machine.ran[0] == (*head, "set", "address", "name=7", *wanted)
    assert machine.ran[1][-2:] == ("address=192.0.2.53", "validate=no")
    assert machine.ran[2][-2:] == ("index=2", "validate=no")


NOTHING_TO_DO = {
    "an automatic address": ("ip.use_dhcp", {"EnableDHCP": 1}),
    "automatic name servers": ("dns.use_automatic", {"NameServer": ""}),
}


@pytest.mark.parametrize("case", NOTHING_TO_DO)
def test_what_is_so_already_is_not_done(case: str, machine: StandIn) -> None:
    verb, machine.values = NOTHING_TO_DO[case]
    assert call(machine, verb, TOKEN, "Ethernet") == 1
    assert machine.ran == []
    assert not machine.undo.exists()


REFUSED = {
    "nothing": (),
    "no token": ("dns.use_automatic", "Ethernet"),
    "a verb that is not in the table": ("cmd.exe", TOKEN, "/c", "calc"),
    "an adapter that does not exist": ("dhcp.renew", TOKEN, "Ethernet & calc"),
    "two adapters": ("dhcp.renew", TOKEN, "Ethernet", "Wi-Fi 2"),
    "a name for a verb without one": ("winsock.reset", TOKEN, "Ethernet"),
    "a host that is not the organisation's": ("hosts.remove_entries", TOKEN, "www.example.com"),
    "no host": ("hosts.remove_entries", TOKEN),
    "a path as a host": ("hosts.remove_entries", TOKEN, "..\\..\\boot.ini"),
    "a token with a path": ("restore", "..\\..\\site"),
    "restore with more": ("restore", TOKEN, "Ethernet"),
    "a VPN that the site file does not have": ("vpn.restart_service", TOKEN, "Other VPN"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_one_line_and_nothing_done(
    case: str, machine: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(machine, *REFUSED[case]) == 2
    assert machine.ran == []
    assert machine.files() == HOSTS
    assert capsys.readouterr().err.count("\n") == 1


def test_without_a_site_file_of_the_computer_no_name_counts(machine: StandIn) -> None:
    machine.site.unlink()
    assert call(machine, "hosts.remove_entries", TOKEN, "helpdesk.example.org") == 2
    assert call(machine, "mtu.set_site_value", TOKEN, "Ethernet") == 2


def test_the_size_comes_from_the_site_file_and_goes_back(machine: StandIn) -> None:
    assert call(machine, "mtu.set_site_value", TOKEN, "Ethernet") == 0
    assert machine.ran[-1][-2:] == ("mtu=1380", "store=persistent")
    assert call(machine, "restore", TOKEN) == 0
    assert machine.ran[-1][-2:] == ("mtu=1500", "store=persistent")


def test_an_adapter_that_was_switched_off_is_switched_on_when_it_did_not_come_back(machine: StandIn) -> None:
    assert call(machine, "adapter.restart", TOKEN, "Ethernet") == 0
    machine.ran.clear()
    assert call(machine, "restore", TOKEN) == 0
    assert machine.ran == [("netsh", "interface", "ipv4", "set", "interface", "name=12", "admin=enabled")]


PLANTED: dict[str, Any] = {
    "a library": [["netsh", "add", "helper", "C:\\Users\\x\\evil.dll"]],
    "a new administrator": [["net", "localgroup", "administrators", "x", "/add"]],
    "name servers of somebody else's, and more": [
        ["netsh", "interface", "ipv4", "set", "dnsservers", "name=12", "source=static", "address=192.0.2.1 x"]
    ],
    "words in one": [["netsh", "interface ipv4 set interface", "name=1", "admin=enabled"]],
    "another program": [["cmd", "/c", "calc"]],
    "no words": [[]],
    "a text": "netsh",
    "a number": [[7]],
    "nothing": None,
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_copy_that_somebody_else_has_written_is_not_carried_out(case: str, machine: StandIn) -> None:
    machine.undo.mkdir()
    (machine.undo / f"{TOKEN}.json").write_text(json.dumps({"commands": PLANTED[case]}), encoding="utf-8")
    assert call(machine, "restore", TOKEN) in (2, 3)
    assert machine.ran == []
    assert (machine.undo / f"{TOKEN}.json").exists()


TORN = {"cut off": '{"commands": [["net', "no object": "[]", "no text": "\xff", "empty": ""}


@pytest.mark.parametrize("case", TORN)
def test_a_copy_that_cannot_be_read_is_a_failure_and_not_nothing_to_do(case: str, machine: StandIn) -> None:
    machine.undo.mkdir()
    (machine.undo / f"{TOKEN}.json").write_bytes(TORN[case].encode("latin-1"))
    assert call(machine, "restore", TOKEN) == 3
    assert machine.ran == []


ODD_SITES = {"no list": "vpn = 7", "a list of words": 'vpn = ["x"]', "a service without an address": "[[service]]"}


@pytest.mark.parametrize("case", ODD_SITES)
def test_a_site_file_of_another_shape_ends_without_anything_done(case: str, machine: StandIn) -> None:
    machine.site.write_text(ODD_SITES[case], encoding="utf-8")
    assert call(machine, "mtu.set_site_value", TOKEN, "Ethernet") in (2, 3)
    assert call(machine, "hosts.remove_entries", TOKEN, "helpdesk.example.org") in (2, 3)
    assert (machine.ran, machine.files()) == ([], HOSTS)


def test_settings_that_could_not_be_put_back_are_not_changed(machine: StandIn) -> None:
    machine.values = {"NameServer": "192.0.2.53;x"}
    assert call(machine, "dns.use_automatic", TOKEN, "Ethernet") == 2
    assert machine.ran == []
    assert not machine.undo.exists()


def test_every_way_back_is_one_of_the_table(machine: StandIn) -> None:
    machine.values = {
        "IPAddress": ["192.0.2.10"], "SubnetMask": ["255.255.255.0"], "NameServer": "192.0.2.53 2001:db8::53",
        "MTU": 9000, "Type": "NoSync", "WinHttpSettings": b"\x18",
    }  # fmt: skip
    names = {"vpn.restart_service": ["Company VPN"], "hosts.remove_entries": ["vpn.example.org"]}
    for number, verb in enumerate(HELPER.VERBS):
        for more in (names.get(verb, ["Ethernet"]), []):
            if call(machine, verb, f"{number:016x}", *more) != 2:
                assert call(machine, "restore", f"{number:016x}") == 0, verb
                break
        else:
            pytest.fail(verb)


def test_the_proxy_of_services_goes_and_comes_back_whole(machine: StandIn) -> None:
    machine.values = {"WinHttpSettings": b"\x18\x00\xff"}
    assert call(machine, "proxy.reset_winhttp", TOKEN) == 0
    assert machine.ran == [("netsh", "winhttp", "reset", "proxy")]
    machine.values.clear()
    assert call(machine, "restore", TOKEN) == 0
    assert machine.values == {"WinHttpSettings": b"\x18\x00\xff"}


def test_a_service_that_does_not_run_is_started(machine: StandIn) -> None:
    def run(program: str, *arguments: str) -> bool:
        machine.ran.append((program, *arguments))
        return arguments[0] != "stop"

    machine.run = run  # type: ignore[method-assign]
    assert call(machine, "vpn.restart_service", TOKEN, "Company VPN") == 0
    assert machine.ran[-1] == ("net", "start", "OpenVPNServiceInteractive")


def test_a_program_that_fails_is_reported(machine: StandIn) -> None:
    machine.works = False
    assert call(machine, "time.sync_now", TOKEN) == 3


def test_a_token_is_used_once(machine: StandIn) -> None:
    assert call(machine, "adapter.enable", TOKEN, "Ethernet") == 0
    assert call(machine, "adapter.enable", TOKEN, "Ethernet") == 3


PIECES = (
    *HELPER.VERBS, "restore", TOKEN, "Ethernet", "Wi-Fi 2", "helpdesk.example.org", "& calc", "..\\..\\x", "", "\x00",
    "%SystemRoot%", "$(calc)", "name=1 source=dhcp", "-1", "é" * 300, "Company VPN", "0123456789ABCDEF", "\n", "/c",
)  # fmt: skip


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_random_argument_lists_run_nothing_outside_the_table(machine: StandIn, count: int) -> None:
    chance = random.Random(41)
    for _ in range(count):
        arguments = [chance.choice(PIECES) for _ in range(chance.randrange(6))]
        machine.ran.clear()
        status = call(machine, *arguments)
        assert status in (0, 1, 2, 3)
        for saved in machine.undo.glob("*") if machine.undo.exists() else ():
            saved.unlink()
        machine.hosts.write_text(HOSTS, encoding="utf-8", newline="")
        for command in machine.ran:
            assert status in (0, 3)
            assert command[0] in ("netsh", "net", "w32tm")
            assert not any(char in argument for argument in command for char in "&$%\n\x00")
