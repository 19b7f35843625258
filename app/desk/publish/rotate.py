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
from app.desk.publish.keyring import Keyring
from app.desk.publish.role import DELEGATED, ONLINE, ROOT, ROOT_THRESHOLD, SNAPSHOT, TARGETS, TIMESTAMP
from app.desk.publish.work import Clock, online_key, public_bodies, utc_now

ROLES = (ROOT, ONLINE, *DELEGATED)
KEYS_OF = {ROOT: (ROOT, TARGETS), ONLINE: (SNAPSHOT, TIMESTAMP)}


@dataclass(frozen=True)
class Rotated:
    """What was done. `signers`: the names of all keys that signed."""

    signed: tuple[str, ...]
    signers: tuple[str, ...]


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
    with desk.held():
        chain = read_chain(desk)
        edition = Edition(desk, chain, keyring, clock())
        lost = role == ONLINE and not keyring.at_hand(chain.keyids(TIMESTAMP))
        before = () if lost else (online_key(chain, keyring),)
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
        return Rotated(edition.signed, tuple(dict.fromkeys((*roots, *signers, *online))))


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
    edition.name_files(role, public_bodies(desk, edition.chain, role, ""))
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
