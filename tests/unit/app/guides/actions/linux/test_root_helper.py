"""Asking the root helper: what is asked of it, what its answers mean, and when nobody is asked at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.guides.actions.linux import root_helper
from app.guides.hand import Did, Target

HAND_S = 5.0
HOSTS = "127.0.0.1 localhost\n192.0.2.9 vpn.example.org\n"
TARGETS = {
    "hosts.remove_entries": Target(hosts=("VPN.example.org.",)),
    "arp.clear": Target(adapter="eth0"),
    "mtu.set_site_value": Target(adapter="eth0", mtu=1400),
    "ipv4.prefer": Target(),
}


class Desk:
    """pkexec is a script that says how it was called, and ends as it is told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.hosts, self.gai, self.size = folder / "hosts", folder / "gai.conf", folder / "eth0" / "mtu"
        self.hosts.write_text(HOSTS)
        self.size.parent.mkdir()
        self.size.write_text("1500\n")
        self.neighbours = folder / "arp"
        self.neighbours.write_text(TYPED)
        self.answers(0)
        helper = folder / "helper"
        helper.touch(mode=0o755)
        monkeypatch.setattr(root_helper, "PKEXEC", folder / "pkexec")
        monkeypatch.setattr(root_helper, "HELPER", helper)
        monkeypatch.setattr(root_helper, "HOSTS", self.hosts)
        monkeypatch.setattr(root_helper, "GAI", self.gai)
        monkeypatch.setattr(root_helper, "ADAPTERS", folder)
        monkeypatch.setattr(root_helper, "NEIGHBOURS", self.neighbours)

    def answers(self, status: int, detail: str = "", more: str = "") -> None:
        said = json.dumps({"outcome": "x", "token": None, "detail": detail})
        script = self.folder / "pkexec"
        script.write_text(f"#!/bin/sh\necho \"$*\" >> {self.folder}/calls\necho '{said}'\n{more}\nexit {status}\n")
        script.chmod(0o755)

    def calls(self) -> list[str]:
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.removeprefix(f"{self.folder}/helper ") for line in lines]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


FORGOTTEN = "IP address       HW type     Flags       HW address            Mask     Device\n"
TYPED = f"{FORGOTTEN}192.0.2.1        0x1         0x6         02:00:00:00:99:99     *        eth0\n"


ASKED: dict[str, tuple[str, str, Callable[[Desk], object]]] = {
    "hosts.remove_entries": (
        "hosts.remove_entries {token} vpn.example.org",
        "hosts.restore {token}",
        lambda desk: desk.hosts.write_text("127.0.0.1 localhost\n"),
    ),
    "arp.clear": ("arp.clear {token} eth0", "arp.restore {token}", lambda desk: desk.neighbours.write_text(FORGOTTEN)),
    "mtu.set_site_value": (
        "mtu.set_site_value {token} eth0",
        "mtu.restore {token}",
        lambda desk: desk.size.write_text("1400\n"),
    ),
    "ipv4.prefer": ("ipv4.prefer {token}", "ipv4.restore {token}", lambda desk: desk.gai.write_text("precedence\n")),
}


@pytest.mark.parametrize("verb", ASKED)
def test_what_is_asked_of_the_helper(verb: str, desk: Desk) -> None:
    asked, restore, effect = ASKED[verb]
    act, target = root_helper.acts()[verb], TARGETS[verb]
    assert act.ready(target)
    before = act.snapshot(target)
    assert act.act(target, before, HAND_S).did is Did.DONE
    assert desk.calls() == [asked.format(**before)]
    assert act.restore(target, before, HAND_S).did is Did.NOTHING_TO_DO, "nothing has changed, so nobody is asked"
    assert len(desk.calls()) == 1
    effect(desk)
    assert act.restore(target, json.loads(json.dumps(before)), HAND_S).did is Did.DONE
    assert desk.calls()[1:] == [restore.format(**before)]


ENDS: dict[str, tuple[int, Did]] = {
    "done": (0, Did.DONE),
    "nothing to do": (3, Did.NOTHING_TO_DO),
    "bad arguments": (4, Did.FAILED),
    "not called right": (5, Did.UNSUPPORTED),
    "unknown name": (6, Did.UNSUPPORTED),
    "no site file": (7, Did.UNSUPPORTED),
    "unknown token": (8, Did.NOTHING_TO_DO),
    "busy": (9, Did.FAILED),
    "failed": (10, Did.FAILED),
    "python too old": (11, Did.UNSUPPORTED),
    "dialog dismissed": (126, Did.DENIED),
    "not authorised": (127, Did.DENIED),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_its_end_means(case: str, desk: Desk) -> None:
    status, did = ENDS[case]
    desk.answers(status, "why")
    act, target = root_helper.acts()["arp.clear"], TARGETS["arp.clear"]
    deed = act.act(target, act.snapshot(target), HAND_S)
    assert deed.did is did
    if case not in ("unknown token",):
        assert deed.detail == "why"


def test_a_dialog_that_nobody_answers_ends_in_time(desk: Desk) -> None:
    desk.answers(0, more="exec sleep 30")
    act, target = root_helper.acts()["arp.clear"], TARGETS["arp.clear"]
    assert act.act(target, act.snapshot(target), 1.2).did is Did.TIMED_OUT


ALREADY: dict[str, tuple[str, Callable[[Desk], object]]] = {
    "no such entry": ("hosts.remove_entries", lambda desk: desk.hosts.write_text("#192.0.2.9 vpn.example.org\n")),
    "small enough": ("mtu.set_site_value", lambda desk: desk.size.write_text("1400\n")),
    "preferred": ("ipv4.prefer", lambda desk: desk.gai.write_text("precedence  ::ffff:0:0/96 100\n")),
}


@pytest.mark.parametrize("case", ALREADY)
def test_nobody_is_asked_for_what_is_so_already(case: str, desk: Desk) -> None:
    verb, effect = ALREADY[case]
    effect(desk)
    act, target = root_helper.acts()[verb], TARGETS[verb]
    assert act.act(target, act.snapshot(target), HAND_S).did is Did.NOTHING_TO_DO
    assert desk.calls() == []


@pytest.mark.parametrize("verb", ["hosts.remove_entries", "arp.clear", "mtu.set_site_value"])
def test_without_a_target(verb: str, desk: Desk) -> None:
    act = root_helper.acts()[verb]
    assert act.act(Target(), act.snapshot(Target()), HAND_S).did is Did.NO_TARGET
    assert desk.calls() == []


def test_a_tunnel_that_has_gone_needs_no_size(desk: Desk) -> None:
    act, target = root_helper.acts()["mtu.set_site_value"], TARGETS["mtu.set_site_value"]
    before = act.snapshot(target)
    desk.size.unlink()
    desk.answers(3)
    assert act.restore(target, before, HAND_S).did is Did.NOTHING_TO_DO


@pytest.mark.parametrize("missing", ["pkexec", "helper"])
def test_it_is_not_ready_where_it_is_not_installed(missing: str, desk: Desk) -> None:
    (desk.folder / missing).unlink()
    assert not root_helper.acts()["arp.clear"].ready(TARGETS["arp.clear"])


@pytest.mark.parametrize("allowed", [True, False])
def test_the_unattended_walk_asks_polkit_first(allowed: bool, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(action: str) -> bool:
        asked.append(action)
        return allowed

    monkeypatch.setattr(root_helper, "_is_allowed", answer)
    act, target = root_helper.acts(attended=False)["hosts.remove_entries"], TARGETS["hosts.remove_entries"]
    before = act.snapshot(target)
    assert act.act(target, before, HAND_S).did is (Did.DONE if allowed else Did.DENIED)
    desk.hosts.write_text("changed")
    assert act.restore(target, before, HAND_S).did is (Did.DONE if allowed else Did.DENIED)
    assert asked == ["org.unstuck.helper.hosts", "org.unstuck.helper.hosts-restore"]
    assert [line.split()[0] for line in desk.calls()] == (["--disable-internal-agent"] * 2 if allowed else [])


def test_without_a_bus_nobody_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    act, target = root_helper.acts(attended=False)["arp.clear"], TARGETS["arp.clear"]
    assert act.act(target, act.snapshot(target), HAND_S).did is Did.FAILED
    assert desk.calls() == []
