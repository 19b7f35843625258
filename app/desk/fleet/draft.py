"""The command that would tell everybody, drafted; a person reads it, changes it and runs it, or does not. Pure."""

import shlex
from functools import cache

from app.content import reading
from app.desk.fleet.look import Incident
from app.guides.library import all_guides
from diagnostics.model.verdict import UNKNOWN, Owner
from diagnostics.wording import LANGUAGES, Wording

USUAL_SPAN = "4h"
"""How long a notice lasts that nobody ends: half a working day, so that a forgotten one is gone after lunch."""

LONGEST_NAME = 40
"""Characters of a VPN's name in the words of a notice, which may have 200 in all."""


def draft(incident: Incident) -> str:
    """One line for a shell. Every text is quoted, whatever it holds, and no name is taken for an option."""
    texts = {lang: _text(incident, Wording.load(lang)) for lang in LANGUAGES}
    line = ["unstuck", "desk", "notice", texts["fr"], f"--en={texts['en']}", "--cause", incident.cause]
    if incident.scope == "vpn" and _is_aimed(incident):
        line.append(f"--vpn={incident.name}")
    if not _is_aimed(incident) or _kind(incident.cause) != "it":
        line.append("--keep-steps")  # others read it too, or it is the steps that help
    return shlex.join([*line, "--until", USUAL_SPAN])


def _text(incident: Incident, say: Wording) -> str:
    """Nobody is told not to call who may have something else, or whom only her own hands can help."""
    title = say.cause(incident.cause).title
    inside = title[:1].lower() + title[1:] if title[1:2].islower() else title  # "VPN …" stays as it is
    name, kind = incident.name, _kind(incident.cause)
    if kind == "unknown":
        form = "unknown"
    elif incident.scope == "isp":
        form = "isp" if name and kind == "it" else "own_all"
    else:
        form = incident.scope if kind == "it" and _is_aimed(incident) else f"own_{incident.scope}"
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    return say.text(f"fleet.notice_{form}", {"what": inside, "name": short})


def _is_aimed(incident: Incident) -> bool:
    """Whether a notice can be for these people alone: it knows no provider, and no name of more than 64 characters."""
    if incident.scope == "vpn":
        return reading.name(incident.name) == incident.name
    return incident.scope == "all"


def _kind(cause: str) -> str:
    """Who ends it: "unknown", "own" the person, "it" IT or a provider. A cause without a guide is left to people."""
    if cause == UNKNOWN:
        return "unknown"
    return "it" if _owners().get(cause, Owner.USER) in (Owner.IT, Owner.PROVIDER) else "own"


@cache
def _owners() -> dict[str, str]:
    return {guide.id: guide.owner for guide in all_guides()}
