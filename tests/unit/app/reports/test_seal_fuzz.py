"""A sealed report with any byte changed, or cut anywhere, is never opened, and nothing of it is left behind."""

import random
from pathlib import Path

import pytest

from app.desk.open import open_file
from app.reports.bundle import MANIFEST, REPORT, BundleError, Obstacle, contents, pack, unpack
from app.reports.refusal import Refusal
from tests.unit.app.reports.sealing import CODE, FIRST, SECOND, sealed, sealed_by_hand
from tests.unit.app.reports.test_draft_report import made

TRIALS = 10_000
SEEDED = pytest.mark.parametrize("seed", [20261122])  # in the name of the test, so that a failure tells it


def spoiled(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """The same with one thing done to it, and what that was."""
    at = chance.randrange(len(data))
    kind = chance.choice(("bit", "byte", "cut", "cut in front", "lost", "added", "doubled", "zeroed", "swapped"))
    before, after = data[:at], data[at:]
    length = chance.randrange(1, 200)
    made_of_it = {
        "bit": lambda: before + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
        "byte": lambda: before + bytes([(data[at] + chance.randrange(1, 256)) % 256]) + data[at + 1 :],
        "cut": lambda: before,
        "cut in front": lambda: data[at + 1 :],
        "lost": lambda: before + after[length:],
        "added": lambda: before + chance.randbytes(length) + after,
        "doubled": lambda: before + after[:length] + after,
        "zeroed": lambda: before + bytes(min(length, len(after))) + after[length:],
        "swapped": lambda: after + before,
    }[kind]()
    return f"{kind} at {at}", made_of_it


@pytest.mark.long
@SEEDED
def test_ten_thousand_spoiled_files_none_of_which_opens(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = sealed(made())
    path = tmp_path / "r.age"  # a name of its own, so that the seal alone must notice
    named = tmp_path / str(whole.name)
    opened: list[str] = []
    tried = 0
    while tried < TRIALS:
        what, data = spoiled(whole.data, chance)
        if data == whole.data:
            continue
        tried += 1
        file = named if tried % 5 == 0 else path
        file.write_bytes(data)
        try:
            open_file(file, (FIRST.secret,))
            opened.append(what)
        except Refusal:
            pass
        file.unlink()
        assert not any(tmp_path.iterdir()), f"{what} left something behind"
    assert not opened
    path.write_bytes(whole.data)
    assert open_file(path, (SECOND.secret,)).bundle.manifest.code == CODE.bare, "the whole one does open"


@SEEDED
def test_what_an_insider_spoils_before_sealing_is_refused_or_equal(seed: int) -> None:
    """Somebody with a public key needs no luck with the seal: the bundle must hold by itself."""
    chance = random.Random(seed)
    draft = made()
    packed, members = pack(draft, CODE), contents(draft)
    for _ in range(3000):
        what, data = spoiled(packed, chance)
        try:
            found = unpack(data)
        except BundleError:
            continue
        assert found.members == members, what  # a date or a right in the ZIP's directory: nothing that we read


@pytest.mark.long
@SEEDED
def test_a_report_whose_values_are_turned_about_is_refused_or_shown(tmp_path: Path, seed: int) -> None:
    """Wrong values of every kind in the JSON, hashes made to fit: a sentence or a text, never an exception."""
    import hashlib

    import msgspec

    from app.desk.open import shown
    from tests.unit.app.reports.sealing import zipped

    chance = random.Random(seed)
    draft = made()
    manifest = msgspec.json.decode(_manifest(pack(draft, CODE)))
    strange = (None, True, -1, 10**30, 1e308, "", "\x1b[31m\u202e\x9b", "{it_name}{x!r}", [], {}, "9" * 400, "x" * 9999)
    read = refused = 0
    for _ in range(1500):
        whole = msgspec.json.decode(draft.json_bytes())
        for _ in range(chance.randrange(1, 4)):
            _turn_one(whole, chance, strange)
        data = msgspec.json.encode(whole)
        manifest["members"] = [{"name": REPORT, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}]
        path = tmp_path / "r.age"
        path.write_bytes(sealed_by_hand(zipped({MANIFEST: msgspec.json.encode(manifest), REPORT: data})))
        try:
            text = shown(open_file(path, (FIRST.secret,)), chance.choice(("en", "fr")))
        except Refusal:
            refused += 1
            continue
        read += 1
        assert not {"\x1b", "\u202e", "\x9b"} & set(text)
    assert read > 100
    assert refused > 100


def _manifest(packed: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(MANIFEST)


def _turn_one(whole: object, chance: random.Random, strange: tuple[object, ...]) -> None:
    """Walk down to some leaf and replace it."""
    here = whole
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here))) if isinstance(here, list) else []
        if not keys:
            return
        key = chance.choice(keys)
        below = here[key]  # type: ignore[index, call-overload]
        if not isinstance(below, dict | list) or not below or chance.random() < 0.1:
            here[key] = chance.choice(strange)  # type: ignore[index, call-overload]
            return
        here = below


@pytest.mark.parametrize("size", [0, 1, 10, 21, 22, 23])
def test_the_shortest_files(tmp_path: Path, size: int) -> None:
    path = tmp_path / "r.age"
    path.write_bytes(sealed().data[:size])
    with pytest.raises(Refusal) as caught:
        open_file(path, (FIRST.secret,))
    assert caught.value.obstacle in (Obstacle.NOT_SEALED, Obstacle.DAMAGED)
