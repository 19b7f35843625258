"""One line of the table: a figure, the floor measured in the same run, their ratio, the budget, the verdict."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`limit` bounds the ratio when `over_floor`, else the value; None: only for orientation.

    `value` None: it was not measured, and `reason` says why.
    """

    name: str
    unit: str
    limit: float | None
    over_floor: bool = False
    value: float | None = None
    floor: float | None = None
    runs: int = 0
    reason: str = ""

    @property
    def ratio(self) -> float | None:
        if self.value is None or not self.floor:
            return None
        return self.value / self.floor

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measurable"
        if self.limit is None:
            return "-"
        judged = self.ratio if self.over_floor else self.value
        return "ok" if judged is not None and judged <= self.limit else "OVER"

    @property
    def budget(self) -> str:
        if self.limit is None:
            return "-"
        return f"<= {self.limit:g} {'x floor' if self.over_floor else self.unit}"

    def record(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "verdict": self.verdict}


def table(figures: list[Figure]) -> str:
    rows = [("figure", "value", "floor", "ratio", "budget", "verdict")]
    for one in figures:
        value = "-" if one.value is None else f"{one.value:.1f} {one.unit}"
        floor = "-" if one.floor is None else f"{one.floor:.1f} {one.unit}"
        ratio = "-" if one.ratio is None else f"{one.ratio:.2f}"
        verdict = f"{one.verdict}: {one.reason}" if one.reason else one.verdict
        rows.append((one.name, value, floor, ratio, one.budget, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]) for row in rows
    )
