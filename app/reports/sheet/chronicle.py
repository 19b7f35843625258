"""What happened when: the hours of a line, and its cuts, as tables."""

from app.reports.sheet import when
from app.reports.sheet.evidence import MOST_HOURS, Evidence
from app.reports.sheet.figure import amount_of, percent
from app.reports.sheet.html import heading, paragraph, table
from app.reports.sheet.segment import BAD
from diagnostics.wording import Wording

MOST_CUTS = 8
"""The longest; with more the tables would need a page of their own."""


def hours_of(evidence: Evidence, say: Wording) -> list[str]:
    """A row for every hour in which somebody looked; nothing for a single look."""
    hours = evidence.hours[:MOST_HOURS]
    if len(evidence.looks) <= 1 or not hours:
        return []
    zones = dict.fromkeys(when.zone(moment) for moment in evidence.times)
    many = len(zones) > 1 and not evidence.is_by_day
    days = len({moment.date() for moment in evidence.times})
    id = "hours_by_day" if evidence.is_by_day else "hours"
    args = {"zone": ", ".join(zones), "days": say.number(days)}
    head = [say.text(f"provider.{id}") for id in ("hour", "looks", "dead")]
    head += [say.text("provider.home"), say.text("provider.line"), say.text("provider.delay")]
    head.append(say.text("provider.grade"))
    rows = []
    for hour in hours:
        label = when.time(hour.label, say.numerals)
        if days > 1 and not evidence.is_by_day:
            label = f"{when.short_day(hour.label, say.numerals)},\u00a0{label}"
        rows.append(
            (
                f"{label} ({when.zone(hour.label)})" if many else label,
                say.number(hour.looks),
                say.number(hour.dead),
                percent(hour.way.home.lost_percent, say),
                percent(hour.way.line.lost_percent, say),
                amount_of(hour.way.line.delay_ms, "ms", say),
                say.text(f"provider.grade_{hour.grade}"),
            )
        )
    bad = sum(hour.grade == BAD for hour in hours)
    counted = {"n": str(bad), "hours": say.number(len(hours))}
    return [
        heading(say.text(f"provider.{id}", args)),
        table(head, rows, kind="small"),
        paragraph(say.text("provider.worst_hours", counted) if bad else "", "small"),
    ]


def cuts_of(evidence: Evidence, say: Wording) -> list[str]:
    """A row for every cut; nothing without any."""
    if not evidence.cuts:
        return []
    zones = dict.fromkeys(when.zone(cut.began) for cut in evidence.cuts)
    shown = sorted(sorted(evidence.cuts, key=lambda cut: -cut.seconds)[:MOST_CUTS], key=lambda cut: cut.began)
    rows = []
    for cut in shown:
        lasted = say.length(cut.seconds)
        if not cut.is_over:
            lasted = say.text("provider.still", {"span": lasted})
        rows.append(
            (when.both(cut.began, say.numerals), lasted, say.text(f"provider.cut_{cut.cause.partition('.')[2]}"))
        )
    left = len(evidence.cuts) - len(shown)
    total = {"n": str(len(evidence.cuts)), "span": say.length(sum(cut.seconds for cut in evidence.cuts))}
    return [
        heading(say.text("provider.cuts", {"zone": ", ".join(zones)})),
        table([say.text(f"provider.{id}") for id in ("began", "lasted", "what")], rows, numbers_from=9, kind="small"),
        paragraph(say.text("provider.cuts_total", total)),
        paragraph(say.text("provider.cut_more", {"n": str(left)}) if left else "", "small"),
    ]
