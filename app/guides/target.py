"""On what a verb acts: found in what was seen and in the site file, never in the text of a guide. Pure."""

from collections.abc import Callable
from urllib.parse import urlsplit

from app.guides import program
from app.guides.case import Case, Running
from app.guides.hand import Target
from app.guides.target_adapter import adapter_target, wifi_target
from app.guides.verb import TABLE, Thing
from diagnostics.checks.target import endpoint, expected_body, url_endpoint
from diagnostics.faults.dns import hosts_override
from diagnostics.faults.scene import Scene
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, AdapterType, FactMissing, HostsEntry, OtherVpn, ProxySetting, Talker
from diagnostics.model.observation import Observations
from diagnostics.model.site import Internet, Site

NOT_THE_PERSONS = ("environment", "site", "firefox")
"""Sources of proxy settings that the system's own settings do not hold."""


def resolve(
    verb: str,
    on: str | None,
    diagnosis: Diagnosis | None,
    site: Site,
    *,
    page: str | None = None,
    running: Running = program.running,
) -> Target | None:
    """What a verb of a step acts on; None when nobody can tell, and then a person has to do it.

    `on`: a VPN by its name in the site file. `page`: what the step says of the settings. `running` is asked for
    `hog.pause` only: the one thing that has to be looked up when the deed is done.
    """
    known = TABLE.get(verb)
    if known is None:
        return None
    seen = diagnosis.observations if diagnosis else ()
    verdict = diagnosis.verdict if diagnosis else None
    shown = frozenset(verdict.evidence if verdict else ())
    case = Case(
        verb=verb,
        on=on,
        scene=Scene(site, Observations(seen), diagnosis.symptom if diagnosis else None),
        verdict=verdict,
        shown=tuple(item.fact for item in seen if item.id in shown),
        running=running,
    )
    if known.on is Thing.NOTHING:
        return Target(url=_portal(case) if verb == "captive.open_portal" else None, page=page)
    return _FINDERS[known.on](case)


# --- VPNs ----------------------------------------------------------------------------------------------------------


def _vpn(case: Case) -> Target | None:
    vpn = case.which_vpn()
    return Target(vpn=vpn, adapter=case.client(vpn).adapter) if vpn else None


def _other_vpn(case: Case) -> Target | None:
    """The tunnel that is not ours and in the way. Its name is its adapter's; the product's where it has no tunnel."""
    app = case.args("app", "vpn.client_conflict")
    strangers = [item for item in case.scene.seen.of(OtherVpn) if item.up or item.running]
    if app:
        named = [item for item in strangers if app in (item.product, item.adapter)]
        shown = [item for item in named if item in case.shown or _is_shown(case, item.adapter)]
        for item in shown or named:
            return Target(other_vpn=item.adapter or item.product, adapter=item.adapter)
        tunnels = {item.name for item in case.scene.seen.of(Adapter) if item.type is AdapterType.TUNNEL}
        return Target(other_vpn=app, adapter=app) if app in tunnels - set(case.scene.tunnels) else None
    up = [item for item in strangers if item.up and item.adapter not in case.scene.tunnels]
    return Target(other_vpn=up[0].adapter or up[0].product, adapter=up[0].adapter) if len(up) == 1 else None


def _is_shown(case: Case, adapter: str | None) -> bool:
    return adapter is not None and any(getattr(fact, "adapter", None) == adapter for fact in case.shown)


# --- files, settings, programs -------------------------------------------------------------------------------------


def _hosts(case: Case) -> Target | None:
    """Every name of IT's whose line is a fault. The rule names one at a time, so it is asked until it is content."""
    ours = _own_names(case.scene.site)
    left = list(case.scene.seen)
    names: list[str] = []
    while True:
        found = hosts_override.rule(Scene(case.scene.site, Observations(left)))
        lines = [fact for fact in found.facts if isinstance(fact, HostsEntry)] if found else []
        if not lines:
            break
        names += [line.name for line in lines if _plain(line.name) in ours]
        left = [item for item in left if not any(item.fact is line for line in lines)]
    return Target(hosts=tuple(dict.fromkeys(names))) if names else None


def _own_names(site: Site) -> set[str]:
    """Names that IT wrote into the site file: no built-in ones, and none that the person typed."""
    names = [endpoint(text).host for vpn in site.vpn for text in vpn.gateways]
    names += [name for vpn in site.vpn for name in vpn.names]
    names += [url_endpoint(service.url).host for service in site.service if not service.typed]
    names += set(site.internet.names) - set(Internet().names)
    return {_plain(name) for name in names}


def _plain(name: str) -> str:
    return name.lower().rstrip(".")


def _proxy(case: Case) -> Target | None:
    pac = case.scene.site.proxy.pac
    if case.verb == "proxy.apply_site_pac":
        return Target(pac=pac) if pac else None
    typed = any(item.source not in NOT_THE_PERSONS for item in case.scene.seen.of(ProxySetting))
    unread = any(item.fact == "proxies" for item in case.scene.seen.of(FactMissing))
    return Target(pac=pac) if typed or unread else None


def _program(case: Case) -> Target | None:
    """The program that fills the line: the one that the verdict names, else the one that moves most of it all."""
    talkers = case.scene.seen.of(Talker)
    limits = case.scene.limits
    name = case.args("app", "laptop.bandwidth_hog")
    if not name and not case.names("laptop.bandwidth_hog") and talkers:
        busiest = max(talkers, key=_moves)
        enough = _moves(busiest) >= max(limits.busy_mbit, limits.busy_share * sum(map(_moves, talkers)))
        name = busiest.process if enough else ""
    vital = {vpn.process for vpn in case.scene.site.vpn}
    if name in vital or name not in {item.process for item in talkers}:
        return None
    found = case.running(name)
    return Target(program=found) if found else None


def _moves(talker: Talker) -> float:
    return talker.down_mbit + talker.up_mbit


def _portal(case: Case) -> str | None:
    """The plain page that the network answers with its own; the first that it is known to alter."""
    pages = [page.url for page in case.scene.altered_pages]
    pages += [expected_body(text)[0] for text in (*case.scene.site.internet.portal, *Internet().portal)]
    return next((page for page in pages if urlsplit(page).scheme in ("http", "https")), None)


_FINDERS: dict[Thing, Callable[[Case], Target | None]] = {
    Thing.ADAPTER: adapter_target,
    Thing.WIFI: wifi_target,
    Thing.VPN: _vpn,
    Thing.OTHER_VPN: _other_vpn,
    Thing.HOSTS: _hosts,
    Thing.PROXY: _proxy,
    Thing.PROGRAM: _program,
}
