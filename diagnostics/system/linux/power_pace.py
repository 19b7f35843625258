"""How fast the processor's cores run, and how often heat slowed them down: /sys/devices/system/cpu."""

import hashlib
import time
from pathlib import Path

from diagnostics.system.linux.sysfs import word
from diagnostics.system.linux.table import Row

_CPUS = Path("/sys/devices/system/cpu")
# An idle core is slow on purpose. So long a piece of work makes every governor raise the frequency of its core: they
# look at the load every 4 to 20 ms.
_WORK_S = 0.05
_ROUNDS = 2000  # about 1 ms on a present-day core, and the interpreter is free for others meanwhile
_KHZ_PER_MHZ = 1000
# Which file tells the frequency that the maker promises: Intel's driver, then the firmware's (AMD, ARM; in MHz). The
# last one includes the short-lived boost, so it is asked only when the others are silent.
_BASES = (
    ("cpufreq/base_frequency", 1),
    ("acpi_cppc/nominal_freq", _KHZ_PER_MHZ),
    ("cpufreq/cpuinfo_max_freq", 1),
)


def acquire_frequency() -> Row:
    """{"cores": [{"now_khz", "base_khz"}]}, read while one core works for 50 ms; at once and empty where none tells."""
    folders = [folder for folder in _folders() if (folder / "cpufreq" / "scaling_cur_freq").exists()]
    if not folders:
        return {"cores": []}
    _work(_WORK_S)
    cores = []
    for folder in folders:
        now = _number(folder / "cpufreq" / "scaling_cur_freq")
        base = next((value * unit for name, unit in _BASES if (value := _number(folder / name))), 0)
        cores.append({"now_khz": now, "base_khz": base})
    return {"cores": cores}


def acquire_heat() -> Row:
    """{"cores": {name: count}, "packages": {name: count}} of thermal_throttle; empty where the processor has none."""
    found: Row = {"cores": {}, "packages": {}}
    for folder in _folders():
        core = folder / "topology"
        place = f"{word(core / 'physical_package_id')}"
        if (count := word(folder / "thermal_throttle" / "core_throttle_count")).isdigit():
            # Both threads of a core show the same counter.
            found["cores"][f"{place}:{word(core / 'core_id') or folder.name}"] = int(count)
        if (count := word(folder / "thermal_throttle" / "package_throttle_count")).isdigit():
            found["packages"][place] = int(count)
    return found


def _work(for_s: float) -> None:
    end = time.monotonic() + for_s
    while time.monotonic() < end:
        hashlib.pbkdf2_hmac("sha256", b"work", b"salt", _ROUNDS)


def _folders() -> list[Path]:
    return sorted(path for path in _CPUS.glob("cpu[0-9]*") if path.is_dir())


def _number(path: Path) -> int:
    text = word(path)
    return int(text) if text.isdigit() else 0
