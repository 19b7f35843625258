"""The clock against time servers and web servers that are ahead, behind and mad."""

import time

import pytest

from diagnostics.model.answer import ClockAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes.httpdate import seconds_of
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers import packet
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.packet import Answer, answering
from tests.fakes.servers.stream import Talk, closed_port, drips, says, serving, silent
from tests.fakes.servers.timeserver import ntp
from tests.unit.diagnostics.probes.patience import patience_s

YEAR_S = 365 * 86400


async def _ntp(answer: Answer, timeout_s: float = 0.4, delay_s: float = 0.0) -> ClockAnswer:
    async with answering(answer, delay_s=delay_s) as port:
        return await NetworkProbes().clock(f"ntp://127.0.0.1:{port}", timeout_s=timeout_s)


@pytest.mark.parametrize("ahead_s", [0.0, 90.0, -7200.0, 30 * YEAR_S, -40 * YEAR_S])
def test_the_offset_of_a_time_server(play, ahead_s: float) -> None:
    answer = play(_ntp(ntp(ahead_s)))
    assert (answer.failure, answer.method) == (None, "ntp")
    assert answer.offset_s == pytest.approx(ahead_s, abs=0.2)
    assert answer.uncertainty_s is not None
    assert 0 < answer.uncertainty_s < 0.3


def test_a_lost_question_does_not_spoil_the_offset(play) -> None:
    answer = play(_ntp(packet.after(1, ntp(5.0)), timeout_s=1.2))
    assert answer.offset_s == pytest.approx(5.0, abs=0.1)


def test_a_long_way_counts_half_and_is_in_the_uncertainty(play) -> None:
    """The whole delay is on the way back here, which is the worst case: the error is half of it, as announced."""
    answer = play(_ntp(ntp(0.0), timeout_s=1.5, delay_s=0.2))
    assert answer.offset_s is not None
    assert answer.uncertainty_s is not None
    assert abs(answer.offset_s) <= answer.uncertainty_s + 0.01
    assert answer.uncertainty_s == pytest.approx(0.1, abs=0.08)


MAD = {
    "not synchronised": (ntp(leap=3), Failure.MALFORMED),
    "stratum 16": (ntp(stratum=16), Failure.MALFORMED),
    "kiss of death": (ntp(stratum=0), Failure.MALFORMED),
    "another client": (ntp(mode=3), Failure.MALFORMED),
    "without a time": (ntp(transmit=False), Failure.MALFORMED),
    "an answer to nobody's question": (ntp(echo=False), Failure.MALFORMED),
    "rubbish": (packet.always(b"z" * 48), Failure.MALFORMED),
    "too short": (packet.always(b"z"), Failure.MALFORMED),
    "silence": (packet.nothing, Failure.TIMED_OUT),
}


@pytest.mark.parametrize("name", MAD)
def test_time_servers_that_are_not_believed(play, name: str) -> None:
    server, expected = MAD[name]
    answer = play(_ntp(server, timeout_s=patience_s(expected, 0.3)))
    assert (answer.failure, answer.offset_s) == (expected, None)


async def _http(talk: Talk, timeout_s: float = 1.0) -> ClockAnswer:
    async with serving(talk) as port:
        return await NetworkProbes().clock(f"http://127.0.0.1:{port}/x", timeout_s=timeout_s)


def _page(ahead_s: float, more: str = "") -> Talk:
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + ahead_s))
    return says(f"HTTP/1.1 404 Not Found\r\nDate: {stamp}\r\n{more}\r\n".encode())


@pytest.mark.parametrize("ahead_s", [0.0, 3600.0, -YEAR_S])
def test_the_date_of_a_web_server(play, ahead_s: float) -> None:
    answer = play(_http(_page(ahead_s)))
    assert (answer.failure, answer.method) == (None, "http")
    assert answer.offset_s == pytest.approx(ahead_s, abs=1.3)
    assert answer.uncertainty_s is not None
    assert 1.0 <= answer.uncertainty_s < 1.5


def test_the_age_of_a_cached_answer_is_added(play) -> None:
    assert play(_http(_page(-600, "Age: 600\r\n"))).offset_s == pytest.approx(0, abs=1.3)
    assert play(_http(_page(0, "Age: rubbish\r\n"))).offset_s == pytest.approx(0, abs=1.3)


def test_an_untrusted_certificate_does_not_matter_here(play, authority: Authority) -> None:
    context = authority.sign("clock", start="20200101000000Z", end="20200102000000Z").server_context()

    async def story() -> ClockAnswer:
        async with serving(_page(120), context=context) as port:
            return await NetworkProbes().clock(f"https://www.example.org:{port}", timeout_s=2, address="127.0.0.1")

    answer = play(story())
    assert (answer.failure, answer.method) == (None, "https")
    assert answer.offset_s == pytest.approx(120, abs=1.5)


RUDE = {
    "no date": (says(b"HTTP/1.1 200 OK\r\n\r\n"), Failure.MALFORMED),
    "a date that is none": (says(b"HTTP/1.1 200 OK\r\nDate: tomorrow\r\n\r\n"), Failure.MALFORMED),
    "rubbish": (says(b"12:00\r\n"), Failure.MALFORMED),
    "drips": (drips(b"HTTP/1.1 200 OK", 0.05), Failure.TIMED_OUT),
    "silence": (silent, Failure.TIMED_OUT),
}


@pytest.mark.parametrize("name", RUDE)
def test_rude_web_servers(play, name: str) -> None:
    talk, expected = RUDE[name]
    assert play(_http(talk, 0.3)).failure is expected


@pytest.mark.parametrize("source", ["ntp://", "ntp://[", "telnet://127.0.0.1", "", "ntp://x:y"])
def test_what_is_no_source(play, source: str) -> None:
    assert play(NetworkProbes().clock(source, timeout_s=1)).failure is Failure.NOT_SUPPORTED


def test_nobody_listens(play) -> None:
    assert play(NetworkProbes().clock(f"http://127.0.0.1:{closed_port()}", timeout_s=1)).failure is Failure.REFUSED


@pytest.mark.parametrize(
    "text", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_the_three_forms_of_a_date(text: str) -> None:
    assert seconds_of(text) == 784111777


@pytest.mark.parametrize("text", ["", "0", "Sun, 31 Feb 2024 08:49:37 GMT", "Dim, 06 Nov 1994", "x" * 5000])
def test_what_is_no_date(text: str) -> None:
    assert seconds_of(text) is None
