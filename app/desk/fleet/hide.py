"""Groups under five people are hidden, also from somebody who subtracts. Pure.

Three rules. A cell is shown when at least LEAST people are in it. People of a total who are in none of its cells that
are shown are left out of the total too, where they are fewer than LEAST: then what is left over is nobody, or a group
that could be shown (`table` does both, from the smallest cells up). And every number is rounded down to a multiple of
LEAST, so that two pages of two hours, or two tables that cut the same people differently, never differ by one person.
What a share says of a single person's answer, `of_ten` hides.
"""

import zlib

LEAST = 5
"""People; security.md section 6: no figure may point at a person."""

LEAST_RATED = 20
"""People behind a share: fewer, and a fifth of them would be three or less, so that two answers could move it twice."""


def rounded(people: int) -> int:
    """Down to a multiple of five; 0 for a hidden group."""
    return people - people % LEAST


def of_ten(yes: int, people: int, batch: str) -> int:
    """A share as 1, 3, 5, 7 or 9 of ten: the middle of the fifth in which it lies, so that "all" is never told.

    `people` are whole fives in the order in which they came (`table`), so that the next one to come changes nothing
    before the next five are full. Where one person more or less does change who is among them, the fifth may change
    by one; it may do so whatever she said, for `yes` is off by up to one person, the same for the same `batch`.
    """
    blur = zlib.crc32(batch.encode()) % 3 - 1
    return 2 * min(4, max(0, (yes + blur) * 5 // people)) + 1
