"""What a VPN client's log says. Lines are compared here and never leave this file: only what they mean does."""

import errno
import os
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from diagnostics.model.fact import LogHit, LogMeaning
from diagnostics.model.site import Vpn
from diagnostics.system.linux.table import Row
from diagnostics.system.linux.vpn_log_clock import moment_of
from diagnostics.system.linux.vpn_log_file import YOUNG_S, Tail, tails
from diagnostics.system.linux.vpn_log_own import blended, read_own
from diagnostics.system.linux.vpn_log_signature import EVERY_KIND, Product, Signature, SignatureError, products_of

# Who wrote a line of the system's log: "Nov 22 10:34:50 host nm-openvpn[77]: ...", with ISO time or seconds as well.
_WRITER = re.compile(r"^(?:<\d+>)?(?:\w{3} +\d+ [\d:]+|\S+) \S+ ([\w./@-]+?)(?:\[\d+\])?: ")
# How far back a line without a time of its own looks for one: further, it belongs to something else.
_LINES_BACK = 40
_JOURNALS = (Path("/var/log/journal"), Path("/run/log/journal"))
# Reading a day of a few programs from a disk takes some 0.2 s; the person must not wait for a slow one.
_JOURNALCTL_S = 1.5
_JOURNAL_LINES = "3000"
# Lines times signatures that may occur, in one log: a real one needs half of it at most, and IT may write anything.
_MOST_LOOKS = 150_000


def acquire_log(kind: str, patterns: Sequence[str], signatures: str | None = None) -> list[Row]:
    """The known lines of the logs, oldest first: "signature", "meaning", "at_s" (Unix time or None).

    `patterns` empty: the usual places of the kind's products, and the system's journal. `signatures` is a file with
    lines that IT knows; it comes first where a line fits several, and counts for nothing where it cannot be used.
    Raises PermissionError when logs are there and may not be read, FileNotFoundError when there are none.
    """
    now_s = time.time()
    products = () if kind == EVERY_KIND and not patterns else products_of(kind)
    own = _own(signatures)
    if own is not None:
        products = blended(products, own, kind, named=bool(patterns))
    if not products:
        raise FileNotFoundError(errno.ENOENT, "no signatures")
    read = tails(patterns, now_s) if patterns else _usual(products, now_s)
    of_it = {item.id for item in own.signatures} if own is not None else set()
    rows: list[Row] = []
    for tail in read:
        taken: set[int] = set()  # lines that IT knows: no product reads them again
        for product in products:
            found = [row for row in known_lines(tail, product, now_s) if row["line"] not in taken]
            taken.update(row["line"] for row in found if row["signature"] in of_it)
            rows += _ordered(found, tail)
    # Several logs are joined by time; what has none stays where its file stands.
    rows.sort(key=lambda row: row["order_s"])
    return [{key: row[key] for key in ("signature", "meaning", "at_s")} for row in rows if _is_young(row, now_s)]


def _own(signatures: str | None) -> Product | None:
    try:
        return read_own(signatures) if signatures is not None else None
    except SignatureError:  # `vpn_log_own.trouble` says it; what is built in still counts
        return None


def known_lines(tail: Tail, product: Product, now_s: float) -> list[Row]:
    """The lines of one log that one product's signatures know."""
    text = "\n".join(tail.lines)
    wanted = [item for item in product.signatures if item.may_occur_in(text)]
    if not wanted:
        return []
    ends = [end for end in product.ends if end in text]
    connected = False
    rows: list[Row] = []
    first = max(0, len(tail.lines) - _MOST_LOOKS // len(wanted))
    for number, line in enumerate(tail.lines[first:], start=first):
        if tail.shared and not _is_by(line, product):
            continue
        fitting = _fitting(line, wanted, connected)
        if fitting is not None:
            connected = fitting.meaning is LogMeaning.CONNECTED or (connected and not fitting.connected_only)
            rows.append(_row(fitting, tail, number, now_s))
        elif any(end in line for end in ends):
            connected = False
    return rows


def normalise_log(spec: Vpn, rows: list[Row], now_s: float) -> tuple[LogHit, ...]:
    """One hit for each signature, in the order of their latest lines. A successful connection makes history of all."""
    last_connected = max((at for at, row in enumerate(rows) if row["meaning"] == LogMeaning.CONNECTED), default=-1)
    places: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        # A dictionary keeps the order of first insertion: putting it in anew orders by the latest line.
        places[row["signature"]] = [*places.pop(row["signature"], []), at]
    episodes = _episodes(rows)
    return tuple(
        LogHit(
            vpn=spec.name,
            signature=signature,
            meaning=LogMeaning(rows[at[-1]]["meaning"]),
            age_s=_age(rows[at[-1]], now_s),
            count=len(at),
            episodes=episodes[rows[at[-1]]["meaning"]],
            current=at[-1] >= last_connected,
        )
        for signature, at in places.items()
    )


def _episodes(rows: list[Row]) -> dict[str, int]:
    """By meaning: in how many attempts it occurred. A line that says "connected" ends an attempt."""
    found: dict[str, int] = {}
    seen: set[str] = set()
    for row in rows:
        if row["meaning"] == LogMeaning.CONNECTED:
            seen = set()
        if row["meaning"] not in seen:
            found[row["meaning"]] = found.get(row["meaning"], 0) + 1
            seen.add(row["meaning"])
    return found


def _age(row: Row, now_s: float) -> float | None:
    # A log may be ahead of a clock that was set back.
    return None if row["at_s"] is None else round(max(0.0, now_s - row["at_s"]), 1)


def _fitting(line: str, wanted: Iterable[Signature], connected: bool) -> Signature | None:
    for item in wanted:
        if (connected or not item.connected_only) and item.fits(line):
            return item
    return None


def _row(signature: Signature, tail: Tail, number: int, now_s: float) -> Row:
    back = range(number, max(-1, number - _LINES_BACK), -1)
    at_s = next((when for at in back if (when := moment_of(tail.lines[at], now_s)) is not None), None)
    if at_s is None and number == len(tail.lines) - 1:
        at_s = tail.written_s
    return {"signature": signature.id, "meaning": signature.meaning.value, "at_s": at_s, "line": number}


def _ordered(rows: list[Row], tail: Tail) -> list[Row]:
    """Adds "order_s", by which logs are joined: within one log it never goes back, whatever its clock did."""
    order_s = next((row["at_s"] for row in rows if row["at_s"] is not None), tail.written_s)
    for row in rows:
        order_s = max(order_s, order_s if row["at_s"] is None else row["at_s"])
        row["order_s"] = order_s
    return rows


def _is_young(row: Row, now_s: float) -> bool:
    return bool(row["at_s"] is None or now_s - row["at_s"] <= YOUNG_S)


def _is_by(line: str, product: Product) -> bool:
    """Whether a line of a log that everybody writes into is the product's own."""
    writer = _WRITER.match(line)
    return writer is not None and writer[1].rpartition("/")[2] in product.journal


def _usual(products: tuple[Product, ...], now_s: float) -> tuple[Tail, ...]:
    """The files that the products are known to write, and the journal; the reason when neither can be had."""
    failed: OSError | None = None
    read: list[Tail] = []
    for look in (_files, _journal):
        try:
            read += look(products, now_s)
        except FileNotFoundError:
            continue
        except (PermissionError, TimeoutError) as error:
            failed = error
    if not read and failed is not None:
        raise failed
    if not read:
        raise FileNotFoundError(errno.ENOENT, "log")
    return tuple(read)


def _files(products: tuple[Product, ...], now_s: float) -> tuple[Tail, ...]:
    return tails(tuple(dict.fromkeys(place for product in products for place in product.logs)), now_s)


def _journal(products: tuple[Product, ...], now_s: float) -> tuple[Tail, ...]:
    """What the products wrote into the system's journal within a day."""
    stores = [store for folder in _JOURNALS for store in folder.glob("*/system.journal")]
    if not stores:
        raise FileNotFoundError(errno.ENOENT, "journal")
    if not any(os.access(store, os.R_OK) for store in stores):
        raise PermissionError(errno.EACCES, "journal")
    from diagnostics.system.linux.command import output_of

    names = sorted({name for product in products for name in product.journal})
    text = output_of(
        "journalctl", "--quiet", "--no-pager", "--output=short-unix", "--since=-24h", f"--lines={_JOURNAL_LINES}",
        *(f"--identifier={name}" for name in names), timeout_s=_JOURNALCTL_S,
    )  # fmt: skip
    return (Tail(lines=tuple(text.splitlines()), written_s=now_s, shared=True),)
