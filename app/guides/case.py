"""Where the target of a verb is looked for. Pure.

The rules that name a cause look at the same facts, so the same questions are asked of the same `Scene`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.guides.hand import Program
from diagnostics.faults.scene import Scene
from diagnostics.model.fact import Fact, VpnClient
from diagnostics.model.site import Vpn
from diagnostics.model.verdict import OtherCause, Verdict

Running = Callable[[str], Program | None]
"""The one running program of a name; see `program.running`."""


@dataclass(frozen=True)
class Case:
    """One question: what was seen, what it was judged to be, and which verb it is asked for."""

    verb: str
    on: str | None
    scene: Scene
    verdict: Verdict | None
    shown: tuple[Fact, ...]  # the verdict's evidence
    running: Running

    def args(self, key: str, *causes: str) -> str:
        """A word that the verdict, or the first of the others, says about one of these causes (none: about any)."""
        named: tuple[Verdict | OtherCause, ...] = (self.verdict, *self.verdict.others) if self.verdict else ()
        found = (item.args[key] for item in named if key in item.args and (not causes or item.cause in causes))
        return next(found, "")

    def names(self, cause: str) -> bool:
        """Whether a cause is named, first or beside another."""
        return self.verdict is not None and cause in (self.verdict.cause, *(o.cause for o in self.verdict.others))

    def which_vpn(self) -> Vpn | None:
        """The one that the step names, or the verdict; else the only one, or the first that is not connected."""
        by_name = {vpn.name: vpn for vpn in self.scene.site.vpn}
        if self.on is not None:
            return by_name.get(self.on)
        told = by_name.get(self.args("vpn"))
        if told is not None or len(by_name) == 1:
            return told or next(iter(by_name.values()))
        return next((vpn for vpn in by_name.values() if not self.client(vpn).tunnel_up), None)

    def client(self, vpn: Vpn) -> VpnClient:
        """How this computer runs a VPN; all unknown where nobody looked."""
        none = VpnClient(vpn=vpn.name)
        return next((item for item in self.scene.seen.of(VpnClient) if item.vpn == vpn.name), none)
