"""The path from the laptop to work: which stop is in which state, and the one sentence that says it all."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from app.presenters.ledger import CHECKING, WAITING, Sight
from app.presenters.phrase import Phrases

STRONG_DBM = -67  # vendors' planning value for voice over Wi-Fi
WEAK_DBM = -75  # below this, loss grows on most laptops


class StopState(StrEnum):
    """What a stop shows; each has its own shape, word and colour."""

    WAITING = "waiting"
    CHECKING = "checking"
    FINE = "fine"
    TROUBLE = "trouble"
    AFFECTED = "affected"
    NOT_CHECKED = "not_checked"


class Stop(NamedTuple):
    """One stop, ready to be drawn."""

    id: str
    title: str
    word: str
    state: StopState


class PathView(NamedTuple):
    """The stops from left to right; `spoken` is the same picture for somebody who cannot see it."""

    stops: tuple[Stop, ...]
    spoken: str


CHECKS_OF = {
    "laptop": (
        "laptop.load",
        "laptop.volumes",
        "laptop.power",
        "laptop.traffic",
        "clock.offset",
        "dns.hosts",
        "browser.settings",
        "call.audio",
    ),
    "link": ("link.adapters", "link.hints", "ip.addresses", "ip.conflict"),
    "box": ("gateway.answers",),
    "internet": (
        "internet.addresses",
        "internet.portal",
        "internet.ipv6",
        "internet.mtu",
        "internet.quality",
        "internet.way",
        "dns.configured",
        "dns.reference",
        "dns.system",
        "proxy.settings",
        "proxy.reachable",
        "tls.public",
    ),
    "vpn": ("vpn.client", "vpn.log", "vpn.certificate", "vpn.others", "vpn.gateway", "vpn.inside"),
    "work": ("service.reachable",),
}

_STOP_OF_FAMILY = {
    "laptop": "laptop",
    "clock": "laptop",
    "audio": "laptop",
    "browser": "laptop",
    "link": "link",
    "wifi": "link",
    "ip": "link",
    "route": "link",
    "gateway": "box",
    "isp": "internet",
    "internet": "internet",
    "ipv6": "internet",
    "mtu": "internet",
    "dns": "internet",
    "firewall": "internet",
    "proxy": "internet",
    "tls": "internet",
    "call": "internet",
    "vpn": "vpn",
    "account": "vpn",
    "service": "work",
}
_STOP_OF_CAUSE = {
    "ip.no_lease": "box",
    "dns.hosts_override": "laptop",
    "dns.doh_bypass": "laptop",
    "firewall.blocked": "laptop",
    "account.saved_credentials_stale": "laptop",
}

CUTTING = frozenset({"link", "ip", "route", "gateway", "isp"})
"""Families behind which nothing can be reached, whatever single checks said before the line went."""

CUTTING_CAUSES = frozenset({"wifi.radio_off", "wifi.not_connected"})
"""The same of single causes: a weak Wi-Fi is still a way."""


def stop_of(cause: str) -> str | None:
    """The stop at which a cause breaks the path; None for `healthy` and `unknown`."""
    return _STOP_OF_CAUSE.get(cause) or _STOP_OF_FAMILY.get(cause.partition(".")[0])


def path_view(sight: Sight, say: Phrases, *, has_vpn: bool, known: Collection[str] = ()) -> PathView:
    """The picture for what is known so far. The VPN stop is drawn only where there is a VPN, or one was seen.

    `known`: causes that IT knows of; the stops where they break the path say so.
    """
    ids = [id for id in CHECKS_OF if id != "vpn" or has_vpn or sight.vpn_seen or stop_of(sight.cause or "") == "vpn"]
    broken = stop_of(_behind_it(sight)) if sight.cause else None
    also = {stop_of(cause) for cause in sight.others}
    told = {stop_of(cause) for cause in known}
    stops = []
    behind = False
    for id in ids:
        if broken == id:
            state, behind = StopState.TROUBLE, True
        elif id in also:
            state = StopState.TROUBLE
        elif behind:
            state = _behind(id, sight)
        else:
            state = _own(id, sight)
        word = _word(id, state, sight, say)
        if state is StopState.TROUBLE and id in told:
            word = say("path.known", word=word)
        stops.append(Stop(id, _title(id, sight, say), word, state))
    return PathView(tuple(stops), _spoken(stops, say))


def checked_titles(view: PathView, sight: Sight, say: Phrases, services: tuple[str, ...]) -> tuple[str, ...]:
    """What was found fine, in words for a sentence; the organisation's services by their names."""
    titles: list[str] = []
    for stop in view.stops:
        if stop.state is not StopState.FINE:
            continue
        if stop.id == "work" and services:
            titles.extend(services)
        elif stop.id == "link" and sight.link:
            titles.append(say(f"checked.link.{sight.link}"))
        else:
            titles.append(say(f"checked.{stop.id}"))
    return tuple(titles)


def _own(id: str, sight: Sight) -> StopState:
    """The state of a stop that nothing in front of it breaks."""
    states = [sight.checks[check] for check in CHECKS_OF[id] if check in sight.checks]
    looked = [state for state in states if state in {"ok", "problem"}]
    if sight.cause is not None or sight.ended:
        # A rule has weighed what was seen: a silent box in front of a working line is no trouble.
        if not looked:
            return StopState.NOT_CHECKED
        unexplained = sight.cause in {None, "unknown"} and "problem" in looked
        return StopState.TROUBLE if unexplained else StopState.FINE
    if CHECKING in states or (WAITING in states and looked):
        return StopState.CHECKING
    if WAITING in states or not sight.checks:
        return StopState.WAITING
    if "problem" in looked:
        return StopState.CHECKING  # not judged yet: no alarm that the next second takes back
    return StopState.FINE if looked else StopState.NOT_CHECKED


def _behind(id: str, sight: Sight) -> StopState:
    """The state of a stop behind the broken one: reached all the same, or affected."""
    cause = sight.cause or ""
    if cause.partition(".")[0] in CUTTING or cause in CUTTING_CAUSES:
        return StopState.AFFECTED
    states = [sight.checks[check] for check in CHECKS_OF[id] if check in sight.checks]
    looked = [state for state in states if state in {"ok", "problem", "overran"}]
    if not looked:
        return StopState.NOT_CHECKED
    return StopState.FINE if all(state == "ok" for state in looked) else StopState.AFFECTED


def _behind_it(sight: Sight) -> str:
    """The cause; of a mere symptom, such as bad calls, what is behind it where that is known."""
    because = sight.because or ""
    return because if stop_of(because) else sight.cause or ""


def _title(id: str, sight: Sight, say: Phrases) -> str:
    if id == "link" and sight.link:
        return say(f"stop.link.{sight.link}")
    return say(f"stop.{id}")


def _word(id: str, state: StopState, sight: Sight, say: Phrases) -> str:
    if state is StopState.FINE:
        if id == "link" and sight.link == "wifi" and sight.signal_dbm is not None:
            return say(f"word.signal.{_signal(sight.signal_dbm)}")
        return say(f"word.{id}.fine")
    if state is StopState.TROUBLE:
        for cause in (_behind_it(sight), sight.cause, *sight.others):
            if cause and stop_of(cause) == id and say.has(f"trouble.{cause}"):
                return say(f"trouble.{cause}")
    return say(f"word.{state}")


def _signal(dbm: int) -> str:
    if dbm >= STRONG_DBM:
        return "strong"
    return "good" if dbm >= WEAK_DBM else "weak"


def _spoken(stops: list[Stop], say: Phrases) -> str:
    parts = "; ".join(say("path.part", stop=stop.title, word=stop.word) for stop in stops)
    return say("path.spoken", parts=parts)
