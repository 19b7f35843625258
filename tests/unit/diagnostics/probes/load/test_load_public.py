"""The test against public servers: the real package speedtest-cli against a look-alike on the loopback."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from diagnostics.model.answer import LoadAnswer
from diagnostics.model.event import LoadProgress
from diagnostics.model.failure import Failure
from diagnostics.probes.load import load, speedtest_adapter
from diagnostics.probes.load.speedtest_brake import Brake
from diagnostics.probes.load.speedtest_session import end_of, load_package, tuned
from diagnostics.probes.load.volume import Allowance
from tests.lab.speedtest_server import LoadServer

Play = Callable[[Coroutine[Any, Any, Any]], Any]


@contextmanager
def look_alike(monkeypatch: pytest.MonkeyPatch, *, refuse: int = 0, config: str | None = None) -> Iterator[LoadServer]:
    """www.speedtest.net is here; over HTTPS nobody answers."""
    with LoadServer(("127.0.0.1", 0), "127.0.0.1", refuse) as server:
        if config is not None:
            monkeypatch.setattr("tests.lab.speedtest_server.CONFIG", config)
        original = socket.create_connection

        def connect(address: tuple[str, int], *arguments: Any, **named: Any) -> socket.socket:
            host, port = address
            if host.endswith(".speedtest.net"):
                if port != 80:
                    raise ConnectionRefusedError(111, "refused")
                address = ("127.0.0.1", server.server_address[1])
            return original(address, *arguments, **named)

        monkeypatch.setattr(socket, "create_connection", connect)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(2.0)


async def public(progress: Callable[[LoadProgress], None] = lambda _: None) -> LoadAnswer:
    return await load(None, timeout_s=20.0, progress=progress, metered=True)


def test_the_real_package_measures_both_ways_within_the_volume(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[LoadProgress] = []
    with look_alike(monkeypatch):
        answer = play(public(told.append))
    assert (answer.failure, answer.source, answer.subject) == (None, "speedtest", "127.0.0.1:" + answer.subject[10:])
    assert answer.down_mbit > 10
    assert answer.up_mbit > 10
    assert 0 < answer.idle_ms < 100
    assert 10_000_000 < answer.bytes_used <= 40_000_000
    assert [told[0].phase, told[-1].phase, told[-1].fraction] == ["idle", "up", 1.0]
    assert [one.fraction for one in told] == sorted(one.fraction for one in told)


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("HTTP 403", {"refuse": 403}),
        ("HTTP 503", {"refuse": 503}),
        ("SpeedtestConfigError", {"config": "this is not XML"}),
        ("KeyError", {"config": "<settings><server-config/><download/><upload/><client/></settings>"}),
    ],
    ids=["refused", "busy", "no XML", "XML of something else"],
)
def test_public_servers_that_refuse_are_no_finding_about_the_line(
    play: Play, monkeypatch: pytest.MonkeyPatch, case: str, more: dict[str, Any]
) -> None:
    with look_alike(monkeypatch, **more):
        answer = play(public())
    assert (answer.failure, answer.down_mbit) == (Failure.NOT_SUPPORTED, None)
    assert case in answer.detail
    assert "public speed-test servers" in answer.detail


def test_an_endless_configuration_is_given_up(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    with look_alike(monkeypatch, config="<!-- " + "x" * 9_000_000):
        answer = play(public())
    assert answer.failure is Failure.NOT_SUPPORTED
    assert answer.bytes_used < 5_000_000


def test_cancel_lets_go_at_once_and_stops_the_package(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    started = threading.Event()

    async def story(server: LoadServer) -> float:
        server.pause_s = 0.01
        task = asyncio.create_task(load(None, timeout_s=30.0, progress=lambda one: one.mbit and started.set()))
        while not started.is_set():
            await asyncio.sleep(0.01)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        took_s = time.monotonic() - began
        async with asyncio.timeout(2.0):
            while _package_threads():
                await asyncio.sleep(0.02)
        return took_s

    with look_alike(monkeypatch) as server:
        assert play(story(server)) < 0.3


def _package_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if type(thread).__name__ in ("HTTPDownloader", "HTTPUploader")]


def test_a_package_that_cannot_be_loaded_is_said_so(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> None:
        raise ModuleNotFoundError("speedtest")

    monkeypatch.setattr(speedtest_adapter, "open_session", missing)
    answer = play(public())
    assert answer.failure is Failure.NOT_SUPPORTED
    assert "ModuleNotFoundError" in answer.detail


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (Exception(HTTPError("http://www.speedtest.net", 403, "", None, None)), "HTTP 403"),  # type: ignore[arg-type]
        (Exception(URLError(socket.gaierror(socket.EAI_NONAME, "?"))), "nxdomain"),
        (Exception(URLError(ConnectionRefusedError(111, "?"))), "refused"),
        (TimeoutError(), "timed_out"),
        (KeyError("client"), "KeyError"),
        (ValueError(), "ValueError"),
    ],
)
def test_what_the_package_raises_becomes_a_value(error: BaseException, word: str) -> None:
    end = end_of(error)
    assert end.failure is Failure.NOT_SUPPORTED
    assert word in end.detail


def test_the_package_does_not_take_the_standard_streams(capfd: pytest.CaptureFixture[str]) -> None:
    import importlib
    import sys

    sys.modules.pop("speedtest", None)
    package = load_package()
    assert package.__version__ == "2.1.3"
    assert importlib.import_module("speedtest") is package
    print("still here")  # noqa: T201
    assert "still here" in capfd.readouterr().out


def test_a_program_without_standard_streams_can_load_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "speedtest", raising=False)
    with monkeypatch.context() as bare:
        bare.setattr(sys, "stdout", None)
        bare.setattr(sys, "stderr", None)
        package = load_package()
        assert sys.stdout is None
    assert package.Speedtest


def test_the_package_is_given_enough_long_requests_for_the_allowance() -> None:
    config = tuned(8, Allowance(down=180_000_000, up=180_000_000))
    assert config["length"] == {"download": 8, "upload": 8}
    assert config["counts"]["download"] * 31_000_000 > 180_000_000
    assert config["upload_max"] * 2_000_000 > 180_000_000


def test_the_brake_holds_at_the_budget_and_counts_everything() -> None:
    brake = Brake()
    brake.begin(1000)
    brake.count(400)
    assert not brake.isSet()
    brake.count(600)
    assert brake.isSet()
    brake.begin(1000)
    assert not brake.isSet()
    brake.stop()
    brake.begin(1000)
    assert brake.isSet()
    assert brake.total == 1000


def test_an_upload_counts_what_was_confirmed() -> None:
    brake = Brake()
    brake.begin(10_000_000)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        sending = brake.sending()
        brake.add(ours, sending)
        assert brake.passed() == 0
        ours.sendall(bytes(5000))
        sending.handed = 20_000
        end = time.monotonic() + 2.0
        while brake.passed() < 5000 and time.monotonic() < end:
            threading.Event().wait(0.01)
        assert brake.passed() == 5000
        sending.answered = True
        assert brake.passed() == 20_000
        brake.end_phase()
