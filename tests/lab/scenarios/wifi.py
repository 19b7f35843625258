"""Faults of the air, as NetworkManager tells of them: the laptop's only card is the one that it calls a radio."""

from typing import Any

from tests.lab import plan
from tests.lab.control import Control, all_of, all_works, anchors_dark, in_turn, shell
from tests.lab.desktop import CARD, ENTERPRISE, HOME, NM, Plan, apart, by_wifi, heard, joined, says, start
from tests.lab.line import Way, lan_line
from tests.lab.node import link
from tests.lab.sample import pings
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_NEAR = plan.LAN_ROUTER
_DEVICE = "/org/freedesktop/NetworkManager/Devices/wlan"
_NO_LINK = shell(f"cat /sys/class/net/{CARD}/carrier", says="0")
_DOWN = shell(f"cat /sys/class/net/{CARD}/flags", says="0x1002")


def _state(number: int) -> Control:
    return says(NM, _DEVICE, f"{NM}.Device", "State", f"uint32 {number}")


def _away(lab: Lab, services: Plan) -> None:
    """The radio is on and joined to nothing: its card is up and has no link."""
    by_wifi(lab)
    lab.router.sh("ip link set lap0 down")
    lab.laptop.start_dhcp()
    start(lab, services)


def _in(lab: Lab, services: Plan) -> None:
    by_wifi(lab)
    lab.laptop.connect()
    start(lab, services)


@scenario(
    "wifi.radio_off-airplane_mode",
    "wifi.radio_off",
    all_of(anchors_dark, _DOWN, says(NM, "/org/freedesktop/NetworkManager", NM, "WirelessEnabled", "boolean false")),
    reason="software",
    connect=False,
)
def airplane_mode(lab: Lab) -> None:
    """The little plane: the system switched the radio off."""
    by_wifi(lab)
    start(lab, apart(20, 0, software_on=False))


@scenario(
    "wifi.radio_off-switch_at_the_edge",
    "wifi.radio_off",
    all_of(
        anchors_dark, _DOWN, says(NM, "/org/freedesktop/NetworkManager", NM, "WirelessHardwareEnabled", "boolean false")
    ),
    reason="hardware",
    connect=False,
)
def switch_at_the_edge(lab: Lab) -> None:
    """The switch at the edge of the laptop; beside it there is an empty socket for a cable, as always."""
    by_wifi(lab)
    link(lab.router, "lap1", lab.laptop, "eth0")
    lab.laptop.sh("ip link set eth0 up")
    services = apart(20, 0, hardware_on=False, ethernet="eth0")
    start(lab, services)


_AROUND = (heard(55, "Livebox-9A1C", frequency=2412), heard(41, "Bbox-77F0", frequency=5500))
_OFFICE = {"ssid": "Corp-WiFi", "enterprise": True}


@scenario(
    "wifi.not_connected-key_refused",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(60)),
    reason="wrong_key",
    connect=False,
)
def key_refused(lab: Lab) -> None:
    """The box has another key by now: the handshake breaks off, and the system asks for the key once more."""
    _away(lab, apart(60, 8, heard(72), *_AROUND))


@scenario(
    "wifi.not_connected-no_key_after_all",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(120)),
    reason="wrong_key",
    connect=False,
)
def no_key_after_all(lab: Lab) -> None:
    """The question for the key was closed: the attempt has failed for want of a secret; a cable's socket is empty."""
    _away(lab, apart(120, 7, heard(48, frequency=2437), ethernet="eth0"))
    link(lab.router, "lap1", lab.laptop, "eth0")
    lab.laptop.sh("ip link set eth0 up")


@scenario(
    "wifi.not_connected-box_out_of_range",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(30)),
    reason="out_of_range",
    connect=False,
)
def box_out_of_range(lab: Lab) -> None:
    """In the garden: the home network was tried and not found, only the neighbours are heard."""
    _away(lab, apart(30, 53, *_AROUND))


@scenario(
    "wifi.not_connected-office_sign_in_refused",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(120)),
    reason="sign_in",
    connect=False,
)
def office_sign_in_refused(lab: Lab) -> None:
    """In the office: the network takes names and passwords (802.1X), and has refused this one."""
    _away(lab, apart(120, 8, heard(80, "Corp-WiFi", flags=ENTERPRISE), saved=(_OFFICE, {"ssid": HOME})))


@scenario(
    "wifi.not_connected-certificate_refused",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(30)),
    reason="sign_in",
    connect=False,
)
def certificate_refused(lab: Lab) -> None:
    """The office's network no longer takes this laptop's certificate; the attempt is over, and nothing is tried."""
    here = (heard(80, "Corp-WiFi", flags=ENTERPRISE), heard(74, "Corp-WiFi", 2, 2462, flags=ENTERPRISE))
    _away(lab, apart(30, 10, *here, *_AROUND, saved=(_OFFICE,)))


@scenario(
    "wifi.not_connected-nothing_known_here",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(30)),
    reason="unknown_network",
    connect=False,
)
def nothing_known_here(lab: Lab) -> None:
    """At a friend's: two networks around, and no key for either of them."""
    _away(lab, apart(30, 0, *_AROUND))


@scenario(
    "wifi.not_connected-no_answer_in_time",
    "wifi.not_connected",
    all_of(anchors_dark, _NO_LINK, _state(120)),
    connect=False,
)
def no_answer_in_time(lab: Lab) -> None:
    """The access point is heard and never answers the attempt to join."""
    _away(lab, apart(120, 11, heard(22)))


def _bad_air(**near: Any) -> Control:
    return in_turn(pings(_NEAR, count=150, **near))


@scenario("wifi.weak_signal-two_floors_up", "wifi.weak_signal", _bad_air(lost=(4, 30)), connect=False)
def two_floors_up(lab: Lab) -> None:
    """-82 dBm: eight frames of a hundred are lost each way between laptop and box."""
    _in(lab, joined(36, *_AROUND))
    lan_line(lab, Way(loss=0.08), Way(loss=0.08))


@scenario(
    "wifi.weak_signal-behind_concrete", "wifi.weak_signal", _bad_air(ms=(40, 400), spread_ms=(30, 300)), connect=False
)
def behind_concrete(lab: Lab) -> None:
    """-77 dBm on 2.4 GHz: nothing is lost for good, but frames are sent again and again, and come late."""
    _in(lab, joined(46, *_AROUND, frequency=2412))
    lan_line(lab, Way(spread_ms=200, spikes=0.6, overtake=True), Way(spread_ms=140, spikes=0.4, overtake=True))


_FLATS = tuple(heard(62 - number, f"Livebox-{number:02X}", frequency=2437) for number in range(6))


@scenario("wifi.congested-block_of_flats", "wifi.congested", _bad_air(spread_ms=(25, 300)), connect=False)
def block_of_flats(lab: Lab) -> None:
    """Full bars, and six other networks on the same channel: everybody waits for everybody."""
    _in(lab, joined(84, *_FLATS, frequency=2437))
    lan_line(lab, Way(spread_ms=190, spikes=0.6, overtake=True), Way(spread_ms=150, spikes=0.5, overtake=True))


_ROW = (
    *(heard(66, f"Bbox-{number:02X}", frequency=2412) for number in range(2)),
    *(heard(70, f"SFR-{number:02X}", frequency=2427) for number in range(2)),
    heard(64, "Livebox-77", frequency=2432),
)


@scenario("wifi.congested-channels_between_channels", "wifi.congested", _bad_air(lost=(4, 30)), connect=False)
def channels_between_channels(lab: Lab) -> None:
    """Five neighbours on channels beside ours: they overlap without being heard as Wi-Fi, and frames collide."""
    _in(lab, joined(90, *_ROW, frequency=2422))
    lan_line(lab, Way(loss=0.08), Way(loss=0.08))


@scenario("healthy-weak_wifi_but_clean", "healthy", all_of(all_works, pings(_NEAR)), connect=False)
def weak_wifi_but_clean(lab: Lab) -> None:
    """One bar, -80 dBm, and not a frame is lost: nothing to repair."""
    _in(lab, joined(40, *_AROUND))


@scenario("healthy-crowded_wifi_but_clean", "healthy", all_of(all_works, pings(_NEAR)), connect=False)
def crowded_wifi_but_clean(lab: Lab) -> None:
    """Nine networks on one channel in the middle of the night: all of them are silent."""
    nine = (heard(70, f"Livebox-{number:02X}", frequency=2437) for number in range(9))
    _in(lab, joined(80, *nine, frequency=2437))


@scenario("healthy-wifi_off_and_a_cable_in", "healthy", all_works, connect=False)
def wifi_off_and_a_cable_in(lab: Lab) -> None:
    """At the desk: the radio is switched off on purpose, and the cable carries everything."""
    lab.laptop.connect()
    lab.laptop.sh(f"ip link add {CARD} type veth peer name other\nip link set other up")
    start(lab, apart(20, 0, software_on=False, ethernet="eth0"))
