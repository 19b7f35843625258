"""A guide as a sheet to read or print before the network is cut: plain text that fits a page. Pure."""

import textwrap
from collections.abc import Iterable, Mapping

from app.guides.model import NEXT, STOP, Answer, Guide, Step
from diagnostics.wording import Wording

WIDTH = 78  # columns: every terminal and every printer has them


def sheet(
    guide: Guide,
    wording: Wording,
    system: str,
    *,
    args: Mapping[str, str] | None = None,
    reason: str | None = None,
    helped: Mapping[str, float] = {},
) -> str:
    """The guide in the wording's language, for a system ("linux", "darwin", "windows"), ending in a line break.

    `args` fill the holes; without them neutral words do. `reason` picks the steps; see `Guide.for_system`. `helped`
    says of how many in ten colleagues a step was the help.
    """
    steps = guide.for_system(system, reason)
    title = wording.fill(guide.title.of(wording.language), args)
    about = wording.text("sheet.about", {"what": wording.text(f"owner.{guide.owner}"), "minutes": str(guide.minutes)})
    lines = [*_wrapped(title), *_wrapped(about if guide.minutes else wording.text(f"owner.{guide.owner}")), ""]
    for place, step in enumerate(steps, start=1):
        lines += _step(place, step, steps, wording, system, args)
        if step.id in helped:
            lines += _inner(_helped(helped[step.id], wording))
    lines += ["", wording.text("sheet.stop"), *_inner(wording.fill(guide.stop.of(wording.language), args))]
    if guide.it_needs:
        needs = ", ".join(need(id, wording) for id in guide.it_needs)
        lines += ["", wording.text("sheet.needs"), *_inner(f"{needs[:1].upper()}{needs[1:]}.")]
    if guide.keep_working:
        lines += ["", wording.text("keep.title")]
        lines += [line for id in guide.keep_working for line in _item(wording.text(f"keep.{id}"))]
    return "\n".join(lines) + "\n"


def need(id: str, wording: Wording) -> str:
    """What IT wants to see in a report, in words; an id that only IT knows is shown as it can be read."""
    try:
        return wording.text(f"need.{id}")
    except KeyError:
        return id.replace("_", " ")


def _helped(of_ten: float, wording: Wording) -> str:
    return wording.text("news.helped" if of_ten else "news.helped_few", {"n": f"{of_ten:.0f}"})


def _step(
    place: int, step: Step, steps: tuple[Step, ...], wording: Wording, system: str, args: Mapping[str, str] | None
) -> Iterable[str]:
    who = "ask" if step.answers else step.who
    said = {"place": str(place), "what": wording.text(f"guide.who_{who}"), "minutes": str(step.minutes)}
    text = wording.fill(step.words(system).of(wording.language), args)
    yield from _wrapped(f"{wording.text('sheet.who', said)} {text}", "", "   ")
    if step.by_hand is not None:
        by_hand = wording.fill(step.by_hand.of(wording.language), args)
        yield from _inner(wording.text("sheet.by_hand", {"what": by_hand}))
    for answer in step.answers:
        where = _where(answer, place, steps, wording)
        said = {"what": wording.fill(answer.words.of(wording.language), args), "where": where}
        yield from _item(wording.text("sheet.answer", said))
    if step.undo is not None:
        undo = wording.fill(step.undo.of(wording.language), args)
        yield from _inner(wording.text("sheet.undo", {"what": undo}))
    if step.link is not None:
        yield f"   {step.link}"  # never cut: it is typed from the paper


def _where(answer: Answer, place: int, steps: tuple[Step, ...], wording: Wording) -> str:
    """Where an answer leads, by the number on the sheet. A step that this system has not means what follows it."""
    ids = [step.id for step in steps]
    if answer.go == STOP or (answer.go == NEXT and place == len(ids)):
        return wording.text("sheet.go_stop")
    if answer.go == NEXT or answer.go not in ids:
        return wording.text("sheet.go_next")
    return wording.text("sheet.go_step", {"place": str(ids.index(answer.go) + 1)})


def _wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )


def _inner(text: str) -> list[str]:
    return _wrapped(text, "   ", "   ")


def _item(text: str) -> list[str]:
    return _wrapped(text, "   - ", "     ")
