"""How wrong this computer's clock is, from a time server or from the Date header of any web server."""

from urllib.parse import urlsplit

from diagnostics.model.answer import ClockAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes import http, ntp, trust
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.resolve import resolve
from diagnostics.probes.trial import Trial
from diagnostics.probes.weburl import WebUrl, parse

_DATE_SPREAD_S = 1.0  # Date has whole seconds, and servers renew it once a second


async def read(source: str, *, timeout_s: float, address: str | None = None) -> ClockAnswer:
    """From "ntp://host[:port]", "https://host[/path]" or "http://host[/path]"; certificates are not verified.

    Resolving comes before the deadline starts to count. MALFORMED: an answer without a usable time.
    """
    answer = ClockAnswer(purpose=Purpose.TIME, subject=source, method=source.partition(":")[0])
    reading: ntp.ClockReading | None = None
    async with Trial(timeout_s) as parsing:
        host, port, url = _target(source)
    if parsing.failure is not None:
        return parsing.onto(answer)
    addresses, resolving = await resolve(host, address, timeout_s)
    if resolving.failure is not None:
        return resolving.onto(answer)
    async with Trial(timeout_s) as trial:
        if url is None:
            reading = await ntp.ask(trial, addresses[0], port, timeout_s)
        else:
            reading = await _from_date(trial, url, addresses)
    if reading is None:
        return trial.onto(answer)
    return trial.onto(answer, offset_s=reading.offset_s, uncertainty_s=reading.uncertainty_s)


def _target(source: str) -> tuple[str, int, WebUrl | None]:
    if not source.startswith("ntp://"):
        url = parse(source)
        return url.host, url.port, url
    try:
        parts = urlsplit(source)
        host, port = parts.hostname, parts.port or ntp.NTP_PORT
    except ValueError as wrong:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not a time source: {source[:80]!r}") from wrong
    if not host:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not a time source: {source[:80]!r}")
    return host, port, None


async def _from_date(trial: Trial, url: WebUrl, addresses: tuple[str, ...]) -> ntp.ClockReading:
    exchange = http.Exchange(url)
    context = trust.unverified() if url.secure else None
    async with http.opened(exchange, trial, addresses, url.port, context) as channel:
        message = http.request("HEAD", url.target, url.host_header)
        await http.converse(exchange, trial, channel, message, body=False)
    offset = exchange.date_offset_s()
    if offset is None:
        raise ProbeFailed(Failure.MALFORMED, "no Date header")
    return ntp.ClockReading(offset, round(_DATE_SPREAD_S + exchange.rtt_s / 2, 3))
