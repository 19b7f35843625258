"""The path: stops with a shape, a word and a colour each, from left to right, or downwards where it is narrow."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGroupBox, QPushButton, QSizePolicy, QWidget

from app.presenters.path import PathView, Stop, StopState
from app.widgets import flag
from app.widgets.theme import Theme, pen, theme_of

_ACROSS = flag.WRAP | flag.ALIGN_HCENTER | flag.ALIGN_TOP
_DOWN = flag.WRAP | flag.ALIGN_LEFT | flag.ALIGN_VCENTER
_DASHES = [4.0, 3.0]
_DOTS = [1.0, 2.0]
_TALL = 10_000
_PENDING = frozenset({StopState.WAITING, StopState.CHECKING})
_ALARMING = frozenset({StopState.TROUBLE, StopState.AFFECTED})
_DASHED = frozenset({StopState.AFFECTED, StopState.NOT_CHECKED, StopState.WAITING})


class StopMark(QPushButton):
    """One stop. It is a button, so it is reached with the keyboard and read by a screen reader like one."""

    def __init__(self, stop: Stop, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop = stop
        self._before: StopState | None = None
        self._after: StopState | None = None
        self._is_across = True
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_stop(stop, hint)

    def show_stop(self, stop: Stop, hint: str) -> None:
        """Show this stop from now on."""
        self._stop = stop
        self.setAccessibleName(f"{stop.title}: {stop.word}")
        self.setAccessibleDescription(hint)
        self.update()

    def join(self, before: StopState | None, after: StopState | None) -> None:
        """The states of the neighbours, for the lines to them."""
        self._before, self._after = before, after
        self.update()

    def turn(self, across: bool) -> None:
        """Draw for a path that runs across or down the page."""
        self._is_across = across

    def width_across(self) -> int:
        """The width below which a word would be broken."""
        bold = self._bold()
        title = max((bold.horizontalAdvance(word) for word in self._stop.title.split()), default=0)
        word = max((self.fontMetrics().horizontalAdvance(word) for word in self._stop.word.split()), default=0)
        return max(title, word) + theme_of(self).size("unit")

    def height_for(self, width: int) -> int:
        """The height that shows everything at that width. Asked once by the row and not again and again by Qt's
        layouts: each of their questions would wait for the interpreter while a run is busy."""
        theme = theme_of(self)
        mark, unit = theme.size("mark"), theme.size("unit")
        if not self._is_across:
            inner = max(1, width - mark - 4 * unit)
            text = self.fontMetrics().boundingRect(QRect(0, 0, inner, _TALL), _DOWN, self._line())
            return max(mark + 2 * unit, text.height() + unit)
        title, word = self._text_heights(width)
        return mark + title + word + 3 * unit

    def paintEvent(self, _: QPaintEvent) -> None:
        """Qt."""
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark, unit = theme.size("mark"), theme.size("unit")
        if self._is_across:
            centre = QPointF(self.width() / 2, mark / 2 + unit / 2)
            self._draw_lines(painter, theme, centre, QPointF(0, centre.y()), QPointF(self.width(), centre.y()))
            self._draw_texts_across(painter, theme)
        else:
            centre = QPointF(unit + mark / 2, self.height() / 2)
            self._draw_lines(painter, theme, centre, QPointF(centre.x(), 0), QPointF(centre.x(), self.height()))
            area = self.rect().adjusted(mark + 3 * unit, 0, -unit, 0)
            painter.drawText(area, _DOWN, self._line())
        if self.hasFocus():
            ring = QPainterPath()
            ring.addRoundedRect(
                self.rect().toRectF().adjusted(1, 1, -1, -1), theme.size("radius"), theme.size("radius")
            )
            painter.strokePath(ring, pen(theme.colour("focus"), theme.size("focus")))
        draw_mark(painter, theme, self._stop.state, centre, mark)

    def _bold(self) -> QFontMetrics:
        return QFontMetrics(self._bold_font())

    def _bold_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _line(self) -> str:
        return f"{self._stop.title} · {self._stop.word}"

    def _text_heights(self, width: int) -> tuple[int, int]:
        area = QRect(0, 0, max(1, width - 4), _TALL)
        return (
            self._bold().boundingRect(area, _ACROSS, self._stop.title).height(),
            self.fontMetrics().boundingRect(area, _ACROSS, self._stop.word).height(),
        )

    def _draw_texts_across(self, painter: QPainter, theme: Theme) -> None:
        title, word = self._text_heights(self.width())
        top = theme.size("mark") + round(1.5 * theme.size("unit"))
        painter.setFont(self._bold_font())
        painter.drawText(QRect(2, top, self.width() - 4, title), _ACROSS, self._stop.title)
        painter.setFont(self.font())
        state = self._stop.state
        if state not in _PENDING:  # the first paint has nothing else, and setPen loads `Qt`: see app.widgets.flag
            painter.setPen(theme.colour(str(state) if state in _ALARMING else "muted"))
        painter.drawText(QRect(2, top + title, self.width() - 4, word), _ACROSS, self._stop.word)

    def _draw_lines(self, painter: QPainter, theme: Theme, centre: QPointF, start: QPointF, end: QPointF) -> None:
        gap = theme.size("mark") / 2 + theme.size("unit") / 2
        step = QPointF(gap, 0) if self._is_across else QPointF(0, gap)
        # Each line belongs to the stop that it leads to, so both halves look the same.
        for edge, to, near in ((start, self._before and self._stop.state, -1), (end, self._after, 1)):
            if to is None:
                continue
            line = pen(theme.colour("border"), theme.size("line"))
            if to in _DASHED:
                line.setDashPattern(_DASHES)
            way = QPainterPath(centre + step * near)
            way.lineTo(edge)
            painter.strokePath(way, line)


def draw_mark(painter: QPainter, theme: Theme, state: StopState, centre: QPointF, size: int) -> None:
    """The shape of a state: told apart without any colour."""
    ink = theme.colour(str(state))
    at = _at(centre, size / 2 - 1)
    box = QRectF(at(-1, -1), at(1, 1))
    outline = QPainterPath()
    if state is StopState.TROUBLE:
        outline.addRoundedRect(box, size / 7, size / 7)
    elif state is StopState.AFFECTED:
        outline.addPolygon(QPolygonF([at(0, -1), at(1, 0), at(0, 1), at(-1, 0), at(0, -1)]))
    else:
        outline.addEllipse(box)
    if state in {StopState.FINE, StopState.TROUBLE}:
        painter.fillPath(outline, ink)
        painter.strokePath(_inside(state, at), _sign(theme, size))
        return
    hollow = pen(ink, theme.size("line"))
    if state is StopState.NOT_CHECKED:
        hollow.setDashPattern(_DOTS)
    painter.strokePath(outline, hollow)
    if state is StopState.CHECKING:
        painter.fillPath(_inside(state, at), ink)
    elif state is not StopState.WAITING:
        painter.strokePath(_inside(state, at), pen(ink, theme.size("line")))


def _inside(state: StopState, at: Callable[[float, float], QPointF]) -> QPainterPath:
    """The sign in the middle of a mark."""
    sign = QPainterPath()
    if state is StopState.FINE:
        sign.moveTo(at(-0.44, 0.02))
        sign.lineTo(at(-0.12, 0.36))
        sign.lineTo(at(0.46, -0.32))
    elif state is StopState.TROUBLE:
        for x in (-0.38, 0.38):
            sign.moveTo(at(x, -0.38))
            sign.lineTo(at(-x, 0.38))
    elif state is StopState.CHECKING:
        for x in (-0.4, 0.0, 0.4):
            sign.addEllipse(QRectF(at(x - 0.13, -0.13), at(x + 0.13, 0.13)))
    else:
        sign.moveTo(at(-0.3, 0))
        sign.lineTo(at(0.3, 0))
    return sign


def _sign(theme: Theme, size: int) -> QPen:
    """The pen for the sign inside a filled mark."""
    from PySide6.QtCore import Qt  # noqa: PLC0415  # 14 ms: see app.widgets.flag

    sign = pen(theme.colour("on_mark"), max(2.0, size / 11))
    sign.setCapStyle(Qt.PenCapStyle.RoundCap)
    sign.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return sign


def _at(centre: QPointF, half: float) -> Callable[[float, float], QPointF]:
    def point(x: float, y: float) -> QPointF:
        return QPointF(centre.x() + x * half, centre.y() + y * half)

    return point


class PathRow(QGroupBox):
    """All stops. Its accessible name says the whole picture; `chosen` carries the id of a stop that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[str, StopMark] = {}
        self._view: PathView | None = None
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def show_view(self, view: PathView, hint: str) -> None:
        """Show this picture; stops that did not change are left alone."""
        if view == self._view:
            return
        ids = [stop.id for stop in view.stops]
        if ids != list(self._marks):
            self._rebuild(view, hint)
        before = {stop.id: stop for stop in self._view.stops} if self._view else {}
        self._view = view
        for stop in view.stops:
            if before.get(stop.id) != stop:
                self._marks[stop.id].show_stop(stop, hint)
        states = [stop.state for stop in view.stops]
        for place, stop in enumerate(view.stops):
            self._marks[stop.id].join(
                states[place - 1] if place else None, states[place + 1] if place + 1 < len(states) else None
            )
        self.setAccessibleName(view.spoken)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another text size may need another direction."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._marks:
            self._turn()

    def _rebuild(self, view: PathView, hint: str) -> None:
        for mark in self._marks.values():
            self._box.removeWidget(mark)
            mark.deleteLater()
        self._marks = {}
        self._view = None
        for stop in view.stops:
            mark = StopMark(stop, hint, self)
            mark.clicked.connect(lambda _=False, id=stop.id: self.chosen.emit(id))
            self._marks[stop.id] = mark
            self._box.addWidget(mark, 1)
            mark.show()

    def _turn(self) -> None:
        """Across where every word fits under its mark, else down the page; as high as the texts need."""
        marks = list(self._marks.values())
        if not marks:
            return
        across = max(mark.width_across() for mark in marks) * len(marks) <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != direction:
            self._box.setDirection(direction)
        width = self.width() // len(marks) if across else self.width()
        for mark in marks:
            mark.turn(across)
        heights = [mark.height_for(width) for mark in marks]
        if across:
            heights = [max(heights)] * len(heights)
        for mark, height in zip(marks, heights, strict=True):
            if mark.minimumHeight() != height:
                mark.setFixedHeight(height)
