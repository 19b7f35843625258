"""Which single observations show that something did not work, before anybody asks why."""

from diagnostics.model.answer import (
    Answer,
    ArpAnswer,
    ClockAnswer,
    DhcpAnswer,
    DnsAnswer,
    EchoAnswer,
    HopsAnswer,
    HttpAnswer,
    MtuAnswer,
    Purpose,
    Role,
    SeriesAnswer,
)
from diagnostics.model.fact import Fact
from diagnostics.model.failure import Failure

NOT_A_RESULT = frozenset({Failure.NOT_SUPPORTED, Failure.CANCELLED})


def is_trouble(fact: Fact) -> bool:
    """Whether the fact is a failed answer. Silence to ICMP and ARP is ordinary and never trouble by itself."""
    if isinstance(fact, MtuAnswer):
        real = fact.method in ("http", "tls")  # large pings and long questions are filtered in many healthy places
        return real and fact.small_passed and fact.large_outcome == "silent"
    if isinstance(fact, (EchoAnswer, ArpAnswer, DhcpAnswer, SeriesAnswer, HopsAnswer)):
        return False  # many hosts keep silent to small probes; what a series means, rules decide
    if isinstance(fact, DnsAnswer) and fact.role is Role.BROWSER:
        return False  # a public name service need not know internal names
    if not isinstance(fact, Answer) or fact.failure in NOT_A_RESULT or fact.purpose is Purpose.GATEWAY:
        return False  # a box need not serve any port: single refusals of it mean nothing
    if fact.purpose is Purpose.NONEXISTENT:
        return fact.failure is None  # nobody owns the name: an answer is the trouble
    if isinstance(fact, HttpAnswer) and fact.as_expected is False:
        return True
    if isinstance(fact, ClockAnswer) and fact.failure is None:
        return abs(fact.offset_s or 0.0) > CLOCK_FAULT_S
    return fact.failure is not None


CLOCK_FAULT_S = 120.0
"""Codes and sign-in break beyond it: TOTP servers accept a step or two of 30 s, tokens one to five minutes."""
