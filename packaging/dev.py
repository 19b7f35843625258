#!/usr/bin/env python3
"""The developer's one command: run, test, check, bench, lab, accuracy, shots, build.

It needs a Python of the versions below and nothing else: the environment, its libraries and the shared
libraries of the system are fetched the first time.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)  # what the pinned libraries have wheels for, and what is tested

if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit(
        f"Unstuck needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is {sys.version.split()[0]}: "
        "start packaging/dev.py with one of those, for example python3.11 packaging/dev.py"
    )

import argparse
from pathlib import Path

from devtools import bundle, environment, parts, system
from devtools.say import Trouble, say

FORWARDED = {
    "bench": ["tests.bench"],
    "lab": ["tests.lab"],
    "accuracy": ["tests.lab.accuracy"],
    "shots": ["tests.gui.shots"],
}
SHOTS = "build/shots"


def main(arguments: list[str]) -> int:
    """Carry out one sub-command; its exit status is ours."""
    own, rest = _split(arguments)
    options = _parser().parse_args(own)
    try:
        return _carry_out(options, rest)
    except Trouble as trouble:
        say(str(trouble))
        return 2
    except KeyboardInterrupt:
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What is for us, and what the started program gets untouched, its own --help included."""
    command = arguments[0] if arguments else ""
    if command in FORWARDED:
        return [command], arguments[1:]
    if command != "run":
        return arguments, []
    first = "".join(arguments[1:2])
    ours = 2 if first == "--lab" else int(first in ("-h", "--help") or first.startswith("--lab="))
    return arguments[: 1 + ours], arguments[1 + ours :]


def _carry_out(options: argparse.Namespace, rest: list[str]) -> int:
    command: str = options.command
    if command == "run":
        return _run(options.lab, rest)
    if command == "build":
        return bundle.build()
    if command == "test":
        return parts.run(only=tuple(options.only), fast=options.fast)
    if command == "check":
        return parts.run(only=parts.CHECK, fast=True)
    if command == "shots" and not rest:
        rest = [SHOTS]
    python = _for_tests()
    if command == "bench":
        environment.compile_sources(Path(python))
    return environment.call([python, "-m", *FORWARDED[command], *rest])


def _run(scenario: str | None, rest: list[str]) -> int:
    if scenario is None:
        system.provide("window")
        environment.compile_sources(environment.ensure("runtime"))
        return environment.call([str(environment.program("unstuck")), *rest])
    python = _for_tests()
    app = str(environment.program("unstuck"))
    return environment.call([python, "-m", "tests.lab", "--enter", scenario, "--", app, *rest])


def _for_tests() -> str:
    system.provide("window", "test")
    return str(environment.ensure("dev"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="packaging/dev.py", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="open the app; what follows goes to it", allow_abbrev=False)
    run.add_argument("--lab", metavar="SCENARIO", help="open it on the lab's laptop, with that fault")

    test = commands.add_parser("test", help="everything that must hold before a change lands", allow_abbrev=False)
    test.add_argument(
        "--only", metavar="PART", action="append", default=[], choices=parts.ALL, help=", ".join(parts.ALL)
    )
    test.add_argument("--fast", action="store_true", help="without the lab and the long tests")

    commands.add_parser("check", help="format, lint, types for three systems, import rules")
    for name, what in (
        ("bench", "one table: figure, floor, ratio, budget, verdict (--json FILE keeps it)"),
        ("lab", "break one thing at a time in a small world, and see what is named; --repairs: and mended"),
        ("accuracy", "play everything in the lab three times and write docs/accuracy.md"),
        ("shots", "pictures of every screen, into build/shots or the folder named"),
    ):
        commands.add_parser(name, help=what, add_help=False, allow_abbrev=False)
    commands.add_parser("build", help="the packed app, into dist/unstuck")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
