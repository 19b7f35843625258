"""New keys for old ones, and root keys that sign for another year.

Every step is signed for the old and for the new root until the new root is in place: a laptop that polls in the middle
sees the old state or the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.desk.publish.chain import Chain, delegations, read_chain
from app.desk.publish.edition import Edition
from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder
from app.desk.publish.keyring import NAME, Keyring
from app.desk.publish.role import (
    DELEGATED,
    NAMES,
    ONLINE,
    PATHS,
    ROOT,
    ROOT_KEYS,
    ROOT_THRESHOLD,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    fits,
)
from app.desk.publish.work import Clock, online_key, public_bodies, utc_now

ROLES = (ROOT, ONLINE, *DELEGATED)
KEYS_OF = {ROOT: (ROOT, TARGETS), ONLINE: (SNAPSHOT, TIMESTAMP)}


@dataclass(frozen=True)
class Rotated:
    """What was done. `signers`: the names of all keys that signed."""

    signed: tuple[str, ...]
    signers: tuple[str, ...]
    was_old: bool = False  # folders went from one role to another; `publish` signs their files again


def refuse_names(role: str, names: Sequence[str]) -> None:
    """Raises PublishError for a key whose name is not one of this role."""
    for name in names:
        if NAME.fullmatch(name) and not fits(role, name):
            person = name.rpartition("-")[0] if name.endswith(tuple(NAMES.values())) else "carol"
            like = f"{person}{NAMES[role]}" if role in DELEGATED else f"{role}-{ROOT_KEYS + 1}"
            raise PublishError("wrong_role", role=role, name=name, like=like)


def rotate(
    desk: DeskFolder,
    keyring: Keyring,
    role: str,
    *,
    out: Sequence[str] = (),
    into: Sequence[str] = (),
    clock: Clock = utc_now,
) -> Rotated:
    """Take keys out of a role and others in, by name; with neither, sign root and targets for another year.

    Needs two root keys at hand, the online key, and one key that stays in the role. Raises PublishError, StoreError.
    """
    refuse_names(role, into)
    with desk.held():
        chain = read_chain(desk)
        _refuse_second_role(chain, keyring, role, into)
        edition = Edition(desk, chain, keyring, clock())
        lost = role == ONLINE and not keyring.at_hand(chain.keyids(TIMESTAMP))
        before = () if lost else (online_key(chain, keyring),)
        for each in DELEGATED:
            delegations(edition.chain.targets).roles[each].paths = list(PATHS[each])  # type: ignore[index]
        if role in DELEGATED:
            _change_delegated(edition, keyring, role, out, into)
            signers = _sign_delegated(desk, edition, keyring, role)
        else:
            for part in KEYS_OF[role]:
                _change_top(edition, keyring, part, out, into)
            signers = ()
        roots = _root_signers(chain, edition.chain, keyring)
        edition.sign(TARGETS, roots)
        after = online_key(edition.chain, keyring)
        online = tuple(dict.fromkeys((*before, after)))
        if role not in DELEGATED:
            edition.sign(ROOT, roots)
        edition.seal(online, snapshot=True)
        edition.commit(root_first=lost)
        return Rotated(edition.signed, tuple(dict.fromkeys((*roots, *signers, *online))), chain.is_old)


def _refuse_second_role(chain: Chain, keyring: Keyring, role: str, into: Sequence[str]) -> None:
    """A key under another name, too: one that is stolen must not open two doors."""
    for name in into:
        keyid = keyring.public(name).keyid
        for other in ROLES:
            if other != role and any(keyid in chain.keyids(part) for part in KEYS_OF.get(other, (other,))):
                raise PublishError("second_role", role=role, name=name, other=other)


def _change_top(edition: Edition, keyring: Keyring, role: str, out: Sequence[str], into: Sequence[str]) -> None:
    root = edition.chain.root.signed
    for name in into:
        root.add_key(keyring.public(name), role)
    for name in out:
        keyid = keyring.public(name).keyid
        if keyid not in root.roles[role].keyids:
            raise PublishError("not_in_role", role=role, name=name)
        root.revoke_key(keyid, role)
    if len(root.roles[role].keyids) < root.roles[role].threshold:
        raise PublishError("too_few_left", role=role)


def _change_delegated(edition: Edition, keyring: Keyring, role: str, out: Sequence[str], into: Sequence[str]) -> None:
    targets = edition.chain.targets.signed
    keyids = edition.chain.keyids
    for name in into:
        targets.add_key(keyring.public(name), role)
    for name in out:
        keyid = keyring.public(name).keyid
        if keyid not in keyids(role):
            raise PublishError("not_in_role", role=role, name=name)
        targets.revoke_key(keyid, role)
    if not keyids(role):
        raise PublishError("too_few_left", role=role)
    delegations(edition.chain.targets)


def _sign_delegated(desk: DeskFolder, edition: Edition, keyring: Keyring, role: str) -> tuple[str, ...]:
    """The role itself, by a key that stays: the one that signed it last may have gone."""
    names = keyring.at_hand(edition.chain.keyids(role))
    if not names:
        raise PublishError("nobody_stays", role=role)
    folders = edition.chain.folders(role)
    files = public_bodies(desk, edition.chain, role, "")
    edition.name_files(role, {path: data for path, data in files.items() if path.partition("/")[0] in folders})
    edition.sign(role, names[:1])
    return names[:1]


def _root_signers(old: Chain, new: Chain, keyring: Keyring) -> tuple[str, ...]:
    """Enough root keys for the old root and for the new one, no more than needed. Raises PublishError."""
    chosen: dict[str, None] = {}
    for chain in (old, new):
        for role in (ROOT, TARGETS):
            names = keyring.at_hand(chain.keyids(role))
            if len(names) < ROOT_THRESHOLD:
                raise PublishError("root_keys_missing", n=str(ROOT_THRESHOLD), found=", ".join(names) or "–")
            for name in sorted(names, key=lambda one: one not in chosen)[:ROOT_THRESHOLD]:
                chosen[name] = None
    return tuple(chosen)
