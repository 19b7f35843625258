"""A computer of one setting and the hand that changes it: what it answers, and when, is set by the test.

A hand that is `held` waits for its gate before it acts or puts back, a `slow_back` one before it puts back.
"""

import threading

from app.guides.hand import Before, Deed, Did, Target

GATE_S = 10.0  # no test waits as long


class FakeHand:
    """Every verb sets the one setting to "new"; it was "old"."""

    def __init__(
        self, did: Did = Did.DONE, back: Did = Did.DONE, *, held: bool = False, slow_back: bool = False
    ) -> None:
        self.did, self.back = did, back
        self.setting = "old"
        self.log: list[str] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self._waits = {"act": held, "restore": held or slow_back}

    def ready(self, target: Target) -> bool:
        return self.did is not Did.UNSUPPORTED

    def snapshot(self, target: Target) -> Before:
        return {"was": self.setting}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        self._begin("act")
        if self.did is Did.DONE:
            self.setting = "new"
        return Deed(self.did)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        self._begin("restore")
        if self.back is Did.DONE:
            self.setting = str(before["was"])
        return Deed(self.back)

    def keep(self, target: Target, before: Before) -> None:
        self.log.append("keep")

    def _begin(self, what: str) -> None:
        self.threads.add(threading.get_ident())
        self.log.append(what)
        if self._waits[what]:
            self.gate.wait(GATE_S)
