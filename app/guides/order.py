"""The steps of a guide in the order that helped most colleagues, where that cannot break the guide. Pure.

A guide is written least effort first, and some of its steps only make sense behind others. So steps change places only
within a stretch of steps that lean on nothing but the cause: between two of them stands no question, no step that
leads elsewhere or is led to, none after which nothing is looked at, and none that says `stays = true`. Whoever comes
into such a stretch meets all of it, in whatever order. The last step of a guide stays the last one.

The built-in guides say `stays` of steps that speak of the one before them, and of ways round such as a telephone's
connection, which help nearly everybody and repair nothing.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.guides.model import NEXT, Guide, Step

Stretch = tuple[Step, ...]


def ordered(guide: Guide, rates: Mapping[str, float]) -> Guide:
    """The same guide, its steps by what they brought: `rates` says of how many in ten a step (by its id) helped.

    A step without a rate keeps its place, and so does one that helped as often as the one before it. Rates of steps
    that the guide does not have count for nothing.
    """
    steps = tuple(step for stretch in stretches(guide) for step in _by_rate(stretch, rates))
    return guide if steps == guide.steps else replace(guide, steps=steps)


def stretches(guide: Guide) -> tuple[Stretch, ...]:
    """The steps in their order, cut into stretches within which they may change places; most have a single step."""
    led_to = {go for step in guide.steps for go in ways(step)}
    found: list[list[Step]] = []
    is_open = False
    for step in guide.steps:
        moves = _can_move(step) and step.id not in led_to and step is not guide.steps[-1]
        if moves and is_open:
            found[-1].append(step)
        else:
            found.append([step])
        is_open = moves
    return tuple(tuple(stretch) for stretch in found)


def is_one(guide: Guide, steps: Sequence[str]) -> bool:
    """Whether these steps of the guide, each once, stand in an order that `ordered` may give them."""
    at = 0
    for stretch in stretches(guide):
        ids = {step.id for step in stretch}.intersection(steps)
        if ids != set(steps[at : at + len(ids)]):
            return False
        at += len(ids)
    return at == len(steps)


def ways(step: Step) -> tuple[str, ...]:
    """Where a step may lead: "next", "stop" or the id of a later one, as often as it says so."""
    return (*(answer.go for answer in step.answers), step.on_better, step.on_fail)


def _can_move(step: Step) -> bool:
    """Whether nothing of the step itself ties it to its place."""
    is_plain = not step.stays and not step.answers and set(ways(step)) == {NEXT}
    return is_plain and bool(step.check or step.measure) and step.who != "it"


def _by_rate(stretch: Stretch, rates: Mapping[str, float]) -> Stretch:
    rated = [step for step in stretch if step.id in rates]
    best_first = iter(sorted(rated, key=lambda step: -rates[step.id]))  # stable: equals stay as they are
    return tuple(next(best_first) if step.id in rates else step for step in stretch)
