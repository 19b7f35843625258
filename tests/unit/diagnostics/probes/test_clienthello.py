"""A greeting of a wanted length."""

import ssl

import pytest

from diagnostics.model.answer import MtuAnswer
from diagnostics.probes.clienthello import padded
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.stream import resets, says, serving

SIZES = [0, 60, 61, 200, 1148, 1448, 9000, 0x3FFF]


@pytest.mark.parametrize("host", ["198.51.100.2", "2001:db8::1", "www.example.org", "b\xfccher.example."])
@pytest.mark.parametrize("size", SIZES)
def test_the_length_is_exact_and_every_length_inside_is_true(host: str, size: int) -> None:
    hello = padded(size, host)
    least = len(padded(0, host))
    assert len(hello) == size or (size < least + 4 and len(hello) == least)
    assert int.from_bytes(hello[3:5], "big") == len(hello) - 5
    assert int.from_bytes(hello[6:9], "big") == len(hello) - 9
    extensions = hello[52:]
    at = 0
    while at < len(extensions):
        at += 4 + int.from_bytes(extensions[at + 2 : at + 4], "big")
    assert at == len(extensions) == int.from_bytes(hello[50:52], "big")


@pytest.mark.parametrize("size", [200, 1448])
def test_a_real_server_answers_with_an_alert(authority: Authority, size: int) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = authority.sign("hello").server_context().wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(padded(size, "www.example.org"))
    with pytest.raises(ssl.SSLError, match=r"(?i)no.shared.cipher"):
        server.do_handshake()
    assert outgoing.read()[0] == 21


@pytest.mark.parametrize("how", ["tls", "alert", "reset"])
def test_any_reaction_shows_that_the_packet_arrived(play, authority: Authority, how: str) -> None:
    async def story() -> MtuAnswer:
        talk = resets if how == "reset" else says(b"\x15\x03\x03\x00\x02\x02\x28")
        context = authority.sign("reaction").server_context() if how == "tls" else None
        async with serving(talk, context=context) as port:
            return await NetworkProbes().mtu("tls", "127.0.0.1", subject="x", timeout_s=2.0, port=port)

    answer = play(story())
    assert (answer.failure, answer.small_passed, answer.large_outcome) == (None, True, "passed")
    assert (answer.small, answer.large) == (1200, 1500)
