"""The managed laptop itself: the person is an ordinary one, and nothing reaches the machine under it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import managed_files, managed_need, managed_services, need
from tests.lab.desktop import missing as no_mock
from tests.lab.managed import Managed, managed

pytestmark = pytest.mark.lab

_MACHINES = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/passwd",
    "/etc/gai.conf",
    "/etc/NetworkManager",
    "/var/lib/unstuck",
)


@pytest.fixture(autouse=True, scope="module")
def _needs() -> None:
    lacking = (*need.missing(), *managed_need.missing())
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")


@pytest.fixture
def desk() -> Iterator[Managed]:
    with managed() as found:
        yield found


def _machine() -> dict[str, object]:
    """What of the machine's own a careless service or helper would change."""
    seen: dict[str, object] = {}
    for path in map(Path, _MACHINES):
        seen[str(path)] = (path.stat().st_ino, path.stat().st_mtime_ns) if path.exists() else None
    return seen


def test_what_the_laptop_changes_stays_there(desk: Managed) -> None:
    before = _machine()
    desk.change("ipv4.dns", "9.9.9.9")
    desk.wait(lambda: "9.9.9.9" in desk.read("/etc/resolv.conf"), "NetworkManager writes no list")
    desk.write("/etc/hosts", "127.0.0.1 localhost\n")
    desk.laptop.sh("echo x > /var/lib/unstuck/backup; echo x >> /etc/gai.conf; rm /etc/passwd")
    assert _machine() == before


def test_the_person_is_an_ordinary_one(desk: Managed) -> None:
    assert desk.as_person("id", "-u").stdout.strip() == str(managed_files.UID)
    assert desk.as_person("touch", "/etc/x").returncode != 0
    assert desk.as_person(sys.executable, "-c", "import app").returncode == 0
    assert desk.as_person("ls", str(desk.world.folder)).returncode != 0


def test_settings_of_the_desktop_are_kept(desk: Managed) -> None:
    schema = "org.gnome.system.proxy"
    desk.as_person("gsettings", "set", schema, "mode", "auto", check=True)
    assert desk.as_person("gsettings", "get", schema, "mode").stdout.strip() == "'auto'"


def test_polkit_allows_and_refuses(desk: Managed) -> None:
    turn_off = ("nmcli", "device", "disconnect", "eth0")
    desk.set_rights(refuses=True)
    assert desk.as_person(*turn_off).returncode != 0
    assert desk.as_person("nmcli", "connection", "modify", "wired", "ipv4.dns", "9.9.9.9").returncode != 0
    desk.set_rights(refuses=False)
    assert desk.as_person(*turn_off).returncode == 0


def test_root_helper_runs_only_what_polkit_allows(desk: Managed) -> None:
    if not managed_services.install_helper(desk):
        pytest.skip("the project has no helper")
    helper = ("pkexec", f"{managed_files.LIBEXEC}/unstuck-helper", "arp.clear", "eth0")
    assert desk.as_person(*helper).returncode == 0
    desk.set_rights(refuses=True)
    assert desk.as_person(*helper).returncode != 0


def test_a_unit_is_a_program_and_the_time_can_be_set(desk: Managed) -> None:
    if no_mock():
        pytest.skip(no_mock())
    desk.world.company.start_openvpn()
    managed_services.start_machine(desk, units=managed_services.vpn_unit(desk), time_kept=False)
    call = ("gdbus", "call", "--system", "-d")
    systemd = ("org.freedesktop.systemd1", "-o", "/org/freedesktop/systemd1", "-m")
    start = ("org.freedesktop.systemd1.Manager.StartUnit", managed_services.VPN_UNIT, "replace")
    desk.as_person(*call, *systemd, *start, check=True)
    desk.wait(lambda: "tun0" in desk.laptop.sh("ls /sys/class/net"), "the unit brings no tunnel")
    timedate = ("org.freedesktop.timedate1", "-o", "/org/freedesktop/timedate1", "-m")
    desk.as_person(*call, *timedate, "org.freedesktop.timedate1.SetNTP", "true", "false", check=True)
    desk.wait(lambda: desk.wishes.heard == [managed_services.RIGHT_TIME], "nobody sets the time")


def test_a_closed_folder_gives_way_only_where_it_has_to(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    wanted, hidden = closed / "deep" / "project", closed / "secret"
    wanted.mkdir(parents=True)
    (wanted / "file").write_text("read me")
    hidden.mkdir()
    closed.chmod(0o700)
    script = "\n".join([
        "set -e",
        "KEPT=/run/kept",
        "mount --make-rprivate /",
            "mount -t tmpfs tmpfs /run",
        "mkdir $KEPT",
        *managed_files.opened([wanted], []),
        f"setpriv --reuid=54321 --regid=54321 --clear-groups cat {wanted}/file",
        f"ls {closed}",
    ])  # fmt: skip
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True)
    assert done.stdout == "read medeep\n", done.stderr
    assert closed.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in closed.iterdir()} == {"deep", "secret"}
