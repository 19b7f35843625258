"""What a code means, for IT: the cause, what was checked, what was tried, what the person was told. Pure."""

from collections.abc import Iterator

from app.reports.code import Meaning
from app.reports.reading import DOT
from diagnostics.wording import Wording

DETAILS = ("reason", "others", "problem", "unfinished", "tried")
"""What a link may add, in the order in which it is shown; `app.reports.code.fragment` reads it."""


def told(meaning: Meaning, say: Wording) -> str:
    """The lines for a terminal, in the language of `say`. Every id of a link is shown as it is: made of a-z only."""
    return "\n".join(_lines(meaning, say)) + "\n"


def _lines(meaning: Meaning, say: Wording) -> Iterator[str]:
    cause = say.cause(meaning.cause, reason=next(iter(meaning.details.get("reason", ())), None))
    sure = say.text(f"certainty.{meaning.certainty.value}") if meaning.certainty else say.text("code.unjudged")
    fine = ", ".join(say.text(f"code.family.{family}") for family in meaning.fine) or say.text("code.nothing_fine")
    lang = say.language
    yield f"{meaning.code.chars}{DOT}{' '.join(meaning.code.words(lang))}"
    yield ""
    yield _line(say, "found", f"{cause.title} ({meaning.cause})")
    yield cause.says
    yield _line(say, "certainty", sure)
    yield _line(say, "fine", fine)
    yield say.text("code.tried" if meaning.tried else "code.untried")
    for name in DETAILS:
        if ids := meaning.details.get(name):
            yield _line(say, {"reason": "because", "tried": "steps"}.get(name, name), ", ".join(ids))
    yield _line(say, "next", cause.next)
    yield _line(say, "tag", str(meaning.tag))
    yield ""
    yield say.text("code.read_back")


def _line(say: Wording, id: str, value: str) -> str:
    return f"{say.text(f'code.{id}')}{DOT}{value}"
