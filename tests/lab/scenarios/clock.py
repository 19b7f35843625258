"""Somebody in the middle, and clocks. The laptop's clock is the machine's, so the world outside is moved."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, curl, date
from tests.lab.daemon import server
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_TO_THE_MIDDLE = (
    "table ip middle {\n chain pre { type nat hook prerouting priority dstnat;"
    ' iifname "br-lan" tcp dport 443 redirect to :8443; }\n}\n'
)
_YEARS_5 = 5 * 365
_WIKI = "www.wikipedia.org"
_HOST = (plan.WEB[_WIKI][0], _WIKI)
_PORTAL_CLEAN = curl("http://detectportal.firefox.com/success.txt", status=200, body="success")


def _intercept(lab: Lab, authority: str) -> None:
    lab.authority.make_authority(authority)
    names = [*plan.WEB, "one.one.one.one"]
    certs = {name: str(lab.authority.site(name, authority)) for name in names}
    server(
        lab.router,
        "intercept",
        {"port": 8443, "certs": certs, "cert": certs["one.one.one.one"], "key": str(lab.authority.key)},
    )
    lab.router.nft(_TO_THE_MIDDLE)


@scenario(
    "tls.intercepted-unknown_authority",
    "tls.intercepted",
    all_of(
        _PORTAL_CLEAN,
        curl("https://www.wikipedia.org/", exit_status=60),
        curl("https://www.debian.org/", exit_status=60),
        curl("https://www.cloudflare.com/", "-k", status=200),
    ),
    ipv6=False,
)
def unknown_authority(lab: Lab) -> None:
    """A box in the middle opens every HTTPS connection and shows certificates of its own, unknown, authority."""
    _intercept(lab, "WebShield Filter")


@scenario(
    "clock.skewed-12_minutes_late",
    "clock.skewed",
    all_of(anchors_open, date(*_HOST, 700)),
    time_shift_s=720,
    args={"minutes": "12"},
)
def minutes_late(lab: Lab) -> None:
    """The laptop is twelve minutes behind; certificates are still valid."""


@scenario(
    "clock.skewed-one_hour_late",
    "clock.skewed",
    all_of(anchors_open, date(*_HOST, 3500)),
    time_shift_s=3600,
    args={"minutes": "60"},
)
def one_hour_late(lab: Lab) -> None:
    """The laptop is one hour behind, as after another system has set the clock."""


@scenario(
    "clock.skewed-years_late",
    "clock.skewed",
    all_of(anchors_open, date(*_HOST, 1e8), curl("https://www.wikipedia.org/", exit_status=60)),
    time_shift_s=_YEARS_5 * 86400.0,
    certificate_shift_days=_YEARS_5,
)
def years_late(lab: Lab) -> None:
    """An empty clock battery: for the laptop, every certificate lies in the future."""


@scenario(
    "clock.skewed-years_ahead",
    "clock.skewed",
    all_of(anchors_open, date(*_HOST, -1e12), curl("https://www.wikipedia.org/", exit_status=60)),
    time_shift_s=-_YEARS_5 * 86400.0,
    certificate_shift_days=-_YEARS_5,
)
def years_ahead(lab: Lab) -> None:
    """A date typed wrong: for the laptop, every certificate has run out."""


@scenario(
    "tls.intercepted-one_certificate_for_all",
    "tls.intercepted",
    all_of(
        _PORTAL_CLEAN,
        curl("https://www.wikipedia.org/", exit_status=60),
        curl("https://www.debian.org/", "-k", status=403, body="blocked"),
    ),
    ipv6=False,
)
def one_certificate_for_all(lab: Lab) -> None:
    """A filter box answers every secure connection itself, with one certificate of its own maker for all sites."""
    lab.authority.make_authority("Example Filter Appliance")
    chain = lab.authority.site("filter.appliance.example", "Example Filter Appliance")
    page = {"tls": [["0.0.0.0", 8443]], "status": 403, "body": "blocked\n", "key": str(lab.authority.key)}
    server(lab.router, "web", {**page, "cert": str(chain)})
    lab.router.nft(_TO_THE_MIDDLE)


@scenario(
    "tls.intercepted-some_sites_spared",
    "tls.intercepted",
    all_of(
        _PORTAL_CLEAN,
        curl("https://www.wikipedia.org/", exit_status=60),
        curl("https://www.example.org/", exit_status=60),
        curl("https://www.cloudflare.com/", status=200),
    ),
    ipv6=False,
)
def some_sites_spared(lab: Lab) -> None:
    """The box in the middle opens most secure connections and leaves some sites alone, as such boxes do for banks."""
    _intercept(lab, "WebShield Filter")
    spared = plan.WEB["www.cloudflare.com"][0]
    lab.router.nft(f"insert rule ip middle pre ip daddr {spared} accept")
