"""A window in a small world: scripted runs, real sentences and guides, reports into a folder of the test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.__main__ import compose
from app.bridge.bench import Bench
from app.bridge.choices import Choices
from app.bridge.doors import real_doors
from app.bridge.place import Place
from app.bridge.session import Session
from app.guides.hand import Deed, Did, TableHands, Target
from app.guides.journal import Journal
from app.guides.repair import Repairer
from app.guides.verb import TABLE
from app.presenters.phrase import Phrases
from app.reports.outcome import Outcome, SendResult
from app.screens.window import Window
from diagnostics.model.site import Site
from tests.fakes.engine import FakeRuns
from tests.fakes.story import EXAMPLE
from tests.gui.hand import FakeHand
from tests.gui.outbox import HOST, FakeOutbox, FakePost
from tests.gui.watches import Watches


class World:
    """Everything that a test of the window wants to look at."""

    def __init__(self, runs: FakeRuns, folder: Path, *, lang: str = "en", site: Site = EXAMPLE, **doors: Any) -> None:
        self.runs = runs
        self.opened: list[tuple[str, str | None]] = []  # pages: verb, and what it was opened on
        self.walk: list[bytes | None] = []
        self.hand: FakeHand | None = doors.pop("hand", None)
        self.hands = TableHands("linux", dict.fromkeys(TABLE, self.hand) if self.hand else {})
        self.journal = Journal(folder / "journal.jsonl")
        self.box: FakeOutbox = doors.pop("box", None) or FakeOutbox()
        self.results: list[SendResult | None] = doors.pop("results", [])  # of the passes of the post, in turn
        self.posts: list[FakePost] = []
        self.shown: list[Path] = []  # files that were opened
        self.remote: list[str] = []
        self.network: object = "home"
        named: dict[str, Any] = {
            "runs": doors.pop("engine", runs),
            "watches": Watches(),
            "bench": lambda: Bench(Repairer(self.hands, self.journal), self.journal),
            "open_page": self._open_page,
            "has_left": lambda: bool(self.walk) or bool(self.journal.entries()),
            "kept_walk": lambda: self.walk[-1] if self.walk else None,
            "keep_walk": self.walk.append,
            "folder": lambda: folder,
            "has_post": lambda: bool(self.box.kept),
            "outbox": lambda: self.box,
            "post": self._post,
            "direct": lambda *_: SendResult(Outcome.NO_CONNECTION, HOST),
            "show_file": lambda path: self.shown.append(path) or True,
            "open_remote": lambda kind: self.remote.append(kind) or Deed(Did.DONE),
            "origin": lambda: self.network,
            "records": lambda: 0,
        }
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        place = Place.of(site)
        self.session = Session(place, Phrases.load(lang), real_doors(place).but(**(named | doors)))
        self.choices = Choices()
        self.window: Window = compose(app, self.session, self.choices)

    def _open_page(self, verb: str, target: Target | None) -> Deed:
        self.opened.append((verb, target.page or target.url if target else None))
        return Deed(Did.DONE)

    def _post(self, box: FakeOutbox, _: Site, listener: Callable[[Any], None]) -> FakePost:
        self.posts.append(FakePost(box, listener, self.results))
        return self.posts[-1]

    def screen(self, name: str) -> Any:
        """A screen of the window, once it was wanted."""
        return self.window._screens[name]

    def close(self) -> bool:
        if self.hand is not None:
            self.hand.gate.set()  # a deed that is under way may end
        self.window.close()
        ended = self.session.close()
        self.choices.close()
        self.window.deleteLater()
        return ended


Maker = Callable[..., World]
