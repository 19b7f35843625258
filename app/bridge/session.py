"""What the screens talk to: the run that is shown, its book, the language, the choices of the person."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.bridge.place import Place
from app.bridge.relay import Relay
from app.presenters.ledger import Ledger
from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.bridge.doors import Doors
    from app.bridge.errand import Errand
    from app.bridge.guided import Guided
    from app.bridge.news import News
    from app.bridge.post import Courier
    from app.bridge.repairs import Repairs
    from app.bridge.tally import Tally
    from app.bridge.vigil import Vigil
    from app.presenters.words import Words
    from app.reports.sheet.look import Look
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site
    from diagnostics.watch.episode import WatchReport

NEWS_MS = 200  # the first thing that is seen on the screen comes before what IT tells
FRAME_MS = 40  # 25 pictures a second is as much as an eye wants, however many observations arrive


class Session(QObject):
    """Lives in the window's thread from start to end of the program."""

    changed = Signal(object)  # the Ledger, at most once per frame while a run is under way
    ended = Signal(object)  # the Ledger, once per run
    translated = Signal(object)  # the Phrases of the new language
    watched = Signal(object)  # "running" or "done": a watch began or ended
    walked = Signal(object)  # the Guided: a walk through a guide has ended
    placed = Signal(object)  # the Place, once its site file has been parsed
    informed = Signal(object)  # the News: what IT tells is another than before
    recalled = Signal(object)  # a Left, or None: what is to be said about a guide that is not on the screen

    def __init__(self, place: Place, say: Phrases, doors: "Doors", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.say = say
        self.doors = doors
        self.ledger = Ledger()
        self.symptom: str | None = None
        self.address: str | None = None  # the one app or website that the run follows as well, as it was typed
        self.office = ""  # where the person works, as IT's notices name it
        self.notice: Any = None  # about the settings file; has `sentence(lang)`
        self.tried: list[Any] = []  # steps of guides, for the report
        self.helpers: list[Errand] = []  # what else must end before the program does
        self.detail = ""  # why a run could not be made, for the report and the log
        self._is_placed = place.is_known
        self.main = Relay(doors.runs, self)
        self.watch = Relay(doors.runs, self)  # re-checks of a guide
        self.load = Relay(doors.runs, self)  # the test that loads the line
        self._vigil: Vigil | None = None
        self._guided: Guided | None = None
        self._repairs: Repairs | None = None
        self._courier: Courier | None = None
        self._tally: Tally | None = None
        self._is_recalled = False
        self.is_adopting = False  # what is shown as ended is the look of a guide
        self.news: News | None = None  # None: the organisation publishes nothing
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._show)
        self._has_shown = False
        self.main.arrived.connect(self._take)
        self.main.failed.connect(self._break)

    @property
    def diagnosis(self) -> "Diagnosis | None":
        """The finished run; of one that ended without a verdict what it had seen; None while it is under way."""
        if self.ledger.outcome is not None and self.ledger.diagnosis is None:
            return self.ledger.unjudged(self.site, self.symptom)
        return self.ledger.diagnosis

    @property
    def site(self) -> "Site":
        """The organisation's facts; the first look parses the file."""
        return self.place.site

    @property
    def notices(self) -> str:
        """What the person should know about files that could not be used; empty, as a rule."""
        settings = self.notice.sentence(self.say.lang) if self.notice is not None else ""
        news = self.news.trouble if self.news is not None else ""
        return " ".join(part for part in (self.place.trouble, settings, news) if part)

    @property
    def is_running(self) -> bool:
        """Whether the main run is still under way."""
        return self.ledger.outcome is None

    @property
    def words(self) -> "Words":
        """The sentences of causes, checks and facts in the window's language."""
        words: Words = self.doors.words(self.say.lang)
        return words

    @property
    def vigil(self) -> "Vigil":
        """What watches for some minutes; made when it is first wanted."""
        if self._vigil is None:
            from app.bridge.vigil import Vigil  # noqa: PLC0415  # not before the first paint

            self._vigil = Vigil(self)
        return self._vigil

    @property
    def repairs(self) -> "Repairs":
        """What changes the computer; made when it is first wanted."""
        if self._repairs is None:
            from app.bridge.repairs import Repairs  # noqa: PLC0415  # not before the first paint

            self._repairs = Repairs(self.doors, self)
        return self._repairs

    @property
    def guided(self) -> "Guided":
        """The walk through a guide, on the screen or put aside; made when it is first wanted."""
        if self._guided is None:
            from app.bridge.guided import Guided  # noqa: PLC0415  # not before the first paint

            self._guided = guided = Guided(self)
            guided.finished.connect(lambda _: self.walked.emit(guided))
        return self._guided

    @property
    def courier(self) -> "Courier":
        """The outbox; made when it is first wanted."""
        if self._courier is None:
            from app.bridge.post import Courier  # noqa: PLC0415  # not before the first paint

            self._courier = Courier(self)
        return self._courier

    @property
    def system(self) -> str:
        """ "linux", "darwin" or "windows"."""
        from app.bridge.kept import system  # noqa: PLC0415

        diagnosis = self.ledger.diagnosis
        return diagnosis.os.system if diagnosis is not None and diagnosis.os is not None else system()

    @Slot()
    def recall(self) -> None:
        """Take up what an earlier start left: a guide, a change that nobody has proved, a report that waits; and what
        IT has told."""
        self._is_recalled = True
        self._begin_news()
        if self.doors.has_left():
            _ = self.guided
            self.repairs.wake()
        if self.doors.has_post():
            self.courier.start()

    def move(self, office: str) -> None:
        """The person works in another office: other notices concern them."""
        self.office = office
        if self.news is not None:
            self.informed.emit(self.news)

    @property
    def watching(self) -> str:
        """Whether a watch is "running" or "done"; empty before the first one."""
        return self._vigil.stage if self._vigil is not None else ""

    @property
    def watch_report(self) -> "WatchReport | None":
        """What the latest watch has seen, if there was one."""
        return self._vigil.report if self._vigil is not None else None

    @property
    def watch_looks(self) -> "tuple[Look, ...]":
        """The numbers of every run of the latest watch."""
        return tuple(self._vigil.looks) if self._vigil is not None else ()

    @Slot()
    def start(self, symptom: str | None = None, address: str | None = None) -> None:
        """Check everything (again); `address`: one app or website more, as the person typed it."""
        self.symptom, self.address = symptom, address
        self.ledger = Ledger()
        self._has_shown = False
        self.changed.emit(self.ledger)
        self.main.start(symptom=symptom, address=address)

    def again(self) -> None:
        """Check again. Trouble with one app or website is looked for there again; after good news it starts anew."""
        verdict = self.ledger.diagnosis.verdict if self.ledger.diagnosis else None
        if self.address is not None and verdict is not None and verdict.cause != "healthy":
            self.start(self.symptom, self.address)
        else:
            self.start()

    def adopt(self, ledger: Ledger) -> None:
        """Show the outcome of a later full run: the look with which a guide saw that all is well again."""
        self.ledger, self.is_adopting = ledger, True
        self.ended.emit(self.ledger)
        self.is_adopting = False

    def speak(self, lang: str) -> None:
        """Change the language of everything at once."""
        if lang != self.say.lang:
            self.say = Phrases.load(lang)
            self.translated.emit(self.say)

    def close(self) -> bool:
        """End all threads. False when one did not end in time."""
        self._frame.stop()
        ended = [relay.close() for relay in (self.main, self.watch, self.load)]
        if self._vigil is not None:
            ended.append(self._vigil.close())
        if self._repairs is not None:
            ended.append(self._repairs.close())
        if self._courier is not None:
            ended.append(self._courier.close())
        if self.news is not None:
            ended.append(self.news.close())
        if self._tally is not None:
            ended.append(self._tally.close())
        return all([*ended, *(helper.close() for helper in self.helpers)])

    @Slot(object)
    def _take(self, event: Any) -> None:
        self.ledger.take(event)
        if not self._is_placed and self.place.is_known:
            self._is_placed = True
            self.placed.emit(self.place)
            QTimer.singleShot(NEWS_MS, self._begin_news)
        if self.ledger.outcome is not None:
            self._frame.stop()
            self.ended.emit(self.ledger)
        elif self.ledger.observations and not self._has_shown:
            self._has_shown = True
            self._show()  # the first thing that was seen does not wait for its frame
        elif not self._frame.isActive():
            self._frame.start()

    @Slot()
    def _begin_news(self) -> None:
        """Once the window is complete and the site file is known; nothing is made where IT neither tells nor asks."""
        if not (self._is_recalled and self.place.is_known):
            return
        if self.news is None and self.site.content.url is not None:
            from app.bridge.news import News  # noqa: PLC0415  # not before the first paint

            self.news = News(self)
            self.news.start()
        if self._tally is None and self.site.report.outcomes:
            from app.bridge.tally import Tally  # noqa: PLC0415  # not before the first paint

            self._tally = Tally(self)

    @Slot(object)
    def _break(self, detail: object) -> None:
        self.detail = str(detail)
        self.ledger.outcome = "error"
        self.ended.emit(self.ledger)

    @Slot()
    def _show(self) -> None:
        self._frame.stop()
        self.changed.emit(self.ledger)
