"""What NetworkManager believes of the connection, and what systemd-resolved knows of each adapter."""

from collections.abc import Callable

import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.system.linux.facts import LinuxFacts
from diagnostics.system.linux.resolved import acquire_resolved_servers
from tests.desktop.desk import Desk, hint
from tests.lab.desktop import Plan, joined

Start = Callable[[Plan], Desk]

CONNECTIVITY = {"unknown": (0, None), "none": (1, "none"), "portal": (2, "portal"), "limited": (3, "limited"),
                "full": (4, "full")}  # fmt: skip


@pytest.mark.parametrize("case", CONNECTIVITY)
def test_connectivity(case: str, desk: Start) -> None:
    number, expected = CONNECTIVITY[case]
    desk(joined(74, connectivity=number))
    assert hint().connectivity == expected


METERED = {"yes": (1, True), "no": (2, False), "guessed yes": (3, True), "guessed no": (4, False), "unknown": (0, None)}


@pytest.mark.parametrize("case", METERED)
def test_metered(case: str, desk: Start) -> None:
    number, expected = METERED[case]
    desk(joined(74, metered=number))
    assert hint().metered is expected


def test_the_device_in_use_decides_before_the_rest(desk: Start) -> None:
    plan = joined(74, metered=4)
    plan["network_manager"]["wifi"]["metered"] = 1
    desk(plan)
    assert hint().metered is True


def test_without_the_service_there_is_no_hint(desk: Start) -> None:
    desk({"upower": {"on_battery": False}})
    assert LinuxFacts().hints().state is Knowledge.UNSUPPORTED


def test_resolved_tells_servers_and_domains_of_each_link(desk: Start) -> None:
    desk(
        {
            "resolved": {
                "servers": [[2, "192.0.2.53"], [2, "2001:db8::53"], [5, "10.20.0.53"]],
                "domains": [[2, "lan.example", False], [5, "corp.example", False], [5, ".", True]],
            }
        }
    )
    assert acquire_resolved_servers() == [
        {"index": 2, "servers": ["192.0.2.53", "2001:db8::53"], "search": ["lan.example"]},
        {"index": 5, "servers": ["10.20.0.53"], "search": ["corp.example"]},
    ]
