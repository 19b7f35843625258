"""The collector against a real Request Tracker, both killed again and again: every report one ticket, exactly one."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.reports.seal import Sealed
from diagnostics.wording import Wording
from tests.chaos.desk.relay import Relay
from tests.chaos.desk.rt import FIELD, QUEUE, Tracker, missing, tracker
from tests.chaos.desk.sealed import Key, deliver, diagnoses, sealed

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")]

ROOT = Path(__file__).parents[3]
REPORTS, KILLS, FOREIGN = 104, 42, 4
LONGEST_S = 230.0
SHARE_LOST = 0.08  # of the answers
AGAIN = 0.2
FEW = 5
HOSTILE = "rien ne va\nStatus: resolved\nCC: x@evil.example\n<img src=x onerror=alert(1)>\n.\nhttp://evil.example"

CONFIG = """
[drop]
folder = "drop"
state = "state"
{identity}
settle_s = 4
poll_s = 1
[ticket]
language = "{language}"
it_name = "the desk"
[helpdesk]
kind = "rt"
url = "http://127.0.0.1:{port}"
token_file = "token"
queue = "{queue}"
field = "{field}"
"""


class Desk:
    """The folders of one collector, and its process."""

    def __init__(self, folder: Path, port: int, token: str, *, key: Key | None = None, language: str = "en") -> None:
        self.folder, self.drop = folder, folder / "drop"
        self.drop.mkdir(parents=True)
        identity = 'identity = "key"' if key else ""
        config = CONFIG.format(port=port, queue=QUEUE, field=FIELD, identity=identity, language=language)
        (folder / "desk.toml").write_text(config)
        for name, value in (("token", token), ("key", key.secret if key else "")):
            (folder / name).write_text(value + "\n")
            (folder / name).chmod(0o600)
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> list[str]:
        program = [sys.executable, "-m", "tests.chaos.desk.child", "collect"]
        return [*program, "--config", str(self.folder / "desk.toml"), *more]

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True, stdin=subprocess.DEVNULL
            )

    def kill(self) -> None:
        if self._process is not None:
            assert self._process.poll() is None, f"it ended by itself: {self.log()[-2000:]}"
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def live(self, seconds: float) -> None:
        """Let it work; it never ends by itself."""
        assert self._process is not None
        with pytest.raises(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def once(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command("--once"), cwd=ROOT, check=False, capture_output=True, text=True, timeout=120
        )

    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def waiting(self) -> int:
        return len(list(self.drop.glob("*.age")))


@pytest.fixture(scope="module")
def rt() -> Iterator[Tracker]:
    with tracker() as running:
        yield running


@contextmanager
def relayed(rt: Tracker, seed: int) -> Iterator[Relay]:
    relay = Relay(rt.port, SHARE_LOST, seed)
    try:
        yield relay
    finally:
        relay.close()


def first_line(made: Sealed, key: Key, language: str) -> str:
    from app.reports.seal import open_sealed

    verdict = open_sealed(made.data, [key.secret]).report.diagnosis.verdict
    assert verdict is not None
    say = Wording.load(language, it_name="the desk")
    return say.cause(verdict.cause, verdict.args, verdict.reason, verdict.because).title


def test_every_report_is_one_ticket_whatever_dies(rt: Tracker, tmp_path: Path) -> None:
    seed = int(os.environ.get("UNSTUCK_SEED", random.randrange(1 << 32)))
    sys.stdout.write(f"seed {seed}\n")
    chance, began = random.Random(seed), time.monotonic()
    ours, other = Key.made(), Key.made()
    runs = diagnoses(REPORTS)
    readable = [sealed(chance.choice(runs), ours, words=HOSTILE) for _ in range(REPORTS - FOREIGN)]
    sent = readable + [sealed(chance.choice(runs), other) for _ in range(FOREIGN)]
    chance.shuffle(sent)
    before = {found.id for found in rt.tickets()}
    with relayed(rt, seed) as relay:
        desk = Desk(tmp_path / "desk", relay.port, rt.token, key=ours)
        (desk.drop / "readme.txt").write_text("not a report")
        os.utime(desk.drop / "readme.txt", (0, 0))
        try:
            kills = _killed(desk, rt, relay, sent, chance, began + LONGEST_S)
        finally:
            desk.kill()
        last = desk.once()
        assert last.returncode == 0, last.stdout + last.stderr

    found = [ticket for ticket in rt.tickets() if ticket.id not in before]
    living = [ticket for ticket in found if not ticket.merged]
    took_s = time.monotonic() - began
    sys.stdout.write(
        f"{len(sent)} reports, {sum(kills.values())} kills {dict(kills)}, {relay.lost} answers lost, "
        f"{len(living)} tickets, {len(found) - len(living)} twins merged, {took_s:.0f} s\n"
    )
    by_id = Counter(ticket.report_id for ticket in living)
    ids = {made.name.report_id for made in sent}
    assert ids - by_id.keys() == set(), "missing"
    assert {id: count for id, count in by_id.items() if count > 1 or id not in ids} == {}, "doubled or strange"
    files = {ticket.report_id: ticket.files for ticket in living}
    assert files == {made.name.report_id: ((str(made.name), made.name.sha256),) for made in sent}, "corrupt"
    lines = {ticket.report_id: ticket.first_line for ticket in living}
    wanted = {made.name.report_id: first_line(made, ours, "en") for made in readable}
    assert {id: lines[id] for id in wanted} == wanted
    assert sum(kills.values()) >= KILLS
    assert len(list((desk.folder / "state" / "quarantine").iterdir())) == 1
    assert took_s <= LONGEST_S


def _killed(
    desk: Desk, rt: Tracker, relay: Relay, sent: list[Sealed], chance: random.Random, end: float
) -> Counter[str]:
    """Reports arrive, collector and tracker die, until there were kills enough and the drop is empty."""
    kills: Counter[str] = Counter()
    arrived = 40
    for made in sent[:arrived]:
        deliver(desk.drop, made)
    desk.start()
    while sum(kills.values()) < KILLS or desk.waiting or arrived < len(sent):
        assert time.monotonic() < end, f"{desk.waiting} left after {dict(kills)}: {desk.log()[-3000:]}"
        desk.live(chance.uniform(0.2, 1.4))
        for made in sent[arrived : arrived + 2]:
            deliver(desk.drop, made)
        arrived += 2
        if chance.random() < AGAIN:  # a laptop whose answer was lost sends the same file again
            deliver(desk.drop, chance.choice(sent[:arrived]))
        if arrived >= len(sent) and desk.waiting <= FEW:
            relay.spare()
        if sum(kills.values()) >= KILLS:
            continue
        victim = chance.choices(("collector", "tracker", "both"), (6, 2, 1))[0]
        kills[victim] += 1
        if victim != "tracker":
            desk.kill()
        if victim != "collector":
            rt.kill()
            rt.start()
        if victim != "tracker":
            desk.start()
    return kills


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_collector_without_a_key_still_says_the_cause(rt: Tracker, tmp_path: Path, language: str) -> None:
    desk = Desk(tmp_path / "desk", rt.port, rt.token, language=language)
    made = sealed(diagnoses(REPORTS)[7], Key.made(), lang="fr" if language == "en" else "en", tried=True)
    deliver(desk.drop, made)
    done = desk.once()
    assert done.returncode == 0, done.stdout + done.stderr
    ticket = next(each for each in rt.tickets() if each.report_id == made.name.report_id)
    verdict = diagnoses(REPORTS)[7].verdict
    assert verdict is not None
    assert ticket.first_line == Wording.load(language, it_name="the desk").cause(verdict.cause).title
    assert Wording.load(language).text("ticket.repair_tried") in ticket.text


def test_two_collectors_do_not_share_a_drop(rt: Tracker, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", rt.port, rt.token)
    deliver(desk.drop, sealed(diagnoses(REPORTS)[0], Key.made()))
    from app.store.lock import FileLock

    lock = FileLock(desk.folder / "state" / "lock")
    assert lock.take()
    try:
        second = desk.once()
    finally:
        lock.release()
    assert second.returncode == 2
    assert "another collector" in second.stderr
    assert desk.waiting == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [(("queue", "Nowhere"), "Nowhere"), (("field", "NoField"), "NoField"), (("token", "1-1-bad"), "refuses this")],
)
def test_wrong_settings_are_said_before_any_ticket(
    rt: Tracker, tmp_path: Path, given: tuple[str, str], said: str
) -> None:
    """RT itself would make a ticket without the field, which nobody could ever find again."""
    desk = Desk(tmp_path / "desk", rt.port, rt.token)
    key, value = given
    if key == "token":
        (desk.folder / "token").write_text(value)
    else:
        config = desk.folder / "desk.toml"
        old = QUEUE if key == "queue" else FIELD
        config.write_text(config.read_text().replace(f'{key} = "{old}"', f'{key} = "{value}"'))
    deliver(desk.drop, sealed(diagnoses(REPORTS)[0], Key.made()))
    before = len(rt.tickets())
    done = desk.once()
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout
    assert (len(rt.tickets()), desk.waiting) == (before, 1)
