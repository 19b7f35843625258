"""The keys of the desk: ed25519, one file each, private ones behind a passphrase.

A private key is PEM (PKCS#8, RFC 5958) whose password is the passphrase stretched by scrypt (RFC 7914); the salt
stands in a line above. The library's own 2,048 rounds of PBKDF2 would let a stolen file be searched in no time.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.desk.publish.error import PublishError
from app.desk.publish.folder import put
from app.store import atomic
from app.store.error import StoreError

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner, SSlibKey

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SHORTEST_PHRASE = 12  # characters; three words
MAX_BYTES = 16 * 1024
ASKED_AGAIN = 3  # tries for a passphrase that somebody types
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1  # 64 MiB and a fifth of a second for each guess
MOST_MEMORY = 512 * 1024 * 1024  # bytes: a key file from elsewhere does not take all there is
_HEAD = re.compile(rb"# unstuck key, scrypt ([0-9]+) 8 1 ([0-9a-f]{32})\n")
_BEGIN = b"-----BEGIN "

Ask = Callable[[str, bool], str | None]
"""Ask for the passphrase of a named key; True: for a new one. None: there is nobody to ask."""


class Keyring:
    """Public keys by name, and private ones where they are at hand. One thread."""

    def __init__(self, public: Path, private: Iterable[Path], ask: Ask) -> None:
        """`public`: the folder with .pub files; `private`: folders looked through for .pem files, in order."""
        self._public = public
        self._private = tuple(private)
        self._ask = ask
        self._phrases: list[str] = []
        self._signers: dict[str, CryptoSigner] = {}

    def names(self) -> tuple[str, ...]:
        """The names of all public keys."""
        found = (path.stem for path in self._public.glob("*.pub"))
        return tuple(sorted(name for name in found if NAME.fullmatch(name)))

    def public(self, name: str) -> "SSlibKey":
        """A public key by its name. Raises PublishError."""
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

        path = self._public / f"{name}.pub"
        if not NAME.fullmatch(name):
            raise PublishError("bad_name", name=name)
        data = _read(path, "no_public_key")
        try:
            return _ssl_key(load_pem_public_key(data))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise PublishError("bad_public_key", file=path) from error

    def by_id(self) -> dict[str, str]:
        """Names by key id. Unreadable files are left out: `public` says what is wrong with them."""
        found = {}
        for name in self.names():
            with suppress(PublishError):
                found[self.public(name).keyid] = name
        return found

    def private_path(self, name: str) -> Path | None:
        """Where the private key of this name lies, if it is at hand."""
        paths = (folder / f"{name}.pem" for folder in self._private)
        return next((path for path in paths if path.is_file()), None)

    def at_hand(self, keyids: Iterable[str]) -> tuple[str, ...]:
        """The names of those keys whose private half is at hand."""
        wanted = set(keyids)
        return tuple(name for keyid, name in self.by_id().items() if keyid in wanted and self.private_path(name))

    def signer(self, name: str) -> "CryptoSigner":
        """Unlock a private key, once. Raises PublishError."""
        if name not in self._signers:
            self._signers[name] = self._unlock(name)
        return self._signers[name]

    def make(self, name: str, *, locked: bool) -> "SSlibKey":
        """Make a key pair: NAME.pub among the public ones, NAME.pem among the private ones.

        Raises PublishError, StoreError; no half of a pair is left then.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
        from securesystemslib.signer import CryptoSigner  # noqa: PLC0415

        if not NAME.fullmatch(name):
            raise PublishError("bad_name", name=name)
        path = self._private_made(name)
        if path.exists() or (self._public / f"{name}.pub").exists():
            raise PublishError("key_exists", file=path)
        key = Ed25519PrivateKey.generate()
        phrase = self._new_phrase(name) if locked else None
        atomic.write(path, _private_bytes(key, phrase))  # readable by this person only, from the first byte on
        try:
            put(self._public / f"{name}.pub", _public_bytes(key))
        except StoreError:
            path.unlink(missing_ok=True)
            raise
        self._signers[name] = CryptoSigner(key)
        return self._signers[name].public_key

    def discard(self, name: str) -> None:
        """Take back what `make` made; for a command that could not use it. Never raises."""
        for path in (self._private_made(name), self._public / f"{name}.pub"):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _private_made(self, name: str) -> Path:
        return self._private[0] / f"{name}.pem"

    def _new_phrase(self, name: str) -> str:
        phrase = self._ask(name, True)
        if phrase is None:
            raise PublishError("nobody_to_ask", file=self._private_made(name), name=name)
        if len(phrase) < SHORTEST_PHRASE:
            raise PublishError("short_phrase", n=str(SHORTEST_PHRASE))
        return phrase

    def _unlock(self, name: str) -> "CryptoSigner":
        from securesystemslib.signer import CryptoSigner  # noqa: PLC0415

        path = self.private_path(name)
        if path is None:
            raise PublishError("no_private_key", name=name)
        data = _read(path, "no_private_key", name=name)
        if hasattr(os, "getuid") and path.stat().st_mode & 0o077:
            raise PublishError("key_open", file=path)
        signer = CryptoSigner(self._load(path, name, data))
        if signer.public_key.keyid != self.public(name).keyid:
            raise PublishError("key_mismatch", file=path)
        return signer

    def _load(self, path: Path, name: str, data: bytes) -> Any:
        head = _HEAD.match(data)
        if head is None:
            return _decoded(path, data, None)
        for phrase in self._phrases:
            with suppress(_WrongPhrase):
                return _decoded(path, data, _stretched(phrase, head))
        for _ in range(ASKED_AGAIN):
            phrase = self._ask(name, False) or ""
            if not phrase:
                break
            self._phrases.append(phrase)
            with suppress(_WrongPhrase):
                return _decoded(path, data, _stretched(phrase, head))
        raise PublishError("wrong_phrase" if self._phrases else "nobody_to_ask", file=path, name=name)


class _WrongPhrase(Exception):
    """Not the passphrase of this key, or a damaged file: nobody can tell the two apart."""


def _decoded(path: Path, data: bytes, password: bytes | None) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    begin = data.find(_BEGIN)
    try:
        key = load_pem_private_key(data[max(begin, 0) :], password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if password is not None:
            raise _WrongPhrase from error
        raise PublishError("bad_private_key", file=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PublishError("other_scheme", file=path)
    return key


def _private_bytes(key: Any, phrase: str | None) -> bytes:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        BestAvailableEncryption,
        Encoding,
        KeySerializationEncryption,
        NoEncryption,
        PrivateFormat,
    )

    head = b""
    how: KeySerializationEncryption = NoEncryption()
    if phrase is not None:
        head = b"# unstuck key, scrypt %d 8 1 %s\n" % (SCRYPT_N, secrets.token_hex(16).encode())
        match = _HEAD.match(head)
        how = BestAvailableEncryption(_stretched(phrase, match)) if match else how
    return head + bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))


def _stretched(phrase: str, head: "re.Match[bytes]") -> bytes:
    salt = bytes.fromhex(head[2].decode())
    same = unicodedata.normalize("NFC", phrase).encode("utf-8", "surrogateescape")  # "é" is typed in two ways
    try:
        made = hashlib.scrypt(same, salt=salt, n=int(head[1]), r=SCRYPT_R, p=SCRYPT_P, maxmem=MOST_MEMORY, dklen=32)
    except (ValueError, MemoryError) as error:  # numbers that scrypt does not take
        raise _WrongPhrase from error
    return b64encode(made)


def _public_bytes(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _ssl_key(key: Any) -> "SSlibKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from securesystemslib.signer import SSlibKey  # noqa: PLC0415

    if not isinstance(key, Ed25519PublicKey):
        raise ValueError
    return SSlibKey.from_crypto(key)


def _read(path: Path, missing: str, name: str = "") -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PublishError(missing, file=path, name=name) from error
    return data[:MAX_BYTES]


def person_of(keyring: Keyring, role: str, named: Sequence[str]) -> str | None:
    """The key of this role that belongs to the first of these people who has one at hand."""
    keys = (f"{name}-{role}" for name in named)
    return next((key for key in keys if keyring.private_path(key)), None)
