"""IT asks whether this laptop is ready: the card from the question to the answer that has left. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.content.drill import Drill
    from app.presenters.words import Words
    from diagnostics.model.diagnosis import Diagnosis

ASKED, CHECKING, ANSWER, SENDING, SENT, STUCK = "asked", "checking", "answer", "sending", "sent", "stuck"
HEALTHY = "healthy"


@dataclass(frozen=True)
class DrillView:
    """`None` for a button that is not offered."""

    text: str
    take: str | None = None
    decline: str | None = None


def drill_view(
    drill: "Drill", stage: str, diagnosis: "Diagnosis | None", office: str, words: "Words", say: Phrases
) -> DrillView:
    """The card at one of its stages. From ANSWER on `diagnosis` is the look that answers."""
    if stage == ASKED:
        text = words.fill(say("drill.asks"), {"text": drill.text(say.lang)})
        return DrillView(text, say("drill.check"), say("drill.later"))
    if stage == CHECKING:
        return DrillView(say("drill.checking"))
    if stage == ANSWER:
        return DrillView(answer_text(diagnosis, office, words, say), say("drill.send"), say("drill.do_not"))
    if stage == STUCK:
        return DrillView(say("drill.stuck"), say("drill.retry"), say("drill.do_not"))
    if stage == SENDING:
        return DrillView(say("drill.sending"))
    return DrillView(say("drill.sent"), decline=say("left.understood"))


def answer_text(diagnosis: "Diagnosis | None", office: str, words: "Words", say: Phrases) -> str:
    """Exactly what the line says that is about to leave."""
    verdict = diagnosis.verdict if diagnosis is not None else None
    if verdict is not None and verdict.cause == HEALTHY:
        answer = say("drill.ready")
    else:
        answer = say("drill.not_ready", cause=words.cause(verdict.cause if verdict else "unknown").title)
    where = say("drill.office", office=office) if office else say("drill.no_office")
    return "\n".join((answer, f"{where} {say('drill.nothing_else')}"))
