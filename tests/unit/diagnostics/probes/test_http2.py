"""One exchange over HTTP/2, with servers that behave and servers that do not."""

import asyncio
import random

import pytest

from diagnostics.model.failure import Failure
from diagnostics.probes import http2
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.http2 import Reply, status_in
from tests.fakes.servers.secure import DATA, HEADERS, PING, SETTINGS, frame

RST, GOAWAY, CONTINUATION = 3, 7, 9
OK = frame(HEADERS, 4, 1, b"\x88")
END = frame(DATA, 1, 1, b"")


class _Feed:
    """A channel that has these bytes to give, a few at a time, and then ends."""

    def __init__(self, data: bytes, step: int = 5) -> None:
        self.data, self.step, self.sent = data, step, b""

    async def send(self, data: bytes) -> None:
        self.sent += data

    async def receive(self) -> bytes:
        piece, self.data = self.data[: self.step], self.data[self.step :]
        return piece


def _ask(data: bytes, body: bytes = b"") -> Reply:
    return asyncio.run(http2.ask(_Feed(data), ((":method", "GET"), ("x", "y" * 300)), body))


ANSWERS = {
    "plain": (OK + frame(DATA, 1, 1, b"abc"), Reply(200, b"abc")),
    "without a body": (frame(HEADERS, 5, 1, b"\x89"), Reply(204, b"")),
    "in pieces": (OK + frame(DATA, 0, 1, b"ab") + frame(DATA, 0, 1, b"c") + END, Reply(200, b"abc")),
    "padded": (OK + frame(DATA, 9, 1, b"\x02abc\0\0"), Reply(200, b"abc")),
    "padded headers with a priority": (
        frame(HEADERS, 0x2C, 1, b"\x01" + bytes(5) + b"\x8d" + b"\0") + END,
        Reply(404, b""),
    ),
    "headers in two frames": (
        frame(HEADERS, 0, 1, b"\x08\x03") + frame(CONTINUATION, 4, 1, b"302") + END,
        Reply(302, b""),
    ),
    "an interim answer before": (frame(HEADERS, 4, 1, b"\x08\x03100") + OK + END, Reply(200, b"")),
    "trailers": (OK + frame(DATA, 0, 1, b"a") + frame(HEADERS, 5, 1, b"\x00\x01a\x01b"), Reply(200, b"a")),
    "talk about settings": (frame(SETTINGS, 0, 0, b"") + frame(PING, 0, 0, bytes(8)) + OK + END, Reply(200, b"")),
    "a farewell after our stream": (OK + frame(GOAWAY, 0, 0, b"\0\0\0\1" + bytes(4)) + END, Reply(200, b"")),
    "an unknown frame": (frame(0x5A, 0, 0, b"x") + OK + END, Reply(200, b"")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers(name: str) -> None:
    data, expected = ANSWERS[name]
    assert _ask(data) == expected


FAILURES = {
    "nothing": (b"", Failure.CLOSED),
    "cut": (OK + frame(DATA, 0, 1, b"ab"), Failure.CLOSED),
    "the stream is refused": (frame(RST, 0, 1, b"\0\0\0\7"), Failure.RESET),
    "the connection is refused": (frame(GOAWAY, 0, 0, bytes(4) + b"\0\0\0\x0b"), Failure.CLOSED),
    "another protocol": (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.MALFORMED),
    "no status": (frame(DATA, 1, 1, b"abc"), Failure.MALFORMED),
    "a frame that is too large": (b"\xff\xff\xff" + bytes(6), Failure.MALFORMED),
    "a body without end": (OK + 5 * frame(DATA, 0, 1, bytes(16384)), Failure.TOO_MUCH),
    "settings for ever": (300 * frame(SETTINGS, 0, 0, b""), Failure.TOO_MUCH),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failures(name: str) -> None:
    data, failure = FAILURES[name]
    with pytest.raises(ProbeFailed) as failed:
        asyncio.run(http2.ask(_Feed(data, 4096), ((":method", "GET"),)))
    assert failed.value.failure is failure


def test_every_ping_and_setting_is_acknowledged() -> None:
    feed = _Feed(frame(SETTINGS, 0, 0, b"") + frame(SETTINGS, 1, 0, b"") + frame(PING, 0, 0, b"12345678") + OK + END)
    asyncio.run(http2.ask(feed, ((":method", "GET"),)))
    assert feed.sent.endswith(frame(SETTINGS, 1, 0, b"") + frame(PING, 1, 0, b"12345678"))


BLOCKS = {
    b"\x88": 200,
    b"\x8e": 500,
    b"\x20\x88": 200,  # a change of the table's size before
    b"\x3f\xe1\x1f\x88": 200,  # in several bytes
    b"\x08\x03503": 503,
    b"\x48\x03429": 429,
    b"\x48\x82\x64\x02": 302,  # Huffman, the example of RFC 7541, appendix C.6.1
    b"\x48\x83\x64\x0e\xff": 307,  # appendix C.6.2
    b"\x82": None,
    b"\x08": None,
    b"\x08\x02ab": None,
    b"": None,
}


@pytest.mark.parametrize("block", BLOCKS)
def test_the_status_in_packed_headers(block: bytes) -> None:
    assert status_in(block) == BLOCKS[block]


def test_rubbish_never_raises_anything_but_a_failure() -> None:
    dice = random.Random(7)
    good = frame(SETTINGS, 0, 0, bytes(6)) + OK + frame(DATA, 1, 1, b"abc")
    whole = failed = 0
    for _ in range(1500):
        bad = bytearray(good)
        for _ in range(dice.randrange(3)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        try:
            _ask(bytes(bad))
            whole += 1
        except ProbeFailed:
            failed += 1
    assert whole > 300
    assert failed > 300
