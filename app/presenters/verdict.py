"""What is said about the outcome of a run, and which buttons stand under it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases
from app.presenters.tile import rank, tile
from app.presenters.view import VerdictView

if TYPE_CHECKING:
    from app.presenters.words import Words
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.verdict import Verdict

HEALTHY = "healthy"
UNKNOWN = "unknown"


def failed_view(say: Phrases) -> VerdictView:
    """The run broke or was stopped by our own mistake: say so, offer again and the report."""
    return VerdictView(
        "failed", say("failed.says"), say("failed.fine"), say("failed.next"),
        send=say("button.send"), again=say("button.again"),
    )  # fmt: skip


def stopped_view(say: Phrases) -> VerdictView:
    """The person stopped the run."""
    return VerdictView("stopped", say("stopped.says"), again=say("button.again"))


def verdict_view(
    diagnosis: "Diagnosis",
    words: "Words",
    say: Phrases,
    *,
    checked: tuple[str, ...] = (),
    minutes: int | None = None,
    can_keep: bool = False,
    symptom: str | None = None,
    watching: str = "",
    guide: str | None = None,
) -> VerdictView:
    """The view of a finished run. `checked`: titles of what was found fine; `minutes`: how long the guide takes,
    None where there is none; `guide`: its id, for who picked a tile; `can_keep`: one can go on working meanwhile;
    `symptom`: the tile that the person picked; `watching`: see `watch_button`."""
    verdict = diagnosis.verdict
    if verdict is None:
        return failed_view(say)
    notes = tuple(words.text(f"note.{note}") for note in verdict.notes)
    watch = watch_button(say, watching)
    if verdict.cause == HEALTHY:
        view = _healthy(words, say, verdict.args, checked, symptom)
        if guide is not None and minutes is not None:  # of the tile that was picked
            view = replace(view, fix=say("button.fix", minutes=minutes), cause=guide)
            if view.send_first and not view.watch_first:
                view = replace(view, next=say("healthy.guide"), send_first=False)
        return replace(view, notes=notes, watch=watch)
    if verdict.cause == UNKNOWN:
        view = _unknown(words, say, verdict.args, minutes, can_keep, symptom)
        return replace(view, notes=notes, watch=watch)
    first, *rest = _roots(verdict, shown_cause(diagnosis, symptom) or verdict.cause)
    text = words.cause(first.cause, first.args, first.reason, first.because)
    picked = tile(symptom)
    return VerdictView(
        "cause", text.says, text.fine, text.next,
        also=tuple(words.cause(root.cause, root.args, root.reason, root.because).title for root in rest),
        note="" if first.certainty == "confirmed" else say(f"certainty.{first.certainty}"),
        notes=notes,
        cause=first.cause,
        fix=None if minutes is None else say("button.fix", minutes=minutes),
        keep=say("button.keep") if can_keep else None,
        watch=watch if picked is not None and picked.watch else None,
        send=say("button.send"),
        again=say("button.again"),
        send_first=minutes is None,
    )  # fmt: skip


def watch_button(say: Phrases, watching: str) -> str:
    """The words of the button that watches. `watching`: "running", "done", or empty before the first one."""
    return say({"running": "button.watching", "done": "button.watched"}.get(watching, "button.watch"))


@dataclass(frozen=True)
class _Root:
    """One of the independent causes, with what its sentence needs."""

    cause: str
    certainty: str
    args: Mapping[str, str]
    reason: str | None
    because: str | None = None


def _roots(verdict: "Verdict", first: str) -> list[_Root]:
    """All independent causes, the one to repair first in front."""
    roots = [_Root(verdict.cause, verdict.certainty, verdict.args, verdict.reason, verdict.because)]
    roots += [_Root(other.cause, other.certainty, other.args, other.reason) for other in verdict.others]
    return sorted(roots, key=lambda root: root.cause != first)


def shown_cause(diagnosis: "Diagnosis", symptom: str | None) -> str | None:
    """Which of the independent roots is shown first: the one that fits what the person picked, else the verdict's."""
    verdict = diagnosis.verdict
    if verdict is None:
        return None
    # The verdict knows which repair comes first; a tile changes that only where the verdict's own does not fit at all.
    roots = [verdict.cause, *(other.cause for other in verdict.others)]
    picked = tile(symptom)
    if picked is None or rank(verdict.cause, symptom) < len(picked.fits):
        return verdict.cause
    return min(roots, key=lambda cause: (rank(cause, symptom), roots.index(cause)))


def _healthy(
    words: "Words", say: Phrases, args: Mapping[str, str], checked: tuple[str, ...], symptom: str | None
) -> VerdictView:
    text = words.cause(HEALTHY, args)
    fine = say("healthy.checked", what=", ".join(checked)) if checked else text.fine
    picked = tile(symptom)
    if picked is None:
        return VerdictView(
            "healthy", text.says, fine, again=say("button.again"), speed=say("button.speed"),
            send=say("button.send"), asks=say("healthy.asks"),
        )  # fmt: skip
    said = say(f"healthy.{'watch' if picked.watch else 'load' if picked.load_test else 'send'}")
    return VerdictView(
        "healthy", say("healthy.symptom", symptom=say(f"tile.{picked.id}")), fine, said,
        send=say("button.send"), again=say("button.again"),
        speed=say("button.speed") if picked.load_test else None,
        send_first=not picked.load_test,
        watch_first=picked.watch,
    )  # fmt: skip


def _unknown(
    words: "Words", say: Phrases, args: Mapping[str, str], minutes: int | None, can_keep: bool, symptom: str | None
) -> VerdictView:
    text = words.cause(UNKNOWN, args)
    return VerdictView(
        "unknown", text.says, text.fine, text.next,
        cause=UNKNOWN,
        fix=None if minutes is None else say("button.fix", minutes=minutes),
        keep=say("button.keep") if can_keep else None,
        send=say("button.send"), again=say("button.again"),
        send_first=True, asks="" if symptom else say("unknown.asks"),
    )  # fmt: skip
