"""The person's own settings, the clock, a hotel's page, a line with smaller packets, a program that takes all of it."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, curl, date, names_work, ping, shell, tcp, web_works
from tests.lab.line import shape
from tests.lab.managed import Managed
from tests.lab.managed_services import SIGN_IN, start_machine
from tests.lab.node import LabError
from tests.lab.repair import signed_in
from tests.lab.repairs.case import repair
from tests.lab.sample import pings
from tests.lab.scenarios import internet
from tests.lab.scenarios.load import speed_server

_PROXY = plan.WEB["proxy.example.org"][0]
_SCRIPT = 'function FindProxyForURL(url, host) { return \\"DIRECT\\"; }'
_HOST = (plan.WEB["www.wikipedia.org"][0], "www.wikipedia.org")
_PORTAL_PROBE = "http://detectportal.firefox.com/success.txt"
_SMALL = all_of(anchors_open, ping("1.1.1.1"), ping("1.1.1.1", answers=False, size=1440))


def gnome(desk: Managed, *settings: tuple[str, str, str]) -> None:
    """What GNOME's settings window writes: (schema below org.gnome.system.proxy, key, value)."""
    for schema, key, value in settings:
        name = f"org.gnome.system.proxy{'.' if schema else ''}{schema}"
        desk.as_person("gsettings", "set", name, key, value, check=True)


@repair(
    "proxy.unreachable-gnome_former_office",
    "proxy.unreachable",
    "proxy.reset_user",
    all_of(anchors_open, web_works, tcp(_PROXY, 3128, "refused")),
)
def gnome_former_office(desk: Managed) -> None:
    """GNOME's settings name the proxy of a former office, which listens no more."""
    doors = [(kind, *one) for kind in ("http", "https") for one in (("host", _PROXY), ("port", "3128"))]
    gnome(desk, ("", "mode", "manual"), *doors)


@repair(
    "proxy.unreachable-kde_former_office",
    "proxy.unreachable",
    "proxy.reset_user",
    all_of(anchors_open, web_works, tcp(_PROXY, 3128, "refused")),
)
def kde_former_office(desk: Managed) -> None:
    """KDE's settings name it."""
    desk.environment["XDG_CURRENT_DESKTOP"] = "KDE"
    text = f"[Proxy Settings]\nProxyType=1\nhttpProxy=http://{_PROXY} 3128\nhttpsProxy=http://{_PROXY} 3128\n"
    desk.as_person("sh", "-c", "mkdir -p ~/.config; cat > ~/.config/kioslaverc", text_in=text, check=True)


@repair(
    "proxy.pac_unavailable-gnome_gone",
    "proxy.pac_unavailable",
    "proxy.reset_user",
    all_of(anchors_open, web_works, curl("http://proxy.example.org/gone.pac", status=404)),
)
def gnome_gone(desk: Managed) -> None:
    """GNOME's settings name a route script that is no more; the organisation has none."""
    desk.world.answer_with("proxy.example.org", status=404, plain=True)
    gnome(desk, ("", "mode", "auto"), ("", "autoconfig-url", "http://proxy.example.org/gone.pac"))


@repair(
    "proxy.pac_unavailable-moved_to_another_place",
    "proxy.pac_unavailable",
    ("proxy.apply_site_pac", "proxy.reset_user"),
    all_of(
        anchors_open,
        curl("http://proxy.example.org/proxy.pac", status=200, body="FindProxyForURL"),
        curl("http://pac.former.example/proxy.pac", exit_status=6),
    ),
    site="pac",
)
def moved_to_another_place(desk: Managed) -> None:
    """GNOME's settings name the organisation's former route script; IT's file names the present one."""
    desk.world.answer_with("proxy.example.org", plain=True, body=_SCRIPT)
    gnome(desk, ("", "mode", "auto"), ("", "autoconfig-url", "http://pac.former.example/proxy.pac"))


@repair(
    "internet.captive_portal-hotel",
    "internet.captive_portal",
    "captive.open_portal",
    all_of(curl(_PORTAL_PROBE, status=302), tcp("1.1.1.1", 443, "silent"), names_work),
)
def hotel(desk: Managed) -> None:
    """A hotel's page wants a room number; the person types it a second after the page has opened."""
    internet.redirect(desk.world)
    desk.wishes.on(SIGN_IN, signed_in)


@repair(
    "clock.skewed-network_time_off",
    "clock.skewed",
    ("time.enable_auto", "time.sync_now"),
    all_of(anchors_open, date(*_HOST, 700)),
    time_shift_s=720,
    machine=True,
)
def network_time_off(desk: Managed) -> None:
    """The clock is twelve minutes late, and nobody sets it: network time was switched off."""
    start_machine(desk, time_kept=False)


@repair(
    "clock.skewed-time_service_asleep",
    "clock.skewed",
    ("time.sync_now", "time.enable_auto"),
    all_of(anchors_open, date(*_HOST, 1100)),
    time_shift_s=1200,
    machine=True,
)
def time_service_asleep(desk: Managed) -> None:
    """Network time is on, and its program has not looked at a time server since another system set the clock."""
    start_machine(desk, time_kept=True)


@repair(
    "mtu.black_hole-line_with_smaller_packets",
    "mtu.black_hole",
    "mtu.set_site_value",
    all_of(_SMALL, curl("http://www.debian.org/", "-H", f"X-Large: {'a' * 3000}", exit_status=28)),
    helper=True,
)
def line_with_smaller_packets(desk: Managed) -> None:
    """The line takes 1400 bytes, and a filter swallows the word that says so."""
    internet.word_suppressed(desk.world)


@repair(
    "mtu.black_hole-swallowed_upward",
    "mtu.black_hole",
    "mtu.set_site_value",
    all_of(ping("1.1.1.1"), ping("1.1.1.1", answers=False, size=1400), anchors_open),
    helper=True,
)
def swallowed_upward(desk: Managed) -> None:
    """Packets of more than 1300 bytes vanish on their way out."""
    internet.upward(desk.world)


_JAM_MS = (200, 4000)


@repair(
    "laptop.bandwidth_hog-sends_photos",
    "laptop.bandwidth_hog",
    "hog.pause",
    all_of(pings(plan.ANCHORS[0], count=25, lost=(0, 95), ms=_JAM_MS), shell("ps ax | grep -v grep | grep photosync")),
    alone=True,
)
def sends_photos(desk: Managed) -> None:
    """A program of the person's sends four files at once and fills the upload, whose queue is deep."""
    speed_server(desk.world)
    desk.laptop.sh("echo reno > /proc/sys/net/ipv4/tcp_congestion_control")
    shape(desk.world.internet, "isp0", 20, 30)
    shape(desk.world.router, "wan", 4, 1000)
    script = "cp /usr/bin/curl ~/photosync; truncate -s 200M ~/photos"
    desk.as_person("sh", "-c", script, check=True)
    home = desk.environment["HOME"]
    each = ("-X", "POST", "-H", "Expect:", "-T", f"{home}/photos", "http://speed.example.org/up")
    argv = [part for _ in range(4) for part in ("--next", "-s", *each)][1:]
    desk.spawn_as_person("photosync", f"{home}/photosync", "-Z", "--parallel-immediate", *argv)
    desk.wait(lambda: pings(plan.ANCHORS[0], count=1, ms=(350, 10_000))(desk.world) is None, "the line does not jam")
    if not desk.laptop.sh("sleep 1.5; ps ax | grep -v grep | grep -c photosync || true").strip():
        raise LabError("the program has ended")
