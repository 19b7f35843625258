"""Failures that matter to a person even when no rule knows their cause."""

from diagnostics.faults.ladder import wanted
from diagnostics.faults.scene import Scene
from diagnostics.faults.service import visits
from diagnostics.model.answer import HttpAnswer, LookupAnswer, Purpose, TlsAnswer
from diagnostics.model.fact import Fact
from diagnostics.model.failure import Failure

CERTIFICATE = (Failure.TLS_UNTRUSTED, Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID, Failure.TLS_NAME_MISMATCH)


def distress(scene: Scene) -> list[Fact]:
    """Observations that speak against `healthy`: no way out, no names, no service, no VPN, odd certificates or pages.

    Single silent addresses that nobody works with are left out: a network may dislike one of them. A name that
    every resolver must know and this laptop does not is not left out.
    """
    found: list[Fact] = []
    if not scene.out:
        found += scene.anchors
    lookups = scene.of(LookupAnswer, Purpose.NAME)
    if not scene.proxy_works:
        lost = [item for item in lookups if not item.addresses]
        found += lost if len(lost) == len(lookups) else [i for i in lost if i.name in scene.site.internet.names]
    handshakes = [item for item in scene.of(TlsAnswer, Purpose.SITE_TLS) if item.host in scene.promised]
    if handshakes and not scene.proxy_works and all(item.failure is not None for item in handshakes):
        found += handshakes
    found += [item for item in handshakes if item.failure in CERTIFICATE]
    pages = scene.of(HttpAnswer, Purpose.PORTAL)
    if pages and not scene.proxy_works and not any(item.as_expected for item in pages):
        found += pages
    for visit in visits(scene):
        found += [*visit.lookups, *visit.doors, *visit.pages]
    for ladder in wanted(scene):
        found.append(ladder.client)
    return found
