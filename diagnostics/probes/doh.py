"""One DNS question over HTTPS (RFC 8484), as a browser with secure DNS asks it: past the system's own resolvers."""

import base64
from typing import TYPE_CHECKING

from diagnostics.model.answer import DnsAnswer, Purpose, Role
from diagnostics.model.failure import Failure
from diagnostics.probes import http2, trust
from diagnostics.probes.channel import TlsChannel
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.http import Exchange, converse, opened, request
from diagnostics.probes.http2 import Reply
from diagnostics.probes.resolve import resolve
from diagnostics.probes.trial import Trial
from diagnostics.probes.weburl import WebUrl, parse

if TYPE_CHECKING:
    from dns.message import Message

_TYPE = "application/dns-message"
_PROTOCOLS = (http2.PROTOCOL, "http/1.1")
_TEMPLATE = "{?dns}"  # RFC 6570: a server that is written like this is asked by GET
_ONLY_BY_GET = frozenset((400, 404, 405, 411, 415, 501))
"""What a server says that does not take POST, against section 4.1."""
_NO_HOST = frozenset((Failure.NXDOMAIN, Failure.NO_DATA))
_NOT_FOR_US = frozenset((401, 403, 429))


async def question(url: str, name: str, *, purpose: Purpose, timeout_s: float, record: str = "A") -> DnsAnswer:
    """Ask over HTTP/2 or 1.1, as the server prefers.

    By POST; by GET where the URL ends in "{?dns}" or where POST is not taken.

    `failure` as for `dns.question`. NXDOMAIN is about `name` only: when the server's own host cannot be resolved it
    is NAME_FAILED. Server errors of HTTP are SERVFAIL, refusals DNS_REFUSED, other pages MALFORMED. The certificate
    must be one that the system trusts. `timeout_s` starts when the server's host is resolved.
    """
    answer = DnsAnswer(
        purpose=purpose, subject=name, role=Role.BROWSER, server=url, transport="https", name=name, record=record
    )
    async with Trial(timeout_s) as reading:
        place = parse(url.removesuffix(_TEMPLATE))
        if not place.secure:
            raise ProbeFailed(Failure.NOT_SUPPORTED, "DNS over HTTPS needs an https URL")
    if reading.failure is not None:
        return reading.onto(answer)
    addresses, resolving = await resolve(place.host, None, timeout_s)
    if resolving.failure is not None:
        if resolving.failure in _NO_HOST:
            resolving.failure = Failure.NAME_FAILED
        return resolving.onto(answer, remark=f"host {place.host}")
    found: tuple[str, ...] = ()
    async with Trial(timeout_s) as trial:
        found = await _ask(trial, place, addresses, name, record, by_get=url.endswith(_TEMPLATE))
    return trial.onto(answer, addresses=found)


async def _ask(
    trial: Trial, place: WebUrl, addresses: tuple[str, ...], name: str, record: str, *, by_get: bool
) -> tuple[str, ...]:
    from diagnostics.probes import dnsmessage  # noqa: PLC0415  # dnspython: not before the first question

    query = dnsmessage.build(name, record)
    query.id = 0  # section 4.1: the same question is always the same request
    page = await _exchange(trial, place, addresses, query.to_wire(), by_get=by_get)
    if not by_get and page.status in _ONLY_BY_GET:
        page = await _exchange(trial, place, addresses, query.to_wire(), by_get=True)
    trial.stage = ""
    reply = _reply(page, query)
    dnsmessage.judge(reply, record)
    return dnsmessage.addresses_in(reply, record)


async def _exchange(trial: Trial, place: WebUrl, addresses: tuple[str, ...], wire: bytes, *, by_get: bool) -> Reply:
    exchange = Exchange(place)
    method, target, body = ("GET", _with_question(place.target, wire), b"") if by_get else ("POST", place.target, wire)
    fields: tuple[tuple[str, str], ...] = (("accept", _TYPE),)
    if body:
        fields += (("content-type", _TYPE), ("content-length", str(len(body))))
    async with opened(exchange, trial, addresses, place.port, trust.verifying(protocols=_PROTOCOLS)) as channel:
        if isinstance(channel, TlsChannel) and channel.tls.selected_alpn_protocol() == http2.PROTOCOL:
            trial.stage = "http2"
            pseudo = ((":method", method), (":scheme", "https"), (":authority", place.host_header), (":path", target))
            return await http2.ask(channel, (*pseudo, *fields), body)
        await converse(exchange, trial, channel, request(method, target, place.host_header, fields) + body)
    if exchange.head is None or exchange.body is None:
        raise ProbeFailed(Failure.CLOSED, "no answer")
    return Reply(exchange.head.status, exchange.body.data)


def _with_question(target: str, wire: bytes) -> str:
    text = base64.urlsafe_b64encode(wire).rstrip(b"=").decode("ascii")
    return f"{target}{'&' if '?' in target else '?'}dns={text}"


def _reply(page: Reply, query: "Message") -> "Message":
    from diagnostics.probes import dnsmessage  # noqa: PLC0415

    if page.status != 200:
        said = f"HTTP status {page.status}"
        if page.status >= 500:
            raise ProbeFailed(Failure.SERVFAIL, said)
        raise ProbeFailed(Failure.DNS_REFUSED if page.status in _NOT_FOR_US else Failure.MALFORMED, said)
    reply = dnsmessage.reader(query)(page.body)
    if reply is None:
        raise ProbeFailed(Failure.MALFORMED, "a page that is no answer to the question")
    return reply
