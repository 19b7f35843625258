"""Carries out one part of one verb, as a program of its own: `python -m tests.desktop.computer.deed PART VERB TARGET`.

Prints JSON. Runs on the lab's laptop only, as the person, with the code that ships. A fourth argument is what the
snapshot said; "attended" as the fifth lets polkit ask, though nobody is there to answer.
"""

import json
import sys
from typing import Any

import msgspec

from app.guides.actions import hands
from app.guides.hand import ACT_S, Target


def main(part: str, verb: str, target_text: str, before_text: str = "{}", manner: str = "") -> Any:
    act = hands(attended=manner == "attended").find(verb)
    assert act is not None
    target = msgspec.json.decode(target_text, type=Target)
    if part == "ready":
        return act.ready(target)
    if part == "snapshot":
        return act.snapshot(target)
    deed = (act.act if part == "act" else act.restore)(target, json.loads(before_text), ACT_S)
    return [deed.did, deed.detail]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
