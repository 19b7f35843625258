"""The verbs that NetworkManager does, as acts: ready, snapshot, act, restore, keep."""

from contextlib import AbstractContextManager
from typing import NamedTuple

from app.guides.actions.linux import adapter, back, checkpoint, profile, profile_vpn, snapshot, tables
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.back import Own
from app.guides.actions.linux.bus import AnswerError, Bus, system_bus
from app.guides.actions.linux.device import find
from app.guides.actions.linux.work import Verb, Work
from app.guides.hand import Act, Before, Deed, Did, Target
from diagnostics.system.linux.network_manager import SERVICE

_READY_S = 1.0
_LOOK_S = 4.0  # reading the present state; the protocol allows five seconds
MOST_S = 15.0
"""For putting back, in seconds: what people are promised."""


def acts(attended: bool = True) -> dict[str, Act]:
    """The acts by verb. `attended` False: nobody is there whom polkit could ask for a password."""
    table = {
        "dhcp.renew": Manner(adapter.renew),
        "ip.use_dhcp": Manner(adapter.use_dhcp, Own(profile=profile.automatic_addresses)),
        "dns.use_automatic": Manner(adapter.use_automatic_names, Own(profile=profile.automatic_servers)),
        "adapter.enable": Manner(adapter.enable, Own(switches=True, connection=True)),
        "adapter.restart": Manner(adapter.restart),
        "wifi.radio_on": Manner(adapter.radio_on, Own(switches=True)),
        "wifi.reconnect": Manner(adapter.reconnect),
    }
    found: dict[str, Act] = {verb: AdapterAct(manner, attended=attended) for verb, manner in table.items()}
    return {**found, **profile_vpn.acts(attended)}


class Manner(NamedTuple):
    """How a verb is done, and what it is there to change."""

    verb: Verb
    own: Own = Own()


class AdapterAct:
    """A verb on one adapter. See `app.guides.hand.Act`."""

    def __init__(self, manner: Manner, *, attended: bool) -> None:
        self._manner = manner
        self._attended = attended

    def ready(self, target: Target) -> bool:
        """Whether NetworkManager runs and looks after the adapter, or could: then nobody else has set it up."""
        if target.adapter is None:
            return False
        try:
            with system_bus(SERVICE, _READY_S) as bus:
                if not bus.is_there():
                    return False
                device = find(bus, target.adapter)
                alone = self._manner.own.connection and not tables.acquire(target.adapter).addresses
                return device.is_looked_after or alone
        except (AnswerError, LookupError, OSError):
            return False

    def snapshot(self, target: Target) -> Before:
        """The adapter as it is, guarded by NetworkManager where this person may; empty when it is not ready."""
        if not self.ready(target):
            return {}
        try:
            with system_bus(SERVICE, _LOOK_S) as bus:
                return snapshot.to_before(snapshot.take(bus, find(bus, target.adapter or "")))
        except AnswerError as error:
            raise LookupError(str(error)) from error

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Do it and wait for it."""
        if not before or target.adapter is None:
            return Deed(Did.NO_TARGET, "no adapter")
        name = target.adapter

        def do() -> Deed:
            saved = snapshot.from_before(before)
            with self._bus(within_s) as bus:
                deed = self._manner.verb(Work(bus, find(bus, name), saved))
                if deed.did is Did.DONE:
                    checkpoint.extend(bus, saved.guard)
                return deed

        return answered(do)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Put it back, within 15 seconds."""
        if not before or target.adapter is None:
            return Deed(Did.NOTHING_TO_DO)
        name = target.adapter

        def undo() -> Deed:
            saved = snapshot.from_before(before)
            with self._bus(min(within_s, MOST_S)) as bus:
                return back.put_back(bus, name, saved, self._manner.own)

        return answered(undo)

    def keep(self, target: Target, before: Before) -> None:  # noqa: ARG002
        """Let go of the guard. One that cannot be reached ends by itself."""
        if not before:
            return
        try:
            with system_bus(SERVICE, _LOOK_S) as bus:
                checkpoint.destroy(bus, snapshot.from_before(before).guard)
        except (AnswerError, LookupError, OSError, ValueError):
            return

    def _bus(self, within_s: float) -> AbstractContextManager[Bus]:
        return system_bus(SERVICE, within_s, attended=self._attended)
