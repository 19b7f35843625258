"""The root helper on the lab's laptop: a real polkitd and pkexec, an ordinary person, root's own files."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from app.guides.hand import Target
from tests.lab.managed import Managed, managed
from tests.lab.managed_need import missing_for
from tests.lab.managed_services import install_helper, ship_site
from tests.lab.need import missing

pytestmark = pytest.mark.lab

HELPER = "/usr/libexec/unstuck-helper"
HOSTS = "127.0.0.1 localhost\n# by hand\n192.0.2.9  intranet.corp.example wiki\t# old\n"
WITHOUT = "127.0.0.1 localhost\n# by hand\n192.0.2.9 wiki\t# old\n"
NOT_AUTHORISED = (126, 127)  # pkexec(1)
TARGETS = {
    "hosts.remove_entries": Target(hosts=("intranet.corp.example",)),
    "mtu.set_site_value": Target(adapter="eth0", mtu=1280),
    "ipv4.prefer": Target(),
    "arp.clear": Target(adapter="eth0"),
}
CALLS = (
    ("hosts.remove_entries", "intranet.corp.example"),
    ("hosts.restore", "0" * 32),
    ("arp.clear", "eth0"),
    ("mtu.set_site_value", "eth0"),
    ("mtu.restore", "0" * 32),
    ("ipv4.prefer",),
    ("ipv4.restore", "0" * 32),
)


def built(*, refuses: bool) -> Iterator[Managed]:
    lacking = ", ".join([*missing(), missing_for(helper=True, machine=False)]).strip(", ")
    if lacking:
        pytest.skip(f"the lab needs {lacking}")
    with managed(connect=False, refuses=refuses, ipv6=False) as desk:
        install_helper(desk)
        ship_site(desk, "wireguard")
        desk.laptop.sh("ip link set eth0 up\nip addr add 192.0.2.2/24 dev eth0")
        yield desk


@pytest.fixture(scope="module")
def allowed() -> Iterator[Managed]:
    yield from built(refuses=False)


@pytest.fixture(scope="module")
def refused() -> Iterator[Managed]:
    yield from built(refuses=True)


def fresh(desk: Managed) -> Managed:
    desk.write("/etc/hosts", HOSTS)
    desk.laptop.sh("ip neigh replace 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud reachable")
    return desk


def state(desk: Managed) -> dict[str, str]:
    """What the verbs change, and the helper's backups."""
    found = {name: desk.read(name) for name in ("/etc/hosts", "/etc/gai.conf", "/sys/class/net/eth0/mtu")}
    found["backups"] = desk.laptop.sh("ls -A /var/lib/unstuck | grep -v '^lock$' || true")
    found["neighbours"] = desk.laptop.sh("ip neigh show dev eth0 nud reachable")
    return found


def pkexec(desk: Managed, *argv: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """As a shell of the person's calls it: polkit asks about the parent, which must be a process of the laptop."""
    call = ("/usr/bin/pkexec", "--disable-internal-agent", *argv)
    return desk.as_person("/bin/sh", "-c", '"$@"; exit $?', "sh", *call, env=env)


def do(desk: Managed, part: str, verb: str, before: Any = None, *manner: str) -> Any:
    text = msgspec.json.encode(TARGETS[verb]).decode()
    argv = (sys.executable, "-m", "tests.desktop.computer.deed", part, verb, text, json.dumps(before or {}), *manner)
    return json.loads(desk.as_person(*argv, check=True).stdout)


EFFECTS: dict[str, tuple[str, str]] = {
    "hosts.remove_entries": ("/etc/hosts", WITHOUT),
    "mtu.set_site_value": ("/sys/class/net/eth0/mtu", "1280\n"),
    "ipv4.prefer": ("/etc/gai.conf", "precedence ::ffff:0:0/96  100\n"),
    "arp.clear": ("neighbours", ""),
}


@pytest.mark.parametrize("verb", EFFECTS)
def test_a_person_whom_polkit_lets_changes_it_and_back(verb: str, allowed: Managed) -> None:
    desk = fresh(allowed)
    was = state(desk)
    assert do(desk, "ready", verb) is True
    before = do(desk, "snapshot", verb)
    assert do(desk, "act", verb, before) == ["done", ""]
    place, expected = EFFECTS[verb]
    now = state(desk)
    assert now[place].endswith(expected) if place == "/etc/gai.conf" else now[place] == expected
    if verb == "arp.clear":
        assert do(desk, "restore", verb, before)[0] == "nothing_to_do"
        return
    assert now["backups"].strip() == before["token"]
    assert do(desk, "restore", verb, before) == ["done", ""]
    assert state(desk) == was


OTHERS: dict[str, tuple[str, ...]] = {
    "another program": ("/usr/bin/id",),
    "a shell": ("/bin/sh", "-c", "id"),
    "no such verb": (HELPER, "run", "id"),
    "no verb": (HELPER,),
    "another file of that name": ("/home/person/unstuck-helper", "arp.clear", "eth0"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_nothing_else_runs_through_pkexec(case: str, allowed: Managed) -> None:
    desk = fresh(allowed)
    desk.write("/home/person/unstuck-helper", "#!/bin/sh\nid\n", 0o755)
    was = state(desk)
    done = pkexec(desk, *OTHERS[case])
    assert done.returncode in NOT_AUTHORISED
    assert "uid=" not in done.stdout
    assert state(desk) == was


REFUSED_BY_HELPER: dict[str, tuple[tuple[str, ...], int]] = {
    "a name that IT did not write": (("hosts.remove_entries", "printer.lan"), 6),
    "localhost": (("hosts.remove_entries", "localhost"), 6),
    "shell text": (("hosts.remove_entries", "intranet.corp.example; id"), 4),
    "an adapter that is not there": (("arp.clear", "eth9"), 6),
    "an option": (("arp.clear", "--help"), 4),
    "a path as a token": (("hosts.restore", "../../../etc/shadow"), 4),
    "a token that was never given": (("hosts.restore", "0" * 32), 8),
}


@pytest.mark.parametrize("case", REFUSED_BY_HELPER)
def test_polkit_lets_the_person_and_the_helper_refuses(case: str, allowed: Managed) -> None:
    argv, status = REFUSED_BY_HELPER[case]
    desk = fresh(allowed)
    was = state(desk)
    done = pkexec(desk, HELPER, *argv)
    assert done.returncode == status
    assert done.stdout.count("\n") == 1
    assert state(desk) == was


def test_a_site_file_that_the_person_could_write_counts_for_nothing(allowed: Managed) -> None:
    desk = fresh(allowed)
    was = state(desk)
    try:
        desk.laptop.sh("chown person /etc/unstuck/site.toml")
        done = pkexec(desk, HELPER, *CALLS[0])
    finally:
        desk.laptop.sh("chown root /etc/unstuck/site.toml")
    assert done.returncode == 7
    assert state(desk) == was


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_it_runs_by_pkexec_only(call: tuple[str, ...], allowed: Managed) -> None:
    desk = fresh(allowed)
    was = state(desk)
    for done in (desk.as_person(HELPER, *call), desk.laptop.run(HELPER, *call, check=False)):
        assert done.returncode == 5
        assert json.loads(done.stdout)["outcome"] == "not_called_right"
    assert desk.as_person(HELPER, *call, env={"PKEXEC_UID": "0"}).returncode == 5
    assert state(desk) == was


def test_a_hostile_environment_changes_nothing(allowed: Managed) -> None:
    desk = fresh(allowed)
    desk.write("/home/person/evil/tomllib.py", "import os\nos.system('touch /etc/evil')\n")
    evil = {"PYTHONPATH": "/home/person/evil", "PYTHONSTARTUP": "/home/person/evil/tomllib.py", "PYTHONINSPECT": "1"}
    done = pkexec(desk, HELPER, *CALLS[0], env={**evil, "TERM": "x\ny", "LD_PRELOAD": "/home/person/evil.so"})
    assert done.returncode == 0
    assert desk.read("/etc/hosts") == WITHOUT
    assert desk.read("/etc/evil") == ""
    token = json.loads(done.stdout)["token"]
    assert pkexec(desk, HELPER, "hosts.restore", token).returncode == 0


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_a_person_whom_polkit_refuses_changes_nothing(call: tuple[str, ...], refused: Managed) -> None:
    desk = fresh(refused)
    was = state(desk)
    done = pkexec(desk, HELPER, *call)
    assert done.returncode in NOT_AUTHORISED
    assert state(desk) == was


@pytest.mark.parametrize("manner", ["", "attended"])
@pytest.mark.parametrize("verb", EFFECTS)
def test_the_act_says_that_it_was_refused(verb: str, manner: str, refused: Managed) -> None:
    desk = fresh(refused)
    was = state(desk)
    before = do(desk, "snapshot", verb)
    assert do(desk, "act", verb, before, manner)[0] == "denied"
    assert do(desk, "restore", verb, before, manner)[0] == "nothing_to_do"
    assert state(desk) == was
