"""The laptop's own filter stands in the way. Whatever it stops fails at once or with "not permitted"."""

from tests.lab import plan
from tests.lab.control import OPENVPN_HELLO, all_of, names_work, ping, tcp, udp
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import start_client
from tests.lab.world import Lab


@scenario(
    "firewall.blocked-web_rejected",
    "firewall.blocked",
    all_of(
        tcp("1.1.1.1", 443, "refused", "unreachable", "not permitted"),
        tcp("8.8.8.8", 443, "refused", "unreachable"),
        names_work,
    ),
)
def web_rejected(lab: Lab) -> None:
    """A security program rejects web connections of everything it does not know."""
    lab.laptop.nft(
        "table inet guard {\n chain out { type filter hook output priority 0;"
        " tcp dport { 80, 443 } reject with icmpx type admin-prohibited; }\n}\n"
    )


@scenario(
    "firewall.blocked-kill_switch",
    "firewall.blocked",
    all_of(
        ping("1.1.1.1", answers=False),
        tcp("1.1.1.1", 443, "silent", "not permitted"),
        udp(plan.LAN_ROUTER, 53, "00", "not permitted"),
    ),
)
def kill_switch(lab: Lab) -> None:
    """The kill switch of a VPN that was removed drops everything that leaves the laptop."""
    lab.laptop.nft("table inet guard {\n chain out { type filter hook output priority 0; oifname != lo drop; }\n}\n")


@scenario(
    "firewall.blocked-vpn_port",
    "firewall.blocked",
    all_of(udp(plan.COMPANY_GATEWAY, 1194, OPENVPN_HELLO, "not permitted"), tcp("1.1.1.1", 443, "open")),
    site="openvpn-udp",
)
def vpn_port(lab: Lab) -> None:
    """The laptop's filter stops the VPN's own port and nothing else."""
    lab.company.start_openvpn("udp")
    lab.company.start_intranet()
    lab.laptop.nft("table inet guard {\n chain out { type filter hook output priority 0; udp dport 1194 drop; }\n}\n")
    start_client(lab)


@scenario(
    "firewall.blocked-name_questions",
    "firewall.blocked",
    all_of(udp(plan.LAN_ROUTER, 53, "00", "not permitted"), tcp("1.1.1.1", 443, "open")),
)
def name_questions(lab: Lab) -> None:
    """A security program stops every question for a name that does not pass through itself, and it has gone."""
    lab.laptop.nft(
        "table inet guard {\n chain out { type filter hook output priority 0;\n"
        " oifname != lo udp dport 53 drop; oifname != lo tcp dport 53 drop;\n }\n}\n"
    )
