"""What is read to IT, at work: the panel of the code, the question before remote help, the sheets to print."""

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.bridge.handoff import Handoff
from app.presenters.handoff import HandoffView, handoff_view, plain_code
from app.widgets.handoff import HandoffPanel
from app.widgets.offer import Offer
from app.widgets.page import announce
from app.widgets.theme import theme_of

if TYPE_CHECKING:
    from app.bridge.session import Session
    from diagnostics.model.diagnosis import Diagnosis

ALL = ("copy", "remote", "handin", "provider")
ONLY_CODE = ("copy",)


class Readout(QWidget):
    """Needs no network and no disk. `revealed` carries a widget that the page should scroll to."""

    revealed = Signal(object)

    def __init__(self, session: "Session", buttons: tuple[str, ...] = ALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.handoff = Handoff(session, self)
        self.panel = HandoffPanel(buttons, self)
        self._offer = Offer(self)
        self._offer.hide()
        self._offer.taken.connect(self._open_remote)
        self._offer.declined.connect(self._decline)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme_of(self).size("unit"))
        box.addWidget(self.panel)
        box.addWidget(self._offer)
        self.panel.wanted.connect(self._act)
        self.handoff.ready.connect(self._show)
        self.handoff.opened.connect(self._tell_opened)
        self.handoff.saved.connect(self._tell_saved)
        session.translated.connect(self._show)
        self._speaks = False

    def about(self, diagnosis: "Diagnosis | None", *, speak: bool = False) -> None:
        """Show the code of that run, as soon as it is made; `speak`: and have a screen reader say it."""
        before = self.handoff.now
        self._speaks = speak
        self.handoff.make(diagnosis)
        if self.handoff.now is not before:
            self.panel.tell("")
        self._show()

    def view(self) -> HandoffView:
        """What is shown now."""
        handoff, session = self.handoff, self._session
        return handoff_view(handoff.now, handoff.is_making, session.say, session.site)

    def follow(self, before: QWidget) -> None:
        """The keyboard comes here from `before`."""
        for one, other in pairwise([before, *self.panel.buttons.values(), self._offer.take, self._offer.decline]):
            QWidget.setTabOrder(one, other)

    @Slot(object)
    def _show(self, _: object = None) -> None:
        session, view = self._session, self.view()
        say, remote = session.say, self.handoff.remote if "remote" in self.panel.buttons else None
        is_made = bool(view.words)
        self.panel.show_view(
            view,
            {
                "copy": say("code.copy") if is_made else None,
                "remote": remote.title if remote is not None else None,
                "handin": say("sheet.handin") if self.handoff.now is not None else None,
                "provider": say("sheet.provider") if session.diagnosis is not None else None,
            },
        )
        if not self._offer.isHidden():
            self._ask()
        if self._speaks and not self.handoff.is_making:
            self._speaks = False
            announce(self, view.spoken)
            self.revealed.emit(self)

    @Slot(object)
    def _act(self, name: str) -> None:
        self.panel.tell("")
        if name == "copy":
            QGuiApplication.clipboard().setText(plain_code(self.handoff.now, self._session.say.lang))
            self._tell(self._session.say("code.copied"))
        elif name == "remote":
            self._ask()
            self._offer.take.setFocus()
            announce(self, self._offer.text.text())
            self.revealed.emit(self._offer)
        else:
            say = self._session.say
            proposed = say("sheet.handin.file" if name == "handin" else "sheet.provider.file")
            chosen, _ = QFileDialog.getSaveFileName(self, say("sheet.dialog"), proposed, say("sheet.filter"))
            if chosen:
                self.save_to(name, Path(chosen))

    def save_to(self, name: str, path: Path) -> None:
        """Write a sheet, "handin" or "provider", into a file."""
        (self.handoff.save_handin if name == "handin" else self.handoff.save_provider)(path)

    def _ask(self) -> None:
        remote = self.handoff.remote
        if remote is not None:
            self._offer.show_offer("\n".join(remote.consent), remote.accept, remote.refuse)
            self._offer.show()

    @Slot()
    def _open_remote(self) -> None:
        self._put_away()
        self.handoff.open_remote()

    @Slot()
    def _decline(self) -> None:
        self._put_away()

    def _put_away(self) -> None:
        self._offer.hide()
        if "remote" in self.panel.buttons:
            self.panel.buttons["remote"].setFocus()

    @Slot(object)
    def _tell_opened(self, sentence: str) -> None:
        self._tell(sentence)

    @Slot(object)
    def _tell_saved(self, result: object) -> None:
        say = self._session.say
        if isinstance(result, Path):
            self._tell(say("sheet.saved", path=result))
        else:
            told = getattr(result, "sentence", None)
            self._tell(say("sheet.failed", why=told(say.lang) if told else type(result).__name__))

    def _tell(self, text: str) -> None:
        self.panel.tell(text)
        announce(self, text)
        self.revealed.emit(self.panel.row)
