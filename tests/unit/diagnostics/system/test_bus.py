"""NetworkManager and systemd-resolved as they answer on a bus: a real dbus-daemon of the test's own, and a service."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from diagnostics.system.linux import bus
from diagnostics.system.linux.network_manager import acquire_managed_servers, acquire_vpn_profiles
from diagnostics.system.linux.network_manager_radio import acquire_radios
from diagnostics.system.linux.resolved import acquire_resolved_servers

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""
NM = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
RESOLVE = "org.freedesktop.resolve1"

Table = dict[tuple[str, str], dict[str, tuple[str, Any]]]

PROPERTIES: Table = {
    (ROOT, NM): {
        "Devices": ("ao", [f"{ROOT}/Devices/1", f"{ROOT}/Devices/2"]),
        "WirelessEnabled": ("b", True),
        "WirelessHardwareEnabled": ("b", True),
    },
    (f"{ROOT}/Devices/1", f"{NM}.Device"): {"DeviceType": ("u", 1), "Interface": ("s", "eth0")},
    (f"{ROOT}/Devices/2", f"{NM}.Device"): {
        "DeviceType": ("u", 2),
        "Interface": ("s", "wlan0"),
        "State": ("u", 100),
        "StateReason": ("(uu)", (100, 0)),
    },
    (f"{ROOT}/Devices/2", f"{NM}.Device.Wireless"): {
        "Bitrate": ("u", 866700),
        "ActiveAccessPoint": ("o", f"{ROOT}/AccessPoint/7"),
    },
    (f"{ROOT}/AccessPoint/7", f"{NM}.AccessPoint"): {
        "Ssid": ("ay", "Café".encode()),
        "HwAddress": ("s", "02:00:00:00:00:09"),
        "Strength": ("y", 74),
        "Frequency": ("u", 5180),
    },
    (f"{ROOT}/DnsManager", f"{NM}.DnsManager"): {
        "Configuration": (
            "aa{sv}",
            [
                {"nameservers": ("as", ["192.0.2.1"]), "interface": ("s", "wlan0"), "priority": ("i", 100)},
                {"nameservers": ("as", ["10.20.0.53"]), "interface": ("s", "tun0"), "priority": ("i", -50)},
            ],
        )
    },
    ("/org/freedesktop/resolve1", f"{RESOLVE}.Manager"): {
        "DNS": ("a(iiay)", [(3, 2, bytes([10, 20, 0, 53])), (2, 10, bytes.fromhex("fe80" + "0" * 27 + "1"))]),
        "Domains": ("a(isb)", [(3, "corp.example", False), (3, "other.example", True), (9, "x.example", False)]),
    },
}
SETTINGS = {
    "/1": {"connection": {"type": ("s", "802-11-wireless")}},
    "/2": {"connection": {"type": ("s", "vpn")}, "vpn": {"service-type": ("s", f"{NM}.openvpn")}},
    "/3": {"connection": {"type": ("s", "wireguard")}},
}


class Service(threading.Thread):
    """Answers on the bus under both names until the connection is closed."""

    def __init__(self, address: str, names: tuple[str, ...], silent: bool = False) -> None:
        super().__init__(name="bus service")
        self._silent = silent
        self._ended = threading.Event()
        self._connection: DBusConnection = open_dbus_connection(address)
        for name in names:
            self._connection.send_and_get_reply(message_bus.RequestName(name), timeout=5.0)

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call and not self._silent:
                self._connection.send(self._reply(message))

    def stop(self) -> None:
        self._ended.set()
        self.join(5.0)
        self._connection.close()

    def _reply(self, message: Any) -> Any:
        fields = message.header.fields
        path, method = fields[HeaderFields.path], fields[HeaderFields.member]
        if method == "ListConnections":
            return new_method_return(message, "ao", (list(SETTINGS),))
        if method == "GetSettings":
            return new_method_return(message, "a{sa{sv}}", (SETTINGS[path],))
        found = PROPERTIES.get((path, message.body[0]))
        if found is None:
            return new_error(message, "org.freedesktop.DBus.Error.UnknownObject")
        return new_method_return(message, "a{sv}", (found,))


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus of our own that this process takes for the system's."""
    config = tmp_path / "bus.conf"
    config.write_text(CONFIG.format(path=tmp_path / "bus"), encoding="utf-8")
    argv = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
            yield address
        finally:
            daemon.kill()


@pytest.fixture
def service(address: str) -> Iterator[Service]:
    started = Service(address, (NM, RESOLVE))
    started.start()
    yield started
    started.stop()


@pytest.mark.usefixtures("service")
def test_network_manager_tells_of_its_radios() -> None:
    (radio,) = acquire_radios()
    assert radio == {
        "adapter": "wlan0",
        "state": 100,
        "reason": 0,
        "rate_kbit": 866700,
        "software_on": True,
        "hardware_on": True,
        "points": [
            {
                "ssid": "Café",
                "bssid": "02:00:00:00:00:09",
                "strength": 74,
                "frequency_mhz": 5180,
                "width_mhz": None,
                "best_kbit": None,
                "flags": [0, 0, 0],
                "joined": True,
            }
        ],
    }


@pytest.mark.usefixtures("service")
def test_what_is_not_there_is_left_out_of_a_round_of_questions() -> None:
    known = bus.properties_of(NM, ROOT, NM)
    gone = bus.properties_of(NM, f"{ROOT}/Devices/9", f"{NM}.Device")
    with bus.system_bus() as connection:
        answers = connection.each_properties([gone, known, *[gone] * bus._AT_ONCE, known])
    assert [place for place, answer in enumerate(answers) if answer is not None] == [1, 66]
    assert answers[66] == answers[1] != {}


@pytest.mark.usefixtures("service")
def test_name_servers_come_by_priority() -> None:
    assert [(row["adapter"], row["servers"]) for row in acquire_managed_servers()] == [
        ("tun0", ["10.20.0.53"]),
        ("wlan0", ["192.0.2.1"]),
    ]


@pytest.mark.usefixtures("service")
def test_vpn_profiles_are_named_by_their_kind() -> None:
    assert acquire_vpn_profiles() == ["openvpn", "wireguard"]


@pytest.mark.usefixtures("service")
def test_systemd_resolved_tells_what_is_behind_its_stub() -> None:
    assert acquire_resolved_servers() == [
        {"index": 2, "servers": ["fe80::1"], "search": []},
        {"index": 3, "servers": ["10.20.0.53"], "search": ["corp.example"]},
    ]


@pytest.mark.usefixtures("address")
def test_a_bus_without_the_service_is_an_answer() -> None:
    with pytest.raises(LookupError):
        acquire_radios()


def test_a_service_that_stays_silent_is_given_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_REPLY_S", 0.1)
    silent = Service(address, (NM,), silent=True)
    silent.start()
    try:
        with pytest.raises(TimeoutError):
            acquire_radios()
    finally:
        silent.stop()


def test_a_silent_service_costs_a_round_no_more_than_its_limit(address: str) -> None:
    silent = Service(address, (NM,), silent=True)
    silent.start()
    try:
        with bus.system_bus() as connection:
            begin = time.monotonic()
            answers = connection.each_properties([bus.properties_of(NM, ROOT, NM)] * 100, within_s=0.1)
            assert time.monotonic() - begin < 1.0
    finally:
        silent.stop()
    assert answers == [None] * 100


def test_no_bus_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(bus, "_SOCKETS", (tmp_path / "none",))
    with pytest.raises(FileNotFoundError):
        acquire_radios()


@pytest.mark.usefixtures("service")
def test_a_bus_of_another_network_namespace_tells_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "in_our_network", lambda pid: False)
    with pytest.raises(FileNotFoundError):
        acquire_radios()
