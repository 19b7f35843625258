import pytest

from tests.bench.figure import Figure, table


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("in seconds, within", "ms", 50, value=49.9), "ok"),
        (Figure("in seconds, over", "ms", 50, value=50.1), "OVER"),
        (Figure("ratio within, though the value is large", "ms", 1.6, over_floor=True, value=159, floor=100), "ok"),
        (Figure("ratio over", "ms", 1.6, over_floor=True, value=161, floor=100), "OVER"),
        (Figure("ratio without its floor", "ms", 1.6, over_floor=True, value=1), "OVER"),
        (Figure("for orientation", "ms", None, value=1e9), "-"),
        (Figure("not measured", "ms", 1, reason="no network"), "not measurable"),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else "",
)
def test_the_verdict(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict


def test_the_table_says_why_something_was_not_measured() -> None:
    shown = table([Figure("speed", "ms", 2, reason="the cable is out"), Figure("size", "MiB", 9, value=3.14159)])
    assert "not measurable: the cable is out" in shown
    assert "3.1 MiB" in shown
