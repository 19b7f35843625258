"""One step of a guide, or its end, as the guide screen shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.guides.model import Guide
from app.guides.walk import Outcome, Phase, State, minutes_left, offers_report, step_of
from app.presenters.phrase import Phrases
from app.presenters.words import Words

SKIP_REASONS = ("cannot", "not_now", "did_before", "not_allowed", "unclear")


@dataclass(frozen=True)
class GuideView:
    """`None` for a button that is not offered."""

    title: str
    progress: str
    said: str  # what the walk says about the last step: "Not yet: next idea."
    who: str
    text: str
    undo: str
    watching: str
    act: str | None  # let the app do or open something
    done: str | None
    skip: str | None
    back: str | None
    link: str | None
    send: str
    send_first: bool
    finished: str | None  # "fixed", "other_cause", "sent_to_it"
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def spoken(self) -> str:
        """What a screen reader hears when the step comes up."""
        return " ".join(part for part in (self.said, self.progress, self.who, self.text, self.watching) if part)


def guide_view(
    guide: Guide,
    state: State,
    words: Words,
    say: Phrases,
    *,
    args: Mapping[str, str],
    system: str,
    said: str = "",
    seconds_left: int = 0,
) -> GuideView:
    """`said`: an id of the wording, or empty; `seconds_left`: how long a re-check may still take to show a change."""
    title = words.fill(guide.title.of(say.lang), args)
    if state.phase is Phase.FINISHED:
        return _end(guide, state, words, say, args, title)
    step = step_of(guide, state)
    is_checking = state.phase is Phase.CHECKING
    watching = ""
    if is_checking:
        watching = say("guide.looking")
        if seconds_left > 0:
            watching = say("guide.looking_for", s=seconds_left)
    elif step.check:
        watching = say("guide.watching")
    offers = step.verb != "none" and not state.acted and not is_checking
    by_app = offers and step.who == "app"
    done = say("guide.done" if step.check else "guide.next")
    return GuideView(
        title=title,
        progress=_progress(guide, state, say),
        said="" if is_checking or not said else words.text(said),
        who=words.text(f"guide.who_{step.who}"),
        text=words.fill(step.words(system).of(say.lang), args),
        undo=say("guide.undo", how=words.fill(step.undo.of(say.lang), args)) if step.undo else "",
        watching=watching,
        act=say("guide.do" if by_app else "guide.open") if offers else None,
        done=None if is_checking or by_app else done,
        skip=None if is_checking else words.text("guide.skip"),
        back=say("guide.previous") if state.at and not is_checking else None,
        link=step.link,
        send=say("button.send"),
        send_first=offers_report(state),
        finished=None,
        reasons=tuple((id, words.text(f"skip.{id}")) for id in SKIP_REASONS),
    )


def _progress(guide: Guide, state: State, say: Phrases) -> str:
    steps = say("guide.steps", n=state.at + 1, total=len(state.steps))
    return f"{steps} · {say('guide.left', minutes=minutes_left(guide, state))}"


def _end(guide: Guide, state: State, words: Words, say: Phrases, args: Mapping[str, str], title: str) -> GuideView:
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
    return GuideView(
        title=title, progress="", said=head, who="", text=text, undo="", watching="",
        act=None, done=say("guide.finish"), skip=None,
        back=say("guide.previous") if outcome is Outcome.SENT_TO_IT else None,
        link=None, send=say("button.send"), send_first=outcome is Outcome.SENT_TO_IT, finished=str(outcome),
    )  # fmt: skip
