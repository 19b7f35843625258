"""Several ways to the same VPN: the first that is ready is taken, and the same one takes it back."""

import json
from typing import Any

from app.guides.actions.linux.vpn import FirstOf
from app.guides.hand import Before, Deed, Did, Target

HAND_S = 5.0


class Way:
    """Remembers how it was called."""

    def __init__(self, ready: bool) -> None:
        self.is_ready = ready
        self.calls: list[Any] = []

    def ready(self, target: Target) -> bool:
        return self.is_ready

    def snapshot(self, target: Target) -> Before:
        return {"was": "off"}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        self.calls.append(("act", before))
        return Deed(Did.DONE)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        self.calls.append(("restore", before))
        return Deed(Did.DONE)

    def keep(self, target: Target, before: Before) -> None:
        self.calls.append(("keep", before))


def test_the_first_way_that_is_ready_does_it_all() -> None:
    ways = {"profile": Way(False), "unit": Way(True), "program": Way(True)}
    before = json.loads(json.dumps(FirstOf({**ways}).snapshot(Target())))
    ways["profile"].is_ready, ways["unit"].is_ready = True, False  # what was chosen stays chosen
    act = FirstOf({**ways})
    assert act.act(Target(), before, HAND_S).did is Did.DONE
    assert act.restore(Target(), before, HAND_S).did is Did.DONE
    act.keep(Target(), before)
    assert ways["unit"].calls == [("act", {"was": "off"}), ("restore", {"was": "off"}), ("keep", {"was": "off"})]
    assert ways["profile"].calls == ways["program"].calls == []


def test_without_any_way() -> None:
    act = FirstOf({"profile": Way(False)})
    assert not act.ready(Target())
    assert act.snapshot(Target()) == {}
    assert act.act(Target(), {}, HAND_S).did is Did.UNSUPPORTED
    assert act.restore(Target(), {}, HAND_S).did is Did.NOTHING_TO_DO
    act.keep(Target(), {})
