"""IT's own known lines for a VPN: one file in the form of `resources/signatures`, read beside the built-in ones.

Whoever wrote it, a run must stay short and whole: the file is small, its lines are few, and one that cannot be used
is left out.
"""

import errno
import re
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from diagnostics.system.linux.vpn_file import beginning
from diagnostics.system.linux.vpn_log_signature import EVERY_KIND, Product, Signature, SignatureError, parse

MAX_BYTES = 64 * 1024  # the longest built-in file has a tenth of it
MOST_SIGNATURES = 80  # the longest built-in file has 56, with 136 fragments
MOST_FRAGMENTS = 240  # of all of them: looking for these in a full day of six logs takes half a second
_MOST_KEPT = 32
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")

_kept: dict[str, tuple[bytes, Product | SignatureError]] = {}


def read_own(path: str) -> Product:
    """The file. Raises SignatureError, one English sentence with file, line and key, for all that cannot be used."""
    try:
        data = beginning(Path(path), MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = errno.errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)
        raise SignatureError(f"{path}: cannot be read ({reason}); put the file there or correct the path") from error
    kept = _kept.get(path)
    if kept is None or kept[0] != data:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        kept = _kept[path] = data, _parsed(data, path)
    if isinstance(kept[1], SignatureError):
        raise kept[1]
    return kept[1]


def parse_own(data: bytes, file: str) -> Product:
    """Its bytes, as `read_own`; `file` is only named. Raises SignatureError."""
    found = _parsed(data, file)
    if isinstance(found, SignatureError):
        raise found
    return found


def trouble(path: str | None) -> str:
    """Why a file cannot be used, in one sentence; empty where it can, or where none is named."""
    try:
        if path is not None:
            read_own(path)
    except SignatureError as error:
        return str(error)
    return ""


def blended(products: tuple[Product, ...], own: Product, kind: str, *, named: bool) -> tuple[Product, ...]:
    """The products with IT's lines before their own; IT's alone where there are none for this `kind`.

    Where the site file names the logs (`named`), they are this VPN's, and all of IT's lines count. The usual places of
    a product of another kind are not looked into: what stands there is about another VPN.
    """
    if not named and kind != EVERY_KIND and kind not in own.kinds:
        return products
    ids = {signature.id for signature in own.signatures}
    return tuple(_blended(product, own, ids) for product in products) or (own,)


def _blended(product: Product, own: Product, ids: set[str]) -> Product:
    return replace(
        product,
        ends=own.ends + product.ends,
        logs=own.logs + product.logs,
        journal=own.journal + product.journal,
        signatures=own.signatures + tuple(item for item in product.signatures if item.id not in ids),
    )


def _parsed(data: bytes, file: str) -> Product | SignatureError:
    try:
        if len(data) > MAX_BYTES:
            raise SignatureError(f"{file}: larger than {MAX_BYTES // 1024} KiB; keep the lines that help")
        product = parse(data.decode("utf-8").removeprefix("\ufeff"), file)
        _refuse_what_takes_long(product.signatures, file)
        _refuse_far_places(product.logs, file)
    except UnicodeDecodeError:
        return SignatureError(f"{file}: not UTF-8 text; save the file as UTF-8")
    except SignatureError as error:
        return error
    except (ValueError, RecursionError):  # a number without end, lists in each other without end
        return SignatureError(f"{file}: not readable as TOML; compare it with a file of resources/signatures")
    return product


def _refuse_what_takes_long(signatures: tuple[Signature, ...], file: str) -> None:
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise SignatureError(f"{file}: not 1 to {MOST_SIGNATURES} lines; write each under [[signature]]")
    if sum(len(item.every) + len(item.some) + len(item.none) for item in signatures) > MOST_FRAGMENTS:
        raise SignatureError(f"{file}: more than {MOST_FRAGMENTS} fragments in all; take fewer")
    for item in signatures:
        if not _ID.fullmatch(item.id):
            raise SignatureError(
                f"{file}, {item.id[:64]!a}: not an id; use small letters, digits, dots, dashes and underscores"
            )


def _refuse_far_places(logs: Iterable[str], file: str) -> None:
    """The rules of the site file's own `log`: a whole path, and no search through a whole disk."""
    for place in logs:
        if "**" in place or not place.startswith(("/", "~/")):
            raise SignatureError(f"{file}, logs.linux: {place[:64]!a} is no whole path; write such as /var/log/vpn.log")
