"""Two faults at once, where two things that people work with, or the laptop itself, are in trouble."""

from tests.lab import plan
from tests.lab.authority import COMPANY
from tests.lab.control import all_of, all_works, tcp
from tests.lab.fault import (
    EXPIRED,
    HELPDESK_401,
    HELPDESK_REFUSES,
    LOST_6,
    MEMORY_FULL,
    home_is_full,
    refuse_helpdesk,
)
from tests.lab.pair import pair
from tests.lab.scenarios import internet, machine, service
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_INTRANET = "intranet.corp.example"


@pair(
    "other_service_500",
    "service.down",
    "service.http_error",
    all_of(HELPDESK_REFUSES, inside(_INTRANET, status=500)),
    seen=True,
    mend=lambda lab: lab.internet.nft("delete table inet shut"),
    proof=inside(_INTRANET, status=500),
    site="openvpn",
    args={"service": "Helpdesk"},
)
def refused_and_500(lab: Lab) -> None:
    """Two services in different trouble: the helpdesk refuses, the intranet answers "internal server error"."""
    openvpn_up(lab)
    lab.company.start_intranet(status=500)
    refuse_helpdesk(lab)


@pair(
    "other_service_denies",
    "service.unreachable",
    "service.access_denied",
    all_of(tcp(plan.INSIDE[_INTRANET], 443, "silent"), HELPDESK_401),
    seen=True,
    site="openvpn",
    args={"service": "Intranet"},
)
def silent_and_denied(lab: Lab) -> None:
    """The intranet never answers, and the helpdesk wants a sign-in that it does not get."""
    service.intranet_silent(lab)
    lab.answer_with("www.example.org", status=401)


@pair(
    "ipv6_broken",
    "service.cert_expired",
    "ipv6.broken",
    all_of(inside(_INTRANET, exit_status=60), LOST_6),
    seen=True,
    site="openvpn",
    args={"service": "Intranet"},
)
def expired_and_ipv6(lab: Lab) -> None:
    """The VPN is up, the intranet's certificate has run out, and the box does not pass IPv6 on."""
    openvpn_up(lab)
    lab.company.start_intranet(chain=lab.authority.site(_INTRANET, COMPANY, start=EXPIRED[0], end=EXPIRED[1]))
    internet.box_forgets(lab)


@pair(
    "memory_full",
    "laptop.disk_full",
    "laptop.memory_pressure",
    all_of(all_works, home_is_full, MEMORY_FULL),
    seen=True,
)
def disk_and_memory(lab: Lab) -> None:
    """The person's volume is full, and next to no memory is left; the network is fine."""
    machine.home(lab)
    machine.nearly_none_left(lab)
