"""What to say to the provider's service, and what to answer: only what the measurements really show."""

from app.reports.sheet.evidence import Evidence
from app.reports.sheet.html import form, heading, listed, paragraph, table
from app.reports.sheet.look import CABLE, MOBILE, WIFI
from app.reports.sheet.segment import BAD, GOOD, LINE_BAD_PERCENT, LINE_WEAK_PERCENT
from diagnostics.wording import Wording

PROVIDERS_OWN = ("dead", "cuts", "line", "beyond", "weak", "bad_hours")
"""Findings with which a call makes sense."""

_ASKED_FOR = {
    "dead": ("measure", "history", "box", "technician", "number"),
    "cuts": ("measure", "history", "box", "technician", "number"),
    "line": ("measure", "history", "box", "technician", "number"),
    "beyond": ("route", "history", "number"),
    "weak": ("measure", "history", "number"),
    "bad_hours": ("measure", "history", "number"),
}


def call_script(evidence: Evidence, say: Wording, told: dict[str, str], number: str = "") -> list[str]:
    """Parts of a page; none where a call would make no sense. `told`: the holes of the sheet ("share", "from" ...)."""
    if evidence.finding not in PROVIDERS_OWN:
        return []
    told = {**told, "number": number.strip() or say.text("callscript.blank")}
    said = ["open", _claim(evidence), *(["measured"] if len(evidence.looks) > 1 else [])]
    return [
        heading(say.text("callscript.title"), 1, new_page=True),
        paragraph(say.text("callscript.ready")),
        listed([say.text(f"callscript.{id}", told) for id in said], numbered=True),
        table(
            (say.text("callscript.asked"), say.text("callscript.answer")),
            [(say.text(f"callscript.{q}"), say.text(f"callscript.{a}", told)) for q, a in _answers(evidence)],
            numbers_from=9,
        ),
        heading(say.text("callscript.then")),
        listed(asked_for(evidence, say), numbered=True),
        heading(say.text("callscript.end")),
        form([(say.text(f"callscript.{id}"), "") for id in ("ticket", "person", "promised")]),
        paragraph(say.text("callscript.again")),
    ]


def asked_for(evidence: Evidence, say: Wording) -> list[str]:
    """What the provider should do about it, or what to do first oneself."""
    return [say.text(f"provider.ask_{id}") for id in _ASKED_FOR.get(evidence.finding, ())]


def _claim(evidence: Evidence) -> str:
    """The one sentence about the line. A share is only named where something is lost."""
    lost = evidence.way.line.lost_percent or 0.0
    if evidence.finding == "line" and lost <= LINE_BAD_PERCENT:
        return "line_slow"
    if evidence.finding == "weak" and lost <= LINE_WEAK_PERCENT:
        return "line_slow"
    return evidence.finding


def _answers(evidence: Evidence) -> list[tuple[str, str]]:
    way = evidence.way
    found = [("q_restart", "a_restart"), ("q_lights", "a_unknown"), ("q_wifi", _medium(evidence))]
    if way.destinations:
        found.append(("q_vpn", "a_vpn"))
    if way.apart:
        found.append(("q_site", "a_site_apart"))
    elif way.destinations > 1 and (evidence.dead or way.line.grade == BAD):
        found.append(("q_site", "a_site"))
    if "own_traffic" in evidence.ruled_out:
        found.append(("q_traffic", "a_traffic"))
    return found


def _medium(evidence: Evidence) -> str:
    if evidence.medium == CABLE:
        return "a_cable"
    if evidence.medium == MOBILE:
        return "a_mobile"
    if evidence.medium == WIFI:
        if evidence.way.home.grade == GOOD:
            return "a_wifi"
        return "a_wifi_signal" if "wifi" in evidence.ruled_out else "a_wifi_weak"
    return "a_unknown"
