"""Kerberos tickets of this person: thrown away; the next sign-in gets fresh ones."""

from app.guides.actions.momentary import Momentary
from app.guides.actions.windows.port import Port
from app.guides.hand import Before, Deed, Did, Target


class Tickets(Momentary):
    """credentials.refresh, by klist.exe."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ready(self, target: Target) -> bool:  # noqa: ARG002  # the contract of all acts
        """Always: the program is part of every Windows, and without a ticket it does nothing."""
        return True

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Throw them away."""
        status = self._port.run("klist", "purge", within_s=within_s)
        return Deed(Did.DONE) if status == 0 else Deed(Did.FAILED, f"klist {status}")
