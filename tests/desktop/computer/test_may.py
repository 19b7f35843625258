"""What the unattended walk asks polkit before it calls the root helper."""

from collections.abc import Callable

from app.guides.actions.linux import root_helper
from tests.desktop.computer.conftest import Machine


def test_only_what_polkit_allows_without_asking(machine: Callable[..., Machine]) -> None:
    running = machine()
    running.allow("org.unstuck.helper.hosts")
    assert root_helper._is_allowed("org.unstuck.helper.hosts")
    assert not root_helper._is_allowed("org.unstuck.helper.arp")
