"""What IT has told, under the verdict: known troubles in a frame, who else has this one, and quiet lines."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.presenters.news import NewsView
from app.widgets.page import Text
from app.widgets.theme import theme_of


class Board(QWidget):
    """Takes no room where there is nothing to tell. Nothing of it can be pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_of(self)
        unit, gap = theme.size("unit"), theme.size("gap")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, unit // 2, 0, 0)
        box.setSpacing(unit)
        self._panel = QFrame(self)
        self._panel.setProperty("role", "news")
        inside = QVBoxLayout(self._panel)
        inside.setContentsMargins(gap, gap - unit // 2, gap, gap - unit // 2)
        self.known, self.general = Text(role="lead", parent=self._panel), Text(role="lead", parent=self._panel)
        self.peers, self.quiet = Text(parent=self), Text(role="muted", parent=self)
        for text in (self.known, self.general):
            inside.addWidget(text)
        for widget in (self._panel, self.peers, self.quiet):
            box.addWidget(widget)
        self.hide()

    def show_news(self, view: NewsView) -> None:
        """Replace everything that is shown."""
        self.known.setText("\n".join(view.known))
        self.general.setText("\n".join(view.general))
        self.peers.setText(view.peers)
        self.quiet.setText("\n".join(view.quiet))
        self._panel.setVisible(bool(view.known or view.general))
        self._panel.setAccessibleName(" ".join((*view.known, *view.general)))
        self.setVisible(bool(view.known or view.general or view.peers or view.quiet))
