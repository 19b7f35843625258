"""TLS handshakes with every kind of certificate and every kind of server."""

import time
from pathlib import Path

import pytest

from diagnostics.model.answer import Purpose, TlsAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.certificates import Authority, Pair
from tests.fakes.servers.stream import (
    closed_port,
    drips,
    endless,
    full_backlog,
    hangs_up,
    resets,
    says,
    serving,
    silent,
)
from tests.unit.diagnostics.probes.patience import patience_s

HOST = "www.example.org"


async def _tls(port: int, *, host: str = HOST, timeout_s: float = 2.0, ca: str | None = None) -> TlsAnswer:
    return await NetworkProbes().tls(
        host, port, purpose=Purpose.SITE_TLS, subject="x", timeout_s=timeout_s, address="127.0.0.1", ca=ca
    )


async def _against(pair: Pair, **more: object) -> TlsAnswer:
    async with serving(silent, context=pair.server_context()) as port:
        return await _tls(port, **more)


def test_a_good_certificate(play, authority: Authority, trusted: Path) -> None:
    answer = play(_against(authority.sign("good", end="20991231235959Z", start="20250101000000Z")))
    assert answer.failure is None
    assert answer.connected
    assert (answer.issuer, answer.subject_name) == ("Lab Authority", HOST)
    assert (answer.not_before, answer.not_after) == ("2025-01-01T00:00:00Z", "2099-12-31T23:59:59Z")
    assert answer.address == "127.0.0.1"


REFUSED = {
    "expired": ({"start": "20200101000000Z", "end": "20200201000000Z"}, Failure.TLS_EXPIRED),
    "not yet valid": ({"start": "20900101000000Z", "end": "20910101000000Z"}, Failure.TLS_NOT_YET_VALID),
    "for another name": ({"names": "DNS:other.example.org"}, Failure.TLS_NAME_MISMATCH),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_certificate_is_read_all_the_same(play, authority: Authority, trusted: Path, name: str) -> None:
    details, expected = REFUSED[name]
    answer = play(_against(authority.sign(name.replace(" ", "-"), **details)))
    assert answer.failure is expected
    assert answer.issuer == "Lab Authority"
    assert answer.subject_name == HOST
    assert answer.not_before
    assert answer.not_after
    assert answer.connected


def test_an_unknown_issuer(play, authority: Authority, tmp_path: Path, trusted: Path) -> None:
    stranger = Authority(tmp_path, "Box of the hotel")
    answer = play(_against(stranger.sign("unknown")))
    assert (answer.failure, answer.issuer) == (Failure.TLS_UNTRUSTED, "Box of the hotel")


def test_a_self_signed_certificate(play, authority: Authority, trusted: Path) -> None:
    pair = authority.self_signed("lonely", subject=f"/CN={HOST}", names=f"DNS:{HOST}")
    answer = play(_against(pair))
    assert (answer.failure, answer.issuer, answer.subject_name) == (Failure.TLS_UNTRUSTED, HOST, HOST)


def test_the_organisations_own_authority_is_added(play, authority: Authority, tmp_path: Path, trusted: Path) -> None:
    company = Authority(tmp_path, "Company")
    pair = company.sign("intranet")
    assert play(_against(pair)).failure is Failure.TLS_UNTRUSTED
    assert play(_against(pair, ca=str(company.own.certificate))).failure is None


@pytest.mark.parametrize("content", [None, "rubbish"])
def test_an_unusable_trust_file_is_said_and_does_not_stop_us(
    play, authority: Authority, trusted: Path, tmp_path: Path, content: str | None
) -> None:
    ca = tmp_path / "ca.pem"
    if content is not None:
        ca.write_text(content)
    answer = play(_against(authority.sign("remark"), ca=str(ca)))
    assert answer.failure is None
    assert str(ca) in answer.detail


def test_an_address_in_the_certificate(play, authority: Authority, trusted: Path) -> None:
    pair = authority.sign("address", names="IP:127.0.0.1")
    assert play(_against(pair, host="127.0.0.1")).failure is None
    assert play(_against(authority.sign("noaddress"), host="127.0.0.1")).failure is Failure.TLS_NAME_MISMATCH


RUDE = {
    "silent": (silent, Failure.TIMED_OUT, True),
    "drips rubbish": (drips(b"HTTP/1.1 400 Bad Request", 0.05), Failure.MALFORMED, True),
    "drips what looks like TLS": (drips(b"\x16\x03\x03\x40\x00" + bytes(50), 0.05), Failure.TIMED_OUT, True),
    "plain HTTP": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Failure.MALFORMED, True),
    "TLS header and rubbish": (says(b"\x16\x03\x03\x00\x20" + b"\xee" * 32), Failure.TLS_FAILED, True),
    "an alert": (says(b"\x15\x03\x03\x00\x02\x02\x28"), Failure.TLS_FAILED, True),
    "endless rubbish": (endless(b"\x00" * 8, b"\x00" * 4096), Failure.MALFORMED, True),
    "hangs up": (hangs_up, Failure.CLOSED, True),
    "reset": (resets, Failure.RESET, True),
}


@pytest.mark.parametrize("name", RUDE)
def test_rude_servers(play, name: str) -> None:
    talk, expected, connected = RUDE[name]

    async def story() -> TlsAnswer:
        async with serving(talk) as port:
            return await _tls(port, timeout_s=patience_s(expected, 0.25))

    begun = time.monotonic()
    answer = play(story())
    assert (answer.failure, answer.connected) == (expected, connected)
    assert answer.detail.startswith("handshake: ")
    assert (answer.ms is None) == (expected is Failure.TIMED_OUT)
    assert answer.issuer is None
    assert time.monotonic() - begun < 2


def test_tcp_failures_keep_their_name(play) -> None:
    async def swallowed() -> TlsAnswer:
        async with full_backlog() as port:
            return await _tls(port, timeout_s=0.3)

    refused, silent_one = play(_tls(closed_port())), play(swallowed())
    assert (refused.failure, refused.connected) == (Failure.REFUSED, False)
    assert (silent_one.failure, silent_one.connected) == (Failure.TIMED_OUT, False)
    assert silent_one.detail.startswith("connect: ")
