"""Which programs are never paused."""

import pytest

from app.guides.vital import DARWIN, KERNEL_NAME, LINUX, WINDOWS, is_vital


def test_names_of_the_list_are_as_the_kernel_cuts_them() -> None:
    assert all(len(name) <= KERNEL_NAME for name in LINUX), max(LINUX, key=len)


@pytest.mark.parametrize("name", [*LINUX, *WINDOWS, *DARWIN, "gnome-terminal-server", "systemd-resolved"])
def test_these_are(name: str) -> None:
    assert is_vital(name)


@pytest.mark.parametrize("name", ["", "firefox", "backup.exe", "bash2", "Music", "OpenVPN-like"])
def test_these_are_not(name: str) -> None:
    assert not is_vital(name)
