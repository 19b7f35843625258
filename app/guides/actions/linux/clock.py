"""The clock: whether it is set by time servers, and setting it now, through systemd's timedated."""

from contextlib import AbstractContextManager

from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.bus import AnswerError, Bus, system_bus
from app.guides.actions.linux.outcome import DONE, NOTHING, is_so
from app.guides.hand import Before, Deed, Did, Target

TIMEDATED, _PATH = "org.freedesktop.timedate1", "/org/freedesktop/timedate1"
# The service is started by the first question and ends by itself after a while.
_LOOK_S = 4.0
_SWITCH_S = 3.0  # until the synchronising service runs
_SET_S = 15.0  # for the answer of a time server; a deed may have much longer, for whoever has to type a password
_AFTERWARDS_S = 1.0  # of the deed's time, left for the answer


class Clock:
    """Both verbs: `again` False switches the setting on, True also sets the time anew where it is on already."""

    def __init__(self, *, again: bool, attended: bool) -> None:
        self._again = again
        self._attended = attended

    def ready(self, target: Target) -> bool:  # noqa: ARG002
        """Whether a synchronising service is installed; for setting it anew, also whether it is in use."""
        return is_so(self._is_ready)

    def _is_ready(self) -> bool:
        with self._bus(_LOOK_S) as bus:
            bus.wake()
            return bool(bus.get(_PATH, TIMEDATED, "CanNTP")) and (_is_on(bus) or not self._again)

    def snapshot(self, target: Target) -> Before:
        """Whether it is on; empty when it is not ready."""
        if not self.ready(target):
            return {}
        with self._bus(_LOOK_S) as bus:
            bus.wake()
            return {"ntp": _is_on(bus)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Switch it on, and wait as long as there is time until the clock has been set."""
        return answered(lambda: self._act(before, within_s))

    def _act(self, before: Before, within_s: float) -> Deed:
        if "ntp" not in before:
            return Deed(Did.UNSUPPORTED, "no service sets the clock here")
        with self._bus(within_s) as bus:
            bus.wake()
            if before["ntp"] and not self._again:
                return NOTHING
            if before["ntp"]:
                self._switch(bus, False)
            self._switch(bus, True)
            left_s = min(_SET_S, max(0.0, bus.left_s - _AFTERWARDS_S))
            in_step = bus.wait(lambda: bool(bus.get(_PATH, TIMEDATED, "NTPSynchronized")), left_s)
        return Deed(Did.DONE, "" if in_step else "the clock has not been set yet")

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """On or off, as it was."""
        return answered(lambda: self._restore(before, within_s))

    def _restore(self, before: Before, within_s: float) -> Deed:
        if "ntp" not in before:
            return NOTHING
        with self._bus(within_s) as bus:
            bus.wake()
            if _is_on(bus) == before["ntp"]:
                return NOTHING
            self._switch(bus, before["ntp"])
        return DONE

    def keep(self, target: Target, before: Before) -> None:
        """Nothing to release."""

    def _bus(self, within_s: float) -> AbstractContextManager[Bus]:
        return system_bus(TIMEDATED, within_s, attended=self._attended)

    def _switch(self, bus: Bus, on: bool) -> None:
        bus.call(_PATH, TIMEDATED, "SetNTP", "bb", on, self._attended)
        if not bus.wait(lambda: _is_on(bus) is on, _SWITCH_S):
            raise AnswerError(f"the clock's service did not go {'on' if on else 'off'}")


def _is_on(bus: Bus) -> bool:
    return bool(bus.get(_PATH, TIMEDATED, "NTP"))
