"""The radio, through `networksetup`: it answers in English whatever the system's language is."""

import time

from app.guides.actions.darwin.port import Port
from app.guides.hand import Before, Deed, Did, Target

LOOK_S = 0.3
OFF_S = 2.0  # a radio that is switched on again at once keeps its old, dead connection


class RadioOn:
    """Switches Wi-Fi on."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ready(self, target: Target) -> bool:
        """Whether the adapter is one that has a radio."""
        return target.adapter is not None and self._power(target.adapter) is not None

    def snapshot(self, target: Target) -> Before:
        """Whether it is on. Raises LookupError."""
        power = self._power(target.adapter or "")
        if power is None:
            raise LookupError("no radio")
        return {"on": power}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """On, unless it is."""
        if before["on"]:
            return Deed(Did.NOTHING_TO_DO)
        return self._turn(target.adapter or "", True, within_s)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """As it was."""
        if self._power(target.adapter or "") == before["on"]:
            return Deed(Did.NOTHING_TO_DO)
        return self._turn(target.adapter or "", bool(before["on"]), within_s)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""

    def _power(self, adapter: str) -> bool | None:
        said = self._port.run("networksetup", "-getairportpower", adapter)
        word = said.text.strip().rpartition(": ")[2]
        return {"On": True, "Off": False}.get(word) if said.status == 0 else None

    def _turn(self, adapter: str, on: bool, within_s: float) -> Deed:
        end = time.monotonic() + within_s
        done = self._port.run("networksetup", "-setairportpower", adapter, "on" if on else "off", within_s=within_s)
        if done.status != 0:
            return Deed(Did.DENIED if done.status else Did.TIMED_OUT, "networksetup -setairportpower")
        while self._power(adapter) is not on:
            if time.monotonic() > end:
                return Deed(Did.TIMED_OUT, "the radio did not change")
            self._port.pause(LOOK_S)
        return Deed(Did.DONE)


class Rejoin(RadioOn):
    """Off and on: macOS then joins the network that it prefers, and asks for an address anew."""

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  # whatever it was
        """Both, and wait for an address."""
        end = time.monotonic() + within_s
        adapter = target.adapter or ""
        off = self._turn(adapter, False, within_s / 3)
        if off.did is not Did.DONE:
            return off
        self._port.pause(OFF_S)
        on = self._turn(adapter, True, within_s / 3)
        while on.did is Did.DONE and self._port.run("ipconfig", "getifaddr", adapter).status != 0:
            if time.monotonic() > end:
                return Deed(Did.TIMED_OUT, "no address")
            self._port.pause(LOOK_S)
        return on
