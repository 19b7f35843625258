"""A laptop with a content store, and IT's server on loopback."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.content.result import Refreshed
from app.content.store import ContentStore
from tests.fakes.publisher import Publisher
from tests.fakes.servers.web import Misbehave, Web

DAY_S = 86_400.0
YEAR_S = 365.25 * DAY_S


@dataclass
class World:
    """`ahead_s` is how far the laptop's clock is off."""

    desk: Publisher
    web: Web
    folder: Path
    ahead_s: float = 0.0

    def store(self, *, anchor: bytes | None = None, name: str = "laptop", url: str = "") -> ContentStore:
        """A program that has just been started."""
        root = self.desk.anchor if anchor is None else anchor
        return ContentStore(self.folder / name, url or self.web.url, root, clock=lambda: time.time() + self.ahead_s)

    def refresh(self, name: str = "laptop", *, deadline_s: float = 10.0) -> Refreshed:
        return self.store(name=name).refresh(deadline_s=deadline_s)

    def files(self, name: str = "laptop") -> dict[str, bytes]:
        return self.store(name=name).files()

    def metadata(self, name: str = "laptop") -> Path:
        return self.folder / name / "metadata"


@contextmanager
def world(
    folder: Path, *, misbehave: Misbehave | None = None, date: Callable[[], float] | None = time.time
) -> Iterator[World]:
    desk = Publisher()
    with Web(desk.public, misbehave, date) as web:
        yield World(desk, web, folder)
