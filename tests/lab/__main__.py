"""`python -m tests.lab`: play scenarios, print the table, exit 1 on any miss. Needs root; leaves nothing behind."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab import golden, table
from tests.lab.authority import authority
from tests.lab.need import missing
from tests.lab.node import LabError
from tests.lab.repairs import front
from tests.lab.row import Row
from tests.lab.run import play, site_file, staged
from tests.lab.scenario import Scenario, all_scenarios, chosen


def _arguments(argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the scenarios and what each does")
    parser.add_argument("--only", metavar="GLOB", help="scenarios to play, comma-separated globs")
    parser.add_argument("--jobs", type=int, metavar="N", help="play N worlds side by side")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="play everything N times in a row")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows as JSON")
    parser.add_argument("--matrix", type=Path, metavar="FILE", help="write the confusion matrix")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="keep every diagnosis, right or wrong")
    parser.add_argument("--controls-only", action="store_true", help="prove the faults; diagnose nothing")
    parser.add_argument("--program", type=Path, metavar="PATH", help="a packed app instead of the source")
    parser.add_argument("--write-golden", action="store_true", help="keep every right diagnosis in tests/golden")
    parser.add_argument("--repairs", action="store_true", help="mend faults, and break every verb on purpose")
    parser.add_argument("--shell", metavar="SCENARIO", help="a shell on the laptop with that fault")
    parser.add_argument("--enter", metavar="SCENARIO", help="run the command after -- on the laptop with that fault")
    if "--" in argv:
        cut = list(argv).index("--")
        return parser.parse_args(argv[:cut]), list(argv[cut + 1 :])
    return parser.parse_args(argv), []


def _named(name: str) -> Scenario:
    found = [item for item in all_scenarios() if name in (item.name, item.cause)]
    if not found:
        raise SystemExit(f"lab: no scenario {name!r}; --list names them all")
    return found[0]


def enter(scenario: Scenario, argv: Sequence[str]) -> int:
    """Run `argv` on the laptop; our own program finds the scenario's site file through UNSTUCK_SITE."""
    with staged(scenario) as world:
        complaint = scenario.control(world)
        if complaint:
            raise LabError(f"the control probe does not agree: {complaint}")
        site = site_file(scenario, world)
        return world.laptop.attach(argv, {"UNSTUCK_SITE": str(site)} if site else {})


def _play_all(scenarios: Sequence[Scenario], options: argparse.Namespace, width: int) -> list[Row]:
    def one(scenario: Scenario) -> list[Row]:
        rows = play(scenario, program=options.program, controls_only=options.controls_only)
        for row in rows:
            if options.write_golden:
                golden.write(row)
            if options.documents:
                golden.keep(row, options.documents)
        print("\n".join(table.line(row, width) for row in rows), flush=True)
        return rows

    beside = [item for item in scenarios if not item.alone]
    with ThreadPoolExecutor(max(1, options.jobs or 1)) as pool:
        played = list(pool.map(one, beside))
    played += [one(item) for item in scenarios if item.alone]
    return [row for rows in played for row in rows]


def _run(options: argparse.Namespace) -> int:
    scenarios = chosen(options.only)
    if not scenarios:
        raise SystemExit(f"lab: no scenario matches {options.only!r}; --list names them all")
    width = max(len(item.name) for item in scenarios)
    rows: list[Row] = []
    begin = time.monotonic()
    for number in range(options.repeat):
        print(
            f"run {number + 1} of {options.repeat}\n{table.head(width)}" if options.repeat > 1 else table.head(width),
            flush=True,
        )
        for row in _play_all(scenarios, options, width):
            row.round = number + 1
            rows.append(row)
    if options.write_golden:
        golden.prune({name for item in all_scenarios() for name in golden.names(item)})
    matrix = "" if options.controls_only else table.confusion(rows) + "\n\n"
    print(f"\n{matrix}{table.summary(rows, time.monotonic() - begin)}")
    if options.matrix:
        options.matrix.write_text(matrix, encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps([row.plain() for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0 if all(row.ok or row.skipped for row in rows) else 1


def main(argv: Sequence[str]) -> int:
    """The program."""
    options, rest = _arguments(argv)
    if options.list:
        known = front.names() if options.repairs else [(item.name, item.about) for item in all_scenarios()]
        width = max(len(name) for name, _ in known)
        print("\n".join(f"{name:<{width}} {about}" for name, about in known))
        return 0
    lacking = missing()
    if lacking:
        print(f"lab: this machine lacks {', '.join(lacking)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` takes the lab down
    authority()
    if options.shell or options.enter:
        words = ["bash", "--norc"] if options.shell else rest
        if not words:
            raise SystemExit("lab: --enter SCENARIO needs a command after --")
        repair = front.find(options.shell or options.enter)
        if repair is not None:
            return front.enter(repair, words)
        return enter(_named(options.shell or options.enter), words)
    if options.repairs:
        return front.run(options.only, jobs=options.jobs or front.SIDE_BY_SIDE, file=options.json)
    return _run(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
