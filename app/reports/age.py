"""age (age-encryption.org/v1) for X25519 keys: the one module that knows the library."""

from collections.abc import Sequence

MOST_HEADER = 16 * 1024  # bytes; a recipient takes about 100, and a site file names 64 at most
_END_OF_HEADER = b"\n--- "
_PANIC = "PanicException"


class RecipientError(ValueError):
    """A text that is no public key; `args[0]` is the text."""


class IdentityError(ValueError):
    """A text that is no secret key. The text is not repeated anywhere."""


class OtherKeyError(ValueError):
    """None of the secret keys opens it."""


class DamagedError(ValueError):
    """It was changed or cut, or is not age at all."""


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """Seal to every recipient ("age1…"). Raises RecipientError. Other bytes each time: age is randomised."""
    import pyrage  # type: ignore[import-untyped]  # noqa: PLC0415  # 3 MB of library that only sealing needs

    keys = []
    for text in recipients:
        try:
            keys.append(pyrage.x25519.Recipient.from_str(text))
        except pyrage.RecipientError:
            raise RecipientError(text) from None
    try:
        sealed: bytes = pyrage.encrypt(data, keys)
    except BaseException as error:
        # QUIRK(pyrage 1.4): a point of low order, which is nobody's key, makes the library panic
        if type(error).__name__ == _PANIC:
            raise RecipientError(recipients[0]) from None
        raise
    return sealed


def decrypt(data: bytes, identities: Sequence[str]) -> bytes:
    """Open with whichever secret key ("AGE-SECRET-KEY-1…") fits. Whole or not at all; raises one of the errors above.

    The library's in-memory function is used on purpose: its streaming one hands out the beginning of a file whose
    end was changed (tried with pyrage 1.4: all but the last block).
    """
    import pyrage  # noqa: PLC0415

    # QUIRK(pyrage 1.4): a header takes the square of its length: 15 KB 0.3 s, 117 KB 27 s, 2 MiB some hours
    if data.find(_END_OF_HEADER, 0, MOST_HEADER) < 0:
        raise DamagedError
    keys = []
    for text in identities:
        try:
            keys.append(pyrage.x25519.Identity.from_str(text))
        except pyrage.IdentityError:  # its own text is not kept: it might say something of the key
            raise IdentityError from None
    try:
        opened: bytes = pyrage.decrypt(data, keys)
    except pyrage.DecryptError as error:
        # QUIRK(pyrage 1.4): one type for both; only the text tells another's key from a broken file
        raise (OtherKeyError if "No matching keys" in str(error) else DamagedError) from None
    return opened
