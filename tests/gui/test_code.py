"""The code that is read to IT: for every verdict, without network and disk, in words, characters and as a picture."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from app.reports.code import decode
from app.store.error import Obstacle, StoreError
from app.widgets import qr
from diagnostics.model.site import Help
from tests.fakes import story
from tests.gui.states import WITH_PAGE, WORSE
from tests.gui.world import Maker, World

SCRIPTS = {
    "healthy": story.healthy(),
    "vpn.port_blocked": story.port_blocked(),
    "unknown": story.story("unknown", problems=("tls.public",)),
    "link.disabled": story.everything_dark(),
}


def ended(world: Maker, qtbot: Any, script: Any, **named: Any) -> World:
    one = world(script, **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    return one


def shown(one: World, qtbot: Any) -> Any:
    home = one.screen("home")
    home._buttons["code"].click()
    panel = home._readout.panel
    qtbot.waitUntil(lambda: panel._chars.isVisible(), timeout=5000)
    return panel


def no_disk(*_: Any) -> None:
    raise StoreError(Path("/x"), Obstacle.FULL)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("cause", SCRIPTS)
def test_every_verdict_has_its_code(world: Maker, qtbot: Any, cause: str, lang: str) -> None:
    one = ended(world, qtbot, SCRIPTS[cause], lang=lang, keep_report=no_disk, write_file=no_disk)
    panel = shown(one, qtbot)
    assert decode(panel._chars.text()).cause == cause
    assert decode(panel._words.text(), lang).cause == cause
    assert panel._picture.isVisible()
    assert one.session.site.organisation.phone in panel._whom.text()


def test_a_run_that_broke_has_one_too(world: Maker, qtbot: Any) -> None:
    panel = shown(ended(world, qtbot, story.broken()), qtbot)
    assert decode(panel._chars.text()).cause == "unknown"


def test_the_code_follows_the_next_run_and_the_language(world: Maker, qtbot: Any) -> None:
    one = world(story.port_blocked(), WORSE)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    panel = shown(one, qtbot)
    english = panel._words.text()
    one.session.speak("fr")
    assert panel._words.text() != english
    assert decode(panel._words.text(), "fr").cause == "vpn.port_blocked"
    one.session.again()
    qtbot.waitUntil(lambda: not one.session.is_running, timeout=5000)
    qtbot.waitUntil(lambda: bool(panel._chars.text()) and decode(panel._chars.text()).cause == "link.disabled")


def test_the_menu_leads_to_it_while_the_first_run_is_under_way(world: Maker, qtbot: Any) -> None:
    one = world(story.story("healthy", until=4))
    one.session.start()
    one.window.go("home", "code")
    assert one.screen("home")._readout.panel._what.text() == one.session.say("code.none")


def test_a_code_that_cannot_be_made_is_our_mistake_and_said(world: Maker, qtbot: Any) -> None:
    def boom(*_: Any) -> None:
        raise RuntimeError("boom")

    one = ended(world, qtbot, story.port_blocked(), code=boom)
    one.screen("home")._buttons["code"].click()
    panel = one.screen("home")._readout.panel
    qtbot.waitUntil(lambda: panel._what.text() == one.session.say("code.failed"), timeout=5000)


def test_a_picture_that_cannot_be_made_leaves_the_words(world: Maker, qtbot: Any) -> None:
    def boom(*_: Any) -> None:
        raise RuntimeError("boom")

    panel = shown(ended(world, qtbot, story.port_blocked(), qr=boom), qtbot)
    assert not panel._picture.isVisible()
    assert not panel._hint.isVisible()


def test_it_is_copied_as_one_line(world: Maker, qtbot: Any) -> None:
    panel = shown(ended(world, qtbot, story.port_blocked()), qtbot)
    panel.buttons["copy"].click()
    assert QGuiApplication.clipboard().text() == f"{panel._chars.text()} · {panel._words.text()}"


def test_a_screen_reader_hears_the_characters_one_by_one(world: Maker, qtbot: Any) -> None:
    panel = shown(ended(world, qtbot, story.port_blocked()), qtbot)
    assert len(panel._chars.accessibleName().split(", ")) == 9
    assert len(panel._words.accessibleName().split(", ")) == 4
    assert panel._picture.accessibleName()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_the_picture_is_black_on_white_with_its_border_and_large_enough(ratio: float) -> None:
    matrix = tuple(tuple((row * column + row) % 3 == 0 for column in range(25)) for row in range(25))
    drawn = qr.picture_of(matrix, -(-qr.MODULE_PX * int(ratio * 100) // 100))
    side = (25 + 2 * qr.BORDER) * (drawn.width() // (25 + 2 * qr.BORDER))
    assert drawn.width() == drawn.height() == side
    module = side // (25 + 2 * qr.BORDER)
    assert module >= 5 * ratio
    read = modules(drawn, module)
    assert tuple(tuple(row[qr.BORDER : -qr.BORDER]) for row in read[qr.BORDER : -qr.BORDER]) == matrix
    border = [*read[: qr.BORDER], *read[-qr.BORDER :]]
    assert not any(any(row) for row in border)
    assert not any(any(row[: qr.BORDER]) or any(row[-qr.BORDER :]) for row in read)


def modules(drawn: QImage, module: int) -> list[list[bool]]:
    """Each module's colour, read in its middle: black or white and nothing between."""
    found = []
    for row in range(drawn.height() // module):
        line = [
            drawn.pixelColor(column * module + module // 2, row * module + module // 2)
            for column in range(drawn.width() // module)
        ]
        assert set(colour.name() for colour in line) <= {"#000000", "#ffffff"}
        found.append([colour == QColor("#000000") for colour in line])
    return found


def test_remote_help_asks_first_and_says_what_came_of_it(world: Maker, qtbot: Any) -> None:
    one = ended(world, qtbot, story.port_blocked(), site=WITH_PAGE)
    panel, readout = shown(one, qtbot), one.screen("home")._readout
    panel.buttons["remote"].click()
    assert readout._offer.isVisible()
    assert "Quick Assist" in readout._offer.text.text()
    readout._offer.decline.click()
    assert not readout._offer.isVisible()
    assert one.remote == [], "nothing opens before the person agrees"
    panel.buttons["remote"].click()
    readout._offer.take.click()
    qtbot.waitUntil(lambda: bool(panel.told), timeout=5000)
    assert one.remote == ["quickassist"]
    assert "Quick Assist" in panel.told


def test_without_remote_help_in_the_site_file_there_is_no_button(world: Maker, qtbot: Any) -> None:
    site = msgspec.structs.replace(story.EXAMPLE, help=Help())
    assert not shown(ended(world, qtbot, story.port_blocked(), site=site), qtbot).buttons["remote"].isVisible()


@pytest.mark.parametrize("kind", ["handin", "provider"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_sheet_is_saved_as_a_pdf_and_as_a_page(
    world: Maker, qtbot: Any, tmp_path: Path, kind: str, lang: str
) -> None:
    one = ended(world, qtbot, story.port_blocked(), lang=lang)
    panel, readout = shown(one, qtbot), one.screen("home")._readout
    for ending, begin in ((".pdf", b"%PDF-"), (".html", b"<!DOCTYPE html>")):
        target = tmp_path / f"sheet{ending}"
        with qtbot.waitSignal(readout.handoff.saved, timeout=10_000):
            readout.save_to(kind, target)
        assert target.read_bytes().startswith(begin)
        assert str(target) in panel.told
    if kind == "handin":
        pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "sheet.pdf").read_bytes())
        assert len(pages) == 1
        assert panel._chars.text() in (tmp_path / "sheet.html").read_text("utf-8")


def test_a_sheet_on_a_full_disk_is_one_sentence(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    one = ended(world, qtbot, story.port_blocked(), write_file=no_disk)
    panel, readout = shown(one, qtbot), one.screen("home")._readout
    with qtbot.waitSignal(readout.handoff.saved, timeout=10_000):
        readout.save_to("handin", tmp_path / "sheet.html")
    assert "disk is full" in panel.told
