"""Numbers on a sheet, with their units, as the language writes them; a dash for what was not measured."""

from diagnostics import phrase
from diagnostics.wording import Wording

SMALLEST_PERCENT = 0.05
"""Below it the sheet says "below 0.1 %": nothing lost would be untrue."""


def percent(value: float | None, say: Wording) -> str:
    """A share in per cent; next to nothing is not nothing."""
    if value is None:
        return say.text("provider.unmeasured")
    if 0 < value < SMALLEST_PERCENT:
        return say.text("provider.less", {"share": f"{phrase.number(0.1, say.numerals, 1)}\u00a0%"})
    digits = 0 if value in (0.0, 100.0) else 1
    return f"{phrase.number(value, say.numerals, digits)}\u00a0%"


def rate(value: float, say: Wording) -> str:
    """Mbit/s."""
    return phrase.with_unit(round(value, 1), "Mbit/s", say.numerals)


def amount_of(value: float | None, unit: str, say: Wording) -> str:
    """A number and its unit."""
    if value is None:
        return say.text("provider.unmeasured")
    return phrase.with_unit(round(value, 1), unit, say.numerals)
