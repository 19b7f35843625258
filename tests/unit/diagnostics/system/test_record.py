"""A recording keeps the structure of a laptop and nothing of its owner."""

import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest

from diagnostics.system import record as recording
from diagnostics.system.anonymise import Anonymiser

OWNERS = ("anna", "annas-laptop", "Bistro", "Chez", "corp.example.com", "10.20.30.40", "93.184.216.34",
          "aa:bb:cc:dd:ee:ff", "aabbccddeeff", "ddeeff", "2a00:1450:4007::5", "secret", "proxy.corp",
          "backup-nas")  # fmt: skip

ADAPTERS = [{"index": 2, "name": "enxaabbccddeeff", "flags": 1, "hardware": 1, "mac": "aa:bb:cc:dd:ee:ff"}]
ANSWERS: dict[str, Any] = {
    "os": {"system": "linux", "name": "Debian GNU/Linux 12", "kernel": "6.1.0", "machine": "x86_64"},
    "adapters": ADAPTERS,
    "links": ADAPTERS,
    "addresses": [
        {"index": 2, "address": "10.20.30.40", "prefix": 24, "flags": 0, "family": 2},
        {"index": 2, "address": "93.184.216.34", "prefix": 32, "flags": 0, "family": 2},
        {"index": 2, "address": "2a00:1450:4007::5", "prefix": 64, "flags": 0, "family": 10},
    ],
    "leased": ["10.20.30.40"],
    "routes": [{"destination": "10.20.0.0", "prefix": 16, "hops": [{"index": 2, "gateway": "10.20.30.1", "flags": 0}]}],
    "rules": [],
    "neighbours": [
        {"index": 2, "address": "10.20.30.1", "mac": "aa:bb:cc:dd:ee:00", "state": 2},
        {"index": 2, "address": "ff02::1:ffdd:eeff", "mac": "33:33:ff:dd:ee:ff", "state": 0x40},
    ],
    "kernel_radios": {"switches": [], "levels": {"wlxaabbccddeeff": -50}},
    "processes_visible": True,
    "vpn_profiles": ["openvpn"],
    "pressure": {},
    "volumes": [],
    "resolved_servers": [{"index": 2, "servers": ["10.20.30.1"], "search": ["corp.example.com"]}],
    "managed_servers": LookupError("ServiceUnknown"),
    "proxy_environment": {"https_proxy": "http://proxy.corp:3128", "no_proxy": "intranet.corp.example.com,localhost"},
    "proxy_gnome": {"autoconfig-url": "http://proxy.corp/secret/p.pac", "mode": "auto"},
    "proxy_kde": PermissionError(13, ""),
    "radios": [
        {
            "adapter": "wlxaabbccddeeff",
            "points": [{"ssid": "Bistro", "bssid": "aa:bb:cc:dd:ee:01"}, {"ssid": "", "bssid": "aa:bb:cc:dd:ee:02"}],
            "saved": [{"ssid": "Chez Anna", "enterprise": False, "last_used_s": 5}],
        }
    ],
    "hint": {"connectivity": 4, "metered": 2},
    "power_services": LookupError("ServiceUnknown"),
    "supplies": {"mains": [True], "batteries": [], "platform": None},
    "clock": {"now_s": 1.0, "awake_s": 1.0, "uptime_s": 1.0, "reboot_pending": False},
    "frequency": {"cores": []},
    "heat": {"cores": {}, "packages": {}},
    "firefox": [
        {
            "browser": "firefox",
            "prefs": {"network.trr.mode": 3, "network.trr.uri": "https://dns.corp.example.com/q"},
            "policies": {},
        }
    ],
    "chromium": PermissionError(13, ""),
    "traffic": {"at_s": 1.0, "adapters": {"wlxaabbccddeeff": [1, 2, 3, 4]}, "sockets": [{"inode": 7, "user": 1000}]},
    "audio": {
        "default_source": "alsa_input.usb-secret-00",
        "default_sink": "auto_null",
        "sources": [
            {
                "name": name,
                "description": "Anna's headset",
                "driver": "x.c",
                "mute": False,
                "volume_percent": 60.0,
                "properties": {"device.bus": "usb"},
            }
            for name in ("alsa_input.usb-secret-00", "alsa_output.secret.monitor")
        ],
        "sinks": [],
    },
    "hosts": [
        "127.0.1.1 annas-laptop.corp.example.com annas-laptop",
        "10.20.30.9 backup-nas # of anna",
        "127.0.0.1 localhost",
    ],
    "resolv_conf": "# written for anna\nsearch corp.example.com\nnameserver 10.20.30.1\noptions edns0\n",
    "behind_stub": "",
    "sample": {"cpu": [1], "processes": {"7": ["secret", 1, 1, 1, "/home/anna/secret"]}},
}


def read(name: str, *arguments: Any) -> Any:
    if name == "station":
        return {"signal_dbm": -50}
    if name == "vpn_program":
        return arguments[0] == ("openvpn",)
    if name == "vpn_log":
        if arguments[0] != "openvpn":
            raise FileNotFoundError(2, "")
        return [{"signature": "openvpn.auth_failed", "meaning": "auth_failed", "at_s": 5.0}]
    if name == "processes":
        return [{"name": "NetworkManager", "here": True, "own": False}]
    answer = ANSWERS[name]
    if isinstance(answer, Exception):
        raise answer
    return answer


@pytest.fixture
def recorded() -> dict[str, Any]:
    return recording.recorded(read, Anonymiser(("anna", "annas-laptop")))


@pytest.mark.parametrize("secret", OWNERS)
def test_nothing_of_the_owner_is_left(secret: str, recorded: dict[str, Any]) -> None:
    assert secret.lower() not in json.dumps(recorded).lower()


def test_addresses_stay_in_their_networks(recorded: dict[str, Any]) -> None:
    address = ipaddress.ip_address(recorded["addresses"]["value"][0]["address"])
    row = recorded["routes"]["value"][0]
    network = ipaddress.ip_network(f"{row['destination']}/{row['prefix']}", strict=True)
    gateway = ipaddress.ip_address(row["hops"][0]["gateway"])
    assert address in network
    assert gateway in ipaddress.ip_network(f"{address}/24", strict=False)
    assert gateway in ipaddress.ip_network("10.0.0.0/8"), "a private address stays private"
    assert gateway == ipaddress.ip_address(recorded["neighbours"]["value"][0]["address"])
    assert recorded["leased"]["value"] == [str(address)]


def test_the_same_hardware_is_the_same_everywhere(recorded: dict[str, Any]) -> None:
    adapter = recorded["adapters"]["value"][0]
    assert adapter["name"] == "enx" + adapter["mac"].replace(":", "")
    assert adapter["mac"].startswith("02:")
    assert [row["state"] for row in recorded["neighbours"]["value"]] == [2], "multicast entries hold half of an address"


def test_what_could_not_be_read_is_kept_as_such(recorded: dict[str, Any]) -> None:
    assert recorded["managed_servers"] == {"failed": "unsupported"}
    assert recorded["proxy_kde"] == {"failed": "denied"}


def test_sound_devices_keep_what_they_are_without_their_names(recorded: dict[str, Any]) -> None:
    sound = recorded["audio"]["value"]
    microphone, copy = sound["sources"]
    assert microphone["name"] == sound["default_source"]
    assert copy["name"].endswith(".monitor")
    assert (microphone["properties"], microphone["description"]) == ({"device.bus": "usb"}, "")


def test_of_logs_only_the_meaning_of_known_lines_is_kept(recorded: dict[str, Any]) -> None:
    logs = recorded["vpn_logs"]["value"]
    assert logs["openvpn"]["value"] == [{"signature": "openvpn.auth_failed", "meaning": "auth_failed", "at_s": 5.0}]
    assert logs["ipsec"] == {"failed": "unsupported"}
    assert recorded["traffic"]["value"]["sockets"] == []
    assert recorded["chromium"] == {"failed": "denied"}


def test_what_says_nothing_of_anybody_stays(recorded: dict[str, Any]) -> None:
    assert "127.0.0.1 localhost" in recorded["hosts"]["value"]
    assert recorded["vpn_program"]["value"] == ["openvpn"]
    assert recorded["os"]["value"]["name"] == "Debian GNU/Linux 12"


SAME = ("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "128.0.0.0", "::", "::1", "ff02::1", "8000::")


@pytest.mark.parametrize("address", SAME)
def test_special_addresses_stay(address: str) -> None:
    assert Anonymiser(()).address(address) == address


def test_two_recordings_cannot_be_joined() -> None:
    assert Anonymiser(()).address("2a00:1450:4007::5") != Anonymiser(()).address("2a00:1450:4007::5")


def test_this_computer_can_be_recorded(tmp_path: Path) -> None:
    file = recording.record(tmp_path / "new" / "folder")
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data["schema"] == "unstuck.facts/1"
    assert "value" in data["sources"]["adapters"]
    assert data["sources"]["sample"]["value"]["processes"] == {}
