"""What every implementation of SystemFacts promises: the fake, the recorded laptops, the computer that runs this."""

import ipaddress
from typing import Any

import pytest

from diagnostics.model.fact import Adapter, AdapterType, Fact, Talker
from diagnostics.model.observed import Knowledge, Observed
from diagnostics.model.port import SystemFacts
from diagnostics.model.site import Vpn
from diagnostics.system import current
from diagnostics.system.portable import PortableFacts
from tests.fakes.system import FakeSystem
from tests.unit.diagnostics.system.replay import CASES, laptop

SYSTEMS: dict[str, Any] = {"fake": FakeSystem, "real": current, "portable": lambda: PortableFacts("linux")}
SYSTEMS |= {case: lambda case=case: laptop(case) for case in CASES}

SPEC = Vpn(name="Company VPN", kind="openvpn", gateways=("vpn.example.org:1194/udp",))
NEIGHBOUR_STATES = {"reachable", "stale", "incomplete", "failed", "permanent", "other"}
PROXY_MODES = {"manual", "pac", "wpad"}
ROLES = {"system", "home", "temporary", "profile"}


@pytest.fixture(params=list(SYSTEMS))
def system(request: pytest.FixtureRequest) -> SystemFacts:
    facts: SystemFacts = SYSTEMS[request.param]()
    return facts


def answers(system: SystemFacts) -> dict[str, Observed[Any]]:
    return {
        "adapters": system.adapters(),
        "addresses": system.addresses(),
        "routes": system.routes(),
        "neighbours": system.neighbours(),
        "resolvers": system.resolvers(),
        "hosts": system.hosts(("localhost",)),
        "proxies": system.proxies(),
        "wifi": system.wifi(),
        "hints": system.hints(),
        "power": system.power(),
        "vpn": system.vpn(SPEC),
        "vpn_log": system.vpn_log(SPEC),
        "vpn_certificate": system.vpn_certificate(SPEC),
        "other_vpns": system.other_vpns((SPEC,)),
        "browsers": system.browsers(),
        "audio": system.audio(),
        "traffic": system.traffic(0.05),
        "volumes": system.volumes(),
    }


class TestContract:
    def test_every_answer_is_a_value_or_says_why_there_is_none(self, system: SystemFacts) -> None:
        for name, answer in answers(system).items():
            assert (answer.value is not None) == (answer.state is Knowledge.OK), name
            assert answer.source, name
            found = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            assert all(isinstance(item, Fact) for item in found if item is not None), name

    def test_the_adapters_are_what_every_system_knows(self, system: SystemFacts) -> None:
        adapters = system.adapters().value
        assert adapters is not None
        assert [item.index for item in adapters] == sorted(item.index for item in adapters)
        assert len({item.name for item in adapters}) == len(adapters)
        for item in adapters:
            assert item.name
            assert item.enabled is not False or item.carrier is None, "a card that is off cannot know its cable"
            assert item.mac is None or (len(item.mac) == 17 and item.mac == item.mac.lower())
            assert not (item.type is AdapterType.LOOPBACK and item.is_physical)

    def test_addresses_are_canonical_and_of_known_adapters_but_never_of_loopback(self, system: SystemFacts) -> None:
        known = {item.name: item for item in system.adapters().value or ()}
        for item in system.addresses().value or ():
            address = ipaddress.ip_address(item.address)
            assert str(address) == item.address
            assert 0 <= item.prefix <= address.max_prefixlen
            assert known[item.adapter].type is not AdapterType.LOOPBACK

    def test_routes_lead_to_networks_through_known_adapters(self, system: SystemFacts) -> None:
        known = {item.name for item in system.adapters().value or ()}
        for item in system.routes().value or ():
            ipaddress.ip_network(item.destination, strict=True)
            assert item.adapter in known or (item.adapter is None and item.unreachable)
            assert item.gateway is None or ipaddress.ip_address(item.gateway)
            assert item.table != 255, "the kernel's own table"

    def test_neighbours_resolvers_and_proxies_use_the_closed_words(self, system: SystemFacts) -> None:
        for neighbour in system.neighbours().value or ():
            assert neighbour.state in NEIGHBOUR_STATES
            assert not ipaddress.ip_address(neighbour.address).is_multicast
        for config in system.resolvers().value or ():
            assert all(ipaddress.ip_address(server) for server in config.servers)
        for proxy in system.proxies().value or ():
            assert proxy.mode in PROXY_MODES
            assert "@" not in (proxy.server or "")
            assert (proxy.server is not None) == (proxy.mode == "manual")

    def test_wifi_names_only_radios_that_are_adapters(self, system: SystemFacts) -> None:
        known = {item.name for item in system.adapters().value or ()}
        assert all(item.adapter in known for item in system.wifi().value or ())

    def test_shares_of_power_and_air_stay_in_their_ranges(self, system: SystemFacts) -> None:
        power = system.power().value
        if power is not None:
            assert power.battery_percent is None or 0.0 <= power.battery_percent <= 100.0
            assert power.frequency_share is None or power.frequency_share > 0.0
            assert all(age is None or age >= 0.0 for age in (power.resumed_s_ago, power.uptime_s))
            assert power.throttle_events is None or power.throttle_events >= 0
        for link in system.wifi().value or ():
            assert link.signal_dbm is None or -120 <= link.signal_dbm < 0
            assert not (link.connected and link.refusal), "who is in was not refused"
        for hint in system.hints().value or ():
            assert hint.connectivity in (None, "none", "portal", "limited", "full")

    def test_what_is_heard_of_vpns_is_about_the_one_that_was_asked_for(self, system: SystemFacts) -> None:
        for hit in system.vpn_log(SPEC).value or ():
            assert hit.vpn == SPEC.name
            assert hit.count >= hit.episodes >= 1
            assert hit.age_s is None or hit.age_s >= 0.0
        certificate = system.vpn_certificate(SPEC)
        assert certificate.value is None or certificate.value.vpn == SPEC.name
        for other in system.other_vpns((SPEC,)).value or ():
            assert other.product
            assert other.up is not True or other.adapter is not None

    def test_browsers_and_sound_use_the_closed_words(self, system: SystemFacts) -> None:
        browsers = system.browsers().value or ()
        assert len({item.browser for item in browsers}) == len(browsers)
        for item in browsers:
            assert item.secure_dns in (None, "off", "automatic", "strict")
            assert item.proxy_mode in (None, "system", "direct", "manual", "pac")
        for device in system.audio().value or ():
            assert device.direction in ("in", "out")
            assert device.bluetooth_profile in (None, "music", "headset")
            assert device.bus in (None, "usb", "pci", "bluetooth")

    def test_traffic_is_never_negative(self, system: SystemFacts) -> None:
        for item in system.traffic(0.05).value or ():
            if isinstance(item, Talker):
                assert item.down_mbit + item.up_mbit >= 0.05
                assert "/" not in item.process, "a name, not a command line"
            else:
                assert min(item.rx_mbit, item.tx_mbit, item.rx_packets, item.tx_packets) >= 0

    def test_the_vpn_answer_carries_the_name_of_the_site_file(self, system: SystemFacts) -> None:
        client = system.vpn(SPEC).value
        if client is not None:
            assert client.vpn == SPEC.name
            assert client.tunnel_up is not True or client.adapter is not None
            assert client.installed is not False or not client.running

    def test_the_load_is_a_share_of_the_whole_machine(self, system: SystemFacts) -> None:
        load = system.load(0.05).value
        assert load is not None
        assert 0.0 <= load.cpu_percent <= 100.0
        assert load.cores >= 1
        assert 0 < load.memory_available <= load.memory_total
        assert load.top_process is None or "/" not in load.top_process, "a name, not a command line"

    def test_volumes_are_one_a_file_system_and_the_system_comes_first(self, system: SystemFacts) -> None:
        volumes = system.volumes().value
        assert volumes
        assert {item.role for item in volumes} <= ROLES
        assert all(0 <= item.free <= item.total for item in volumes)

    def test_the_system_names_itself_in_plain_words(self, system: SystemFacts) -> None:
        info = system.os()
        assert info.system in ("linux", "darwin", "windows")
        assert all((info.name, info.kernel, info.machine))


def test_the_fake_is_a_healthy_laptop_on_a_cable() -> None:
    system = FakeSystem()
    adapters, addresses = system.adapters().value, system.addresses().value
    assert adapters is not None
    assert addresses is not None
    cable = [item for item in adapters if item.is_physical]
    assert [(item.name, item.enabled, item.carrier) for item in cable] == [("eth0", True, True)]
    assert [(item.address, item.prefix, item.origin) for item in addresses] == [("192.0.2.23", 24, "dhcp")]


def test_the_fake_can_be_told_anything_and_refuses_facts_that_do_not_exist() -> None:
    broken = Observed[tuple[Adapter, ...]].missing(Knowledge.DENIED, "fake")
    system = FakeSystem(adapters=broken, vpn={"Company VPN": None})
    assert system.adapters().state is Knowledge.DENIED
    with pytest.raises(TypeError, match="no such fact: adpaters"):
        system.set(adpaters=())
