"""IT's content on this laptop: the last verified copy, always; and how it is brought up to date."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.content import kept
from app.content.kept import Kept
from app.content.result import A_DAY_S, Kind, Refreshed, Why
from app.store import atomic
from app.store.error import StoreError
from app.store.lock import FileLock

if TYPE_CHECKING:
    from app.content.chain import Chain
    from app.content.fetcher import Fetcher

DEADLINE_S = 20.0
VERIFYING_S = 0.5
"""Of it, kept for what follows the last byte: ten signatures take 80 ms in Python, on a slow laptop more."""

COPY, METADATA, LOCK = "content.set", "metadata", "content.lock"

LONGEST_PATH = 60  # characters

Proxy = str | Callable[[], str | None] | None


class ContentStore:
    """May be used from any thread, and by several programs on one folder.

    `url` is the public folder on the web, `root` the trust anchor that came with the installer. `proxy` is host:port,
    or is asked for it before each update, in the thread of `refresh`. `clock` gives seconds since 1970.
    """

    def __init__(
        self, folder: Path, url: str, root: bytes, *, proxy: Proxy = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._url = url
        self._root = root
        self._proxy = proxy
        self._clock = clock
        self._guard = threading.Lock()
        self._mark: tuple[int, int, int] | None = None
        self._copy = Kept()

    @property
    def folder(self) -> Path:
        """Where the copy lies."""
        return self._folder

    def get(self, path: str) -> bytes | None:
        """A file of the last verified copy, also offline and long after it expired. None: IT publishes no such file.

        Two calls may see two editions, where another program updates in between: what belongs together, see `files`.
        """
        return self._now().files.get(path)

    def files(self, prefix: str = "") -> dict[str, bytes]:
        """All files of the last verified copy whose names begin so, sorted by name, and all of one edition."""
        return {name: data for name, data in sorted(self._now().files.items()) if name.startswith(prefix)}

    @property
    def stamped_s(self) -> float:
        """When IT stamped what is here, in seconds since 1970; 0.0: nothing is here."""
        return self._now().stamped

    @property
    def age_days(self) -> float | None:
        """Days since IT last stamped what is here. None: nothing is here, or the clock says a time before that."""
        stamped = self._now().stamped
        age_s = self._clock() - stamped
        return max(0.0, age_s / A_DAY_S) if stamped and age_s > -A_DAY_S else None

    def refresh(self, *, deadline_s: float = DEADLINE_S) -> Refreshed:
        """Fetch and verify what changed. Blocks, at most so long; never raises; what is here stays unless all is well.

        A name that the system never finishes looking up leaves a daemon thread behind, not this call.
        """
        began_s = time.monotonic()
        try:
            proxy = self._proxy() if callable(self._proxy) else self._proxy
        except Exception:  # noqa: BLE001  # a system that cannot be asked right now
            proxy = None
        from app.content.allowance import Allowance  # noqa: PLC0415  # tuf takes 90 ms: only who updates pays
        from app.content.fetcher import WebFetcher  # noqa: PLC0415

        spent_s = time.monotonic() - began_s + min(VERIFYING_S, deadline_s / 10)
        allowance = Allowance(deadline_s - spent_s)
        fetcher = WebFetcher(allowance, proxy)
        try:
            found = self._update(fetcher, self._url, grant=allowance.grant)
        finally:
            fetcher.close()
        found = self._by_clock(found, fetcher.date)
        return replace(
            found,
            bytes_read=allowance.bytes_read,
            bytes_sent=allowance.bytes_sent,
            requests=allowance.requests,
        )

    def import_package(self, path: Path) -> Refreshed:
        """The same from a zip of the public folder (a USB stick, a message). Never raises; the zip is not unpacked."""
        from app.content.package import BASE, PackageFetcher  # noqa: PLC0415
        from app.content.verdict import judged  # noqa: PLC0415

        try:
            fetcher = PackageFetcher(path)
        except Exception as error:  # noqa: BLE001  # whatever a forged zip makes zipfile do
            return replace(judged(error), path=_end_of(path))
        try:
            found = self._update(fetcher, BASE)
        finally:
            fetcher.close()
        if found.kind is Kind.PORTAL or found.why in (Why.STATUS, Why.ABSENT, Why.MALFORMED):  # no server sent it
            found = replace(found, kind=Kind.UNTRUSTED, why=Why.NO_PACKAGE)
        if found.why is Why.TOO_LARGE:
            found = replace(found, why=Why.FULL_PACKAGE)
        return replace(self._by_clock(found, None), path=_end_of(path))

    def _update(self, fetcher: "Fetcher", url: str, grant: Callable[[int], None] = lambda _: None) -> Refreshed:
        from app.content.verdict import judged  # noqa: PLC0415

        lock = FileLock(self._folder / LOCK)
        try:
            if not lock.take():
                return Refreshed(Kind.BUSY)
        except StoreError as error:
            return judged(error)
        try:
            return self._locked(fetcher, url, grant)
        except Exception as error:  # noqa: BLE001  # forged data that python-tuf did not foresee is refused like any other
            return judged(error)
        finally:
            lock.release()

    def _locked(self, fetcher: "Fetcher", url: str, grant: Callable[[int], None]) -> Refreshed:
        from tuf.api.exceptions import RepositoryError  # noqa: PLC0415

        from app.content.chain import Chain, SchemeError  # noqa: PLC0415

        metadata = self._folder / METADATA
        _sweep(metadata)
        atomic.sweep(self._folder)
        try:
            now = datetime.fromtimestamp(self._clock(), UTC)
        except (OverflowError, ValueError, OSError) as error:
            return Refreshed(Kind.CLOCK, Why.CALENDAR, detail=repr(error))
        try:
            chain = Chain(metadata, url, self._root, fetcher, now)
        except (RepositoryError, ValueError, TypeError, KeyError) as error:
            why = Why.SCHEME if isinstance(error, SchemeError) else Why.ANCHOR
            return Refreshed(Kind.UNTRUSTED, why, detail=repr(error)[:500])
        chain.refresh()
        return self._take(chain, grant)

    def _take(self, chain: "Chain", grant: Callable[[int], None]) -> Refreshed:
        """Everything that is verified now, downloaded where it is not here yet, in the place of the last copy."""
        before = self._now()
        listing = chain.listing()
        files: dict[str, bytes] = {}
        for name, target in listing.files.items():
            here = before.files.get(name)
            if here is None or not _is(here, target.length, target.hashes):
                grant(target.length)
                here = chain.download(target)
            files[name] = here
        for role in listing.stale:
            for name, data in before.files.items():
                if name not in files and role.is_delegated_path(name):
                    files[name] = data
        after = Kept(files, chain.stamped().timestamp(), self._roots())
        if after != before:
            kept.write(self._folder / COPY, after)
        changed = files != before.files
        if listing.stale:
            return Refreshed(Kind.EXPIRED, changed=changed, detail=", ".join(role.name for role in listing.stale))
        return Refreshed(Kind.NEW if changed else Kind.SAME, changed=changed)

    def _by_clock(self, found: Refreshed, server_s: float | None) -> Refreshed:
        """Name the clock where it is what is wrong. Only words hang on the server's date: nothing is believed for it.

        Before the moment at which IT signed what was verified, the clock is surely behind. When everything has expired
        and the server's clock, which is no witness under oath, lies a day or more behind ours, ours is ahead.
        """
        try:
            now_s = float(self._clock())
        except (OverflowError, ValueError):
            return found
        stamped_s = self._now().stamped
        ahead_s = None if server_s is None else now_s - server_s
        if stamped_s and now_s < stamped_s - A_DAY_S:
            behind_s = now_s - stamped_s if ahead_s is None or ahead_s > -A_DAY_S else ahead_s
            if found.kind in (Kind.NEW, Kind.SAME, Kind.EXPIRED):
                return replace(found, kind=Kind.CLOCK, why=Why.NONE, off_s=behind_s)
        out_of_date = found.kind is Kind.EXPIRED or found.why is Why.CALENDAR
        if out_of_date and ahead_s is not None and abs(ahead_s) > A_DAY_S:
            return replace(found, kind=Kind.CLOCK, why=Why.NONE, off_s=ahead_s)
        if found.why is Why.CALENDAR:
            return replace(found, kind=Kind.CLOCK, why=Why.NONE)
        return found

    def _now(self) -> Kept:
        """The copy on the disk, read again when another program has replaced it."""
        path = self._folder / COPY
        with self._guard:
            mark = kept.mark(path)
            if mark != self._mark:
                found = kept.read(path) or Kept()
                mine = sha256(self._root).hexdigest() in found.roots  # else it is of another organisation
                self._copy, self._mark = (found if mine else Kept()), mark
            return self._copy

    def _roots(self) -> tuple[str, ...]:
        """Of every root that leads to what was verified, so that a newer anchor of the same line is known again."""
        found = {sha256(self._root).hexdigest()}
        with suppress(OSError):
            for path in (self._folder / METADATA / "root_history").iterdir():
                found.add(sha256(path.read_bytes()).hexdigest())
        return tuple(sorted(found))


def _end_of(path: Path) -> str:
    """A path for a sentence: a label breaks no word, so of a long one the end is shown."""
    text = str(path)
    return text if len(text) <= LONGEST_PATH else f"…{text[1 - LONGEST_PATH :]}"


def _is(data: bytes, length: int, hashes: dict[str, str]) -> bool:
    """Whether these are the signed bytes; sha256 must be among the hashes, others may be."""
    return len(data) == length and hashes.get("sha256") == sha256(data).hexdigest()


def _sweep(metadata: Path) -> None:
    """Remove what a killed update left half written; the lock says that nobody writes now."""
    with suppress(OSError):
        for left in metadata.glob("tmp*"):
            left.unlink(missing_ok=True)
