"""What the commands of a laptop work with: the organisation's facts as they count now, and IT's guides.

Nothing is fetched: the last verified copy counts, also offline and after it expired.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store.folder import folders
from diagnostics import command
from diagnostics.model.site import Site

if TYPE_CHECKING:
    from app.content.peers import Peers
    from app.content.store import ContentStore
    from app.guides.library import Library
    from app.guides.model import Guide


@dataclass(frozen=True)
class Place:
    """The site that counts, the guides before the built-in ones, and which steps helped colleagues."""

    site: Site
    library: "Library"
    peers: "Peers | None" = None

    def guide_for(self, cause: str) -> "Guide":
        """The guide for a cause or of an id, its steps in the order that helped most colleagues."""
        return self._ordered(self.library.guide_for(cause))

    def guide_for_symptom(self, symptom: str) -> "Guide":
        """The same for a tile."""
        return self._ordered(self.library.guide_for_symptom(symptom))

    def helped(self, guide: "Guide") -> Mapping[str, float]:
        """Of how many in ten colleagues each step was the help, as far as that is known."""
        return self.peers.order(guide.id) if self.peers is not None else {}

    def _ordered(self, guide: "Guide") -> "Guide":
        from app.guides.order import ordered  # noqa: PLC0415

        return ordered(guide, self.helped(guide))


def site_here(options: argparse.Namespace) -> Site:
    """The site file of `--site` or of the usual places, or the newer one that IT publishes. Raises Refused.

    One sentence on stderr for a newer one that cannot be used.
    """
    return _found(options)[0]


def place_here(options: argparse.Namespace) -> Place:
    """The same, with IT's guides. Raises Refused."""
    from app.content.peers import PATH, read_peers  # noqa: PLC0415
    from app.guides.library import Library  # noqa: PLC0415  # 20 ms that no refusal waits for

    site, store = _found(options)
    return Place(site, Library()) if store is None else Place(site, Library(store.get), read_peers(store.get(PATH)))


def _found(options: argparse.Namespace) -> "tuple[Site, ContentStore | None]":
    site = command.site_of(options, folders().config)
    from app.content.sitefile import effective  # noqa: PLC0415

    if site.content.url is None:
        return effective(site, None, warn=_warn), None
    from app.content.here import here  # noqa: PLC0415

    found = here(site)
    if found.trouble:
        _warn(found.sentence(site.organisation.languages[0]))
    return effective(site, found.store, warn=_warn), found.store


def _warn(sentence: str) -> None:
    if sys.stderr is not None:  # a window's program has none
        sys.stderr.write(f"unstuck: {sentence}\n")
