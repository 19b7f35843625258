"""Routes in use and the neighbours behind them."""

from typing import Any

import pytest

from diagnostics.model.fact import Origin
from diagnostics.system.linux.route import normalise_neighbours, normalise_routes
from tests.unit.diagnostics.system.replay import laptop

LINKS = [
    {"index": 2, "name": "eth0", "flags": 1, "hardware": 1},
    {"index": 3, "name": "tun0", "flags": 1, "hardware": 65534},
]
RULES = [{"family": 2, "table": table, "action": 1} for table in (255, 254, 253)]


def hop(index: int | None = 2, gateway: str | None = None, flags: int = 0) -> dict[str, Any]:
    return {"index": index, "gateway": gateway, "flags": flags}


def route(destination: str = "0.0.0.0", prefix: int = 0, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"family": 2, "table": 254, "protocol": 3, "type": 1, "flags": 0, "metric": 0}
    return {**plain, "destination": destination, "prefix": prefix, "hops": [hop(gateway="192.0.2.1")], **more}


def test_a_default_route() -> None:
    (found,) = normalise_routes([route(metric=100, protocol=16)], RULES, LINKS)
    assert found.is_default
    assert (found.adapter, found.gateway, found.metric, found.origin) == ("eth0", "192.0.2.1", 100, Origin.DHCP)


def test_two_next_hops_are_two_entries_and_a_dead_one_is_none() -> None:
    hops = [hop(2, "192.0.2.1"), hop(3, "198.51.100.1"), hop(2, "192.0.2.2", flags=1)]
    found = normalise_routes([route(hops=hops)], RULES, LINKS)
    assert [(item.adapter, item.gateway) for item in found] == [("eth0", "192.0.2.1"), ("tun0", "198.51.100.1")]


TABLES: dict[str, tuple[list[dict[str, Any]], int]] = {
    "no rule leads there": (RULES, 0),
    "a rule leads there": ([*RULES, {"family": 2, "table": 51820, "action": 1}], 1),
    "a rule of the other family": ([*RULES, {"family": 10, "table": 51820, "action": 1}], 0),
    "a rule that refuses": ([*RULES, {"family": 2, "table": 51820, "action": 7}], 0),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables_of_policy_rules(case: str) -> None:
    rules, expected = TABLES[case]
    assert len(normalise_routes([route(table=51820)], rules, LINKS)) == expected


def test_a_kernel_without_rules_uses_the_main_table() -> None:
    assert len(normalise_routes([route(), route(table=200)], [], LINKS)) == 1


REFUSING = {"blackhole": 6, "unreachable": 7, "prohibit": 8}


@pytest.mark.parametrize("case", REFUSING)
def test_routes_that_refuse(case: str) -> None:
    (found,) = normalise_routes([route(type=REFUSING[case], hops=[hop(None)])], RULES, LINKS)
    assert found.unreachable
    assert found.adapter is None
    assert found.is_default


def test_multicast_routes_and_the_kernels_null_entry_are_not_routes() -> None:
    null = route("::", family=10, type=7, metric=0xFFFFFFFF, hops=[hop(None)])
    rules = [*RULES, {"family": 10, "table": 254, "action": 1}]
    assert normalise_routes([route(type=5), null], rules, LINKS) == ()


STATES = {
    0x01: "incomplete", 0x02: "reachable", 0x04: "stale", 0x08: "stale", 0x10: "stale", 0x20: "failed",
    0x80: "permanent", 0x00: "other",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_neighbour_states(state: int) -> None:
    row = {"index": 2, "address": "192.0.2.1", "mac": "02:00:00:00:00:01", "state": state}
    (found,) = normalise_neighbours([row], LINKS)
    assert found.state == STATES[state]


def test_multicast_entries_and_vanished_adapters_are_no_neighbours() -> None:
    rows = [
        {"index": 2, "address": "ff02::16", "mac": "33:33:00:00:00:16", "state": 0x40},
        {"index": 9, "address": "192.0.2.1", "mac": None, "state": 0x02},
    ]
    assert normalise_neighbours(rows, LINKS) == ()


def test_recorded_split_tunnel() -> None:
    routes = laptop("vpn_split").routes().value
    assert routes is not None
    through_tunnel = {(item.destination.rpartition("/")[2], item.table) for item in routes if item.adapter == "tun0"}
    assert through_tunnel == {("1", 300), ("24", 254), ("16", 254)}
    assert [item.table for item in routes if item.is_default] == [254], (
        "table 200 has a default route that no rule reaches"
    )
    assert [item.unreachable for item in routes].count(True) == 1
