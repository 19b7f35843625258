"""What the services of the system say, as deeds."""

import errno

import pytest

from app.guides.actions.linux import bus
from app.guides.actions.linux.answer import answered
from app.guides.hand import Deed, Did

NM = "org.freedesktop.NetworkManager"
SAID = {
    f"{NM}.PermissionDenied": Did.DENIED,
    f"{NM}.Settings.PermissionDenied": Did.DENIED,
    "org.freedesktop.DBus.Error.AccessDenied": Did.DENIED,
    "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired": Did.DENIED,
    "org.freedesktop.DBus.Error.NoReply": Did.TIMED_OUT,
    "org.freedesktop.DBus.Error.ServiceUnknown": Did.FAILED,
    "org.freedesktop.DBus.Error.UnknownObject": Did.FAILED,
    f"{NM}.Device.IncompatibleConnection": Did.FAILED,
    "": Did.FAILED,
}


@pytest.mark.parametrize("name", SAID)
def test_an_error_of_a_service_is_a_deed_with_its_name(name: str) -> None:
    def call() -> Deed:
        raise bus._error(name)

    deed = answered(call)
    assert deed.did is SAID[name]
    assert deed.detail == name or not name


OTHER = {
    "no bus": (FileNotFoundError(errno.ENOENT, "no system bus"), Did.FAILED),
    "the bus has gone": (ConnectionResetError(errno.ECONNRESET, "/home/person"), Did.FAILED),
    "nobody answers": (TimeoutError(), Did.TIMED_OUT),
    "the journal was edited": (ValueError("{'password': 'x'}"), Did.FAILED),
}


@pytest.mark.parametrize("case", OTHER)
def test_everything_else_is_told_without_what_it_carries(case: str) -> None:
    error, did = OTHER[case]

    def call() -> Deed:
        raise error

    deed = answered(call)
    assert deed.did is did
    assert "person" not in deed.detail
    assert "password" not in deed.detail


def test_an_answer_is_handed_on() -> None:
    assert answered(lambda: Deed(Did.NOTHING_TO_DO)) == Deed(Did.NOTHING_TO_DO)
