"""One scenario from the empty machine to a row of the table."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.lab.laptop import PYTHON_PROGRAM
from tests.lab.node import LabError
from tests.lab.scenario import Scenario
from tests.lab.world import Lab, lab

_SITES = Path(__file__).with_name("site")
DIAGNOSIS_LIMIT_S = 50.0  # far above every budget: a hanging program is a row of the table, not a hanging run
EXIT_STATUS = {"healthy": 0, "unknown": 3}  # architecture.md section 6; every named cause: 1


@dataclass
class Row:
    """What came of one scenario."""

    name: str
    expected: str
    named: str = "-"
    certainty: str = "-"
    seconds: float | None = None
    ok: bool = False
    note: str = ""
    loads_line: bool = False  # it ran with --full: its seconds are not those of a diagnosis
    lab_s: float = 0.0  # building, breaking, proving, tearing down
    document: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """For a JSON file: without the whole document."""
        return {key: value for key, value in asdict(self).items() if key != "document"}


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


def play(scenario: Scenario, *, program: Path | None = None, controls_only: bool = False) -> Row:
    """Build, break, prove, diagnose, compare. Never raises for what a scenario or the program does wrong."""
    row = Row(scenario.name, scenario.cause, loads_line="--full" in scenario.options)
    begin = time.monotonic()
    try:
        with staged(scenario) as world:
            complaint = scenario.control(world)
            if complaint:
                row.note = f"control: {complaint}"
            elif controls_only:
                row.ok, row.named = True, "(control)"
            else:
                _diagnose(scenario, world, program, row)
    except (LabError, OSError, subprocess.SubprocessError) as broken:
        row.note = f"lab: {broken}"
    row.lab_s = round(time.monotonic() - begin - (row.seconds or 0.0), 2)
    return row


def _diagnose(scenario: Scenario, world: Lab, program: Path | None, row: Row) -> None:
    argv = [*command(program, site_file(scenario, world)), *scenario.options]
    done, seconds = world.laptop.diagnose(argv, DIAGNOSIS_LIMIT_S)
    row.seconds = round(seconds, 2)
    try:
        row.document = json.loads(done.stdout.replace(str(world.folder), "/lab"))
        verdict = row.document["verdict"]
        row.named, row.certainty = verdict["cause"], verdict["certainty"]
    except (ValueError, KeyError, TypeError) as wrong:
        row.note = f"exit {done.returncode}, no diagnosis ({wrong!r}): {done.stderr.strip()[-600:]}"
        return
    row.note = "; ".join(_differences(scenario, verdict, row.document, done.returncode))
    row.ok = not row.note


def _differences(scenario: Scenario, verdict: dict[str, Any], document: dict[str, Any], status: int) -> Iterator[str]:
    cause = verdict["cause"]
    if cause != scenario.cause:
        others = ", ".join(other["cause"] for other in verdict.get("others", ()))
        yield f"named {cause}" + (f" (others: {others})" if others else "")
    for hole, value in scenario.args.items():
        if verdict.get("args", {}).get(hole) != value:
            yield f"{hole} is {verdict.get('args', {}).get(hole)!r}, not {value!r}"
    if scenario.saw and not any(
        item["fact"]["kind"] == scenario.saw and item["fact"].get("failure") is None
        for item in document.get("observations", ())
    ):
        yield f"no {scenario.saw} that worked"
    wanted = EXIT_STATUS.get(cause, 1)
    if status != wanted:
        yield f"exit status {status}, not {wanted}"
    broken: Sequence[str] = [check["id"] for check in document.get("checks", ()) if check["state"] == "broken"]
    if broken:
        yield f"broken checks: {', '.join(broken)}"
