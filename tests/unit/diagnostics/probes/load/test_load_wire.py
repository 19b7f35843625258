"""Response heads, and where bodies end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.probes.load.wire import Body, ResponseHead, parse_head


@pytest.mark.parametrize(
    ("raw", "head"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 12", (200, 12, False, True)),
        (b"HTTP/1.1 200 OK\r\ncontent-length:12\r\nConnection: Close", (200, 12, False, False)),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 12", (200, 12, False, False)),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0", (200, 0, False, True)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\nContent-Length: 9", (200, None, True, True)),
        (b"HTTP/1.1 200", (200, None, False, True)),
        (b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked", (204, 0, False, True)),
        (b"HTTP/1.1 100 Continue", (100, 0, False, True)),
    ],
    ids=["length", "close", "1.0", "1.0 kept", "chunked beats length", "until the end", "204", "interim"],
)
def test_a_head_is_read(raw: bytes, head: tuple[int, int | None, bool, bool]) -> None:
    read = parse_head(raw)
    assert read is not None
    assert (read.status, read.length, read.chunked, read.keep_alive) == head


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2",
        b"HTTP/2 200",
        b"HTTP/1.1 20",
        b"HTTP/1.1 \xb2\xb2\xb2 OK",
        b"HTTP/1.1 200 OK\r\nno colon",
        b"HTTP/1.1 200 OK\r\n folded: line",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 1",
    ],
)
def test_rubbish_is_no_head(raw: bytes) -> None:
    assert parse_head(raw) is None


@given(st.binary(max_size=400))
def test_no_head_raises(raw: bytes) -> None:
    parse_head(raw)


def counted(head: ResponseHead, parts: list[bytes]) -> tuple[Body, bytes]:
    """Feed a body in parts; what is left over afterwards."""
    body, rest = Body(head), b""
    for part in parts:
        used = 0 if body.done or body.malformed else body.take(memoryview(part))
        rest += part[used:]
    return body, rest


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    marks = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(marks)]


def test_a_length_ends_the_body_and_leaves_the_next_answer() -> None:
    body, rest = counted(ResponseHead(200, length=5), [b"abc", b"deHTTP/1.1 200"])
    assert (body.done, body.payload, rest) == (True, 5, b"HTTP/1.1 200")


def test_a_body_without_length_goes_on_until_the_connection_ends() -> None:
    body, rest = counted(ResponseHead(200), [b"abc", b"de"])
    assert (body.done, body.ends_with_connection, body.payload, rest) == (False, True, 5, b"")


CHUNKED = b"4;name=value\r\nWiki\r\n00A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_chunks_are_counted_wherever_they_are_cut(cuts: list[int]) -> None:
    body, rest = counted(ResponseHead(200, chunked=True), pieces(CHUNKED + b"next", cuts))
    assert (body.done, body.malformed, body.payload, rest) == (True, False, 14, b"next")


@pytest.mark.parametrize(
    "data",
    [b"zz\r\n", b"\r\n", b"-4\r\nWiki\r\n", b"4\r\nWikiX\r\n", b"0x4\r\nWiki", b"f" * 16 + b"\r\n", b"1" * 2000],
    ids=["no number", "empty", "negative", "too long", "prefix", "huge", "endless line"],
)
def test_broken_chunks_are_noticed(data: bytes) -> None:
    body, _ = counted(ResponseHead(200, chunked=True), [data])
    assert body.malformed


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_chunks_of_rubbish_never_raise_and_never_count_more_than_came(parts: list[bytes]) -> None:
    body, rest = counted(ResponseHead(200, chunked=True), parts)
    assert body.payload + len(rest) <= sum(map(len, parts))
