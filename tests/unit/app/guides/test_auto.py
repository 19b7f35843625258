"""Whole walks that nobody attends, on a small computer with faults; see `tests/fakes/repairable.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.guides import shelf
from app.guides.auto import LookFailedError
from app.guides.hand import Did
from app.guides.model import Step
from app.guides.record import WalkRecord
from tests.fakes.repairable import DNS, LINK, PORTAL, YES_NO, Computer, Fault, PowerCut, asks, does, guide

DNS_GUIDE = guide(
    DNS,
    asks("plug", check=("link.carrier",)),
    asks("tell", answers=YES_NO),
    does("flush", "dns.flush"),
    does("auto", "dns.use_automatic"),
    does("renew", "dhcp.renew", check=("dns.system", "link.carrier")),
    asks("phone"),
)
WRONG = {"cache": "old", "dns": "wrong", "address": "old", "cable": "in", "portal": "closed"}


def no_dns(settings: dict[str, str]) -> bool:
    return settings["dns"] == "wrong"


def computer(folder: Path, *steps: Step, when: Callable[[dict[str, str]], bool] = no_dns) -> Computer:
    faults = (
        Fault(LINK, lambda settings: settings["cable"] == "out", ("link.carrier", "dns.system")),
        Fault(DNS, when, ("dns.system", "service.reachable")),
    )
    one = Computer(folder, dict(WRONG), faults, {DNS: guide(DNS, *steps) if steps else DNS_GUIDE})
    one.knob("dns.flush", "cache", "empty").knob("dns.use_automatic", "dns", "auto")
    return one.knob("dhcp.renew", "address", "new")


def told(record: WalkRecord) -> str:
    """The steps as one line: id, result, how the deed ended, "back" where it was put back."""
    parts = [
        " ".join(filter(None, (one.step, one.result, one.did, one.reason, "back" if one.taken_back else "")))
        for one in record.steps
    ]
    return "; ".join(parts)


LEFT_OUT = "plug skipped nobody; tell skipped nobody; "


def test_the_first_verb_repairs_it(tmp_path: Path) -> None:
    here = computer(tmp_path, when=lambda settings: settings["cache"] == "old")
    record = here.process()
    assert (record.outcome, told(record)) == ("fixed", LEFT_OUT + "flush fixed done")
    assert here.settings == WRONG | {"cache": "empty"}
    assert here.entries() == [("dns.flush", "kept")]
    assert shelf.read(tmp_path) is None


def test_the_second_verb_repairs_it_and_the_first_is_put_back(tmp_path: Path) -> None:
    here = computer(tmp_path)
    record = here.process()
    assert (record.outcome, record.after.cause) == ("fixed", "healthy")
    assert told(record) == LEFT_OUT + "flush no_change done back; auto fixed done"
    assert here.settings == WRONG | {"dns": "auto"}
    assert here.entries() == [("dns.flush", "taken_back"), ("dns.use_automatic", "kept")]


def test_nothing_helps_and_nothing_stays_changed(tmp_path: Path) -> None:
    here = computer(tmp_path, when=lambda settings: True)
    record = here.process()
    assert (record.outcome, record.after.cause) == ("sent_to_it", DNS)
    tried = "flush no_change done back; auto no_change done back; renew no_change done back; phone skipped nobody"
    assert told(record) == LEFT_OUT + tried
    assert here.settings == WRONG
    assert {state for _, state in here.entries()} == {"taken_back"}
    assert here.looked[-1] is None  # the verdict afterwards is of a look at everything, after the last change


def test_what_makes_it_worse_is_put_back_and_ends_the_walk(tmp_path: Path) -> None:
    here = computer(tmp_path, does("flush", "dns.flush", check=("dns.system", "link.carrier")), asks("phone"))
    record = here.knob("dns.flush", "cable", "out").process()
    assert (record.outcome, told(record)) == ("sent_to_it", "flush worse done back")
    assert here.settings == WRONG
    assert record.after.cause == DNS


NOT_DONE = {
    "denied": Did.DENIED,
    "failed": Did.FAILED,
    "timed out": Did.TIMED_OUT,
    "unsupported": Did.UNSUPPORTED,
}


@pytest.mark.parametrize("name", NOT_DONE)
def test_a_verb_that_could_not_be_done_is_left_out_with_the_reason(name: str, tmp_path: Path) -> None:
    did = NOT_DONE[name]
    here = computer(tmp_path).knob("dns.flush", "cache", "empty", answer=did)
    record = here.process()
    assert told(record) == LEFT_OUT + f"flush skipped {did} {did}; auto fixed done"
    assert here.settings == WRONG | {"dns": "auto"}


def test_a_verb_without_anything_to_act_on_is_left_out(tmp_path: Path) -> None:
    here = computer(tmp_path, does("renew", "dhcp.renew", on="nobody knows"), does("auto", "dns.use_automatic"))
    assert told(here.process()) == "renew skipped no_target no_target; auto fixed done"


def test_what_was_so_already_is_looked_at_once_and_the_walk_goes_on(tmp_path: Path) -> None:
    here = computer(tmp_path).knob("dns.flush", "cache", "empty", answer=Did.NOTHING_TO_DO)
    record = here.process()
    assert told(record) == LEFT_OUT + "flush no_change nothing_to_do; auto fixed done"
    assert here.waited == 0.0


def test_a_change_may_take_a_while_to_show(tmp_path: Path) -> None:
    here = computer(tmp_path, does("auto", "dns.use_automatic", settle_s=30))
    here.faults = (Fault(DNS, lambda settings: no_dns(settings) or here.now < 12, ("dns.system",)),)
    record = here.process()
    assert record.outcome == "fixed"
    assert 12 <= record.duration_s < 20
    assert record.steps[0].seconds == record.duration_s - 1  # the first look took a second


def test_a_step_for_a_person_opens_nothing(tmp_path: Path) -> None:
    here = computer(tmp_path, asks("set", verb="settings.open", page="network"), does("auto", "dns.use_automatic"))
    assert told(here.process()) == "set skipped nobody; auto fixed done"
    assert here.pages == []


def test_it_s_own_steps_are_never_done_here(tmp_path: Path) -> None:
    here = computer(tmp_path, Step(id="it", who="it", minutes=1, text=YES_NO[0].words, verb="dns.flush"))
    assert (told(here.process()), here.entries()) == ("it skipped nobody", [])


@dataclass(frozen=True)
class Page:
    """A sign-in page: whether it opens, after how many seconds somebody has signed in; what comes of it."""

    opens: bool
    signed_in_after_s: float
    settle_s: int
    patience_s: float
    ends: str
    lasts_s: tuple[float, float] = (0, 60)


PAGES = {
    "nobody is needed": Page(True, 0, 15, 120, "portal fixed"),
    "somebody signs in": Page(True, 30, 90, 120, "portal fixed", (30, 45)),
    "nobody signs in": Page(True, 9000, 90, 20, "portal no_change", (20, 26)),
    "no browser": Page(False, 9000, 15, 120, "portal skipped unsupported", (1, 1)),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["app", "you"])
def test_the_sign_in_page_of_a_network_is_opened(name: str, who: str, tmp_path: Path) -> None:
    page = PAGES[name]
    step = Step(
        id="portal", who=who, minutes=1, text=YES_NO[0].words, verb="captive.open_portal",
        check=("internet.portal",), settle_s=page.settle_s,
    )  # fmt: skip
    here = computer(tmp_path)
    here.guides = {PORTAL: guide(PORTAL, step)}
    opened_at: list[float] = []

    def is_closed(_: dict[str, str]) -> bool:
        return not opened_at or here.now < opened_at[0] + page.signed_in_after_s

    here.faults = (Fault(PORTAL, is_closed, ("internet.portal",)),)
    here.on_page = (lambda _: opened_at.append(here.now)) if page.opens else None
    record = here.process(patience_s=page.patience_s)
    assert (told(record), here.pages) == (page.ends, ["captive.open_portal"])
    assert page.lasts_s[0] <= here.now <= page.lasts_s[1]


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """In these stories processes die, not disks: nobody has to wait for one, some hundred times."""
    monkeypatch.setattr("os.fsync", lambda handle: None)


@pytest.mark.usefixtures("quick_disk")
def test_the_power_fails_at_any_moment_and_the_end_is_the_same(tmp_path: Path) -> None:
    """With every write to the disk, every look, and every line of the journal as a moment, before and after it."""
    cases = {"second helps": no_dns, "nothing helps": lambda settings: True}
    for name, when in cases.items():
        whole = computer(tmp_path / name, when=when)
        (tmp_path / name).mkdir()
        expected = whole.process()
        assert whole.moments > 30
        for moment in range(whole.moments):
            folder = tmp_path / f"{name} {moment}"
            folder.mkdir()
            here = computer(folder, when=when)
            here.dies_at = moment
            with pytest.raises(PowerCut):
                here.process()
            here.dies_at = None
            record = here.process()
            assert here.settings == whole.settings, (name, moment)
            assert record.after.cause == expected.after.cause
            assert {state for _, state in here.entries()} <= {"kept", "taken_back"}
            if record.outcome != "not_needed":  # it died after the last word
                assert (record.outcome, told(record)) == (expected.outcome, told(expected)), (name, moment)


@pytest.mark.usefixtures("quick_disk")
def test_the_power_fails_twice_in_a_row(tmp_path: Path) -> None:
    for moment in range(12, 40):
        folder = tmp_path / str(moment)
        folder.mkdir()
        here = computer(folder)
        for dies_at in (moment, moment + 5):
            here.dies_at = dies_at
            with pytest.raises(PowerCut):
                here.process()
        here.dies_at = None
        here.process()
        assert here.settings == WRONG | {"dns": "auto"}


def test_it_goes_on_at_the_step_where_it_was_left(tmp_path: Path) -> None:
    here = computer(tmp_path)
    here.dies_at = 24
    with pytest.raises(PowerCut):
        here.process()
    here.dies_at = None
    flushed = here.knobs["dns.flush"].turned
    record = here.process()
    assert (record.resumed_at, flushed, here.knobs["dns.flush"].turned) == ("flush", 1, 1)
    assert record.before.cause == DNS
    assert [one.seconds is None for one in record.steps] == [True, True, False, False]


def test_stopped_while_a_change_is_being_proved_it_is_put_back_and_tried_again(tmp_path: Path) -> None:
    here = computer(tmp_path, does("flush", "dns.flush"), does("auto", "dns.use_automatic"))
    here.stop_at = 4.0
    record = here.process()
    assert (record.outcome, record.steps, here.settings) == ("interrupted", (), WRONG)
    assert here.entries() == [("dns.flush", "taken_back")]
    here.stop_at = None
    again = here.process()
    assert (again.outcome, again.resumed_at) == ("fixed", "flush")
    assert told(again) == "flush no_change done back; auto fixed done"


def test_stopped_before_anything_was_done(tmp_path: Path) -> None:
    here = computer(tmp_path)
    here.stop_at = 0.0
    assert (here.process().outcome, here.entries()) == ("interrupted", [])


def test_a_look_that_breaks_leaves_nothing_unproved(tmp_path: Path) -> None:
    here = computer(tmp_path)

    real = here.knobs["dns.flush"].act

    def act(*args: object) -> object:
        here.blind = True
        return real(*args)  # type: ignore[arg-type]

    here.knobs["dns.flush"].act = act  # type: ignore[method-assign,assignment]
    with pytest.raises(LookFailedError):
        here.process()
    assert here.settings == WRONG
    assert here.entries() == [("dns.flush", "taken_back")]
