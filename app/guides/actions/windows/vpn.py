"""VPNs that Windows itself dials (its phone book), and the windows of other clients."""

import time

from app.guides.actions.windows.port import Port
from app.guides.hand import Before, Deed, Did, Target

CONNECTED, APART = "connected", "apart"
NO_SUCH_ENTRY = 623  # raserror.h; what rasdial.exe ends with


class Dial:
    """Connects an entry of the phone book with what is saved for it, or hangs it up."""

    def __init__(self, port: Port, *, connect: bool) -> None:
        self._port = port
        self._connect = connect

    def ready(self, target: Target) -> bool:
        """Whether the phone book has it."""
        return _name(target) in self._port.known_tunnels()

    def snapshot(self, target: Target) -> Before:
        """Whether it is connected."""
        return {"state": CONNECTED if _name(target) in self._port.tunnels() else APART}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  # the contract of all acts
        """Dial or hang up."""
        return self._turn(_name(target), CONNECTED if self._connect else APART, within_s)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """As it was."""
        return self._turn(_name(target), before["state"], within_s)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""

    def _turn(self, name: str, wanted: str, within_s: float) -> Deed:
        if (name in self._port.tunnels()) == (wanted == CONNECTED):
            return Deed(Did.NOTHING_TO_DO)
        order = (name,) if wanted == CONNECTED else (name, "/DISCONNECT")
        status = self._port.run("rasdial", *order, within_s=within_s)
        if status == 0:
            return Deed(Did.DONE)
        if status is None:
            return Deed(Did.TIMED_OUT, "rasdial")
        return Deed(Did.UNSUPPORTED if status == NO_SUCH_ENTRY else Did.FAILED, f"rasdial {status}")


class Redial(Dial):
    """Hangs up and dials again."""

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Both, within one limit."""
        end = time.monotonic() + within_s
        down = self._turn(_name(target), APART, within_s / 2)
        if down.did not in (Did.DONE, Did.NOTHING_TO_DO):
            return down
        return self._turn(_name(target), CONNECTED, end - time.monotonic())


def _name(target: Target) -> str:
    return target.other_vpn or (target.vpn.name if target.vpn else "")
