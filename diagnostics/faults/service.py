"""Faults of the things people work with, once the way to them is proven."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import CLOCK, PATH, PROXY, VPN
from diagnostics.faults.scene import Scene, first, replied
from diagnostics.model.answer import (
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import Fact, HostsEntry
from diagnostics.model.failure import SILENT, Failure
from diagnostics.model.site import Service
from diagnostics.model.verdict import Owner

READS = ("internet.addresses", "dns.configured", "service.reachable")
BELOW = (*PATH, *VPN, *PROXY, "dns.hosts_override")
BEFORE_TLS = tuple(name for name in BELOW if name not in ("clock.skewed", "tls.intercepted"))
"""A connection that is refused or swallowed never came to dates and certificates."""
FAR_MS = 600.0
"""A handshake and a page take six round trips at the most; from here on they outlast our patience by themselves."""

LATER = frozenset({"internet.partial", "mtu.black_hole", "clock.skewed", "tls.intercepted"})
"""What cannot be behind an answer that came before any certificate, and came."""

IMPOSTORS = frozenset({"internet.captive_portal", "tls.intercepted", "dns.hijacked", "dns.hosts_override"})

REDIRECTS = range(300, 400)
REFUSALS = (401, 403)


@dataclass(frozen=True)
class Visit:
    """Everything that was seen of one service on one visit."""

    service: Service
    lookups: list[LookupAnswer]
    names: list[DnsAnswer]
    doors: list[TcpAnswer]
    echoes: list[EchoAnswer]
    handshakes: list[TlsAnswer]
    pages: list[HttpAnswer]
    in_tunnel: bool = False  # everything goes through a tunnel here
    bent: bool = False  # a line of the hosts file stands for its name

    @property
    def works(self) -> bool:
        """Whether some way, direct or through the proxy, gives what IT expects."""
        if self.service.url.startswith("tcp:"):
            return any(item.failure is None for item in self.doors)
        return any(self.is_fine(page) for page in self.pages)

    def is_fine(self, page: HttpAnswer) -> bool:
        """The expected status, or a redirect: the service is there and sends people on to its own pages."""
        return (
            page.failure is None
            and page.status is not None
            and (page.status == self.service.expect or page.status in REDIRECTS or self._is_typed_success(page.status))
        )

    def _is_typed_success(self, status: int) -> bool:
        """What a person types has no promised answer: everything that is no error is one."""
        return self.service.typed and status < REFUSALS[0]

    @property
    def statuses(self) -> list[HttpAnswer]:
        """Answers of the service itself, with any status."""
        return [page for page in self.pages if page.status is not None and page.failure is not Failure.PROXY_AUTH]

    @property
    def apart(self) -> frozenset[str]:
        """Causes that cannot be behind this visit: no VPN stands between a person and the open internet."""
        open_air = self.service.via == "internet" and not self.in_tunnel
        own = frozenset((*VPN, "vpn.tunnel_degraded")) if open_air else frozenset()
        return own if self.bent else own | {"dns.hosts_override"}

    @property
    def args(self) -> dict[str, str]:
        """The holes of every service sentence."""
        return {"service": self.service.name}


def visits(scene: Scene) -> list[Visit]:
    """One visit for each service of the site file that was looked at and does not work."""
    return scene.once("visits", lambda: list(_visits(scene)))


def _visits(scene: Scene) -> Iterator[Visit]:
    for service in sorted(scene.site.service, key=lambda service: service.via):  # the open internet explains least
        name = service.name
        lookups = scene.of(LookupAnswer, Purpose.SERVICE, name)
        hosts = {item.name for item in lookups}
        visit = Visit(
            service,
            lookups,
            [item for item in scene.of(DnsAnswer, Purpose.SERVICE) if item.name in hosts],
            scene.of(TcpAnswer, Purpose.SERVICE, name),
            scene.of(EchoAnswer, Purpose.SERVICE, name),
            scene.of(TlsAnswer, Purpose.SERVICE, name),
            scene.of(HttpAnswer, Purpose.SERVICE, name),
            in_tunnel=scene.has_tunnel_default,
            bent=any(entry.name.lower().rstrip(".") in hosts for entry in scene.seen.of(HostsEntry)),
        )
        if (visit.lookups or visit.doors or visit.pages) and not visit.works:
            yield visit


def _others_fine(scene: Scene, but: Visit) -> list[Fact]:
    """A control on the same path: another service that works, or the line itself for services on the internet."""
    pages = [
        item
        for item in scene.of(HttpAnswer, Purpose.SERVICE)
        if item.subject != but.service.name and item.failure is None and item.status is not None
    ]
    return first(pages or (scene.line_proofs if but.service.via == "internet" else []))


def _first(scene: Scene, find: Callable[[Scene, Visit], Evidence | None]) -> Evidence | None:
    """What is wrong with the first service that fails in this way; the others that do are affected too."""
    found = [(visit, seen) for visit in visits(scene) if (seen := find(scene, visit)) is not None]
    if not found:
        return None
    visit, seen = found[0]
    return replace(seen, affected=tuple(item.service.name for item, _ in found), apart=visit.apart | seen.apart)


@fault("service.name_unresolvable", owner=Owner.IT, reads=READS, explained_by=BEFORE_TLS, args=("service",))
def name_unresolvable(scene: Scene) -> Evidence | None:
    """Name servers that know other names say that this one does not exist, or cannot say."""
    return _first(scene, _unresolvable)


def _unresolvable(scene: Scene, visit: Visit) -> Evidence | None:
    if visit.doors or not visit.lookups or any(item.addresses for item in visit.lookups):
        return None
    said = [
        item for item in visit.names if replied(item) and item.failure is not None and item.role is not Role.REFERENCE
    ]
    if said and (scene.names_work or scene.replies(Role.CONFIGURED)):
        company = {server for vpn in scene.site.vpn for server in vpn.resolvers}
        known = visit.service.via == "vpn" and bool(company)
        # Of the company's names only the company's servers can say for certain that they do not exist.
        heard = any(item.server in company for item in said)
        if known and not heard and scene.is_poor_inside:
            return None  # their answer was lost in the tunnel, and what strangers say of such a name is always no
        certain = None if not known or heard else False
        return replace(evidence(visit.lookups, said, args=visit.args, certain=certain), apart=LATER)
    return None


@fault("service.down", owner=Owner.IT, reads=READS, explained_by=BEFORE_TLS, args=("service",))
def down(scene: Scene) -> Evidence | None:
    """Somebody is at the service's address and refuses, hangs up or never answers; others on the way are fine."""
    return _first(scene, _down)


def _is_shaky(scene: Scene, visit: Visit) -> bool:
    """Whether so much is lost or late on the way that one silence proves nothing."""
    far = any((item.ms or 0.0) > FAR_MS for item in visit.doors if item.failure is None)
    return far or scene.is_shaky or (_is_inside(visit) and scene.is_poor_inside)


def _is_inside(visit: Visit) -> bool:
    """Whether the way to it goes through a tunnel."""
    return visit.service.via == "vpn" or visit.in_tunnel


def _down(scene: Scene, visit: Visit) -> Evidence | None:
    if visit.statuses:
        return None
    refused = [item for item in visit.doors if item.failure in (Failure.REFUSED, Failure.RESET, Failure.CLOSED)]
    opened = [item for item in visit.doors if item.failure is None]
    dumb = [
        item
        for item in [*visit.pages, *visit.handshakes]
        if item.failure in (Failure.TIMED_OUT, Failure.RESET, Failure.CLOSED, Failure.TLS_FAILED)
        and not (item.failure is Failure.TIMED_OUT and _is_shaky(scene, visit))
    ]
    if refused:
        return replace(evidence(refused, _others_fine(scene, visit), args=visit.args), apart=LATER)
    if opened and dumb:
        return evidence(dumb, _others_fine(scene, visit), args=visit.args)
    return None


@fault(
    "service.unreachable",
    owner=Owner.IT,
    reads=READS,
    explained_by=(*BEFORE_TLS, "firewall.blocked"),
    args=("service",),
)
def unreachable(scene: Scene) -> Evidence | None:
    """The service's address swallows connections, while others on the way are fine."""
    return _first(scene, _swallowed)


def _swallowed(scene: Scene, visit: Visit) -> Evidence | None:
    silent = [item for item in visit.doors if item.failure in SILENT]
    alone = visit.service.via == "vpn" or scene.reached or not scene.anchors
    if not alone:
        return None  # no connection to anywhere is answered: this service is in good company
    if silent and len(silent) == len(visit.doors) and not visit.statuses and not _is_shaky(scene, visit):
        return evidence(silent, _others_fine(scene, visit), args=visit.args)
    return None


@fault(
    "service.cert_expired",
    owner=Owner.IT,
    reads=(*READS, "clock.offset"),
    explained_by=(*CLOCK, "tls.intercepted"),
    args=("service", "date"),
)
def cert_expired(scene: Scene) -> Evidence | None:
    """The service shows a certificate whose last day has passed, by a clock that is right."""
    return _first(scene, _outdated)


def _outdated(scene: Scene, visit: Visit) -> Evidence | None:  # noqa: ARG001  # one shape for all of them
    expired = [item for item in visit.handshakes if item.failure is Failure.TLS_EXPIRED]
    pages = [item for item in visit.pages if item.failure is Failure.TLS_EXPIRED]
    if not expired and not pages:
        return None
    date = next((item.not_after[:10] for item in expired if item.not_after), "")
    return evidence(expired, pages, args={**visit.args, "date": date})


@fault("service.http_error", owner=Owner.IT, reads=READS, explained_by=BELOW, args=("service",))
def http_error(scene: Scene) -> Evidence | None:
    """The service answers, and what it answers is an error or not HTTP at all."""
    return _first(scene, _error)


def _error(scene: Scene, visit: Visit) -> Evidence | None:  # noqa: ARG001  # one shape for all of them
    wrong = [item for item in visit.statuses if item.status not in REFUSALS and not visit.is_fine(item)]
    rubbish = [item for item in visit.pages if item.failure in (Failure.MALFORMED, Failure.TOO_MUCH)]
    opened = [item for item in visit.doors if item.failure is None]
    if not wrong and not rubbish:
        return None
    return replace(evidence(wrong or rubbish, opened, args=visit.args), apart=_own_word(wrong))


def _own_word(pages: list[HttpAnswer]) -> frozenset[str]:
    """What cannot be behind an answer of the service itself: everything on the way, for it came all the way.

    Whoever may speak in the service's place (a sign-in page, an interceptor, a lie about its name) still can be.
    """
    if not any(item.proxy is None for item in pages):
        return frozenset()
    return frozenset(BELOW) - IMPOSTORS


@fault("service.access_denied", owner=Owner.IT, reads=READS, explained_by=BELOW, args=("service",))
def access_denied(scene: Scene) -> Evidence | None:
    """The service is there and says that this person may not enter (401, 403)."""
    return _first(scene, _denied)


def _denied(scene: Scene, visit: Visit) -> Evidence | None:  # noqa: ARG001  # one shape for all of them
    denied = [item for item in visit.statuses if item.status in REFUSALS]
    opened = [item for item in visit.doors if item.failure is None]
    if not denied:
        return None
    # Tokens of a wrong clock are refused with the same words.
    return replace(evidence(denied, opened, args=visit.args), apart=_own_word(denied) - {"clock.skewed"})
