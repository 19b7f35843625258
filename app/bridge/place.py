"""The organisation: a glance that is there at once, and the site file, which is parsed after the first paint."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diagnostics.model.site import Site


class Place:
    """`site` parses on first use, in whichever thread comes first (the starter thread of a run, as a rule).

    `name`, `languages` and `has_vpn` are what the last session saw, until the file is parsed: the parser and its
    library take 20 ms, and the first paint does not wait for them.
    """

    def __init__(self, load: "Callable[[], Site]", glance: dict[str, Any] | None = None) -> None:
        self._load = load
        self._glance = glance or {}
        self._lock = threading.Lock()
        self._site: Site | None = None
        self.trouble = ""  # one sentence: why the usual site file could not be used

    @classmethod
    def of(cls, site: "Site") -> "Place":
        """A place whose file has been parsed already."""
        place = cls(lambda: site)
        place._site = site
        return place

    @classmethod
    def usual(cls, glance: dict[str, Any]) -> "Place":
        """Wherever a site file is usually found. One that is broken is no reason for the window to stay closed."""
        place = cls(lambda: _usual(place), glance)
        return place

    @property
    def is_known(self) -> bool:
        """Whether the file has been parsed."""
        return self._site is not None

    @property
    def site(self) -> "Site":
        """All of it."""
        with self._lock:
            if self._site is None:
                self._site = self._load()
            return self._site

    def reload(self) -> bool:
        """Look again, as IT may have published a newer site file. True: it is another one. Not in the window's thread.

        What was begun goes on with the facts it began with; the next run takes the new ones.
        """
        before = self.site
        told, self.trouble = self.trouble, ""
        try:
            found = self._load()
        except Exception:  # noqa: BLE001  # a file that somebody is just replacing: what was read before still counts
            self.trouble = told
            return False
        with self._lock:
            self._site = found
        return found != before

    @property
    def name(self) -> str:
        """What the organisation is called; may be empty."""
        return self._site.organisation.name if self._site else str(self._glance.get("name", ""))

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, the first is the default."""
        if self._site:
            return self._site.organisation.languages
        kept = self._glance.get("languages")
        return tuple(str(lang) for lang in kept) if isinstance(kept, list) else ()

    @property
    def has_vpn(self) -> bool:
        """Whether a VPN belongs to the way to work."""
        return bool(self._site.vpn) if self._site else self._glance.get("has_vpn") is True

    def glance(self) -> dict[str, Any]:
        """What the next session should know at once."""
        return {"name": self.name, "languages": list(self.languages), "has_vpn": self.has_vpn}


def named(path: Path) -> Place:
    """The place of a file that the person named. Raises SiteError.

    What IT publishes in its stead is looked for at the first use, in the starter thread of a run: never before the
    first paint.
    """
    from diagnostics.site import load_site  # noqa: PLC0415

    installed = load_site(path)
    if installed.content.url is None:
        return Place.of(installed)
    place = Place(lambda: _effective(installed, place), _glance(installed))
    return place


def _glance(site: "Site") -> dict[str, Any]:
    languages = list(site.organisation.languages)
    return {"name": site.organisation.name, "languages": languages, "has_vpn": bool(site.vpn)}


def _usual(place: Place) -> "Site":
    from diagnostics.model.site import Site  # noqa: PLC0415
    from diagnostics.site import SiteError, default_site_path, load_site  # noqa: PLC0415

    found = default_site_path(None, environ=os.environ)
    try:
        return _effective(Site() if found is None else load_site(found), place)
    except SiteError as error:
        place.trouble = str(error)
        return Site()


def _effective(installed: "Site", place: Place) -> "Site":
    """What counts here: IT's published site file, where there is one that can be used."""
    from app.content.sitefile import effective  # noqa: PLC0415

    def warn(sentence: str) -> None:
        place.trouble = " ".join(part for part in (place.trouble, sentence) if part)

    if installed.content.url is None:
        return effective(installed, None, warn=warn)
    from app.content.here import here  # noqa: PLC0415

    found = here(installed)
    if found.trouble:
        warn(found.sentence(installed.organisation.languages[0]))
    return effective(installed, found.store, warn=warn)
