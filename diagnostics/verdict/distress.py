"""Failures that matter to a person even when no rule knows their cause."""

from diagnostics.faults.scene import Scene
from diagnostics.faults.service import visits
from diagnostics.faults.vpn import missing
from diagnostics.model.answer import HttpAnswer, LookupAnswer, Purpose, TlsAnswer
from diagnostics.model.fact import Fact
from diagnostics.model.failure import Failure

CERTIFICATE = (Failure.TLS_UNTRUSTED, Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID, Failure.TLS_NAME_MISMATCH)


def distress(scene: Scene) -> list[Fact]:
    """Observations that speak against `healthy`: no way out, no names, no service, no VPN, odd certificates or pages.

    Single silent targets that nobody works with are left out: a network may dislike one of them.
    """
    found: list[Fact] = []
    if not scene.out:
        found += scene.anchors
    lookups = scene.of(LookupAnswer, Purpose.NAME)
    if not scene.proxy_works and not any(item.addresses for item in lookups):
        found += lookups
    handshakes = scene.of(TlsAnswer, Purpose.SITE_TLS)
    if handshakes and not scene.proxy_works and all(item.failure is not None for item in handshakes):
        found += handshakes
    found += [item for item in handshakes if item.failure in CERTIFICATE]
    pages = scene.of(HttpAnswer, Purpose.PORTAL)
    if pages and not scene.proxy_works and not any(item.as_expected for item in pages):
        found += pages
    for visit in visits(scene):
        found += [*visit.lookups, *visit.doors, *visit.pages]
    for ladder in missing(scene):
        found.append(ladder.client)
    return found
