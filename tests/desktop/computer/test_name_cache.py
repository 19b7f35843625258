"""Emptying the cache of names: where systemd-resolved has one, where there is none, where it is not ours."""

from collections.abc import Callable

import pytest

from app.guides.actions.linux import name_cache
from app.guides.actions.linux.name_cache import FlushNames
from app.guides.hand import Did, Target
from tests.desktop.computer.conftest import Machine
from tests.desktop.desk import Desk

HAND_S = 5.0
NOBODY = Target()
SERVICE, PATH, MOCK = "org.freedesktop.resolve1", "/org/freedesktop/resolve1", "org.freedesktop.DBus.Mock"


def test_resolved_forgets(desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    from pathlib import Path

    desk({"resolved": {}})
    bus = Machine(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], Path())
    bus.call(SERVICE, PATH, MOCK, "AddMethod", "sssss", f"{SERVICE}.Manager", "FlushCaches", "", "", "")
    act = FlushNames()
    assert act.ready(NOBODY)
    assert act.act(NOBODY, act.snapshot(NOBODY), HAND_S).did is Did.DONE
    calls = bus.call(SERVICE, PATH, MOCK, "GetCalls")
    assert [call[1] for call in calls if "Flush" in call[1]] == ["FlushCaches"]
    assert act.restore(NOBODY, {}, HAND_S).did is Did.NOTHING_TO_DO


ELSEWHERE: dict[str, tuple[list[dict[str, bool]], str, bool]] = {
    "no cache at all": ([], "nameserver 192.0.2.53\n", True),
    "one that only root can empty": ([{"here": True, "own": False}], "nameserver 192.0.2.53\n", False),
    "one of another namespace": ([{"here": False, "own": False}], "nameserver 192.0.2.53\n", True),
    "a server on this computer": ([], "nameserver 127.0.0.1\n", False),
    "a server on this computer, by IPv6": ([], "nameserver ::1\n", False),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_without_resolved(case: str, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    processes, resolv_conf, ready = ELSEWHERE[case]
    desk({})
    monkeypatch.setattr(name_cache, "acquire_processes", lambda _: processes)
    monkeypatch.setattr(name_cache, "acquire_resolv_conf", lambda: resolv_conf)
    act = FlushNames()
    assert act.ready(NOBODY) is ready
    if ready:
        assert act.act(NOBODY, {}, HAND_S).did is Did.NOTHING_TO_DO
