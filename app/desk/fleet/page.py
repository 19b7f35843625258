"""The fleet as one HTML page: both languages, no script, nothing from elsewhere, light and dark. Pure.

Whoever reads it may be looking at what strangers wrote: every value is escaped, for the name of a VPN may be any line.
The languages are switched by two radio buttons and a rule of CSS; without CSS both are there, one below the other.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

from app.desk.fleet import strip
from app.desk.fleet.draft import draft
from app.desk.fleet.hide import rounded
from app.desk.fleet.line import Left
from app.desk.fleet.look import Fleet, Incident, moment
from app.desk.fleet.style import STYLE
from app.desk.fleet.table import OTHER
from app.guides.library import all_guides
from app.guides.model import Guide
from diagnostics.faults.number import NUMBERS
from diagnostics.wording import LANGUAGES, Wording

MOST_ROWS = 60
"""Causes at providers that have a row; the largest ones."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NATIVE = {"en": "English", "fr": "Français"}


def page(fleet: Fleet, at: datetime, lang: str) -> bytes:
    """The page as UTF-8; `lang` is shown first."""
    title = escape(Wording.load(lang).text("fleet.title"))
    switch = "".join(
        f'<input type="radio" name="lang" id="{one}"{" checked" if one == lang else ""}>'
        f'<label for="{one}" lang="{one}">{NATIVE[one]}</label>\n'
        for one in LANGUAGES
    )
    guides = {guide.id: guide for guide in all_guides()}
    body = "".join(_Body(fleet, at, Wording.load(one), guides).html() for one in LANGUAGES)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{switch}{body}</body>\n</html>\n"
    ).encode()


class _Body:
    """One language."""

    def __init__(self, fleet: Fleet, at: datetime, say: Wording, guides: dict[str, Guide]) -> None:
        self._fleet, self._at, self._say, self._guides = fleet, at, say, guides
        self._lang = say.language

    def html(self) -> str:
        parts = (self._head, self._incidents, self._causes, self._steps, self._drills, self._left, self._reading)
        return f'<main class="{self._lang}" lang="{self._lang}">\n{"".join(part() for part in parts)}</main>\n'

    # ------------------------------------------------------------------------------------------------- the parts

    def _head(self) -> str:
        fleet = self._fleet
        since, until = moment(fleet.first_hour), moment(fleet.last_hour + 1)
        told = self._t("made", at=self._moment(self._at), since=self._moment(since), until=self._moment(until))
        people = self._t(
            "people_of", people=self._at_least(fleet.people), records=self._at_least(rounded(fleet.records))
        )
        few = self._p(self._t("few_days", n=str(fleet.days_known))) if fleet.days_known < strip.LEAST_DAYS else ""
        return f"<h1>{self._e('title')}</h1>\n{self._p(told)}{self._p(people)}{few}"

    def _incidents(self) -> str:
        heading = self._heading("incidents")
        if not self._fleet.incidents:
            return heading + self._p(self._t("no_incident"))
        return heading + "".join(self._incident(one) for one in self._fleet.incidents)

    def _incident(self, one: Incident) -> str:
        title = f"{self._cause(one.cause)} – {self._where(one)}"
        numbers = self._t(
            "incident_numbers",
            people=self._at_least(one.people),
            usual=self._at_least(one.usual),
        )
        state = self._t("incident_on" if one.is_on else "incident_over")
        span = self._t("incident_span", since=self._moment(one.begin), until=self._moment(one.end))
        return (
            f'<article class="{"on" if one.is_on else "over"}"><h3>{escape(title)}</h3>\n'
            f"{self._p(f'{state} {span}')}{self._p(numbers)}"
            f"{self._p(self._t('confirm' if one.is_on else 'confirm_again'))}"
            f'<pre tabindex="0">{escape(draft(one))}</pre></article>\n'
        )

    def _causes(self) -> str:
        fleet = self._fleet
        totals = "".join(_row(self._cause(cause), self._number(people)) for cause, people in fleet.causes)
        listed = fleet.rows[:MOST_ROWS]
        cells = "".join(
            f'<tr><th scope="row">{escape(self._cause(row.cause))}</th><td>{escape(self._isp(row.isp))}</td>'
            f'<td class="n">{escape(self._number(row.people))}</td><td>{self._strip(row.hours)}</td>'
            f"<td>{escape(self._busiest(row.hours))}</td></tr>\n"
            for row in listed
        )
        if not fleet.causes:
            return self._heading("causes") + self._p(self._t("nothing_shown"))
        rest = len(fleet.rows) - len(listed)
        more = self._p(self._t("more_rows", n=str(rest))) if rest else ""
        return (
            self._heading("causes")
            + self._table("causes_caption", ("cause", "people"), totals)
            + self._heading("hours")
            + self._table("hours_caption", ("cause", "isp", "people", "by_hour", "busiest"), cells)
            + more
        )

    def _steps(self) -> str:
        rates = sorted(self._fleet.rates, key=lambda one: (one.guide, -one.of_ten, -one.people, one.step))
        rows = "".join(
            _row(self._guide(one.guide), self._step(one.guide, one.step), self._of_ten(one.of_ten),
                 self._number(one.people))
            for one in rates
        )  # fmt: skip
        if not rows:
            return self._heading("steps") + self._p(self._t("nothing_shown"))
        return self._heading("steps") + self._table("steps_caption", ("guide", "step", "helped", "people"), rows)

    def _drills(self) -> str:
        if not self._fleet.drills:
            return ""
        rows = "".join(
            _row(one.drill, self._office(one.office), self._of_ten(one.of_ten), self._number(one.people))
            for one in self._fleet.drills
        )
        return self._heading("drills") + self._table("drills_caption", ("drill", "office", "ready", "people"), rows)

    def _left(self) -> str:
        left = self._fleet.left
        found = [(self._t(f"left_{why}"), self._at_least(rounded(left[why]))) for why in Left if left[why]]
        if not found:
            return ""
        rows = "".join(_row(why, count) for why, count in found)
        return self._heading("left") + self._table("left_caption", ("why", "count"), rows)

    def _reading(self) -> str:
        lines = "".join(self._p(self._t(f"reading_{name}")) for name in ("five", "rates", "claim", "trust"))
        return self._heading("reading") + lines

    # ------------------------------------------------------------------------------------------------- the words

    def _t(self, id: str, **holes: str) -> str:
        return self._say.text(f"fleet.{id}", holes)

    def _e(self, id: str) -> str:
        return escape(self._t(id))

    def _p(self, text: str) -> str:
        return f"<p>{escape(text)}</p>\n"

    def _heading(self, id: str) -> str:
        return f"<h2>{self._e(id)}</h2>\n"

    def _table(self, caption: str, columns: Sequence[str], rows: str) -> str:
        heads = "".join(f'<th scope="col">{self._e(f"column_{name}")}</th>' for name in columns)
        return (
            f'<div class="wide" tabindex="0" role="region" aria-label="{self._e(caption)}"><table>'
            f"<caption>{self._e(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table></div>\n"
        )

    def _strip(self, hours: dict[int, int]) -> str:
        return strip.svg(hours, self._fleet.first_hour, self._fleet.last_hour, self._busiest(hours))

    def _busiest(self, hours: dict[int, int]) -> str:
        if not hours:
            return self._t("hidden")
        hour, people = max(hours.items(), key=lambda item: (item[1], item[0]))
        return self._t("busiest", people=self._number(people), at=self._moment(moment(hour)))

    def _moment(self, at: datetime) -> str:
        """The day and the hour in UTC, for the page may be read in several offices."""
        text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return self._t("moment", date=text, clock=text[11:16])

    def _number(self, value: int) -> str:
        return self._say.number(value)

    def _at_least(self, people: int) -> str:
        return self._t("at_least", many=self._number(people)) if people else self._t("hidden")

    def _of_ten(self, n: int) -> str:
        return self._t("of_ten", many=str(n))

    def _cause(self, id: str) -> str:
        return self._say.cause(id).title if id in NUMBERS else id

    def _where(self, one: Incident) -> str:
        return self._t("everywhere") if one.scope == "all" else one.name or self._t("isp_missing")

    def _isp(self, name: str) -> str:
        return {"": self._t("isp_unknown"), OTHER: self._t("isp_others")}.get(name, name)

    def _office(self, name: str) -> str:
        return {"": self._t("office_unknown"), OTHER: self._t("office_others")}.get(name, name)

    def _guide(self, id: str) -> str:
        return self._guides[id].title.of(self._lang) if id in self._guides else id

    def _step(self, guide: str, id: str) -> str:
        """What the built-in guide says; a step of IT's own is told by its id."""
        steps: Iterable[tuple[str, str]] = (
            ((step.id, self._say.fill(step.text.of(self._lang))) for step in self._guides[guide].steps)
            if guide in self._guides
            else ()
        )
        text = dict(steps).get(id)
        return f"{text} ({id})" if text else id


def _row(first: str, *cells: str) -> str:
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>\n'
