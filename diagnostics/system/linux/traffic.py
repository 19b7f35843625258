"""What the adapters carry and which programs move it: two looks at the kernel's counters and what changed since."""

import time
from pathlib import Path

from diagnostics.model.fact import AdapterTraffic, Talker
from diagnostics.system.linux.table import Row
from diagnostics.system.linux.traffic_socket import acquire_sockets

_COUNTERS = Path("/proc/net/dev")
_LOOPBACK = "lo"
LEAST_MBIT = 0.05  # below it a program fills no line that people work on
_BYTES_PER_MBIT = 125_000.0
# Columns of /proc/net/dev after the name: received bytes, packets, six more, then the same for sent ones.
_RX_BYTES, _RX_PACKETS, _TX_BYTES, _TX_PACKETS = 0, 1, 8, 9


def acquire_traffic() -> Row:
    """{"at_s", "adapters": {name: [rx bytes, tx bytes, rx packets, tx packets]}, "sockets": rows}.

    "sockets" is None where the kernel does not tell of them. Raises OSError without adapters.
    """
    text = _COUNTERS.read_text(encoding="ascii", errors="replace")
    try:
        sockets = acquire_sockets()
    except OSError:
        sockets = None
    return {"at_s": time.monotonic(), "adapters": parse_counters(text), "sockets": sockets}


def parse_counters(text: str) -> dict[str, list[int]]:
    """The adapters of /proc/net/dev, loopback left out."""
    found = {}
    for line in text.splitlines()[2:]:
        name, mark, rest = line.partition(":")
        numbers = [int(word) for word in rest.split() if word.isdecimal()]
        if mark and len(numbers) > _TX_PACKETS and name.strip() != _LOOPBACK:
            found[name.strip()] = [numbers[at] for at in (_RX_BYTES, _TX_BYTES, _RX_PACKETS, _TX_PACKETS)]
    return found


def moving(before: Row, after: Row) -> list[Row]:
    """The sockets that moved something, if all of it together is worth naming.

    "inode" and "user" of the owner, "down" and "up" in Mbit/s, tcp_info.
    """
    window_s = after["at_s"] - before["at_s"]
    if window_s <= 0 or not after["sockets"]:
        return []
    known = {row["cookie"]: row for row in before["sockets"] or ()}
    found = []
    for row in after["sockets"]:
        # A socket that was not there before has moved all of it since.
        old = known.get(row["cookie"], {"sent": 0, "received": 0, "retransmitted": 0})
        down, up = (_mbit(row[key] - old[key], window_s) for key in ("received", "sent"))
        if down > 0 or up > 0:
            again = max(0, row["retransmitted"] - old["retransmitted"])
            found.append(row | {"down": down, "up": up, "retransmitted": again})
    # Few bytes are not worth the search for their owners, which reads thousands of links.
    return found if sum(row["down"] + row["up"] for row in found) >= LEAST_MBIT else []


def normalise_traffic(
    before: Row, after: Row, sockets: list[Row], owners: dict[int, str]
) -> tuple[AdapterTraffic | Talker, ...]:
    """Adapters by name, then programs by what they move. `owners`: program names by a socket's inode."""
    window_s = after["at_s"] - before["at_s"]
    if window_s <= 0:
        return ()
    adapters = tuple(
        _adapter(name, before["adapters"][name], counters, window_s)
        for name, counters in sorted(after["adapters"].items())
        if name in before["adapters"]
    )
    programs: dict[str, list[Row]] = {}
    for row in sockets:
        name = owners.get(row["inode"])
        if name:
            programs.setdefault(name, []).append(row)
    talkers = (_talker(name, rows, window_s) for name, rows in programs.items())
    heard = (talker for talker in talkers if talker.down_mbit + talker.up_mbit >= LEAST_MBIT)
    return adapters + tuple(sorted(heard, key=lambda talker: (-talker.down_mbit - talker.up_mbit, talker.process)))


def _adapter(name: str, old: list[int], new: list[int], window_s: float) -> AdapterTraffic:
    # Counters begin anew when an adapter was taken away and came back.
    rx, tx, rx_packets, tx_packets = (max(0, after - before) for before, after in zip(old, new, strict=True))
    return AdapterTraffic(
        adapter=name,
        window_s=round(window_s, 3),
        rx_mbit=round(_mbit(rx, window_s), 3),
        tx_mbit=round(_mbit(tx, window_s), 3),
        rx_packets=rx_packets,
        tx_packets=tx_packets,
    )


def _talker(name: str, rows: list[Row], window_s: float) -> Talker:
    busiest = max(rows, key=lambda row: row["down"] + row["up"])
    return Talker(
        process=name,
        window_s=round(window_s, 3),
        down_mbit=round(sum(row["down"] for row in rows), 3),
        up_mbit=round(sum(row["up"] for row in rows), 3),
        rtt_ms=_milliseconds(busiest["rtt_us"]),
        rtt_least_ms=_milliseconds(busiest["least_rtt_us"]),
        retransmitted=sum(row["retransmitted"] for row in rows),
    )


def _milliseconds(microseconds: int | None) -> float | None:
    return None if microseconds is None else round(microseconds / 1000.0, 2)


def _mbit(moved: int, window_s: float) -> float:
    return max(0, moved) / _BYTES_PER_MBIT / window_s
