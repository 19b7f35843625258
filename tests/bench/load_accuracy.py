"""How true the HTTP load test is: beside iperf3 over the same shaped line, and beside ping for the delay.

`python -m tests.bench.load_accuracy [--rates 20 100 500] [--rounds 1] [--json]` makes three computers out of network
namespaces (client, shaper, server; token buckets in both directions), and lets iperf3 (TCP, as many streams) and our
test take turns. Exit status 1 when a figure is outside its budget, 2 when the line could not be built. Needs root,
iperf3, iproute2 and iputils-ping.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from diagnostics.model.site import LoadTargets  # noqa: E402
from diagnostics.probes.load import http_load  # noqa: E402
from diagnostics.probes.load.phase import STREAMS, WARM_UP_S, Phase, PhaseResult  # noqa: E402
from tests.lab.node import LabError, Node, link  # noqa: E402

SERVER = "198.51.100.2"
RATE_BUDGET = (0.95, 1.02)
DELAY_BUDGET = (0.90, 1.10)
QUEUE_MS = 50
STEADY_S = 6  # as much as our own test keeps of its eight seconds
INSIDE_S = 30.0
BUSY_TRIES = 4


@dataclass(frozen=True)
class Row:
    """One direction at one rate."""

    line_mbit: int
    direction: str
    iperf3_mbit: float
    ours_mbit: float
    ratio: float
    ping_ms: float
    ours_ms: float
    delay_ratio: float
    cpu: float  # of one core, our whole process
    good: bool


class Line:
    """The three computers; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.client = Node("client", folder)
        self.shaper = Node("shaper", folder)
        self.server = Node("server", folder)

    def __enter__(self) -> Line:
        try:
            self._build()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Every namespace goes, and with it everything that runs there."""
        for node in (self.client, self.shaper, self.server):
            node.close()

    def _build(self) -> None:
        link(self.client, "up0", self.shaper, "lan0")
        link(self.shaper, "wan0", self.server, "net0")
        self.client.sh("ip addr add 192.0.2.2/24 dev up0; ip link set up0 up; ip route add default via 192.0.2.1")
        self.shaper.sh(
            "echo 1 > /proc/sys/net/ipv4/ip_forward; ip addr add 192.0.2.1/24 dev lan0; ip link set lan0 up;"
            "ip addr add 198.51.100.1/24 dev wan0; ip link set wan0 up"
        )
        self.server.sh(f"ip addr add {SERVER}/24 dev net0; ip link set net0 up; ip route add default via 198.51.100.1")
        python = [sys.executable, str(ROOT / "tests/lab/speedtest_server.py"), "--port", "80"]
        self.server.spawn("http", *python, ready="ready")
        self.server.spawn("iperf3", "iperf3", "-s", "--forceflush", ready="listening")

    def shape(self, mbit: int) -> None:
        """Token buckets in both directions: two milliseconds of burst, 50 ms of queue."""
        burst = max(32_000, mbit * 1_000_000 // 8 // 500)
        for device in ("lan0", "wan0"):
            self.shaper.sh(f"tc qdisc replace dev {device} root tbf rate {mbit}mbit burst {burst} latency {QUEUE_MS}ms")

    def iperf3(self, direction: str, seconds: int) -> float:
        """TCP payload received, Mbit/s, its own warm-up left out."""
        argv = ["iperf3", "-c", SERVER, "-P", str(STREAMS), "-O", str(int(WARM_UP_S)), "-t", str(seconds), "-J"]
        for _ in range(BUSY_TRIES):
            done = self.client.run(*argv, *(["-R"] if direction == "down" else []), limit_s=INSIDE_S, check=False)
            answer = json.loads(done.stdout or "{}")
            if "sum_received" in answer.get("end", {}):
                return float(answer["end"]["sum_received"]["bits_per_second"]) / 1e6
            time.sleep(1.0)  # its server is still busy with the end of the last run
        raise LabError(f"iperf3 gave no figure: {answer.get('error', done.stderr)}")

    def ours(self) -> tuple[dict[str, Any], list[tuple[float, float]]]:
        """Our answer, and beside it what ping saw: (when it left, milliseconds)."""
        ping = self.client.spawn("ping", "ping", "-n", "-D", "-i", "0.1", SERVER, ready="time=")
        try:
            argv = [sys.executable, str(Path(__file__).resolve()), "--inside", f"http://{SERVER}"]
            done = self.client.run(*argv, limit_s=INSIDE_S, env={**os.environ, "PYTHONPATH": str(ROOT)})
            text = ping.text()
        finally:
            ping.stop()
        found = re.findall(r"^\[(\d+\.\d+)\].* time=([\d.]+) ms", text, re.MULTILINE)
        return json.loads(done.stdout), [(float(at) - float(ms) / 1000, float(ms)) for at, ms in found]


def measure(line: Line, mbit: int, seconds: int = STEADY_S, repeat: int = 2) -> list[Row]:
    """Both directions at one rate, iperf3 and ours in turns.

    iperf3 counts for what its best run says: now and then one of its streams sits out a time-out at the end, and it
    falls short of the line by three percent.
    """
    line.shape(mbit)
    runs: dict[str, list[float]] = {"down": [], "up": []}
    runs["down"].append(line.iperf3("down", seconds))
    seen, pings = line.ours()
    runs["up"].append(line.iperf3("up", seconds))
    for name in ("down", "up") * (repeat - 1):
        runs[name].append(line.iperf3(name, seconds))
    iperf3 = {name: max(found) for name, found in runs.items()}
    rows = []
    for name in ("down", "up"):
        if seen["failure"] or name not in seen["windows"]:
            raise LabError(f"our test failed on {mbit} Mbit/s: {seen['failure']} {seen['detail']}")
        since, until = seen["windows"][name]
        ping_ms = statistics.median(ms for at, ms in pings if since <= at <= until)
        ratio, delay = seen[f"{name}_mbit"] / iperf3[name], seen[f"loaded_{name}_ms"] / ping_ms
        good = RATE_BUDGET[0] <= ratio <= RATE_BUDGET[1] and DELAY_BUDGET[0] <= delay <= DELAY_BUDGET[1]
        rows.append(Row(mbit, name, round(iperf3[name], 2), round(seen[f"{name}_mbit"], 2), round(ratio, 4),
                        ping_ms, seen[f"loaded_{name}_ms"], round(delay, 3), round(seen["cpu"], 3), good))  # fmt: skip
    return rows


def inside(url: str) -> dict[str, Any]:
    """Runs on the client: our test, with the windows (wall clock) in which it measured."""
    windows: dict[str, tuple[float, float]] = {}
    wall = time.time() - time.monotonic()

    class Recording(Phase):
        async def run(self) -> PhaseResult:
            result = await super().run()
            name = "up" if "down" in windows else "down"
            windows[name] = (result.window[0] + wall, result.window[1] + wall)
            return result

    http_load.Phase = Recording  # type: ignore[misc]
    began, cpu = time.monotonic(), _cpu()
    targets = LoadTargets(down=f"{url}/down?bytes={{bytes}}", up=f"{url}/up")
    answer = asyncio.run(http_load.site_load(targets, timeout_s=INSIDE_S, progress=lambda _: None))
    share = (_cpu() - cpu) / (time.monotonic() - began)
    fields = ("down_mbit", "up_mbit", "idle_ms", "loaded_down_ms", "loaded_up_ms", "failure", "detail")
    return {**{name: getattr(answer, name) for name in fields}, "windows": windows, "cpu": share}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def table(rows: list[Row]) -> str:
    """For people."""
    head = "  line way    iperf3     ours   ratio  ping ms  ours ms  ratio   cpu"
    lines = [
        f"{row.line_mbit:>6} {row.direction:4} {row.iperf3_mbit:>8.2f} {row.ours_mbit:>8.2f} {row.ratio:>7.4f}"
        f" {row.ping_ms:>8.2f} {row.ours_ms:>8.2f} {row.delay_ratio:>6.3f} {row.cpu:>5.2f}"
        f"{'' if row.good else '  OUTSIDE'}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def run(rates: list[int], rounds: int) -> list[Row]:
    """Build the line, measure, take it down."""
    with tempfile.TemporaryDirectory() as folder, Line(Path(folder)) as line:
        return [row for _ in range(rounds) for mbit in rates for row in measure(line, mbit)]


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[20, 100, 500], help="Mbit/s")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(inside(args.inside)))
        return 0
    try:
        rows = run(args.rates, args.rounds)
    except LabError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps([asdict(row) for row in rows]) if args.json else table(rows))
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
