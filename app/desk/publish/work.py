"""What the desk does to its public folder: publish the content, change a notice, stamp."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tuf.api.exceptions import RepositoryError

from app.desk.publish.chain import Chain, read_chain
from app.desk.publish.edition import Edition
from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder
from app.desk.publish.keyring import Keyring, person_of
from app.desk.publish.role import DELEGATED, GUIDES, NOTICES, SNAPSHOT, TIMESTAMP
from app.desk.publish.source import bodies

NOTICES_FOLDER = "notices/"
"""Notices and drills have no source file: what is public is what counts, and a command changes it."""

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Done:
    """What a command did. `changed`: target paths, a removed one too."""

    signed: tuple[str, ...]
    changed: tuple[str, ...]
    signers: tuple[str, ...]
    is_old: bool = False  # the folders are shared out among the roles as an older version did it


def utc_now() -> datetime:
    """The usual clock."""
    return datetime.now(UTC)


def publish(
    desk: DeskFolder,
    keyring: Keyring,
    people: Sequence[str],
    *,
    roles: Sequence[str] = DELEGATED,
    clock: Clock = utc_now,
) -> Done:
    """Sign and put in place what changed in the content, and whatever of `roles` is half over.

    Raises LintError for content that no laptop would take, PublishError, StoreError; nothing has changed then.
    """
    with desk.held():
        chain = read_chain(desk)
        edition = Edition(desk, chain, keyring, clock())
        wanted = {role: bodies(desk, chain.folders(role)) for role in roles}
        if NOTICES in wanted:
            wanted[NOTICES] |= public_bodies(desk, chain, NOTICES, NOTICES_FOLDER)
        return _finish(edition, chain, keyring, people, wanted)


def change_notices(
    desk: DeskFolder,
    keyring: Keyring,
    people: Sequence[str],
    change: Callable[[dict[str, bytes], datetime], None],
    *,
    clock: Clock = utc_now,
) -> Done:
    """Let `change` alter the files below notices/, and publish them; guides that are half written are left alone.

    Raises what `change` raises, PublishError, StoreError; nothing has changed then.
    """
    with desk.held():
        chain = read_chain(desk)
        edition = Edition(desk, chain, keyring, clock())
        everything = public_bodies(desk, chain, NOTICES, "")
        own = {path: data for path, data in everything.items() if path.startswith(NOTICES_FOLDER)}
        folders = chain.folders(NOTICES)
        rest = {path: data for path, data in everything.items() if path not in own and _folder(path) in folders}
        change(own, clock())
        return _finish(edition, chain, keyring, people, {NOTICES: rest | own})


def stamp(desk: DeskFolder, keyring: Keyring, *, clock: Clock = utc_now) -> Done:
    """Sign the timestamp again, and the snapshot when it is half over; for a daily job. Raises PublishError."""
    with desk.held():
        chain = read_chain(desk)
        edition = Edition(desk, chain, keyring, clock())
        online = online_key(chain, keyring)
        edition.seal([online])
        edition.commit()
        return Done(edition.signed, (), (online,))


def online_key(chain: Chain, keyring: Keyring) -> str:
    """The key that signs snapshot and timestamp. Raises PublishError when it is not at hand."""
    found = keyring.at_hand(set(chain.keyids(SNAPSHOT)) & set(chain.keyids(TIMESTAMP)))
    if not found:
        raise PublishError("no_online_key")
    return found[0]


def public_bodies(desk: DeskFolder, chain: Chain, role: str, prefix: str) -> dict[str, bytes]:
    """The files of a role as they are public now, each checked against its signed hash. Raises PublishError."""
    found = {}
    for path, info in chain.delegated[role].signed.targets.items():
        if not path.startswith(prefix):
            continue
        place = desk.targets / info.get_prefixed_paths()[0]
        try:
            found[path] = place.read_bytes()
            info.verify_length_and_hashes(found[path])
        except (OSError, RepositoryError) as error:
            raise PublishError("tampered", file=place) from error
    return found


def signing_key(chain: Chain, keyring: Keyring, role: str, people: Sequence[str]) -> str:
    """The key with which one of these people may sign a role. Raises PublishError."""
    name = person_of(keyring, role, people)
    if name is None:
        raise PublishError("nobody_signs", role=role, people=", ".join(people) or "–")
    if keyring.public(name).keyid not in chain.keyids(role):
        raise PublishError("not_in_role", role=role, name=name)
    return name


def _finish(
    edition: Edition,
    chain: Chain,
    keyring: Keyring,
    people: Sequence[str],
    wanted: Mapping[str, dict[str, bytes]],
) -> Done:
    changed: list[str] = []
    signers: dict[str, None] = {}
    for role, files in wanted.items():
        if not edition.differs(role, files) and not edition.half_over(role):
            continue
        before = chain.delegated[role].signed.targets
        name = signing_key(chain, keyring, role, people)
        edition.name_files(role, files)
        after = edition.chain.delegated[role].signed.targets
        changed += [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
        edition.sign(role, [name])
        signers[name] = None
    online = online_key(chain, keyring)
    edition.seal([online])
    edition.commit()
    return Done(edition.signed, tuple(changed), (*signers, online), chain.is_old)


def _folder(path: str) -> str:
    return path.partition("/")[0]


__all__ = ["DELEGATED", "GUIDES", "Done", "change_notices", "publish", "stamp"]
