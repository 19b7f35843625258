"""The strict reader of guides: the built-in ones and IT's go through this one parser.

Nothing in a guide is ever run: a verb is an id from a closed list, a page is an id from another, and texts are shown
as plain text. A verb of a newer version becomes a step for the person, because IT may write for several versions;
everything else that is not known is refused with the nearest word that is. Where a walk may go is further down the
list only: a guide that goes round in circles cannot be written.
"""

from collections.abc import Collection, Iterator

from app.guides.model import KEEP_WORKING, NEXT, OWNERS, PAGES, STOP, SYSTEMS, Answer, Guide, Step
from app.guides.source import GuideError, Source
from app.guides.table import ID, Table, instead, listed
from app.guides.verb import TABLE, VERBS, Thing, changes

__all__ = ["ID", "GuideError", "read_guide"]

SCHEMA = 1
MAX_STEPS = 15  # the longest built-in guide has as many, of which a verdict's reason picks at most 9
MAX_ANSWERS = 6  # more than one takes in at a glance
MAX_ANSWER = 120  # characters: two lines on a button
MAX_ON = 64  # characters: the longest name that a VPN may have in the site file
MAX_MINUTES = 120
MAX_SETTLE_S = 600  # a router that needs ten minutes to start is broken
MAX_VERSION = 1_000_000
SETTINGS = "settings.open"

GUIDE_KEYS = ("schema", *Guide.__struct_fields__)
STEP_KEYS = (
    *("id", "who", "minutes", "text", *(f"text_{system}" for system in SYSTEMS), "by_hand", "only_on", "reasons"),
    *("verb", "on", "page", "link", "check", "measure", "settle_s", "undo", "answers", "on_better", "on_fail", "stays"),
)
ANSWER_KEYS = ("id", "en", "fr", "go")


def read_guide(file: str, data: bytes, checks: Collection[str]) -> Guide:
    """Read one guide; `checks` are the check ids that exist. Raises GuideError: one line for whoever wrote the file."""
    source = Source(file, data)
    table = Table(source, source.parse(), (), GUIDE_KEYS)
    if table.whole("schema", 1, MAX_VERSION) != SCHEMA:
        raise source.error(("schema",), f"this version reads schema {SCHEMA}", "Update the app or write schema = 1.")
    guide = Guide(
        id=table.name("id"),
        cause=table.name("cause"),
        version=table.whole("version", 1, MAX_VERSION),
        title=table.words("title"),
        minutes=table.whole("minutes", 0, MAX_MINUTES),
        owner=table.choice("owner", OWNERS),
        keep_working=table.several("keep_working", KEEP_WORKING),
        it_needs=table.names("it_needs"),
        stop=table.words("stop"),
        steps=tuple(_step(step, checks) for step in table.tables("steps", MAX_STEPS, STEP_KEYS)),
    )
    _refuse_twins(source, ("steps",), [step.id for step in guide.steps])
    for index, step in enumerate(guide.steps):
        _refuse_ways_back(source, guide, index, step)
    return guide


def _step(table: Table, checks: Collection[str]) -> Step:
    verb = table.name("verb", "none")
    known = verb in VERBS
    step = Step(
        id=table.name("id"),
        who=table.choice("who", ("you", "app", "it")) if known else _person(table),
        minutes=table.whole("minutes", 0, MAX_MINUTES),
        text=table.words("text"),
        text_on={system: table.words(f"text_{system}") for system in SYSTEMS if table.has(f"text_{system}")},
        by_hand=table.words("by_hand") if table.has("by_hand") else None,
        only_on=table.several("only_on", SYSTEMS) or SYSTEMS,
        reasons=table.names("reasons"),
        verb=verb if known else "none",
        on=_on(table, verb) if known else None,
        page=_page(table, verb) if known else None,
        unknown_verb=None if known else verb,
        link=table.link("link"),
        check=table.several("check", checks),
        measure=table.several("measure", checks),
        settle_s=table.whole("settle_s", 0, MAX_SETTLE_S, 0),
        undo=table.words("undo") if table.has("undo") else None,
        answers=_answers(table) if table.has("answers") else (),
        on_better=table.name("on_better", NEXT),
        on_fail=table.name("on_fail", NEXT),
        stays=table.flag("stays"),
    )
    if changes(step.verb) and step.who != "app":
        raise table.error("who", f"{step.verb!r} is done by the app", 'Write who = "app".')
    if step.id in (NEXT, STOP):
        raise table.error("id", f"{step.id!r} has another meaning", "Give the step another id.")
    return step


def _person(table: Table) -> str:
    """What the app does not know how to do, the person does."""
    who = table.choice("who", ("you", "app", "it"))
    return "it" if who == "it" else "you"


def _page(table: Table, verb: str) -> str | None:
    if verb != SETTINGS:
        table.refuse(["page"], f"means nothing without verb = {SETTINGS!r}")
        return None
    if not table.has("page"):
        raise table.error("page", f"{SETTINGS} does not say which page", f"Add page = one of {listed(PAGES)}.")
    page: str = table.choice("page", PAGES)
    return page


def _on(table: Table, verb: str) -> str | None:
    if not table.has("on"):
        return None
    if verb not in TABLE or TABLE[verb].on is not Thing.VPN:
        table.refuse(["on"], "means something only for a verb that acts on a VPN")
    return table.text("on", longest=MAX_ON)


def _answers(table: Table) -> tuple[Answer, ...]:
    if table.choice("who", ("you", "app", "it")) != "you":
        raise table.error("who", "a step that asks is for the person", 'Write who = "you".')
    table.refuse(["verb", "on", "page", "measure", "settle_s", "by_hand"], "means nothing in a step that asks")
    table.refuse(["on_better", "on_fail"], "means nothing in a step that asks: each answer says where to go")
    answers = table.tables("answers", MAX_ANSWERS, ANSWER_KEYS)
    return tuple(
        Answer(id=answer.name("id"), words=answer.both(longest=MAX_ANSWER), go=answer.name("go", NEXT))
        for answer in answers
    )


def _refuse_twins(source: Source, path: tuple[str | int, ...], ids: list[str]) -> None:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            kind = str(path[-1]).removesuffix("s")
            raise source.error((*path, index, "id"), f"the {kind} {id!r} exists twice", "Give it another id.")


def _refuse_ways_back(source: Source, guide: Guide, index: int, step: Step) -> None:
    _refuse_twins(source, ("steps", index, "answers"), [answer.id for answer in step.answers])
    earlier = [other.id for other in guide.steps[: index + 1]]
    later = [other.id for other in guide.steps[index + 1 :]]
    for path, go in _ways(step):
        if go in (NEXT, STOP, *later):
            continue
        remedy = f"Write {NEXT!r}, {STOP!r} or the id of a later step" + (f": {listed(later)}." if later else ".")
        if go == step.id:
            raise source.error(("steps", index, *path), f"the step {go!r} leads to itself", remedy)
        if go in earlier:
            raise source.error(("steps", index, *path), f"the step {go!r} stands before this one", remedy)
        near = instead(go, (*later, NEXT, STOP))
        raise source.error(("steps", index, *path), f"there is no step {go!r}", near if "mean" in near else remedy)


def _ways(step: Step) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every place of a step that says where to go on, and what it says."""
    yield ("on_better",), step.on_better
    yield ("on_fail",), step.on_fail
    for number, answer in enumerate(step.answers):
        yield ("answers", number, "go"), answer.go
