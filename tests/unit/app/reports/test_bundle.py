"""What is packed comes out equal; what anybody else packs is refused in a sentence."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable

import msgspec
import pytest

from app.reports import bundle
from app.reports.bundle import LARGEST_MEMBER, MANIFEST, REPORT, TEXT, BundleError, contents, pack, unpack
from app.reports.draft import Draft
from app.reports.refusal import Obstacle
from tests.unit.app.reports.sealing import CODE, zipped
from tests.unit.app.reports.test_draft_report import made

DRAFT = made()
WHOLE = pack(DRAFT, CODE)


def files(packed: bytes = WHOLE) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_very_bytes_and_the_text_in_it_s_language() -> None:
    opened = unpack(WHOLE)
    assert opened.members == {REPORT: DRAFT.json_bytes(), TEXT: DRAFT.text(DRAFT.it_lang).encode()}
    assert opened.report == DRAFT.report
    assert (opened.manifest.report_id, opened.manifest.code) == (DRAFT.report.id, "6X71YCNQ6")
    assert opened.manifest.created_at == "2026-11-22T09:41:00Z"
    assert re.fullmatch(r"\d+(\.\d+)*", opened.manifest.version)


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert pack(DRAFT, CODE) == WHOLE


def test_the_archive_itself_says_nothing_of_the_laptop() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.namelist() == [MANIFEST, REPORT, TEXT]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {3}
        assert not archive.comment
        assert not any(entry.comment or entry.extra for entry in archive.infolist())


def test_the_manifest_holds_nothing_of_the_person() -> None:
    assert set(msgspec.json.decode(files()[MANIFEST])) == {
        "schema", "report_id", "created_at", "version", "code", "members",
    }  # fmt: skip


def test_without_its_text_it_is_whole() -> None:
    only = {REPORT: contents(DRAFT)[REPORT]}
    assert unpack(pack(DRAFT, CODE, only)).members == only


def again(change: Callable[[dict[str, bytes]], object], draft: Draft = DRAFT) -> bytes:
    """The same bundle with another content, its manifest made to fit."""
    members = contents(draft)
    change(members)
    manifest = msgspec.json.decode(files()[MANIFEST])
    manifest["members"] = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    ]
    return zipped({MANIFEST: msgspec.json.encode(manifest), **members})


def manifest_with(**changed: object) -> bytes:
    manifest = msgspec.json.decode(files()[MANIFEST]) | changed
    return zipped({**files(), MANIFEST: msgspec.json.encode(manifest)})


def report_with(**changed: object) -> bytes:
    return again(
        lambda members: members.update({REPORT: msgspec.json.encode(msgspec.json.decode(members[REPORT]) | changed)})
    )


def diagnosis_with(**changed: object) -> bytes:
    run = msgspec.json.decode(DRAFT.json_bytes())["diagnosis"]
    return report_with(diagnosis=run | changed)


def without(name: str) -> bytes:
    return zipped({other: data for other, data in files().items() if other != name})


def twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files().items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(REPORT, b"{}")
    return packed.getvalue()


def lying_about_size() -> bytes:
    """A bomb that declares fewer bytes than it unpacks to."""
    packed = bytearray(zipped({**files(), TEXT: bytes(50_000_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        entry = packed.rfind(mark)
        packed[entry + at : entry + at + 4] = (1000).to_bytes(4, "little")
    return bytes(packed)


def encrypted() -> bytes:
    packed = bytearray(WHOLE)
    at = packed.rfind(b"PK\x01\x02")
    packed[at + 8] |= 1
    return bytes(packed)


BAD: dict[str, tuple[Callable[[], bytes], Obstacle]] = {
    "nothing": (lambda: b"", Obstacle.NOT_A_BUNDLE),
    "no archive": (lambda: b"{}" * 100, Obstacle.NOT_A_BUNDLE),
    "cut": (lambda: WHOLE[:-30], Obstacle.NOT_A_BUNDLE),
    "empty archive": (lambda: zipped({}), Obstacle.MISSING_MEMBER),
    "a comment": (lambda: zipped(files(), comment=b"hello"), Obstacle.NOT_A_BUNDLE),
    "another way of packing": (lambda: zipped(files(), method=zipfile.ZIP_LZMA), Obstacle.NOT_A_BUNDLE),
    "a member with a password": (encrypted, Obstacle.NOT_A_BUNDLE),
    "larger than any": (lambda: WHOLE + bytes(bundle.LARGEST_BYTES), Obstacle.TOO_LARGE_TO_OPEN),
    "a foreign member": (lambda: zipped({**files(), "run.exe": b"MZ"}), Obstacle.UNKNOWN_MEMBER),
    "a way out of the folder": (lambda: zipped({**files(), "../report.txt": b""}), Obstacle.UNKNOWN_MEMBER),
    "a member twice": (twice, Obstacle.NOT_A_BUNDLE),
    "no manifest": (lambda: without(MANIFEST), Obstacle.MISSING_MEMBER),
    "no report": (lambda: without(REPORT), Obstacle.MISSING_MEMBER),
    "a listed member is not there": (lambda: without(TEXT), Obstacle.MISSING_MEMBER),
    "a member that is not listed": (lambda: manifest_with(members=[]), Obstacle.UNKNOWN_MEMBER),
    "a bomb": (
        lambda: zipped({**files(), TEXT: bytes(LARGEST_MEMBER[TEXT] + 1)}),
        Obstacle.MEMBER_TOO_LARGE,
    ),
    "a bomb that lies": (lying_about_size, Obstacle.NOT_A_BUNDLE),
    "other text": (lambda: zipped({**files(), TEXT: files()[TEXT] + b" "}), Obstacle.MEMBER_CHANGED),
    "same length, other text": (lambda: zipped({**files(), TEXT: bytes(len(files()[TEXT]))}), Obstacle.MEMBER_CHANGED),
    "a newer bundle": (lambda: manifest_with(schema="unstuck.bundle/2"), Obstacle.NEWER),
    "a newer report": (lambda: report_with(schema="unstuck.report/7"), Obstacle.NEWER),
    "a newer diagnosis": (lambda: diagnosis_with(schema="unstuck.diagnosis/2"), Obstacle.NEWER),
    "another kind": (lambda: manifest_with(schema="unstuck.bundle/0"), Obstacle.UNKNOWN_SCHEMA),
    "a number without end": (lambda: manifest_with(schema="unstuck.bundle/" + "9" * 5000), Obstacle.UNKNOWN_SCHEMA),
    "a schema that is no text": (lambda: manifest_with(schema=[1]), Obstacle.UNKNOWN_SCHEMA),
    "a diagnosis that is no table": (lambda: report_with(diagnosis=3), Obstacle.UNKNOWN_SCHEMA),
    "a manifest that is no JSON": (lambda: zipped({**files(), MANIFEST: b"\xff"}), Obstacle.MEMBER_UNREADABLE),
    "a manifest of the wrong types": (lambda: manifest_with(members=3), Obstacle.MEMBER_UNREADABLE),
    "a report without an id": (lambda: report_with(id=None), Obstacle.MEMBER_UNREADABLE),
    "a report nested without end": (
        lambda: again(lambda members: members.update({REPORT: b'{"a":' + b"[" * 100_000})),
        Obstacle.MEMBER_UNREADABLE,
    ),
    "the report of another": (lambda: report_with(id="f" * 16), Obstacle.NOT_THE_SAME),
    "of another time": (lambda: report_with(created_at="2020-01-01T00:00:00Z"), Obstacle.NOT_THE_SAME),
}  # fmt: skip


@pytest.mark.parametrize(("make", "obstacle"), BAD.values(), ids=BAD.keys())
def test_what_is_not_whole_is_refused(make: Callable[[], bytes], obstacle: Obstacle) -> None:
    with pytest.raises(BundleError) as caught:
        unpack(make())
    assert caught.value.obstacle is obstacle
    for lang in ("en", "fr"):
        assert caught.value.sentence(lang).replace("\u00a0", "").isprintable()


def test_a_hostile_name_stays_one_short_line() -> None:
    with pytest.raises(BundleError) as caught:
        unpack(zipped({**files(), "\x1b[31m" + "x" * 500: b""}))
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 150
