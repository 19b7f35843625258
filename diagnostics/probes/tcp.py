"""TCP connect (RFC 9293) to one literal address."""

from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.probes.adapter import adapter_towards
from diagnostics.probes.channel import connected
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.trial import Trial


def source_towards(address: str, port: int) -> str | None:
    """Our own address on the way there, from the route table alone: connecting UDP sends nothing."""
    try:
        with Datagrams.udp(address, port) as line:
            return line.source
    except (OSError, ProbeFailed):
        return None


async def connect(address: str, port: int, *, purpose: Purpose, subject: str, timeout_s: float) -> TcpAnswer:
    """Connect and close.

    REFUSED: a reset, or ICMP port unreachable from afar. NOT_PERMITTED: the same signed by our own address, or
    an error without any packet: a filter on this computer. NO_ROUTE: our own route table; UNREACHABLE: ICMP, or no
    neighbour answered.
    """
    source = source_towards(address, port)
    async with Trial(timeout_s) as trial, connected((address,), port):
        pass
    adapter = adapter_towards(address, source)
    return trial.onto(
        TcpAnswer(purpose=purpose, subject=subject, address=address, port=port, adapter=adapter, source=source)
    )
