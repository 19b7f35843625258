"""The report gets out of the lab's laptop, over a real nginx with TLS: later, beside a dead tunnel, and only once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity

from app.reports.seal import open_sealed
from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.daemon import Block, nginx
from tests.lab.laptop import ROOT
from tests.lab.need import missing
from tests.lab.world import Lab, lab

pytestmark = pytest.mark.lab

HOST, ADDRESS, PORT = "drop.example.org", "203.0.113.130", 8443
LIMIT_S = 60.0
_RULES = (
    "alias {folder}/; dav_methods PUT; create_full_put_path on; client_max_body_size 5m; "
    'if (-f $request_filename) {{ set $taken "E"; }} if ($request_method = PUT) {{ set $taken "${{taken}}P"; }} '
    'if ($taken = "EP") {{ return 409; }} limit_except PUT {{ deny all; }}'
)


@dataclass
class Desk:
    """A laptop, IT's drop on the internet, and IT's key."""

    world: Lab
    drop: Path
    key: Identity
    site: Path

    @property
    def environment(self) -> dict[str, str]:
        home = {"UNSTUCK_HOME": str(self.world.laptop.home), "PYTHONPATH": str(ROOT)}
        return {**self.world.laptop.environment, **home}

    def unstuck(self, *argv: str) -> subprocess.CompletedProcess[str]:
        return self.world.laptop.run(
            sys.executable, "-m", "app", *argv, check=False, limit_s=LIMIT_S,
            env=self.environment,
        )  # fmt: skip

    def diagnosis(self) -> Path:
        done = self.unstuck("diagnose", "--json", "--site", str(self.site))
        path = self.world.laptop.home / "diagnosis.json"
        path.write_text(done.stdout)
        return path

    def report(self) -> subprocess.CompletedProcess[str]:
        return self.unstuck("report", "--from", str(self.diagnosis()), "--site", str(self.site), "--send")

    def outbox(self, *argv: str) -> list[dict[str, Any]]:
        done = self.unstuck("outbox", *argv, "--site", str(self.site), "--json")
        found: list[dict[str, Any]] = json.loads(done.stdout)["entries"]
        return found

    def arrived(self) -> list[str]:
        """The causes of the reports in the drop, opened with IT's key."""
        opened = [open_sealed(path.read_bytes(), [str(self.key)]) for path in sorted(self.drop.glob("*.age"))]
        return [bundle.report.summary.cause for bundle in opened]


@pytest.fixture
def desk() -> Iterator[Desk]:
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")
    with lab() as world:
        drop = world.internet.folder / "drop"
        drop.mkdir()
        world.internet.sh(f"ip addr add {ADDRESS}/32 dev lo")
        world.restart_resolver(extra=(f"host-record={HOST},{ADDRESS}",))
        chain = world.authority.site(HOST, PUBLIC[0])
        block = Block((f"{ADDRESS}:{PORT}",), (HOST,), chain, {"/in/": _RULES.format(folder=drop)})
        nginx(world.internet, "drop", [block], world.authority.key)
        key = Identity.generate()
        site = world.folder / "site.toml"
        site.write_text(f'[report]\nrecipients = ["{key.to_public()}"]\ndrop = "https://{HOST}:{PORT}/in/"\n')
        world.laptop.connect()
        yield Desk(world, drop, key, site)


def test_it_waits_for_the_cable_and_then_leaves_once(desk: Desk) -> None:
    desk.world.laptop.sh("ip link set eth0 down")
    first = desk.report()
    assert first.returncode == 1, first.stdout + first.stderr
    assert [entry["state"] for entry in desk.outbox()] == ["waiting"]
    desk.world.laptop.connect()
    assert [(entry["state"], entry["way"]) for entry in desk.outbox("send")] == [("sent", "way_drop")]
    assert desk.outbox("send")[0]["tries"] == desk.outbox()[0]["tries"]
    assert desk.arrived() == ["link.disabled"]


def test_a_dead_tunnel_that_takes_everything_does_not_keep_it(desk: Desk) -> None:
    desk.world.laptop.sh(
        "ip tuntap add dev tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up\n"
        "ip route add 0.0.0.0/1 dev tun0; ip route add 128.0.0.0/1 dev tun0"
    )
    sent = desk.report()
    assert sent.returncode == 0, sent.stdout + sent.stderr
    (entry,) = desk.outbox()
    assert (entry["state"], entry["way"]) == ("sent", "way_past_tunnel"), entry
    assert len(desk.arrived()) == 1


def test_names_that_do_not_resolve_do_not_keep_it(desk: Desk) -> None:
    assert desk.report().returncode == 0  # so that the drop's address is known
    desk.world.restart_resolver(missing=tuple(plan.WEB))
    desk.world.laptop.resolv.write_text("nameserver 192.0.2.254\n")
    sent = desk.report()
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert len(desk.arrived()) == 2


def test_sent_from_two_terminals_at_once_it_arrives_once(desk: Desk) -> None:
    desk.world.laptop.sh("ip link set eth0 down")
    desk.report()
    desk.world.laptop.connect()
    argv = (sys.executable, "-m", "app", "outbox", "send", "--site", str(desk.site), "--json")
    both = [desk.world.laptop.spawn(f"send{number}", *argv, env=desk.environment) for number in (1, 2)]
    for each in both:
        each.wait_for(r'"schema"', LIMIT_S)
    assert [entry["state"] for entry in desk.outbox()] == ["sent"]
    assert len(desk.arrived()) == 1
