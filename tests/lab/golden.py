"""Golden cases: whole diagnoses of scenarios that were named right, so that rules can be judged without a lab."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.lab.run import Row

FOLDER = Path(__file__).resolve().parents[1] / "golden"


def write(row: Row, folder: Path = FOLDER) -> Path | None:
    """Write tests/golden/<scenario>/diagnosis.json; None when the row was a miss: a wrong verdict is no reference."""
    return keep(row, folder) if row.ok else None


def prune(known: set[str], folder: Path = FOLDER) -> None:
    """Remove the cases of scenarios that exist no more."""
    for path in folder.glob("*/diagnosis.json"):
        if path.parent.name not in known:
            shutil.rmtree(path.parent)


def keep(row: Row, folder: Path) -> Path | None:
    """Write a diagnosis, right or wrong; None when there was none."""
    if row.document is None:
        return None
    path = folder / row.name / "diagnosis.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(row.document), encoding="utf-8")
    return path


def text(document: dict[str, Any]) -> str:
    """JSON with one line for each check and each observation: small, and a change shows where it is."""
    document = {
        **document,
        "os": {**(document.get("os") or {}), "kernel": "6.1.0"},
    }  # whose machine it was is no part of it
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
