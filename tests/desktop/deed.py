"""Carries out one part of one verb, as a program of its own: `python -m tests.desktop.deed PART VERB TARGET [BEFORE]`.

Prints JSON. Runs on the lab's laptop only, as the person, with the code that ships. With DIES_AFTER in the environment
it kills itself as soon as NetworkManager has answered a method of that name.
"""

import json
import os
import signal
import sys
import time
from typing import Any

import msgspec

from app.guides.actions.linux import profile
from app.guides.actions.linux.bus import Bus, system_bus
from app.guides.actions.linux.device import merged
from app.guides.actions.linux.network import acts
from app.guides.hand import ACT_S, Target
from diagnostics.system.linux.network_manager import SERVICE

DIES_AFTER = "DIES_AFTER"


def mortal(last: str) -> None:
    """From now on this program ends when `last` has been answered, as with kill -9."""
    call = Bus.call

    def call_and_die(self: Bus, path: str, interface: str, method: str, *more: Any, **named: Any) -> Any:
        answer = call(self, path, interface, method, *more, **named)
        if method == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Bus.call = call_and_die  # type: ignore[method-assign]


def rewrite(uuid: str, back: str) -> str:
    """Change a profile as the verbs do; what was read of it."""
    with system_bus(SERVICE, ACT_S) as bus:
        path = profile.find(bus, uuid)
        assert path is not None
        now = profile.read(bus, path)
        typed = merged(now, "ipv4", {"dns": ("au", [0x4D0200C0]), "dns-data": None})  # 192.0.2.77
        profile.write(bus, path, profile.automatic_servers(now) if json.loads(back) else typed)
        return repr(now)


def main(part: str, verb: str, target_text: str, before_text: str = "{}") -> Any:
    if part == "rewrite":
        return rewrite(verb, target_text)
    if DIES_AFTER in os.environ:
        mortal(os.environ[DIES_AFTER])
    act = acts(attended=False)[verb]
    target = msgspec.json.decode(target_text, type=Target)
    before = json.loads(before_text)
    if part == "ready":
        return act.ready(target)
    if part == "snapshot":
        return act.snapshot(target)
    if part == "keep":
        return act.keep(target, before)
    begin = time.monotonic()
    deed = (act.act if part == "act" else act.restore)(target, before, ACT_S)
    return {"did": deed.did, "detail": deed.detail, "seconds": time.monotonic() - begin}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
