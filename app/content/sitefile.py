"""The site file that IT publishes, in the place of the one that came with the installer.

Where laptops look for IT's content (`[content]`) always stays the installer's word: a published file cannot lead them
elsewhere. What the file names beside it (certificates, known log lines) is laid into a folder of its own, named after
the content, whole or not at all; a program that runs goes on with the folder it began with.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from app.content import sitefolder
from app.content.sitefolder import PREFIX, UnusableError
from diagnostics.model.site import Site, Vpn

SITE_FILE, SIGNATURES = "site/site.toml", "site/signature.toml"
FOLDER_NAME = "site"  # below the store's folder

Warn = Callable[[str], None]


class Files(Protocol):
    """What IT publishes: a `ContentStore`, or anything that answers like one."""

    def files(self, prefix: str = "") -> Mapping[str, bytes]:
        """All files whose names begin so, of one edition: a site file never meets the certificates of another."""
        ...


def effective(site: Site, store: Files | None, *, folder: Path | None = None, warn: Warn = lambda _: None) -> Site:
    """What counts on this laptop: IT's published site file, or `site` where there is none that can be used.

    `site/signature.toml` is given to every VPN that names no file of its own. `folder` is where what lies beside the
    site file is laid (usual: below the store's). `warn` gets one sentence, in the organisation's first language, for
    each file that cannot be used. Reads and writes some files, so not in the window's thread; never raises.
    """
    lang = site.organisation.languages[0]
    try:
        published = _published(site, store, folder) if store is not None else None
    except UnusableError as error:
        warn(_sentence("refused", lang, str(error)))
        published = None
    except Exception as error:  # noqa: BLE001  # our mistake must not keep anybody from being helped
        warn(_sentence("refused", lang, type(error).__name__))
        published = None
    return _with_known_lines(*(published or (site, None)), lambda why: warn(_sentence("no_lines", lang, why)))


def _published(site: Site, store: Files, folder: Path | None) -> tuple[Site, str | None] | None:
    """The site file as IT published it, and where its known log lines lie. Raises UnusableError."""
    files = store.files(PREFIX)
    if not files:
        return None
    place = _place(store, folder)
    sitefolder.refuse_what_is_no_site(files)
    aim = sitefolder.folder_of(place, files)
    found = sitefolder.parsed(files[SITE_FILE], SITE_FILE, aim) if SITE_FILE in files else site
    if len(files) > 1 or SITE_FILE not in files:
        sitefolder.lay(aim, files)
    if found is not site:
        sitefolder.refuse_bad_trust(found, aim)
    return replace(found, content=site.content), str(aim / "signature.toml") if SIGNATURES in files else None


def _place(store: Files, folder: Path | None) -> Path:
    kept = getattr(store, "folder", None)
    if folder is not None:
        return folder
    if isinstance(kept, Path):
        return kept / FOLDER_NAME
    from app.content.here import FOLDER_NAME as CONTENT  # noqa: PLC0415
    from app.store.folder import folders  # noqa: PLC0415

    return folders().data / CONTENT / FOLDER_NAME


def _with_known_lines(site: Site, given: str | None, warn: Warn) -> Site:
    """Every VPN with the known lines that can be used: its own, else IT's."""
    told: set[str] = set()

    def usable(path: str | None) -> bool:
        if path is None:
            return False
        from diagnostics.system.linux.vpn_log_own import trouble  # noqa: PLC0415  # where there are none, not loaded

        why = trouble(path)
        if why and path not in told:
            told.add(path)
            warn(why)
        return not why

    def served(vpn: Vpn) -> Vpn:
        path = next((one for one in (vpn.signatures, given) if usable(one)), None)
        return vpn if path == vpn.signatures else replace(vpn, signatures=path)

    return replace(site, vpn=tuple(served(vpn) for vpn in site.vpn)) if site.vpn else site


def _sentence(key: str, lang: str, why: str) -> str:
    from diagnostics.wording import Wording  # noqa: PLC0415  # only who hears of trouble pays for the words

    return Wording.load(lang).text(f"sitefile.{key}", {"reason": why})
