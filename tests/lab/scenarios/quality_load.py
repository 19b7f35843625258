"""Lines that jam or crawl under load, and programs of this laptop that fill them."""

import shutil
import time

from tests.lab import plan
from tests.lab.control import Control, all_of, in_turn, shell
from tests.lab.line import shape
from tests.lab.node import LabError
from tests.lab.sample import calm, pings, rate
from tests.lab.scenario import scenario
from tests.lab.scenarios.load import speed_server
from tests.lab.world import Lab

_NEAR, _FAR = plan.LAN_ROUTER, plan.ANCHORS[0]
_DOWN, _UP = "http://speed.example.org/down?bytes=50000000", "http://speed.example.org/up"
_FULL = ("--full",)
_IDLE = all_of(pings(_NEAR, count=30, ms=(0, 5)), pings(_FAR, count=30, ms=(0, 20)))
_CALM = calm(_FAR, 20)
_JAM_LIMIT_S = 8.0
_SETTLE_S = 1.5  # nobody asks for help in the second in which a transfer begins


def _line(lab: Lab, *, down: tuple[float, float], up: tuple[float, float]) -> None:
    """Rate in Mbit/s and depth of the queue in ms, each way, with a server far away to load it."""
    far = speed_server(lab)
    for sender in (far, lab.laptop):
        # Fills a queue as most senders do; the machine's own default may be one that keeps queues short on purpose.
        sender.sh("echo reno > /proc/sys/net/ipv4/tcp_congestion_control")
    shape(lab.internet, "isp0", *down)
    shape(lab.router, "wan", *up)


def _under_load(load: Control, ms: tuple[float, float]) -> Control:
    return all_of(load, in_turn(shell("sleep 2"), pings(_FAR, count=15, lost=(0, 40), ms=ms)))


@scenario(
    "internet.bufferbloat-upward",
    "internet.bufferbloat",
    in_turn(_IDLE, _under_load(rate(_UP, (2, 8), up_bytes=9_000_000, seconds=3.5, streams=4), (250, 5000)), _CALM),
    site="load",
    options=_FULL,
    alone=True,
)
def bloat_upward(lab: Lab) -> None:
    """An upload of 4 Mbit/s behind a queue of 1.2 s; idle it is quick."""
    _line(lab, down=(20, 30), up=(4, 1200))


@scenario(
    "internet.bufferbloat-downward",
    "internet.bufferbloat",
    in_turn(_IDLE, _under_load(rate(_DOWN, (8, 16), seconds=3.5, streams=4), (250, 5000)), _CALM),
    site="load",
    options=_FULL,
    alone=True,
)
def bloat_downward(lab: Lab) -> None:
    """A download of 15 Mbit/s out of a queue of one second at the provider; the way up is short."""
    _line(lab, down=(15, 1000), up=(8, 25))


@scenario(
    "internet.slow-village_line",
    "internet.slow",
    in_turn(_IDLE, rate(_DOWN, (0.5, 1.2)), rate(_UP, (0.5, 2.4), up_bytes=600_000), _CALM),
    site="load",
    options=_FULL,
    alone=True,
)
def village_line(lab: Lab) -> None:
    """One megabit a second each way, without a deep queue: clean, and too little."""
    _line(lab, down=(1, 90), up=(1, 90))


@scenario(
    "internet.slow-only_up",
    "internet.slow",
    in_turn(_IDLE, rate(_DOWN, (8, 25)), rate(_UP, (0.05, 0.9), up_bytes=600_000, seconds=3), _CALM),
    site="load",
    options=_FULL,
    alone=True,
)
def only_up(lab: Lab) -> None:
    """20 Mbit/s down, and next to nothing up."""
    _line(lab, down=(20, 30), up=(0.25, 120))


def _jammed(lab: Lab) -> None:
    """Wait until the line is as full as it gets."""
    end = time.monotonic() + _JAM_LIMIT_S
    while pings(_FAR, count=1, ms=(350, 10_000))(lab) is not None:
        if time.monotonic() > end:
            raise LabError("the line does not jam")
    time.sleep(_SETTLE_S)


_JAM = all_of(pings(_NEAR, count=30, ms=(0, 5)), pings(_FAR, count=25, lost=(0, 95), ms=(200, 3000)))


@scenario(
    "laptop.bandwidth_hog-sends_photos",
    "laptop.bandwidth_hog",
    all_of(_JAM, shell("ps ax | grep -v grep | grep photosync")),
    args={"app": "photosync"},
)
def sends_photos(lab: Lab) -> None:
    """A program of this laptop sends four files at once and fills 4 Mbit/s of upload with a deep queue."""
    _line(lab, down=(20, 30), up=(4, 1000))
    program, photos = lab.laptop.folder / "photosync", lab.laptop.folder / "photos"
    shutil.copy("/usr/bin/curl", program)
    with photos.open("wb") as file:
        file.truncate(80_000_000)
    each = ("-X", "POST", "-H", "Expect:", "-T", str(photos), _UP)
    argv = [part for _ in range(4) for part in ("--next", "-s", *each)][1:]
    lab.laptop.spawn("photosync", str(program), "-Z", "--parallel-immediate", *argv)
    _jammed(lab)


@scenario(
    "laptop.bandwidth_hog-fetches_a_film",
    "laptop.bandwidth_hog",
    all_of(_JAM, shell("ps ax | grep -v grep | grep 'curl -s'")),
    args={"app": "curl"},
)
def fetches_a_film(lab: Lab) -> None:
    """A download of this laptop fills a line of 12 Mbit/s whose provider keeps a second of it in a queue."""
    _line(lab, down=(12, 1000), up=(4, 40))
    film = "http://speed.example.org/down?bytes=200000000"
    argv = [part for _ in range(3) for part in ("-o", "/dev/null", film)]
    lab.laptop.spawn("film", "curl", "-s", "-Z", "--parallel-immediate", *argv)
    _jammed(lab)
