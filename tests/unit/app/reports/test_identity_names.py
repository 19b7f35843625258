"""What this computer and its person are called, and which names tell nothing."""

from pathlib import Path

import pytest

from app.reports import identity
from app.reports.identity import tells, this_computer


def test_names_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity.socket, "gethostname", lambda: "lt-dur-1.corp.example")
    for name in ("USER", "LOGNAME", "USERNAME", "SUDO_USER", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("USER", "idurand")
    monkeypatch.setenv("HOME", "/home" + "/ines")
    monkeypatch.setattr(identity, "_full_names", lambda user: ["Inès Durand"] if user == "idurand" else [])
    found = this_computer()
    assert found.computers == ("lt-dur-1.corp.example", "lt-dur-1")
    assert set(found.people) == {"Inès Durand", "idurand", "ines"}


def test_full_name_of_passwd(tmp_path: Path) -> None:
    accounts = tmp_path / "passwd"
    accounts.write_text("root:x:0:0:root:/root:/bin/sh\nidurand:x:1000:1000:Inès Durand,,,:/h:/bin/sh\nbare:x:1\n")
    assert identity._full_names("idurand", accounts) == ["Inès Durand", "Inès", "Durand"]
    assert identity._full_names("root", accounts) == []
    assert identity._full_names("bare", accounts) == []
    assert identity._full_names("gone", accounts) == []
    assert identity._full_names("gone", tmp_path / "none") == []


@pytest.mark.parametrize("name", ["root", "USER", "al", "", "1234", "localhost", " admin "])
def test_nobody(name: str) -> None:
    assert not tells(name)


@pytest.mark.parametrize("name", ["ines", "lt-dur-1", "Inès Durand", "bob"])
def test_somebody(name: str) -> None:
    assert tells(name)


def test_no_account_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(identity.getpass, "getuser", nobody)
    assert this_computer().computers
