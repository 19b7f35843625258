"""The laptop itself: processors, memory, disk. The network is fine."""

import os

from tests.lab.control import all_of, all_works, shell
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_MEMINFO = "/proc/meminfo"


def _home_full(lab: Lab) -> str | None:
    free = lab.laptop.sh(f"df --output=avail -k {lab.laptop.home} | tail -1").strip()
    return None if free == "0" else f"{free} KiB are free"


def _busy(lab: Lab) -> str | None:
    first, second = (lab.laptop.sh(f"sleep {pause}; head -1 /proc/stat").split()[1:5] for pause in (0, 0.5))
    idle = int(second[3]) - int(first[3])
    return None if idle <= 10 * (os.cpu_count() or 1) else f"the processors were idle for {idle} ticks of half a second"


@scenario("laptop.cpu_overloaded-burners", "laptop.cpu_overloaded", all_of(all_works, _busy), alone=True)
def burners(lab: Lab) -> None:
    """Programs keep every core busy."""
    lab.laptop.show_real_load()
    for number in range(2 * (os.cpu_count() or 1)):
        lab.laptop.spawn(f"burner{number}", "timeout", "30", "sh", "-c", "while :; do :; done")
    # An overload that a person notices has lasted: the kernel's own average over ten seconds shows it by now.
    lab.laptop.sh(
        "[ -e /proc/pressure/cpu ] || exit 0\n"
        "for _ in $(seq 80); do grep -Eq 'some avg10=[3-9][0-9]' /proc/pressure/cpu && break; sleep 0.1; done"
    )


@scenario(
    "laptop.memory_pressure-nearly_none_left",
    "laptop.memory_pressure",
    all_of(all_works, shell("grep MemAvailable /proc/meminfo", says="163840 kB")),
)
def nearly_none_left(lab: Lab) -> None:
    """Two per cent of 8 GiB are left; swap is full."""
    kept = "MemTotal: 8192000 kB\nMemFree: 61440 kB\nMemAvailable: 163840 kB\n"
    kept += "Buffers: 1024 kB\nCached: 81920 kB\nSwapCached: 0 kB\n"
    kept += "Active: 7000000 kB\nInactive: 400000 kB\nShmem: 10240 kB\nSlab: 102400 kB\nSReclaimable: 51200 kB\n"
    lab.laptop.replace(_MEMINFO, kept + "SUnreclaim: 51200 kB\nSwapTotal: 2097152 kB\nSwapFree: 4096 kB\n")


@scenario(
    "laptop.disk_full-home",
    "laptop.disk_full",
    all_of(all_works, shell("df --output=avail -k $LAB_HOME | tail -1", says=" 0")),
)
def home(lab: Lab) -> None:
    """The volume with the person's files is full to the last byte."""
    full = lab.laptop.home
    lab.laptop.sh(f"mount -t tmpfs -o size=32m tmpfs {full}; cat /dev/zero > {full}/film.mkv 2>/dev/null || true")
