"""The drawings of `resources/icons`, in the colour of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.widgets.theme import ICONS


@lru_cache(maxsize=64)
def picture(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """A square drawing of `size` device-independent pixels; `currentColor` in the file becomes `colour`."""
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
