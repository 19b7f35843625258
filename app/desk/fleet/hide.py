"""Groups under five people are hidden, also from somebody who subtracts. Pure.

Three rules. A cell is shown when at least LEAST people are in it. People of a total who are in none of its cells that
are shown are left out of the total too, where they are fewer than LEAST: then what is left over is nobody, or a group
that could be shown (`table` does both, from the smallest cells up). And every number is rounded down to a multiple of
LEAST, so that two pages of two hours, or two tables that cut the same people differently, never differ by one person.
"""

LEAST = 5
"""People; security.md section 6: no figure may point at a person."""


def rounded(people: int) -> int:
    """Down to a multiple of five; 0 for a hidden group."""
    return people - people % LEAST


def of_ten(share: float) -> int:
    """A share as "8 of 10"."""
    return min(10, max(0, round(share * 10)))
