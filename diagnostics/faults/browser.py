"""Faults that only a browser has."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import NAMES, PROXY, VPN
from diagnostics.faults.scene import Scene
from diagnostics.faults.service import visits
from diagnostics.model.answer import DnsAnswer, HttpAnswer, LookupAnswer, Purpose, Role
from diagnostics.model.fact import BrowserSetting, Told
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import Owner

UNKNOWN_NAME = (Failure.NXDOMAIN, Failure.NO_DATA, Failure.SERVFAIL, Failure.DNS_REFUSED)


@fault(
    "dns.doh_bypass",
    owner=Owner.USER,
    reads=("browser.settings", "service.reachable", "vpn.inside"),
    explained_by=(*NAMES, *VPN),
    args=("app",),
)
def doh_bypass(scene: Scene) -> Evidence | None:
    """The system knows an internal name; the name service that a browser asks instead does not, or lies outside."""
    if not scene.out:
        return None
    for setting in scene.seen.of(BrowserSetting):
        if setting.secure_dns not in ("strict", "automatic") or not setting.secure_dns_url:
            continue
        told = [item for item in scene.seen.of(DnsAnswer) if item.role is Role.BROWSER]
        own = [item for item in told if item.server == setting.secure_dns_url]
        for answer in own:
            known = [item for item in scene.seen.of(LookupAnswer) if item.name == answer.name and item.addresses]
            addresses = {address for item in known for address in item.addresses}
            unknown = answer.failure in UNKNOWN_NAME and setting.secure_dns == "strict"
            elsewhere = bool(answer.addresses) and not addresses & set(answer.addresses)
            if known and (unknown or elsewhere):
                return evidence([setting, answer], known, args={"app": setting.browser})
    return None


@fault(
    "browser.site_data",
    owner=Owner.USER,
    reads=("service.reachable", "person.told"),
    explained_by=(*NAMES, *PROXY, "dns.doh_bypass"),
    args=("service",),
)
def site_data(scene: Scene) -> Evidence | None:
    """Everything works for us and in another browser, and the person says that one browser fails."""
    told = [item for item in scene.seen.of(Told) if item.question == "other_browser_works" and item.yes]
    names = {item.subject for item in told if item.subject}
    names |= {service.name for service in scene.site.service if service.typed and not names}
    failing = {visit.service.name for visit in visits(scene)}
    pages = [
        item
        for item in scene.of(HttpAnswer, Purpose.SERVICE)
        if item.failure is None and item.subject not in failing and (not names or item.subject in names)
    ]
    if not told or not pages or names & failing:
        return None
    return evidence(told, pages[:1], certain=False, args={"service": pages[0].subject})
