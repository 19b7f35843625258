"""The VPN verbs: by NetworkManager where it has a profile of that VPN, else by systemd's unit, else by its program."""

from app.guides.actions.linux import profile_vpn
from app.guides.actions.linux.client import StartProgram
from app.guides.actions.linux.outcome import NOTHING
from app.guides.actions.linux.unit import Manner, UnitAct
from app.guides.hand import Act, Before, Deed, Did, Target

PROFILE, UNIT, PROGRAM, RUNNING_UNIT = "profile", "unit", "program", "running_unit"


def acts(attended: bool = True) -> dict[str, Act]:
    """The acts by verb."""
    profiles = profile_vpn.acts(attended)
    restart = UnitAct(Manner.RESTART, attended=attended)
    start = FirstOf(
        {
            PROFILE: profiles["vpn.start_client"],
            UNIT: UnitAct(Manner.START, attended=attended, only_stopped=True),
            # A service that runs already waits for somebody to press "connect" in its window.
            PROGRAM: StartProgram(attended=attended),
            RUNNING_UNIT: UnitAct(Manner.START, attended=attended),
        }
    )
    found: dict[str, Act] = {"vpn.start_client": start, "vpn.restart_service": restart}
    for verb in ("vpn.reconnect", "vpn.reapply_routes", "vpn.reapply_dns"):
        found[verb] = FirstOf({PROFILE: profiles[verb], UNIT: restart})
    stop = UnitAct(Manner.STOP, attended=attended)
    found["vpn.disconnect_other"] = FirstOf({PROFILE: profiles["vpn.disconnect_other"], UNIT: stop})
    return found


class FirstOf:
    """Several ways to do the same, by name: the first that is ready, and the same one for taking it back."""

    def __init__(self, ways: dict[str, Act]) -> None:
        self._ways = ways

    def ready(self, target: Target) -> bool:
        """Whether one of them is."""
        return any(way.ready(target) for way in self._ways.values())

    def snapshot(self, target: Target) -> Before:
        """What the chosen way wants to remember, with its name; empty when none is ready."""
        for name, way in self._ways.items():
            if way.ready(target):
                return {"way": name, "before": way.snapshot(target)}
        return {}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Do it in the way that was chosen."""
        way = self._ways.get(before.get("way", ""))
        if way is None:
            return Deed(Did.UNSUPPORTED, "nothing on this computer starts this VPN")
        return way.act(target, before["before"], within_s)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Put back in that way."""
        way = self._ways.get(before.get("way", ""))
        return NOTHING if way is None else way.restore(target, before["before"], within_s)

    def keep(self, target: Target, before: Before) -> None:
        """Release what that way guards."""
        way = self._ways.get(before.get("way", ""))
        if way is not None:
            way.keep(target, before["before"])
