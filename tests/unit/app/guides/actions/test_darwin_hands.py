"""The acts of macOS, with a stand-in for its programs."""

from collections.abc import Sequence

import pytest

from app.guides.actions.darwin.acts import acts
from app.guides.actions.darwin.port import Output
from app.guides.hand import Did, Target
from diagnostics.model.site import Vpn

ID = "11111111-2222-3333-4444-555555555555"
COMPANY = Target(vpn=Vpn(name="Company VPN"))
WIFI = Target(adapter="en0")


class Mac:
    """A Mac with one radio and two VPNs; `stuck`: orders are taken and nothing happens."""

    def __init__(self) -> None:
        self.power = "On"
        self.state = {"Company VPN": "Disconnected", "Private": "Connected"}
        self.orders: list[Sequence[str]] = []
        self.stuck = False
        self.has_ticket = True

    def run(self, program: str, *arguments: str, within_s: float = 5.0) -> Output:
        self.orders.append((program, *arguments))
        match (program, *arguments):
            case ("networksetup", "-getairportpower", "en0"):
                return Output(0, f"Wi-Fi Power (en0): {self.power}\n")
            case ("networksetup", "-getairportpower", other):
                return Output(10, f"{other} is not a Wi-Fi interface.\n")
            case ("networksetup", "-setairportpower", _, word):
                self.power = self.power if self.stuck else word.capitalize()
                return Output(0)
            case ("ipconfig", "getifaddr", _):
                return Output(0 if self.power == "On" else 1, "192.0.2.9\n")
            case ("scutil", "--nc", "list"):
                return Output(0, "Available network connection services:\n" + "".join(map(self._line, self.state)))
            case ("scutil", "--nc", order, _):
                if not self.stuck:
                    self.state["Company VPN"] = "Connected" if order == "start" else "Disconnected"
                return Output(0)
            case ("klist", "-s"):
                return Output(0 if self.has_ticket else 1)
        return Output(0)

    def _line(self, name: str) -> str:
        number = ID if name == "Company VPN" else ID.replace("1", "9")
        return f'* ({self.state[name]})   {number} VPN (com.example.client) "{name}"   [VPN:com.example.client]\n'

    def pause(self, seconds: float) -> None:
        assert seconds < 5


def test_the_radio_is_switched_on_and_off_again() -> None:
    mac = Mac()
    mac.power = "Off"
    act = acts(mac)["wifi.radio_on"]
    assert act.ready(WIFI)
    before = act.snapshot(WIFI)
    assert act.act(WIFI, before, 5).did is Did.DONE
    assert mac.power == "On"
    assert act.restore(WIFI, before, 5).did is Did.DONE
    assert mac.power == "Off"
    assert act.restore(WIFI, before, 5).did is Did.NOTHING_TO_DO


def test_a_radio_that_is_on_needs_nothing() -> None:
    act = acts(Mac())["wifi.radio_on"]
    assert act.act(WIFI, act.snapshot(WIFI), 5).did is Did.NOTHING_TO_DO


@pytest.mark.parametrize("target", [Target(), Target(adapter="en7")], ids=["no adapter", "a cable"])
def test_without_a_radio_it_is_not_offered(target: Target) -> None:
    assert not acts(Mac())["wifi.reconnect"].ready(target)


def test_a_radio_that_does_not_obey_is_late() -> None:
    mac = Mac()
    mac.power, mac.stuck = "Off", True
    act = acts(mac)["wifi.radio_on"]
    assert act.act(WIFI, act.snapshot(WIFI), 0.05).did is Did.TIMED_OUT


def test_joining_again_waits_for_an_address() -> None:
    mac = Mac()
    act = acts(mac)["wifi.reconnect"]
    assert act.act(WIFI, act.snapshot(WIFI), 5).did is Did.DONE
    turned = [order[3] for order in mac.orders if order[1] == "-setairportpower"]
    assert turned == ["off", "on"]


def test_the_vpn_connects_and_goes_back_to_what_it_was() -> None:
    mac = Mac()
    act = acts(mac)["vpn.start_client"]
    assert act.ready(COMPANY)
    before = act.snapshot(COMPANY)
    assert act.act(COMPANY, before, 5).did is Did.DONE
    assert mac.state["Company VPN"] == "Connected"
    assert act.restore(COMPANY, before, 5).did is Did.DONE
    assert mac.state["Company VPN"] == "Disconnected"


def test_a_vpn_that_macos_does_not_manage_is_not_offered() -> None:
    assert not acts(Mac())["vpn.reconnect"].ready(Target(vpn=Vpn(name="Other")))
    assert not acts(Mac())["vpn.reconnect"].ready(Target())


def test_a_vpn_that_never_comes_up_is_late() -> None:
    mac = Mac()
    mac.stuck = True
    act = acts(mac)["vpn.start_client"]
    assert act.act(COMPANY, act.snapshot(COMPANY), 0.05).did is Did.TIMED_OUT


def test_tickets_are_thrown_away_where_there_are_some() -> None:
    mac = Mac()
    act = acts(mac)["credentials.refresh"]
    assert act.ready(Target())
    assert act.act(Target(), act.snapshot(Target()), 5).did is Did.DONE
    assert mac.orders[-1] == ("kdestroy",)
    mac.has_ticket = False
    assert not act.ready(Target())
