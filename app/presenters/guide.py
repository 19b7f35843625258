"""One step of a guide, or its end, as the guide screen shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.guides.model import Guide, Step
from app.guides.verb import TABLE, changes
from app.guides.walk import Outcome, Phase, Result, State, minutes_left, needs_hand, offers_report, step_of
from app.presenters import deed
from app.presenters.phrase import Phrases
from app.presenters.words import Words

if TYPE_CHECKING:
    from app.content.peers import Rate

SKIP_REASONS = ("cannot", "not_now", "did_before", "not_allowed", "unclear")

PORTAL = "captive.open_portal"
LONG_WAIT_S = 15  # whoever waits longer may want to go on with something else


@dataclass(frozen=True)
class Moment:
    """What the walk's driver knows and the state does not say."""

    said: str = ""  # what the walk announced last: an id of the wording, or empty
    seconds_left: int = 0  # how long a re-check may still take to show a change
    doing: str = ""  # "acting", "settling", or empty
    seconds_acting: int = 0
    is_putting_back: bool = False
    is_stuck: bool = False  # what did not help could not be put back
    cannot_open: bool = False  # the page of this step could not be opened
    rate: "Rate | None" = None  # how often this step helped colleagues
    known: tuple[str, ...] = ()  # what IT tells about the trouble of this guide


NOW = Moment()


@dataclass(frozen=True)
class GuideView:
    """`None` for a button that is not offered."""

    title: str
    progress: str = ""
    known: str = ""  # what IT tells about the trouble
    said: str = ""  # what the walk says about the last step: "Not yet: next idea."
    who: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()  # why, and what it means for the person
    helped: str = ""  # how many colleagues
    undo: str = ""
    watching: str = ""
    answers: tuple[tuple[str, str], ...] = ()  # of a step that asks: id and words
    act: str | None = None  # let the app do or open something
    by_hand: str | None = None
    resume: str | None = None
    done: str | None = None
    link_text: str | None = None
    open_again: str | None = None
    skip: str | None = None
    pause: str | None = None
    send: str | None = None
    back: str | None = None
    link: str | None = None
    send_first: bool = False
    finished: str | None = None  # "fixed", "other_cause", "sent_to_it"
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> str:
        """The button that is filled; empty: none."""
        if self.finished and self.send_first:
            return "send"
        return next((name for name in ("act", "resume", "done") if getattr(self, name) is not None), "")

    @property
    def spoken(self) -> str:
        """What a screen reader hears when the step comes up."""
        parts = (self.said, self.progress, self.who, self.text, self.helped, *self.notes, self.watching)
        return " ".join(part for part in parts if part)


def guide_view(
    guide: Guide,
    state: State,
    words: Words,
    say: Phrases,
    *,
    args: Mapping[str, str],
    system: str,
    now: Moment = NOW,
) -> GuideView:
    """The view of where the walk stands."""
    title = words.fill(guide.title.of(say.lang), args)
    if state.phase is Phase.FINISHED:
        return _end(guide, state, words, say, args, title, now)
    step = step_of(guide, state)
    view = GuideView(
        title=title,
        progress=_progress(guide, state, say),
        known=" ".join(now.known),
        said=deed.about_last(now.said, state, words, say, is_stuck=now.is_stuck),
        send=say("button.send"),
        send_first=offers_report(state),
        reasons=tuple((id, words.text(f"skip.{id}")) for id in SKIP_REASONS),
    )
    if state.phase is Phase.PAUSED:
        return replace(view, said="", text=words.text("guide.paused"), resume=say("guide.go_on"))
    by_hand = needs_hand(guide, state) or now.cannot_open
    text = words.fill(step.words(system, by_hand=by_hand).of(say.lang), args)
    asks = deed.is_offered(step, state)
    who = "you" if by_hand or (step.verb == PORTAL and state.acted) else step.who
    view = replace(
        view,
        who=words.text(f"guide.who_{'ask' if step.answers else who}"),
        text=text,
        notes=tuple(deed.before(guide, step, words, say, args, system)) if asks else (),
        helped=_helped(now.rate, words),
        undo=say("guide.undo", how=words.fill(step.undo.of(say.lang), args)) if step.undo else "",
        said=say("guide.cannot_open") if now.cannot_open else view.said,
        link=step.link,
    )
    if now.doing or state.phase is Phase.ACTING:
        watching = deed.meanwhile(now.doing, now.seconds_acting, now.is_putting_back, say)
        return replace(view, said="", watching=watching, link=None, send=None)
    if state.phase is Phase.CHECKING:
        return _checking(view, step, say, words, now)
    return _asking(view, step, state, say, words)


def _asking(view: GuideView, step: Step, state: State, say: Phrases, words: Words) -> GuideView:
    """The person reads and decides."""
    offers = step.verb != "none" and not state.acted
    by_app = offers and step.who == "app"
    drops = step.verb in TABLE and TABLE[step.verb].drops and offers
    return replace(
        view,
        watching=say("guide.watching") if step.check and not step.answers else "",
        answers=tuple((answer.id, answer.words.of(say.lang)) for answer in step.answers),
        act=_act(step, say) if offers else None,
        by_hand=say("guide.by_hand") if offers and changes(step.verb) else None,
        done=None if by_app or step.answers else say("guide.done" if step.check else "guide.next"),
        link_text=say("guide.link") if step.link else None,
        open_again=say("guide.open_again") if state.acted and step.verb != "none" and not changes(step.verb) else None,
        skip=words.text("guide.skip"),
        pause=say("guide.pause_call" if drops else "guide.pause"),
        back=say("guide.previous") if state.at else None,
    )


def _checking(view: GuideView, step: Step, say: Phrases, words: Words, now: Moment) -> GuideView:
    """The app looks whether it helped."""
    waits_for_person = step.verb == PORTAL
    watching = say("guide.looking")
    if now.seconds_left > 0:
        watching = say("guide.waiting_for" if waits_for_person else "guide.looking_for", s=now.seconds_left)
    return replace(
        view,
        said="" if not now.cannot_open else view.said,
        watching=watching,
        open_again=say("guide.open_again") if waits_for_person else None,
        skip=words.text("guide.skip") if waits_for_person or now.seconds_left > LONG_WAIT_S else None,
    )


def _act(step: Step, say: Phrases) -> str:
    if step.verb == PORTAL:
        return say("guide.open_portal")
    return say("guide.do" if step.who == "app" or changes(step.verb) else "guide.open")


def _helped(rate: "Rate | None", words: Words) -> str:
    """Nothing for a step that helped nobody yet: it may be the one for this laptop, and discourages nobody."""
    return words.text("news.helped", {"n": str(rate.of_ten)}) if rate is not None and rate.of_ten else ""


def _progress(guide: Guide, state: State, say: Phrases) -> str:
    """Which step of those that are behind us and may still come: what an answer left out is not counted."""
    behind = {entry.step for entry in state.tried} & set(state.steps[: state.at])
    place = len(behind) + 1
    steps = say("guide.steps", n=place, total=place + len(state.steps) - state.at - 1)
    return f"{steps} · {say('guide.left', minutes=minutes_left(guide, state))}"


def _end(
    guide: Guide, state: State, words: Words, say: Phrases, args: Mapping[str, str], title: str, now: Moment
) -> GuideView:
    outcome = state.outcome or Outcome.SENT_TO_IT
    text = {
        Outcome.FIXED: say("guide.fixed.text"),
        Outcome.OTHER_CAUSE: words.text("guide.other_cause"),
        Outcome.SENT_TO_IT: words.fill(guide.stop.of(say.lang), args),
    }[outcome]
    head = {
        Outcome.FIXED: say("guide.fixed.title"),
        Outcome.OTHER_CAUSE: say("guide.changed.title"),
        Outcome.SENT_TO_IT: words.text("guide.not_fixed"),
    }[outcome]
    notes: tuple[str, ...] = ()
    if outcome is Outcome.SENT_TO_IT and state.tried:
        was_worse = words.text("guide.worse") if state.tried[-1].result is Result.WORSE else ""
        notes = (deed.put_back(state, say, is_stuck=now.is_stuck) or was_worse,)
    return GuideView(
        title=title, said=head, text=text, notes=notes, done=say("guide.finish"),
        back=say("guide.previous") if outcome is Outcome.SENT_TO_IT and state.steps else None,
        send=say("button.send"), send_first=outcome is Outcome.SENT_TO_IT, finished=str(outcome),
    )  # fmt: skip
