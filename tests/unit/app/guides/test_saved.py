"""A walk that was put aside comes back as it was, or not at all."""

import pytest

from app.guides import walk
from app.guides.hand import Did
from app.guides.model import Guide, Step, Words
from app.guides.walk import Outcome, Phase, Result, State, Tried

SAID = Words("Do it.", "Faites-le.")
BOX = Guide(
    id="gateway.unreachable",
    cause="gateway.unreachable",
    version=1,
    title=SAID,
    minutes=5,
    owner="user",
    stop=SAID,
    steps=(
        Step(id="plug", who="you", minutes=1, text=SAID),
        Step(id="wifi", who="you", minutes=1, text=SAID, verb="settings.open", page="wifi", only_on=("darwin",)),
        Step(id="renew", who="app", minutes=1, text=SAID, verb="dhcp.renew", only_on=("linux", "darwin")),
        Step(id="registry", who="you", minutes=1, text=SAID, only_on=("windows",)),
    ),
)
STEPS = ("plug", "wifi", "renew")


def saved(**other: object) -> bytes:
    fields = {"guide": BOX.id, "version": 1, "cause": BOX.cause, "steps": STEPS, **other}
    return walk.to_json(State(**fields))  # type: ignore[arg-type]


GOOD = {
    "fresh": saved(),
    "page opened": saved(at=1, acted=True),
    "acting": saved(at=2, phase=Phase.ACTING, acted=True),
    "acting, put aside": saved(at=2, phase=Phase.PAUSED, acted=True),
    "pending": saved(at=2, phase=Phase.CHECKING, acted=True, did=Did.DONE, pending=True),
    "pending, put aside": saved(at=2, phase=Phase.PAUSED, acted=True, did=Did.DONE, pending=True),
    "by hand": saved(at=2, acted=True, did=Did.DENIED),
    "by hand, checking": saved(at=2, phase=Phase.CHECKING, acted=True, did=Did.TIMED_OUT),
    "fixed": saved(at=2, phase=Phase.FINISHED, outcome=Outcome.FIXED, acted=True, did=Did.DONE),
    "elsewhere": saved(phase=Phase.FINISHED, outcome=Outcome.OTHER_CAUSE, other_cause="isp.down"),
    "linux only": saved(steps=("plug", "renew")),
    "own words": saved(tried=(Tried("plug", Result.SKIPPED, "Ça ne va pas \u2026"),), at=1),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD.keys())
def test_a_saved_walk_that_fits_is_taken(data: bytes) -> None:
    state = walk.restore(BOX, data)
    assert state is not None
    assert walk.to_json(state) == data


def test_a_file_from_before_the_app_acted_is_taken() -> None:
    old = (
        b'{"guide":"gateway.unreachable","version":1,"cause":"gateway.unreachable","steps":["plug","renew"],"at":1,'
        b'"phase":"step","acted":false,"problems":["gateway.answers"],'
        b'"tried":[{"step":"plug","result":"no_change","reason":""}],"outcome":null,"other_cause":null}'
    )
    state = walk.restore(BOX, old, "linux")
    assert state is not None
    assert (state.did, state.pending, state.beside, state.tried[0].taken_back) == (None, False, (), False)


UNUSABLE = {
    "empty": b"",
    "rubbish": b"\xff\x00",
    "nothing": b"{}",
    "list": b"[1]",
    "bottomless": b'{"guide":' + b"[" * 100_000,
    "torn": saved()[:-7],
    "wrong type": saved().replace(b'"version":1', b'"version":"1"'),
    "unknown phase": saved().replace(b'"step"', b'"sleeping"'),
    "no steps": saved(steps=()),
    "other guide": saved(guide="x"),
    "newer guide": saved(version=2),
    "other cause": saved(cause="isp.down"),
    "other steps": saved(steps=("gone",)),
    "a step twice": saved(steps=("plug", "plug")),
    "steps in another order": saved(steps=("renew", "plug")),
    "steps that no system has together": saved(steps=("renew", "registry")),
    "beyond the end": saved(at=7),
    "before the start": saved(at=-1),
    "tried what is not there": saved(tried=(Tried("gone", Result.DONE),)),
    "over without an end": saved(phase=Phase.FINISHED),
    "an end before it is over": saved(outcome=Outcome.FIXED),
    "another cause without a name": saved(phase=Phase.FINISHED, outcome=Outcome.OTHER_CAUSE),
    "a name without another cause": saved(other_cause="isp.down"),
    "acted without a verb": saved(acted=True),
    "acting without a verb": saved(phase=Phase.ACTING, acted=True),
    "pending without a verb": saved(phase=Phase.CHECKING, pending=True),
    "pending on a page": saved(at=1, phase=Phase.CHECKING, acted=True, pending=True),
    "a page that is done": saved(at=1, acted=True, did=Did.DONE),
    "pending and not done": saved(at=2, phase=Phase.CHECKING, acted=True, pending=True),
    "pending though it failed": saved(at=2, phase=Phase.CHECKING, acted=True, did=Did.FAILED, pending=True),
    "pending while the person reads": saved(at=2, acted=True, did=Did.DONE, pending=True),
    "pending at the end": saved(
        at=2, phase=Phase.FINISHED, outcome=Outcome.FIXED, acted=True, did=Did.DONE, pending=True
    ),
    "acting before it began": saved(at=2, phase=Phase.ACTING),
    "acting when it is done": saved(at=2, phase=Phase.ACTING, acted=True, did=Did.DONE),
    "checked before it began": saved(at=2, phase=Phase.CHECKING),
    "begun, and nobody acts": saved(at=2, acted=True),
    "done and settled, and still there": saved(at=2, acted=True, did=Did.DONE),
}


@pytest.mark.parametrize("data", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_saved_walk_that_does_not_fit_is_started_anew(data: bytes) -> None:
    assert walk.restore(BOX, data) is None


def test_a_walk_of_another_system_is_not_taken() -> None:
    assert walk.restore(BOX, saved(), "darwin") is not None
    assert walk.restore(BOX, saved(), "linux") is None
    assert walk.restore(BOX, saved(steps=("plug", "registry")), "linux") is None


@pytest.mark.parametrize("said", ["\ud800", "a\nb\x00\u202ec", "words " * 200], ids=["half", "lines", "endless"])
def test_whatever_a_person_says_can_be_saved(said: str) -> None:
    state, _ = walk.advance(BOX, walk.start(BOX, "linux"), walk.Skipped(said))
    again = walk.restore(BOX, walk.to_json(state))
    assert again == state
    assert again.tried[0].reason.isprintable()
    assert len(again.tried[0].reason) <= walk.LONGEST_REASON
