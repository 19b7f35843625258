"""Everything behind the window that is heavy or slow, opened only when it is needed (never before the first paint)."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bridge.books import Books
from app.bridge.place import Place

if TYPE_CHECKING:
    from app.bridge.bench import Bench
    from app.bridge.contract import RunFactory, RunLike, WatchFactory
    from app.guides.hand import Deed, Target
    from diagnostics.model.event import Event
    from diagnostics.model.site import Site


class Doors:
    """What a session reaches through; a test puts its own behind any of them.

    Written out by hand: to make a data class of so many fields takes two milliseconds of every start.
    """

    runs: "RunFactory"
    watches: "WatchFactory"
    words: Callable[[str], Any]  # language -> Wording
    guide_for: Callable[[str], Any]  # cause, or the id of a guide -> Guide
    guide_for_symptom: Callable[[str], Any]  # the guide of a tile, where no cause is named
    bench: "Callable[[], Bench]"  # what carries repairs out; not in the window's thread
    target: "Callable[..., Target | None]"  # what a verb acts on: verb, on, diagnosis, site, page=
    open_page: "Callable[[str, Target | None], Deed]"  # one of the verbs that only open something
    sheet: Callable[..., str]  # a guide as a readable sheet: guide, wording, system, args, rates
    has_left: Callable[[], bool]  # whether an earlier start may have left a walk or a change behind
    kept_walk: Callable[[], bytes | None]  # the guide that was left in the middle
    keep_walk: Callable[[bytes | None], None]
    megabytes: Callable[[Any], int]  # what a load test may use, for the site's targets
    compose: Callable[..., Any]  # a report's draft
    keep_report: Callable[[Any, Path], Path]  # write a draft into a folder; may raise StoreError
    write_file: Callable[[Path, bytes], None]  # whole or not at all; may raise StoreError
    folder: Callable[[], Path]  # where reports are kept
    has_post: Callable[[], bool]  # whether a report waits in the outbox
    # What follows is described in app.bridge.ways.
    code: Callable[[Any, bool], Any]
    qr: Callable[[Any, Any, "Site", tuple[Any, ...]], Any]
    seal: Callable[[Any, Any, Any], Any]
    outbox: Callable[[], Any]
    put: Callable[..., Any]
    post: Callable[[Any, "Site", Callable[[Any], None]], Any]
    direct: Callable[[Any, "Site", bool], Any]
    mail: Callable[[Any, str, str, str], bytes]
    remote_help: Callable[["Site", Any], Any]
    open_remote: "Callable[[str], Deed]"
    handin: Callable[..., str]
    provider: Callable[..., str]
    show_file: Callable[[Path], bool]
    origin: Callable[[], object]
    copies: Callable[[Path], dict[str, Path]]
    stock: Callable[[Mapping[str, bytes]], None]  # the guides that IT has published, by their names
    # What follows is described in app.bridge.bulletin.
    content: Callable[["Site"], Any]
    latest: Callable[[Any], Any]
    poll: Callable[[Any, Callable[[Any], None]], Any]
    tell: Callable[..., None]
    answer: Callable[[Any, Any, str], bool]
    records: Callable[[], int]  # how many records wait to leave

    def __init__(self, **doors: Any) -> None:
        """Every door by its name. Raises TypeError when one is missing or unknown."""
        if odd := doors.keys() ^ self.__annotations__.keys():
            raise TypeError(f"doors that are missing or unknown: {', '.join(sorted(odd))}")
        vars(self).update(doors)

    def but(self, **others: Any) -> "Doors":
        """The same doors, some of them others."""
        return Doors(**{**vars(self), **others})


def real_doors(place: Place) -> Doors:
    """The doors of the program itself."""
    books = Books(place)
    return Doors(
        runs=_engine(place),
        watches=_watches(place),
        words=lambda lang: _words(lang, place.site.organisation.it_name),
        guide_for=books.guide_for,
        guide_for_symptom=books.guide_for_symptom,
        bench=_bench,
        target=_target,
        open_page=_open_page,
        sheet=_sheet,
        has_left=_has_left,
        kept_walk=_kept_walk,
        keep_walk=_keep_walk,
        megabytes=_megabytes,
        compose=_compose,
        keep_report=_keep_report,
        write_file=_write_file,
        folder=_folder,
        has_post=_has_post,
        code=_way("code"),
        qr=_way("qr"),
        seal=_way("seal"),
        outbox=_way("outbox"),
        put=_way("put"),
        post=_way("post"),
        direct=_way("direct"),
        mail=_way("mail"),
        remote_help=_way("remote_help"),
        open_remote=_way("open_remote"),
        handin=_way("handin"),
        provider=_way("provider"),
        show_file=_way("show_file"),
        origin=_way("origin"),
        copies=_way("copies"),
        stock=books.stock,
        content=_bulletin("content"),
        latest=_bulletin("latest"),
        poll=_bulletin("poll"),
        tell=_bulletin("tell"),
        answer=_bulletin("answer"),
        records=_bulletin("records"),
    )


def _way(name: str) -> Callable[..., Any]:
    """One of `app.bridge.ways`, which is loaded when the first of them is wanted."""

    def go(*args: Any, **named: Any) -> Any:
        from app.bridge import ways  # noqa: PLC0415

        return getattr(ways, name)(*args, **named)

    return go


def _bulletin(name: str) -> Callable[..., Any]:
    """The same of `app.bridge.bulletin`."""

    def go(*args: Any) -> Any:
        from app.bridge import bulletin  # noqa: PLC0415

        return getattr(bulletin, name)(*args)

    return go


def _engine(place: Place) -> "RunFactory":
    """Makes real runs. Called in a starter thread, because the imports take longer than a window may stand still."""

    def runs(
        listener: "Callable[[Event], None]",
        *,
        full: bool,
        only: tuple[str, ...] | None,
        symptom: str | None,
        address: str | None = None,
    ) -> "RunLike":
        from diagnostics.engine.run import Run  # noqa: PLC0415
        from diagnostics.model.check import Context  # noqa: PLC0415
        from diagnostics.probes.network import NetworkProbes  # noqa: PLC0415
        from diagnostics.system import current  # noqa: PLC0415

        context = Context(site=_followed(place, address), system=current(), probes=NetworkProbes(), symptom=symptom)
        return Run(context, listener, full=full, only=only)

    return runs


def _watches(place: Place) -> "WatchFactory":
    """Makes real watches; called in a starter thread."""

    def watches(
        listener: Callable[[Any], None], *, minutes: float, symptom: str | None, address: str | None
    ) -> "RunLike":
        from diagnostics.watch.here import make_watch  # noqa: PLC0415
        from diagnostics.watch.run import Pace  # noqa: PLC0415

        return make_watch(_followed(place, address), listener, Pace(minutes), symptom)

    return watches


def _followed(place: Place, address: str | None) -> "Site":
    """The organisation's facts, and what the person typed beside them. It was read before, so it can be read."""
    if address is None:
        return place.site
    from diagnostics.address import site_with  # noqa: PLC0415

    return site_with(place.site, address)[0]


@lru_cache(maxsize=4)
def _words(lang: str, it_name: str) -> Any:
    from diagnostics.wording import Wording  # noqa: PLC0415

    return Wording.load(lang, it_name=it_name)


def _bench() -> "Bench":
    from app.bridge.bench import real_bench  # noqa: PLC0415

    return real_bench()


def _target(*args: Any, **named: Any) -> "Target | None":
    from app.guides.target import resolve  # noqa: PLC0415

    return resolve(*args, **named)


def _open_page(verb: str, target: "Target | None") -> "Deed":
    from app.guides.actions import open_page  # noqa: PLC0415
    from app.guides.hand import Target  # noqa: PLC0415

    return open_page(verb, target or Target())


def _sheet(guide: Any, wording: Any, system: str, args: Any, helped: Mapping[str, float]) -> str:
    from app.guides.sheet import sheet  # noqa: PLC0415

    return sheet(guide, wording, system, args=args, helped=helped)


def _has_left() -> bool:
    from app.bridge.bench import has_left  # noqa: PLC0415

    return has_left()


def _has_post() -> bool:
    from app.bridge.kept import has_post  # noqa: PLC0415

    return has_post()


def _kept_walk() -> bytes | None:
    from app.bridge.kept import folders  # noqa: PLC0415
    from app.guides import shelf  # noqa: PLC0415

    return shelf.read(folders().state)


def _keep_walk(data: bytes | None) -> None:
    """A full or read-only disk costs the memory of it and nothing else: then the journal refuses every deed."""
    from app.bridge.kept import folders  # noqa: PLC0415
    from app.guides import shelf  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415

    with suppress(StoreError):
        if data is None:
            shelf.forget(folders().state)
        else:
            shelf.write(folders().state, data)


def _megabytes(targets: Any) -> int:
    from diagnostics.probes.load.volume import announced_megabytes  # noqa: PLC0415

    return announced_megabytes(targets, False)


def _compose(*args: Any, **named: Any) -> Any:
    from app.reports.draft import compose  # noqa: PLC0415

    return compose(*args, **named)


def _keep_report(draft: Any, folder: Path) -> Path:
    from app.reports.keep import keep  # noqa: PLC0415

    return keep(draft, folder)


def _write_file(path: Path, data: bytes) -> None:
    from app.store import atomic  # noqa: PLC0415

    atomic.write(path, data)


def _folder() -> Path:
    from app.store.folder import reports  # noqa: PLC0415

    return reports()
