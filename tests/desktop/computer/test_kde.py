"""KDE's running programs are told that the proxy settings have changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, new_method_call
from jeepney.io.blocking import open_dbus_connection

from app.guides.actions.linux import kde_proxy
from tests.desktop.desk import Desk

LIMIT_S = 5.0
MEMBER = "reparseSlaveConfiguration"


def test_whoever_listens_hears_of_it(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk({})
    address = os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with open_dbus_connection(address) as listener:
        daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        rule = "type='signal',interface='org.kde.KIO.Scheduler'"
        listener.send_and_get_reply(new_method_call(daemon, "AddMatch", "s", (rule,)), timeout=LIMIT_S)
        kde_proxy.write({"ProxyType": "0"})
        heard = listener.receive(timeout=LIMIT_S)
        while heard.header.fields.get(HeaderFields.member) != MEMBER:
            heard = listener.receive(timeout=LIMIT_S)
        assert heard.header.fields[HeaderFields.path] == "/KIO/Scheduler"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    kde_proxy.write({"ProxyType": "2"})
    assert kde_proxy.read()["ProxyType"] == "2"
