"""Whether large packets get through where small ones do (RFC 4821, RFC 8899): small and large side by side.

A path that is too narrow and says so (ICMP "packet too big") works as designed; one that swallows is a black hole.
What each method proves, and in which direction:

- "icmp": unfragmented echo requests. Up: the request must not be fragmented. Down only where the other side also
  forbids fragments for its reply. Nothing is known where ICMP is filtered (then the small one fails too).
- "dns": padded UDP questions (RFC 7830) with small answers. Up only. A server may refuse long questions, so
  silence of the large one is weaker evidence than with ICMP.
- "tls": TCP to a TLS server: a ClientHello that no server can accept, answered with a short alert. Small: padded to
  the small size. Large: padded (RFC 7685) until it fills one segment. Up only.
- "http": TCP to a web server. Small: a plain HEAD. Large: the same with a long header to ignore. Up only.

For "tls" and "http" the sizes say what the first packet of each request is; TCP itself may learn a smaller size from
ICMP meanwhile and get through, which counts as passed. Where the other side takes no segments that large (its MSS, or
that of a router that clamps it), nothing larger is ever sent, and `large` is what is.
"""

from diagnostics.model.answer import MtuAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes import mtupacket, mtustream
from diagnostics.probes.adapter import mtu_towards
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.mtusize import Sizes
from diagnostics.probes.tcp import source_towards
from diagnostics.probes.trial import Trial

SMALL = 1200  # bytes of a whole packet: gets through every path that carries IPv6 (1280) and most tunnels
LARGE = 1500  # Ethernet: nothing larger leaves a home
LARGE_DNS = 1440  # bytes: some servers refuse longer questions
_LEAST_GAP = 100  # bytes between small and large on adapters that take less than SMALL
_PORTS = {"icmp": 0, "dns": 53, "tls": 443, "http": 80}


async def measure(
    method: str, address: str, *, subject: str, timeout_s: float, port: int | None = None, host: str | None = None
) -> MtuAnswer:
    """One method, see above. `failure` is set when even the small packet got nothing back, or could not be sent.

    `host` is the name asked for ("dns", default the root) or the server name ("tls", "http", default the address).
    The large packet is never larger than what the route's adapter takes, so a silent one was swallowed on the way. A
    silent outcome takes the whole `timeout_s`; anything under 1 s leaves TCP no time for a repeat.
    """
    sizes = _sizes(method, address)
    async with Trial(timeout_s) as trial:
        await _run(method, address, port or _PORTS.get(method, 0), host, sizes, timeout_s)
    if sizes.small_passed:
        trial.failure, trial.detail = None, ""
    return trial.onto(
        MtuAnswer(
            purpose=Purpose.MTU,
            subject=subject,
            method=method,
            address=address,
            small=sizes.small,
            small_passed=sizes.small_passed,
            large=sizes.large,
            large_outcome=sizes.outcome,
            path_mtu=sizes.path_mtu,
        )
    )


async def _run(method: str, address: str, port: int, host: str | None, sizes: Sizes, timeout_s: float) -> None:
    match method:
        case "icmp":
            await mtupacket.by_icmp(address, sizes, timeout_s)
        case "dns":
            await mtupacket.by_dns(address, port, host or ".", sizes, timeout_s)
        case "tls":
            await mtustream.by_tls(address, port, host or address, sizes)
        case "http":
            await mtustream.by_http(address, port, host or address, sizes)
        case _:
            raise ProbeFailed(Failure.NOT_SUPPORTED, f"no method {method!r}")


def _sizes(method: str, address: str) -> Sizes:
    most = LARGE_DNS if method == "dns" else LARGE
    large = min(most, mtu_towards(address, source_towards(address, _PORTS["dns"])))
    return Sizes(min(SMALL, large - _LEAST_GAP), large)
