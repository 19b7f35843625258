"""What holds for every test: no display, no proxy of the developer, no thread left over, nothing leaves the machine."""

import gc
import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt: without a display Qt aborts the run

_OF_THE_DEVELOPER = (  # a proxy or a certificate store of the developer's would decide the result of a test
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "no_proxy",
    "auto_proxy",
    "ssl_cert_file",
    "ssl_cert_dir",
    "requests_ca_bundle",
    "curl_ca_bundle",
)
for _name in [name for name in os.environ if name.lower() in _OF_THE_DEVELOPER]:
    del os.environ[_name]

GRACE_S = 2.0  # a thread that was told to end needs a moment on a busy machine


class LeftTheMachineError(AssertionError):
    """A test tried to talk to another machine."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know the options of pytest-qt in pyproject.toml also where it is switched off (`-p no:pytest-qt`)."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "of pytest-qt, not used")


def pytest_collection_finish() -> None:
    """The thousands of collected tests stay until the end: the collector of garbage need not look at them each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, state and caches go to a folder of the test, never to the developer's own."""
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture(autouse=True)
def no_thread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when a thread outlives its test; the lab plays worlds ahead, in threads of its own."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("lab"):
        return
    left = [thread for thread in threading.enumerate() if thread not in before and _is_ours(thread)]
    for thread in left:
        thread.join(GRACE_S)
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads outlived the test: {', '.join(names)}"


def _is_ours(thread: threading.Thread) -> bool:
    """Threads that Qt made and that only called into Python once cannot be joined, and are Qt's to end."""
    return not isinstance(thread, threading._DummyThread)


@pytest.fixture(autouse=True)
def stay_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection and datagram to another machine, and fail the test that tried; the lab is exempt."""
    if request.node.get_closest_marker("lab"):
        yield
        return
    tried: list[str] = []
    for name, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1), ("sendmsg", 3)):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), place, tried))
    monkeypatch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo, tried))
    yield
    if tried:
        raise LeftTheMachineError(f"the test tried to leave this machine: {', '.join(tried)}")


def _guarded(original: Any, place: int, tried: list[str]) -> Any:
    def call(self: socket.socket, *arguments: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and len(arguments) > max(place, 0):
            target = arguments[place]
            if isinstance(target, tuple) and not _is_here(str(target[0])):
                _refuse(f"{target[0]} port {target[1]}", tried)
        return original(self, *arguments)

    return call


def _guarded_lookup(original: Any, tried: list[str]) -> Any:
    def call(host: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_literal(name) and name != "localhost":
            _refuse(f"the name {name}", tried)
        return original(host, *arguments, **named)

    return call


def _refuse(target: str, tried: list[str]) -> None:
    tried.append(target)
    raise LeftTheMachineError(f"a test must not leave this machine, and this one tried {target}")


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    if not _is_literal(host):
        return False
    address = ipaddress.ip_address(host.partition("%")[0])
    return address.is_loopback or address.is_unspecified
