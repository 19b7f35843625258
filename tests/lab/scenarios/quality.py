"""A line that answers, and not well: loss, delay, jitter, with the stretch of the way where it begins."""

from tests.lab import plan
from tests.lab.control import all_of, in_turn, web_works
from tests.lab.line import Way, company_line, lan_line, lose, wan_line
from tests.lab.sample import connects, pings
from tests.lab.scenario import scenario
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_NEAR, _FAR = plan.LAN_ROUTER, plan.ANCHORS[0]
_GOOD_LAN = pings(_NEAR, ms=(0, 5))


@scenario(
    "internet.loss-isp_5_percent",
    "internet.loss",
    all_of(_GOOD_LAN, pings(_FAR, lost=(3, 20))),
    reason="isp",
)
def isp_5_percent(lab: Lab) -> None:
    """Behind the box one packet in twenty gets lost, in both directions."""
    lose(lab, 5)


@scenario(
    "internet.loss-isp_in_bursts",
    "internet.loss",
    all_of(_GOOD_LAN, pings(_FAR, count=200, lost=(5, 35))),
    reason="isp",
)
def isp_in_bursts(lab: Lab) -> None:
    """The line to the provider breaks off for some packets in a row, 15 % of them in all."""
    wan_line(lab, Way(burst=0.08, burst_frames=5), Way(burst=0.07, burst_frames=5))


@scenario(
    "internet.loss-bad_cable",
    "internet.loss",
    all_of(pings(_NEAR, count=150, lost=(4, 30)), pings(_FAR, count=150, lost=(4, 30))),
    reason="cable",
)
def bad_cable(lab: Lab) -> None:
    """A bent plug: 8 % of the frames between laptop and box get lost, each way; the line behind is perfect."""
    lan_line(lab, Way(loss=0.08), Way(loss=0.08))


@scenario(
    "internet.loss-only_upward",
    "internet.loss",
    all_of(_GOOD_LAN, pings(_FAR, count=150, lost=(3, 25))),
    reason="isp",
)
def only_upward(lab: Lab) -> None:
    """A radio link that loses 10 % of what goes up and nothing of what comes down."""
    lose(lab, 10, down=False)


@scenario(
    "internet.loss-tcp_only",
    "internet.loss",
    in_turn(all_of(_GOOD_LAN, pings(_FAR)), connects(_FAR, (3, 25))),
    reason="isp",
)
def tcp_only(lab: Lab) -> None:
    """An overloaded filter of the provider loses TCP and lets ICMP pass: pings look clean, and work does not.

    Still loss: what people use is TCP, and clean pings only prove that a packet which nobody needs arrives. The
    opposite (lossy pings, clean TCP) is a box that is too busy to answer strangers, and healthy.
    """
    lose(lab, 12, what="meta l4proto tcp")


@scenario(
    "internet.high_latency-satellite",
    "internet.high_latency",
    all_of(_GOOD_LAN, pings(_FAR, count=20, ms=(590, 640))),
    reason="satellite",
)
def satellite(lab: Lab) -> None:
    """A geostationary satellite: 600 ms there and back, nothing lost."""
    wan_line(lab, Way(delay_ms=300), Way(delay_ms=300))


@scenario(
    "internet.high_latency-crowded_mobile_cell",
    "internet.high_latency",
    all_of(_GOOD_LAN, pings(_FAR, count=40, ms=(330, 400))),
)
def crowded_mobile_cell(lab: Lab) -> None:
    """A 4G box at the edge of its cell: some 360 ms, a little uneven, nothing lost."""
    wan_line(lab, Way(delay_ms=200, spread_ms=20), Way(delay_ms=140, spread_ms=20))


@scenario(
    "internet.high_latency-home_network",
    "internet.high_latency",
    all_of(pings(_NEAR, count=80, ms=(80, 150)), pings(_FAR, count=80, ms=(80, 150))),
    reason="lan",
)
def home_network(lab: Lab) -> None:
    """A chain of repeaters: 80 to 150 ms to the box, and next to nothing beyond it."""
    lan_line(lab, Way(delay_ms=40, spread_ms=35), Way(delay_ms=40, spread_ms=35))


@scenario(
    "internet.high_latency-distant_vpn",
    "internet.high_latency",
    all_of(
        pings(_FAR, ms=(0, 10)),
        pings(plan.COMPANY_GATEWAY, count=20, ms=(360, 420)),
        pings(plan.INSIDE_DNS, count=20, ms=(360, 420)),
        inside("intranet.corp.example", status=200),
    ),
    site="openvpn",
    reason="distant_vpn",
)
def distant_vpn(lab: Lab) -> None:
    """The gateway that IT chose stands on another continent: 380 ms to it and inside, the internet itself is quick."""
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()
    openvpn_up(lab)
    company_line(lab, Way(delay_ms=190), Way(delay_ms=190))


_JITTER = all_of(_GOOD_LAN, web_works, pings(_FAR, ms=(60, 130), spread_ms=(30, 80)))


@scenario("call.quality-jitter", "call.quality", _JITTER, because="unknown")
def jitter(lab: Lab) -> None:
    """Packets take anything up to 180 ms, each for itself, and none gets lost."""
    wan_line(lab, Way(spread_ms=180, overtake=True), Way())


@scenario(
    "call.quality-jitter_in_a_call",
    "call.quality",
    all_of(_GOOD_LAN, web_works, pings(_FAR, ms=(40, 130), spread_ms=(25, 80))),
    because="unknown",
    options=("--symptom", "calls"),
)
def jitter_in_a_call(lab: Lab) -> None:
    """Every second packet waits for up to 220 ms, in both directions and in no order: for voice it comes too late."""
    wan_line(lab, Way(spread_ms=220, spikes=0.5, overtake=True), Way(spread_ms=120, spikes=0.3, overtake=True))


@scenario(
    "call.quality-loss",
    "call.quality",
    all_of(_GOOD_LAN, pings(_FAR, count=150, lost=(3, 25))),
    because="internet.loss",
    options=("--symptom", "calls"),
)
def loss(lab: Lab) -> None:
    """The provider loses 6 % each way, and the person complains about calls."""
    lose(lab, 6)
