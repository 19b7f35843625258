"""A push button whose text wraps, so that no language and no text size is ever clipped."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.widgets import flag
from app.widgets.theme import Theme, pen, theme_of

PRIMARY = "primary"
PLAIN = "plain"
QUIET = "quiet"  # looks like a link
TILE = "tile"

# Access keys work and are spoken; their underlines would only make a quiet page restless.
_WRAP = flag.WRAP | flag.HIDE_MNEMONIC | flag.ALIGN_CENTER
_WRAP_LEFT = flag.WRAP | flag.HIDE_MNEMONIC | flag.ALIGN_LEFT | flag.ALIGN_VCENTER
_TALL = 10_000


class Button(QPushButton):
    """Painted from the theme's tokens; Enter and Space both press it. An "&" marks the access key."""

    def __init__(self, text: str = "", variant: str = PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._variant = variant
        self._picture = ""
        self._is_choice = False  # one of several of which one is chosen
        self._is_chosen = False
        self.setAutoDefault(True)  # Enter presses the focused button, as people expect
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_variant(self, variant: str) -> None:
        """Change the look, for instance when another button becomes the main one."""
        if variant != self._variant:
            self._variant = variant
            self.updateGeometry()
            self.update()

    def mark_choice(self, chosen: bool) -> None:
        """Show by weight, not only by colour, whether this is the one that is chosen."""
        self._is_choice, self._is_chosen = True, chosen
        self.update()

    def set_picture(self, name: str) -> None:
        """A drawing of `resources/icons` left of the text; it decorates and is not spoken."""
        self._picture = name
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Qt: the height depends on how the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: height that shows the whole text at that width."""
        theme = theme_of(self)
        inner = max(1, width - self._around(theme))
        text = self.fontMetrics().boundingRect(QRect(0, 0, inner, _TALL), _WRAP, self.text())
        return max(theme.size("target"), text.height() + 2 * theme.size("unit"))

    def sizeHint(self) -> QSize:
        """Qt: one line, where there is room for it."""
        theme = theme_of(self)
        font = self.font()
        font.setBold(self._is_choice or font.bold())
        text = QFontMetrics(font).size(flag.HIDE_MNEMONIC, self.text())
        # One pixel more than the text needs: rounding of fractional widths must not wrap the last word.
        return QSize(
            text.width() + self._around(theme) + 1, max(theme.size("target"), text.height() + 2 * theme.size("unit"))
        )

    def minimumSizeHint(self) -> QSize:
        """Qt: the longest word must fit."""
        words = [self.fontMetrics().horizontalAdvance(word) for word in self.text().replace("&", "").split()] or [0]
        theme = theme_of(self)
        return QSize(max(words) + self._around(theme) + 1, theme.size("target"))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another text size or theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            self.updateGeometry()
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Qt."""
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.size("focus")
        box = self.rect().adjusted(width, width, -width, -width)
        if self.hasFocus():
            painter.setPen(pen(theme.colour("focus"), width))
            half = width / 2
            painter.drawRoundedRect(
                self.rect().toRectF().adjusted(half, half, -half, -half), theme.size("radius"), theme.size("radius")
            )
        ink = self._background(painter, theme, box)
        painter.setPen(ink)
        if self._variant == QUIET and (self.underMouse() or self.hasFocus()):
            font = self.font()
            font.setUnderline(True)
            painter.setFont(font)
        if self._is_chosen:
            font = self.font()
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(theme.colour("text"))
        pad = self._around(theme) // 2
        area = self.rect().adjusted(pad, 0, -pad, 0)
        if self._picture:
            self._draw_picture(painter, theme)
            unit = theme.size("unit")
            area = self.rect().adjusted(theme.size("icon") + 3 * unit, 0, -unit, 0)
        painter.drawText(area, _WRAP_LEFT if self._variant == TILE else _WRAP, self.text())

    def _around(self, theme: Theme) -> int:
        """Pixels left and right of the text together."""
        unit = theme.size("unit")
        if self._picture:
            return theme.size("icon") + 4 * unit
        return 2 * unit if self._variant == QUIET else 4 * unit

    def _background(self, painter: QPainter, theme: Theme, box: QRect) -> QPen:
        """Paint what is behind the text; the answer is the pen to write with."""
        hot = self.isDown() or self.underMouse()
        radius = theme.size("radius")
        if not self.isEnabled():
            if self._variant != QUIET:
                painter.setPen(pen(theme.colour("hairline"), 1))
                painter.drawRoundedRect(box, radius, radius)
            return pen(theme.colour("disabled"))
        if self._variant == PRIMARY:
            fill = theme.colour("accent_hover" if hot else "accent")
            painter.setPen(fill)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, radius, radius)
            return pen(theme.colour("on_accent"))
        if self._variant == QUIET:
            return pen(theme.colour("accent"))
        painter.setPen(pen(theme.colour("border" if self._variant == PLAIN or hot else "hairline"), 1))
        painter.setBrush(theme.colour("raised" if hot else "surface"))
        painter.drawRoundedRect(box, radius, radius)
        return pen(theme.colour("text"))

    def _draw_picture(self, painter: QPainter, theme: Theme) -> None:
        from app.widgets.picture import picture  # noqa: PLC0415  # loads QtSvg: not before the first paint

        size = theme.size("icon")
        ratio = self.devicePixelRatioF()
        drawn: QPixmap = picture(self._picture, theme.colours["accent"], size, ratio)
        painter.drawPixmap(2 * theme.size("unit") - theme.size("unit") // 2, (self.height() - size) // 2, drawn)
