"""What came of one diagnosis in the lab, and whether it is what the scenario says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.lab.scenario import Scenario

EXIT_STATUS = {"healthy": 0, "unknown": 3}  # architecture.md section 6; every named cause: 1
SURE = ("possible", "likely", "confirmed")  # from the least to the most


@dataclass
class Row:
    """One diagnosis: what it should have named, what it named, and what is wrong with that."""

    name: str
    expected: str
    named: str = "-"
    certainty: str = "-"
    seconds: float | None = None
    ok: bool = False
    note: str = ""
    expected_others: tuple[str, ...] | None = None  # None: not judged
    others: tuple[str, ...] = ()
    false_others: tuple[str, ...] = ()  # named beside the first, and not there
    loads_line: bool = False  # it ran with --full: its seconds are not those of a diagnosis
    dark: bool = False  # nothing at all gets out: the slowest kind of world
    pair: bool = False  # two independent faults
    after: str = ""  # the name of the scenario whose first fault was mended before this diagnosis
    skipped: bool = False
    unproved: bool = False  # its world could not be built or proved, so nothing was diagnosed
    tries: int = 1  # worlds that were built for it
    round: int = 1  # of a run that plays everything several times
    day: str = ""  # when it was played, "2026-11-22"
    lab_s: float = 0.0  # building, breaking, proving, tearing down
    document: dict[str, Any] | None = None

    @property
    def diagnosed(self) -> bool:
        """Whether a verdict was given at all."""
        return self.certainty != "-"

    @property
    def right(self) -> bool:
        """Whether the first cause is the true one, whatever else is wrong."""
        return self.named == self.expected

    def plain(self) -> dict[str, Any]:
        """For a JSON file: without the whole document."""
        return {key: value for key, value in asdict(replace(self, document=None)).items() if key != "document"}


def planned(scenario: Scenario) -> Row:
    """The row of a scenario that has not been played yet."""
    return Row(
        scenario.name,
        scenario.cause,
        expected_others=scenario.others,
        loads_line="--full" in scenario.options,
        pair=scenario.is_pair,
        day=datetime.now(UTC).date().isoformat(),
    )


def repaired(scenario: Scenario) -> Row:
    """The row of the diagnosis after its repair: nothing may be named beside what is left."""
    assert scenario.then is not None
    left = scenario.then[1]
    row = planned(scenario)
    row.name, row.expected, row.expected_others, row.after = f"{left}-after_{scenario.name}", left, (), scenario.name
    return row


def compare(row: Row, scenario: Scenario, status: int) -> None:
    """Fill in what `row.document` says and what is wrong with it."""
    assert row.document is not None
    verdict = row.document["verdict"]
    row.named, row.certainty = verdict["cause"], verdict["certainty"]
    row.others = tuple(other["cause"] for other in verdict.get("others", ()))
    row.dark = not any(_got_out(item["fact"]) for item in row.document.get("observations", ()))
    if row.expected_others is not None:
        row.false_others = tuple(sorted({*row.others} - {*row.expected_others, *scenario.perhaps}))
    wrong = [*_of_the_cause(row), *_of_the_rest(row, row.document, status)]
    if not row.after:
        wrong += _of_the_scenario(scenario, verdict, row.document)
    row.note = "; ".join(wrong)
    row.ok = not row.note


def _got_out(fact: dict[str, Any]) -> bool:
    return fact.get("purpose") in ("internet", "internet6", "portal") and fact.get("failure") is None


def _of_the_cause(row: Row) -> Iterator[str]:
    if not row.right:
        others = ", ".join(row.others)
        yield f"named {row.named}" + (f" (others: {others})" if others else "")
    if row.expected_others is not None:
        missed = sorted({*row.expected_others} - {*row.others})
        if missed:
            yield f"not named beside it: {', '.join(missed)}"
        if row.false_others and row.right:
            yield f"named beside it, and not there: {', '.join(row.false_others)}"


def _of_the_rest(row: Row, document: dict[str, Any], status: int) -> Iterator[str]:
    wanted = EXIT_STATUS.get(row.named, 1)
    if status != wanted:
        yield f"exit status {status}, not {wanted}"
    broken = [check["id"] for check in document.get("checks", ()) if check["state"] == "broken"]
    if broken:
        yield f"broken checks: {', '.join(broken)}"


def _of_the_scenario(scenario: Scenario, verdict: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    for hole, value in scenario.args.items():
        if verdict.get("args", {}).get(hole) != value:
            yield f"{hole} is {verdict.get('args', {}).get(hole)!r}, not {value!r}"
    for field in ("reason", "because"):
        wanted = getattr(scenario, field)
        if wanted is not None and verdict.get(field) != wanted:
            yield f"{field} is {verdict.get(field)!r}, not {wanted!r}"
    if scenario.certainty and SURE.index(verdict["certainty"]) > SURE.index(scenario.certainty):
        yield f"claims to be {verdict['certainty']}, and {scenario.certainty} is the most that can be known"
    silent = [note for note in scenario.notes if note not in verdict.get("notes", ())]
    if silent:
        yield f"does not mention {', '.join(silent)}"
    if scenario.saw and not any(
        item["fact"]["kind"] == scenario.saw and item["fact"].get("failure") is None
        for item in document.get("observations", ())
    ):
        yield f"no {scenario.saw} that worked"
