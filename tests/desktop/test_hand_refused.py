"""What polkit lets a person do: nothing at all, or what a desktop lets somebody do who sits at it."""

from collections.abc import Iterator

import pytest

from app.guides.hand import Did
from tests.desktop.hand import BACK_S, Hand, assert_same, lacking, settle
from tests.desktop.test_hand_network import CASES
from tests.lab.managed import managed
from tests.lab.managed_files import PERSON

pytestmark = pytest.mark.lab

REFUSED = (
    "renew: the way out was deleted",
    "use dhcp: a typed address",
    "names: a typed server",
    "enable: networking is off",
    "enable: let go",
    "restart: nothing is wrong",
)


@pytest.fixture(scope="module")
def refusing() -> Iterator[Hand]:
    if lacking():
        pytest.skip(lacking())
    with managed(refuses=True) as desk:
        yield Hand(desk)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_nothing_moves(name: str, refusing: Hand) -> None:
    case = CASES[name]
    refusing.reset()
    refusing.sh(case.fault)
    settle(refusing)
    before = refusing.state()
    saved = refusing.part("snapshot", case.verb)
    assert saved["guard"] is None
    deed = refusing.part("act", case.verb, saved)
    assert deed["did"] == Did.DENIED, deed
    assert_same(refusing, before)
    assert refusing.part("restore", case.verb, saved)["did"] == Did.DONE
    assert_same(refusing, before)


# What a desktop lets somebody do who sits at it, without a password: everything but guards and a reload.
SEAT = f"""polkit.addRule(function(action, subject) {{
  var asks = ["checkpoint-rollback", "reload", "settings.modify.global-dns", "settings.modify.hostname"];
  if (subject.user == "{PERSON}" && action.id.indexOf("org.freedesktop.NetworkManager.") == 0)
    return asks.some(function(id) {{ return action.id.endsWith(id); }}) ? polkit.Result.NO : polkit.Result.YES;
}});
"""
WITHOUT_GUARD = (
    "renew: the way out was deleted",
    "use dhcp: a typed address",
    "use dhcp: an address added by hand",
    "names: a typed server",
    "names: the file was overwritten",
    "names: changed for this connection only",
    "enable: networking is off",
    "enable: nobody looks after it",
    "enable: its profile was deleted",
    "restart: nothing is wrong",
)


@pytest.fixture(scope="module")
def seat() -> Iterator[Hand]:
    if lacking():
        pytest.skip(lacking())
    with managed(connect=False) as desk:
        desk.write("/etc/polkit-1/rules.d/01-seat.rules", SEAT)
        desk.connect()
        hand = Hand(desk)
        desk.wait(lambda: hand.part("snapshot", "dhcp.renew")["guard"] is None, "polkit has not read its rules")
        yield hand


@pytest.mark.parametrize("name", WITHOUT_GUARD)
def test_where_guards_need_a_password_the_saved_values_do(name: str, seat: Hand) -> None:
    case = CASES[name]
    seat.reset()
    seat.sh(case.fault)
    settle(seat)
    before = seat.state()
    saved = seat.part("snapshot", case.verb)
    assert saved["guard"] is None
    deed = seat.part("act", case.verb, saved)
    assert deed["did"] == Did.DONE, deed
    seat.desk.wait(lambda: case.mended(seat), f"{name}: not mended: {seat.state()}")
    back = seat.part("restore", case.verb, saved)
    assert back["did"] == Did.DONE, back
    assert back["seconds"] < BACK_S
    settle(seat)
    assert_same(seat, before)
