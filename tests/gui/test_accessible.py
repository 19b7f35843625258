"""A screen reader finds a name on everything that can be used, in both languages, on every screen."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QPushButton

from app.bridge import looks
from app.presenters.tile import TILES
from app.widgets import page
from tests.fakes import story
from tests.gui.states import STATES
from tests.gui.watches import Watches, eventful
from tests.gui.world import Maker, World

ONE_APP = [tile.id for tile in TILES].index("one_app")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides about a step follows at once; the quiet looks in between keep their pauses."""
    for name in ("QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)


INTERACTIVE = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.ListItem,
    QAccessible.Role.PageTab,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.Grouping,
}


def tree(interface: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if interface is None or not interface.isValid():
        return
    yield interface
    for place in range(interface.childCount()):
        yield from tree(interface.child(place))


def shown(one: World) -> list[QAccessibleInterface]:
    root = QAccessible.queryAccessibleInterface(one.window)
    return [node for node in tree(root) if not node.state().invisible]


def name(node: QAccessibleInterface) -> str:
    return node.text(QAccessible.Text.Name)


def nameless(one: World) -> list[str]:
    return [
        f"{node.role().name} {type(node.object()).__name__}"
        for node in shown(one)
        if node.role() in INTERACTIVE and not name(node).strip()
    ]


def at(world: Maker, qtbot: Any, screen: str, lang: str) -> World:
    calm = screen in {"tiles", "which", "watch"}
    state = STATES.get(screen)
    scripts = state.scripts if state else (story.healthy() if calm else story.port_blocked(),)
    one = world(*scripts, lang=lang, watches=Watches(eventful()), **(state.named() if state else {}))
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    home = one.screen("home")
    home._details.click()
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
        home._asks.tiles.findChildren(QPushButton)[ONE_APP].click()
        qtbot.waitUntil(lambda: home._asks.which._go.height() > 20)  # the layout has had its turn
    if screen == "watch":
        home._buttons["watch"].click()
        qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    return one


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("screen", ["home", "tiles", "keep", "guide", "send", "speed", "which", "watch", *STATES])
def test_everything_that_can_be_used_has_a_name(world: Maker, qtbot: Any, screen: str, lang: str) -> None:
    one = at(world, qtbot, screen, lang)
    assert nameless(one) == []
    assert len(shown(one)) > 10


@pytest.mark.parametrize("screen", ["home", "tiles", "keep", "guide", "send", "speed", "which", "watch", *STATES])
def test_every_button_is_tall_enough_and_reached_by_the_keyboard(world: Maker, qtbot: Any, screen: str) -> None:
    one = at(world, qtbot, screen, "fr")
    buttons = one.window.findChildren(QPushButton)
    with contextlib.suppress(qtbot.TimeoutError):  # layouts follow a few turns later; what is wrong then stays wrong
        qtbot.waitUntil(lambda: all(button.height() >= 32 for button in buttons if button.isVisible()), timeout=3000)
    for button in buttons:
        if button.isVisible():
            assert button.height() >= 32, button.text()
            assert button.focusPolicy().value & 1, f"Tab does not reach {button.text()!r}"


def test_the_path_says_the_whole_picture_and_each_stop_itself(world: Maker, qtbot: Any) -> None:
    one = at(world, qtbot, "home", "en")
    nodes = shown(one)
    path = next(node for node in nodes if node.role() == QAccessible.Role.Grouping)
    assert "VPN: blocked here" in name(path)
    assert "Work: not reached" in name(path)
    stops = [name(node) for node in nodes if node.role() == QAccessible.Role.Button]
    assert "Wi-Fi: strong signal" in stops


def test_a_button_is_pressed_by_a_screen_reader(world: Maker, qtbot: Any) -> None:
    one = at(world, qtbot, "home", "en")
    button = next(node for node in shown(one) if name(node).startswith("Fix it with me"))
    button.actionInterface().doAction("Press")
    qtbot.waitUntil(lambda: "guide" in one.window._screens, timeout=5000)


def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced; the platform under test has no screen reader, so the door itself is listened at."""
    said: list[str] = []
    for module in (
        "app.screens.home",
        "app.screens.guide",
        "app.screens.send",
        "app.screens.speed",
        "app.screens.watch",
        "app.screens.outbox",
        "app.widgets.drillcard",
        "app.widgets.readout",
        "app.widgets.rehearsal",
    ):
        monkeypatch.setattr(f"{module}.announce", lambda _, text: said.append(text))
    return said


def test_the_verdict_is_announced_once_in_all_its_parts(
    world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = heard(monkeypatch)
    one = at(world, qtbot, "home", "en")
    home = one.screen("home")
    assert said == [home._view.spoken]
    assert home._says.text() in said[0]
    assert home._next.text() in said[0]


def test_each_step_and_the_good_end_are_announced(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = heard(monkeypatch)
    monkeypatch.setattr(looks, "PAUSE_MS", 5)
    monkeypatch.setattr(looks, "QUICK_MS", 5)
    one = world(story.port_blocked(), story.port_blocked(), story.healthy())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    assert "Step 1 of" in said[-1]
    qtbot.waitUntil(lambda: one.screen("guide")._shown.finished == "fixed", timeout=10_000)
    assert any(one.session.say("guide.fixed.title") in text for text in said)


def test_an_announcement_is_an_event_of_the_platform(world: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    one = world(story.healthy())
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", sent.append)
    page.announce(one.window, "It works again.")
    assert sent[0].type() == QAccessible.Event.Announcement
    assert sent[0].message() == "It works again."
    page.announce(one.window, "")
    assert len(sent) == 1
