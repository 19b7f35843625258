"""HTTP against servers and proxies of every temper."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from diagnostics.model.answer import HttpAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.proxy import Proxy
from tests.fakes.servers.stream import Talk, closed_port, drips, endless, hangs_up, resets, says, serving, silent
from tests.unit.diagnostics.probes.patience import patience_s

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsuccess\n"
BIG = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000


async def _get(url: str, *, timeout_s: float = 2.0, purpose: Purpose = Purpose.PORTAL, **more: object) -> HttpAnswer:
    return await NetworkProbes().http(url, purpose=purpose, subject="x", timeout_s=timeout_s, **more)


async def _from(talk: Talk, **more: object) -> HttpAnswer:
    async with serving(talk) as port:
        return await _get(f"http://127.0.0.1:{port}/success.txt", **more)


@dataclass(frozen=True)
class Case:
    server: Talk
    failure: Failure | None = None
    status: int | None = None
    right: bool | None = None
    expect: dict[str, object] = field(default_factory=dict)


BODY = {"expect_body": "success"}
CASES = {
    "as expected": Case(says(OK), None, 200, True, BODY),
    "nothing expected": Case(says(OK), None, 200),
    "status expected": Case(says(OK), None, 200, True, {"expect_status": 200}),
    "another status": Case(says(OK), None, 200, False, {"expect_status": 204}),
    "a foreign body": Case(says(OK.replace(b"success", b"welcome")), None, 200, False, BODY),
    "no length, ends with the connection": Case(says(b"HTTP/1.0 200 OK\r\n\r\nsuccess"), None, 200, True, BODY),
    "in chunks": Case(
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsuc\r\n4;x=y\r\ncess\r\n0\r\n\r\n"),
        *(None, 200, True, BODY),
    ),
    "bare line feeds": Case(says(b"HTTP/1.1 200 OK\nContent-Length: 7\n\nsuccess"), None, 200, True, BODY),
    "no reason phrase": Case(says(b"HTTP/1.1 204 \r\n\r\n"), None, 204),
    "not even a space": Case(says(b"HTTP/1.1 204\r\n\r\n"), None, 204),
    "an interim answer first": Case(says(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK), None, 200, True, BODY),
    "a folded header": Case(says(b"HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 0\r\n\r\n"), None, 200),
    "an error page": Case(
        says(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), None, 503, False, {"expect_status": 200}
    ),
    "a page longer than we read": Case(says(BIG), None, 200, True, {"expect_status": 200}),
    "a page longer than we compare": Case(says(BIG), None, 200, False, BODY),
    "an endless page": Case(endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096), None, 200, False, BODY),
    "an endless page in chunks": Case(
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
        *(None, 200, True, {"expect_status": 200}),
    ),
    "endless headers": Case(endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"y" * 4000 + b"\r\n"), Failure.TOO_MUCH),
    "an endless line": Case(endless(b"HTTP/1.1 200 ", b"O" * 4096), Failure.TOO_MUCH),
    "an endless chunk size": Case(
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * 4096), Failure.TOO_MUCH, 200
    ),
    "endless interim answers": Case(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), Failure.TOO_MUCH),
    "rubbish": Case(says(b"\x00\x01\x02\x03" * 20), Failure.MALFORMED),
    "endless rubbish": Case(endless(b"", b"z" * 4096), Failure.MALFORMED),
    "another protocol": Case(says(b"220 mail.example.org ESMTP\r\n"), Failure.MALFORMED),
    "a status that is none": Case(says(b"HTTP/1.1 999 Hm\r\n\r\n"), Failure.MALFORMED),
    "a header without colon": Case(says(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"), Failure.MALFORMED),
    "a length that is no number": Case(says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), Failure.MALFORMED, 200),
    "a chunk that lies": Case(
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nsuccess\r\n0\r\n\r\n"), Failure.MALFORMED, 200
    ),
    "the body ends early": Case(says(OK[:-3]), Failure.CLOSED, 200, None, BODY),
    "the head ends early": Case(says(OK[:20]), Failure.CLOSED),
    "hangs up": Case(hangs_up, Failure.CLOSED),
    "reset": Case(resets, Failure.RESET),
    "never answers": Case(silent, Failure.TIMED_OUT),
    "drips the head": Case(drips(OK, 0.05), Failure.TIMED_OUT),
    "drips the body": Case(
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b"x" * 9999, 0.002),
        Failure.TIMED_OUT,
        200,
        None,
        BODY,
    ),
    "407 out of nowhere": Case(says(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"), Failure.PROXY_AUTH, 407),
}


@pytest.mark.parametrize("name", CASES)
def test_servers(play, name: str) -> None:
    case = CASES[name]
    begun = time.monotonic()
    answer = play(_from(case.server, timeout_s=patience_s(case.failure, 0.3), **case.expect))
    assert (answer.failure, answer.status, answer.as_expected) == (case.failure, case.status, case.right)
    assert answer.connected
    assert (answer.ms is None) == (case.failure is Failure.TIMED_OUT)
    assert time.monotonic() - begun < 2


def test_a_redirect_is_reported_and_not_followed(play) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: https://login.hotel.example/start?x=1\r\nContent-Length: 0\r\n\r\n"
    answer = play(_from(says(head), expect_body="success"))
    assert (answer.status, answer.redirect_host, answer.as_expected) == (302, "login.hotel.example", False)


@pytest.mark.parametrize("where", ["http://[broken", "//[::1", ""])
def test_a_redirect_to_rubbish_leads_nowhere(play, where: str) -> None:
    head = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
    answer = play(_from(says(head)))
    assert (answer.status, answer.redirect_host, answer.failure) == (302, None, None)


def test_a_demand_for_a_password_names_its_schemes(play) -> None:
    head = (
        b'HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: Basic realm="a, b", NTLM\r\n'
        b"Content-Length: 0\r\n\r\n"
    )
    answer = play(_from(says(head)))
    assert (answer.status, answer.failure) == (401, None)
    assert answer.challenge == ("Negotiate", "Basic", "NTLM")


def test_the_servers_date_is_compared_with_our_clock(play) -> None:
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3600))
    answer = play(_from(says(f"HTTP/1.1 200 OK\r\nDate: {stamp}\r\nContent-Length: 0\r\n\r\n".encode())))
    assert answer.date_offset_s == pytest.approx(3600, abs=1.5)


def test_a_route_script_is_kept(play) -> None:
    script = b"function FindProxyForURL(url, host) { return 'DIRECT'; }"
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(script)
    assert play(_from(says(head + script), purpose=Purpose.PAC)).body == script.decode()
    assert play(_from(says(head + script))).body is None


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "nonsense", "http://", "http://[1", "http://a:x/"]
)
def test_what_is_no_web_address(play, url: str) -> None:
    assert play(_get(url)).failure is Failure.NOT_SUPPORTED


def test_over_ipv6(play) -> None:
    async def story() -> HttpAnswer:
        async with serving(says(OK), host="::1") as port:
            return await _get(f"http://[::1]:{port}/", expect_body="success")

    assert play(story()).as_expected is True


def test_the_host_is_named_even_when_the_address_is_given(play) -> None:
    async def story() -> tuple[HttpAnswer, bytes]:
        heard: list[bytes] = []

        async def talk(reader, writer) -> None:
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(OK)

        async with serving(talk) as port:
            answer = await _get(f"http://www.example.org:{port}/a b?c=d", address="127.0.0.1")
            return answer, heard[0]

    answer, heard = play(story())
    assert answer.failure is None
    assert heard.startswith(b"GET /a%20b?c=d HTTP/1.1\r\nHost: www.example.org:")


def test_https_with_our_trust_and_without(play, authority: Authority, tmp_path: Path, trusted: Path) -> None:
    stranger = Authority(tmp_path).sign("web").server_context()

    async def story(context, **more: object) -> HttpAnswer:
        async with serving(says(OK), context=context) as port:
            return await _get(f"https://www.example.org:{port}/", address="127.0.0.1", expect_body="success", **more)

    assert play(story(authority.sign("web").server_context())).as_expected is True
    refused = play(story(stranger))
    assert (refused.failure, refused.connected, refused.status) == (Failure.TLS_UNTRUSTED, True, None)
    assert refused.detail.startswith("handshake: ")
    assert play(story(stranger, verify=False)).as_expected is True


def test_nobody_listens(play) -> None:
    answer = play(_get(f"http://127.0.0.1:{closed_port()}/"))
    assert (answer.failure, answer.connected) == (Failure.REFUSED, False)


def test_http_through_a_proxy(play) -> None:
    async def story() -> tuple[HttpAnswer, list[str]]:
        proxy = Proxy()
        async with serving(says(OK)) as web, serving(proxy.talk) as port:
            where = f"127.0.0.1:{port}"
            return await _get(f"http://127.0.0.1:{web}/x", proxy=where, expect_body="success"), proxy.asked

    answer, asked = play(story())
    assert answer.as_expected is True
    assert asked[0].startswith("GET http://127.0.0.1:")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_https_through_a_proxy(play, authority: Authority, trusted: Path, host: str) -> None:
    context = authority.sign("proxied", names="IP:127.0.0.1,IP:::1").server_context()

    async def story() -> tuple[HttpAnswer, list[str]]:
        proxy = Proxy()
        web = serving(says(OK), context=context, host=host.strip("[]"))
        async with web as there, serving(proxy.talk) as port:
            where = f"http://127.0.0.1:{port}"
            return await _get(f"https://{host}:{there}/", proxy=where, expect_body="success"), proxy.asked

    answer, asked = play(story())
    assert answer.as_expected is True
    assert asked[0].startswith(f"CONNECT {host}:")


PROXIES = {
    "wants a password": ({"status": 407, "challenge": "Negotiate, Basic realm=x"}, Failure.PROXY_AUTH),
    "forbids": ({"status": 403}, Failure.PROXY_FAILED),
    "cannot reach it": ({"status": 502}, Failure.PROXY_FAILED),
}


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_that_refuses_connect(play, name: str) -> None:
    temper, expected = PROXIES[name]

    async def story() -> HttpAnswer:
        async with serving(Proxy(**temper).talk) as port:
            return await _get("https://www.example.org/", proxy=f"127.0.0.1:{port}")

    answer = play(story())
    assert (answer.failure, answer.status, answer.connected) == (expected, temper["status"], True)
    assert answer.challenge == (("Negotiate", "Basic") if "challenge" in temper else ())
    assert answer.date_offset_s is None


def test_a_proxy_that_wants_a_password_for_plain_http(play) -> None:
    async def story() -> HttpAnswer:
        async with serving(Proxy(status=407, challenge="NTLM").talk) as port:
            return await _get("http://www.example.org/", proxy=f"127.0.0.1:{port}", expect_body="success")

    answer = play(story())
    assert (answer.failure, answer.challenge, answer.as_expected) == (Failure.PROXY_AUTH, ("NTLM",), None)


def test_dead_and_rude_proxies(play) -> None:
    async def story(talk: Talk | None) -> HttpAnswer:
        if talk is None:
            return await _get("https://www.example.org/", proxy=f"127.0.0.1:{closed_port()}")
        async with serving(talk) as port:
            return await _get("https://www.example.org/", proxy=f"127.0.0.1:{port}", timeout_s=0.4)

    found = {
        name: play(story(talk)).failure for name, talk in {"dead": None, "silent": silent, "rude": says(b"?")}.items()
    }
    assert found == {"dead": Failure.REFUSED, "silent": Failure.TIMED_OUT, "rude": Failure.MALFORMED}


@pytest.mark.parametrize("proxy", ["proxy.example.org", "proxy.example.org:x", "[", ""])
def test_what_is_no_proxy(play, proxy: str) -> None:
    expected = Failure.NOT_SUPPORTED
    assert play(_get("http://127.0.0.1:9/", proxy=proxy)).failure is expected
