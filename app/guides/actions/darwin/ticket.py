"""Kerberos tickets: an old one is thrown away, and the next sign-in gets a fresh one."""

from app.guides.actions.darwin.port import Port
from app.guides.actions.momentary import Momentary
from app.guides.hand import Before, Deed, Did, Target


class Ticket(Momentary):
    """Forgets the tickets of this person. Nothing has to be put back: signing in makes new ones."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ready(self, target: Target) -> bool:  # noqa: ARG002  # the contract of all acts
        """Whether there is a ticket at all (`klist -s`)."""
        return self._port.run("klist", "-s").status == 0

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Throw them away."""
        done = self._port.run("kdestroy", within_s=within_s)
        return Deed(Did.DONE) if done.status == 0 else Deed(Did.FAILED, "kdestroy")
