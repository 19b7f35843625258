"""What goes wrong while a verb is done: the program is killed, NetworkManager dies, the box is gone, days go by."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.guides.hand import Did
from tests.desktop.hand import BACK_S, CARD, Hand, assert_same, guards, lacking, settle
from tests.desktop.test_hand_network import CASES, SET, UP, WRONG
from tests.lab.daemon import stop_dnsmasq
from tests.lab.managed import WIRED, managed
from tests.lab.repairs.useless import second_card

pytestmark = pytest.mark.lab

OLD_S = 3.0  # a lease of less than two seconds is not asked for anew
LATE_S = 3.0  # after NetworkManager has died nobody answers: that is known at once, not after the deed's whole time


@pytest.fixture(scope="module")
def laptop() -> Iterator[Hand]:
    if lacking():
        pytest.skip(lacking())
    with managed() as desk:
        yield Hand(desk)


@contextmanager
def without_box(hand: Hand) -> Iterator[None]:
    """The box hands out no address meanwhile."""
    stop_dnsmasq(hand.desk.world.router, "dnsmasq")
    try:
        yield
    finally:
        hand.desk.world.start_router_dnsmasq()


# ------------------------------------------------------------------------------------------ the program is killed

KILLED_AFTER = {
    "use dhcp: a typed address": ("Update2", "ActivateConnection"),
    "names: a typed server": ("Update2", "Reapply", "Reload"),
    "names: the file was overwritten": ("Reapply", "Reload"),
    "restart: nothing is wrong": ("Disconnect", "ActivateConnection"),
    "enable: networking is off": ("Enable", "ActivateConnection"),
    "enable: its profile was deleted": ("AddAndActivateConnection",),
    "renew: the way out was deleted": ("Reapply",),
}


@pytest.mark.parametrize(("name", "last"), [(name, last) for name, all_ in KILLED_AFTER.items() for last in all_])
def test_killed_in_the_middle_a_later_process_puts_it_back(name: str, last: str, laptop: Hand) -> None:
    case = CASES[name]
    laptop.reset()
    laptop.sh(case.fault)
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", case.verb)
    laptop.killed("act", case.verb, saved, last)
    back = laptop.part("restore", case.verb, saved)
    assert back["did"] in (Did.DONE, Did.NOTHING_TO_DO), back
    assert back["seconds"] < BACK_S
    settle(laptop)
    assert_same(laptop, before)
    assert guards(laptop) == []


BACK_KILLED_AFTER = {
    "use dhcp: a typed address": ("Update2", "Reapply"),
    "use dhcp: an address added by hand": ("Reapply",),
    "names: the file was overwritten": ("Reapply",),
    "enable: networking is off": ("Enable",),
    "enable: let go": ("CheckpointRollback",),
}


@pytest.mark.parametrize(("name", "last"), [(name, last) for name, all_ in BACK_KILLED_AFTER.items() for last in all_])
def test_killed_while_it_puts_back_a_later_process_ends_it(name: str, last: str, laptop: Hand) -> None:
    case = CASES[name]
    laptop.reset()
    laptop.sh(case.fault)
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", case.verb)
    assert laptop.part("act", case.verb, saved)["did"] == Did.DONE
    laptop.killed("restore", case.verb, saved, last)
    back = laptop.part("restore", case.verb, saved)
    assert back["did"] in (Did.DONE, Did.NOTHING_TO_DO), back
    settle(laptop)
    assert_same(laptop, before)


def test_after_a_restart_of_the_service_the_saved_values_are_enough(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh(f"{SET} {WRONG}; {UP}")
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", "ip.use_dhcp")
    assert laptop.part("act", "ip.use_dhcp", saved)["did"] == Did.DONE
    laptop.desk.kill_manager()  # and with it its guard
    laptop.desk.start_manager()
    laptop.desk.wait_connected()
    assert laptop.part("restore", "ip.use_dhcp", saved)["did"] == Did.DONE
    assert_same(laptop, before)


def test_somebody_elses_guard_is_left_alone(laptop: Hand) -> None:
    laptop.reset()
    theirs = laptop.part("snapshot", "dhcp.renew")
    ours = laptop.part("snapshot", "ip.use_dhcp")
    assert ours["guard"] is None, "NetworkManager takes one guard for an adapter"
    laptop.part("restore", "ip.use_dhcp", ours)
    assert len(guards(laptop)) == 1
    laptop.part("keep", "dhcp.renew", theirs)
    assert guards(laptop) == []


# ------------------------------------------------------------------------------------------ NetworkManager dies


@pytest.mark.parametrize("verb", ["adapter.restart", "ip.use_dhcp", "dhcp.renew"])
def test_the_service_dies_in_the_middle(verb: str, laptop: Hand) -> None:
    laptop.reset()
    if verb == "ip.use_dhcp":
        laptop.sh(f"{SET} {WRONG}; {UP}")
    settle(laptop)
    time.sleep(OLD_S)
    before = laptop.state()
    saved = laptop.part("snapshot", verb)
    with without_box(laptop):  # so that it takes long
        process = laptop.begin(verb, saved)
        if verb == "dhcp.renew":
            time.sleep(1)  # it waits for the box, and everything stays connected
        else:
            laptop.desk.wait(lambda: laptop.desk.device()[0].startswith("connecting"), f"{verb} has not begun")
        laptop.desk.kill_manager()
        begin = time.monotonic()
        deed = laptop.end(process)
        assert time.monotonic() - begin < LATE_S
    assert deed["did"] in (Did.FAILED, Did.TIMED_OUT), deed
    back = comes_back(laptop, lambda: laptop.part("restore", verb, saved))
    assert back["did"] == Did.DONE, back
    settle(laptop)
    assert_same(laptop, before)


def comes_back(hand: Hand, restore) -> dict:  # type: ignore[no-untyped-def,type-arg]
    """Put back while the service is still away, and comes back meanwhile, as systemd would see to it."""
    found: list[dict[str, object]] = []
    thread = threading.Thread(target=lambda: found.append(restore()), name="restore")
    thread.start()
    time.sleep(1)
    hand.desk.start_manager()
    thread.join(30)
    return found[0]


def test_a_card_that_was_off_is_off_again_though_the_service_died(laptop: Hand) -> None:
    laptop.reset()
    second_card(laptop.desk, "method=manual\naddress1=192.168.7.9/24")
    target = {"adapter": "eth1"}
    saved = laptop.part("snapshot", "adapter.enable", target=target)
    try:
        assert laptop.part("act", "adapter.enable", saved, target)["did"] == Did.DONE
        assert "UP" in laptop.sh("ip -br link show eth1")
        laptop.desk.kill_manager()  # and with it its guard; the card stays on
        laptop.desk.start_manager()
        assert laptop.part("restore", "adapter.enable", saved, target)["did"] == Did.DONE
        assert "UP" not in laptop.sh("ip -br link show eth1")
        assert "eth1:unmanaged" in laptop.desk.nmcli("-t", "-f", "DEVICE,STATE", "device").stdout
    finally:
        laptop.sh("ip link del eth1; rm /etc/NetworkManager/conf.d/second.conf; nmcli general reload conf")


def test_without_the_service_nothing_is_ready(laptop: Hand) -> None:
    laptop.reset()
    saved = laptop.part("snapshot", "dhcp.renew")
    laptop.desk.kill_manager()
    try:
        assert laptop.part("ready", "dhcp.renew") is False
        assert laptop.part("snapshot", "dhcp.renew") == {}
        assert laptop.part("act", "dhcp.renew", saved)["did"] == Did.FAILED
    finally:
        laptop.desk.start_manager()
        laptop.desk.wait_connected()


# ------------------------------------------------------------------------------------------ the box is gone


@pytest.mark.parametrize("verb", ["dhcp.renew", "adapter.restart"])
def test_no_lease_comes_and_the_old_one_is_still_good(verb: str, laptop: Hand) -> None:
    laptop.reset()
    time.sleep(OLD_S)
    before = laptop.state()
    saved = laptop.part("snapshot", verb)
    with without_box(laptop):
        deed = laptop.part("act", verb, saved)
        assert deed["did"] in (Did.FAILED, Did.TIMED_OUT), deed
        back = laptop.part("restore", verb, saved)
        assert back["did"] == Did.DONE, back
        assert back["seconds"] < BACK_S
        assert_same(laptop, before)


def test_a_renewal_that_nobody_answers_cuts_nothing(laptop: Hand) -> None:
    laptop.reset()
    time.sleep(OLD_S)
    before, ways = laptop.state(), laptop.sh("ip route")
    saved = laptop.part("snapshot", "dhcp.renew")
    with without_box(laptop):
        deeds: list[object] = []
        thread = threading.Thread(target=lambda: deeds.append(laptop.part("act", "dhcp.renew", saved)), name="act")
        thread.start()
        seen = {laptop.sh("ip route") for _ in iter(thread.is_alive, False)}
        thread.join()
        assert (seen, deeds[0]["did"]) == ({ways}, Did.TIMED_OUT)  # type: ignore[index]
        assert laptop.part("restore", "dhcp.renew", saved)["did"] == Did.DONE
        time.sleep(6)  # the profile's own patience is four seconds
        assert_same(laptop, before)
        assert laptop.sh("ip route") == ways


def test_a_renewed_lease_is_a_new_one(laptop: Hand) -> None:
    laptop.reset()
    time.sleep(OLD_S)
    saved = laptop.part("snapshot", "dhcp.renew")
    assert laptop.part("act", "dhcp.renew", saved)["did"] == Did.DONE
    again = laptop.part("snapshot", "dhcp.renew")
    assert int(again["lease"]["expiry"]) >= int(saved["lease"]["expiry"]) + int(OLD_S)


def test_a_typed_address_comes_back_where_no_lease_is_to_be_had(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh(f"{SET} {WRONG}; {UP}")
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", "ip.use_dhcp")
    with without_box(laptop):
        assert laptop.part("act", "ip.use_dhcp", saved)["did"] in (Did.FAILED, Did.TIMED_OUT)
        assert laptop.part("restore", "ip.use_dhcp", saved)["did"] == Did.DONE
    settle(laptop)
    assert_same(laptop, before)


# ------------------------------------------------------------------------------------------ days later


def test_days_later_only_the_settings_are_put_back(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh(f"{SET} {WRONG}; {UP}")
    settle(laptop)
    wrong = laptop.shown(WIRED)
    saved = laptop.part("snapshot", "ip.use_dhcp")
    assert laptop.part("act", "ip.use_dhcp", saved)["did"] == Did.DONE
    laptop.part("keep", "ip.use_dhcp", saved)
    laptop.sh(f"ip addr add 10.66.0.1/24 dev {CARD}")
    old = {**saved, "boot": "00000000-0000-4000-8000-00000000b007"}
    assert laptop.part("restore", "ip.use_dhcp", old)["did"] == Did.DONE
    assert laptop.shown(WIRED) == wrong


def test_days_later_a_renewed_lease_is_no_reason_to_touch_anything(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh("ip route del default")
    saved = laptop.part("snapshot", "dhcp.renew")
    assert laptop.part("act", "dhcp.renew", saved)["did"] == Did.DONE
    laptop.part("keep", "dhcp.renew", saved)
    settle(laptop)
    after = laptop.state()
    old = {**saved, "boot": "00000000-0000-4000-8000-00000000b007"}
    assert laptop.part("restore", "dhcp.renew", old)["did"] == Did.DONE
    assert_same(laptop, after)
