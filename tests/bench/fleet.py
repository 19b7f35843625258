"""The fleet page: made-up laptops over two weeks, with a planted outage or with nothing but noise.

`python -m tests.bench.fleet` prints the figures; `python -m tests.bench.fleet make FOLDER` writes records.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.figure import Figure, table

UNTIL = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)  # a Friday
DAYS = 14
SYSTEMS = ("windows", "darwin", "linux")
ISPS = {"Orange": 30, "Free": 20, "SFR": 15, "Bouygues Telecom": 12, "BT": 5, "Proximus": 4, None: 14}
CAUSES = {
    "wifi.weak_signal": 16, "internet.bufferbloat": 9, "vpn.auth_failed": 8, "dns.server_failing": 5,
    "wifi.congested": 5,
    "vpn.gateway_unreachable": 4, "vpn.port_blocked": 4, "internet.captive_portal": 3, "isp.down": 3, "service.down": 2,
    "clock.skewed": 1, "laptop.cpu_overloaded": 6, "call.quality": 5, "unknown": 3, "healthy": 26,
}  # fmt: skip
STEPS = {"wifi.weak_signal": {"closer": 0.8, "restart-box": 0.3}, "vpn.auth_failed": {"card-again": 0.5}}
DAY = (1, 1, 1, 1, 1, 2, 8, 25, 60, 70, 62, 55, 35, 55, 65, 60, 50, 35, 15, 8, 6, 4, 3, 2)  # reports by hour
FILES = 20

PAGE = Figure("fleet: 100,000 records to the page", "ms", 3000)
MILLION = Figure("fleet: 1,000,000 records to the page", "ms", 20_000)
MISSED = Figure("fleet: planted outages missed, or others found", "", 0.0)


@dataclass(frozen=True)
class Outage:
    """So many people with one cause, at one provider, in one hour before the end."""

    cause: str = "isp.down"
    isp: str = "Orange"
    hours_ago: int = 26
    people: int = 40


def write(folder: Path, records: int, seed: int, outage: Outage | None = None, files: int = FILES) -> None:
    """Records of one seed: busy mornings, quiet week-ends, days that differ by a sixth, steps, one drill."""
    dice = random.Random(seed)
    people = [f"{dice.getrandbits(64):016x}" for _ in range(max(50, records // 10))]
    lines = [line for day in range(DAYS) for line in _day(day, records // DAYS, people, dice)]
    if outage is not None:
        hour = UNTIL - timedelta(hours=outage.hours_ago)
        lines += [_verdict(hour, one, outage.cause, outage.isp) for one in people[: outage.people]]
    lines += [_ready(one, dice) for one in people[:300]]
    dice.shuffle(lines)
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(files):
        (folder / f"{part:05}.jsonl").write_text("\n".join(lines[part::files]) + "\n", encoding="utf-8")


def _day(day: int, usual: int, people: list[str], dice: random.Random) -> list[str]:
    start = (UNTIL - timedelta(days=DAYS - 1 - day)).replace(hour=0)
    level = (0.15 if start.weekday() >= 5 else 1.35) * dice.gauss(1, 0.15)
    hours = dice.choices(range(24), DAY, k=max(0, round(usual * level)))
    causes = dice.choices(list(CAUSES), list(CAUSES.values()), k=len(hours))
    isps = dice.choices(list(ISPS), list(ISPS.values()), k=len(hours))
    lines = []
    for hour, cause, isp in zip(hours, causes, isps, strict=True):
        moment, who = start.replace(hour=hour), dice.choice(people)
        lines.append(_verdict(moment, who, cause, isp))
        for step, share in STEPS.get(cause, {}).items():
            if dice.random() < 0.3:
                lines.append(_verdict(moment, who, cause, isp, step=step, helped=dice.random() < share))
    return lines


def _verdict(moment: datetime, who: str, cause: str, isp: str | None, **step: object) -> str:
    line: dict[str, object] = {
        "schema": "unstuck.outcome/1" if step else "unstuck.verdict/1",
        "hour": moment.strftime("%Y-%m-%dT%H:00:00Z"),
        "who": who,
        "cause": cause,
        "certainty": "likely",
        "os": SYSTEMS[int(who[0], 16) % 3],
        "isp": isp,
        "vpn": "Main" if cause.startswith("vpn.") else None,
        "app": "1.4.2",
    }
    return json.dumps({**line, **({"guide": cause} if step else {}), **step}, ensure_ascii=False)


def _ready(who: str, dice: random.Random) -> str:
    office = dice.choices(["Lyon", "Paris", "Brest"], [10, 20, 1])[0]
    line = {"schema": "unstuck.ready/1", "hour": UNTIL.strftime("%Y-%m-%dT%H:00:00Z"), "who": who, "drill": "a1b2c3"}
    return json.dumps({**line, "office": office, "ready": dice.random() < 0.85, "cause": None, "app": "1.4.2"})


def figures(_rounds: int) -> list[Figure]:
    """All of them; without DuckDB they say so."""
    plans = [(PAGE, 100_000), (MILLION, 1_000_000)]
    try:
        measured = [_measured(figure, records) for figure, records in plans]
    except ImportError as error:
        return [replace(figure, reason=str(error)) for figure in (PAGE, MILLION, MISSED)]
    missed = replace(MISSED, value=float(sum(not found for _, found in measured)), runs=len(plans))
    return [*(figure for figure, _ in measured), missed]


def _measured(figure: Figure, records: int) -> tuple[Figure, bool]:
    """The time, and whether the planted outage, and nothing else, was found."""
    from app.desk.fleet import page, peers
    from app.desk.fleet.look import look

    with tempfile.TemporaryDirectory() as kept:
        write(Path(kept) / "drop", records, 1, Outage(people=records // 2500))
        started = time.perf_counter()
        fleet = look(Path(kept) / "drop", UNTIL)
        (Path(kept) / "fleet.html").write_bytes(page.page(fleet, UNTIL, "en"))
        (Path(kept) / "peers.json").write_bytes(peers.peers(fleet, UNTIL))
        elapsed_ms = (time.perf_counter() - started) * 1000
    found = [(one.cause, one.name) for one in fleet.incidents]
    return replace(figure, value=elapsed_ms, runs=1), found == [("isp.down", "Orange")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", metavar="make FOLDER", help="write records instead")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--noise", action="store_true", help="no outage")
    options = parser.parse_args(arguments)
    if options.what:
        outage = None if options.noise else Outage()
        write(Path(options.what[-1]), options.records, options.seed, outage, options.files)
        return 0
    measured = figures(1)
    print(table(measured))
    return 1 if any(figure.verdict != "ok" for figure in measured) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
