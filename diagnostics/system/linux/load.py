"""How busy the machine is: two samples of /proc and what changed between them, without our own share."""

import mmap
import os
import time
from collections.abc import Iterator
from pathlib import Path

from diagnostics.model.fact import LaptopLoad
from diagnostics.system.linux.table import Row

_PROC = Path("/proc")
_TICKS_PER_S = 100  # USER_HZ: fixed in the kernel's interface to programs, see time(7)
# Of the fields of /proc/PID/stat after the name (proc(5) numbers them from 3): parent 4, user and system time 14, 15,
# the same of children that have ended 16, 17, resident pages 24.
_PARENT, _TIMES, _ENDED_TIMES, _PAGES = 1, slice(11, 13), slice(13, 15), 21
# The share of the last 10 s in which something waited for memory. 1 % is felt and is far above an idle machine's 0.
_STALLED_BY_MEMORY_PERCENT = 1.0


def acquire_sample() -> Row:
    """Counters since the start of the machine. "processes": {pid: [name, parent, ticks, resident pages, program]}."""
    own = _text("self/stat")
    return {
        "at_s": time.monotonic(),
        "own": os.getpid(),
        "own_ended_ticks": sum(int(word) for word in own[own.rfind(")") + 2 :].split()[_ENDED_TIMES]),
        "cpu": [int(word) for word in _text("stat").partition("\n")[0].split()[1:]],
        "processes": dict(_processes()),
        "swapped_in": _swapped_in(_text("vmstat")),
    }


def acquire_pressure() -> Row:
    """What the kernel averages by itself: stalls of the last 10 s in percent, load, memory in bytes."""
    return {
        "cores": os.cpu_count() or 1,
        "cpu_stalled_percent": parse_stall(_text("pressure/cpu")),
        "memory_stalled_percent": parse_stall(_text("pressure/memory")),
        "load_1min": float(_text("loadavg").partition(" ")[0] or 0),
        "memory": parse_memory(_text("meminfo")),
    }


def parse_memory(text: str) -> dict[str, int]:
    """MemTotal, MemAvailable, SwapTotal and SwapFree of /proc/meminfo, in bytes."""
    found = {}
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        if name in ("MemTotal", "MemAvailable", "SwapTotal", "SwapFree"):
            found[name] = int(rest.split()[0]) * 1024
    return found


def parse_stall(text: str) -> float | None:
    """avg10 of the line "some" of a pressure stall file; None without one (a kernel without PSI)."""
    for line in text.splitlines():
        if line.startswith("some "):
            return float(line.partition("avg10=")[2].split()[0])
    return None


def parse_process(text: str) -> list[str | int] | None:
    """[name, parent, ticks of the processor, resident pages] of one /proc/PID/stat; None for a malformed one."""
    # The name stands in parentheses and may itself contain some.
    name = text[text.find("(") + 1 : text.rfind(")")]
    fields = text[text.rfind(")") + 2 :].split()
    if len(fields) <= _PAGES:
        return None
    return [name, int(fields[_PARENT]), sum(int(word) for word in fields[_TIMES]), int(fields[_PAGES])]


def normalise_load(before: Row, after: Row, pressure: Row) -> LaptopLoad:
    """What happened between two samples."""
    window_s = after["at_s"] - before["at_s"]
    family = _family(after)
    known = before["processes"]
    # A process that was not there before has done all of its work since.
    used = {pid: row[2] - (known[pid][2] if pid in known else 0) for pid, row in after["processes"].items()}
    busy, total = _delta(before["cpu"], after["cpu"])
    ours = sum(max(0, used.get(pid, 0)) for pid in family) + after["own_ended_ticks"] - before["own_ended_ticks"]
    others = min(total, max(0, busy - ours))
    strangers = {pid: row for pid, row in after["processes"].items() if pid not in family}
    top = max((pid for pid in used if pid in strangers), key=lambda pid: used[pid], default=None)
    largest = max(strangers, key=lambda pid: strangers[pid][3], default=None)
    top_ticks = used[top] if top is not None else 0
    memory = pressure["memory"]
    return LaptopLoad(
        window_s=round(window_s, 3),
        cores=pressure["cores"],
        cpu_percent=round(100.0 * others / total, 1) if total else 0.0,
        stalled_percent=pressure["cpu_stalled_percent"],
        load_1min=pressure["load_1min"],
        top_process=_program_name(str(top), strangers) if top_ticks > 0 else None,
        top_process_percent=round(100.0 * top_ticks / _TICKS_PER_S / window_s, 1) if top_ticks > 0 else None,
        memory_total=memory.get("MemTotal", 0),
        memory_available=memory.get("MemAvailable", 0),
        swapping=_is_swapping(before, after, pressure),
        largest_process=_program_name(largest, strangers) if largest is not None else None,
        largest_process_bytes=strangers[largest][3] * mmap.PAGESIZE if largest is not None else None,
    )


def _program_name(pid: str, rows: Row) -> str:
    """A process's name, or that of the process of the same program that started it.

    Browsers name their parts after what these do ("Isolated Web Co"); the person knows the browser.
    """
    for _ in range(len(rows)):
        parent = str(rows[pid][1])
        if not rows[pid][4] or parent not in rows or rows[parent][4] != rows[pid][4]:
            break
        pid = parent
    return str(rows[pid][0])


def _is_swapping(before: Row, after: Row, pressure: Row) -> bool:
    """Pages came back from swap during the window, or swap is in use and work stalled for memory in the last 10 s."""
    memory = pressure["memory"]
    in_use = memory.get("SwapTotal", 0) > memory.get("SwapFree", 0)
    stalled = (pressure["memory_stalled_percent"] or 0.0) >= _STALLED_BY_MEMORY_PERCENT
    return after["swapped_in"] > before["swapped_in"] or (in_use and stalled)


def _delta(before: list[int], after: list[int]) -> tuple[int, int]:
    """(busy, all) ticks of all cores. Fields: user nice system idle iowait irq softirq steal; guests are in user."""
    change = [max(0, new - old) for old, new in zip(before[:8], after[:8], strict=False)]
    change += [0] * (8 - len(change))
    waiting = change[3] + change[4] + change[7]  # what a host took away was not used by anything here
    return sum(change) - waiting, sum(change)


def _family(sample: Row) -> set[str]:
    """Our own process and everything it started."""
    own = {str(sample["own"])}
    rows = sample["processes"]
    grew = True
    while grew:
        children = {pid for pid, row in rows.items() if str(row[1]) in own} - own
        own |= children
        grew = bool(children)
    return own


def _processes() -> Iterator[tuple[str, list[str | int]]]:
    for folder in _PROC.iterdir():
        row = parse_process(_text(f"{folder.name}/stat")) if folder.name.isdigit() else None
        if row is not None:
            yield folder.name, [*row, _program(folder)]


def _program(folder: Path) -> str:
    """Where the process's program lies; empty for other people's processes and the kernel's threads."""
    try:
        return str((folder / "exe").readlink())
    except OSError:
        return ""


def _swapped_in(text: str) -> int:
    for line in text.splitlines():
        if line.startswith("pswpin "):
            return int(line.split()[1])
    return 0


def _text(name: str) -> str:
    """A file of /proc; empty when this kernel lacks it or the process just ended."""
    try:
        return (_PROC / name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
