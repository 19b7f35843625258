"""Which ways out a site file declares."""

from collections.abc import Callable
from pathlib import Path

from app.reports.carrier.carrier import Carrier
from app.reports.carrier.detour import detours
from app.reports.carrier.folder import Folder
from app.reports.carrier.http import Drop
from app.reports.carrier.memory import Memory
from diagnostics.model.port import SystemFacts
from diagnostics.model.site import Report

MEMORY = "reached.json"


def for_site(
    report: Report,
    proxy: str | None = None,
    *,
    outbox: Path | None = None,
    facts: Callable[[], SystemFacts] | None = None,
) -> list[Carrier]:
    """The drop first, then the folder; empty where the site file names neither. Nothing is looked at yet.

    `proxy` is host:port. `outbox` is the outbox's folder: where the drop was last reached is remembered there.
    `facts` are asked for other adapters once the drop could not be reached; this computer's own unless given.
    """
    found: list[Carrier] = []
    if report.drop:
        memory = Memory(outbox / MEMORY) if outbox is not None else None
        found.append(Drop(report.drop, proxy=proxy, detours=lambda: detours((facts or _here)()), memory=memory))
    if report.folder:
        found.append(Folder(Path(report.folder).expanduser()))
    return found


def _here() -> SystemFacts:
    from diagnostics.system import current  # noqa: PLC0415  # only after the usual way has failed

    return current()
