"""The content store of this laptop, as the site file asks for it. Nothing is fetched; `tuf` is not imported."""

import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.content.store import ContentStore, Proxy
from app.store.folder import folders
from diagnostics.model.site import Site

FOLDER_NAME = "content"  # below the data folder
MOST_ROOT_BYTES = 64 * 1024  # of a trust anchor, as of every later root
OLD_DAYS = 14.0
"""From here on people are told how old IT's instructions are: the daily stamp has then been missing for two weeks."""


@dataclass(frozen=True)
class Here:
    """`store`: None without [content] in the site file, or with a trust anchor that cannot be read: then `trouble`."""

    store: ContentStore | None = None
    trouble: str = ""  # a key of the wording's table "content"
    path: str = ""  # of the anchor

    def sentence(self, lang: str) -> str:
        """The trouble in one sentence; "" where there is none."""
        if not self.trouble:
            return ""
        from diagnostics.wording import Wording  # noqa: PLC0415  # only who reads the sentence pays for the words

        return Wording.load(lang).text(f"content.{self.trouble}", {"path": self.path})


def here(site: Site, *, folder: Path | None = None, proxy: Proxy = None) -> Here:
    """The store and what keeps it from being there. Reads one small file: not in the window's thread. Never raises.

    `folder` is where the copy lies (usual: the person's data folder). `proxy` is that of `ContentStore`; None: the one
    that the site file names.
    """
    url, root = site.content.url, site.content.root
    if url is None or root is None:
        return Here()
    anchor = _anchor(Path(root))
    if anchor is None:
        return Here(trouble="no_root", path=root)
    kept = folder if folder is not None else folders().data / FOLDER_NAME
    return Here(ContentStore(kept, url, anchor, proxy=proxy if proxy is not None else site.proxy.server))


def store_for(site: Site, *, folder: Path | None = None, proxy: Proxy = None) -> ContentStore | None:
    """The store alone; see `here`."""
    return here(site, folder=folder, proxy=proxy).store


def moment(store: ContentStore, now: datetime | None = None) -> datetime:
    """The time that counts for what IT publishes: this computer's, or IT's last stamp where that is later.

    A notice begins when IT's clock says so. A laptop whose clock is slow, by a minute or a year, would hide it; but
    what IT has signed proves that its time has come. Nothing helps against a clock that is ahead. Reads the copy.
    """
    ours = datetime.now(UTC) if now is None else now
    try:
        return max(ours, datetime.fromtimestamp(store.stamped_s, UTC))
    except (OverflowError, ValueError, OSError):
        return ours


def _anchor(path: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            data = file.read(MOST_ROOT_BYTES + 1)
    except (OSError, ValueError):
        return None
    return data if 0 < len(data) <= MOST_ROOT_BYTES else None
