"""Sources that are imported by name when they are first asked: every name leads to a function."""

import subprocess
import sys

import pytest

from diagnostics.system.linux import source

NAMED = sorted(name for name, ask in source._LIVE.items() if "." in ask.__qualname__ and "<" not in ask.__qualname__)
LATER = ("linux.browser_firefox", "linux.browser_chromium", "linux.vpn_log", "linux.audio", "linux.wifi", "linux.proxy")


@pytest.mark.parametrize("name", NAMED)
def test_every_name_leads_to_a_function(name: str) -> None:
    module, _, function = source._LIVE[name].__qualname__.rpartition(".")
    assert callable(source.found(module, function))


def test_the_three_that_are_wrapped_are_functions_too() -> None:
    assert len(source._LIVE) - len(NAMED) == 3
    for ask in (source._FIREFOX, source._CHROMIUM, source._HOSTS):
        module, _, function = ask.__qualname__.rpartition(".")
        assert callable(source.found(module, function))


def test_nothing_is_imported_before_it_is_asked() -> None:
    code = "import sys, diagnostics.system.linux.facts; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "diagnostics.system.linux.source" in loaded
    assert not {f"diagnostics.system.{name}" for name in LATER} & set(loaded)
