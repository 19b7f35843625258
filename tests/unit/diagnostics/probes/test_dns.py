"""DNS questions to servers of every temper."""

import random
import time
from dataclasses import dataclass

import pytest

from diagnostics.model.answer import DnsAnswer, Purpose, Role
from diagnostics.model.failure import Failure
from diagnostics.probes import dns, dnsmessage
from tests.fakes.servers import packet
from tests.fakes.servers.names import altered, over_tcp, zone
from tests.fakes.servers.packet import Answer, answering
from tests.fakes.servers.stream import closed_port, drips, hangs_up, resets, says, serving, silent
from tests.unit.diagnostics.probes.patience import patience_s

NAME = "www.example.org"
GOOD = zone(
    {(NAME, "A"): ["192.0.2.1", "192.0.2.2"], (NAME, "AAAA"): ["2001:DB8::1"], (NAME, "NS"): ["ns.example.org."]}
)
ALIAS = zone({(NAME, "A"): ["cname cdn.example.net.", "192.0.2.9"]})


async def _ask(port: int, *, timeout_s: float = 1.0, name: str = NAME, **more: object) -> DnsAnswer:
    return await dns.question(
        "127.0.0.1", name, role=Role.CONFIGURED, purpose=Purpose.NAME, timeout_s=timeout_s, port=port, **more
    )


@dataclass(frozen=True)
class Case:
    server: Answer
    failure: Failure | None
    addresses: tuple[str, ...] = ()
    record: str = "A"
    name: str = NAME


def _other_id(wire: bytes) -> bytes:
    return bytes((wire[0] ^ 255,)) + wire[1:]


CASES = {
    "two addresses": Case(GOOD, None, ("192.0.2.1", "192.0.2.2")),
    "IPv6, in canonical form": Case(GOOD, None, ("2001:db8::1",), "AAAA"),
    "behind an alias": Case(ALIAS, None, ("192.0.2.9",)),
    "a record without addresses": Case(GOOD, None, (), "NS"),
    "no such name": Case(GOOD, Failure.NXDOMAIN, name="nobody.example.org"),
    "the name has no such record": Case(zone({(NAME, "A"): ["192.0.2.1"]}), Failure.NO_DATA, (), "AAAA"),
    "server failing": Case(zone({}, rcode="SERVFAIL"), Failure.SERVFAIL),
    "server refusing": Case(zone({}, rcode="REFUSED"), Failure.DNS_REFUSED),
    "server not able": Case(zone({}, rcode="NOTIMP"), Failure.SERVFAIL),
    "rubbish": Case(packet.always(b"\xff" * 60), Failure.MALFORMED),
    "one byte": Case(packet.always(b"x"), Failure.MALFORMED),
    "an answer to another question": Case(altered(GOOD, _other_id), Failure.MALFORMED),
    "the question sent back": Case(lambda wire: [wire], Failure.MALFORMED),
    "a forgery before the answer": Case(lambda wire: [b"forged", *GOOD(wire)], None, ("192.0.2.1", "192.0.2.2")),
    "silence": Case(packet.nothing, Failure.TIMED_OUT),
}


@pytest.mark.parametrize("name", CASES)
def test_over_udp(play, name: str) -> None:
    case = CASES[name]

    async def story() -> DnsAnswer:
        async with answering(case.server) as port:
            return await _ask(port, timeout_s=patience_s(case.failure, 0.25), record=case.record, name=case.name)

    answer = play(story())
    assert answer.failure is case.failure
    assert tuple(sorted(answer.addresses)) == case.addresses  # the fake shuffles, as servers do
    assert (answer.ms is None) == (case.failure is Failure.TIMED_OUT)
    assert (answer.role, answer.transport, answer.record) == (Role.CONFIGURED, "udp", case.record)


def test_a_lost_question_is_sent_again(play) -> None:
    async def story() -> DnsAnswer:
        async with answering(packet.after(2, GOOD)) as port:
            return await _ask(port, timeout_s=1.2, attempts=3)

    answer = play(story())
    assert answer.failure is None
    assert answer.ms is not None
    assert 700 < answer.ms < 1200  # the third question left after two thirds of the time


def test_a_slow_server_shows_in_the_time(play) -> None:
    async def story() -> DnsAnswer:
        async with answering(GOOD, delay_s=0.3) as port:
            return await _ask(port)

    answer = play(story())
    assert answer.failure is None
    assert answer.ms is not None
    assert 290 < answer.ms < 900


def test_nobody_listens(play) -> None:
    import socket

    answer = play(_ask(closed_port(socket.SOCK_DGRAM)))
    assert answer.failure is Failure.REFUSED
    assert "3/3" in answer.detail


def test_a_cut_answer_is_asked_for_over_tcp(play) -> None:
    async def story() -> DnsAnswer:
        async with serving(over_tcp(GOOD)) as port, answering(zone({}, cut=True), port=port):
            return await _ask(port)

    assert sorted(play(story()).addresses) == ["192.0.2.1", "192.0.2.2"]


TCP_CASES = {
    "an answer": (over_tcp(GOOD), None),
    "no such name": (over_tcp(zone({})), Failure.NXDOMAIN),
    "silence": (silent, Failure.TIMED_OUT),
    "drips": (drips(b"\x00\x80" + bytes(128), 0.05), Failure.TIMED_OUT),
    "hangs up": (hangs_up, Failure.CLOSED),
    "reset": (resets, Failure.RESET),
    "rubbish": (says(b"\x00\x05hello"), Failure.MALFORMED),
    "ends early": (says(b"\xff\xffhello"), Failure.CLOSED),
}


@pytest.mark.parametrize("name", TCP_CASES)
def test_over_tcp(play, name: str) -> None:
    talk, expected = TCP_CASES[name]

    async def story() -> DnsAnswer:
        async with serving(talk) as port:
            return await _ask(port, timeout_s=patience_s(expected, 0.25), transport="tcp")

    begun = time.monotonic()
    answer = play(story())
    assert answer.failure is expected
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example.org", "é" * 300])
def test_an_impossible_name(play, name: str) -> None:
    assert play(_ask(9, name=name)).failure is Failure.NAME_FAILED


def test_damaged_answers_never_raise() -> None:
    query = dnsmessage.build(NAME, "A")
    read = dnsmessage.reader(query)
    [good] = ALIAS(query.to_wire())
    dice = random.Random(3)
    taken = 0
    for _ in range(3000):
        bad = bytearray(good)
        for _ in range(dice.randrange(1, 8)):
            bad[dice.randrange(2, len(bad))] = dice.randrange(256)
        reply = read(bytes(bad[: dice.randrange(2, len(bad) + 1)]))
        if reply is not None:
            taken += 1
            dnsmessage.addresses_in(reply, "A")
    assert 0 < taken < 3000


@pytest.mark.parametrize("size", [300, 1172, 1412])
def test_a_padded_question_has_exactly_the_wanted_size(size: int) -> None:
    assert len(dnsmessage.wire_of(dnsmessage.build("www.example.org", "A", size=size))) == size
