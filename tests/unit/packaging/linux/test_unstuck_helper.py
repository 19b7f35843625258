"""The root helper on a computer of folders: what it does, puts back, and survives."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.packaging.linux.computer import HELPER, HOSTS, SITE, TOKEN, WITHOUT_TICKETS, Computer

STATUS = HELPER.Status
OTHER_TOKEN = "f" * 32

# ---------------------------------------------------------------------------------------------- the hosts file


def test_a_name_goes_and_comes_back_byte_for_byte(computer: Computer) -> None:
    mode = 0o640
    (computer.at / "etc/hosts").chmod(mode)
    status, answer = computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    assert (status, answer) == (STATUS.DONE, {"outcome": "done", "token": TOKEN, "detail": ""})
    assert computer.read("etc/hosts") == WITHOUT_TICKETS
    assert (computer.at / "etc/hosts").stat().st_mode & 0o777 == mode
    assert (computer.at / "var/lib/unstuck").stat().st_mode & 0o777 == 0o700
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.DONE
    assert computer.read("etc/hosts") == HOSTS
    assert computer.backups() == []
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.UNKNOWN_TOKEN
    assert computer.read("etc/hosts") == HOSTS


def test_a_token_of_its_own_when_none_is_given(computer: Computer) -> None:
    status, answer = computer.call("hosts.remove_entries", "tickets.corp.example", "vpn.example.org")
    assert status == STATUS.DONE
    assert b"192.0.2.11" not in computer.read("etc/hosts")
    assert computer.call("hosts.restore", answer["token"])[0] == STATUS.DONE
    assert computer.read("etc/hosts") == HOSTS


def test_a_token_is_used_once(computer: Computer) -> None:
    computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    before = computer.contents()
    assert computer.call("hosts.remove_entries", TOKEN, "vpn.example.org")[0] == STATUS.UNKNOWN_TOKEN
    assert computer.contents() == before


def test_nothing_to_remove(computer: Computer) -> None:
    assert computer.call("hosts.remove_entries", TOKEN, "www.example.org")[0] == STATUS.NOTHING_TO_DO
    assert (computer.read("etc/hosts"), computer.backups()) == (HOSTS, [])


def test_what_others_wrote_meanwhile_stays(computer: Computer) -> None:
    computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example", "vpn.example.org")
    edited = computer.read("etc/hosts").replace(b"10.0.0.9 other.example", b"10.0.0.8 newer.example")
    computer.write("etc/hosts", edited + b"\n192.0.2.99 mine.example")
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.DONE
    lines = computer.read("etc/hosts").splitlines()
    assert b"10.0.0.8 newer.example" in lines
    assert b"192.0.2.99 mine.example" in lines
    assert b"192.0.2.10  tickets.corp.example printer.lan\t# since the move" in lines
    assert b"192.0.2.11\tvpn.example.org" in lines
    assert lines.count(b"2001:db8::5 intranet.corp.example tickets.corp.example. # both") == 1


LINES: dict[str, tuple[bytes, bytes]] = {
    "alone": (b"192.0.2.1 vpn.example.org\n", b""),
    "alone, with a comment": (b"192.0.2.1 vpn.example.org # why\n", b"# why\n"),
    "first of two": (b"192.0.2.1\tvpn.example.org  other\n", b"192.0.2.1  other\n"),
    "last of two": (b"192.0.2.1 other vpn.example.org\n", b"192.0.2.1 other\n"),
    "in other letters": (b"192.0.2.1 other VPN.Example.ORG.\n", b"192.0.2.1 other\n"),
    "twice on two lines": (b"192.0.2.1 vpn.example.org\n192.0.2.1 vpn.example.org\n", b""),
    "behind a mark of UTF-8": (b"\xef\xbb\xbf192.0.2.1 vpn.example.org a\n", b"\xef\xbb\xbf192.0.2.1 a\n"),
    "with a zone": (b"fe80::1%eth0 vpn.example.org a\n", b"fe80::1%eth0 a\n"),
    "in a comment only": (b"#192.0.2.1 vpn.example.org\n", b"#192.0.2.1 vpn.example.org\n"),
    "part of another name": (b"192.0.2.1 xvpn.example.org\n", b"192.0.2.1 xvpn.example.org\n"),
    "behind no address": (b"alias vpn.example.org\n", b"alias vpn.example.org\n"),
    "in bytes that are no text": (b"192.0.2.1 \xff\xfe vpn.example.org\n", b"192.0.2.1 \xff\xfe\n"),
    "without an end of line": (b"192.0.2.1 vpn.example.org", b""),
}


@pytest.mark.parametrize("case", LINES)
def test_only_the_name_leaves_its_line(case: str, computer: Computer) -> None:
    before, after = LINES[case]
    computer.write("etc/hosts", before)
    status, _ = computer.call("hosts.remove_entries", TOKEN, "vpn.example.org")
    assert status == (STATUS.NOTHING_TO_DO if before == after else STATUS.DONE)
    assert computer.read("etc/hosts") == after
    if before != after:
        computer.call("hosts.restore", TOKEN)
        assert computer.read("etc/hosts") == before


def killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt  # stands for the end of the process: nothing of the helper catches it


def test_a_crash_between_backup_and_rename(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    assert (computer.read("etc/hosts"), computer.backups()) == (HOSTS, [TOKEN])
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.NOTHING_TO_DO
    assert (computer.read("etc/hosts"), computer.backups()) == (HOSTS, [])
    assert sorted(path.name for path in (computer.at / "etc").iterdir()) == ["hosts", "unstuck"]


def test_a_crash_before_the_backup_was_whole(computer: Computer) -> None:
    (computer.at / "var/lib/unstuck").mkdir(0o700)
    computer.write(f"var/lib/unstuck/{TOKEN}", b'{"what": "hosts", "us').chmod(0o600)
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.UNKNOWN_TOKEN
    assert computer.read("etc/hosts") == HOSTS


def mounted(*_: Any, **__: Any) -> None:
    raise OSError(errno.EBUSY, "it is a mount")


def test_a_file_that_is_a_mount_is_written_in_its_place(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "rename", mounted)
    inode = (computer.at / "etc/hosts").stat().st_ino
    assert computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")[0] == STATUS.DONE
    assert computer.read("etc/hosts") == WITHOUT_TICKETS
    assert computer.call("hosts.restore", TOKEN)[0] == STATUS.DONE
    assert (computer.read("etc/hosts"), (computer.at / "etc/hosts").stat().st_ino) == (HOSTS, inode)


@pytest.mark.parametrize("written", [0, 1, 40, 90, len(WITHOUT_TICKETS)])
def test_killed_while_it_wrote_over_a_mount(written: int, computer: Computer) -> None:
    computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    computer.write("etc/hosts", WITHOUT_TICKETS[:written] + HOSTS[written:])
    computer.call("hosts.restore", TOKEN)
    assert computer.read("etc/hosts") == HOSTS


def full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("step", ["fsync", "rename", "fchmod"])
def test_a_full_disk_changes_nothing(step: str, computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = computer.contents()
    monkeypatch.setattr(os, step, lambda *_, **__: full())
    status, answer = computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    assert (status, answer["detail"]) == (STATUS.FAILED, "OSError ENOSPC")
    assert computer.contents() == before


def test_somebody_else_writes_at_the_same_moment(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    dress = HELPER._dress

    def edit_then_dress(*args: Any) -> None:
        computer.write("etc/hosts", HOSTS + b"\n192.0.2.50 new.example\n")
        dress(*args)

    monkeypatch.setattr(HELPER, "_dress", edit_then_dress)
    status, answer = computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    assert status == STATUS.FAILED
    assert "at the same time" in answer["detail"]
    assert computer.read("etc/hosts") == HOSTS + b"\n192.0.2.50 new.example\n"


def test_old_backups_go(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HELPER, "MOST_BACKUPS", 2)
    for number in range(4):
        computer.write("etc/hosts", HOSTS)
        assert computer.call("hosts.remove_entries", f"{number:032x}", "vpn.example.org")[0] == STATUS.DONE
    assert len(computer.backups()) == 2


# ---------------------------------------------------------------------------------------------- who and what is trusted


def linked_hosts(computer: Computer) -> None:
    (computer.at / "etc/hosts").unlink()
    (computer.at / "etc/hosts").symlink_to(computer.outside / "hosts")


def linked_backups(computer: Computer) -> None:
    (computer.at / "var/lib/unstuck").symlink_to(computer.outside)


def linked_etc(computer: Computer) -> None:
    (computer.at / "etc").rename(computer.at / "etc2")
    (computer.at / "etc").symlink_to("etc2")


def linked_lock(computer: Computer) -> None:
    (computer.at / "var/lib/unstuck").mkdir(0o700)
    (computer.at / "var/lib/unstuck/lock").symlink_to(computer.outside / "lock")


def linked_site(computer: Computer) -> None:
    site = computer.at / "etc/unstuck/site.toml"
    site.rename(computer.outside / "site.toml")
    site.symlink_to(computer.outside / "site.toml")


def open_site(computer: Computer) -> None:
    (computer.at / "etc/unstuck/site.toml").chmod(0o666)


def group_site(computer: Computer) -> None:
    (computer.at / "etc/unstuck/site.toml").chmod(0o664)


def open_site_folder(computer: Computer) -> None:
    (computer.at / "etc/unstuck").chmod(0o777)


def no_site(computer: Computer) -> None:
    (computer.at / "etc/unstuck/site.toml").unlink()


def broken_site(computer: Computer) -> None:
    computer.write("etc/unstuck/site.toml", SITE.encode() + b"\n[[")


def undecodable_site(computer: Computer) -> None:
    computer.write("etc/unstuck/site.toml", b"\xff\xfe\x00")


def endless_site(computer: Computer) -> None:
    computer.write("etc/unstuck/site.toml", SITE.encode() + b"# " + b"x" * HELPER.MOST_SITE_BYTES)


def site_is_a_pipe(computer: Computer) -> None:
    no_site(computer)
    os.mkfifo(computer.at / "etc/unstuck/site.toml", 0o644)


def open_hosts(computer: Computer) -> None:
    (computer.at / "etc/hosts").chmod(0o666)


def open_backups(computer: Computer) -> None:
    (computer.at / "var/lib/unstuck").mkdir()
    (computer.at / "var/lib/unstuck").chmod(0o777)


ATTACKS: dict[str, tuple[Callable[[Computer], None], int]] = {
    "hosts is a link": (linked_hosts, STATUS.FAILED),
    "the backups are a link": (linked_backups, STATUS.FAILED),
    "etc is a link": (linked_etc, STATUS.NO_SITE),
    "the lock is a link": (linked_lock, STATUS.FAILED),
    "the site file is a link": (linked_site, STATUS.NO_SITE),
    "anybody may write the site file": (open_site, STATUS.NO_SITE),
    "a group may write the site file": (group_site, STATUS.NO_SITE),
    "anybody may write its folder": (open_site_folder, STATUS.NO_SITE),
    "there is no site file": (no_site, STATUS.NO_SITE),
    "the site file is broken": (broken_site, STATUS.NO_SITE),
    "the site file is no text": (undecodable_site, STATUS.NO_SITE),
    "the site file is endless": (endless_site, STATUS.NO_SITE),
    "the site file is a pipe": (site_is_a_pipe, STATUS.NO_SITE),
    "anybody may write hosts": (open_hosts, STATUS.FAILED),
    "anybody may write the backups": (open_backups, STATUS.FAILED),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_what_others_could_have_made_is_refused(case: str, computer: Computer) -> None:
    attack, expected = ATTACKS[case]
    attack(computer)
    before = computer.contents()
    status, answer = computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    assert (status, answer["token"]) == (expected, None)
    assert answer["detail"]
    assert computer.contents() == before


def test_a_backup_belongs_to_its_user_and_its_verb(computer: Computer) -> None:
    computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")
    before = computer.contents()
    assert computer.call("hosts.restore", TOKEN, user=1001)[0] == STATUS.UNKNOWN_TOKEN
    assert computer.call("ipv4.restore", TOKEN)[0] == STATUS.UNKNOWN_TOKEN
    assert computer.call("hosts.restore", OTHER_TOKEN)[0] == STATUS.UNKNOWN_TOKEN
    assert computer.contents() == before


CALLERS: dict[str, tuple[int, dict[str, str]]] = {
    "not through pkexec": (0, {}),
    "through sudo": (0, {"SUDO_UID": "1000"}),
    "with an odd number": (0, {"PKEXEC_UID": "1000; id"}),
    "with a number of another script": (0, {"PKEXEC_UID": "\u0661\u0660\u0660\u0660"}),
    "with an empty number": (0, {"PKEXEC_UID": ""}),
    "not as root": (1, {"PKEXEC_UID": "1000"}),
}


@pytest.mark.parametrize("case", CALLERS)
def test_who_may_not_call(case: str, computer: Computer) -> None:
    other, environ = CALLERS[case]
    before = computer.contents()
    root = HELPER.Root(str(computer.at), os.geteuid(), computer.run)
    status = HELPER.main(["arp.clear", "eth0"], root, os.geteuid() + other, environ)
    assert (status, computer.said()["outcome"]) == (STATUS.NOT_CALLED_RIGHT, "not_called_right")
    assert (computer.contents(), computer.calls) == (before, [])


def test_an_old_python_is_told(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    status, answer = computer.call("arp.clear", "eth0")
    assert (status, answer["outcome"]) == (STATUS.TOO_OLD, "too_old")
    assert "3.11" in answer["detail"]


def test_one_at_a_time(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setattr(HELPER, "LOCK_S", 1)
    (computer.at / "var/lib/unstuck").mkdir(0o700)
    with (computer.at / "var/lib/unstuck/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")[0] == STATUS.BUSY
    assert computer.read("etc/hosts") == HOSTS
    assert computer.call("hosts.remove_entries", TOKEN, "tickets.corp.example")[0] == STATUS.DONE
