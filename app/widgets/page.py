"""A page: one column of readable width that scrolls where the window is small."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.widgets import flag
from app.widgets.theme import theme_of


class Page(QScrollArea):
    """`column` is the layout that a screen fills."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_of(self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("horizontalScrollBarPolicy", flag.BAR_ALWAYS_OFF)
        self.setProperty("focusPolicy", flag.NO_FOCUS)  # its content takes the focus
        inner = QWidget()
        inner.setObjectName("column")
        outer = QHBoxLayout(inner)
        margin = theme.size("margin")
        outer.setContentsMargins(margin, theme.size("gap") + theme.size("unit"), margin, margin)
        middle = QWidget()
        middle.setObjectName("column")
        middle.setMaximumWidth(theme.size("column"))
        outer.addWidget(middle, 1)
        self.column = QVBoxLayout(middle)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.size("unit"))
        self.setWidget(inner)
        self._revealed: QWidget | None = None

    @Slot(object)
    def reveal(self, widget: QWidget) -> None:
        """Scroll to a widget of this page once the layout has had its turn."""
        self._revealed = widget
        QTimer.singleShot(0, self._reveal)

    @Slot()
    def _reveal(self) -> None:
        widget, inner = self._revealed, self.widget()
        if widget is None or inner is None:
            return
        if widget.height() > self.viewport().height():  # then its beginning: what stands there comes first
            self.verticalScrollBar().setValue(widget.mapTo(inner, widget.rect().topLeft()).y())
        else:
            self.ensureWidgetVisible(widget, 0, 0)


class Text(QLabel):
    """A paragraph that wraps; an empty one takes no room. `role` is looked up in the style sheet."""

    def __init__(self, text: str = "", role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setWordWrap(True)
        self._is_plain = False
        self.setProperty("textInteractionFlags", flag.SELECTABLE_BY_MOUSE)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Qt, and hide when there is nothing to say."""
        if not self._is_plain and ("<" in text or "&" in text):  # the two signs with which Qt guesses at markup
            from PySide6.QtCore import Qt  # noqa: PLC0415  # 14 ms: see app.widgets.flag

            self._is_plain = True
            self.setTextFormat(Qt.TextFormat.PlainText)  # what came from the network must never become markup
        super().setText(text)
        if not text:
            self.hide()
        elif self.parentWidget() is not None:  # a label without a parent would open as a window of its own
            self.show()


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` without moving the focus (WCAG 4.1.3). Does nothing when none listens."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415  # not before the first paint

    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
