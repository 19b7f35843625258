"""Name questions over HTTPS."""

import socket
from dataclasses import dataclass, field
from typing import Any

import pytest

from diagnostics.model.answer import DnsAnswer, Purpose, Role
from diagnostics.model.failure import Failure
from diagnostics.probes import resolve
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.names import altered, zone
from tests.fakes.servers.secure import SecureNames
from tests.fakes.servers.stream import closed_port, hangs_up, serving, silent

KNOWN = {("www.example.org", "A"): ["192.0.2.80"], ("www.example.org", "AAAA"): ["2001:db8::80"]}
PATH = "/dns-query"


async def _ask(url: str, name: str = "www.example.org", record: str = "A", timeout_s: float = 3.0) -> DnsAnswer:
    return await NetworkProbes().doh(url, name, purpose=Purpose.NAME, timeout_s=timeout_s, record=record)


@pytest.fixture
def pair(authority: Authority, trusted: Any) -> Any:
    return authority.sign("doh", names="IP:127.0.0.1")


@dataclass(frozen=True)
class Story:
    server: SecureNames
    failure: Failure | None = None
    addresses: tuple[str, ...] = ()
    name: str = "www.example.org"
    record: str = "A"
    asked: tuple[str, ...] = (f"POST {PATH}",)
    suffix: str = ""
    detail: str = field(default="")


def _names(**more: Any) -> SecureNames:
    return SecureNames(zone(KNOWN), **more)


BY_GET = (f"POST {PATH}", f"GET {PATH}")
STORIES = {
    "by POST": lambda: Story(_names(), addresses=("192.0.2.80",)),
    "AAAA": lambda: Story(_names(), addresses=("2001:db8::80",), record="AAAA"),
    "a template asks by GET": lambda: Story(
        _names(), addresses=("192.0.2.80",), suffix="{?dns}", asked=(f"GET {PATH}",)
    ),
    "a query in the URL stays": lambda: Story(
        _names(), addresses=("192.0.2.80",), suffix="?a=b{?dns}", asked=(f"GET {PATH}",)
    ),
    "only GET is taken": lambda: Story(_names(methods=("GET",)), addresses=("192.0.2.80",), asked=BY_GET),
    "no such name": lambda: Story(_names(), Failure.NXDOMAIN, name="no.example.org"),
    "no such record": lambda: Story(_names(), Failure.NO_DATA, record="MX"),
    "the resolver fails": lambda: Story(SecureNames(zone({}, rcode="SERVFAIL")), Failure.SERVFAIL, detail="SERVFAIL"),
    "the resolver refuses": lambda: Story(SecureNames(zone({}, rcode="REFUSED")), Failure.DNS_REFUSED),
    "the web server fails": lambda: Story(_names(status=503), Failure.SERVFAIL, detail="503"),
    "the web server refuses": lambda: Story(_names(status=403), Failure.DNS_REFUSED, detail="403"),
    "somewhere else": lambda: Story(_names(status=302), Failure.MALFORMED, detail="302"),
    "a page": lambda: Story(_names(page=b"<html>sign in</html>"), Failure.MALFORMED),
    "another question's answer": lambda: Story(
        SecureNames(altered(zone(KNOWN), lambda wire: wire.replace(b"www", b"wwx"))), Failure.MALFORMED
    ),
    "a name that is none": lambda: Story(_names(), Failure.NAME_FAILED, name="a..b", asked=()),
}


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
@pytest.mark.parametrize("name", STORIES)
def test_stories(play, pair, name: str, protocol: str) -> None:
    story = STORIES[name]()
    context = pair.server_context()
    context.set_alpn_protocols([protocol])
    talk = story.server.talk2 if protocol == "h2" else story.server.talk

    async def run() -> DnsAnswer:
        async with serving(talk, context=context) as port:
            url = f"https://127.0.0.1:{port}{PATH}{story.suffix}"
            answer = await _ask(url, story.name, story.record)
            assert answer.server == url
            return answer

    answer = play(run())
    assert (answer.failure, answer.addresses) == (story.failure, story.addresses)
    assert tuple(story.server.asked) == story.asked
    assert story.detail in answer.detail
    assert (answer.role, answer.transport, answer.name, answer.record) == (
        Role.BROWSER,
        "https",
        story.name,
        story.record,
    )


def test_a_certificate_that_the_system_does_not_know(play, authority: Authority) -> None:
    async def run() -> DnsAnswer:
        stranger = authority.self_signed("stranger", subject="/CN=x", names="IP:127.0.0.1")
        async with serving(_names().talk, context=stranger.server_context()) as port:
            return await _ask(f"https://127.0.0.1:{port}{PATH}")

    assert play(run()).failure is Failure.TLS_UNTRUSTED


def test_dead_servers(play, pair) -> None:
    async def run(talk: Any) -> DnsAnswer:
        async with serving(talk) as port:
            return await _ask(f"https://127.0.0.1:{port}{PATH}", timeout_s=0.3)

    assert play(_ask(f"https://127.0.0.1:{closed_port()}{PATH}")).failure is Failure.REFUSED
    assert play(run(silent)).failure is Failure.TIMED_OUT
    assert play(run(hangs_up)).failure is Failure.CLOSED


URLS = {"plain": "http://127.0.0.1/dns-query", "none": "not a url", "another": "ftp://127.0.0.1/"}


@pytest.mark.parametrize("name", URLS)
def test_what_is_no_server(play, name: str) -> None:
    assert play(_ask(URLS[name])).failure is Failure.NOT_SUPPORTED


@pytest.mark.parametrize("number", [socket.EAI_NONAME, -5, socket.EAI_AGAIN])
def test_a_server_whose_own_name_is_unknown_says_nothing_about_the_question(play, monkeypatch, number: int) -> None:
    async def gone(host: str, timeout_s: float) -> tuple[str, ...]:
        raise socket.gaierror(number, "")

    monkeypatch.setattr(resolve, "addresses_of", gone)
    answer = play(_ask("https://dns.example.net/dns-query"))
    assert answer.failure is Failure.NAME_FAILED
    assert "dns.example.net" in answer.detail
