"""Contrast, tokens, and the numbers that stand for Qt's enums."""

import re
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.presenters.path import StopState
from app.presenters.tile import TILES
from app.widgets import flag
from app.widgets.picture import picture
from app.widgets.standard import speak
from app.widgets.theme import ICONS, STYLE, dress, note_system, resolved, theme

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11


INKS = ("text", "muted", "accent", "fine", "trouble", "affected")


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: QColor, two: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *[(ink, ground, TEXT_CONTRAST) for ink in INKS for ground in ("window", "surface")],
        ("text", "raised", TEXT_CONTRAST),
        ("on_accent", "accent", TEXT_CONTRAST),
        ("on_accent", "accent_hover", TEXT_CONTRAST),
        *[(str(state), "window", SHAPE_CONTRAST) for state in StopState],
        *[("on_mark", mark, SHAPE_CONTRAST) for mark in ("fine", "trouble")],
        ("border", "surface", SHAPE_CONTRAST),
        ("focus", "window", SHAPE_CONTRAST),
    ],
)  # fmt: skip
def test_contrast(scheme: str, ink: str, ground: str, least: float) -> None:
    current = theme(scheme)
    assert contrast(current.colour(ink), current.colour(ground)) >= least


def test_both_schemes_have_the_same_tokens_and_all_of_them_are_known() -> None:
    light, dark = theme("light"), theme("dark")
    assert set(light.colours) == set(dark.colours)
    sheet = (STYLE / "window.qss").read_text("utf-8")
    known = set(light.colours) | {"icons", "scheme", "pad-px", "check-px"}
    known |= {f"{name}-px" for name in light.sizes} | {f"{name}-pt" for name in light.fonts}
    assert set(re.findall(r"@([a-z_]+(?:-p[xt])?)", sheet)) - {"names"} <= known


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_token_is_left_in_the_sheet(qapp: Any, scheme: str, scale: float) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, scheme, scale)
    sheet = re.sub(r"/\*.*?\*/", "", app.styleSheet(), flags=re.DOTALL)
    assert "@" not in sheet
    assert app.palette().color(QPalette.ColorRole.Window) == theme(scheme).colour("window")
    dress(app, "light", 1.0)


def test_system_follows_the_desktop(qapp: Any) -> None:
    note_system("Dark")
    assert resolved("system") == "dark"
    assert resolved("light") == "light"
    note_system("Unknown")
    assert resolved("system") == "light"


@pytest.mark.parametrize(
    ("ours", "qts"),
    [
        (flag.ALIGN_LEFT, Qt.AlignmentFlag.AlignLeft),
        (flag.ALIGN_HCENTER, Qt.AlignmentFlag.AlignHCenter),
        (flag.ALIGN_TOP, Qt.AlignmentFlag.AlignTop),
        (flag.ALIGN_VCENTER, Qt.AlignmentFlag.AlignVCenter),
        (flag.ALIGN_CENTER, Qt.AlignmentFlag.AlignCenter),
        (flag.WRAP, Qt.TextFlag.TextWordWrap),
        (flag.HIDE_MNEMONIC, Qt.TextFlag.TextHideMnemonic),
        (flag.SELECTABLE_BY_MOUSE, Qt.TextInteractionFlag.TextSelectableByMouse),
        (flag.NO_FOCUS, Qt.FocusPolicy.NoFocus),
        (flag.STRONG_FOCUS, Qt.FocusPolicy.StrongFocus),
        (flag.BAR_ALWAYS_OFF, Qt.ScrollBarPolicy.ScrollBarAlwaysOff),
    ],
)
def test_our_numbers_are_qts(ours: int, qts: Any) -> None:
    assert ours == qts.value


def test_qts_own_texts_follow_the_language(qapp: Any) -> None:
    def cut() -> str:
        return QCoreApplication.translate("QWidgetTextControl", "Cu&t")

    assert speak("fr")
    assert cut() == "Co&uper"
    assert speak("en")
    assert cut() == "Cu&t"
    assert not speak("xx")


@pytest.mark.parametrize("name", [tile.id for tile in TILES])
def test_every_tile_has_a_drawing_in_the_colour_of_the_theme(qapp: Any, name: str) -> None:
    assert "currentColor" in (ICONS / f"{name}.svg").read_text("utf-8")
    image = picture(name, "#ff0000", 24, 2.0).toImage()
    drawn = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 200]
    assert len(drawn) > 20
    assert all(colour.red() > 200 and colour.green() < 60 for colour in drawn)
