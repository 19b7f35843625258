"""What people work with: stopped, silent, nameless, expired, broken, forbidden. All around it works."""

from datetime import timedelta

from tests.lab import plan
from tests.lab.authority import COMPANY, PUBLIC
from tests.lab.control import Control, all_of, anchors_open, curl, dns, lookup, tcp, web_works
from tests.lab.daemon import server
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_DESK = "www.example.org"
_DESK_IP = plan.WEB[_DESK][0]
_INTRANET = "intranet.corp.example"
_INTRANET_IP = plan.INSIDE[_INTRANET]
_BEGAN, _RAN_OUT = timedelta(days=-90), timedelta(days=-3)


def inside(name: str, **wanted: object) -> Control:
    """curl an internal service with the company's own trust."""

    def prove(lab: Lab) -> str | None:
        return curl(f"https://{name}/", "--cacert", str(lab.company.trust), **wanted)(lab)  # type: ignore[arg-type]

    return prove


_WIKI_WORKS = inside("wiki.corp.example", status=200)


@scenario(
    "service.down-intranet_stopped",
    "service.down",
    all_of(_WIKI_WORKS, tcp(_INTRANET_IP, 443, "refused")),
    site="openvpn",
    args={"service": "Intranet"},
)
def intranet_stopped(lab: Lab) -> None:
    """The intranet's web server is stopped; the wiki beside it works."""
    openvpn_up(lab)
    lab.company.start_intranet(only=("wiki.corp.example", "files.corp.example"))


@scenario(
    "service.down-helpdesk_refuses",
    "service.down",
    all_of(web_works, tcp(_DESK_IP, 443, "refused")),
    args={"service": "Helpdesk"},
)
def helpdesk_refuses(lab: Lab) -> None:
    """The helpdesk on the internet refuses connections."""
    lab.internet.nft(
        "add table inet shut\nadd chain inet shut in { type filter hook input priority 0; }\n"
        f"add rule inet shut in ip daddr {_DESK_IP} reject with tcp reset\n"
        f"add rule inet shut in ip6 daddr {plan.WEB[_DESK][1]} reject with tcp reset"
    )


@scenario(
    "service.http_error-helpdesk_talks_rubbish",
    "service.http_error",
    all_of(anchors_open, curl("https://www.example.org/", exit_status=1)),
    ipv6=False,
)
def helpdesk_talks_rubbish(lab: Lab) -> None:
    """The helpdesk accepts, shows a good certificate, and then sends bytes that are no HTTP."""
    chain = lab.authority.site("www.example.org", PUBLIC[2])
    server(
        lab.internet,
        "web",
        {"tls": [["0.0.0.0", 8443]], "mode": "rubbish", "cert": str(chain), "key": str(lab.authority.key)},
    )
    lab.internet.nft(
        "table ip odd {\n chain pre { type nat hook prerouting priority dstnat;"
        f" ip daddr {_DESK_IP} tcp dport 443 redirect to :8443; }}\n}}\n"
    )


@scenario(
    "service.unreachable-intranet_silent",
    "service.unreachable",
    all_of(_WIKI_WORKS, tcp(_INTRANET_IP, 443, "silent")),
    site="openvpn",
    args={"service": "Intranet"},
)
def intranet_silent(lab: Lab) -> None:
    """The intranet never answers this laptop; the wiki does."""
    openvpn_up(lab)
    lab.company.start_intranet()
    lab.company.node.nft(f"add rule inet co box ip daddr {_INTRANET_IP} drop")


@scenario(
    "service.unreachable-helpdesk_silent",
    "service.unreachable",
    all_of(web_works, tcp(_DESK_IP, 443, "silent")),
    args={"service": "Helpdesk"},
)
def helpdesk_silent(lab: Lab) -> None:
    """The helpdesk on the internet never answers; other sites do."""
    lab.internet.nft(
        f"add rule inet net pre ip daddr {_DESK_IP} drop\nadd rule inet net pre ip6 daddr {plan.WEB[_DESK][1]} drop"
    )


@scenario(
    "service.name_unresolvable-intranet",
    "service.name_unresolvable",
    all_of(_WIKI_WORKS, dns(plan.INSIDE_DNS, "wiki.corp.example"), dns(plan.INSIDE_DNS, _INTRANET, rcode=3)),
    site="openvpn",
    args={"service": "Intranet"},
)
def nameless_intranet(lab: Lab) -> None:
    """The company's name server lost the intranet's name."""
    openvpn_up(lab)
    lab.company.start_intranet()
    lab.company.restart_names(missing=(_INTRANET,))


@scenario(
    "service.name_unresolvable-helpdesk",
    "service.name_unresolvable",
    all_of(web_works, lookup(_DESK), dns("9.9.9.9", _DESK, rcode=3)),
    args={"service": "Helpdesk"},
)
def nameless_helpdesk(lab: Lab) -> None:
    """The helpdesk's name has vanished from the public zone."""
    lab.restart_resolver(missing=(_DESK,))


@scenario(
    "service.cert_expired-intranet",
    "service.cert_expired",
    all_of(_WIKI_WORKS, inside(_INTRANET, exit_status=60)),
    site="openvpn",
    args={"service": "Intranet"},
)
def expired_intranet(lab: Lab) -> None:
    """The intranet's certificate ran out three days ago."""
    openvpn_up(lab)
    lab.company.start_intranet(chain=lab.authority.site(_INTRANET, COMPANY, start=_BEGAN, end=_RAN_OUT))


@scenario(
    "service.cert_expired-helpdesk",
    "service.cert_expired",
    all_of(web_works, curl(f"https://{_DESK}/", exit_status=60)),
    args={"service": "Helpdesk"},
)
def expired_helpdesk(lab: Lab) -> None:
    """The helpdesk's certificate ran out three days ago."""
    lab.answer_with(_DESK, chain=lab.authority.site(_DESK, PUBLIC[2], start=_BEGAN, end=_RAN_OUT))


@scenario(
    "service.http_error-intranet_500",
    "service.http_error",
    all_of(_WIKI_WORKS, inside(_INTRANET, status=500)),
    site="openvpn",
    args={"service": "Intranet"},
)
def intranet_500(lab: Lab) -> None:
    """The intranet answers "internal server error"."""
    openvpn_up(lab)
    lab.company.start_intranet(status=500)


@scenario(
    "service.http_error-helpdesk_503",
    "service.http_error",
    all_of(web_works, curl(f"https://{_DESK}/", status=503)),
    args={"service": "Helpdesk"},
)
def helpdesk_503(lab: Lab) -> None:
    """The helpdesk answers "service unavailable"."""
    lab.answer_with(_DESK, status=503)


@scenario(
    "service.access_denied-intranet_403",
    "service.access_denied",
    all_of(_WIKI_WORKS, inside(_INTRANET, status=403)),
    site="openvpn",
    args={"service": "Intranet"},
)
def intranet_403(lab: Lab) -> None:
    """The intranet answers, and says no to this person."""
    openvpn_up(lab, "tcp")
    lab.company.start_intranet(status=403)


@scenario(
    "service.access_denied-helpdesk_401",
    "service.access_denied",
    all_of(web_works, curl(f"https://{_DESK}/", status=401)),
    args={"service": "Helpdesk"},
)
def helpdesk_401(lab: Lab) -> None:
    """The helpdesk wants a sign-in that it does not get."""
    lab.answer_with(_DESK, status=401)


@scenario(
    "service.down-helpdesk_hangs",
    "service.down",
    all_of(web_works, tcp(_DESK_IP, 443, "open"), curl(f"https://{_DESK}/", exit_status=28)),
    args={"service": "Helpdesk"},
    ipv6=False,
)
def helpdesk_hangs(lab: Lab) -> None:
    """The helpdesk takes connections, shows a good certificate, and never answers a request."""
    chain = lab.authority.site(_DESK, PUBLIC[2])
    plan_of_it = {"tls": [["0.0.0.0", 8443]], "mode": "silent", "cert": str(chain), "key": str(lab.authority.key)}
    server(lab.internet, "web", plan_of_it)
    lab.internet.nft(
        "table ip odd {\n chain pre { type nat hook prerouting priority dstnat;"
        f" ip daddr {_DESK_IP} tcp dport 443 redirect to :8443; }}\n}}\n"
    )


@scenario(
    "service.unreachable-helpdesk_no_way",
    "service.unreachable",
    all_of(web_works, tcp(_DESK_IP, 443, "unreachable")),
    args={"service": "Helpdesk"},
)
def helpdesk_no_way(lab: Lab) -> None:
    """A router near the helpdesk says that its computer is not there."""
    lab.internet.nft(
        "add table inet part\nadd chain inet part in { type filter hook input priority 0; }\n"
        f"add rule inet part in ip daddr {_DESK_IP} reject with icmp type host-unreachable\n"
        f"add rule inet part in ip6 daddr {plan.WEB[_DESK][1]} reject with icmpv6 type addr-unreachable"
    )


@scenario(
    "service.name_unresolvable-zone_dead",
    "service.name_unresolvable",
    all_of(web_works, lookup(_DESK), dns("9.9.9.9", _DESK, outcome="silent/answered", rcode=None)),
    args={"service": "Helpdesk"},
)
def zone_dead(lab: Lab) -> None:
    """The name servers of the helpdesk's own zone never answer: nobody can say where it is."""
    lab.internet.nft("add rule inet net pre ip daddr 198.51.100.250 drop")
    lab.restart_resolver(missing=(_DESK,), extra=(f"server=/{_DESK}/198.51.100.250",))


@scenario(
    "service.http_error-helpdesk_404",
    "service.http_error",
    all_of(web_works, curl(f"https://{_DESK}/", status=404)),
    args={"service": "Helpdesk"},
)
def helpdesk_404(lab: Lab) -> None:
    """The helpdesk's page has gone: "not found"."""
    lab.answer_with(_DESK, status=404)
