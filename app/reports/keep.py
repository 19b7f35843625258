"""Keep a report on this laptop: whole or not at all, and for good once this returns."""

from pathlib import Path

from app.reports.draft import Draft
from app.store import atomic
from app.store.folder import reports


def keep(draft: Draft, folder: Path | None = None) -> Path:
    """Write the report into `folder` (the profile's report folder when None) and return the path of what leaves.

    `<name>.json` holds exactly `draft.json_bytes()`; `<name>.html` beside it is the same for reading. The page is
    written first, so that a .json always has its page. Raises StoreError, one sentence, with nothing half-written.
    """
    folder = reports() if folder is None else folder
    path = folder / draft.name
    beside = path.with_suffix(".html")
    atomic.sweep(folder)
    atomic.write(beside, draft.html(draft.it_lang).encode("utf-8"))
    try:
        atomic.write(path, draft.json_bytes())
    except atomic.StoreError:
        beside.unlink(missing_ok=True)
        raise
    return path
