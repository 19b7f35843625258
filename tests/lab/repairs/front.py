"""`python -m tests.lab --repairs`: both tables, a summary, exit 1 on any miss."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from tests.lab.node import LabError
from tests.lab.repairs import LEFT_OUT, case, play, strike, table, trial

_Item = TypeVar("_Item", case.Repair, trial.Trial)
_Result = TypeVar("_Result")
SIDE_BY_SIDE = 2
"""Worlds at a time, unless told otherwise: a walk mostly waits. With three on two busy cores a good name server seemed
slow once in 52 repairs."""


def run(pattern: str | None, *, jobs: int = SIDE_BY_SIDE, file: Path | None = None) -> int:
    """Play the repairs and the trials whose names match; 1 when something was not as it should be."""
    repairs, trials = case.chosen(pattern), trial.chosen(pattern)
    if not repairs and not trials:
        raise SystemExit(f"lab: no repair and no verb matches {pattern!r}; --repairs --list names them all")
    rows = _repairs(repairs, jobs) if repairs else []
    strikes = _trials(trials, jobs) if trials else []
    if file is not None:
        whole = {"repairs": [row.plain() for row in rows], "sabotage": [one.plain() for one in strikes]}
        file.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.ok or one.skipped for one in [*rows, *strikes]) else 1


def _repairs(repairs: Sequence[case.Repair], jobs: int) -> list[play.Row]:
    width = max(len(item.name) for item in repairs)
    print(table.head(width), flush=True)
    begin = time.monotonic()
    rows = _all(repairs, play.play, jobs, lambda row: print(table.line(row, width), flush=True))
    print(f"\n{table.summary(rows, time.monotonic() - begin)}\n", flush=True)
    return rows


def _trials(trials: Sequence[trial.Trial], jobs: int) -> list[strike.Strike]:
    print(table.strike_head(), flush=True)
    begin = time.monotonic()

    def show(strikes: list[strike.Strike]) -> None:
        print("\n".join(table.strike_line(one) for one in strikes), flush=True)

    strikes = [one for found in _all(trials, strike.play, jobs, show) for one in found]
    print(f"\n{table.grid(strikes)}\n\n{table.strike_summary(strikes, time.monotonic() - begin)}", flush=True)
    return strikes


def _all(
    items: Sequence[_Item], do: Callable[[_Item], _Result], jobs: int, show: Callable[[_Result], None]
) -> list[_Result]:
    def one(item: _Item) -> _Result:
        result = do(item)
        show(result)
        return result

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        beside = list(pool.map(one, [item for item in items if not item.alone]))
    return beside + [one(item) for item in items if item.alone]


def names() -> list[tuple[str, str]]:
    """Every repair and every trial, and what its world is; and what has none."""
    found = [(item.name, item.about) for item in case.all_repairs()]
    found += [(f"{item.name} (way back)", item.about) for item in trial.all_trials()]
    return found + [(f"left out: {what}", why) for what, why in LEFT_OUT.items()]


def find(name: str) -> case.Repair | None:
    """The repair scenario of that name."""
    return next((item for item in case.all_repairs() if item.name == name), None)


def enter(repair: case.Repair, argv: Sequence[str]) -> int:
    """Run `argv` on that laptop as the person, with the caller's terminal and display."""
    with play.staged(repair) as desk:
        complaint = repair.control(desk.world)
        if complaint:
            raise LabError(f"the control probe does not agree: {complaint}")
        return desk.attach(argv)
