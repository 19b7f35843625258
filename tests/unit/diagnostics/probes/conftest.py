"""What the tests of the probes share."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.fakes.servers.certificates import Authority

T = TypeVar("T")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def play() -> Callable[[Coroutine[Any, Any, T]], T]:
    """Run a coroutine in a loop of its own; a socket that it forgot to close fails the test."""

    def run(coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run(asyncio.wait_for(coroutine, 20))
        finally:
            gc.collect(1)  # what a test left behind is young; a whole collection is slow with Qt loaded

    return run


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's authority is the system's only one."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    return authority.own.certificate
