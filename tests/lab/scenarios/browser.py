"""Browsers that find names and ways on their own, and browsers that hold on to old data."""

import json

from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.control import Control, all_of, anchors_open, curl, lookup, tcp, web_works
from tests.lab.daemon import server
from tests.lab.scenario import scenario
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_DOH = "192.0.2.153"
_INTRANET = "intranet.corp.example"
_PROXY = plan.WEB["proxy.example.org"][0]
_PROFILES = """[Install4F96D1932A9F858E]
Default=k3x1.default-release
Locked=1

[Profile0]
Name=default-release
IsRelative=1
Path=k3x1.default-release

[General]
StartWithLastProfile=1
Version=2
"""


def firefox(lab: Lab, **settings: object) -> None:
    """A used Firefox profile of this person; `a__b` stands for the preference a.b."""
    folder = lab.laptop.home / ".mozilla/firefox"
    profile = folder / "k3x1.default-release"
    profile.mkdir(parents=True)
    (folder / "profiles.ini").write_text(_PROFILES)
    (profile / "times.json").write_text('{"created":1690000000000,"firstUse":1690000100000}')
    lines = ['user_pref("browser.startup.homepage_override.mstone", "128.0");']
    lines += [f'user_pref("{name.replace("__", ".")}", {json.dumps(value)});' for name, value in settings.items()]
    (profile / "prefs.js").write_text("// Mozilla User Preferences\n\n" + "\n".join(lines) + "\n")


def chromium(lab: Lab, **local_state: object) -> None:
    """A used Chromium profile of this person."""
    folder = lab.laptop.home / ".config/chromium"
    (folder / "Default").mkdir(parents=True)
    state = {"profile": {"info_cache": {"Default": {"name": "Person 1"}}, "last_used": "Default"}, **local_state}
    (folder / "Local State").write_text(json.dumps(state))
    (folder / "Default/Preferences").write_text('{"profile":{"name":"Person 1"}}')


def name_service(lab: Lab, name: str, answers: dict[str, list[str]] | None = None) -> None:
    """A public name service over HTTPS; what it does not have in `answers` it asks the public resolvers."""
    lab.internet.sh(f"ip addr add {_DOH}/32 dev lo")
    lab.restart_resolver(extra=(f"host-record={name},{_DOH}",))
    chain = lab.authority.site(name, PUBLIC[1])
    settings = {"port": 8443, "upstream": plan.ANCHORS[1], "answers": answers or {}}
    server(lab.internet, "doh", {**settings, "cert": str(chain), "key": str(lab.authority.key)})
    lab.internet.nft(
        "table ip doh {\n chain pre { type nat hook prerouting priority dstnat;"
        f" ip daddr {_DOH} tcp dport 443 redirect to :8443; }}\n}}\n"
    )


def _tunnel(lab: Lab) -> None:
    openvpn_up(lab)
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()


def browser_finds(name: str, url: str, found: bool) -> Control:
    """What curl sees when it asks that name service instead of the system, as the browser does."""

    def prove(lab: Lab) -> str | None:
        options = ("--doh-url", url, "--cacert", str(lab.company.trust))
        wanted = {"status": 200} if found else {"exit_status": 6}
        return curl(f"https://{name}/", *options, **wanted)(lab)  # type: ignore[arg-type]

    return prove


def public_name(url: str) -> Control:
    """That name service works for everything that is public."""
    return curl("https://www.wikipedia.org/", "--doh-url", url, status=200)


_SYSTEM_FINE = all_of(anchors_open, web_works, inside(_INTRANET, status=200))
_MOZILLA = "https://mozilla.cloudflare-dns.com/dns-query"
_GOOGLE = "https://dns.google/dns-query"
_OWN = "https://doh.example.org/dns-query"


@scenario(
    "dns.doh_bypass-firefox_strict",
    "dns.doh_bypass",
    all_of(_SYSTEM_FINE, public_name(_MOZILLA), browser_finds(_INTRANET, _MOZILLA, found=False)),
    site="openvpn",
    args={"app": "firefox"},
)
def firefox_strict(lab: Lab) -> None:
    """Firefox asks a public name service only, which denies the intranet; the VPN's own works for all programs."""
    _tunnel(lab)
    name_service(lab, "mozilla.cloudflare-dns.com")
    firefox(lab, network__trr__mode=3, network__trr__uri=_MOZILLA, network__trr__custom_uri="")


@scenario(
    "dns.doh_bypass-chromium_secure",
    "dns.doh_bypass",
    all_of(_SYSTEM_FINE, public_name(_GOOGLE), browser_finds(_INTRANET, _GOOGLE, found=False)),
    site="openvpn",
    args={"app": "chromium"},
)
def chromium_secure(lab: Lab) -> None:
    """Chromium's secure DNS is set to a provider of the person's choice; other programs see the intranet."""
    _tunnel(lab)
    name_service(lab, "dns.google")
    chromium(lab, dns_over_https={"mode": "secure", "templates": f"{_GOOGLE}{{?dns}}"})


@scenario(
    "healthy-browser_doh_automatic",
    "healthy",
    all_of(_SYSTEM_FINE, public_name(_MOZILLA), browser_finds(_INTRANET, _MOZILLA, found=False)),
    site="openvpn",
)
def doh_automatic(lab: Lab) -> None:
    """Firefox asks a public name service first and the system for what it does not know: the intranet opens."""
    _tunnel(lab)
    name_service(lab, "mozilla.cloudflare-dns.com")
    firefox(lab, network__trr__mode=2, network__trr__uri=_MOZILLA)


@scenario(
    "healthy-doh_strict_knows_everything",
    "healthy",
    all_of(_SYSTEM_FINE, public_name(_OWN), browser_finds(_INTRANET, _OWN, found=True)),
    site="openvpn",
)
def doh_strict_knows_everything(lab: Lab) -> None:
    """Firefox asks the organisation's own service over HTTPS and nobody else; it knows the intranet."""
    _tunnel(lab)
    name_service(lab, "doh.example.org", {name: [address] for name, address in plan.INSIDE.items()})
    firefox(lab, network__trr__mode=3, network__trr__uri=_OWN, network__trr__custom_uri=_OWN)


@scenario("healthy-doh_strict_nothing_internal", "healthy", all_of(anchors_open, web_works, public_name(_GOOGLE)))
def doh_strict_nothing_internal(lab: Lab) -> None:
    """Chromium is strict about its own name service, and this person needs no internal name at all."""
    name_service(lab, "dns.google")
    chromium(lab, dns_over_https={"mode": "secure", "templates": f"{_GOOGLE}{{?dns}}"})


@scenario(
    "proxy.unreachable-only_in_firefox",
    "proxy.unreachable",
    all_of(
        anchors_open,
        web_works,
        tcp(_PROXY, 3128, "refused"),
        curl("https://www.wikipedia.org/", "--proxy", f"http://{_PROXY}:3128", exit_status=7),
    ),
    args={"proxy": "proxy.example.org:3128"},
)
def only_in_firefox(lab: Lab) -> None:
    """Firefox has a proxy of its own that is stopped; the system uses none and everything else works."""
    firefox(
        lab,
        network__proxy__type=1,
        network__proxy__http="proxy.example.org",
        network__proxy__http_port=3128,
        network__proxy__ssl="proxy.example.org",
        network__proxy__ssl_port=3128,
        network__proxy__share_proxy_settings=True,
    )


@scenario(
    "healthy-firefox_forgot_its_proxy", "healthy", all_of(anchors_open, web_works, lookup("proxy.former.example"))
)
def firefox_forgot_its_proxy(lab: Lab) -> None:
    """Firefox still remembers a former employer's proxy and does not use it: it follows the system."""
    firefox(lab, network__proxy__type=5, network__proxy__http="proxy.former.example", network__proxy__http_port=8080)


_OTHER_BROWSER = ("--told", "other_browser_works=yes")


@scenario(
    "browser.site_data-helpdesk",
    "browser.site_data",
    all_of(anchors_open, curl("https://www.example.org/", status=200)),
    options=("--address", "https://www.example.org/", *_OTHER_BROWSER),
    args={"service": "Helpdesk"},
)
def site_data_helpdesk(lab: Lab) -> None:
    """The helpdesk works for us and in another browser; this person's own goes round in circles."""


@scenario(
    "browser.site_data-intranet",
    "browser.site_data",
    _SYSTEM_FINE,
    site="openvpn",
    options=("--address", _INTRANET, *_OTHER_BROWSER),
    args={"service": "Intranet"},
)
def site_data_intranet(lab: Lab) -> None:
    """The same behind the VPN, with the name typed as people do."""
    _tunnel(lab)


@scenario(
    "browser.site_data-typed_address",
    "browser.site_data",
    all_of(anchors_open, curl("https://www.debian.org/", status=200)),
    options=("--address", "www.debian.org/doc", *_OTHER_BROWSER),
)
def site_data_typed(lab: Lab) -> None:
    """An address that the site file does not know works for us and in another browser."""


@scenario(
    "healthy-other_browser_fails_too",
    "healthy",
    all_of(anchors_open, curl("https://www.example.org/", status=200)),
    options=("--address", "https://www.example.org/", "--told", "other_browser_works=no"),
)
def other_browser_fails_too(lab: Lab) -> None:
    """It works for us, and no browser is better than another: nothing here names a cause."""
