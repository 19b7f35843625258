"""The acts of Windows, with a stand-in for the system."""

import pytest

from app.guides.actions.windows.acts import ADMIN, acts
from app.guides.actions.windows.port import DECLINED, Radio, Value
from app.guides.hand import Did, Target
from diagnostics.model.site import Vpn

GUID = "{00000000-0000-4000-8000-000000000001}"
WIFI = Target(adapter="Wi-Fi")
COMPANY = Target(vpn=Vpn(name="Company VPN"))
PAC = "http://proxy.example.org/proxy.pac"


class Computer:
    """A laptop with one radio and a phone book of two VPNs."""

    def __init__(self) -> None:
        self.settings: dict[str, Value] = {"ProxyEnable": 1, "ProxyServer": "192.0.2.9:3128"}
        self.is_on, self.joined = True, "Home"
        self.saved = {"Home": "<WLANProfile>encrypted</WLANProfile>"}
        self.up = {"Private"}
        self.helper_status: int | None = 0
        self.asked: list[tuple[str, ...]] = []
        self.limits_s: list[float] = []
        self.obeys = True

    def flush_names(self) -> bool:
        return self.obeys

    def internet_setting(self, name: str) -> Value | None:
        return self.settings.get(name)

    def set_internet_setting(self, name: str, value: Value | None) -> bool:
        if value is None:
            self.settings.pop(name, None)
        else:
            self.settings[name] = value
        return self.obeys

    def radios(self) -> tuple[Radio, ...]:
        return (Radio(GUID, "Wi-Fi", self.is_on, self.joined or None),)

    def turn_radio(self, guid: str, on: bool) -> bool:
        self.is_on = on if self.obeys else self.is_on
        return True

    def join(self, guid: str, profile: str) -> bool:
        self.joined = profile if self.obeys else ""
        return profile in self.saved

    def leave(self, guid: str) -> bool:
        self.joined = ""
        return True

    def profile(self, guid: str, name: str) -> str | None:
        return self.saved.get(name)

    def set_profile(self, guid: str, xml: str) -> bool:
        self.saved["Home"] = xml
        return True

    def delete_profile(self, guid: str, name: str) -> bool:
        self.joined = ""
        return self.saved.pop(name, None) is not None

    def tunnels(self) -> tuple[str, ...]:
        return tuple(self.up)

    def known_tunnels(self) -> tuple[str, ...]:
        return ("Company VPN", "Private")

    def run(self, program: str, *arguments: str, within_s: float) -> int | None:
        self.asked.append((program, *arguments))
        if not self.obeys:
            return 691
        if program == "rasdial":
            (self.up.discard if "/DISCONNECT" in arguments else self.up.add)(arguments[0])
        return 0

    def has_helper(self) -> bool:
        return True

    def elevated(self, verb: str, *arguments: str, within_s: float) -> int | None:
        self.asked.append((verb, *arguments))
        self.limits_s.append(within_s)
        return self.helper_status

    def pause(self, seconds: float) -> None:
        assert seconds < 5


def test_a_dead_proxy_goes_and_comes_back() -> None:
    computer = Computer()
    act = acts(computer)["proxy.reset_user"]
    before = act.snapshot(Target())
    assert act.act(Target(), before, 5).did is Did.DONE
    assert computer.settings["ProxyEnable"] == 0
    assert act.restore(Target(), before, 5).did is Did.DONE
    assert computer.settings == {"ProxyEnable": 1, "ProxyServer": "192.0.2.9:3128"}


def test_the_script_of_the_organisation_is_set_and_taken_out_again() -> None:
    computer = Computer()
    computer.settings = {}
    target = Target(pac=PAC)
    act = acts(computer)["proxy.apply_site_pac"]
    before = act.snapshot(target)
    assert act.act(target, before, 5).did is Did.DONE
    assert computer.settings == {"AutoConfigURL": PAC}
    assert act.act(target, before, 5).did is Did.NOTHING_TO_DO
    assert act.restore(target, before, 5).did is Did.DONE
    assert computer.settings == {}


@pytest.mark.parametrize("name", ["ProxyServer", "AutoConfigURL"])
def test_a_proxy_with_a_log_in_is_not_touched(name: str) -> None:
    computer = Computer()
    computer.settings[name] = "http://user:secret@192.0.2.9:3128"
    assert not acts(computer)["proxy.reset_user"].ready(Target())


def test_no_script_is_set_where_the_organisation_has_none() -> None:
    assert not acts(Computer())["proxy.apply_site_pac"].ready(Target())


def test_the_radio_is_switched_on_and_off_again() -> None:
    computer = Computer()
    computer.is_on, computer.joined = False, ""
    act = acts(computer)["wifi.radio_on"]
    before = act.snapshot(WIFI)
    assert act.act(WIFI, before, 5).did is Did.DONE
    assert computer.is_on
    assert act.restore(WIFI, before, 5).did is Did.DONE
    assert not computer.is_on


def test_a_network_is_forgotten_and_its_key_comes_back() -> None:
    computer = Computer()
    act = acts(computer)["wifi.forget_rejoin"]
    before = act.snapshot(WIFI)
    assert act.act(WIFI, before, 5).did is Did.DONE
    assert computer.saved == {}
    assert act.restore(WIFI, before, 5).did is Did.DONE
    assert computer.saved == {"Home": "<WLANProfile>encrypted</WLANProfile>"}
    assert computer.joined == "Home"


def test_joining_again_that_fails_is_late() -> None:
    computer = Computer()
    act = acts(computer)["wifi.reconnect"]
    before = act.snapshot(WIFI)
    computer.obeys = False
    assert act.act(WIFI, before, 0.05).did is Did.TIMED_OUT


def test_the_vpn_is_dialled_and_hung_up_again() -> None:
    computer = Computer()
    act = acts(computer)["vpn.start_client"]
    before = act.snapshot(COMPANY)
    assert act.act(COMPANY, before, 5).did is Did.DONE
    assert computer.up == {"Company VPN", "Private"}
    assert act.restore(COMPANY, before, 5).did is Did.DONE
    assert computer.up == {"Private"}


def test_another_vpn_is_hung_up_and_dialled_again() -> None:
    computer = Computer()
    target = Target(other_vpn="Private")
    act = acts(computer)["vpn.disconnect_other"]
    before = act.snapshot(target)
    assert act.act(target, before, 5).did is Did.DONE
    assert computer.up == set()
    assert act.restore(target, before, 5).did is Did.DONE
    assert computer.up == {"Private"}


def test_a_refused_password_is_a_failure_with_its_number() -> None:
    computer = Computer()
    computer.obeys = False
    act = acts(computer)["vpn.start_client"]
    deed = act.act(COMPANY, act.snapshot(COMPANY), 5)
    assert (deed.did, deed.detail) == (Did.FAILED, "rasdial 691")


STATUSES = {
    0: Did.DONE,
    1: Did.NOTHING_TO_DO,
    2: Did.UNSUPPORTED,
    3: Did.FAILED,
    DECLINED: Did.DECLINED,
    77: Did.FAILED,
}


@pytest.mark.parametrize("status", STATUSES)
def test_what_the_helper_answers(status: int) -> None:
    computer = Computer()
    computer.helper_status = status
    act = acts(computer)["dns.use_automatic"]
    target = Target(adapter="Ethernet")
    before = act.snapshot(target)
    assert act.act(target, before, 5).did is STATUSES[status]
    assert computer.asked == [("dns.use_automatic", before["token"], "Ethernet")]
    act.restore(target, before, 5)
    assert computer.asked[-1] == ("restore", before["token"])


def test_a_helper_that_never_ends_is_late() -> None:
    computer = Computer()
    computer.helper_status = None
    act = acts(computer)["winsock.reset"]
    assert act.act(Target(), act.snapshot(Target()), 5).did is Did.TIMED_OUT
    assert computer.limits_s == [5]


def test_when_nobody_is_there_windows_is_not_made_to_ask() -> None:
    assert not set(ADMIN) & set(acts(Computer(), attended=False))


def test_without_an_object_the_helper_is_not_called() -> None:
    table = acts(Computer())
    assert not table["dhcp.renew"].ready(Target())
    assert not table["hosts.remove_entries"].ready(Target())
    assert table["hosts.remove_entries"].ready(Target(hosts=("helpdesk.example.org",)))
