"""One scenario from the empty machine to the rows of the table: one row, and a second one after a repair."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.laptop import PYTHON_PROGRAM
from tests.lab.node import LabError
from tests.lab.row import Row, compare, planned, repaired
from tests.lab.scenario import Scenario
from tests.lab.world import Lab, lab

_SITES = Path(__file__).with_name("site")
DIAGNOSIS_LIMIT_S = 50.0  # far above every budget: a hanging program is a row of the table, not a hanging run


@contextmanager
def staged(scenario: Scenario) -> Iterator[Lab]:
    """The scenario's world, broken as it says."""
    with lab(
        ipv6=scenario.ipv6, time_shift_s=scenario.time_shift_s, certificate_shift_days=scenario.certificate_shift_days
    ) as world:
        if scenario.connect:
            world.laptop.connect()
        scenario.setup(world)
        yield world


def site_file(scenario: Scenario, world: Lab) -> Path | None:
    """The scenario's site file, laid out as IT ships it: beside the company's own authority."""
    if scenario.site is None:
        return None
    folder = world.folder / "site"
    folder.mkdir(exist_ok=True)
    text = (_SITES / f"{scenario.site}.toml").read_text(encoding="utf-8")
    if "corp-ca.pem" in text:
        shutil.copy(world.company.trust, folder / "corp-ca.pem")
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def command(program: Path | None, site: Path | None) -> list[str]:
    """The diagnosis as a whole process: the source, or a packed program."""
    head = [str(program), "diagnose", "--json"] if program else list(PYTHON_PROGRAM)
    return head + (["--site", str(site)] if site else [])


def play(scenario: Scenario, *, program: Path | None = None, controls_only: bool = False) -> list[Row]:
    """Build, break, prove, diagnose, compare; with `then`, mend and do it once more.

    Never raises for what a scenario or the program does wrong. A scenario whose programs are missing is one row that
    says so. A world that could not be built or proved is built once more, and the row says so: on a busy machine a
    daemon may start late or a ping get lost. What the program said is never asked for twice.
    """
    rows = _attempt(scenario, program, controls_only)
    if any(row.unproved for row in rows):
        first = rows
        rows = _attempt(scenario, program, controls_only)
        for row in rows:
            row.tries = 2
            row.note = row.note or f"second world; of the first: {first[-1].note}"
    return rows


def _attempt(scenario: Scenario, program: Path | None, controls_only: bool) -> list[Row]:
    """One world, from the empty machine to its rows."""
    rows = [planned(scenario)]
    if scenario.lacking:
        rows[0].skipped, rows[0].note = True, f"skipped: this machine lacks {', '.join(scenario.lacking)}"
        return rows
    begin = time.monotonic()
    try:
        with staged(scenario) as world:
            for row in _rows(scenario, world, rows):
                if controls_only:
                    row.ok, row.named = True, "(control)"
                else:
                    _diagnose(scenario, world, program, row)
    except (LabError, OSError, subprocess.SubprocessError) as broken:
        rows[-1].note = f"lab: {broken}"
        rows[-1].ok, rows[-1].unproved = False, True
    rows[0].lab_s = round(time.monotonic() - begin - sum(row.seconds or 0.0 for row in rows), 2)
    return rows


def _rows(scenario: Scenario, world: Lab, rows: list[Row]) -> Iterator[Row]:
    """The rows to fill, each when its state of the world is proved."""
    complaint = scenario.control(world)
    if complaint:
        rows[0].note, rows[0].unproved = f"control: {complaint}", True
        return
    yield rows[0]
    if scenario.then is None:
        return
    rows.append(repaired(scenario))
    scenario.then[0](world)
    complaint = scenario.proof(world) if scenario.proof else None
    if complaint:
        rows[1].note, rows[1].unproved = f"control after the repair: {complaint}", True
        return
    yield rows[1]


def _diagnose(scenario: Scenario, world: Lab, program: Path | None, row: Row) -> None:
    argv = [*command(program, site_file(scenario, world)), *scenario.options]
    done, seconds = world.laptop.diagnose(argv, DIAGNOSIS_LIMIT_S)
    row.seconds = round(seconds, 2)
    try:
        row.document = json.loads(done.stdout.replace(str(world.folder), "/lab"))
        compare(row, scenario, done.returncode)
    except (ValueError, KeyError, TypeError) as wrong:
        row.note = f"exit {done.returncode}, no diagnosis ({wrong!r}): {done.stderr.strip()[-300:]}"
