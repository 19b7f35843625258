"""PySide's `__feature__` (other spellings of Qt's names), which nothing here uses, is told not to look for itself.

QUIRK(PySide 6.11): after its import every other import reads the source of its module and searches it for "PySide6":
5 ms before the first paint and 30 ms before the first observation. The name is private, so its absence changes nothing
but the time; `tests/gui/test_start.py` says when it is gone.
"""

import importlib
from contextlib import suppress
from typing import Any


def leave_sources_unread() -> bool:
    """Call right after PySide6.QtCore was imported, before anything else is. True when there was something to stop."""
    with suppress(ImportError):
        feature: Any = importlib.import_module("shibokensupport.feature")
        if hasattr(feature, "_mod_uses_pyside"):
            feature._mod_uses_pyside = _uses_no_feature
            return True
    return False


def _uses_no_feature(_: object) -> bool:
    return False
