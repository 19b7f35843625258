"""One command of IT's, and a real window on the lab's laptop shows it: over a real nginx with TLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.lab.authority import PUBLIC
from tests.lab.daemon import Block, nginx
from tests.lab.laptop import ROOT
from tests.lab.need import missing
from tests.lab.world import Lab, lab

pytestmark = pytest.mark.lab

HOST, ADDRESS, PORT = "it.example.org", "203.0.113.131", 8443
NOBODY = 8444  # the service that is down
LIMIT_S = 60.0
SHOWN_MS = 2000  # after the poll: the number
WORDS = "The intranet is down since 09:40."


@dataclass
class Office:
    """A laptop, IT's desk, and the web server that serves what IT publishes."""

    world: Lab
    desk: Path
    site: Path

    def it(self, *argv: str) -> str:
        """A command that somebody of IT runs; it needs no network."""
        done = subprocess.run(
            [sys.executable, "-m", "app", "desk", *argv],
            cwd=ROOT, env={**os.environ, "UNSTUCK_DESK": str(self.desk)},
            capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        laptop = self.world.laptop
        home = {"UNSTUCK_HOME": str(laptop.home), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        return {**laptop.environment, **home}

    def unstuck(self, *argv: str) -> subprocess.CompletedProcess[str]:
        return self.world.laptop.run(
            sys.executable, "-m", "app", *argv, check=False, limit_s=LIMIT_S, env=self.environment
        )


@pytest.fixture
def office() -> Iterator[Office]:
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")
    with lab() as world:
        desk = world.folder / "desk"
        office = Office(world, desk, world.folder / "site.toml")
        office.it("init", str(desk), "--person", "alice", "--url", f"https://{HOST}:{PORT}/u/", "--no-passphrase")
        office.site.write_text(
            f'[content]\nurl = "https://{HOST}:{PORT}/u/"\nroot = "{desk / "root.json"}"\n'
            f'[[service]]\nname = "Intranet"\nurl = "https://{HOST}:{NOBODY}/"\n'
        )
        world.internet.sh(f"ip addr add {ADDRESS}/32 dev lo")
        world.restart_resolver(extra=(f"host-record={HOST},{ADDRESS}",))
        chain = world.authority.site(HOST, PUBLIC[0])
        block = Block((f"{ADDRESS}:{PORT}",), (HOST,), chain, {"/u/": f"alias {desk / 'public'}/;"})
        nginx(world.internet, "content", [block], world.authority.key)
        world.laptop.connect()
        yield office


def notice(office: Office) -> None:
    office.it("notice", "L’intranet est en panne depuis 9 h 40.", "--en", WORDS, "--cause", "service.down",
              "--until", "2h")  # fmt: skip


def test_a_notice_is_on_the_window_within_two_seconds_of_the_poll(office: Office) -> None:
    office.it("publish")
    out, go = office.world.folder / "told.json", office.world.folder / "go"
    argv = (sys.executable, "-m", "tests.gui.news_child", str(office.site), str(out), str(go))
    window = office.world.laptop.spawn("window", *argv, env=office.environment)
    assert _told(out, window)["cause"] == "service.down"
    notice(office)
    partial = go.with_suffix(".new")
    partial.write_text(WORDS)
    partial.replace(go)
    after = _told(out, window, "shown_ms")
    assert WORDS not in after["before"]
    assert after["shown_ms"] <= SHOWN_MS, after
    assert "fix" not in after["buttons"], "steps that cannot help are not offered first"
    assert after["ended"]
    print(f"shown {after['shown_ms']} ms after the poll")


def test_the_terminal_tells_the_same_and_still_without_any_network(office: Office) -> None:
    office.it("publish")
    notice(office)
    polled = office.unstuck("content", "--update", "--site", str(office.site))
    assert polled.returncode == 0, polled.stdout + polled.stderr
    told = office.unstuck("diagnose", "--lang", "en", "--site", str(office.site))
    assert WORDS in told.stdout, told.stdout + told.stderr
    saved = office.unstuck("diagnose", "--json", "--site", str(office.site)).stdout
    (office.world.folder / "saved.json").write_text(saved)
    office.world.laptop.sh("ip link set eth0 down")
    dark = office.unstuck("diagnose", "--lang", "en", "--site", str(office.site))
    assert WORDS not in dark.stdout, "it is not what is wrong now"
    again = office.unstuck("judge", str(office.world.folder / "saved.json"), "--lang", "en")
    assert WORDS in again.stdout, again.stdout + again.stderr


def _told(out: Path, window: Any, key: str = "cause") -> dict[str, Any]:
    """What the window has written, once the key is in it."""
    pause = threading.Event()
    waited_s = 0.0
    while waited_s < LIMIT_S:
        try:
            found: dict[str, Any] = json.loads(out.read_text())
        except (OSError, ValueError):
            found = {}
        if key in found:
            return found
        pause.wait(0.05)
        waited_s += 0.05
    raise AssertionError(f"the window said nothing: {window.log.read_text() if hasattr(window, 'log') else window}")
