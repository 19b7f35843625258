"""A guide in the real window before it is published: walked to its ends, shown anew when saved, never acted on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

import resources
from app import __main__ as program
from app.bridge import looks
from app.bridge import preview as bridge
from app.cli.desk.preview import parsed, wanted
from app.guides import walk
from app.screens.window import Window
from diagnostics.command import Refused
from tests.gui.test_accessible import heard
from tests.gui.test_fit import clipped, overlapping

GUIDES = Path(resources.__file__).parent / "guides"
Open = Callable[..., Window]


@pytest.fixture
def opened(qapp: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a copy of a built-in guide."""
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(bridge, "LOOK_MS", 30)
    for name in ("QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)
    made: list[Window] = []

    def make(name: str = "vpn.port_blocked", *arguments: str, lang: str = "en") -> Window:
        path = tmp_path / f"{name}.toml"
        if not path.exists():
            shutil.copy(GUIDES / path.name, path)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        window = program.preview_window(app, wanted(parsed([str(path), *arguments]), "linux"), lang)
        with qtbot.waitSignal(window.painted, timeout=5000):
            window.show()
        qtbot.waitUntil(lambda: not window._turns)
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window._screens["home"]._preview._timer.stop()
        assert window.session.close(), "a thread of the window did not end"
        window.deleteLater()


def page(window: Window) -> Any:
    return window._screens["home"]


def shown(window: Window) -> Any:
    return page(window)._inner._shown


def press(window: Window, name: str) -> None:
    button = page(window)._inner._buttons[name]
    assert button.isVisible(), name
    button.click()


def test_every_step_is_walked_and_nothing_is_done(opened: Open, qtbot: Any, tmp_path: Path) -> None:
    window = opened("dns.no_server")
    guided = window.session.guided
    seen = []
    while True:
        qtbot.waitUntil(lambda: bool(shown(window).finished or shown(window).skip), timeout=5000)
        if shown(window).finished:
            break
        view = shown(window)
        seen.append(guided.state.at)
        if view.answers:
            guided.tell(walk.Answered(view.answers[0][0]))
        else:
            press(window, "act" if view.act else "done")
            qtbot.waitUntil(lambda view=view: shown(window) != view, timeout=5000)
    assert list(dict.fromkeys(seen)) == list(range(len(guided.state.steps)))
    assert shown(window).finished == "sent_to_it"
    assert not (tmp_path / "home").exists() or not [path for path in (tmp_path / "home").rglob("*") if path.is_file()]


def test_one_can_suppose_that_it_helped_and_begin_again(opened: Open, qtbot: Any) -> None:
    window = opened()
    page(window)._buttons["helps"].click()
    assert shown(window).finished == "fixed"
    assert "Laptop: fine" in page(window)._inner._path.accessibleName()
    page(window)._buttons["again"].click()
    assert shown(window).finished is None
    assert "Step 1 of" in shown(window).progress


def test_a_guide_of_a_tile_has_no_supposed_help(opened: Open) -> None:
    assert not page(opened("symptom.slow"))._buttons["helps"].isVisible()


def test_the_header_switches_the_language(opened: Open) -> None:
    window = opened()
    english = shown(window).text
    window._header._languages["fr"].click()
    assert shown(window).text != english
    assert "Aperçu de vpn.port_blocked.toml" in page(window)._says.text()


def test_a_report_is_only_named(opened: Open) -> None:
    window = opened()
    press(window, "send")
    assert "report to IT" in page(window)._told.text()
    assert window._stack.currentWidget() is page(window)


def test_what_is_saved_shows_at_the_same_step(
    opened: Open, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = heard(monkeypatch)
    window = opened()
    press(window, "skip")
    page(window)._inner._reasons.buttons[0].click()
    assert window.session.guided.state.at == 1
    path = tmp_path / "vpn.port_blocked.toml"
    text, before = path.read_text("utf-8"), shown(window).text
    changed = text.replace(before, "Do this instead.")
    assert changed != text
    path.write_text(changed, "utf-8")
    qtbot.waitUntil(lambda: shown(window).text == "Do this instead.", timeout=5000)
    assert window.session.guided.state.at == 1
    assert "shown anew" in page(window)._told.text()
    path.write_text(changed.replace('who = "you"', 'who = "nobody"', 1), "utf-8")
    qtbot.waitUntil(lambda: page(window)._wrong.isVisible(), timeout=5000)
    assert not page(window)._inner.isVisible()
    assert "who" in page(window)._findings.text()
    assert "line " in page(window)._findings.text()
    assert any("nobody" in text for text in said)
    path.unlink()
    qtbot.waitUntil(lambda: "no such file" in page(window)._findings.text(), timeout=5000)
    path.write_text(changed, "utf-8")
    qtbot.waitUntil(lambda: page(window)._inner.isVisible(), timeout=5000)
    assert shown(window).text == "Do this instead."


def test_holes_are_filled_and_another_systems_steps_are_shown(opened: Open) -> None:
    window = opened("vpn.port_blocked", "--arg", "vpn=Lab VPN", "--os", "windows")
    assert window.session.guided.system == "windows"
    assert window.session.guided.args == {"vpn": "Lab VPN"}


def test_nothing_opens_from_here(opened: Open, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_urls: list[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened_urls.append(url) or True)
    window = opened("internet.captive_portal")
    press(window, "act")
    qtbot.wait(50)
    assert opened_urls == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_fits_and_everything_has_a_name(opened: Open, qtbot: Any, lang: str) -> None:
    window = opened("dns.no_server", lang=lang)
    window.resize(720, 560)
    qtbot.waitUntil(lambda: not clipped(window) and not overlapping(window), timeout=3000)
    for button in page(window)._buttons.values():
        assert button.text()
        assert button.height() >= 32


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "no such file"),
        ("id = 1", "'schema' is missing"),
        ("not toml [[", "line 1"),
    ],
)
def test_a_bad_file_is_refused_before_the_window_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None, told: str
) -> None:
    path = tmp_path / "vpn.mtu.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    monkeypatch.setattr(program, "preview_window", lambda *_: pytest.fail("a window was opened"))
    assert program.main(["desk", "preview", str(path)]) == 2
    told_then = capsys.readouterr().err
    assert told in told_then
    assert len(told_then.strip().splitlines()) == 1


def test_a_misplaced_cause_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vpn.mtu.toml"
    shutil.copy(GUIDES / "dns.slow.toml", path)
    with pytest.raises(Refused, match="is not the name of the file"):
        wanted(parsed([str(path)]), "linux")


def test_without_a_screen_it_is_said_what_to_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dns.slow.toml"
    shutil.copy(GUIDES / path.name, path)
    monkeypatch.setattr(program, "_has_display", lambda: False)
    assert program.main(["desk", "preview", str(path)]) == 2
    assert "--rehearse" in capsys.readouterr().err


@pytest.mark.parametrize("argument", ["vpn", "=x", "a b=c"])
def test_an_argument_without_a_name_is_refused(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(["x.toml", "--arg", argument])
    assert ended.value.code == 2
    assert "NAME=TEXT" in capsys.readouterr().err
