"""A pytest plugin that makes a world without Qt: `pytest -p tests.without_qt -p no:pytest-qt`.

The engine must work on a computer where PySide6 was never installed. Importing it, or the app that uses it, fails
here as it would there.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ABSENT = ("PySide6", "shiboken6", "app")


class _Absent(MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(
                f"{name} is not there: the engine must work without Qt and without the app", name=name
            )
        return None


def pytest_configure() -> None:
    """Close the door before the first test is imported."""
    sys.meta_path.insert(0, _Absent())
