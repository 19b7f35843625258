"""Golden cases: whole diagnoses of scenarios that were named right, so that rules can be judged without a lab.

They are written as small as they can be: no sentences, no free texts, no field that has its default.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec

from diagnostics.model.diagnosis import Diagnosis
from tests.lab.row import Row
from tests.lab.scenario import Scenario

FOLDER = Path(__file__).resolve().parents[1] / "golden"
FILE = "diagnosis.json"


def write(row: Row, folder: Path = FOLDER) -> Path | None:
    """Write tests/golden/<row's name>/diagnosis.json; None when the row was a miss: no reference for anybody."""
    if not row.ok or row.document is None:
        return None
    return _put(folder / row.name / FILE, small(row.document))


def keep(row: Row, folder: Path) -> Path | None:
    """Write a diagnosis as it was, right or wrong; None when there was none."""
    return None if row.document is None else _put(folder / row.name / FILE, text(row.document))


def _put(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def names(scenario: Scenario) -> tuple[str, ...]:
    """The cases that a scenario leaves: its own, and the one after its repair."""
    return (scenario.name, f"{scenario.then[1]}-after_{scenario.name}") if scenario.then else (scenario.name,)


def prune(known: set[str], folder: Path = FOLDER) -> None:
    """Remove the cases of scenarios that exist no more."""
    for path in folder.glob(f"*/{FILE}"):
        if path.parent.name not in known:
            shutil.rmtree(path.parent)


def small(document: dict[str, Any]) -> str:
    """The diagnosis without what judging does not need."""
    diagnosis = msgspec.convert(document, Diagnosis)
    lean: dict[str, Any] = _lean(diagnosis)
    lean["schema"] = diagnosis.schema
    lean.pop("id", None)
    lean.pop("os", None)  # whose machine it was is no part of it
    for item in lean["observations"]:
        item["fact"].pop("detail", None)
        item["start_s"], item["end_s"] = round(item["start_s"], 1), round(item["end_s"], 1)
    for item in lean["checks"]:
        item.pop("detail", None)
    return text(lean)


def _lean(value: Any) -> Any:
    """A struct as plain data, without the fields that have their default."""
    if isinstance(value, msgspec.Struct):
        config = value.__struct_config__
        found = {config.tag_field: config.tag} if config.tag_field else {}
        for field in msgspec.structs.fields(type(value)):
            own = getattr(value, field.name)
            default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
            if default is msgspec.NODEFAULT or own != default:
                found[field.name] = _lean(own)
        return found
    if isinstance(value, (list, tuple)):
        return [_lean(item) for item in value]
    if isinstance(value, dict):
        return {key: _lean(item) for key, item in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def text(document: dict[str, Any]) -> str:
    """JSON with one line for each check and each observation: a change shows where it is."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list):
            items = ",\n".join("  " + _line(item) for item in value)
            lines.append(f" {_line(key)}: [\n{items}\n ]" if value else f" {_line(key)}: []")
        else:
            lines.append(f" {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
