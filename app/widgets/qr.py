"""The picture of a code: dark squares on white, in every theme, large enough for the camera of any phone."""

from math import ceil

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Matrix = tuple[tuple[bool, ...], ...]

MODULE_PX = 5  # of the screen: simulated photos were read at 3 and 4, so this leaves room for a shaky hand
BORDER = 4  # modules of white all round: ISO/IEC 18004 asks for them, and dark windows need them most
INK, PAPER = QColor("#000000"), QColor("#ffffff")  # no tokens: a scanner does not follow the theme


class QrPicture(QLabel):
    """A label with a picture, so that a screen reader takes it for one; `setAccessibleName` says what it holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Matrix = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_matrix(self, matrix: Matrix | None) -> None:
        """Draw it; None or an empty one hides the picture."""
        self._matrix = matrix or ()
        if self._matrix:
            self._draw()
        self.setVisible(bool(self._matrix))

    def event(self, event: QEvent) -> bool:
        """Qt: on another screen a module is another number of its pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._matrix:
            self._draw()
        return super().event(event)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap.fromImage(picture_of(self._matrix, ceil(MODULE_PX * ratio)))
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)
        self.setFixedSize(drawn.deviceIndependentSize().toSize())


def picture_of(matrix: Matrix, module_px: int) -> QImage:
    """Every module a square of whole pixels, with the white border around."""
    side = len(matrix) + 2 * BORDER
    small = QImage(side, side, QImage.Format.Format_RGB32)
    small.fill(PAPER)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                small.setPixelColor(column + BORDER, row + BORDER, INK)
    return small.scaled(side * module_px, side * module_px)  # without smoothing: Qt's default is the fast way
