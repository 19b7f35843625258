"""Going through the ways: one after the other, until it has arrived."""

import pytest

from app.reports.carrier import tries
from app.reports.outcome import Outcome
from tests.unit.app.reports.outbox.world import Teller

Answers = list[Outcome | Exception]


@pytest.mark.parametrize(
    ("answers", "again", "ends", "told"),
    [
        ([], False, [], []),
        ([Outcome.DELIVERED, Outcome.DELIVERED], False, [Outcome.DELIVERED], [False]),
        ([Outcome.ALREADY_THERE, Outcome.DELIVERED], True, [Outcome.ALREADY_THERE], [True]),
        ([Outcome.NO_CONNECTION, Outcome.DELIVERED], False, [Outcome.NO_CONNECTION, Outcome.DELIVERED], [False] * 2),
        ([Outcome.CUT, Outcome.NO_FOLDER], False, [Outcome.CUT, Outcome.NO_FOLDER], [False, True]),
        ([ValueError("ours"), Outcome.DELIVERED], False, [Outcome.CUT, Outcome.DELIVERED], [False, True]),
        ([Outcome.TAKEN, Outcome.NO_CONNECTION], False, [Outcome.TAKEN, Outcome.NO_CONNECTION], [False, False]),
    ],
)
def test_one_after_the_other(answers: Answers, again: bool, ends: list[Outcome], told: list[bool]) -> None:
    ways = [Teller([answer]) for answer in answers]
    results = list(tries(ways, "n", b"data", again=again, deadline_s=1.0))
    assert [result.outcome for result in results] == ends
    assert [seen for way in ways for seen in way.again] == told


def test_the_next_way_is_only_asked_when_its_turn_comes() -> None:
    first, second = Teller([Outcome.NO_CONNECTION]), Teller()
    going = tries([first, second], "n", b"data", again=False, deadline_s=1.0)
    next(going)
    assert (len(first.seen), len(second.seen)) == (1, 0)
