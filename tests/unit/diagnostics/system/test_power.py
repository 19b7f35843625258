"""Battery, heat, pace and sleep, from recorded answers and from a /sys of the test's own."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import LaptopPower
from diagnostics.model.observed import Knowledge
from diagnostics.system.linux import power, power_pace
from diagnostics.system.linux.power import resumed_s_ago, throttled
from tests.unit.diagnostics.system.replay import laptop

CLOCK = {"now_s": 1_700_003_600.0, "awake_s": 8600.0, "uptime_s": 90000.5, "reboot_pending": False}
NO_SUPPLY: dict[str, Any] = {"mains": [], "batteries": [], "platform": None}


def known(**changes: Any) -> LaptopPower:
    found = laptop("wifi_desktop", **changes).power()
    assert found.state is Knowledge.OK
    assert found.value is not None
    return found.value


def test_a_laptop_on_battery() -> None:
    found = known()
    assert (found.on_battery, found.battery_percent, found.saver) == (True, 63.0, False)
    assert (found.frequency_share, found.throttle_events) == (1.333, 0), "the core that worked counts"
    assert (found.resumed_s_ago, found.uptime_s, found.reboot_pending) == (3600.0, 90000.5, False)


@pytest.mark.parametrize("error", [FileNotFoundError(2, ""), LookupError(), TimeoutError()])
def test_without_any_service_the_kernel_is_asked_and_nothing_is_an_error(error: Exception) -> None:
    found = known(power_services=error)
    assert (found.on_battery, found.battery_percent, found.saver, found.resumed_s_ago) == (True, 63.0, None, None)


def test_a_computer_that_tells_nothing() -> None:
    quiet = {"supplies": NO_SUPPLY, "frequency": {"cores": []}, "heat": {"cores": {}, "packages": {}}}
    found = known(power_services=LookupError(), **quiet)
    assert found == LaptopPower(reboot_pending=False, uptime_s=90000.5)


PARTS: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[bool | None, float | None, bool | None]]] = {
    "no battery built in": ({"battery": {"IsPresent": False, "Percentage": 0.0}}, NO_SUPPLY, (True, None, False)),
    "plugged in": ({"upower": {"OnBattery": False}}, NO_SUPPLY, (False, 63.0, False)),
    "only the kernel knows the charger": (
        {"upower": None, "battery": None},
        {"mains": [True], "batteries": [{"percent": 40}, {"percent": 60}], "platform": None},
        (False, 50.0, False),
    ),
    "saver": ({"profiles": {"ActiveProfile": "power-saver"}}, NO_SUPPLY, (True, 63.0, True)),
    "only the firmware knows the saver": (
        {"profiles": None},
        {**NO_SUPPLY, "platform": "low-power"},
        (True, 63.0, True),
    ),
    "the firmware is balanced": ({"profiles": None}, {**NO_SUPPLY, "platform": "balanced"}, (True, 63.0, False)),
}


@pytest.mark.parametrize("case", PARTS)
def test_who_is_asked_for_what(case: str) -> None:
    changes, supplies, expected = PARTS[case]
    services = {
        "upower": {"OnBattery": True},
        "battery": {"IsPresent": True, "Percentage": 63.0},
        "profiles": {"ActiveProfile": "balanced"},
        "sleeps": [],
    }
    found = known(power_services={**services, **changes}, supplies=supplies)
    assert (found.on_battery, found.battery_percent, found.saver) == expected


HEATS: dict[str, tuple[dict[str, Any], dict[str, Any], int | None]] = {
    "no counters": ({"cores": {}, "packages": {}}, {"cores": {}, "packages": {}}, None),
    "cool": ({"cores": {"0:0": 3}, "packages": {"0": 4}}, {"cores": {"0:0": 3}, "packages": {"0": 4}}, 0),
    "one core and the package": (
        {"cores": {"0:0": 3}, "packages": {"0": 4}},
        {"cores": {"0:0": 5}, "packages": {"0": 5}},
        3,
    ),
    "a core that came back": ({"cores": {}, "packages": {}}, {"cores": {"0:1": 9}, "packages": {}}, 0),
    "counters that began anew": ({"cores": {"0:0": 9}, "packages": {}}, {"cores": {"0:0": 0}, "packages": {}}, 0),
}  # fmt: skip


@pytest.mark.parametrize("case", HEATS)
def test_heat_is_counted_during_the_look_only(case: str) -> None:
    before, after, expected = HEATS[case]
    assert throttled(before, after) == expected


def test_heat_that_only_the_firmware_tells_of() -> None:
    services = {"profiles": {"ActiveProfile": "balanced", "PerformanceDegraded": "high-operating-temperature"}}
    assert known(power_services=services).throttle_events == 1


SLEEPS: dict[str, tuple[list[dict[str, Any]], float | None]] = {
    "never": ([{"InactiveEnterTimestamp": 0, "InactiveEnterTimestampMonotonic": 0}], None),
    "no such service": ([], None),
    "by the clock on the wall": ([{"InactiveEnterTimestamp": 1_700_003_560_000_000}], 40.0),
    "the wall was put right since": (
        [{"InactiveEnterTimestamp": 1_600_000_000_000_000, "InactiveEnterTimestampMonotonic": 8_590_000_000}],
        10.0,
    ),
    "the latest of several": (
        [{"InactiveEnterTimestamp": 1_700_000_000_000_000}, {"InactiveEnterTimestamp": 1_700_003_500_000_000}],
        100.0,
    ),
    "in the future": ([{"InactiveEnterTimestamp": 1_700_009_999_000_000}], None),
}


@pytest.mark.parametrize("case", SLEEPS)
def test_when_it_woke_up(case: str) -> None:
    units, expected = SLEEPS[case]
    assert resumed_s_ago(units, CLOCK) == expected


def write(folder: Path, **files: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n", encoding="ascii")
    return folder


BASES: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "promised by the driver": ({"base_frequency": 1_800_000, "cpuinfo_max_freq": 4_600_000}, {}, 1_800_000),
    "promised by the firmware, in MHz": ({"cpuinfo_max_freq": 4_600_000}, {"nominal_freq": 2300}, 2_300_000),
    "the firmware leaves it out": ({"cpuinfo_max_freq": 2_000_000}, {"nominal_freq": 0}, 2_000_000),
    "nobody": ({}, {}, 0),
}


@pytest.mark.parametrize("case", BASES)
def test_the_frequency_of_a_core_and_its_base(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frequency, firmware, base = BASES[case]
    write(tmp_path / "cpu0" / "cpufreq", scaling_cur_freq=900_000, **frequency)
    write(tmp_path / "cpu0" / "acpi_cppc", **firmware)
    (tmp_path / "cpufreq").mkdir()
    monkeypatch.setattr(power_pace, "_CPUS", tmp_path)
    monkeypatch.setattr(power_pace, "_WORK_S", 0.0)
    assert power_pace.acquire_frequency() == {"cores": [{"now_khz": 900_000, "base_khz": base}]}


def test_both_threads_of_a_core_show_one_counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        folder = tmp_path / f"cpu{number}"
        write(folder / "topology", physical_package_id=0, core_id=number // 2)
        write(folder / "thermal_throttle", core_throttle_count=number // 2, package_throttle_count=7)
    monkeypatch.setattr(power_pace, "_CPUS", tmp_path)
    assert power_pace.acquire_heat() == {"cores": {"0:0": 0, "0:1": 1}, "packages": {"0": 7}}


def test_a_virtual_machine_has_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpu0" / "topology").mkdir(parents=True)
    monkeypatch.setattr(power_pace, "_CPUS", tmp_path)
    assert power_pace.acquire_frequency() == {"cores": []}
    assert power_pace.acquire_heat() == {"cores": {}, "packages": {}}


def test_the_batteries_of_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "AC", type="Mains", online=0)
    write(tmp_path / "BAT0", type="Battery", scope="System", capacity=61)
    write(tmp_path / "hidpp_battery_0", type="Battery", scope="Device", capacity=5)
    write(tmp_path / "ucsi-source", type="USB", online=0)
    monkeypatch.setattr(power, "_SUPPLIES", tmp_path)
    monkeypatch.setattr(power, "_PLATFORM_PROFILE", tmp_path / "none")
    assert power.acquire_supplies() == {"mains": [False, False], "batteries": [{"percent": 61}], "platform": None}


PENDING = {"waits": (True, True, True), "does not wait": (False, True, False), "another family": (False, False, None)}


@pytest.mark.parametrize("case", PENDING)
def test_a_restart_that_waits(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, debian, expected = PENDING[case]
    if file:
        (tmp_path / "reboot-required").touch()
    if debian:
        (tmp_path / "dpkg").mkdir()
    monkeypatch.setattr(power, "_REBOOT", tmp_path / "reboot-required")
    monkeypatch.setattr(power, "_REBOOT_IS_WRITTEN", tmp_path / "dpkg")
    clock = power.acquire_clock()
    assert clock["reboot_pending"] is expected
    assert clock["uptime_s"] >= clock["awake_s"] - 1.0
