"""Known lines in the logs of VPN clients, as data: one TOML file a product in `resources/signatures`.

A line fits a signature when all of `all`, one of `any` and none of `not` occur in it, case by case. Of a product's
signatures the first one that fits counts. `while = "connected"` fits only after a line that said "connected".
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from diagnostics.model.fact import LogMeaning

_FOLDER = "resources.signatures"
_PRODUCT_KEYS = frozenset({"product", "kinds", "ends", "logs", "signature"})
_LOG_KEYS = frozenset({"linux", "windows", "darwin", "journal"})
_SIGNATURE_KEYS = frozenset({"id", "meaning", "all", "any", "not", "while", "samples"})
_HEAD = re.compile(r"\s*\[\[\s*signature\s*\]\]")
_SHORTEST_FRAGMENT = 3  # characters; a shorter one fits half of every log
EVERY_KIND = "other"  # a site file's word for a client that it does not name: any product may have written the log


class SignatureError(ValueError):
    """A signature file that does not follow its format: which file, which line, what to write instead."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One known line. `connected_only`: it means this only while the client was connected."""

    id: str
    meaning: LogMeaning
    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    connected_only: bool = False
    samples: tuple[str, ...] = ()

    def fits(self, line: str) -> bool:
        """Whether the fragments say yes to a line."""
        for part in self.every:  # loops: asked millions of times, where generators cost three times as much
            if part not in line:
                return False
        for part in self.none:
            if part in line:
                return False
        for part in self.some:
            if part in line:
                return True
        return not self.some

    def may_occur_in(self, text: str) -> bool:
        """A cheap first look at a whole log; False is certain."""
        return all(part in text for part in self.every) and (not self.some or any(part in text for part in self.some))


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """The signatures of one client. `logs`: its usual places on Linux; `journal`: its names in the system's journal."""

    name: str
    kinds: tuple[str, ...]
    ends: tuple[str, ...] = ()  # lines with which the client itself ends a connection
    logs: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


@cache
def products() -> tuple[Product, ...]:
    """Every product, in the order of the file names. Raises SignatureError; reads the files once per process."""
    found = sorted((item for item in files(_FOLDER).iterdir() if item.name.endswith(".toml")), key=lambda it: it.name)
    return tuple(parse(item.read_text(encoding="utf-8"), item.name) for item in found)


def products_of(kind: str) -> tuple[Product, ...]:
    """The products that may have written the log of a VPN of this `kind` (of the site file)."""
    return tuple(item for item in products() if kind == EVERY_KIND or kind in item.kinds)


def parse(text: str, file: str) -> Product:
    """Read one signature file strictly. Raises SignatureError that names file, line and key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SignatureError(
            f"{file}: this is not TOML: {error}; write key = value, texts in quotes, lists in [ ]"
        ) from error
    _refuse_unknown(table, _PRODUCT_KEYS, text, file, 0)
    logs = table.get("logs", {})
    if not isinstance(logs, dict):
        raise _error(text, file, 0, "logs", "this is a table of its own: [logs]")
    _refuse_unknown(logs, _LOG_KEYS, text, file, 0)
    entries = table.get("signature", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _error(text, file, 0, "signature", "each one is a table of its own: [[signature]]")
    signatures = tuple(_signature(entry, text, file, number) for number, entry in enumerate(entries, start=1))
    seen: set[str] = set()
    for number, item in enumerate(signatures, start=1):
        if item.id in seen:
            raise _error(text, file, number, "id", f'"{item.id}" stands twice: give each signature an id of its own')
        seen.add(item.id)
    return Product(
        name=_text(table, "product", text, file, 0),
        kinds=_texts(table, "kinds", text, file, 0, least=1),
        ends=_texts(table, "ends", text, file, 0),
        logs=_texts(logs, "linux", text, file, 0),
        journal=_texts(logs, "journal", text, file, 0),
        signatures=signatures,
    )


def _signature(entry: dict[str, Any], text: str, file: str, number: int) -> Signature:
    _refuse_unknown(entry, _SIGNATURE_KEYS, text, file, number)
    meaning = _text(entry, "meaning", text, file, number)
    if meaning not in tuple(LogMeaning):
        raise _error(text, file, number, "meaning", f'"{meaning}" is none of: {", ".join(LogMeaning)}')
    state = entry.get("while")
    if state not in (None, "connected"):
        raise _error(text, file, number, "while", 'the only state is "connected"')
    every, some = (_texts(entry, key, text, file, number) for key in ("all", "any"))
    none = _texts(entry, "not", text, file, number)
    if not every and not some:
        raise _error(text, file, number, "all", "name at least one fragment, in `all` or in `any`")
    for key, parts in (("all", every), ("any", some)):
        short = next((part for part in parts if len(part) < _SHORTEST_FRAGMENT), None)
        if short is not None:
            remedy = f'"{short}" is shorter than {_SHORTEST_FRAGMENT} characters: take more of the line'
            raise _error(text, file, number, key, remedy)
    return Signature(
        id=_text(entry, "id", text, file, number),
        meaning=LogMeaning(meaning),
        every=every,
        some=some,
        none=none,
        connected_only=state is not None,
        samples=_texts(entry, "samples", text, file, number, least=1),
    )


def _text(table: dict[str, Any], key: str, text: str, file: str, number: int) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise _error(text, file, number, key, "write a text in quotes")
    return value


def _texts(table: dict[str, Any], key: str, text: str, file: str, number: int, *, least: int = 0) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or len(value) < least or not all(isinstance(one, str) and one for one in value):
        raise _error(text, file, number, key, 'write a list of texts: ["...", "..."]')
    return tuple(value)


def _refuse_unknown(table: dict[str, Any], known: frozenset[str], text: str, file: str, number: int) -> None:
    for key in table:
        if key not in known:
            raise _error(text, file, number, key, f"there is no such key; known are {', '.join(sorted(known))}")


def _error(text: str, file: str, number: int, key: str, remedy: str) -> SignatureError:
    return SignatureError(f"{file}, line {_line(text.splitlines(), number, key)}, {key}: {remedy}")


def _line(lines: Sequence[str], number: int, key: str) -> int:
    """Where a key stands, counted from 1: within signature `number`, or above the first one for 0."""
    heads = [at for at, line in enumerate(lines) if _HEAD.match(line)]
    start = heads[number - 1] if 0 < number <= len(heads) else 0  # written in a line, they have no head of their own
    end = next((at for at in heads if at > start), len(lines))
    for at in range(start, end):
        if lines[at].partition("=")[0].strip() == key:
            return at + 1
    return start + 1
