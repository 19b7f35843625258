"""VPNs that macOS itself manages, through `scutil --nc`; its words for a connection's state are never translated."""

import re
import time

from app.guides.actions.darwin.port import Port
from app.guides.hand import Before, Deed, Did, Target

LINE = re.compile(r'^\*?\s*\((?P<state>[A-Za-z]+)\)\s+(?P<id>[0-9A-F-]{36})\s.*"(?P<name>[^"]+)"')
LOOK_S = 0.3  # between two looks at a connection that is coming up
MOVING = ("Connecting", "Disconnecting")


class Connection:
    """One VPN by its name in System Settings."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def named(self, name: str) -> tuple[str, str] | None:
        """Its identifier and its state ("Connected", "Disconnected"...); None when there is none of that name."""
        for line in self._port.run("scutil", "--nc", "list").text.splitlines():
            found = LINE.match(line)
            if found and found["name"] == name:
                return found["id"], found["state"]
        return None

    def turn(self, name: str, wanted: str, within_s: float) -> Deed:
        """Bring it to "Connected" or "Disconnected", and wait for it."""
        found = self.named(name)
        if found is None:
            return Deed(Did.UNSUPPORTED, "no such connection in System Settings")
        if found[1] == wanted:
            return Deed(Did.NOTHING_TO_DO)
        end = time.monotonic() + within_s
        order = "start" if wanted == "Connected" else "stop"
        if self._port.run("scutil", "--nc", order, found[0]).status != 0:
            return Deed(Did.FAILED, f"scutil --nc {order}")
        while time.monotonic() < end:
            now = self.named(name)
            if now is not None and now[1] == wanted:
                return Deed(Did.DONE)
            if now is not None and now[1] not in MOVING and now[1] != found[1]:
                return Deed(Did.FAILED, f"state {now[1]}")
            self._port.pause(LOOK_S)
        return Deed(Did.TIMED_OUT, f"scutil --nc {order}")


class Switch:
    """Connects (`wanted` "Connected") the organisation's VPN, or disconnects another one."""

    def __init__(self, port: Port, wanted: str) -> None:
        self._connection = Connection(port)
        self._wanted = wanted

    def ready(self, target: Target) -> bool:
        """Whether macOS knows a connection of that name."""
        name = _name(target)
        return name is not None and self._connection.named(name) is not None

    def snapshot(self, target: Target) -> Before:
        """Its state. Raises LookupError."""
        found = self._connection.named(_name(target) or "")
        if found is None:
            raise LookupError("no such connection")
        return {"state": "Connected" if found[1] in ("Connected", "Connecting") else "Disconnected"}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  # the contract of all acts
        """Turn it."""
        return self._connection.turn(_name(target) or "", self._wanted, within_s)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """As it was."""
        return self._connection.turn(_name(target) or "", before["state"], within_s)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""


class Reconnect(Switch):
    """Disconnects and connects again."""

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Both, within one limit."""
        end = time.monotonic() + within_s
        name = _name(target) or ""
        down = self._connection.turn(name, "Disconnected", within_s / 2)
        if down.did not in (Did.DONE, Did.NOTHING_TO_DO):
            return down
        return self._connection.turn(name, "Connected", end - time.monotonic())


def _name(target: Target) -> str | None:
    return target.other_vpn or (target.vpn.name if target.vpn else None)
