"""The memory of looked-up names: emptied, filled again by itself."""

from app.guides.actions.momentary import Momentary
from app.guides.actions.windows.port import Port
from app.guides.hand import Before, Deed, Did, Target


class FlushNames(Momentary):
    """dns.flush."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ready(self, target: Target) -> bool:  # noqa: ARG002  # the contract of all acts
        """Always: the call is part of every Windows."""
        return True

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Empty it."""
        return Deed(Did.DONE) if self._port.flush_names() else Deed(Did.FAILED, "DnsFlushResolverCache")
