"""GNOME's proxy settings on the lab's laptop, kept by the real dconf: changed and put back by the shipped code."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from app.guides.hand import Target
from tests.lab.managed import Managed, managed
from tests.lab.managed_need import missing_for
from tests.lab.need import missing

pytestmark = pytest.mark.lab

SCHEMA = "org.gnome.system.proxy"
PAC = "http://pac.example.org/proxy.pac"


@pytest.fixture(scope="module")
def desk() -> Iterator[Managed]:
    lacking = ", ".join([*missing(), missing_for(helper=False, machine=False)]).strip(", ")
    if lacking:
        pytest.skip(f"the lab needs {lacking}")
    with managed(connect=False, ipv6=False) as made:
        yield made


def do(desk: Managed, part: str, verb: str, target: Target, before: Any = None) -> Any:
    text = msgspec.json.encode(target).decode()
    argv = (sys.executable, "-m", "tests.desktop.computer.deed", part, verb, text, json.dumps(before or {}))
    return json.loads(desk.as_person(*argv, check=True).stdout)


def settings(desk: Managed) -> str:
    return desk.as_person("gsettings", "list-recursively", SCHEMA, check=True).stdout


@pytest.mark.parametrize(
    ("verb", "target", "mode"),
    [("proxy.reset_user", Target(), "'none'"), ("proxy.apply_site_pac", Target(pac=PAC), "'auto'")],
)
def test_a_dead_proxy_goes_and_comes_back(verb: str, target: Target, mode: str, desk: Managed) -> None:
    for key, value in (("mode", "'manual'"), ("autoconfig-url", "'http://old.example/a.pac'")):
        desk.as_person("gsettings", "set", SCHEMA, key, value, check=True)
    desk.as_person("gsettings", "set", f"{SCHEMA}.http", "host", "'192.0.2.9'", check=True)
    was = settings(desk)
    assert do(desk, "ready", verb, target) is True
    before = do(desk, "snapshot", verb, target)
    assert do(desk, "act", verb, target, before) == ["done", ""]
    assert f"{SCHEMA} mode {mode}" in settings(desk)
    assert (PAC in settings(desk)) is (verb == "proxy.apply_site_pac")
    assert do(desk, "restore", verb, target, before) == ["done", ""]
    assert settings(desk) == was
