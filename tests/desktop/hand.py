"""A laptop with the real NetworkManager and polkit, on which verbs are carried out as the person would, in programs."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.desktop.deed import DIES_AFTER
from tests.lab import managed_need, need
from tests.lab.managed import WIRED, Managed, _as_person

LIMIT_S = 30.0
BACK_S = 15.0  # what people are promised
CARD = "eth0"
PROFILE = "/etc/NetworkManager/system-connections/wired.nmconnection"
_SECTIONS = "connection,802-3-ethernet,ipv4,ipv6,proxy"
_CALM = 8  # readings in a row that are the same
_GLANCE = "ip -br addr; ip route; ip -6 route | sed 's/ expires.*//'; cat /etc/resolv.conf; nmcli -t device"

State = dict[str, Any]


def lacking() -> str:
    """What this machine lacks, in words; empty when nothing is missing."""
    return ", ".join([*need.missing(), *managed_need.missing()])


class Hand:
    """Verbs on a managed laptop, each part of each in a process of its own: nothing is carried over but the journal."""

    def __init__(self, desk: Managed) -> None:
        self.desk = desk

    def sh(self, script: str) -> str:
        """As root, what a fault does."""
        return self.desk.laptop.sh(script)

    def part(self, name: str, verb: str, before: object = None, target: object = None) -> Any:
        """One part of a verb: "ready", "snapshot", "act", "restore", "keep"."""
        done = self.desk.as_person(*self._argv(name, verb, before, target))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def begin(self, verb: str, before: object, target: object = None) -> subprocess.Popen[str]:
        """An act that takes long, meanwhile something happens; `end` gives its deed."""
        return subprocess.Popen(
            self.desk.laptop.enter(*_as_person(*self._argv("act", verb, before, target)), cwd=Path.cwd()),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.desk.environment,
        )

    def killed(self, name: str, verb: str, before: object, last: str, target: object = None) -> None:
        """A part of a verb whose program is killed as soon as NetworkManager has answered the method `last`."""
        done = self.desk.as_person(*self._argv(name, verb, before, target), env={DIES_AFTER: last})
        assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), (
            f"{last} was never called: {done.stdout}{done.stderr}"
        )

    def end(self, process: subprocess.Popen[str]) -> Any:
        """What an act answers that nobody kills."""
        out, complaints = process.communicate(timeout=LIMIT_S)
        assert process.returncode == 0, complaints
        return json.loads(out)

    def rewrite(self, uuid: str, *, back: bool = False) -> str:
        """Give a profile a name server, or take it out again; everything that our program saw of the profile."""
        done = self.desk.as_person(sys.executable, "-m", "tests.desktop.deed", "rewrite", uuid, json.dumps(back))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _argv(self, name: str, verb: str, before: object, target: object) -> list[str]:
        texts = [json.dumps(target or {"adapter": CARD}), json.dumps(before or {})]
        return [sys.executable, "-m", "tests.desktop.deed", name, verb, *texts]

    # ------------------------------------------------------------------------------------------ the state

    def state(self) -> State:
        """Everything that a verb may touch, as a person would look it up."""
        return {
            "addresses": sorted(self.desk.addresses(4) + self.desk.addresses(6)),
            "routes": sorted(self._routes(4) + self._routes(6)),
            "servers": re.findall(r"^nameserver (\S+)", self.desk.read("/etc/resolv.conf"), re.MULTILINE),
            "device": self._device(),
            "profile": self.shown(WIRED),
            "profiles": self._profiles(),
            "switches": self.desk.nmcli("-t", "-f", "NETWORKING,WIFI", "general").stdout.strip(),
        }

    def _device(self) -> tuple[str, str]:
        """A card that is switched off is "unavailable"; nobody but root can switch one off, so it stays on, let go."""
        state, profile = self.desk.device()
        return "disconnected" if state == "unavailable" else state, profile

    def _profiles(self) -> list[str]:
        """Those that somebody made; NetworkManager makes more for adapters that it only looks at."""
        lines = self.desk.nmcli("-t", "-f", "UUID,TYPE", "connection").stdout.splitlines()
        return sorted(line for line in lines if line.endswith((":802-3-ethernet", ":vpn", ":wireguard")))

    def shown(self, profile: str) -> list[str]:
        """The values of a profile, without the time of its last use."""
        done = self.desk.nmcli("-s", "-f", _SECTIONS, "connection", "show", profile, check=False)
        return [line for line in done.stdout.splitlines() if "timestamp" not in line]

    def _routes(self, family: int) -> list[str]:
        text = self.desk.laptop.run("ip", f"-{family}", "-j", "route", "show", "dev", CARD).stdout
        return [
            f"{route['dst']} {route.get('gateway', '')}"
            for route in json.loads(text)
            if not route["dst"].startswith(("fe80:", "ff00:", "multicast"))
        ]

    def servers(self) -> list[str]:
        """The IPv4 name servers that programs use."""
        return [server for server in self.state()["servers"] if ":" not in server]

    def reset(self) -> None:
        """The usual profile, connected, whatever a case has done."""
        desk = self.desk
        desk.nmcli("networking", "on")
        for uuid in desk.nmcli("-g", "UUID,TYPE", "connection").stdout.split():
            name, _, kind = uuid.partition(":")
            if kind == "802-3-ethernet":
                desk.nmcli("connection", "delete", name)
        desk.profile()
        desk.nmcli("connection", "reload")
        desk.nmcli("device", "set", CARD, "managed", "yes", "autoconnect", "yes")
        desk.wait(lambda: desk.device()[0] not in ("unmanaged", ""), "the card is not managed")
        desk.nmcli("connection", "up", WIRED)
        desk.wait_connected()
        desk.wait(lambda: len(self.state()["servers"]) == 2, "no name servers")


def settle(hand: Hand) -> None:
    """Wait until a fault has shown: NetworkManager collects changes of name servers for a moment."""
    seen: list[str] = []

    def calm() -> bool:
        seen.append(hand.sh(_GLANCE))
        return len(seen) > _CALM and len(set(seen[-_CALM:])) == 1

    hand.desk.wait(calm, "the laptop does not come to rest")


def assert_same(hand: Hand, before: dict[str, object]) -> None:
    after = hand.state()
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}


def guards(hand: Hand) -> list[str]:
    """The checkpoints that NetworkManager holds."""
    answer = hand.desk.laptop.run(
        "dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.NetworkManager",
        "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties.Get",
        "string:org.freedesktop.NetworkManager", "string:Checkpoints",
    )  # fmt: skip
    return [line for line in answer.stdout.splitlines() if "object path" in line]
