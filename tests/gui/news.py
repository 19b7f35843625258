"""IT of the test: what it has published, when a laptop's next poll sees it, and how that ends. No disk, no network."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtWidgets import QLabel

from app.bridge.bulletin import Latest, guides
from app.content.here import Here
from app.content.news import read_news
from app.content.result import Kind, Refreshed, Why
from diagnostics.model.site import Content, Site
from tests.fakes import story
from tests.gui.world import Maker, World

URL = "https://it.example.org/unstuck/"


def publishing(site: Site = story.EXAMPLE, *, outcomes: bool = False) -> Site:
    """The same organisation, which publishes."""
    report = msgspec.structs.replace(site.report, outcomes=outcomes, drop="https://drop.example.org/in/")
    return msgspec.structs.replace(site, content=Content(url=URL, root="/etc/unstuck/root.json"), report=report)


def ago(**length: float) -> str:
    return (datetime.now(UTC) - timedelta(**length)).isoformat()


def notice(id: str, en: str, fr: str, cause: str | None = None, **named: Any) -> dict[str, Any]:
    """One notice as it is published: begun 20 minutes ago, for two hours."""
    return {
        "id": id, "cause": cause, "text": {"en": en, "fr": fr}, "since": ago(minutes=20), "until": ago(hours=-2),
        "offices": [], "systems": [], "vpns": [], "share": 100, "hides_steps": cause is not None, **named,
    }  # fmt: skip


OUTAGE = notice(
    "89023b", "Gateway 2 is down, the other one still answers.", "La passerelle 2 est en panne, l’autre répond encore.",
    "vpn.port_blocked",
)  # fmt: skip
GENERAL = notice(
    "11aa22", "The intranet is being moved on Saturday, 08:00 to 12:00.",
    "L’intranet déménage samedi, de 8 h à midi.",
)  # fmt: skip


class FakeStore:
    """Looks like a `ContentStore`. `publish` is seen by the next poll."""

    def __init__(self, *, age_days: float = 0.3, trouble: str = "") -> None:
        self.published: dict[str, bytes] = {}
        self.age_days: float | None = age_days
        self.trouble = trouble
        self.polls: list[FakePoll] = []
        self.threads: set[int] = set()
        self.imported: list[Path] = []
        self.answered: list[tuple[str, str, str]] = []
        self.takes_answers = True
        self.told: list[tuple[str, tuple[str, ...], str | None]] = []

    def notices(self, *entries: dict[str, Any]) -> "FakeStore":
        return self.publish("notices/notices.json", schema="unstuck.notices/1", notices=list(entries))

    def peers(
        self, *counts: tuple[str, str | None, str | None, int], rates: dict[tuple[str, str], int] | None = None,
        minutes: float = 25,
    ) -> "FakeStore":  # fmt: skip
        listed = [dict(zip(("cause", "isp", "vpn", "people"), one, strict=True)) for one in counts]
        told = [{"guide": of, "step": step, "of_ten": n, "people": 45} for (of, step), n in (rates or {}).items()]
        at = ago(minutes=minutes)
        return self.publish("peers/peers.json", schema="unstuck.peers/1", at=at, hours=3, counts=listed, rates=told)

    def drill(
        self, en: str = "Are you ready to work from home?", fr: str = "Prêt pour le télétravail ?"
    ) -> "FakeStore":
        words = {"en": en, "fr": fr}
        return self.publish(
            "notices/drill.json",
            schema="unstuck.drill/1",
            id="d711",
            text=words,
            since=ago(hours=1),
            until=ago(days=-2),
        )

    def release(self, version: str) -> "FakeStore":
        return self.publish("release/release.json", schema="unstuck.release/1", version=version)

    def publish(self, path: str, **value: Any) -> "FakeStore":
        self.published[path] = json.dumps(value).encode()
        return self

    def get(self, path: str) -> bytes | None:
        self.threads.add(threading.get_ident())
        return self.published.get(path)

    def files(self, prefix: str = "") -> dict[str, bytes]:
        self.threads.add(threading.get_ident())
        return {name: data for name, data in sorted(self.published.items()) if name.startswith(prefix)}

    @property
    def stamped_s(self) -> float:
        return datetime.now(UTC).timestamp() - (self.age_days or 0) * 86_400

    def import_package(self, path: Path) -> Refreshed:
        self.threads.add(threading.get_ident())
        self.imported.append(path)
        if path.suffix != ".zip":
            return Refreshed(Kind.UNTRUSTED, Why.NO_PACKAGE)
        self.notices(OUTAGE)
        return Refreshed(Kind.NEW, changed=True)

    def doors(self) -> dict[str, Any]:
        """What a world of it is made with."""
        return {
            "content": lambda _: Here(trouble=self.trouble) if self.trouble else Here(self),  # type: ignore[arg-type]
            "latest": self._latest,
            "poll": self._poll,
            "tell": lambda diagnosis, tried, guide: self.told.append(
                (diagnosis.id, tuple(entry.step for entry in tried), guide)
            ),
            "answer": self._answer,
        }

    def _latest(self, _: Any) -> Latest:
        news = read_news(self)  # type: ignore[arg-type]
        return Latest(news, "0123456789abcdef", bool(self.answered), "0.1.0", guides(self))

    def _poll(self, _: Any, listener: Callable[[Refreshed], None]) -> "FakePoll":
        self.polls.append(FakePoll(listener))
        return self.polls[-1]

    def _answer(self, drill: Any, diagnosis: Any, office: str) -> bool:
        self.threads.add(threading.get_ident())
        if self.takes_answers:
            self.answered.append((drill.id, diagnosis.verdict.cause, office))
        return self.takes_answers


class FakePoll:
    """Like `app.content.poll.Poll`; an update comes when the test says so."""

    def __init__(self, listener: Callable[[Refreshed], None]) -> None:
        self._listener = listener
        self.starts = self.wakes = 0
        self.is_stopped = False

    def start(self) -> None:
        self.starts += 1

    def wake(self) -> None:
        self.wakes += 1

    def stop(self, _: float) -> bool:
        self.is_stopped = True
        return True

    def come(self, kind: Kind = Kind.NEW, **named: Any) -> None:
        """One update ends, in a thread of its own."""
        thread = threading.Thread(target=self._listener, args=(Refreshed(kind, **named),))
        thread.start()
        thread.join()


def informed(world: Maker, qtbot: Any, store: FakeStore, *scripts: Any, lang: str = "en", **named: Any) -> World:
    """A window whose run has ended and whose news has been read."""
    one = world(*(scripts or (story.port_blocked(),)), lang=lang, **({"site": publishing()} | store.doors() | named))
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.session.recall()
    if not store.trouble:
        qtbot.waitUntil(lambda: one.session.news.latest is not None, timeout=5000)
    return one


def texts(one: World) -> str:
    page = one.screen("home")
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def come(one: World, qtbot: Any, store: FakeStore, kind: Kind = Kind.NEW, **named: Any) -> None:
    before = one.session.news.latest
    store.polls[0].come(kind, **named)
    qtbot.waitUntil(lambda: one.session.news.latest is not before, timeout=5000)
