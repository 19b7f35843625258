"""What the desktop's services tell of the laptop: current, heat, sleep, metered lines, and hints that are wrong."""

import os

from tests.lab import plan
from tests.lab.control import all_of, all_works, anchors_dark, gateway_answers, ping, shell
from tests.lab.desktop import NM, by_wifi, joined, says, start
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_UPOWER = "org.freedesktop.UPower"
_PROFILES = "net.hadess.PowerProfiles"
_PROFILE = says(_PROFILES, "/net/hadess/PowerProfiles", _PROFILES, "ActiveProfile", "power-saver")
_ON_BATTERY = says(_UPOWER, "/org/freedesktop/UPower", _UPOWER, "OnBattery", "boolean true")
_MANAGER = "/org/freedesktop/NetworkManager"
_SUSPEND = "systemd-suspend.service"

# A /proc/stat that moves: two thirds of the processor work. Digits stay in their places, so a reader never sees half.
_BUSY = """
import os, sys, time
cores, begin = int(sys.argv[2]), time.monotonic()
out = os.open(sys.argv[1], os.O_WRONLY)
while True:
    ticks = int((time.monotonic() - begin) * 100)
    busy, idle = 10_000_000 + ticks * 2 // 3, 10_000_000 + ticks // 3
    lines = [f"cpu  {busy * cores:012d} 0 0 {idle * cores:012d} 0 0 0 0 0 0"]
    lines += [f"cpu{number} {busy:012d} 0 0 {idle:012d} 0 0 0 0 0 0" for number in range(cores)]
    os.pwrite(out, "\\n".join([*lines, "btime 1700000000", ""]).encode(), 0)
    print("ready", flush=True) if ticks == 0 else None
    time.sleep(0.02)
"""


@scenario(
    "laptop.throttled-saver_on_an_empty_battery",
    "laptop.throttled",
    all_of(all_works, _PROFILE, _ON_BATTERY),
    reason="battery",
)
def saver_on_an_empty_battery(lab: Lab) -> None:
    """Nine per cent are left, no charger, and the system saves power."""
    start(lab, {"upower": {"on_battery": True, "percent": 9.0}, "profiles": {"active": "power-saver"}})


@scenario(
    "laptop.throttled-saver_left_on",
    "laptop.throttled",
    all_of(all_works, _PROFILE),
    reason="saver",
    options=("--symptom", "slow"),
)
def saver_left_on(lab: Lab) -> None:
    """Full battery, charger in, and the power profile is still that of yesterday's train; the person finds it slow."""
    start(lab, {"upower": {"on_battery": False, "percent": 100.0}, "profiles": {"active": "power-saver"}})


def _load_two_thirds(lab: Lab) -> None:
    stat = lab.laptop.folder / "busy-stat"
    stat.touch()
    argv = ("/usr/bin/python3", "-I", "-S", "-c", _BUSY, str(stat), str(os.cpu_count() or 1))
    lab.laptop.spawn("busy", *argv, ready="ready")
    lab.laptop.sh(f"umount /proc/stat\nmount --bind {stat} /proc/stat")


def _cores(lab: Lab, now_khz: int, base_khz: int) -> None:
    """Show every core of the laptop at this frequency."""
    script = ""
    for number in range(os.cpu_count() or 1):
        place = f"/sys/devices/system/cpu/cpu{number}"
        copy = lab.laptop.folder / f"cpu{number}"
        (copy / "cpufreq").mkdir(parents=True)
        (copy / "cpufreq" / "scaling_cur_freq").write_text(f"{now_khz}\n")
        (copy / "cpufreq" / "base_frequency").write_text(f"{base_khz}\n")
        script += f"[ -d {place} ] && mount --bind {copy} {place}\n"
    lab.laptop.sh(script)


@scenario(
    "laptop.throttled-dust_in_the_fan",
    "laptop.throttled",
    all_of(all_works, shell("cat /sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", says="600000")),
    reason="heat",
)
def dust_in_the_fan(lab: Lab) -> None:
    """Under work the cores stay at a third of what they promise, and the firmware says that it is too hot."""
    start(lab, {"profiles": {"active": "performance", "degraded": "high-operating-temperature"}})
    _cores(lab, 600_000, 1_800_000)
    _load_two_thirds(lab)


@scenario(
    "healthy-idle_cores_run_slowly",
    "healthy",
    all_of(all_works, shell("cat /sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", says="400000")),
)
def idle_cores_run_slowly(lab: Lab) -> None:
    """Nobody works on this laptop, so its cores are slow on purpose; it is on battery, three quarters full."""
    start(lab, {"upower": {"on_battery": True, "percent": 76.0}, "profiles": {"active": "balanced"}})
    _cores(lab, 400_000, 1_800_000)


def _pull_from_the_box(lab: Lab) -> None:
    """The cable keeps its light, and nobody at its other end hears or says anything."""
    lab.router.sh("ip link set lap0 nomaster\necho 1 > /proc/sys/net/ipv4/conf/all/arp_ignore")


@scenario(
    "link.stuck_after_sleep-card_deaf",
    "link.stuck_after_sleep",
    all_of(
        anchors_dark,
        ping(plan.LAN_ROUTER, answers=False),
        shell("ip -4 addr show dev eth0", says="192.168.1."),
        shell("cat /sys/class/net/eth0/carrier", says="1"),
    ),
)
def card_deaf(lab: Lab) -> None:
    """Forty seconds after the lid was opened: link and address as before, and nothing is heard any more."""
    _pull_from_the_box(lab)
    lab.laptop.sh("ip neigh flush dev eth0")  # what it knew of its neighbours is as old as the sleep was long
    start(lab, {"systemd": {_SUSPEND: 40}, "upower": {"on_battery": True, "percent": 64.0}})


@scenario(
    "link.stuck_after_sleep-no_new_address",
    "link.stuck_after_sleep",
    all_of(anchors_dark, shell("ip -4 addr show dev eth0 | grep 192.168", fails=True)),
    connect=False,
)
def no_new_address(lab: Lab) -> None:
    """A minute after hibernation: the card has a link, asks for an address and hears no answer."""
    _pull_from_the_box(lab)
    lab.laptop.sh("ip link set eth0 up")
    start(lab, {"systemd": {_SUSPEND: 90_000, "systemd-hibernate.service": 60}})


@scenario("healthy-just_woken_up", "healthy", all_works)
def just_woken_up(lab: Lab) -> None:
    """The lid was opened half a minute ago, and everything works."""
    start(lab, {"systemd": {_SUSPEND: 30}, "upower": {"on_battery": True, "percent": 58.0}})


@scenario(
    "healthy-metered",
    "healthy",
    all_of(all_works, gateway_answers, says(NM, _MANAGER, NM, "Metered", "uint32 1")),
    notes=("metered_connection",),
    connect=False,
)
def metered(lab: Lab) -> None:
    """A phone shares its line, which is paid by volume; everything works."""
    by_wifi(lab)
    lab.laptop.connect()
    start(lab, joined(78, metered=1))


@scenario(
    "healthy-captive_hint_is_wrong",
    "healthy",
    all_of(all_works, says(NM, _MANAGER, NM, "Connectivity", "uint32 2")),
    connect=False,
)
def captive_hint_is_wrong(lab: Lab) -> None:
    """NetworkManager believes in a sign-in page, because its one test page is filtered; there is none."""
    by_wifi(lab)
    lab.laptop.connect()
    start(lab, joined(78, connectivity=2))


@scenario(
    "healthy-limited_hint_is_wrong", "healthy", all_of(all_works, says(NM, _MANAGER, NM, "Connectivity", "uint32 3"))
)
def limited_hint_is_wrong(lab: Lab) -> None:
    """On a cable, and the little question mark stays: the vendor's test host is down, nothing else is."""
    start(lab, {"network_manager": {"connectivity": 3, "ethernet": "eth0"}})


def _on_bus(lab: Lab, card: str, *buses: str) -> None:
    """Let /sys say that `card` hangs on these buses, nearest first; "removable" marks a slot that can be pulled out."""
    real = f"/sys/devices/virtual/net/{card}"
    kept = {name: lab.laptop.sh(f"cat {real}/{name}") for name in ("ifindex", "address", "uevent")}
    place = lab.laptop.folder / f"sys-{card}"
    place.mkdir()
    for name, text in kept.items():
        (place / name).write_text(text)
    parts = [(bus, "removable" if "removable" in buses else "fixed") for bus in buses if bus != "removable"]
    chain = ["bus" + str(number) for number in range(len(parts))][::-1]
    for number, (bus, removable) in enumerate(parts):
        folder = place.joinpath(*chain[: len(chain) - number])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "uevent").touch()
        (folder / "removable").write_text(removable)
        (folder / "subsystem").symlink_to(f"/sys/bus/{bus}")
    (place / "device").symlink_to("/".join(chain))
    lab.laptop.sh(f"mount --bind {place} {real}")


_NO_LIGHT = all_of(anchors_dark, shell("ip link show eth0", says="NO-CARRIER"))


@scenario("link.dock_ethernet-dock_asleep", "link.dock_ethernet", _NO_LIGHT)
def dock_asleep(lab: Lab) -> None:
    """The dock's network card is a USB card, and it lost its link in the middle of the day; the dock lives on."""
    _on_bus(lab, "eth0", "usb", "pci")
    lab.router.sh("ip link set lap0 down")


@scenario("link.dock_ethernet-thunderbolt_since_start", "link.dock_ethernet", _NO_LIGHT, connect=False)
def thunderbolt_since_start(lab: Lab) -> None:
    """A card behind a Thunderbolt cable has no link since the start; the built-in socket was never used."""
    _on_bus(lab, "eth0", "pci", "removable")
    lab.router.sh("ip link set lap0 down")
    lab.laptop.start_dhcp()


@scenario("healthy-network_through_the_dock", "healthy", all_works)
def network_through_the_dock(lab: Lab) -> None:
    """The same dock on a good day."""
    _on_bus(lab, "eth0", "usb", "pci")
