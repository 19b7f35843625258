"""The sheet for the internet provider: what the line loses and how long it takes, by part of the way and by hour.

It goes to a stranger. Nothing that is text in a diagnosis ever gets on it: it is made of numbers, of hours, and of
our own sentences; and of what the person typed for the provider. So no name of a company, host or Wi-Fi can be there.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from app.reports.sheet import when
from app.reports.sheet.callscript import asked_for, call_script
from app.reports.sheet.chronicle import cuts_of, hours_of
from app.reports.sheet.evidence import LITTLE_S, Evidence
from app.reports.sheet.figure import amount_of, percent, rate
from app.reports.sheet.html import form, heading, listed, page, paragraph, table
from app.reports.sheet.look import Look
from app.reports.sheet.segment import Segment
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.watch.episode import WatchReport
from diagnostics.wording import Wording

LONGEST_TYPED = 80
"""Characters of what the person typed about themselves."""

LEAST_SPAN_S = 60.0
"""Below it a length of watching is not worth naming: the number of looks says more."""


@dataclass(frozen=True)
class Customer:
    """What the person wants the provider to know; shown as typed, and left blank for the pen when empty."""

    name: str = ""
    number: str = ""
    phone: str = ""


def provider_html(
    runs: Iterable[Diagnosis | Look | WatchReport],
    lang: str,
    *,
    customer: Customer | None = None,
    now: datetime.datetime | None = None,
    zone: datetime.tzinfo | None = None,
) -> str:
    """One page of measurements, and a second with what to say on the telephone where a call makes sense.

    `runs` in any order: whole runs, what `look_of` keeps of them, and watches (their cuts). Twins count once. `zone`
    None: this computer's. Too little to complain with is said first. Never raises for odd data.
    """
    evidence = Evidence(runs, zone)
    customer = customer or Customer()
    say = Wording.load(lang)
    told = _told(evidence, say)
    title = say.text("provider.title")
    made = now or datetime.datetime.now(datetime.UTC)
    stamp = made.astimezone(zone)
    parts = [
        heading(title, 1),
        paragraph(
            f"{say.text('provider.about')} · {when.both(stamp, say.numerals)} ({when.zone(stamp)})",
            "small",
        ),
        _customer(customer, say),
        *_caution(evidence, say, told),
        paragraph(say.text(f"provider.finding_{evidence.finding}"), "" if evidence.is_little else "strong"),
        *_amount(evidence, say, told),
        *(_stretches(evidence, say, told) if evidence.looks else []),
        *hours_of(evidence, say),
        *cuts_of(evidence, say),
        *_reasons(evidence, say, told),
        *_next(evidence, say),
        *call_script(evidence, say, told, customer.number[:LONGEST_TYPED]),
    ]
    return page(title, say.language, parts)


def _told(evidence: Evidence, say: Wording) -> dict[str, str]:
    """The values that sentences of this sheet are filled with."""
    times = evidence.times or tuple(cut.began for cut in evidence.cuts)
    zones = dict.fromkeys(when.zone(moment) for moment in times)
    same_day = bool(times) and times[0].date() == times[-1].date()
    return {
        "from": when.both(times[0], say.numerals) if times else "",
        "to": (when.time if same_day else when.both)(times[-1], say.numerals) if times else "",
        "zone": ", ".join(zones),
        "looks": say.number(len(evidence.looks)),
        "dead": say.number(evidence.dead),
        "targets": say.number(evidence.way.destinations),
        "apart": say.number(evidence.way.apart),
        "span": say.length(evidence.watched_s),
        "share": percent(evidence.way.line.lost_percent, say),
        "signal": amount_of(evidence.signal_dbm, "dBm", say),
    }


def _customer(customer: Customer, say: Wording) -> str:
    typed = (("customer", customer.name), ("number", customer.number), ("phone", customer.phone), ("contract", ""))
    fields = [(say.text(f"provider.{id}"), value.strip()[:LONGEST_TYPED]) for id, value in typed]
    return form(fields, side_by_side=2)


def _caution(evidence: Evidence, say: Wording, told: dict[str, str]) -> list[str]:
    """Too little is said before anything else, so that nobody complains with it."""
    if not evidence.looks or not evidence.is_little:
        return []
    if len(evidence.looks) == 1:
        id = "little_once"
    else:
        id = "little" if LEAST_SPAN_S <= evidence.watched_s < LITTLE_S else "little_looks"
    return [paragraph(say.text(f"provider.{id}", told), "strong")]


def _amount(evidence: Evidence, say: Wording, told: dict[str, str]) -> list[str]:
    if not evidence.looks:
        return []
    if len(evidence.looks) == 1:
        return [paragraph(say.text("provider.once", told))]
    lines = [f"{say.text('provider.period', told)} {say.text('provider.amount', told)}"]
    if evidence.dead:
        lines.append(say.text("provider.dead_looks", told))
    return [paragraph(line) for line in lines]


def _stretches(evidence: Evidence, say: Wording, told: dict[str, str]) -> list[str]:
    head = [say.text(f"provider.{id}") for id in ("stretch", "lost", "probes", "delay", "varies", "grade")]
    way = evidence.way
    rows = [
        _stretch(say, "home", way.home),
        _stretch(say, "line", way.line),
        _stretch(say, "beyond", way.beyond),
    ]
    parts = [table(head, rows)]
    if way.destinations:
        parts.append(paragraph(f"{say.text('provider.how', told)} {say.text('provider.how_line')}", "small"))
    parts.append(paragraph(say.text("provider.limits"), "small"))
    down, up = evidence.rates
    if down is not None or up is not None:
        blank = say.text("provider.rate_unknown")
        rates = {"down": blank if down is None else rate(down, say), "up": blank if up is None else rate(up, say)}
        parts.append(paragraph(say.text("provider.rates", rates)))
    return parts


def _stretch(say: Wording, id: str, part: Segment) -> tuple[str, ...]:
    return (
        say.text(f"provider.{id}"),
        percent(part.lost_percent, say),
        say.number(part.sent) if part.sent else say.text("provider.unmeasured"),
        amount_of(part.delay_ms, "ms", say),
        amount_of(part.jitter_ms, "ms", say),
        say.text(f"provider.grade_{part.grade}"),
    )


def _reasons(evidence: Evidence, say: Wording, told: dict[str, str]) -> list[str]:
    ruled = [say.text(f"provider.ruled_{id}", told) for id in evidence.ruled_out]
    off = {"span": say.length(abs(evidence.clock_off_s))}
    cautions = [say.text(f"provider.caution_{id}", off) for id in evidence.cautions]
    return [
        *([heading(say.text("provider.ruled")), listed(ruled)] if ruled else []),
        *([heading(say.text("provider.cautions")), listed(cautions)] if cautions else []),
    ]


def _next(evidence: Evidence, say: Wording) -> list[str]:
    wanted = asked_for(evidence, say)
    if wanted:
        return [heading(say.text("provider.ask")), listed(wanted)]
    own = "before_home" if evidence.finding == "home" else "before_more"
    return [heading(say.text("provider.before")), listed([say.text(f"provider.{own}")])]
