"""A guide on paper: text, or a page to print, written off the window's thread."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QPageSize, QPainter, QPdfWriter

from app.bridge.errand import Errand

if TYPE_CHECKING:
    from app.bridge.session import Session

PRINT_POINTS = 10


class Paper(QObject):
    """Saves one guide. Lives in the window's thread."""

    ended = Signal(object)  # a sentence

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._path = Path()
        self._errand = Errand(self)
        self._errand.done.connect(self._end)
        session.helpers.append(self._errand)

    def save(self, guide: Any, path: Path, args: Mapping[str, str], system: str) -> None:
        """Write it; `ended` follows. A name that ends in .pdf gets pages, every other plain text."""
        session, self._path = self._session, path
        helped = session.news.order(guide.id) if session.news is not None else {}
        text = session.doors.sheet(guide, session.words, system, args, helped)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSize(PRINT_POINTS)

        def job() -> None:
            data = _pages(text, font) if path.suffix.lower() == ".pdf" else text.encode()
            session.doors.write_file(path, data)

        self._errand.run(job)

    @Slot(object)
    def _end(self, result: object) -> None:
        from app.store.error import StoreError  # noqa: PLC0415

        say = self._session.say
        if isinstance(result, StoreError):
            self.ended.emit(say("guide.save.failed", why=result.sentence(say.lang)))
        elif isinstance(result, Exception):
            self.ended.emit(say("guide.save.failed", why=type(result).__name__))
        else:
            self.ended.emit(say("guide.saved", path=str(self._path)))


def _pages(text: str, font: QFont) -> bytes:
    """The text on A4, line by line: it is wrapped already. Painting into a file may be done in any thread."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: PLC0415

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter(writer)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    fit = max(1, writer.height() // metrics.lineSpacing())
    for place, line in enumerate(text.splitlines()):
        if place and place % fit == 0:
            writer.newPage()
        painter.drawText(0, place % fit * metrics.lineSpacing() + metrics.ascent(), line)
    painter.end()
    buffer.close()
    return bytes(data.data())
