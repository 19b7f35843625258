"""Stories of the air, the quality of the line, calls, browsers and the desk."""

from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.model.answer import DnsAnswer, LoadAnswer, Purpose, Role, SeriesAnswer
from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    AudioDevice,
    BrowserSetting,
    LaptopLoad,
    LaptopPower,
    NetworkHint,
    Talker,
    Told,
    WifiLink,
    WifiRefusal,
)
from diagnostics.model.failure import Failure
from tests.fakes.house import House
from tests.fakes.way import to_the_anchors, to_the_box
from tests.unit.diagnostics.faults.story_home import cable, dead_box, no_lease

Story = Callable[[], House]
JOINED = WifiLink(adapter="eth0", radio_on=True, connected=True, ssid="home", signal_dbm=-55, frequency_mhz=5180)


def way(box: list[SeriesAnswer], anchors: list[SeriesAnswer], **options: Any) -> House:
    house = House(**options)
    house.facts["internet.quality"] = [*box, *anchors]
    return house


def line_loses(**options: Any) -> House:
    return way(to_the_box(), to_the_anchors(lost=0.08), **options)


def home_loses() -> House:
    return way(to_the_box(lost=0.09), to_the_anchors(lost=0.09))


def radio(**fields: Any) -> House:
    return cable(carrier=False).put("link.adapters", msgspec.structs.replace(JOINED, **fields))


def air(signal_dbm: int, **fields: Any) -> House:
    house = way(to_the_box(lost=0.07, jitter_ms=12.0), to_the_anchors(lost=0.07))
    return house.put("link.adapters", msgspec.structs.replace(JOINED, signal_dbm=signal_dbm, **fields))


def speed_test(**numbers: float) -> House:
    usual = {"down_mbit": 40.0, "up_mbit": 8.0, "idle_ms": 15.0, "loaded_down_ms": 30.0, "loaded_up_ms": 35.0}
    answer = LoadAnswer(purpose=Purpose.LOAD, subject="load", source="site", **(usual | numbers))  # type: ignore[arg-type]
    return House().put("internet.load", answer)


def hog(rtt_ms: float = 400.0) -> House:
    house = way(to_the_box(), to_the_anchors(rtt_ms=rtt_ms))
    house.put("laptop.traffic", AdapterTraffic(adapter="eth0", window_s=1.2, rx_mbit=0.2, tx_mbit=4.1))
    talker = Talker(
        process="cloudsync", window_s=1.2, down_mbit=0.1, up_mbit=3.9, rtt_ms=rtt_ms + 10, rtt_least_ms=16.0
    )
    return house.put("laptop.traffic", talker)


def calls(*devices: AudioDevice) -> House:
    return House(symptom="calls").put("call.audio", *devices)


MIC = AudioDevice(direction="in", name="mic", default=True, muted=False)
SPEAKER = AudioDevice(direction="out", name="speaker", default=True, muted=False)


def browser(mode: str, **answer: Any) -> House:
    url = "https://doh.example.net/dns-query"
    setting = BrowserSetting(browser="firefox", secure_dns=mode, secure_dns_url=url)
    told = DnsAnswer(
        purpose=Purpose.BROWSER,
        subject="intranet.corp.example",
        role=Role.BROWSER,
        server=url,
        transport="https",
        name="intranet.corp.example",
        **({"failure": Failure.NXDOMAIN} | answer),
    )
    return House().put("browser.settings", setting, told)


def woken(house: House) -> House:
    return house.put("laptop.power", LaptopPower(resumed_s_ago=40.0))


def docked() -> House:
    return cable(carrier=False).change(Adapter, lambda fact: fact.name == "eth0", bus="usb")


def hot() -> House:
    house = House().change(LaptopLoad, cpu_percent=70.0)
    return house.put("laptop.power", LaptopPower(frequency_share=0.4, throttle_events=3))


WAY: dict[str, tuple[Story, str]] = {
    "dock without network": (docked, "link.dock_ethernet"),
    "woke without an address": (lambda: woken(no_lease()), "link.stuck_after_sleep"),
    "woke, box does not hear us": (
        lambda: woken(dead_box()),
        "link.stuck_after_sleep",
    ),
    "radio off": (lambda: radio(radio_on=False, connected=False), "wifi.radio_off"),
    "radio off by its key": (lambda: radio(radio_on=False, hardware_off=True), "wifi.radio_off"),
    "wrong key": (lambda: radio(connected=False, refusal=WifiRefusal.WRONG_KEY), "wifi.not_connected"),
    "too far to join": (lambda: radio(connected=False, refusal=WifiRefusal.OUT_OF_RANGE), "wifi.not_connected"),
    "weak signal": (lambda: air(-80), "wifi.weak_signal"),
    "crowded channel": (lambda: air(-52, neighbours_on_channel=6), "wifi.congested"),
    "strong signal, empty channel, lossy air": (lambda: air(-52), "internet.loss"),
    "line loses": (line_loses, "internet.loss"),
    "home loses": (home_loses, "internet.loss"),
    "far away": (lambda: way(to_the_box(), to_the_anchors(rtt_ms=620.0)), "internet.high_latency"),
    "slow box": (
        lambda: way(to_the_box(rtt_ms=90.0), to_the_anchors(rtt_ms=110.0)),
        "internet.high_latency",
    ),
    "upload fills the line": (hog, "laptop.bandwidth_hog"),
    "jams under load": (lambda: speed_test(loaded_up_ms=700.0), "internet.bufferbloat"),
    "too little of it": (lambda: speed_test(down_mbit=1.1), "internet.slow"),
    "unsteady and nothing else": (lambda: way(to_the_box(), to_the_anchors(jitter_ms=60.0)), "call.quality"),
    "calls on a lossy line": (lambda: line_loses(symptom="calls"), "call.quality"),
    "muted microphone": (
        lambda: calls(msgspec.structs.replace(MIC, muted=True), SPEAKER),
        "audio.device",
    ),
    "no microphone": (lambda: calls(SPEAKER), "audio.device"),
    "only a monitor to speak into": (
        lambda: calls(msgspec.structs.replace(MIC, virtual=True), SPEAKER),
        "audio.device",
    ),
    "browser asks elsewhere": (lambda: browser("strict"), "dns.doh_bypass"),
    "browser is told a public address": (
        lambda: browser("automatic", failure=None, addresses=("198.51.100.99",)),
        "dns.doh_bypass",
    ),
    "one browser only": (
        lambda: House().put("person.told", Told(question="other_browser_works", yes=True, subject="Mail")),
        "browser.site_data",
    ),
    "hot under load": (hot, "laptop.throttled"),
    "empty battery, saver": (
        lambda: House().put("laptop.power", LaptopPower(on_battery=True, battery_percent=9.0, saver=True)),
        "laptop.throttled",
    ),
    # odd and healthy
    "weak signal and clean": (
        lambda: House().put("link.adapters", msgspec.structs.replace(JOINED, signal_dbm=-81)),
        "healthy",
    ),
    "box limits its echoes": (
        lambda: way([to_the_box(lost=0.4)[0], to_the_box()[1]], to_the_anchors()),
        "healthy",
    ),
    "provider limits echoes": (
        lambda: way(
            to_the_box(),
            [item for pair in zip(to_the_anchors(lost=0.3)[::2], to_the_anchors()[1::2], strict=True) for item in pair],
        ),
        "healthy",
    ),
    "a little loss": (lambda: way(to_the_box(), to_the_anchors(lost=0.011)), "healthy"),
    "busy upload without harm": (lambda: hog(rtt_ms=20.0), "healthy"),
    "muted microphone, nobody speaks of calls": (
        lambda: House().put("call.audio", msgspec.structs.replace(MIC, muted=True)),
        "healthy",
    ),
    "browser falls back": (lambda: browser("automatic"), "healthy"),
    "browser knows as much": (lambda: browser("strict", failure=None, addresses=("10.20.0.10",)), "healthy"),
    "woke up well": (lambda: woken(House()), "healthy"),
    "idle and clocked down": (lambda: House().put("laptop.power", LaptopPower(frequency_share=0.3)), "healthy"),
    "system speaks of a portal": (
        lambda: House().put("link.hints", NetworkHint(source="NetworkManager", connectivity="portal")),
        "healthy",
    ),
    "second network card idle": (
        lambda: House().put("link.adapters", msgspec.structs.replace(JOINED, adapter="wlan0", connected=False)),
        "healthy",
    ),
}
