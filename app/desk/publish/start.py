"""The ceremony: a desk folder with its keys and a first, empty edition. It is there whole or not at all."""

import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Snapshot, Targets, Timestamp

from app.desk.publish.chain import Chain
from app.desk.publish.edition import SERIALIZER, Edition
from app.desk.publish.error import PublishError
from app.desk.publish.folder import LOCK, PUBLIC_FOLDER, SCHEMA, SETTINGS, DeskFolder, put
from app.desk.publish.keyring import NAME, Ask, Keyring
from app.desk.publish.notice import NOTICES_FILE, no_notices
from app.desk.publish.role import (
    DELEGATED,
    LIFE,
    NOTICES,
    ONLINE,
    PATHS,
    ROOT,
    ROOT_KEYS,
    ROOT_THRESHOLD,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
)
from app.store import atomic
from app.store.error import store_error

ROOT_NAMES = tuple(f"root-{number}" for number in range(1, ROOT_KEYS + 1))
LONGEST_PERSON = 24  # with a role behind it still a key's name
AN_HOUR_S = 3600.0
SETTINGS_TEXT = """\
# The desk for signed content. What the keys mean: docs/it-guide.md.
schema = {schema}
language = "{language}"   # of what the commands say: "en" or "fr"
{url}
# keys = ["/media/stick/keys"]   # further folders in which private keys are looked for
"""
NO_URL = '# url = "https://it.example.org/unstuck/"   # where laptops see the folder public/'


def start(
    folder: Path, people: Sequence[str], ask: Ask, now: datetime, *, locked: bool, url: str = "", language: str = "en"
) -> DeskFolder:
    """Make keys, sign a first edition and put everything at `folder`. Raises PublishError, StoreError."""
    for person in people:
        if not NAME.fullmatch(person) or len(person) > LONGEST_PERSON or f"{person}-x" in ROOT_NAMES:
            raise PublishError("bad_name", name=person)
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise PublishError("folder_taken", file=folder)
    place = folder.absolute()
    _sweep(place)
    draft = place.parent / f".{place.name}.{secrets.token_hex(6)}{atomic.UNFINISHED}"
    try:
        try:
            draft.mkdir(mode=0o700, parents=True)
            _fill(DeskFolder(draft), people, ask, now, locked=locked)
            line = f'url = "{url}"' if url else NO_URL
            text = SETTINGS_TEXT.format(schema=SCHEMA, language=language, url=line)
            put(draft / SETTINGS, text.encode())
            (draft / LOCK).touch(mode=0o600)
            draft.chmod(PUBLIC_FOLDER)  # the web server has to come through to public/; keys/ stays closed
            if place.exists():
                place.rmdir()
            draft.rename(place)
        except OSError as error:
            raise store_error(place, error) from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    atomic.flush_folder(place.parent)
    return DeskFolder(folder)


def _fill(desk: DeskFolder, people: Sequence[str], ask: Ask, now: datetime, *, locked: bool) -> None:
    desk.keys.mkdir(mode=0o700)
    for name in ("guides", "site", "release", "peers"):
        (desk.content / name).mkdir(mode=PUBLIC_FOLDER, parents=True)
    (desk.targets).mkdir(mode=PUBLIC_FOLDER, parents=True)
    keyring = Keyring(desk.keys, [desk.keys], ask)
    root = Metadata(Root(version=1, expires=now.replace(microsecond=0) + LIFE[ROOT], consistent_snapshot=True))
    for name in ROOT_NAMES:
        key = keyring.make(name, locked=locked)
        for role in (ROOT, TARGETS):
            root.signed.add_key(key, role)
            root.signed.roles[role].threshold = ROOT_THRESHOLD
    online = keyring.make(ONLINE, locked=locked)
    for role in (SNAPSHOT, TIMESTAMP):
        root.signed.add_key(online, role)
    for name in ROOT_NAMES:
        root.sign(keyring.signer(name), append=True)
    data = root.to_bytes(SERIALIZER)
    put(desk.metadata / "1.root.json", data)
    put(desk.anchor, data)
    _first_edition(desk, keyring, root, people, now, locked=locked)


def _first_edition(
    desk: DeskFolder, keyring: Keyring, root: Metadata[Root], people: Sequence[str], now: datetime, *, locked: bool
) -> None:
    targets = Metadata(Targets(expires=now))
    delegated = {}
    targets.signed.delegations = Delegations({}, {})
    for role in DELEGATED:
        paths = list(PATHS[role])
        targets.signed.delegations.roles = {
            **(targets.signed.delegations.roles or {}),
            role: DelegatedRole(role, [], 1, True, paths=paths),  # terminating: nobody else is asked for these paths
        }
        for person in people:
            targets.signed.add_key(keyring.make(f"{person}-{role}", locked=locked), role)
        delegated[role] = Metadata(Targets(expires=now))
    chain = Chain(root, Metadata(Timestamp(expires=now)), Metadata(Snapshot(expires=now)), targets, delegated)
    for role in (TARGETS, SNAPSHOT, TIMESTAMP, *DELEGATED):
        chain.role(role).signed.version = 0  # the edition adds one
    edition = Edition(desk, chain, keyring, now)
    edition.sign(TARGETS, ROOT_NAMES)
    edition.name_files(NOTICES, {NOTICES_FILE: no_notices()})
    for role in DELEGATED:
        edition.sign(role, [f"{people[0]}-{role}"])
    edition.seal([ONLINE], snapshot=True)
    edition.commit()


def _sweep(place: Path) -> None:
    """What a crash left of an earlier ceremony: keys that nobody ever used."""
    with suppress(OSError):
        for left in place.parent.glob(f".{place.name}.*{atomic.UNFINISHED}"):
            if time.time() - left.stat().st_mtime > AN_HOUR_S:
                shutil.rmtree(left, ignore_errors=True)
