"""Lines that look odd to a measuring program and are good enough for the person."""

from tests.lab import plan
from tests.lab.control import all_of, all_works, curl, in_turn, shell
from tests.lab.line import Way, lan_line, shape, wan_line
from tests.lab.node import link
from tests.lab.sample import connects, pings
from tests.lab.scenario import scenario
from tests.lab.scenarios.load import speed_server
from tests.lab.world import Lab

_NEAR, _FAR = plan.LAN_ROUTER, plan.ANCHORS[0]
_CLEAN_TCP = connects(_FAR, (0, 0))
_ALL_LOST = (100.0, 100.0)
_TV = "192.168.1.77"
_DOWNLOAD = "http://speed.example.org/down?bytes=200000000"


@scenario("healthy-box_limits_icmp", "healthy", all_of(all_works, _CLEAN_TCP, pings(_NEAR, lost=(40, 99)), pings(_FAR)))
def box_limits_icmp(lab: Lab) -> None:
    """The box answers five pings a second and no more; what passes through it is not limited."""
    lab.router.nft(
        "add rule inet home box icmp type echo-request limit rate over 5/second burst 5 packets drop\n"
        "add rule inet home box icmpv6 type echo-request limit rate over 5/second burst 5 packets drop"
    )


@scenario(
    "healthy-box_ignores_icmp",
    "healthy",
    all_of(all_works, pings(_NEAR, count=5, lost=_ALL_LOST), pings(_FAR, count=40)),
)
def box_ignores_icmp(lab: Lab) -> None:
    """The box answers no ping at all; the internet does."""
    lab.router.nft(
        "add rule inet home box icmp type echo-request drop\nadd rule inet home box icmpv6 type echo-request drop"
    )


@scenario(
    "healthy-anchors_ignore_icmp",
    "healthy",
    all_of(all_works, pings(_NEAR, count=40), *(pings(anchor, count=5, lost=_ALL_LOST) for anchor in plan.ANCHORS)),
)
def anchors_ignore_icmp(lab: Lab) -> None:
    """The box answers pings, and no public target does; everything else works."""
    lab.internet.nft(
        f"add rule inet net pre ip daddr {{ {', '.join(plan.ANCHORS)} }} icmp type echo-request drop\n"
        f"add rule inet net pre ip6 daddr {{ {', '.join(plan.ANCHORS6)} }} icmpv6 type echo-request drop"
    )


@scenario(
    "healthy-icmp_deprioritised",
    "healthy",
    in_turn(pings(_FAR, count=150, lost=(8, 60)), all_of(all_works, _CLEAN_TCP)),
)
def icmp_deprioritised(lab: Lab) -> None:
    """A busy provider drops a quarter of all pings and not one packet of anything else."""
    lab.router.nft(
        "add rule inet home pass icmp type echo-request numgen random mod 100 < 25 drop\n"
        "add rule inet home pass icmpv6 type echo-request numgen random mod 100 < 25 drop"
    )


@scenario("healthy-line_of_60_ms", "healthy", all_of(all_works, pings(_FAR, ms=(58, 75)), pings(_NEAR, ms=(0, 5))))
def line_of_60_ms(lab: Lab) -> None:
    """Far from everywhere: 60 ms to the internet, steady, nothing lost."""
    wan_line(lab, Way(delay_ms=30), Way(delay_ms=30))


@scenario("healthy-loss_of_three_in_a_thousand", "healthy", all_of(all_works, pings(_FAR, count=200, lost=(0, 2.5))))
def loss_of_three_in_a_thousand(lab: Lab) -> None:
    """Every line loses a packet now and then: 0.3 %, counted both ways."""
    wan_line(lab, Way(loss=0.0015), Way(loss=0.0015))


@scenario(
    "healthy-own_download_without_harm",
    "healthy",
    all_of(all_works, pings(_FAR, ms=(0, 30)), shell("ps ax | grep -v grep | grep 'curl -s'")),
)
def own_download_without_harm(lab: Lab) -> None:
    """This laptop fetches a film with 20 Mbit/s on a line of 60 with a short queue: nobody notices."""
    speed_server(lab)
    shape(lab.internet, "isp0", 60, 20, burst_kb=32)
    shape(lab.router, "wan", 20, 20, burst_kb=16)
    lab.laptop.spawn("film", "curl", "-s", "--limit-rate", "2500k", "-o", "/dev/null", _DOWNLOAD)


def _television_plays(lab: Lab) -> str | None:
    count = "cat /sys/class/net/lap1/statistics/tx_bytes\n"
    before, after = (int(word) for word in lab.router.sh(f"{count}sleep 1\n{count}").split())
    mbit = (after - before) * 8e-6
    return None if mbit > 6 else f"the television gets {mbit:.1f} Mbit/s"


@scenario(
    "healthy-busy_but_fair_line",
    "healthy",
    all_of(all_works, pings(_FAR, ms=(0, 40)), _television_plays),
)
def busy_but_fair_line(lab: Lab) -> None:
    """A television in the same home takes half of 20 Mbit/s; the queue is short and nobody waits."""
    shape(speed_server(lab), "eth0", 10, 100)
    shape(lab.internet, "isp0", 20, 25, burst_kb=16)
    shape(lab.router, "wan", 8, 25)
    television = lab.add("television")
    link(lab.router, "lap1", television, "eth0")
    lab.router.sh("ip link set lap1 master br-lan\nip link set lap1 up")
    television.sh(
        f"ip addr add {_TV}/24 dev eth0\nip link set eth0 up\nip route add default via {plan.LAN_ROUTER}\n"
        f"echo nameserver {plan.LAN_ROUTER} > /etc/resolv.conf"
    )
    television.spawn("film", "curl", "-s", "-o", "/dev/null", _DOWNLOAD)


@scenario(
    "healthy-air_with_some_jitter",
    "healthy",
    all_of(all_works, pings(_NEAR, ms=(2, 15), spread_ms=(1, 8)), pings(_FAR, ms=(2, 15), spread_ms=(1, 8))),
)
def air_with_some_jitter(lab: Lab) -> None:
    """The way to the box behaves like good Wi-Fi: 2 to 14 ms, a different number every time."""
    lan_line(lab, Way(delay_ms=1, spread_ms=6, overtake=True), Way(delay_ms=1, spread_ms=6, overtake=True))


@scenario(
    "healthy-only_ipv6",
    "healthy",
    all_of(
        pings(plan.ANCHORS6[0], count=40),
        curl("https://www.wikipedia.org/", status=200),
        curl("http://detectportal.firefox.com/success.txt", status=200, body="success"),
        shell("ip -4 route | grep default", fails=True),
    ),
    connect=False,
)
def only_ipv6(lab: Lab) -> None:
    """A provider of the new kind: no IPv4 address at all, and everything that the person uses answers on IPv6."""
    lab.laptop.sh(
        "ip link set eth0 up\n"
        "for _ in $(seq 300); do ip -6 addr show dev eth0 | grep -q 2001:db8 && break; sleep 0.01; done\n"
        "ip -6 addr show dev eth0 | grep -q 2001:db8"
    )
    lab.laptop.name_servers(plan.LAN6_ROUTER)
