"""Control probes of a line's quality, by programs of other people: ping and curl."""

from __future__ import annotations

import re
import time

from tests.lab.control import Control
from tests.lab.world import Lab

_SPACING_S = "0.01"
_LOST = re.compile(r"([0-9.]+)% packet loss")
_TIMES = re.compile(r"= ([0-9.]+)/([0-9.]+)/([0-9.]+)/([0-9.]+) ms")
_SLOW_CONNECT_S = 0.9  # a first packet that got lost is sent again after one second (RFC 6298)
_CALM_LIMIT_S = 15.0


def pings(
    address: str,
    *,
    count: int = 120,
    lost: tuple[float, float] = (0.0, 0.0),
    ms: tuple[float, float] = (0.0, 10_000.0),
    spread_ms: tuple[float, float] = (0.0, 10_000.0),
) -> Control:
    """`count` pings lose a share (per cent), take a mean time and scatter (mean deviation) within these limits."""

    def prove(lab: Lab) -> str | None:
        argv = ("ping", "-q", "-n", "-i", _SPACING_S, "-c", str(count), "-W", "2", address)
        said = lab.laptop.run(*argv, check=False, limit_s=20.0).stdout
        share, times = _LOST.search(said), _TIMES.search(said)
        seen = [(float(share[1]) if share else 100.0, lost)]
        seen += [(float(times[2]), ms), (float(times[4]), spread_ms)] if times else []
        right = all(low <= value <= high for value, (low, high) in seen)
        return None if right else f"ping {address}: {said[-160:]!r}, wanted lost {lost}, ms {ms}, spread {spread_ms}"

    return prove


def connects(address: str, slow: tuple[int, int], *, count: int = 40, port: int = 80) -> Control:
    """Of `count` TCP connects at once, so many lose a packet of the handshake."""

    def prove(lab: Lab) -> str | None:
        host = f"[{address}]" if ":" in address else address
        argv = ["curl", "-s", "-g", "-Z", "--parallel-immediate", "--parallel-max", str(count), "-m4"]
        argv += ["-H", "Connection: close", "-w", "%{time_connect}\n"]
        argv += ["-o", "/dev/null", f"http://{host}:{port}/"] * count
        said = lab.laptop.run(*argv, check=False, env=lab.laptop.env()).stdout.split()
        times = [float(word) for word in said]
        late = sum(seconds == 0.0 or seconds > _SLOW_CONNECT_S for seconds in times)
        right = len(times) == count and slow[0] <= late <= slow[1]
        return None if right else f"{late} of {len(times)} connects to {address} were late, not {slow}"

    return prove


def rate(url: str, mbit: tuple[float, float], *, up_bytes: int = 0, seconds: float = 2.5, streams: int = 1) -> Control:
    """curl loads from `url`, or sends `up_bytes` to it, `streams` at once, at a rate within these limits (Mbit/s)."""

    def prove(lab: Lab) -> str | None:
        argv = ["curl", "-s", "-Z", "--parallel-immediate", "-m", str(seconds)]
        argv += ["-w", "%{size_download} %{size_upload}\n"]
        each = ["-o", "/dev/null"]
        if up_bytes:
            body = lab.laptop.folder / "body"
            with body.open("wb") as file:
                file.truncate(up_bytes)
            argv += ["-X", "POST", "-H", "Expect:"]
            each += ["-T", str(body)]
        begin = time.monotonic()
        said = lab.laptop.run(*argv, *[*each, url] * streams, check=False, env=lab.laptop.env()).stdout
        passed = sum(float(line.split()[1 if up_bytes else 0]) for line in said.splitlines())
        seen = passed * 8e-6 / (time.monotonic() - begin)
        return None if mbit[0] <= seen <= mbit[1] else f"{url}: {seen:.2f} Mbit/s, not within {mbit}"

    return prove


def calm(address: str, ms: float) -> Control:
    """Wait until pings take less than `ms` again: what a program has written keeps leaving after its end."""

    def prove(lab: Lab) -> str | None:
        end = time.monotonic() + _CALM_LIMIT_S
        quick = pings(address, count=10, ms=(0, ms))
        while (complaint := quick(lab)) is not None and time.monotonic() < end:
            pass
        return complaint

    return prove
