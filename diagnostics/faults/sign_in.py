"""What the VPN's gateway said to the person or to the laptop: refused, waiting, over, expired, locked.

The client's log is the only witness of most of it. A line in a log is evidence, never proof: it counts only while the
tunnel is down, for the present attempt, and stays `likely` until something else agrees.
"""

from dataclasses import replace

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.ladder import Ladder, wanted
from diagnostics.faults.layer import CLOCK, DOOR, NAMES
from diagnostics.faults.scene import Scene
from diagnostics.faults.threshold import LOG_TOGETHER_S
from diagnostics.model.answer import ClockAnswer, Purpose, TlsAnswer
from diagnostics.model.fact import LogHit, LogMeaning, VpnCertificate
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import Owner

READS = ("vpn.client", "vpn.log", "service.reachable", "internet.addresses")
BELOW = (*CLOCK, *NAMES, "internet.partial", "dns.hosts_override", "vpn.not_installed", *DOOR)

TWICE = 2


def _told(
    scene: Scene, *meanings: LogMeaning, together_s: float = LOG_TOGETHER_S
) -> tuple[Ladder, list[LogHit]] | None:
    for ladder in wanted(scene):
        if not ladder.mute and (hits := ladder.said(*meanings, together_s=together_s)):
            return ladder, hits
    return None


def _refusal(
    scene: Scene,
    *meanings: LogMeaning,
    reason: str | None = None,
    names_vpn: bool = True,
    together_s: float = LOG_TOGETHER_S,
) -> Evidence | None:
    found = _told(scene, *meanings, together_s=together_s)
    if found is None:
        return None
    ladder, hits = found
    args = {"vpn": ladder.vpn.name} if names_vpn else {}
    told = evidence(hits, [*ladder.open_doors], certain=False, args=args, reason=reason, affected=ladder.services)
    return replace(told, apart=ladder.apart)


@fault("account.saved_credentials_stale", owner=Owner.USER, reads=READS, explained_by=BELOW)
def saved_credentials_stale(scene: Scene) -> Evidence | None:
    """The account was locked, worked again, and was locked again within the hour: something keeps trying."""
    found = _told(scene, LogMeaning.ACCOUNT_LOCKED)
    if found is None or not any(hit.episodes >= TWICE for hit in found[1]):
        return None
    return evidence(found[1], certain=False, affected=found[0].services)


@fault(
    "account.locked_or_expired",
    owner=Owner.IT,
    reads=READS,
    explained_by=(*BELOW, "account.saved_credentials_stale"),
)
def locked_or_expired(scene: Scene) -> Evidence | None:
    """The gateway named the account itself: locked, or its password is over."""
    locked = _refusal(scene, LogMeaning.ACCOUNT_LOCKED, reason="locked", names_vpn=False)
    return locked or _refusal(scene, LogMeaning.PASSWORD_EXPIRED, reason="expired", names_vpn=False)


ACCOUNT = ("account.locked_or_expired", "account.saved_credentials_stale")


@fault("vpn.posture_failed", owner=Owner.USER, reads=READS, explained_by=BELOW, args=("vpn",))
def posture_failed(scene: Scene) -> Evidence | None:
    """The gateway refused the computer, not the person."""
    return _refusal(scene, LogMeaning.POSTURE_FAILED)


@fault("vpn.mfa_pending", owner=Owner.USER, reads=READS, explained_by=(*BELOW, *ACCOUNT), args=("vpn",))
def mfa_pending(scene: Scene) -> Evidence | None:
    """The first factor was accepted, and the gateway waits for the second."""
    return _refusal(scene, LogMeaning.MFA_PENDING, together_s=AT_ONCE_S)


AT_ONCE_S = 0.9
"""A refusal that follows in another second answers the question: then nothing is pending any more."""


@fault("vpn.session_expired", owner=Owner.USER, reads=READS, explained_by=(*BELOW, *ACCOUNT), args=("vpn",))
def session_expired(scene: Scene) -> Evidence | None:
    """The gateway ended a session that had reached its limit."""
    return _refusal(scene, LogMeaning.SESSION_EXPIRED)


AUTH_REASONS = {
    LogMeaning.MFA_DENIED: "mfa_denied",
    LogMeaning.CLIENT_CERT_MISSING: "cert_missing",
    LogMeaning.NO_ENTITLEMENT: "no_entitlement",
    LogMeaning.KEY_MISMATCH: "profile",
    LogMeaning.AUTH_FAILED: "unknown",  # the gateway does not say whether the name, the password or the right is wrong
}


@fault(
    "vpn.auth_failed",
    owner=Owner.USER,
    reads=READS,
    explained_by=(
        *BELOW,
        *ACCOUNT,
        "vpn.posture_failed",
        "vpn.mfa_pending",
        "vpn.session_expired",
        "vpn.cert_expired",
    ),
    args=("vpn",),
)
def auth_failed(scene: Scene) -> Evidence | None:
    """The gateway answered, and refused."""
    pending = _told(scene, LogMeaning.AUTH_FAILED)
    if pending and any(hit.meaning is LogMeaning.MFA_PENDING for hit in pending[0].hits):
        return _refusal(scene, LogMeaning.AUTH_FAILED, reason="mfa_denied")
    for meaning, reason in AUTH_REASONS.items():
        if found := _refusal(scene, meaning, reason=reason):
            return found
    return None


@fault(
    "vpn.cert_expired",
    owner=Owner.IT,
    reads=("vpn.client", "vpn.certificate", "vpn.gateway", "clock.offset", "service.reachable"),
    explained_by=(*CLOCK, *NAMES, "vpn.not_installed", "tls.intercepted"),
    args=("vpn", "date"),
)
def cert_expired(scene: Scene) -> Evidence | None:
    """The last day of the laptop's or the gateway's certificate has passed, by a clock that is right."""
    for ladder in wanted(scene):
        if ladder.mute:
            continue
        name = ladder.vpn.name
        own = [item for item in scene.seen.of(VpnCertificate) if item.vpn == name and _is_over(scene, item)]
        told = ladder.said(LogMeaning.CLIENT_CERT_EXPIRED)
        if own or told:
            date = next((item.not_after[:10] for item in own if item.not_after), "")
            args = {"vpn": name, "date": date}
            found = evidence(
                own,
                told,
                _clocks(scene),
                args=args,
                reason="client",
                affected=ladder.services,
                certain=bool(own and (told or _clocks(scene))),
            )
            # The date of a file on this laptop has nothing to do with the line; only a wrong clock could invent it.
            return replace(found, apart=frozenset(BEHIND_A_GATEWAY) if own else ladder.apart)
        shown = [item for item in scene.of(TlsAnswer, Purpose.VPN_GATEWAY, name) if item.failure is Failure.TLS_EXPIRED]
        told = ladder.said(LogMeaning.SERVER_CERT_EXPIRED)
        if shown or told:
            date = next((item.not_after[:10] for item in shown if item.not_after), "")
            return evidence(
                shown,
                told,
                args={"vpn": name, "date": date},
                reason="gateway",
                affected=ladder.services,
                certain=bool(shown and _clocks(scene)),
            )
    return None


BEHIND_A_GATEWAY = {*CLOCK, *NAMES, "tls.intercepted"} - {"clock.skewed"}


def _clocks(scene: Scene) -> list[ClockAnswer]:
    return [item for item in scene.seen.of(ClockAnswer) if item.failure is None and item.offset_s is not None][:2]


def _is_over(scene: Scene, certificate: VpnCertificate) -> bool:
    """By true time where it is known: `expires_in_s` was counted by this computer's clock."""
    if certificate.expires_in_s is None:
        return False
    late_s = next((item.offset_s for item in _clocks(scene) if item.offset_s is not None), 0.0)
    return certificate.expires_in_s - late_s < 0
