"""The pinned PySide still has the search through sources that the program stops, and does without it."""

import importlib
import sys
from pathlib import Path

import pytest

from app.bridge.feature import leave_sources_unread


def test_no_source_is_searched_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feature = importlib.import_module("shibokensupport.feature")
    monkeypatch.setattr(feature, "_mod_uses_pyside", feature._mod_uses_pyside)  # put back afterwards
    assert leave_sources_unread(), "PySide has no such search any more: app/bridge/feature.py can go"
    (tmp_path / "names_pyside6.py").write_text('"""PySide6"""\n')
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("names_pyside6")
    monkeypatch.delitem(sys.modules, "names_pyside6")
    assert feature.pyside_feature_dict.get("names_pyside6", -1) == -1


def test_a_pyside_without_it_starts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    feature = importlib.import_module("shibokensupport.feature")
    monkeypatch.delattr(feature, "_mod_uses_pyside")
    assert not leave_sources_unread()
    assert not hasattr(feature, "_mod_uses_pyside")
