"""What `unstuck guide --auto` tells a person in the terminal while it goes on: short lines in their language."""

from collections.abc import Mapping
from typing import TextIO

from app.guides import walk
from app.guides.auto import NOBODY, PORTAL, Teller, args_of
from app.guides.hand import Deed, Did
from app.guides.model import Guide, Step, Words
from app.guides.record import INTERRUPTED, NOT_NEEDED, WalkRecord
from app.guides.repair import OTHER_INSTANCE, UNREMEMBERED, Undone
from app.guides.verb import TABLE, changes
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.verdict import HEALTHY
from diagnostics.wording import Wording


class Telling(Teller):
    """Writes lines as things happen. For one thread."""

    def __init__(self, out: TextIO, wording: Wording) -> None:
        self._out = out
        self._wording = wording
        self._args: Mapping[str, str] = {}
        self._place: dict[str, tuple[int, int]] = {}
        self._system = ""
        self._headed: str | None = None
        self._looking: str | None = None
        self._said: set[str] = set()

    def begins(self) -> None:
        """The first look begins."""
        self._say("auto.first")

    def found(self, diagnosis: Diagnosis) -> None:
        """The first look at everything."""
        verdict = diagnosis.verdict
        if verdict is not None and verdict.cause != HEALTHY:
            text = self._wording.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)
            self._say("auto.found", what=text.says)

    def recovered(self, undone: Undone) -> None:
        """What an earlier run had left half done."""
        back = undone.deed.did in (Did.DONE, Did.NOTHING_TO_DO)
        self._say("auto.recovered" if back else "auto.stuck", what=done(undone.entry.verb, self._wording))

    def opened(self, guide: Guide, state: walk.State, diagnosis: Diagnosis, *, resumed: bool) -> None:
        """A guide begins, or goes on."""
        self._args = args_of(diagnosis, guide.cause)
        self._place = {id: (place, len(state.steps)) for place, id in enumerate(state.steps, start=1)}
        self._system = diagnosis.os.system if diagnosis.os else "linux"
        self._headed = self._looking = None
        self._say("auto.resumed" if resumed else "auto.guide", what=self._fill(guide.title))

    def acts(self, step: Step) -> None:
        """The app begins with what a step names."""
        self._head(step)

    def acted(self, step: Step, deed: Deed) -> None:
        """It has ended."""
        if UNREMEMBERED in deed.detail or deed.detail == OTHER_INSTANCE:
            self._once("auto.busy" if deed.detail == OTHER_INSTANCE else "auto.unremembered")
        elif step.verb == PORTAL and deed.happened:
            self._say("auto.opened", inner=True)
        else:
            self._say(f"did.{deed.did.value}", inner=True)

    def looks(self, step: Step) -> None:
        """A look is about to decide."""
        self._head(step)
        if step.verb != PORTAL and self._looking != step.id:  # a look at a part, and then at everything, is one to hear
            self._say("auto.checking", inner=True)
        self._looking = step.id

    def behind(self, step: Step, tried: walk.Tried) -> None:
        """A step is over."""
        if tried.result is walk.Result.SKIPPED and tried.reason == NOBODY:
            self._head(step)
            self._say("auto.question" if step.answers else "auto.nobody", inner=True)
            return
        back = "_back" if tried.taken_back else ""
        id = f"auto.{tried.result.value}{back}"
        if tried.result in (walk.Result.FIXED, walk.Result.BETTER, walk.Result.NO_CHANGE, walk.Result.WORSE):
            self._say(id, inner=True)

    def stuck(self, step: Step) -> None:
        """What a step had changed could not be put back."""
        self._say("auto.stuck", what=done(step.verb, self._wording), inner=True)

    def ended(self, record: WalkRecord) -> None:
        """The last lines of a run."""
        last = record.followed[-1].guide if record.followed else record.guide
        if record.outcome == NOT_NEEDED:
            self._say("auto.healthy")
        elif record.outcome == INTERRUPTED:
            self._say("auto.interrupted")
        elif record.outcome == walk.Outcome.FIXED.value:
            self._say("auto.worked")
        elif record.guide is None:
            self._say("auto.not_this", what=self._title(record.cause))
            self._say("auto.try_instead", command=record.before.cause)
        elif record.outcome == walk.Outcome.OTHER_CAUSE.value:
            self._say("auto.other_cause")
            self._say("auto.found", what=self._title(record.after.cause))
            self._say("auto.try_instead", command=record.after.cause)
        else:
            self._say("auto.not_fixed")
            self._say("auto.by_person", command=last or record.cause)
        if any(change.state == "kept" and lasts(change.verb) for change in record.changes):
            self._say("auto.undo_hint")

    def _title(self, cause: str) -> str:
        try:
            return self._wording.cause(cause).title
        except KeyError:
            return cause

    def _head(self, step: Step) -> None:
        """Once for every step: what it is about."""
        if self._headed == step.id:
            return
        self._headed = step.id
        place, total = self._place.get(step.id, (0, 0))
        acts = changes(step.verb) or step.verb == PORTAL
        what = self._wording.text(f"verb.{step.verb}") if acts else self._fill(step.words(self._system))
        self._say("auto.step", place=str(place), total=str(total), what=what)

    def _fill(self, words: Words) -> str:
        return self._wording.fill(words.of(self._wording.language), self._args)

    def _once(self, id: str) -> None:
        if id not in self._said:
            self._said.add(id)
            self._say(id)

    def _say(self, id: str, *, inner: bool = False, **values: str) -> None:
        indent = "   " if inner else ""
        self._out.write(f"{indent}{self._wording.text(id, values)}\n")
        self._out.flush()


def lasts(verb: str) -> bool:
    """Whether something of it stays on the computer; one of a newer version may."""
    return verb not in TABLE or TABLE[verb].lasting


def done(verb: str, wording: Wording) -> str:
    """What the app did, as one sentence; a verb of a newer version has none of its own."""
    try:
        return wording.text(f"verb_done.{verb}")
    except KeyError:
        return wording.text("undo.unknown")
