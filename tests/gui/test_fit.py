"""Nothing is clipped: texts half as long again, 200 % text, the smallest window, both themes."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.bridge import looks
from app.presenters.tile import TILES
from app.screens.window import LEAST
from app.widgets.button import Button
from app.widgets.page import Page
from app.widgets.path import StopMark
from app.widgets.theme import dress
from tests.fakes import story
from tests.fakes.pseudo import PseudoWords, pseudo_phrases, stretched
from tests.gui.shots import noted
from tests.gui.states import STATES
from tests.gui.watches import Watches, eventful
from tests.gui.world import Maker, World

ONE_APP = [tile.id for tile in TILES].index("one_app")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides about a step follows at once; the quiet looks in between keep their pauses."""
    for name in ("QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)


@pytest.fixture(autouse=True)
def plain_again() -> Iterator[None]:
    yield
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, "light", 1.0)


def clipped(root: QWidget) -> list[str]:
    """Visible texts that do not have the room they need, and widgets that stick out of their page."""
    bad = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | Button | StopMark):
            continue
        text = widget.text() or widget.accessibleName()
        needed = (widget.height_for if isinstance(widget, StopMark) else widget.heightForWidth)(widget.width())
        if widget.height() < needed:
            bad.append(f"{text!r}: {widget.height()} px high, needs {needed}")
        if widget.width() < widget.minimumSizeHint().width():
            bad.append(f"{text!r}: {widget.width()} px wide, needs {widget.minimumSizeHint().width()}")
        if isinstance(widget, StopMark) and widget._is_across and widget.width() < widget.width_across():
            bad.append(f"{text!r}: a word under the mark is broken")
        place = widget.mapTo(root, widget.rect().topLeft()).x()
        if place < 0 or place + widget.width() > root.width():
            bad.append(f"{text!r}: reaches from {place} to {place + widget.width()} of {root.width()} px")
    return bad


def overlapping(root: QWidget) -> list[str]:
    """Neighbours of one parent that cover each other."""
    bad = []
    for parent in [root, *root.findChildren(QWidget)]:
        kin = [one for one in parent.children() if isinstance(one, QLabel | Button | StopMark) and one.isVisible()]
        for place, one in enumerate(kin):
            bad += [
                f"{one.text()!r} and {two.text()!r}"
                for two in kin[place + 1 :]
                if one.geometry().intersects(two.geometry())
            ]
    return bad


def at(world: Maker, qtbot: Any, screen: str, scale: float, scheme: str) -> World:
    script = {
        "tiles": story.healthy(),
        "which": story.healthy(),
        "watch": story.healthy(),
        "notes": noted(),
        "unknown": story.story("unknown", problems=("tls.public",)),
    }
    state = STATES.get(screen)
    scripts = state.scripts if state else (script.get(screen, story.port_blocked()),)
    one = world(*scripts, show=False, watches=Watches(eventful()), **(state.named() if state else {}))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    plain = one.session.doors.words
    object.__setattr__(one.session.doors, "words", lambda lang: PseudoWords(plain(lang)))
    one.session.say = pseudo_phrases("fr")
    dress(app, scheme, scale)
    one.window.resize(*LEAST)
    with qtbot.waitSignal(one.window.painted, timeout=5000):
        one.window.show()
    one.session.translated.emit(one.session.say)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    home = one.screen("home")
    if state is not None:
        state.reach(one, lambda done: qtbot.waitUntil(done, timeout=5000))
    if screen == "keep":
        home._buttons["keep"].click()
    if screen == "guide":
        home._buttons["fix"].click()
        one.screen("guide")._buttons["skip"].click()
    if screen == "send":
        home._buttons["send"].click()
        qtbot.waitUntil(lambda: one.screen("send")._reporting.now is not None, timeout=5000)
    if screen == "speed":
        one.window.go("speed")
    if screen == "which":
        home._asks.tiles.findChildren(Button)[ONE_APP].click()
        home._asks.which._field.setText("my mail")
        home._asks.which._go.click()
    if screen == "watch":
        home._buttons["watch"].click()
        qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    qtbot.wait(30)
    return one


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(
    "screen", ["home", "tiles", "unknown", "keep", "guide", "send", "speed", "which", "watch", "notes", *STATES]
)
def test_half_as_long_again_fits(world: Maker, qtbot: Any, screen: str, scale: float) -> None:
    one = at(world, qtbot, screen, scale, "dark" if scale > 1 else "light")
    assert (one.window.width(), one.window.height()) == LEAST, "the text must not make the window grow"
    current = one.window._stack.currentWidget()
    assert isinstance(current, Page)
    assert current.horizontalScrollBar().maximum() == 0, "nothing lies to the right of the page"
    parts = (current.widget(), one.window._header)
    with contextlib.suppress(qtbot.TimeoutError):  # layouts follow a few turns later; what is wrong then stays wrong
        qtbot.waitUntil(lambda: not any(clipped(part) or overlapping(part) for part in parts), timeout=3000)
    for part in parts:
        assert clipped(part) == []
        assert overlapping(part) == []


def test_the_pseudo_language_is_long_enough() -> None:
    for text in ("Send to IT", "Laptop", "Does it still hurt? Choose what you see:"):
        assert len(stretched(text)) >= 1.5 * len(text)


def test_changing_the_size_and_back_leaves_no_trace(world: Maker, qtbot: Any) -> None:
    one = world(story.port_blocked())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, "light", 1.0)
    qtbot.wait(20)
    before = one.window.grab().toImage()
    dress(app, "dark", 2.0)
    qtbot.wait(20)
    assert one.window.grab().toImage() != before
    dress(app, "light", 1.0)
    qtbot.wait(20)
    assert one.window.grab().toImage() == before
