"""One trial: IT's guide of one step does the verb, something is broken meanwhile, and the state must come back."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lab import managed_files as files
from tests.lab import managed_need
from tests.lab.managed import Managed, managed
from tests.lab.managed_services import install_browser, install_helper, ship_site
from tests.lab.node import Daemon, LabError
from tests.lab.repairs import state
from tests.lab.repairs.play import PROGRAM, WALK_LIMIT_S
from tests.lab.repairs.trial import HELPER, HELPS_NOT, KILLED, KILLED_LATER, REFUSED, SERVICE, WORSE, Trial

BACK_S = 15.0  # what people are promised
OUTAGE_S = 1.5  # systemd starts a service that died again at once, or after a moment
MOST_TRIES = 4  # blows at a helper that fell too late
HELPER_WORKS_S = 0.05  # about what one verb of it needs, Python's start included
INTO_THE_ACT_S = 0.06  # most acts are over by then: the blow falls anywhere before, elsewhere in every run
_GUIDE = "/etc/unstuck/one.toml"
_LOOK_S = 0.002
_SETTLED = {"kept", "taken_back"}


@dataclass
class Strike:
    """What one way of breaking one verb came to."""

    name: str
    verb: str
    way: str
    did: str = "-"
    equal: bool = False
    back_s: float | None = None  # from the end of the last program to the first reading that is equal
    ran_s: float = 0.0
    tries: int = 1
    blow_s: float | None = None  # how long after the journal's entry something was killed
    skipped: bool = False
    note: str = ""
    ok: bool = False
    documents: list[dict[str, Any]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """For a JSON file."""
        return dict(vars(self))


@contextmanager
def _staged(trial: Trial) -> Iterator[Managed]:
    with managed(ipv6=trial.ipv6) as desk:
        ship_site(desk, trial.site)
        install_browser(desk)
        install_helper(desk)
        trial.setup(desk)
        desk.write(_GUIDE, trial.guide())
        yield desk


def play(trial: Trial) -> list[Strike]:
    """Every way of this trial, in one world as long as that comes back. Never raises for what the program does."""
    left = list(trial.only)
    strikes: list[Strike] = []
    lacking = managed_need.missing_for(helper=trial.helper, machine=trial.machine)
    if lacking:
        return [Strike(trial.name, trial.verb, way, skipped=True, note=f"skipped: {lacking}") for way in left]
    tries = 0
    while left:
        try:
            with _staged(trial) as desk:
                before = _calm(desk)
                while left:
                    strikes.append(_strike(trial, desk, left[0], before))
                    left.pop(0)
                    if not strikes[-1].equal:
                        break  # the next way deserves a clean world
        except (LabError, OSError, subprocess.SubprocessError) as broken:
            tries += 1
            if tries > 1 and left:  # a world that cannot be built twice is a row
                strikes.append(Strike(trial.name, trial.verb, left.pop(0), note=f"lab: {broken}"))
                tries = 0
    return strikes


def _calm(desk: Managed) -> state.State:
    """The state once it has stopped changing by itself after the setup."""
    last = state.read(desk)
    for _ in range(20):
        time.sleep(0.3)
        now = state.read(desk)
        if now == last:
            return now
        last = now
    raise LabError(f"the state never rests: {state.differences(last, state.read(desk))}")


def _strike(trial: Trial, desk: Managed, way: str, before: state.State) -> Strike:
    strike = Strike(trial.name, trial.verb, way)
    desk.as_person("rm", "-rf", _state_folder(desk))
    begin = time.monotonic()
    if way == REFUSED:
        desk.set_rights(refuses=True)
    try:
        record = _WAYS[way](trial, desk, strike)
    finally:
        if way == REFUSED:
            desk.set_rights(refuses=False)
    strike.ran_s = round(time.monotonic() - begin, 2)
    _await_equal(desk, strike, before)
    strike.note = "; ".join([*([strike.note] if strike.note else []), *_wrong(trial, way, strike, record)])
    strike.ok = not strike.note
    return strike


def _await_equal(desk: Managed, strike: Strike, before: state.State) -> None:
    begin = time.monotonic()
    while True:
        differences = state.differences(before, state.read(desk))
        after_s = time.monotonic() - begin
        if not differences:
            strike.equal, strike.back_s = True, round(after_s, 1)
            return
        if after_s > BACK_S:
            strike.note = "; ".join(differences)
            return
        time.sleep(0.2)


def _wrong(trial: Trial, way: str, strike: Strike, record: dict[str, Any] | None) -> Iterator[str]:
    if record is None:
        return
    strike.documents.append(record)
    step = next((step for step in record["steps"] if step["verb"] == trial.verb), None)
    if step is None:
        yield f"the step was never reached: {record['outcome']}, before {record['before']}"
        return
    strike.did = step["did"] or "-"
    if way in (HELPS_NOT, WORSE, KILLED, KILLED_LATER) and strike.did not in trial.did:
        yield f"the deed ended as {strike.did}, not as {'/'.join(trial.did)}"
    if way == REFUSED and trial.refusable and trial.did == ("done",) and strike.did not in ("denied", "failed"):
        yield f"polkit refused, and the deed ended as {strike.did}"
    open_ = [f"{one['verb']} {one['state']}" for one in record["changes"] if one["state"] not in _SETTLED]
    kept = [one["verb"] for one in record["changes"] if one["state"] == "kept" and trial.lasting]
    if open_ or kept:
        yield f"left behind: {', '.join([*open_, *(f'{verb} kept' for verb in kept)])}"


# ------------------------------------------------------------------------------------------------------- the ways


def _walk(trial: Trial, desk: Managed, strike: Strike) -> dict[str, Any] | None:
    return _ended(desk, _begin(desk), strike)


def _service_dies(trial: Trial, desk: Managed, strike: Strike) -> dict[str, Any] | None:
    if trial.service is None:
        return _walk(trial, desk, strike)
    running = _begin(desk)
    if not _await_entry(desk, running, "begun"):
        strike.note = "nothing was begun, so nothing was broken"
        return _ended(desk, running, strike)
    if trial.service == HELPER:
        struck = _kill_helper(desk, strike)
        record = _ended(desk, running, strike)
        if struck or strike.tries >= MOST_TRIES:
            return record
        strike.tries += 1  # it was quicker than the blow, and everything is back: once more
        desk.as_person("rm", "-rf", _state_folder(desk))
        return _service_dies(trial, desk, strike)
    _wait_a_little(strike)
    desk.kill_service(trial.service)
    time.sleep(OUTAGE_S)
    desk.start_manager() if trial.service == "manager" else desk.start_service(trial.service)
    return _ended(desk, running, strike)


def _kill_helper(desk: Managed, strike: Strike) -> bool:
    """The root helper dies while it works, some time after it has begun; False when it had ended by then."""
    script = (
        f"for _ in $(seq 200); do pid=$(pgrep -f '^/usr/bin/python3 -I {files.LIBEXEC}/unstuck-helper') && break; "
        "sleep 0.002; done; sleep $1; kill -9 $pid"
    )
    strike.blow_s = round(random.uniform(0.0, HELPER_WORKS_S), 3)
    return desk.laptop.run("sh", "-c", script, "sh", str(strike.blow_s), check=False).returncode == 0


def _wait_a_little(strike: Strike) -> None:
    strike.blow_s = round(random.uniform(0.0, INTO_THE_ACT_S), 3)
    time.sleep(strike.blow_s)


def _killed_after(stage: str) -> Callable[[Trial, Managed, Strike], dict[str, Any] | None]:
    def kill(trial: Trial, desk: Managed, strike: Strike) -> dict[str, Any] | None:
        running = _begin(desk)
        if not _await_entry(desk, running, stage):
            record = _ended(desk, running, strike)
            if trial.lasting or stage == "begun":
                strike.note = f"no entry came to {stage!r}, so nothing was killed"
            return record
        _wait_a_little(strike)
        for pid in running.inside():
            os.kill(pid, signal.SIGKILL)
        _await_end(running)
        return _ended(desk, _begin(desk), strike)

    return kill


_WAYS = {
    HELPS_NOT: _walk,
    WORSE: _walk,
    REFUSED: _walk,
    SERVICE: _service_dies,
    KILLED: _killed_after("begun"),
    KILLED_LATER: _killed_after("done"),
}


def _begin(desk: Managed) -> Daemon:
    argv = (*PROGRAM, "guide", "--file", _GUIDE, "--auto", "--json")
    return desk.spawn_as_person("guide", *argv)


def _ended(desk: Managed, running: Daemon, strike: Strike) -> dict[str, Any] | None:
    """The record that the program printed at its end."""
    _await_end(running)
    lines = [line for line in running.text().splitlines() if line.startswith('{"schema"')]
    if not lines:
        strike.note = f"the app said nothing: {running.text().strip()[-300:]}"
        return None
    record = json.loads(lines[-1])
    assert isinstance(record, dict)
    return record


def _await_end(running: Daemon) -> None:
    end = time.monotonic() + WALK_LIMIT_S
    while running.running:
        if time.monotonic() > end:
            raise LabError("the walk does not end")
        time.sleep(_LOOK_S)


def _await_entry(desk: Managed, running: Daemon, stage: str) -> bool:
    """Wait until the journal's last entry has come so far; False when the program ends before."""
    journal = desk.root / _state_folder(desk).lstrip("/") / "journal.jsonl"
    while running.running:
        if f'"{stage}"' in _text(journal):
            return True
        time.sleep(_LOOK_S)
    return f'"{stage}"' in _text(journal)  # it was quicker than we looked


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _state_folder(desk: Managed) -> str:
    return f"{desk.environment['HOME']}/.local/state/unstuck"
