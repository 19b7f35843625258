"""The load test against endpoints on the loopback: good, odd, rude and broken ones."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.answer import LoadAnswer
from diagnostics.model.event import LoadProgress
from diagnostics.model.failure import Failure
from diagnostics.model.site import LoadTargets
from diagnostics.probes.load import http_load, load, phase, target
from diagnostics.probes.load.upload import Upload
from diagnostics.probes.load.volume import SMALLEST_REQUEST
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.stream import Talk, closed_port, drips, endless, hangs_up, resets, says, serving, silent

Play = Callable[[Coroutine[Any, Any, Any]], Any]
DATA = bytes(65536)
DEADLINE_S = 6.0


@pytest.fixture(autouse=True)
def short_phases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same test in tenths of seconds."""
    monkeypatch.setattr(http_load, "PHASE_S", 0.3)
    monkeypatch.setattr(http_load, "LEAST_PHASE_S", 0.1)
    monkeypatch.setattr(http_load, "IDLE_INTERVAL_S", 0.005)
    monkeypatch.setattr(phase, "FIRST_BYTE_S", 0.2)
    monkeypatch.setattr(phase, "REPORT_S", 0.05)


class Endpoint:
    """A well-behaved endpoint that paces itself; counts what it was asked for and who is still connected."""

    def __init__(
        self, *, pause_s: float = 0.004, chunked: bool = False, close: bool = False, early: bool = False
    ) -> None:
        self.pause_s, self.chunked, self.close, self.early = pause_s, chunked, close, early
        self.open = self.asked = self.received = 0
        self.most_open = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await (self._down if head.startswith(b"GET") else self._up)(head, reader, writer)
                if self.close:
                    return
        except asyncio.IncompleteReadError:
            pass
        finally:
            self.open -= 1

    async def _down(self, head: bytes, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = int(head.split(b"bytes=")[1].split(b" ")[0])
        self.asked += size
        how = b"Transfer-Encoding: chunked" if self.chunked else b"Content-Length: %d" % size
        writer.write(b"HTTP/1.1 200 OK\r\n" + how + (b"\r\nConnection: close" if self.close else b"") + b"\r\n\r\n")
        while size:
            part = DATA[:size]
            size -= len(part)
            writer.write(b"%x\r\n%s\r\n" % (len(part), part) if self.chunked else part)
            await writer.drain()
            await asyncio.sleep(self.pause_s)
        if self.chunked:
            writer.write(b"0\r\n\r\n")

    async def _up(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        thanks = (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + (b"Connection: close\r\n" if self.close else b"") + b"\r\nok"
        )
        if self.early:
            writer.write(thanks)
        while left:
            data = await reader.read(min(left, 65536))
            if not data:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(data)
            self.received += len(data)
            await asyncio.sleep(self.pause_s)
        if not self.early:
            writer.write(thanks)


def targets(port: int, scheme: str = "http", down: str = "/down?bytes={bytes}", host: str = "127.0.0.1") -> LoadTargets:
    return LoadTargets(down=f"{scheme}://{host}:{port}{down}", up=f"{scheme}://{host}:{port}/up")


def nobody(_: LoadProgress) -> None:
    pass


async def one_test(where: LoadTargets, progress: Callable[[LoadProgress], None] = nobody, **more: Any) -> LoadAnswer:
    return await load(where, timeout_s=DEADLINE_S, progress=progress, **more)


@pytest.mark.parametrize(
    "manner", [{}, {"chunked": True}, {"close": True}, {"early": True}], ids=lambda m: str(m) or "plain"
)
def test_both_directions_and_all_delays_are_measured(play: Play, manner: dict[str, bool]) -> None:
    endpoint = Endpoint(**manner)

    async def story() -> LoadAnswer:
        async with serving(endpoint.talk) as port:
            return await one_test(targets(port))

    answer = play(story())
    assert (answer.failure, answer.source) == (None, "site")
    assert answer.down_mbit > 5
    assert answer.up_mbit > 5
    assert 0 < answer.idle_ms < 100
    assert answer.bytes_used > 1_000_000
    assert 600 <= answer.ms < DEADLINE_S * 1000
    assert endpoint.most_open >= phase.STREAMS


def test_the_rate_is_what_the_server_let_through(play: Play) -> None:
    """Six connections that each get 64 KiB every 20 ms or a little later: at most 157 Mbit/s."""
    endpoint = Endpoint(pause_s=0.02)

    async def story() -> LoadAnswer:
        async with serving(endpoint.talk) as port:
            return await one_test(targets(port))

    answer = play(story())
    ceiling = phase.STREAMS * len(DATA) * 8 / 0.02 / 1e6
    assert ceiling * 0.4 < answer.down_mbit <= ceiling * 1.02
    assert answer.bytes_used >= endpoint.received


def test_an_upload_counts_what_was_confirmed_not_what_was_buffered(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that never reads: its window and our send buffer swallow megabytes, and then nothing moves."""
    monkeypatch.setattr(http_load, "PHASE_S", 1.2)

    class Deaf(Endpoint):
        async def _up(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            await asyncio.sleep(30)

    async def story() -> LoadAnswer:
        async with serving(Deaf().talk) as port:
            return await one_test(targets(port))

    answer = play(story())
    assert answer.down_mbit is not None
    assert (answer.up_mbit, answer.failure) == (None, Failure.TIMED_OUT)


def test_over_tls_with_the_authority_of_the_system(play: Play, authority: Authority, trusted: Path) -> None:
    pair = authority.sign("load", names="IP:127.0.0.1")
    endpoint = Endpoint()

    async def story() -> LoadAnswer:
        async with serving(endpoint.talk, context=pair.server_context()) as port:
            return await one_test(targets(port, "https"))

    answer = play(story())
    assert answer.failure is None
    assert answer.down_mbit > 2
    assert answer.up_mbit > 2
    assert trusted.exists()


def test_a_certificate_that_nobody_signed_is_said_so(play: Play, authority: Authority, trusted: Path) -> None:
    pair = authority.self_signed("stranger", subject="/CN=stranger", names="IP:127.0.0.1")

    async def story() -> LoadAnswer:
        async with serving(Endpoint().talk, context=pair.server_context()) as port:
            return await one_test(targets(port, "https"))

    answer = play(story())
    assert answer.failure is Failure.TLS_UNTRUSTED
    assert answer.down_mbit is None
    assert trusted.exists()


def test_progress_goes_from_nothing_to_everything_in_order(play: Play) -> None:
    told: list[LoadProgress] = []

    async def story() -> None:
        async with serving(Endpoint().talk) as port:
            await one_test(targets(port), told.append)

    play(story())
    assert [phase for phase, _ in itertools.groupby(told, key=lambda one: one.phase)] == ["idle", "down", "up"]
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert any(one.mbit for one in told)


def test_a_metered_line_never_pays_more_than_was_said(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_load, "PHASE_S", 5.0)
    endpoint = Endpoint(pause_s=0.0)

    async def story() -> LoadAnswer:
        async with serving(endpoint.talk) as port:
            return await load(targets(port), timeout_s=20.0, progress=nobody, metered=True)

    answer = play(story())
    assert answer.failure is None
    assert answer.bytes_used <= 36_000_000
    assert endpoint.asked <= 18_000_000
    assert endpoint.received <= 18_000_000
    assert answer.ms < 9000


@pytest.mark.parametrize("used_up", [True, False])
def test_a_volume_that_is_gone_before_the_second_look_is_measured_all_the_same(play: Play, used_up: bool) -> None:
    """A very fast line, or a laptop that was busy meanwhile. A line that dies after a good start is no measure."""

    async def story() -> phase.PhaseResult:
        endpoint = target.parse("http://127.0.0.1:9/up")
        assert endpoint is not None
        route = phase.Route(endpoint, "127.0.0.1", None)
        one = phase.Phase(Upload, route, allowance=18_000_000, seconds=5.0, report=lambda share, mbit: None)
        one._meter.note(one._began_s + 0.4, 18_000_000)
        one._begin_window(one._began_s + 0.4, 18_000_000)
        one._meter.note(one._began_s + 0.8, 18_000_000)
        one._traffic.idle_since_s = one._began_s + 0.7 if used_up else None
        return one._result()

    result = play(story())
    if used_up:
        assert result.end is None
        assert result.mbit == pytest.approx(180, rel=0.01)
    else:
        assert result.end is not None
        assert result.end.failure is Failure.TIMED_OUT


HEAD = b"HTTP/1.1 200 OK\r\n"
RUDE: dict[str, tuple[Talk, Failure]] = {
    "rubbish": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), Failure.MALFORMED),
    "binary rubbish": (says(bytes(range(256))), Failure.MALFORMED),
    "503": (says(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), Failure.REFUSED),
    "404": (says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!"), Failure.REFUSED),
    "portal redirect": (says(b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"), Failure.MALFORMED),
    "portal status": (says(b"HTTP/1.1 511 Network Authentication Required\r\n\r\n"), Failure.MALFORMED),
    "portal page": (says(HEAD + b"Content-Length: 20\r\n\r\n<html>please pay</ht"), Failure.MALFORMED),
    "proxy wants a name": (says(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), Failure.PROXY_AUTH),
    "offers too much": (says(HEAD + b"Content-Length: 99999999999\r\n\r\n"), Failure.TOO_MUCH),
    "endless body": (endless(HEAD + b"\r\n", DATA), Failure.TOO_MUCH),
    "endless headers": (endless(HEAD, b"X-More: and more\r\n" * 50), Failure.TOO_MUCH),
    "broken chunks": (says(HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"), Failure.MALFORMED),
    "closes early": (says(HEAD + b"Content-Length: 200000\r\n\r\n" + bytes(1000)), Failure.CLOSED),
    "closes in the head": (says(HEAD + b"Content-Le"), Failure.CLOSED),
    "hangs up": (hangs_up, Failure.CLOSED),
    "cuts": (resets, Failure.RESET),
    "never answers": (silent, Failure.TIMED_OUT),
    "drips its head": (drips(HEAD * 99, 0.02), Failure.TIMED_OUT),
    "drips its body": (drips(HEAD + b"Content-Length: 200000\r\n\r\n" + bytes(9999), 0.002), Failure.TIMED_OUT),
    "only interim answers": (says(b"HTTP/1.1 100 Continue\r\n\r\n" * 99), Failure.MALFORMED),
}


@pytest.mark.parametrize("case", RUDE)
def test_a_rude_server_is_one_failure_in_time(play: Play, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, failure = RUDE[case]
    if failure is not Failure.TIMED_OUT:  # it must end before: a loaded machine may take more than the short ones
        monkeypatch.setattr(http_load, "PHASE_S", 1.5)
        monkeypatch.setattr(phase, "FIRST_BYTE_S", 1.5)

    async def story() -> tuple[LoadAnswer, float]:
        async with serving(talk) as port:
            began = time.monotonic()
            return await one_test(targets(port)), time.monotonic() - began

    answer, took_s = play(story())
    assert (answer.failure, answer.down_mbit, answer.up_mbit) == (failure, None, None), answer
    assert took_s < 2.0
    assert answer.detail


def test_a_refused_upload_keeps_the_download(play: Play) -> None:

    class Small(Endpoint):
        async def _up(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
            await reader.readexactly(SMALLEST_REQUEST)

    async def story() -> LoadAnswer:
        async with serving(Small().talk) as port:
            return await one_test(targets(port))

    answer = play(story())
    assert (answer.failure, answer.detail) == (Failure.REFUSED, "HTTP 413")
    assert answer.down_mbit is not None
    assert answer.up_mbit is None


def test_a_plain_file_is_cut_off_and_asked_for_again(play: Play) -> None:
    """An endpoint without {bytes}: the volume still holds."""
    endpoint = Endpoint()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET"):
            writer.write(HEAD + b"Content-Length: 900000000\r\n\r\n")
            while True:
                writer.write(DATA)
                await writer.drain()
                await asyncio.sleep(0.002)
        await endpoint._up(head, reader, writer)
        await endpoint.talk(reader, writer)

    async def story() -> LoadAnswer:
        async with serving(talk) as port:
            return await load(targets(port, down="/big.bin"), timeout_s=DEADLINE_S, progress=nobody, metered=True)

    answer = play(story())
    assert answer.failure is None
    assert answer.down_mbit > 1
    assert answer.bytes_used <= 40_000_000


@pytest.mark.parametrize(
    ("where", "failure"),
    [
        (LoadTargets(down="ftp://192.0.2.1/", up="http://192.0.2.1/"), Failure.NOT_SUPPORTED),
        (LoadTargets(down="http://127.0.0.1/", up="speed"), Failure.NOT_SUPPORTED),
        (targets(closed_port()), Failure.REFUSED),
    ],
    ids=["scheme", "no URL", "nobody listens"],
)
def test_nothing_to_talk_to(play: Play, where: LoadTargets, failure: Failure) -> None:
    answer = play(one_test(where))
    assert (answer.failure, answer.bytes_used) == (failure, 0)


def test_the_deadline_is_kept(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_load, "AROUND_S", 0.0)
    monkeypatch.setattr(http_load, "LEAST_PHASE_S", 5.0)

    async def story() -> LoadAnswer:
        async with serving(Endpoint().talk) as port:
            return await load(targets(port), timeout_s=1.0, progress=nobody)

    answer = play(story())
    assert answer.failure is Failure.TIMED_OUT
    assert 1000 <= answer.ms < 1400
    assert answer.idle_ms is not None


@asynccontextmanager
async def in_phase(name: str, endpoint: Endpoint) -> AsyncIterator["asyncio.Task[LoadAnswer]"]:
    """A test that is busy with that phase."""
    reached = asyncio.Event()

    def listen(progress: LoadProgress) -> None:
        if progress.phase == name and progress.mbit:
            reached.set()

    async with serving(endpoint.talk) as port:
        task = asyncio.create_task(load(targets(port), timeout_s=40.0, progress=listen))
        await asyncio.wait_for(reached.wait(), 5.0)
        yield task


@pytest.mark.parametrize("name", ["down", "up"])
def test_cancel_closes_everything_at_once(play: Play, name: str) -> None:
    endpoint = Endpoint()

    async def story() -> float:
        async with in_phase(name, endpoint) as task:
            assert endpoint.open >= phase.STREAMS
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            took_s = time.monotonic() - began
            async with asyncio.timeout(1.0):
                while endpoint.open:
                    await asyncio.sleep(0.01)
            return took_s

    assert play(story()) < 0.3
