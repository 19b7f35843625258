"""The command that would tell everybody, drafted; a person reads it, changes it and runs it, or does not. Pure."""

import shlex

from app.desk.fleet.look import Incident
from diagnostics.wording import LANGUAGES, Wording

USUAL_SPAN = "4h"
"""How long a notice lasts that nobody ends: half a working day, so that a forgotten one is gone after lunch."""


def draft(incident: Incident) -> str:
    """One line for a shell. Every text is quoted, whatever it holds."""
    texts = {lang: _text(incident, Wording.load(lang)) for lang in LANGUAGES}
    line = ["unstuck", "desk", "notice", texts["fr"], "--en", texts["en"], "--cause", incident.cause]
    if incident.scope == "vpn":
        line += ["--vpn", incident.name]
    return shlex.join([*line, "--until", USUAL_SPAN])


def _text(incident: Incident, say: Wording) -> str:
    title = say.cause(incident.cause).title
    inside = title[:1].lower() + title[1:] if title[1:2].islower() else title  # "VPN …" stays as it is
    return say.text(f"fleet.notice_{incident.scope}", {"what": inside, "name": incident.name})
