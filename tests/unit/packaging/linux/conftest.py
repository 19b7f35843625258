"""The computer of the helper's tests."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.packaging.linux.computer import Computer

# The helper is a program of Linux: elsewhere it cannot even be imported.
collect_ignore_glob = ["test_*.py"] if os.name == "nt" else []


@pytest.fixture
def computer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Computer":
    from tests.unit.packaging.linux.computer import Computer

    return Computer(tmp_path, capsys)
