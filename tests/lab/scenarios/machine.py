"""The laptop itself: processors, memory, disk. The network is fine."""

import os

from tests.lab.control import all_of, all_works, shell
from tests.lab.fault import home_is_full
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_MEMINFO = "/proc/meminfo"


def _temporary_is_full(lab: Lab) -> str | None:
    used = lab.laptop.sh(f"df --output=pcent {lab.laptop.environment['TMPDIR']} | tail -1").strip()
    return None if used in ("97%", "98%") else f"{used} are used"


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
    _wait_for_pressure(lab)


def _wait_for_pressure(lab: Lab) -> None:
    """An overload that a person notices has lasted: the kernel's own average over ten seconds shows it by now."""
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
    all_of(all_works, home_is_full),
)
def home(lab: Lab) -> None:
    """The volume with the person's files is full to the last byte."""
    full = lab.laptop.home
    lab.laptop.sh(f"mount -t tmpfs -o size=32m tmpfs {full}; cat /dev/zero > {full}/film.mkv 2>/dev/null || true")


@scenario(
    "laptop.cpu_overloaded-one_program",
    "laptop.cpu_overloaded",
    all_of(all_works, _busy),
    alone=True,
    needs=("openssl",),
)
def one_program(lab: Lab) -> None:
    """One program that calculates on every core, as a search for updates or a video export does."""
    lab.laptop.show_real_load()
    many = str(3 * (os.cpu_count() or 1))
    lab.laptop.spawn("burner", "timeout", "30", "openssl", "speed", "-seconds", "20", "-multi", many, "sha256")
    _wait_for_pressure(lab)


@scenario(
    "laptop.memory_pressure-swapping",
    "laptop.memory_pressure",
    all_of(all_works, shell('a=$(grep pswpin /proc/vmstat); sleep 0.5; [ "$a" != "$(grep pswpin /proc/vmstat)" ]')),
)
def swapping(lab: Lab) -> None:
    """Seven per cent are left, and pages come back from the disk all the time."""
    kept = "MemTotal: 8192000 kB\nMemFree: 102400 kB\nMemAvailable: 573440 kB\nBuffers: 1024 kB\nCached: 81920 kB\n"
    lab.laptop.replace(_MEMINFO, kept + "SwapCached: 2048 kB\nSwapTotal: 2097152 kB\nSwapFree: 524288 kB\n")
    lab.laptop.replace("/proc/vmstat", "pswpin 1000\npswpout 5000\n")
    lab.laptop.spawn(
        "swap",
        "sh",
        "-c",
        "n=1000; while :; do n=$((n + 400)); printf 'pswpin %s\\npswpout 90000\\n' $n >/proc/vmstat; sleep 0.1; done",
    )


@scenario(
    "laptop.disk_full-temporary_files",
    "laptop.disk_full",
    all_of(all_works, _temporary_is_full),
)
def temporary_files(lab: Lab) -> None:
    """The volume for temporary files is full but for three per cent; there is room everywhere else."""
    folder = lab.laptop.folder / "temporary"
    folder.mkdir()
    lab.laptop.sh(f"mount -t tmpfs -o size=64m tmpfs {folder}; head -c 62M /dev/zero >{folder}/update.bin")
    lab.laptop.environment["TMPDIR"] = str(folder)
