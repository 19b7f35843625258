"""What counts as progress, and which look may be told at once."""

import pytest

from app.guides import walk
from app.guides.event import Phase, Rechecked, State
from app.guides.model import Guide, Step, Words
from app.guides.progress import Look, judge, needs_full_look, problems_now

SAID = Words("Do it.", "Faites-le.")
STEP = Step(id="renew", who="app", minutes=1, text=SAID, verb="dhcp.renew", check=("ip.addresses",))
BEFORE = ("ip.addresses", "dns.answers", "service.reachable")
GUIDE = Guide(id="g", cause="ip.no_lease", version=1, title=SAID, minutes=1, owner="user", stop=SAID, steps=(STEP,))


def standing(cause: str = "ip.no_lease", problems: tuple[str, ...] = BEFORE, **more: object) -> State:
    fields = {"guide": "g", "version": 1, "cause": cause, "steps": ("renew",), "problems": problems, **more}
    return State(**fields)  # type: ignore[arg-type]


LOOKS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], Look]] = {  # cause now, others, failing, what it shows
    "nothing is wrong": ("healthy", (), (), Look.WELL),
    "the same": ("ip.no_lease", (), BEFORE, Look.SAME),
    "others fail instead": ("ip.no_lease", (), ("ip.addresses", "proxy.reachable"), Look.SAME),
    "fewer fail": ("ip.no_lease", (), BEFORE[:1], Look.BETTER),
    "more fail": ("ip.no_lease", (), (*BEFORE, "gateway.answers"), Look.WORSE),
    "nearer": ("link.unplugged", (), BEFORE[:1], Look.WORSE),
    "of the same layer, as many fail": ("ip.conflict", (), BEFORE, Look.ASIDE),
    "of the same layer, fewer fail": ("ip.conflict", (), BEFORE[:2], Look.ELSEWHERE),
    "further out": ("isp.down", (), BEFORE, Look.ELSEWHERE),
    "a line that works badly": ("wifi.weak_signal", (), BEFORE, Look.ELSEWHERE),
    "not on the way, as many fail": ("laptop.disk_full", (), BEFORE, Look.ASIDE),
    "not on the way, fewer fail": ("laptop.disk_full", (), ("laptop.disk",), Look.ELSEWHERE),
    "nobody knows": ("unknown", (), BEFORE, Look.LOST),
    "nobody knows, fewer fail": ("unknown", (), BEFORE[1:], Look.BETTER),
    "ours is named beside it": ("laptop.disk_full", ("ip.no_lease",), BEFORE, Look.SAME),
    "ours beside it, fewer fail": ("laptop.disk_full", ("ip.no_lease",), BEFORE[:2], Look.BETTER),
    "ours beside a nearer one": ("link.unplugged", ("ip.no_lease",), BEFORE[:2], Look.SAME),
    "of a newer version": ("fridge.too_warm", (), BEFORE, Look.ASIDE),
}


@pytest.mark.parametrize(("cause", "others", "failing", "look"), LOOKS.values(), ids=LOOKS.keys())
def test_what_a_look_shows(cause: str, others: tuple[str, ...], failing: tuple[str, ...], look: Look) -> None:
    assert judge(standing(), STEP, Rechecked(cause, failing, others=others)) is look


def test_a_cause_that_was_there_before_is_not_of_our_making() -> None:
    """The person repairs the address although the signal is poor, or a cable is out: that was known."""
    seen = Rechecked("link.unplugged", BEFORE)
    assert judge(standing(), STEP, seen) is Look.WORSE
    assert judge(standing(beside=("link.unplugged",)), STEP, seen) is Look.ELSEWHERE


def test_of_a_partial_look_only_what_it_looked_at_is_compared() -> None:
    part = Rechecked("ip.no_lease", ("ip.addresses",), full=False)
    assert problems_now(standing(), STEP, part) == ("dns.answers", "service.reachable", "ip.addresses")
    assert judge(standing(), STEP, part) is Look.SAME
    assert judge(standing(), STEP, Rechecked("ip.no_lease", (), full=False)) is Look.BETTER
    assert (
        judge(standing(), STEP, Rechecked("ip.no_lease", ("ip.addresses", "link.adapters"), full=False)) is Look.WORSE
    )


def test_without_a_judgement_before_nothing_is_better_or_worse() -> None:
    for failing in ((), BEFORE):
        assert judge(standing(problems=()), STEP, Rechecked("ip.no_lease", failing)) is Look.SAME


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Rechecked("healthy"), True),
        (Rechecked("healthy", full=False), True),
        (Rechecked("dns.no_server", BEFORE[1:], full=False), True),
        (Rechecked("unknown", BEFORE, full=False), True),
        (Rechecked("ip.no_lease", BEFORE), False),
        (Rechecked("ip.no_lease", (), full=False), False),  # better: it may become well
        (Rechecked("link.disabled", BEFORE), False),  # an adapter that is being restarted
        (Rechecked("link.disabled", BEFORE, full=False), False),
        (Rechecked("dns.no_server", BEFORE[1:]), False),  # names come a moment after the address
        (Rechecked("laptop.disk_full", BEFORE), True),  # it was full before
        (Rechecked("laptop.disk_full", BEFORE, others=("ip.no_lease",)), False),
    ],
)
def test_only_good_news_end_the_waiting_early(event: Rechecked, told: bool) -> None:
    state = standing(beside=("laptop.disk_full",), phase=Phase.CHECKING, acted=True)
    assert walk.is_conclusive(GUIDE, state, event) is told


def test_a_guide_without_steps_concludes_nothing() -> None:
    assert not walk.is_conclusive(GUIDE, standing(steps=()), Rechecked("healthy"))


def test_what_only_a_load_shows_is_believed_without_a_look_at_everything() -> None:
    """A look at everything does not load the line: it would call every slow line well."""
    slow = standing("internet.slow", ("internet.load", "internet.up"), phase=Phase.CHECKING, acted=True, pending=True)
    measured = Step(id="renew", who="app", minutes=1, text=SAID, verb="hog.pause", measure=("internet.load",))
    better = Rechecked("internet.slow", (), full=False)
    assert judge(slow, measured, better) is Look.BETTER
    assert not needs_full_look(slow, measured, better)
    assert needs_full_look(slow, measured, Rechecked("healthy", full=False))
