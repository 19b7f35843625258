"""Wi-Fi through the native Wi-Fi interface (wlanapi.dll)."""

import time

from app.guides.actions.windows.port import Port, Radio
from app.guides.hand import Before, Deed, Did, Target

LOOK_S = 0.3


class Card:
    """What all of them share: the card, what it was joined to, and the way back."""

    def __init__(self, port: Port) -> None:
        self._port = port

    def ready(self, target: Target) -> bool:
        """Whether there is such a card."""
        return self._radio(target) is not None

    def snapshot(self, target: Target) -> Before:
        """Switch and network. Raises LookupError."""
        radio = self._radio(target)
        if radio is None:
            raise LookupError("no Wi-Fi card")
        return {"on": radio.is_on, "profile": radio.profile}

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Switch and network as they were."""
        radio = self._radio(target)
        if radio is None:
            return Deed(Did.FAILED, "the card is gone")
        if (radio.is_on, radio.profile) == (before["on"], before["profile"]):
            return Deed(Did.NOTHING_TO_DO)
        if radio.is_on != before["on"] and not self._port.turn_radio(radio.guid, before["on"]):
            return Deed(Did.FAILED, "the radio could not be switched back")
        return self._rejoin(target, radio, before["profile"], within_s) if before["profile"] else Deed(Did.DONE)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""

    def _radio(self, target: Target) -> Radio | None:
        cards = self._port.radios()
        named = [card for card in cards if target.adapter in (card.name, card.guid)]
        return named[0] if named else cards[0] if len(cards) == 1 and target.adapter is None else None

    def _rejoin(self, target: Target, radio: Radio, profile: str, within_s: float) -> Deed:
        end = time.monotonic() + within_s
        if not self._port.join(radio.guid, profile):
            return Deed(Did.FAILED, "WlanConnect")
        while (now := self._radio(target)) is None or now.profile != profile:
            if time.monotonic() > end:
                return Deed(Did.TIMED_OUT, "not joined again")
            self._port.pause(LOOK_S)
        return Deed(Did.DONE)


class RadioOn(Card):
    """The software switch."""

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """On, unless it is."""
        if before["on"]:
            return Deed(Did.NOTHING_TO_DO)
        radio = self._radio(target)
        if radio is None or not self._port.turn_radio(radio.guid, True):
            return Deed(Did.FAILED, "the radio could not be switched on")
        end = time.monotonic() + within_s
        while (now := self._radio(target)) is None or not now.is_on:
            if time.monotonic() > end:
                return Deed(Did.TIMED_OUT, "the radio stayed off")
            self._port.pause(LOOK_S)
        return Deed(Did.DONE)


class Rejoin(Card):
    """Leaves the network and joins it again."""

    def ready(self, target: Target) -> bool:
        """Only a card that is joined to something can join it again."""
        radio = self._radio(target)
        return radio is not None and radio.profile is not None

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Both."""
        radio = self._radio(target)
        if radio is None or not self._port.leave(radio.guid):
            return Deed(Did.FAILED, "WlanDisconnect")
        return self._rejoin(target, radio, before["profile"], within_s)


class Forget(Rejoin):
    """Deletes the saved network, so that Windows asks for its key anew. Its key comes back with `restore`."""

    def snapshot(self, target: Target) -> Before:
        """The profile too; its key in it is encrypted for this computer and useless elsewhere."""
        before = super().snapshot(target)
        radio = self._radio(target)
        xml = self._port.profile(radio.guid, before["profile"]) if radio and before["profile"] else None
        if xml is None:
            raise LookupError("the saved network cannot be read")
        return {**before, "xml": xml}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002  # it ends at once
        """Delete it."""
        radio = self._radio(target)
        if radio is None or not self._port.delete_profile(radio.guid, before["profile"]):
            return Deed(Did.FAILED, "WlanDeleteProfile")
        return Deed(Did.DONE)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Save it again and join it."""
        radio = self._radio(target)
        if radio is None or (
            self._port.profile(radio.guid, before["profile"]) is None
            and not self._port.set_profile(radio.guid, before["xml"])
        ):
            return Deed(Did.FAILED, "WlanSetProfile")
        return super().restore(target, before, within_s)
