"""The states of a repair on the screen, each reached as a person reaches it: for pictures and for tests of the look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pyrage

from app.guides import walk
from app.guides.hand import Did, Target
from app.guides.journal import Stage
from app.guides.library import guide_for
from app.guides.model import Guide
from app.presenters.left import Left
from app.reports.outbox.entry import About, Entry
from app.reports.outbox.entry import State as State_
from app.reports.outcome import Outcome, SendResult
from diagnostics.model.event import Event
from diagnostics.model.site import Help, Report, Site
from tests.fakes import story
from tests.gui.hand import FakeHand
from tests.gui.news import GENERAL, OUTAGE, FakeStore, publishing
from tests.gui.outbox import DAY_S, HOST, FakeOutbox
from tests.gui.world import World

CAUSE = "dns.no_server"
PROBLEMS = ("dns.configured", "dns.system")
BROKEN = story.story(CAUSE, problems=PROBLEMS)
PORTAL = story.story("internet.captive_portal", problems=("internet.portal",))

Wait = Callable[[Callable[[], bool]], Any]


def impatient(cause: str) -> Guide:
    """The real guide, whose changes show at once or never."""
    guide = guide_for(cause)
    steps = tuple(msgspec.structs.replace(step, settle_s=0) for step in guide.steps)
    return msgspec.structs.replace(guide, steps=steps)


@dataclass(frozen=True)
class State:
    """One of them: the way there from a finished first look, the looks that it needs, and what the hand does."""

    reach: Callable[[World, Wait], None]
    scripts: tuple[list[Event], ...] = (BROKEN,)
    hand: Callable[[], FakeHand] = FakeHand
    site: Site = story.EXAMPLE
    box: Callable[[], FakeOutbox] = FakeOutbox
    store: Callable[[], FakeStore] | None = None  # what IT publishes

    def named(self) -> dict[str, Any]:
        """What a world of it is made with."""
        named = {"hand": self.hand(), "box": self.box(), "site": self.site}
        if self.store is not None:
            named |= {"site": publishing(self.site), **self.store().doors()}
        return named


def _step(one: World, wait: Wait) -> None:
    one.screen("home")._buttons["fix"].click()
    wait(lambda: one.screen("guide")._shown is not None)


def _press(name: str, done: Callable[[Any], bool]) -> Callable[[World, Wait], None]:
    def go(one: World, wait: Wait) -> None:
        _step(one, wait)
        one.screen("guide")._buttons[name].click()
        wait(lambda: done(one.screen("guide")))

    return go


def _phase(phase: walk.Phase) -> Callable[[Any], bool]:
    return lambda screen: screen._guided.state.phase is phase


def _did(did: Did) -> Callable[[Any], bool]:
    return lambda screen: screen._guided.state.did is did


def _ended(screen: Any) -> bool:
    screen._guided.looks._until = 0.0  # the time in which a change may show is over
    return screen._shown.finished is not None


def _question(one: World, wait: Wait) -> None:
    one.window.go("guide", "symptom.slow")
    wait(lambda: bool(one.screen("guide")._answers.buttons))


def _drops(one: World, wait: Wait) -> None:
    _step(one, wait)
    screen = one.screen("guide")
    screen._buttons["skip"].click()
    screen._reasons.buttons[0].click()
    wait(lambda: screen._guided.state.at == 1)


def _next(one: World, wait: Wait) -> None:
    _step(one, wait)
    screen = one.screen("guide")
    screen._buttons["act"].click()
    wait(lambda: screen._guided.state.pending)
    screen._guided.looks._until = 0.0  # the time in which a change may show is over
    wait(lambda: screen._guided.state.at == 1)


def _putting_back(one: World, wait: Wait) -> None:
    _step(one, wait)
    screen = one.screen("guide")
    screen._buttons["act"].click()
    wait(lambda: screen._guided.state.pending)
    screen._guided.looks._until = 0.0
    wait(lambda: screen._guided.is_putting_back)


def _offer(one: World, wait: Wait) -> None:
    guide = guide_for(CAUSE)
    state, _ = walk.advance(guide, walk.start(guide, "linux"), walk.Skipped("cannot"))
    one.session.guided.recall(guide, state)
    one.session.guided.aside._is_recalled = True
    one.session.guided.aside._compare()
    wait(lambda: one.screen("home")._offer is not None)


def _gone(one: World, wait: Wait) -> None:
    one.session.recalled.emit(Left("fixed", guide_for(CAUSE), put_back="done"))
    wait(lambda: one.screen("home")._offer is not None)


def _undo(one: World, wait: Wait) -> None:
    one.window.go("undo")
    wait(lambda: one.screen("undo")._intro.text() != one.session.say("undo.reading"))


def _undone(one: World, wait: Wait) -> None:
    for verb in ("dns.use_automatic", "proxy.reset_user", "wifi.radio_on"):
        entry = one.journal.begin(verb, Target(adapter="wlan0"), {"was": "old"}, guide=CAUSE, step="one")
        one.journal.mark(entry.entry, Stage.KEPT)
    _undo(one, wait)


def _undone_stuck(one: World, wait: Wait) -> None:
    _undone(one, wait)
    screen = one.screen("undo")
    screen._buttons["undo"].click()
    wait(lambda: bool(screen._make().undo) and screen._intro.text() == one.session.say("undo.some_stuck"))


def _code(one: World, wait: Wait) -> None:
    home = one.screen("home")
    home._buttons["code"].click()
    wait(lambda: not home._readout.panel._picture.isHidden())


def _remote(one: World, wait: Wait) -> None:
    _code(one, wait)
    readout = one.screen("home")._readout
    readout.panel.buttons["remote"].click()
    wait(lambda: not readout._offer.isHidden())


def _copied(one: World, wait: Wait) -> None:
    _code(one, wait)
    one.screen("home")._readout.panel.buttons["copy"].click()


def _outbox(one: World, wait: Wait) -> None:
    one.window.go("outbox")
    wait(lambda: one.session.courier.entries is not None)


def _queued(one: World, wait: Wait) -> None:
    one.window.go("send")
    send = one.screen("send")
    wait(lambda: send._reporting.now is not None and send._readout.handoff.now is not None)
    send._buttons["send"].click()
    wait(lambda: bool(send._told))


def _informed(one: World, wait: Wait) -> None:
    one.session.recall()
    wait(lambda: one.session.news.latest is not None)


def _asked(one: World, wait: Wait) -> None:
    one.session.move("Port-Louis")
    _informed(one, wait)
    wait(lambda: one.screen("home")._drill is not None)


def _answered(one: World, wait: Wait) -> None:
    _asked(one, wait)
    card = one.screen("home")._drill
    card.take.click()
    wait(lambda: card._stage == "answer")


def _rated(one: World, wait: Wait) -> None:
    _informed(one, wait)
    one.screen("home")._buttons["fix"].click()
    wait(lambda: bool(one.screen("guide")._helped.text()))


def _known_in_guide(one: World, wait: Wait) -> None:
    _informed(one, wait)
    one.screen("home")._buttons["anyway"].click()
    wait(lambda: one.screen("guide")._shown is not None)


PEERS = (("vpn.port_blocked", None, None, 40), ("vpn.port_blocked", None, "Company VPN", 15))
RATES = {(CAUSE, "addressbook-auto"): 8}


def entries() -> tuple[Entry, ...]:
    """Reports in every state, the oldest first."""
    name = "{}0123456789abcde-6X71YCNQ6-" + 64 * "0" + ".age"
    told = (
        (State_.GAVE_UP, "isp.down", 41, SendResult(Outcome.NO_CONNECTION, HOST), ""),
        (State_.CANCELLED, "wifi.weak_signal", 0, None, ""),
        (State_.REFUSED, "unknown", 1, SendResult(Outcome.TOO_LARGE, HOST, 413), ""),
        (State_.SENT, "vpn.port_blocked", 2, SendResult(Outcome.DELIVERED, HOST, 201), "way_folder"),
        (State_.WAITING, "dns.no_server", 3, SendResult(Outcome.NO_CONNECTION, HOST), ""),
    )
    return tuple(
        Entry(
            name=name.format(place), about=About(cause, "6X7-1YC-NQ6", "2026-11-22T09:40:00Z", HOST), state=state,
            tries=tries, last=last, way=way, left_s=11 * DAY_S, size=41_000,
        )
        for place, (state, cause, tries, last, way) in enumerate(told)
    )  # fmt: skip


def _held() -> FakeHand:
    return FakeHand(held=True)


CALM = (story.healthy(),)
WORSE = story.story("link.disabled", problems=("link.adapters", *PROBLEMS))

WITH_PAGE = msgspec.structs.replace(
    story.EXAMPLE, help=Help(remote="quickassist"), report=Report(page="https://help.example.org/unstuck")
)
KEY = str(pyrage.x25519.Identity.generate().to_public())
SEALED = msgspec.structs.replace(
    story.EXAMPLE,
    report=Report(drop=f"https://{HOST}/in/", recipients=(KEY,)),
)

STATES: dict[str, State] = {
    "repair": State(_step),
    "repair-drops": State(_drops),
    "repair-acting": State(_press("act", lambda screen: bool(screen._guided.doing)), hand=_held),
    "repair-checking": State(_press("act", _phase(walk.Phase.CHECKING))),
    "repair-putting-back": State(_putting_back, hand=lambda: FakeHand(slow_back=True)),
    "repair-next": State(_next),
    "repair-fixed": State(_press("act", _ended), (BROKEN, story.healthy())),
    "repair-worse": State(_press("act", _ended), (BROKEN, WORSE)),
    "repair-denied": State(_press("act", _did(Did.DENIED)), hand=lambda: FakeHand(Did.DENIED)),
    "repair-by-hand": State(_press("by_hand", _did(Did.DECLINED))),
    "repair-paused": State(_press("pause", _phase(walk.Phase.PAUSED))),
    "question": State(_question, CALM),
    "portal": State(_step, (PORTAL,)),
    "portal-waiting": State(_press("act", _phase(walk.Phase.CHECKING)), (PORTAL,)),
    "left": State(_offer),
    "left-fixed": State(_gone, CALM),
    "undo": State(_undone, CALM),
    "undo-empty": State(_undo, CALM),
    "code": State(_code, (story.port_blocked(),)),
    "code-dark": State(_code, (story.everything_dark(),)),
    "code-page": State(_copied, (story.port_blocked(),), site=WITH_PAGE),
    "code-remote": State(_remote, (story.port_blocked(),), site=WITH_PAGE),
    "outbox": State(_outbox, CALM, box=lambda: FakeOutbox(*entries())),
    "outbox-empty": State(_outbox, CALM),
    "send-queued": State(_queued, (story.port_blocked(),), site=SEALED),
    "news-known": State(
        _informed, (story.port_blocked(),), store=lambda: FakeStore().notices(OUTAGE, GENERAL).peers(*PEERS)
    ),
    "news-peers": State(_informed, (story.port_blocked(),), store=lambda: FakeStore().peers(*PEERS)),
    "news-old": State(_informed, CALM, store=lambda: FakeStore(age_days=23).notices(GENERAL).release("0.2.0")),
    "news-rate": State(_rated, store=lambda: FakeStore().peers(rates=RATES)),
    "news-anyway": State(_known_in_guide, (story.port_blocked(),), store=lambda: FakeStore().notices(OUTAGE)),
    "drill": State(_asked, CALM, store=lambda: FakeStore().drill()),
    "drill-answer": State(_answered, (story.port_blocked(),), store=lambda: FakeStore().drill()),
    "undo-stuck": State(_undone_stuck, CALM, hand=lambda: FakeHand(back=Did.DENIED)),
}
