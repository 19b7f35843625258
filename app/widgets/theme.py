"""Colours and sizes: the tokens of `resources/style`, a light and a dark palette of our own, the style sheet.

QUIRK(Qt 6.11): `QStyleHints.setColorScheme` does nothing on offscreen and bare X, so the palettes are ours.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

import resources

STYLE = Path(resources.__file__).parent / "style"
ICONS = Path(resources.__file__).parent / "icons"
SCHEMES = ("system", "light", "dark")
SCALES = (1.0, 1.25, 1.5, 2.0)

LEAST_POINTS = 10.0  # bare X servers say 9, which nobody who is stressed should have to read

_DARK_BELOW = 128  # lightness of the window colour, 0 to 255

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "trouble",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Midlight: "hairline",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "border",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
}


class Theme(NamedTuple):
    """The tokens of one scheme at one text size."""

    scheme: str  # "light" or "dark"
    scale: float
    colours: dict[str, str]
    sizes: dict[str, int]
    fonts: dict[str, float]

    def colour(self, name: str) -> QColor:
        """A colour token."""
        return QColor(self.colours[name])

    def size(self, name: str) -> int:
        """A size token in device-independent pixels."""
        return self.sizes[name]


def pen(colour: QColor, width: float = 1.0) -> QPen:
    """A pen of that width. QUIRK(PySide6 6.11): `QPen(colour)` would load the `Qt` namespace, see app.widgets.flag."""
    made = QPen()
    made.setColor(colour)
    made.setWidthF(width)
    return made


@cache
def _tokens() -> dict[str, dict[str, float | str]]:
    loaded: dict[str, dict[str, float | str]] = json.loads((STYLE / "tokens.json").read_text(encoding="utf-8"))
    return loaded


@cache
def theme(scheme: str, scale: float = 1.0) -> Theme:
    """The theme of that name. Marks and targets grow with the text, gaps do not."""
    tokens = _tokens()
    sizes = {name: int(value) for name, value in tokens["size"].items()}
    for name in ("mark", "target", "icon"):
        sizes[name] = round(sizes[name] * (1 + (scale - 1) / 2))
    colours = {name: str(value) for name, value in tokens[scheme].items()}
    return Theme(scheme, scale, colours, sizes, {name: float(value) for name, value in tokens["font"].items()})


def theme_of(widget: QWidget) -> Theme:
    """The theme that a widget is painted in: read from its palette and font, so there is no global to keep in step."""
    scheme = "dark" if widget.palette().color(QPalette.ColorRole.Window).lightness() < _DARK_BELOW else "light"
    app = QApplication.instance()
    scale = app.property("textScale") if app is not None else None
    return theme(scheme, float(scale) if scale else 1.0)


def resolved(choice: str) -> str:
    """ "light" or "dark" for "system": what the desktop says, light where it says nothing."""
    if choice != "system":
        return choice
    app = QApplication.instance()
    return str(app.property("systemScheme") or "light") if app is not None else "light"


def note_system(scheme: str) -> None:
    """The desktop changed between "Light" and "Dark" (the names of `Qt.ColorScheme`)."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty("systemScheme", scheme.lower() if scheme.lower() in SCHEMES else "light")


def follow_system(app: QApplication, again: Callable[[], object]) -> None:
    """Call `again` whenever the desktop changes between light and dark."""

    def changed(scheme: object) -> None:
        note_system(str(getattr(scheme, "name", "Light")))
        again()

    app.styleHints().colorSchemeChanged.connect(changed)


def dress(app: QApplication, choice: str, scale: float = 1.0) -> Theme:
    """Give the whole program palette, text size and style sheet. Repeatable at any time."""
    if app.property("plainPoints") is None:
        if app.style().objectName().lower() != "fusion":  # 5 ms where it is the one already
            app.setStyle("Fusion")
        # Read from the palette: asking `colorScheme()` would load the `Qt` namespace, see app.widgets.flag.
        is_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < _DARK_BELOW
        app.setProperty("systemScheme", "dark" if is_dark else "light")
        app.setProperty("plainPoints", max(LEAST_POINTS, app.font().pointSizeF()))
    current = theme(resolved(choice), scale)
    points = float(app.property("plainPoints")) * scale
    font = app.font()
    font.setPointSizeF(points)
    app.setProperty("textScale", scale)
    app.setFont(font)
    app.setPalette(_palette(current))
    app.setStyleSheet(_sheet(current, points))
    return current


def _palette(current: Theme) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, current.colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, current.colour("disabled"))
    return palette


def _sheet(current: Theme, points: float) -> str:
    values = {f"@{name}-pt": f"{points * ratio:.1f}pt" for name, ratio in current.fonts.items()}
    values |= {f"@{name}-px": f"{value}px" for name, value in current.sizes.items()}
    values |= {"@pad-px": f"{current.size('unit') - 2}px", "@check-px": f"{round(18 * current.scale)}px"}
    values |= {"@icons": ICONS.as_posix(), "@scheme": current.scheme}
    values |= {f"@{name}": value for name, value in current.colours.items()}
    sheet = (STYLE / "window.qss").read_text(encoding="utf-8")
    for name in sorted(values, key=len, reverse=True):  # longest first: @accent_hover before @accent
        sheet = sheet.replace(name, values[name])
    return sheet
