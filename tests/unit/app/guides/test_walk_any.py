"""Whatever happens in whatever order: a walk never breaks, always ends, and settles every change exactly once."""

import random

import pytest
from msgspec.structs import replace

from app.guides import verb, walk
from app.guides.hand import Did
from app.guides.library import all_guides
from app.guides.model import PAGES, SYSTEMS, Answer, Guide, Step, Words
from app.guides.walk import (
    Acted,
    Answered,
    Back,
    Event,
    GaveUp,
    Opened,
    Outcome,
    Paused,
    Performed,
    Phase,
    Rechecked,
    Result,
    Resumed,
    RunVerb,
    Settle,
    Skipped,
    State,
    Tried,
)

SEEDS = range(240)
EVENTS = 60  # in one walk
SAID = Words("Do it.", "Faites-le.")
CHECKS = ("link.adapters", "ip.addresses", "dns.answers", "service.reachable")
CAUSES = ("healthy", "unknown", "link.unplugged", "gateway.unreachable", "dns.slow", "laptop.disk_full", "new.cause")


def random_guide(dice: random.Random) -> Guide:
    """Any guide that the reader would let through."""
    if dice.random() < 0.3:
        return dice.choice(all_guides())
    ids = [f"s{number}" for number in range(dice.randint(1, 7))]
    steps = tuple(random_step(dice, id, ids[place + 1 :]) for place, id in enumerate(ids))
    cause = dice.choice(CAUSES)
    return Guide(id=cause, cause=cause, version=1, title=SAID, minutes=1, owner="user", stop=SAID, steps=steps)


def random_step(dice: random.Random, id: str, later: list[str]) -> Step:
    kind = dice.choice(["ask", "app", "app", "page", "you"])
    go = ["next", "stop", *later]
    changing = [name for name in verb.TABLE if verb.changes(name)]
    return Step(
        id=id,
        who="app" if kind == "app" or (kind == "page" and dice.random() < 0.5) else "you",
        minutes=1,
        text=SAID,
        verb={"app": dice.choice(changing), "page": "settings.open"}.get(kind, "none"),
        page="wifi" if kind == "page" else None,
        only_on=tuple(dice.sample(SYSTEMS, dice.randint(1, 3))),
        reasons=("wifi",) if dice.random() < 0.2 else (),
        check=tuple(dice.sample(CHECKS, dice.randint(0, 2))),
        measure=("internet.load",) if kind == "app" and dice.random() < 0.2 else (),
        settle_s=dice.choice((0, 20)),
        answers=tuple(Answer(id=f"a{n}", words=SAID, go=dice.choice(go)) for n in range(3)) if kind == "ask" else (),
        on_better=dice.choice(go),
        on_fail=dice.choice(go),
    )


def random_look(dice: random.Random, state: State) -> Rechecked:
    return Rechecked(
        dice.choice((*CAUSES, state.cause, state.cause)),
        tuple(dice.sample(CHECKS, dice.randint(0, 4))),
        final=dice.random() < 0.6,
        full=dice.random() < 0.6,
        others=(state.cause,) if dice.random() < 0.2 else (),
    )


def random_event(dice: random.Random, state: State) -> Event:
    kinds: list[Event] = [
        *(Acted(), Acted(), Opened(), Skipped("cannot"), Back(), Paused(), Resumed(), Resumed(), GaveUp()),
        *(random_look(dice, state) for _ in range(5)),
        *(Performed(dice.choice((Did.DONE, dice.choice(list(Did))))) for _ in range(4)),
        *(Answered(f"a{dice.randint(0, 3)}") for _ in range(2)),
    ]
    return dice.choice(kinds)


def follow(guide: Guide, state: State, event: Event) -> State:
    """Advance, and check everything that holds for every single move."""
    after, effects = walk.advance(guide, state, event)
    settled = [effect for effect in effects if isinstance(effect, Settle)]
    if state.pending and not after.pending:
        assert effects[0] == Settle(state.steps[state.at], settled[0].keep)
        assert len(settled) == 1
        assert after.tried[-1].taken_back is not settled[0].keep
        assert after.tried[-1].did is Did.DONE
    else:
        assert settled == []
    if after.at != state.at or after.phase is Phase.FINISHED:
        assert not after.pending
    if after.at < state.at:
        assert isinstance(event, Back)
    for effect in effects:
        if isinstance(effect, RunVerb):
            assert effect.verb in verb.TABLE
            assert effect.step == state.steps[state.at]
            assert (effect.page in PAGES) is (effect.verb == "settings.open")
    assert after.tried[: len(state.tried)] == state.tried
    if after.steps:
        walk.step_of(guide, after)
        walk.needs_hand(guide, after)
        assert walk.restore(guide, walk.to_json(after)) == after
    assert walk.minutes_left(guide, after) >= 0
    return after


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_every_change_is_settled_once_and_every_state_can_be_saved(seed: int) -> None:
    dice = random.Random(seed)
    guide = random_guide(dice)
    state = walk.start(guide, dice.choice(SYSTEMS), CHECKS[:2], dice.choice((None, "wifi")))
    for _ in range(EVENTS):
        state = follow(guide, state, random_event(dice, state))


def forward(dice: random.Random, guide: Guide, state: State) -> Event:
    """What somebody does who always goes on, and what the app answers."""
    match state.phase:
        case Phase.ACTING:
            return Performed(dice.choice(list(Did)))
        case Phase.CHECKING:
            return replace(random_look(dice, state), final=True, full=True)
        case Phase.PAUSED:
            return Resumed()
    step = walk.step_of(guide, state)
    if step.answers:
        return Answered(dice.choice(step.answers).id)
    return dice.choice((Acted(), Acted(), Skipped()))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_goes_on_comes_to_the_end(seed: int) -> None:
    """Each step needs at most four events: the button, the deed, the button again, the look."""
    dice = random.Random(seed)
    guide = random_guide(dice)
    state = walk.start(guide, dice.choice(SYSTEMS), CHECKS[:2])
    for _ in range(dice.randint(0, 10)):
        state = follow(guide, state, random_event(dice, state))
    behind = len(state.tried)
    moves = 0
    while state.phase is not Phase.FINISHED:
        state = follow(guide, state, forward(dice, guide, state))
        moves += 1
        assert moves <= 4 * len(state.steps) + 1
    gone = [state.steps.index(entry.step) for entry in state.tried[behind:]]
    assert gone == sorted(set(gone))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_state_that_makes_no_sense_breaks_nothing(seed: int) -> None:
    """Such a state never comes out of a file, see `restore`; and if it did, the walk would still go on or end."""
    dice = random.Random(seed)
    guide = random_guide(dice)
    steps = tuple(step.id for step in guide.steps)
    state = State(
        guide=guide.id,
        version=guide.version,
        cause=guide.cause,
        steps=steps,
        at=dice.randrange(len(steps)),
        phase=dice.choice(list(Phase)),
        acted=dice.random() < 0.5,
        did=dice.choice((None, *Did)),
        pending=dice.random() < 0.5,
        outcome=dice.choice((None, *Outcome)),
        other_cause=dice.choice((None, "isp.down")),
        tried=(Tried(dice.choice(steps), dice.choice(list(Result))),),
    )
    walk.restore(guide, walk.to_json(state))
    for _ in range(EVENTS):
        state, effects = walk.advance(guide, state, random_event(dice, state))
        assert all(effect.verb in verb.TABLE for effect in effects if isinstance(effect, RunVerb))
        assert 0 <= state.at < len(steps)
