"""From the book of a finished run to the view that the main screen shows."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.presenters.ledger import Ledger
from app.presenters.path import checked_titles, path_view
from app.presenters.phrase import Phrases
from app.presenters.tile import tile
from app.presenters.verdict import HEALTHY, failed_view, shown_cause, stopped_view, verdict_view
from app.presenters.view import VerdictView

if TYPE_CHECKING:
    from app.presenters.words import Words
    from diagnostics.model.site import Site


def outcome_view(
    ledger: Ledger,
    words: "Callable[[str], Words]",
    guide_for: Callable[[str], Any],
    guide_for_symptom: Callable[[str], Any],
    say: Phrases,
    site: "Site",
    symptom: str | None,
    watching: str = "",
) -> VerdictView:
    """The verdict's view, or the honest one where a run ended without a verdict. Every one offers the code."""
    view = _outcome_view(ledger, words, guide_for, guide_for_symptom, say, site, symptom, watching)
    return replace(view, code=say("button.code"))


def _outcome_view(
    ledger: Ledger,
    words: "Callable[[str], Words]",
    guide_for: Callable[[str], Any],
    guide_for_symptom: Callable[[str], Any],
    say: Phrases,
    site: "Site",
    symptom: str | None,
    watching: str,
) -> VerdictView:
    if ledger.outcome == "cancelled":
        return stopped_view(say)
    diagnosis = ledger.diagnosis
    if diagnosis is None or diagnosis.verdict is None:
        return failed_view(say)
    sight = ledger.sight()
    path = path_view(sight, say, has_vpn=bool(site.vpn))
    names = tuple(service.name for service in diagnosis.site.service)  # what was typed stands there too
    cause = shown_cause(diagnosis, symptom)
    guide = guide_for(cause) if cause else None
    if cause == HEALTHY:  # the guides for what still hurts are those of the tiles
        guide = guide_for_symptom(symptom) if tile(symptom) is not None and symptom else None
    return verdict_view(
        diagnosis,
        words(say.lang),
        say,
        checked=checked_titles(path, sight, say, names),
        minutes=guide_minutes(guide),
        guide=guide.id if guide is not None else None,
        can_keep=bool(guide is not None and guide.keep_working),
        symptom=symptom,
        watching=watching,
    )


def guide_minutes(guide: Any) -> int | None:
    """How long a guide takes, rounded up to whole minutes; None where there is nothing to be led through."""
    if guide is None or not guide.steps:
        return None
    return int(guide.minutes)
