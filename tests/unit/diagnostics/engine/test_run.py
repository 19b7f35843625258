"""A run is told in events, keeps its deadlines, and ends exactly once, whatever its checks do."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from diagnostics.engine.plan import plan
from diagnostics.engine.run import Run
from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.check import Check, Context, check
from diagnostics.model.event import CheckFinished, CheckStarted, Event, Finished, RunStarted, Seen
from diagnostics.model.fact import Fact, FactMissing
from diagnostics.model.failure import Failure
from diagnostics.model.observation import CheckState
from diagnostics.model.site import Site
from tests.fakes.system import FakeSystem


def answer(subject: str, failure: Failure | None = None) -> TcpAnswer:
    return TcpAnswer(purpose=Purpose.INTERNET, subject=subject, address="192.0.2.1", port=443, failure=failure, ms=1.0)


def run_to_end(*checks: Check, only: tuple[str, ...] | None = None) -> list[Event]:
    events: list[Event] = []
    run = Run(Context(site=Site(), system=FakeSystem(), probes=None), events.append, checks=checks, only=only)  # type: ignore[arg-type]
    run.start()
    assert run.join(5.0)
    assert [type(event) for event in events].count(Finished) == 1
    assert isinstance(events[-1], Finished)
    return events


def results(events: list[Event]) -> dict[str, CheckState]:
    return {event.result.id: event.result.state for event in events if isinstance(event, CheckFinished)}


@check("a.fine", timeout_s=2.0)
async def fine(ctx: Context) -> AsyncIterator[Fact]:
    yield answer("one")
    yield answer("two")


@check("a.trouble", timeout_s=2.0)
async def trouble(ctx: Context) -> AsyncIterator[Fact]:
    yield answer("one", Failure.TIMED_OUT)


@check("a.nothing", timeout_s=2.0)
async def nothing(ctx: Context) -> AsyncIterator[Fact]:
    return
    yield


@check("a.denied", timeout_s=2.0)
async def denied(ctx: Context) -> AsyncIterator[Fact]:
    yield FactMissing(fact="wifi", state="denied")


@check("a.endless", timeout_s=0.05)
async def endless(ctx: Context) -> AsyncIterator[Fact]:
    yield answer("before the deadline")
    await asyncio.Event().wait()


@check("a.broken", timeout_s=2.0)
async def broken(ctx: Context) -> AsyncIterator[Fact]:
    yield answer("before the mistake")
    raise KeyError("our mistake")


@pytest.mark.parametrize(
    ("declared", "state", "kept"),
    [
        (fine, CheckState.OK, 2),
        (trouble, CheckState.PROBLEM, 1),
        (nothing, CheckState.SKIPPED, 0),
        (denied, CheckState.NOT_AVAILABLE, 1),
        (endless, CheckState.OVERRAN, 1),
        (broken, CheckState.BROKEN, 1),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_every_way_a_check_can_end_is_recorded_with_what_it_saw(declared: Check, state: CheckState, kept: int) -> None:
    events = run_to_end(declared)
    assert results(events) == {declared.id: state}
    diagnosis = events[-1].diagnosis  # type: ignore[union-attr]
    assert diagnosis is not None
    assert len(diagnosis.observations) == kept == diagnosis.checks[0].seen
    assert diagnosis.verdict is not None
    assert diagnosis.verdict.cause == "unknown", "a run of one check may never say that all is well"


def test_events_tell_the_run_in_order() -> None:
    events = run_to_end(fine)
    assert [type(event) for event in events] == [RunStarted, CheckStarted, Seen, Seen, CheckFinished, Finished]
    assert [event.observation.id for event in events if isinstance(event, Seen)] == ["a.fine/1", "a.fine/2"]


def test_a_check_gets_what_it_needs_and_runs_after_it() -> None:
    told: list[int] = []

    @check("b.after", needs=("a.fine",), timeout_s=2.0)
    async def after(ctx: Context) -> AsyncIterator[Fact]:
        told.append(len(ctx.seen.of(TcpAnswer)))
        yield answer("after")

    events = run_to_end(fine, trouble, after)
    assert told == [2], "the facts of a.fine, and not those of a.trouble"
    order = [event.check for event in events if isinstance(event, CheckStarted)]
    assert order.index("a.fine") < order.index("b.after")


def test_a_broken_check_does_not_stop_the_others_nor_those_that_need_it() -> None:
    @check("b.after", needs=("a.broken",), timeout_s=2.0)
    async def after(ctx: Context) -> AsyncIterator[Fact]:
        yield answer("after")

    assert results(run_to_end(broken, fine, after)) == {
        "a.broken": CheckState.BROKEN,
        "a.fine": CheckState.OK,
        "b.after": CheckState.OK,
    }


@pytest.mark.parametrize("moment", ["before the start", "while it runs"])
def test_a_cancelled_run_still_delivers_its_one_finished(moment: str) -> None:
    waiting = threading.Event()

    @check("a.waits", timeout_s=30.0)
    async def waits(ctx: Context) -> AsyncIterator[Fact]:
        waiting.set()
        await asyncio.Event().wait()
        yield answer("never")

    events: list[Event] = []
    run = Run(Context(site=Site(), system=FakeSystem(), probes=None), events.append, checks=(waits,))  # type: ignore[arg-type]
    if moment == "before the start":
        run.cancel()
    run.start()
    if moment == "while it runs":
        assert waiting.wait(5.0)
        run.cancel()
    assert run.join(5.0)
    assert isinstance(events[-1], Finished)
    assert (events[-1].outcome, events[-1].diagnosis) == ("cancelled", None)
    assert [type(event) for event in events].count(Finished) == 1


def test_only_brings_what_the_chosen_checks_need() -> None:
    @check("b.after", needs=("a.fine",), timeout_s=2.0)
    async def after(ctx: Context) -> AsyncIterator[Fact]:
        yield answer("after")

    assert results(run_to_end(fine, trouble, after, only=("b.after",))).keys() == {"a.fine", "b.after"}


def test_the_plan_refuses_what_cannot_be_ordered() -> None:
    with pytest.raises(ValueError, match=r"no check is called 'c.missing'"):
        plan((fine,), full=False, only=("c.missing",))
    one = Check("x.one", ("x.two",), 1.0, fine.body)
    two = Check("x.two", ("x.one",), 1.0, fine.body)
    with pytest.raises(ValueError, match="wait for each other"):
        plan((one, two), full=False, only=None)


def test_what_loads_the_line_runs_only_when_it_is_asked_for() -> None:
    heavy = Check("x.heavy", (), 1.0, fine.body, full_only=True)
    assert [item.id for item in plan((fine, heavy), full=False, only=None)] == ["a.fine"]
    assert [item.id for item in plan((fine, heavy), full=True, only=None)] == ["a.fine", "x.heavy"]
    assert [item.id for item in plan((fine, heavy), full=False, only=("x.heavy",))] == ["x.heavy"]


def test_what_the_laptop_says_of_itself_is_seen_before_the_network_is_asked() -> None:
    order: list[str] = []

    @check("a.network", timeout_s=2.0)
    async def network(ctx: Context) -> AsyncIterator[Fact]:
        order.append("network")
        yield answer("network")

    @check("z.local", timeout_s=2.0, local=True)
    async def local(ctx: Context) -> AsyncIterator[Fact]:
        order.append("local")
        yield answer("local")

    events = run_to_end(network, local)
    assert order == ["local", "network"]
    first = next(event for event in events if isinstance(event, Seen))
    assert first.observation.check == "z.local"
    assert [item.id for item in events[-1].diagnosis.checks] == ["a.network", "z.local"], "screen order stays"  # type: ignore[union-attr]
