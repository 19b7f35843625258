"""Free space, and how failures of a source become states of a fact."""

import errno
from collections.abc import Callable
from typing import Any

import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.system import volume
from diagnostics.system.guard import observe


def row(role: str, device: int, total: int = 100, free: int = 10, read_only: bool = False) -> dict[str, Any]:
    return {"role": role, "device": device, "total": total, "free": free, "read_only": read_only}


VOLUMES: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "all on one disk": ([row("system", 1), row("home", 1), row("profile", 1), row("temporary", 1)], ["system"]),
    "home apart": ([row("system", 1), row("home", 2), row("profile", 2)], ["system", "home"]),
    "the system is a read-only image": ([row("system", 1, free=0, read_only=True), row("home", 2)], ["home"]),
    "a file system without size": ([row("system", 1), row("temporary", 3, total=0, free=0)], ["system"]),
    "a full disk stays": ([row("system", 1, free=0)], ["system"]),
}


@pytest.mark.parametrize("case", VOLUMES)
def test_one_entry_a_file_system(case: str) -> None:
    rows, roles = VOLUMES[case]
    assert [item.role for item in volume.normalise_volumes(rows)] == roles


def test_a_profile_that_does_not_exist_yet_is_measured_where_it_will_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "not" / "there"))
    assert "profile" in [item["role"] for item in volume.acquire_volumes()]


def fails(error: Exception) -> Callable[[], int]:
    def read() -> int:
        raise error

    return read


STATES: dict[str, tuple[Exception, Knowledge, str]] = {
    "forbidden": (PermissionError(errno.EACCES, "x"), Knowledge.DENIED, "EACCES"),
    "not there": (FileNotFoundError(errno.ENOENT, "x"), Knowledge.UNSUPPORTED, "ENOENT"),
    "a kernel without it": (OSError(errno.EOPNOTSUPP, "x"), Knowledge.UNSUPPORTED, "ENOTSUP"),
    "slow": (TimeoutError(), Knowledge.TIMEOUT, ""),
    "broken": (OSError(errno.EIO, "x"), Knowledge.ERROR, "EIO"),
    "without number": (ConnectionError("x"), Knowledge.ERROR, "ConnectionError"),
    "rubbish": (ValueError("x"), Knowledge.ERROR, "ValueError"),
}


@pytest.mark.parametrize("case", STATES)
def test_states(case: str) -> None:
    error, state, detail = STATES[case]
    answer = observe("source", fails(error))
    assert (answer.state, answer.value, answer.source, answer.detail) == (state, None, "source", detail)
