"""What a laptop pays for being up to date, and what several programs, kills and disks do to the copy."""

import os
import random
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.content.result import Kind, Refreshed, Why
from app.content.store import ContentStore
from app.store.lock import FileLock
from tests.fakes.publisher import CONTENT, GUIDE, NOTICES, Publisher
from tests.fakes.servers.web import Web
from tests.unit.app.content.world import World, world

ROOT = Path(__file__).parents[4]


def test_no_change_takes_two_requests_and_a_kilobyte_and_a_half(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        lab.web.paths.clear()
        got, sent, connections = lab.web.got, lab.web.sent, lab.web.connections
        found = lab.refresh()
        assert found.kind is Kind.SAME
        assert lab.web.paths == ["metadata/2.root.json", "metadata/timestamp.json"]
        assert (lab.web.got - got) + (lab.web.sent - sent) <= 1_500
        assert found.bytes_sent == lab.web.got - got
        assert found.bytes_read == lab.web.sent - sent
        assert found.requests == 2
        assert lab.web.connections - connections == 1


def test_a_new_notice_takes_five_requests(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        lab.desk.put(NOTICES, b'{"notices": [1]}')
        lab.desk.publish("notices")
        found = lab.refresh()
        assert (found.kind, found.requests) == (Kind.NEW, 5)
        assert lab.store().get(NOTICES) == b'{"notices": [1]}'


def test_what_is_withdrawn_goes(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        del lab.desk.mds["guides"].signed.targets[GUIDE]
        lab.desk.publish("guides")
        assert lab.refresh().kind is Kind.NEW
        assert lab.store().get(GUIDE) is None
        assert list(lab.store().files("guides/")) == ["guides/wifi.toml"]


def test_a_running_program_sees_what_another_one_fetched(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        reader = lab.store()
        assert reader.get(GUIDE) is None
        lab.refresh()
        assert reader.get(GUIDE) == CONTENT[GUIDE]


def test_a_poll_that_falls_into_a_publishing_sees_the_old_or_the_new(tmp_path: Path) -> None:
    """IT's files appear one by one, the timestamp last: after each of them the laptop asks."""
    with world(tmp_path) as lab:
        lab.refresh()
        next_edition = lab.desk.twin()
        for path in (GUIDE, "site/site.toml", NOTICES):
            next_edition.put(path, b"second edition")
        next_edition.publish("guides", "notices")
        old, new = CONTENT, CONTENT | dict.fromkeys((GUIDE, "site/site.toml", NOTICES), b"second edition")
        added = [name for name in next_edition.public if name not in lab.desk.public]
        for name in [*sorted(added, key=lambda name: name.startswith("metadata")), "metadata/timestamp.json"]:
            assert lab.refresh().kind is Kind.SAME
            assert lab.files() == old
            lab.desk.public[name] = next_edition.public[name]
        assert lab.refresh().kind is Kind.NEW
        assert lab.files() == new


@pytest.mark.parametrize("lost", range(4))
def test_an_update_that_is_cut_leaves_the_old_copy_whole(tmp_path: Path, lost: int) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        for path in (GUIDE, "site/site.toml", NOTICES):
            lab.desk.put(path, b"second edition " + path.encode())
        lab.desk.publish("guides", "notices")
        hidden = [name for name in lab.desk.public if b"second edition" in lab.desk.public[name]][:lost]
        kept = {name: lab.desk.public.pop(name) for name in hidden}
        found = lab.refresh()
        assert found.kind is (Kind.UNREACHABLE if lost else Kind.NEW)
        assert (lab.files() == CONTENT) is bool(lost)
        lab.desk.public.update(kept)
        assert lab.refresh().kind is (Kind.NEW if lost else Kind.SAME)


# ------------------------------------------------------------------------------------------------ several programs


def test_somebody_else_is_updating(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        other = FileLock(tmp_path / "laptop" / "content.lock")
        assert other.take()
        assert lab.refresh().kind is Kind.BUSY
        assert lab.web.paths == []
        other.release()
        assert lab.refresh().kind is Kind.NEW


def test_files_are_of_one_edition_although_another_program_updates_meanwhile(tmp_path: Path) -> None:
    """A site file of today must not meet the certificates of tomorrow."""
    with world(tmp_path) as lab:
        _edition(lab, 1)
        lab.refresh()
        reader = lab.store()
        found = []
        for number, data in enumerate(reader.files("guides/").values(), start=2):
            found.append(data)
            _edition(lab, number)
            assert lab.refresh().kind is Kind.NEW
        assert [data.split()[0] for data in found[:3]] == [b"edition1"] * 3
        assert [data.split()[0] for data in reader.files("guides/").values()][:3] == [f"edition{number}".encode()] * 3


PROGRAM = """
import sys
from pathlib import Path
from app.content.store import ContentStore
folder, url, anchor, times = sys.argv[1:]
store = ContentStore(Path(folder), url, Path(anchor).read_bytes())
print("ready", flush=True)
for _ in range(int(times)):
    found = store.refresh()
    editions = {data.split()[0] for data in store.files("guides/").values()}
    print(found.kind, found.why, len(editions), found.detail[:200], flush=True)
"""


def _start(lab: World, times: int) -> subprocess.Popen[str]:
    anchor = lab.folder / "root.json"
    anchor.write_bytes(lab.desk.anchor)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(lab.folder / "laptop"), lab.web.url, str(anchor), str(times)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def _edition(lab: World, number: int) -> None:
    for path in ("guides/a.toml", "guides/b.toml", "guides/c.toml"):
        lab.desk.put(path, f"edition{number} {path}".encode())
    lab.desk.publish("guides")


@pytest.mark.long
def test_three_programs_on_one_folder_never_see_a_mixture(tmp_path: Path) -> None:
    desk = Publisher({})
    with Web(desk.public) as web:
        lab = World(desk, web, tmp_path)
        _edition(lab, 0)
        running = [_start(lab, 60) for _ in range(3)]
        for program in running:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
        for number in range(1, 15):
            _edition(lab, number)
            threading.Event().wait(0.1)
        lines = [line for program in running for line in program.communicate(timeout=60)[0].splitlines()]
        kinds = {line.split()[0] for line in lines}
        assert len(lines) == 180
        assert kinds <= {"new", "same", "busy"}, lines
        assert "new" in kinds
        assert not [line for line in lines if re.match(r"\w+\s+[2-9]", line)], "guides of two editions together"
        assert lab.refresh().kind in (Kind.NEW, Kind.SAME)
        assert {data for data in lab.files().values()} == {f"edition14 {path}".encode() for path in lab.files()}


@pytest.mark.long
def test_killed_in_the_middle_forty_times(tmp_path: Path) -> None:
    seed = int.from_bytes(os.urandom(4), "big")
    print(f"seed {seed}")  # noqa: T201  # to repeat it
    chance = random.Random(seed)
    desk = Publisher({})
    with Web(desk.public) as web:
        lab = World(desk, web, tmp_path)
        _edition(lab, 0)
        assert lab.refresh().kind is Kind.NEW
        for number in range(1, 41):
            program = _start(lab, 1_000)
            assert program.stdout is not None
            program.stdout.readline()
            _edition(lab, number)
            threading.Event().wait(chance.uniform(0.0, 0.25))
            program.kill()
            program.communicate(timeout=10)
            editions = {data.split()[0] for data in lab.files().values()}
            assert len(editions) == 1
            assert editions <= {f"edition{number}".encode(), f"edition{number - 1}".encode()}
            assert lab.refresh().kind in (Kind.NEW, Kind.SAME)
            assert {data.split()[0] for data in lab.files().values()} == {f"edition{number}".encode()}
        left = [path.name for path in (tmp_path / "laptop").rglob("*") if path.name.startswith("tmp")]
        assert not left


# ------------------------------------------------------------------------------------------------ disks


def _refused(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("where", ["tempfile.NamedTemporaryFile", "app.store.atomic.write_new"])
def test_a_full_disk(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as lab:
        lab.refresh()
        lab.desk.put(GUIDE, b"second edition")
        lab.desk.publish("guides")
        with monkeypatch.context() as patch:
            patch.setattr(where, _refused)
            assert lab.refresh().kind is Kind.DISK
            assert lab.files() == CONTENT
        assert lab.refresh().kind is Kind.NEW
        assert lab.store().get(GUIDE) == b"second edition"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "laptop").write_text("in the way")
    with world(tmp_path) as lab:
        assert lab.refresh().kind is Kind.DISK
        assert lab.files() == {}


def test_a_proxy_that_cannot_be_asked_is_none(tmp_path: Path) -> None:
    def ask() -> str:
        raise OSError("no settings")

    with world(tmp_path) as lab:
        store = ContentStore(tmp_path / "laptop", lab.web.url, lab.desk.anchor, proxy=ask)
        assert store.refresh().kind is Kind.NEW


# ------------------------------------------------------------------------------------------------ what it needs

BARE = """
import sys
for name in ("cryptography", "cffi", "_cffi_backend", "PySide6", "requests"):
    sys.modules[name] = None
import app.content.store, app.content.poll, app.content.result
heavy = {"tuf", "securesystemslib", "urllib3", "http.client", "ssl", "zipfile"} & set(sys.modules)
assert not heavy, heavy
from pathlib import Path
from time import process_time
from app.content.store import ContentStore
folder, url, anchor = sys.argv[1:]
store = ContentStore(Path(folder), url, Path(anchor).read_bytes())
assert store.files() == {}
assert not {"tuf", "ssl"} & set(sys.modules)
print(store.refresh().kind)
began = process_time()
print(store.refresh().kind, process_time() - began)
assert "cryptography.hazmat" not in sys.modules
"""


def test_a_laptop_without_cryptography_verifies_by_itself_and_quickly(tmp_path: Path) -> None:
    with world(tmp_path) as lab:
        anchor = tmp_path / "root.json"
        anchor.write_bytes(lab.desk.anchor)
        done = subprocess.run(
            [sys.executable, "-c", BARE, str(tmp_path / "laptop"), lab.web.url, str(anchor)],
            capture_output=True, text=True, timeout=60, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        first, second, cpu_s = done.stdout.split()
        assert (first, second) == ("new", "same")
        assert float(cpu_s) <= 0.3, "of the processor, for a poll without a change"
        lab.desk.timestamp.version += 1
        lab.desk.write("timestamp", by=lab.desk.signers["notices"])
        done = subprocess.run(
            [sys.executable, "-c", BARE, str(tmp_path / "other"), lab.web.url, str(anchor)],
            capture_output=True, text=True, timeout=60, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.stdout.split()[0] == "untrusted", "without it nothing is waved through"


def _every() -> list[Refreshed]:
    plain = [Refreshed(kind) for kind in Kind if kind not in (Kind.UNREACHABLE, Kind.UNTRUSTED)]
    clocks = [Refreshed(Kind.CLOCK, off_s=off_s) for off_s in (-1e6, 1e6)]
    untrusted = [Why.ANCHOR, Why.SIGNATURE, Why.ROLLBACK, Why.TAMPERED, Why.MALFORMED, Why.SCHEME, Why.TOO_LARGE]
    refused = [Refreshed(Kind.UNTRUSTED, why) for why in [*untrusted, Why.NO_PACKAGE, Why.FULL_PACKAGE]]
    others = set(Why) - {Why.NONE, Why.CALENDAR, Why.NO_PACKAGE, Why.FULL_PACKAGE, *untrusted}
    return [*plain, *clocks, *refused, *(Refreshed(Kind.UNREACHABLE, why, status=503) for why in sorted(others))]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("found", _every(), ids=lambda found: f"{found.kind}-{found.why}")
def test_every_end_has_its_sentence(found: Refreshed, lang: str) -> None:
    said = found.sentence(lang)
    assert said.endswith(".")
    assert "{" not in said
