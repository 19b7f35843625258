"""Guides for the window: IT's before the built-in ones, without the disk being read in the window's thread."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.bridge.place import Place

if TYPE_CHECKING:
    from app.guides.library import Library


class Books:
    """Any thread. What IT has published comes in through `stock`; a guide that is wanted earlier is read at once."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._files: Mapping[str, bytes] | None = None
        self._library: Library | None = None

    def stock(self, files: Mapping[str, bytes]) -> None:
        """From now on these are IT's files, by their names."""
        with self._lock:
            self._files = files

    def guide_for(self, cause: str) -> Any:
        """The guide for a cause or by its id."""
        return self._opened().guide_for(cause)

    def guide_for_symptom(self, symptom: str) -> Any:
        """The guide of a tile."""
        return self._opened().guide_for_symptom(symptom)

    def _opened(self) -> "Library":
        with self._lock:
            if self._library is None:
                from app.guides.library import Library  # noqa: PLC0415  # not before the first paint

                self._library = Library(self._get)
            return self._library

    def _get(self, path: str) -> bytes | None:
        with self._lock:
            if self._files is None:
                self._files = self._read()
            return self._files.get(path)

    def _read(self) -> Mapping[str, bytes]:
        """What an earlier start left: a walk may be taken up before the news has been read. Some milliseconds."""
        from app.bridge import bulletin  # noqa: PLC0415

        store = bulletin.content(self._place.site).store
        return bulletin.guides(store) if store is not None else {}
