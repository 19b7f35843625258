"""One value of the site file together with its place, so that whoever refuses it can say where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from diagnostics.site.error import SiteError
from diagnostics.site.line import Path as KeyPath
from diagnostics.site.line import Span


@dataclass(frozen=True)
class Document:
    """What is the same for every value of one file."""

    source: str  # as the person knows the file
    folder: Path  # what relative paths are relative to
    spans: Mapping[KeyPath, Span] = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """The place of one value."""

    document: Document
    path: KeyPath = ()

    def at(self, step: str | int) -> "Spot":
        """The place of a key or list item below this one."""
        return Spot(self.document, (*self.path, step))

    @property
    def key(self) -> str:
        """The key as IT writes it, without the numbers of list items: "vpn.gateways"."""
        return ".".join(step for step in self.path if isinstance(step, str))

    @property
    def line(self) -> int | None:
        """The line of the value, or of the nearest thing around it that has one."""
        for length in range(len(self.path), 0, -1):
            span = self.document.spans.get(self.path[:length])
            if span is not None:
                return span.first
        return None

    def refuse(self, problem: str, remedy: str) -> NoReturn:
        """Raise SiteError for this value."""
        raise SiteError(self.document.source, problem, remedy, line=self.line, key=self.key)
