"""Path MTU by single packets: echo requests and padded DNS questions, small and large side by side."""

import asyncio
import errno
from collections.abc import Callable

from diagnostics.model.failure import Failure
from diagnostics.probes import icmp
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.icmperror import IcmpError
from diagnostics.probes.mtusize import Sizes, forbid_fragments, known_mtu

_ROUNDS = 3  # tries of the large packet before its silence counts (one loss is no black hole)


async def by_icmp(address: str, sizes: Sizes, timeout_s: float) -> None:
    """Echo requests. Raises ProbeFailed or an OSError unless both sizes are settled."""
    opened = icmp.open_line(address)
    around = icmp.overhead(address)
    # The sequence number says which size an answer belongs to: even small, odd large.
    with opened.line as line:
        forbid_fragments(line.sock)

        def send(size: int, turn: int) -> None:
            opened.request(2 * turn + (size == sizes.large), size - around)

        def size_of(packet: bytes) -> int | None:
            sequence = opened.sequence_of(packet)
            return None if sequence is None else sizes.large if sequence % 2 else sizes.small

        await _rounds(line, sizes, send, size_of, timeout_s)


async def by_dns(address: str, port: int, host: str, sizes: Sizes, timeout_s: float) -> None:
    """Padded questions. Raises like `by_icmp`."""
    around = icmp.overhead(address)  # a UDP header is as long as that of an ICMP echo
    from diagnostics.probes import dnsmessage  # noqa: PLC0415  # dnspython: not before it is needed

    queries = {size: dnsmessage.build(host, "A", size=size - around) for size in (sizes.small, sizes.large)}
    read = {size: dnsmessage.reader(query) for size, query in queries.items()}
    with Datagrams.udp(address, port) as line:
        forbid_fragments(line.sock)

        def send(size: int, _: int) -> None:
            line.send(dnsmessage.wire_of(queries[size]))

        def size_of(packet: bytes) -> int | None:
            return next((size for size in queries if read[size](packet) is not None), None)

        await _rounds(line, sizes, send, size_of, timeout_s)


async def _rounds(
    line: Datagrams,
    sizes: Sizes,
    send: Callable[[int, int], None],
    size_of: Callable[[bytes], int | None],
    timeout_s: float,
) -> None:
    """Send what is unanswered, `_ROUNDS` times over the time; ends when settled, or with the deadline."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for turn in range(_ROUNDS):
        for size in (sizes.small, sizes.large):
            waiting = sizes.outcome == "silent" if size == sizes.large else not sizes.small_passed
            if waiting:
                _send_one(line, sizes, send, size, turn)
        until = start + (turn + 1) * timeout_s / _ROUNDS
        while not sizes.settled and (left := until - loop.time()) > 0:
            got = await line.receive_within(left)
            if isinstance(got, IcmpError):
                _take_error(line, sizes, got)
            elif got is not None and (size_back := size_of(got)) is not None:
                sizes.heard(size_back)
        if sizes.settled:
            return
    raise ProbeFailed(Failure.TIMED_OUT, f"no answer within {timeout_s:g} s")


def _send_one(line: Datagrams, sizes: Sizes, send: Callable[[int, int], None], size: int, turn: int) -> None:
    try:
        send(size, turn)
    except OSError as error:
        if error.errno != errno.EMSGSIZE or size != sizes.large:
            raise
        sizes.refused(known_mtu(line.sock))


def _take_error(line: Datagrams, sizes: Sizes, error: IcmpError) -> None:
    if error.too_big:
        sizes.refused(error.mtu)
    elif not sizes.small_passed:
        raise line.refusal(error)
