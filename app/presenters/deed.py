"""What is said about a step that the app does itself: before, while it acts, and about how it ended."""

from collections.abc import Mapping
from contextlib import suppress

from app.guides.event import Phase, Result, State
from app.guides.hand import Did
from app.guides.model import Guide, Step
from app.guides.verb import TABLE, Right, changes
from app.presenters.phrase import Phrases
from app.presenters.words import Words
from diagnostics.model.verdict import HEALTHY

ACTING, SETTLING = "acting", "settling"  # what `Guided.doing` says

WITHOUT_WORDS = {"guide.by_hand"}
"""What the walk announces and these lines say better: they know why the app did not do it."""


def is_offered(step: Step, state: State) -> bool:
    """Whether the app can do the step and has not tried."""
    return changes(step.verb) and not state.acted and state.phase is Phase.STEP


def before(guide: Guide, step: Step, words: Words, say: Phrases, args: Mapping[str, str], system: str) -> list[str]:
    """Why we want to do it, what is cut meanwhile, that it can be undone, and who may be asked for a password."""
    verb = TABLE[step.verb]
    lines = []
    if guide.cause != HEALTHY:
        with suppress(KeyError):  # IT's guide for a cause that this version does not know
            lines.append(say("guide.why", why=words.cause(guide.cause, args).says))
    if verb.drops:
        lines.append(say("guide.drops"))
    if verb.lasting:
        lines.append(say("guide.returns"))
    if verb.rights.get(system) is Right.ADMIN:
        lines.append(say("guide.asks_right"))
    return lines


def meanwhile(doing: str, seconds: int, is_putting_back: bool, say: Phrases) -> str:
    """While the app acts, or puts back what did not help."""
    if doing == SETTLING:
        return say("guide.putting_back", s=seconds) if is_putting_back else say("guide.looking")
    return say("guide.acting", s=seconds)


def about_last(said: str, state: State, words: Words, say: Phrases, *, is_stuck: bool) -> str:
    """How the last step or deed ended. `said`: what the walk announced, an id of the wording, or empty."""
    own = _why_by_hand(state, words, say)
    if own:
        return own
    if not said or said in WITHOUT_WORDS:
        return ""
    told, back = words.text(said), put_back(state, say, is_stuck=is_stuck)
    return f"{told} {back}" if back else told


def put_back(state: State, say: Phrases, *, is_stuck: bool) -> str:
    """Whether what the last step changed is as it was; empty when it changed nothing, or for the better."""
    last = state.tried[-1] if state.tried else None
    if last is None or not last.taken_back:
        return ""
    if is_stuck:
        return say("guide.stuck")
    return say("guide.worse_back" if last.result is Result.WORSE else "guide.taken_back")


def _why_by_hand(state: State, words: Words, say: Phrases) -> str:
    if state.did in (None, Did.DONE, Did.NOTHING_TO_DO):
        return ""
    if state.did is Did.DECLINED:
        return say("guide.declined")
    return f"{words.text(f'did.{state.did}')} {say('guide.here_is_how')}"
