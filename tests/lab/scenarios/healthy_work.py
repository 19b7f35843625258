"""Workplaces that are healthy and unusual: proxies, services, VPNs, clocks. Naming a cause here is a false alarm."""

from datetime import timedelta

from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.control import all_of, all_works, anchors_open, curl, date, shell, tcp
from tests.lab.daemon import server
from tests.lab.fault import HELPDESK, HELPDESK_ISSUER, NO_TUNNEL, idle_client
from tests.lab.node import link
from tests.lab.scenario import scenario
from tests.lab.scenarios.proxy import environment, kde
from tests.lab.scenarios.service import inside
from tests.lab.world import Lab

_PROXY = plan.WEB["proxy.example.org"][0]
_SCRIPT = (
    'function FindProxyForURL(url, host) { if (isPlainHostName(host)) return \\"DIRECT\\"; return \\"PROXY %s\\"; }'
)
_INTRANET_WORKS = inside("intranet.corp.example", status=200)


@scenario(
    "healthy-office_with_proxy_script",
    "healthy",
    all_of(
        tcp("1.1.1.1", 443, "silent"),
        curl("http://proxy.example.org/proxy.pac", status=200, body="PROXY"),
        curl("https://www.wikipedia.org/", "-x", f"http://{_PROXY}:3128", status=200),
    ),
    site="pac",
    ipv6=False,
)
def office_with_proxy_script(lab: Lab) -> None:
    """An office where nothing leaves directly: the organisation's script leads everything to its proxy."""
    lab.answer_with("proxy.example.org", plain=True, body=_SCRIPT % f"{_PROXY}:3128")
    server(lab.internet, "proxy", {"port": 3128})
    kde(lab, 2, "Proxy Config Script=http://proxy.example.org/proxy.pac")
    lab.router.nft(
        "table inet office {\n chain out {\n type filter hook forward priority 0;\n"
        f' iifname "br-lan" ip daddr {_PROXY} tcp dport {{ 80, 3128 }} accept\n iifname "br-lan" drop\n }}\n}}\n'
    )


@scenario(
    "healthy-proxy_by_address",
    "healthy",
    all_of(anchors_open, curl("https://www.wikipedia.org/", status=200)),
    site="proxy",
)
def proxy_by_address(lab: Lab) -> None:
    """The organisation's proxy is set by its address, with exceptions for the company's own names."""
    server(lab.internet, "proxy", {"port": 3128})
    environment(lab, f"{_PROXY}:3128")
    lab.laptop.environment["no_proxy"] = "localhost,127.0.0.1,.corp.example,10.0.0.0/8"


@scenario(
    "healthy-sites_send_people_on",
    "healthy",
    all_of(
        anchors_open,
        curl("https://www.wikipedia.org/", status=301),
        curl("https://www.debian.org/", status=204),
        curl(f"https://{HELPDESK}/", status=302),
    ),
)
def sites_send_people_on(lab: Lab) -> None:
    """Public sites answer with "moved" and "no content", and the helpdesk leads to its sign-in page."""
    lab.answer_with("www.wikipedia.org", status=301, body="https://www.wikipedia.org/portal")
    lab.answer_with("www.debian.org", status=204, body="")
    lab.answer_with(HELPDESK, status=302, body=f"https://{HELPDESK}/sign-in")


@scenario("healthy-certificate_ends_tomorrow", "healthy", all_of(all_works, curl(f"https://{HELPDESK}/", status=200)))
def certificate_ends_tomorrow(lab: Lab) -> None:
    """The helpdesk's certificate is good for one more day."""
    issuer = PUBLIC[HELPDESK_ISSUER]
    lab.answer_with(HELPDESK, chain=lab.authority.site(HELPDESK, issuer, end=timedelta(days=1)))


@scenario(
    "healthy-one_test_page_gone",
    "healthy",
    all_of(
        anchors_open, curl("http://detectportal.firefox.com/success.txt", status=503), curl("https://www.debian.org/")
    ),
)
def one_test_page_gone(lab: Lab) -> None:
    """One of the pages whose text is known is out of order; the other is as it should be."""
    lab.answer_with("detectportal.firefox.com", status=503, plain=True)


@scenario(
    "healthy-50_seconds_late",
    "healthy",
    all_of(anchors_open, date(plan.WEB["www.wikipedia.org"][0], "www.wikipedia.org", 45)),
    time_shift_s=50,
)
def seconds_late(lab: Lab) -> None:
    """The laptop is fifty seconds behind: nothing notices."""


@scenario(
    "healthy-in_the_office",
    "healthy",
    all_of(all_works, _INTRANET_WORKS, NO_TUNNEL, tcp(plan.COMPANY_GATEWAY, 443, "silent", "unreachable", "refused")),
    site="openvpn",
    ipv6=False,
)
def in_the_office(lab: Lab) -> None:
    """In the office the company's services are reached without any VPN; its gateway is not to be seen from here."""
    in_office(lab)


def in_office(lab: Lab) -> None:
    """A line of its own between the laptop's network and the company, and the company's names on the box."""
    lab.company.start_intranet()
    link(lab.router, "office0", lab.company.node, "office1")
    lab.router.sh(
        f"ip addr add 10.30.0.2/30 dev office0\nip link set office0 up\nip route add {plan.INSIDE_PREFIX} via 10.30.0.1"
    )
    lab.company.node.sh(
        f"ip addr add 10.30.0.1/30 dev office1\nip link set office1 up\nip route add {plan.LAN_PREFIX} via 10.30.0.2"
    )
    lab.restart_box(extra=(f"server=/corp.example/{plan.INSIDE_DNS}",))


@scenario(
    "healthy-in_the_office_with_idle_client",
    "healthy",
    all_of(all_works, _INTRANET_WORKS, NO_TUNNEL),
    site="openvpn",
    ipv6=False,
)
def in_the_office_with_idle_client(lab: Lab) -> None:
    """In the office the VPN's program runs and waits: nobody needs it there."""
    lab.company.start_openvpn("udp")
    in_office(lab)
    idle_client(lab)


@scenario(
    "healthy-filter_that_lets_work_pass",
    "healthy",
    all_of(all_works, tcp("1.1.1.1", 25, "not permitted", "refused", "unreachable", "silent")),
)
def filter_that_lets_work_pass(lab: Lab) -> None:
    """The laptop's own filter stops mail and file sharing towards the internet, and nothing that people work with."""
    lab.laptop.nft(
        "table inet guard {\n chain out { type filter hook output priority 0;"
        " tcp dport { 25, 139, 445 } drop; udp dport { 137, 138 } drop; }\n}\n"
    )


@scenario(
    "healthy-busy_disk_and_memory",
    "healthy",
    all_of(all_works, shell("grep MemAvailable /proc/meminfo", says="1228800 kB")),
)
def much_in_use(lab: Lab) -> None:
    """Fifteen per cent of the memory are left and some pages lie in swap; nothing waits for them."""
    kept = "MemTotal: 8192000 kB\nMemFree: 204800 kB\nMemAvailable: 1228800 kB\nBuffers: 40960 kB\nCached: 1024000 kB\n"
    lab.laptop.replace("/proc/meminfo", kept + "SwapCached: 0 kB\nSwapTotal: 2097152 kB\nSwapFree: 1572864 kB\n")
