"""Every attack and fault of security.md 1.1: what the laptop says, and that it keeps the last good content."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import MetaFile

from app.content.result import Kind, Why
from tests.fakes.publisher import CONTENT, GUIDE, NOTICES, Publisher
from tests.unit.app.content.world import DAY_S, World

STRANGER = CryptoSigner.generate_ed25519()


def _flip(data: bytes) -> bytes:
    return data[:5] + bytes([data[5] ^ 1]) + data[6:]


def rolled_back(desk: Publisher) -> None:
    old = Publisher.__new__(Publisher)
    old.__dict__ = desk.twin().__dict__
    old.timestamp.version = 1
    old.timestamp.snapshot_meta = MetaFile(1)
    desk.public["metadata/timestamp.json"] = old.write("timestamp")


def snapshot_rolled_back(desk: Publisher) -> None:
    desk.timestamp.snapshot_meta = MetaFile(1)
    desk.stamp()


def guides_rolled_back(desk: Publisher) -> None:
    desk.snapshot.meta["guides.json"] = MetaFile(1)
    desk.snap()


def mixed(desk: Publisher) -> None:
    desk.put(GUIDE, b"third edition")
    desk.publish("guides")
    version = desk.mds["guides"].signed.version
    desk.public[f"metadata/{version}.guides.json"] = desk.public[f"metadata/{version - 1}.guides.json"]


def target_tampered(desk: Publisher) -> None:
    desk.put(GUIDE, b"third edition")
    desk.publish("guides")
    for name in list(desk.public):
        if name.startswith("targets/guides/"):
            desk.public[name] = _flip(desk.public[name])


def target_longer(desk: Publisher) -> None:
    desk.put(GUIDE, b"third edition")
    desk.publish("guides")
    for name in list(desk.public):
        if name.startswith("targets/guides/"):
            desk.public[name] += b"x"


def timestamp_tampered(desk: Publisher) -> None:
    desk.edit("metadata/timestamp.json", lambda md: md["signed"].update(version=99))


def timestamp_of_a_stranger(desk: Publisher) -> None:
    desk.timestamp.version += 1
    desk.write("timestamp", by=[STRANGER])


def timestamp_of_a_notices_key(desk: Publisher) -> None:
    desk.timestamp.version += 1
    desk.write("timestamp", by=desk.signers["notices"])


def snapshot_of_a_stranger(desk: Publisher) -> None:
    desk.snap()
    desk.write("snapshot", by=[STRANGER])


def targets_with_one_signature(desk: Publisher) -> None:
    desk.publish("targets", by=desk.signers["targets"][:1])


def root_of_a_stranger(desk: Publisher) -> None:
    desk.root.version += 1
    desk.write("root", by=[STRANGER])


def root_with_one_signature(desk: Publisher) -> None:
    desk.root.version += 1
    desk.write("root", by=desk.signers["root"][:1])


def root_signed_by_new_keys_only(desk: Publisher) -> None:
    desk.rotate("root", 3, shared=("targets",))
    desk.write("root", by=desk.signers["root"])


def root_skips_a_version(desk: Publisher) -> None:
    desk.root.version += 2
    desk.public["metadata/2.root.json"] = desk.write("root")


def guides_of_a_stranger(desk: Publisher) -> None:
    desk.put(GUIDE, b"evil")
    desk.publish("guides", by=[STRANGER])


def foreign(desk: Publisher) -> None:
    other = Publisher({GUIDE: b"evil"})
    desk.public.clear()
    desk.public.update(other.public)


def role_missing_in_snapshot(desk: Publisher) -> None:
    del desk.snapshot.meta["guides.json"]
    desk.snap()


def rsa_key(desk: Publisher) -> None:
    desk.root.add_key(CryptoSigner.generate_ecdsa().public_key, "timestamp")
    desk.root.version += 1
    desk.write("root")


def nonsense(desk: Publisher) -> None:
    desk.public["metadata/timestamp.json"] = b'{"signed": {"_type": "timestamp"}, "signatures": []}'


def deep_nonsense(desk: Publisher) -> None:
    desk.public["metadata/timestamp.json"] = b'{"a":' * 3_000


def too_many_files(desk: Publisher) -> None:
    for number in range(2_001):
        desk.put(f"guides/{number}.toml", b"")
    desk.publish("guides")


def too_large_a_file(desk: Publisher) -> None:
    desk.put("guides/large.toml", b"x" * (4 * 1024 * 1024 + 1))
    desk.publish("guides")


ATTACKS: dict[str, tuple[Callable[[Publisher], None], Why]] = {
    "whole repository rolled back": (rolled_back, Why.ROLLBACK),
    "snapshot rolled back, timestamp key stolen": (snapshot_rolled_back, Why.ROLLBACK),
    "guides rolled back, online key stolen": (guides_rolled_back, Why.ROLLBACK),
    "mix and match": (mixed, Why.ROLLBACK),
    "target tampered": (target_tampered, Why.TAMPERED),
    "target longer than signed": (target_longer, Why.TOO_LARGE),
    "timestamp tampered": (timestamp_tampered, Why.SIGNATURE),
    "timestamp of a stranger": (timestamp_of_a_stranger, Why.SIGNATURE),
    "timestamp signed by a notices key": (timestamp_of_a_notices_key, Why.SIGNATURE),
    "snapshot of a stranger": (snapshot_of_a_stranger, Why.SIGNATURE),
    "targets with one signature of two": (targets_with_one_signature, Why.SIGNATURE),
    "root v2 by a stranger": (root_of_a_stranger, Why.SIGNATURE),
    "root v2 with one signature of two": (root_with_one_signature, Why.SIGNATURE),
    "root v2 signed by its new keys only": (root_signed_by_new_keys_only, Why.SIGNATURE),
    "root that skips a version": (root_skips_a_version, Why.ROLLBACK),
    "guides of a stranger": (guides_of_a_stranger, Why.SIGNATURE),
    "foreign repository": (foreign, Why.SIGNATURE),
    "role missing in the snapshot": (role_missing_in_snapshot, Why.MALFORMED),
    "a key of another kind": (rsa_key, Why.SCHEME),
    "nonsense": (nonsense, Why.MALFORMED),
    "deep nonsense": (deep_nonsense, Why.MALFORMED),
    "too many files": (too_many_files, Why.TOO_LARGE),
    "too large a file": (too_large_a_file, Why.TOO_LARGE),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_and_the_last_content_stays(lab: World, name: str) -> None:
    attack, why = ATTACKS[name]
    before = lab.files()
    good = lab.desk.saved()
    attack(lab.desk)
    found = lab.refresh()
    assert (found.kind, found.why) == (Kind.UNTRUSTED, why), found
    assert lab.files() == before
    assert found.bytes_read <= 1_000_000
    lab.desk.public.clear()
    lab.desk.public.update(good)
    again = lab.refresh()
    if again.kind is not Kind.SAME:  # the attacker had IT's own online key: what was seen is not unseen
        assert (again.kind, again.why) == (Kind.UNTRUSTED, Why.ROLLBACK), again
    assert lab.files() == before


def test_a_new_laptop_believes_no_foreign_repository(lab: World) -> None:
    foreign(lab.desk)
    found = lab.refresh("new")
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.SIGNATURE)
    assert lab.files("new") == {}


def test_another_organisation_does_not_see_what_the_first_left(lab: World) -> None:
    other = Publisher({GUIDE: b"of the other"})
    store = lab.store(anchor=other.anchor)
    assert store.files() == {}
    assert store.age_days is None
    lab.desk.public.clear()
    lab.desk.public.update(other.public)
    assert store.refresh().kind is Kind.NEW
    assert store.get(GUIDE) == b"of the other"


def test_a_newer_anchor_of_the_same_line_finds_everything(lab: World) -> None:
    lab.desk.rotate("root", 3, shared=("targets",))
    lab.desk.publish("targets")
    assert lab.refresh().kind is Kind.SAME
    newer = lab.desk.public["metadata/2.root.json"]
    store = lab.store(anchor=newer, url="http://127.0.0.1:9/")
    assert store.get(GUIDE) == b"second edition"


@pytest.mark.parametrize(
    "anchor",
    [b"", b"{}", b"\xff", b"<html>", b'{"signed": 1}', b"[" * 5_000],
    ids=["empty", "{}", "ff", "html", "1", "["],
)
def test_a_damaged_anchor_is_said_so_and_nothing_is_asked(lab: World, anchor: bytes) -> None:
    asked = len(lab.web.paths)
    found = lab.store(anchor=anchor, name="new").refresh()
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.ANCHOR)
    assert len(lab.web.paths) == asked


def test_a_frozen_repository_is_noticed_when_it_expires(lab: World) -> None:
    """The same timestamp replayed for ever: its life ends, the content stays."""
    lab.ahead_s = 15 * DAY_S
    lab.web.date = lambda: time.time() + 15 * DAY_S
    found = lab.refresh()
    assert found.kind is Kind.EXPIRED
    assert lab.files()[GUIDE] == b"second edition"
    lab.desk.now += timedelta(days=15)
    lab.desk.publish("notices")
    assert lab.refresh().kind is Kind.SAME, "and it goes on when IT stamps again"


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_an_expired_role_stops_the_update_and_not_the_use(lab: World, role: str) -> None:
    before = lab.files()
    past = lab.desk.now - timedelta(days=1)
    lab.desk.put(GUIDE, b"third edition")
    if role == "timestamp":
        lab.desk.publish("guides")
        lab.desk.stamp(expires=past)
    else:
        lab.desk.mds[role].signed.expires = past
        if role == "root":
            lab.desk.write("root", version=2)
            lab.desk.publish("guides")
        elif role == "targets":
            lab.desk.publish("targets", "guides", live=False)
        else:
            lab.desk.publish("guides")
            lab.desk.mds["snapshot"].signed.expires = past
            lab.desk.write("snapshot", version=lab.desk.snapshot.version + 1)
            lab.desk.timestamp.snapshot_meta = MetaFile(lab.desk.snapshot.version)
            lab.desk.stamp()
    assert lab.refresh().kind is Kind.EXPIRED
    assert lab.files() == before


def test_expired_notices_do_not_keep_guides_away(lab: World) -> None:
    """Both people on call are on holiday for two weeks; the third mends a guide."""
    before = lab.files()
    lab.desk.mds["notices"].signed.expires = lab.desk.now - timedelta(days=1)
    lab.desk.put(GUIDE, b"third edition")
    lab.desk.publish("notices", "guides", live=False)
    found = lab.refresh()
    assert (found.kind, found.changed, found.detail) == (Kind.EXPIRED, True, "notices")
    assert lab.files() == before | {GUIDE: b"third edition"}
    assert lab.refresh("new").kind is Kind.EXPIRED
    assert NOTICES not in lab.files("new"), "nobody has ever verified this one in time"
    assert lab.files("new")[GUIDE] == b"third edition"


def test_a_stolen_notices_key_changes_no_guide_and_no_site_file(lab: World) -> None:
    before = lab.files()
    for path in CONTENT:
        lab.desk.put(path, b"evil", "notices")
    lab.desk.put("site/corp-ca.pem", b"evil", "notices")
    lab.desk.put("guides/new.toml", b"evil", "notices")
    lab.desk.put("elsewhere.toml", b"evil", "notices")
    lab.desk.put("peers/peers.json", b"evil", "notices")  # it would change the order of steps
    lab.desk.publish("notices")
    assert lab.refresh().kind is Kind.NEW
    after = lab.files()
    assert {path for path in after if after[path] != before.get(path)} == {NOTICES}
    assert set(after) == set(before)
    assert lab.refresh("new").kind is Kind.NEW
    assert lab.files("new") == after


def test_a_stolen_notices_key_delegates_nothing_to_itself(lab: World) -> None:
    before = lab.files()
    lab.desk.delegate("thief", ["guides/*", "site/*"], by="notices")
    lab.desk.put(GUIDE, b"evil", "thief")
    lab.desk.publish("thief", "notices")
    assert lab.refresh().kind is Kind.SAME
    assert lab.files() == before


NAMES = [
    "guides/../../x",
    "guides//x",
    "guides/.ssh",
    "guides/a\\b",
    "guides/C:x",
    "guides/\u202ex",
    "guides/x\n",
    "guides/",
]


@pytest.mark.parametrize("path", NAMES)
def test_a_name_that_is_no_safe_path_is_left_out(lab: World, path: str) -> None:
    before = lab.files()
    lab.desk.put(path, b"evil")
    lab.desk.publish("guides")
    lab.refresh()
    assert lab.files() == before
