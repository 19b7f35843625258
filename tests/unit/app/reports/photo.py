"""A photo of a screen with a QR code: tilted, out of focus, unevenly lit and noisy. Pure Python, grey levels."""

import random
from collections.abc import Sequence
from math import exp

INK, PAPER = 35.0, 225.0  # a screen is neither black nor white
QUIET = 4
TILT = 0.05  # of the side: how far each corner moves
BLUR_MODULES, NOISE = 0.25, 10.0  # standard deviations: of the focus in modules, of the sensor in grey levels
SHADE = 0.2  # how much darker the far side is

Matrix = Sequence[Sequence[bool]]
Point = tuple[float, float]


def photo(matrix: Matrix, px: int, dice: random.Random) -> bytes:
    """A PGM file with `px` pixels for each module."""
    modules = len(matrix) + 2 * QUIET
    side = modules * px
    corners = [
        (x + dice.uniform(-TILT, TILT), y + dice.uniform(-TILT, TILT)) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))
    ]
    margin = int(side * TILT) + 2 * px
    to_square = _inverse(_square_to(corners))
    wide = side + 2 * margin
    rows = []
    for y in range(wide):
        row = []
        for x in range(wide):
            u, v = _moved(to_square, ((x + 0.5 - margin) / side, (y + 0.5 - margin) / side))
            row.append(_grey(matrix, u * modules - QUIET, v * modules - QUIET))
        rows.append(row)
    weights = [exp(-((step / (BLUR_MODULES * px)) ** 2) / 2) for step in range(-2, 3)]
    rows = _across(_across(rows, weights), weights)  # the second time the columns, which brings the rows back
    light = [1 - SHADE * x / wide for x in range(wide)]
    pixels = bytes(
        min(255, max(0, round(value * lit + dice.gauss(0, NOISE))))
        for row in rows
        for value, lit in zip(row, light, strict=True)
    )
    return f"P5 {wide} {wide} 255\n".encode() + pixels


def clean(matrix: Matrix, px: int) -> bytes:
    """The same as it is drawn."""
    white = [False] * QUIET
    rows = [[False] * (len(matrix) + 2 * QUIET)] * QUIET
    framed = [*rows, *([*white, *row, *white] for row in matrix), *rows]
    pixels = b"".join(bytes(0 if dark else 255 for dark in row for _ in range(px)) * px for row in framed)
    return f"P5 {len(framed) * px} {len(framed) * px} 255\n".encode() + pixels


def _grey(matrix: Matrix, u: float, v: float) -> float:
    """The light of a point, with four samples around it: a pixel is no point."""
    size, light = len(matrix), 0.0
    for du, dv in ((-0.08, -0.08), (0.08, -0.08), (-0.08, 0.08), (0.08, 0.08)):
        x, y = int((u + du) // 1), int((v + dv) // 1)
        light += INK if 0 <= x < size and 0 <= y < size and matrix[y][x] else PAPER
    return light / 4


def _across(rows: list[list[float]], weights: list[float]) -> list[list[float]]:
    """Blur along the rows, and turn rows into columns."""
    total, reach = sum(weights), len(weights) // 2
    blurred = []
    for row in rows:
        wide = [row[0]] * reach + row + [row[-1]] * reach
        blurred.append([sum(w * wide[x + k] for k, w in enumerate(weights)) / total for x in range(len(row))])
    return [list(column) for column in zip(*blurred, strict=True)]


def _square_to(corners: list[Point]) -> list[float]:
    """The projection of the unit square to four corners (Heckbert, 1989)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    bottom = dx1 * dy2 - dx2 * dy1
    g, h = (sx * dy2 - dx2 * sy) / bottom, (dx1 * sy - sx * dy1) / bottom
    return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1.0]


def _inverse(m: list[float]) -> list[float]:
    """The adjugate: a projection does not care for a factor."""
    a, b, c, d, e, f, g, h, i = m
    return [
        *(e * i - f * h, c * h - b * i, b * f - c * e),
        *(f * g - d * i, a * i - c * g, c * d - a * f),
        *(d * h - e * g, b * g - a * h, a * e - b * d),
    ]


def _moved(m: list[float], point: Point) -> Point:
    x, y = point
    depth = m[6] * x + m[7] * y + m[8]
    return (m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth
