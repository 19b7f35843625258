"""What IT tells while somebody is led through a guide, and what is told of it afterwards."""

from pathlib import Path
from typing import Any

import pytest

import resources
from app.bridge import looks
from app.guides import walk
from tests.fakes import story
from tests.gui.news import OUTAGE, FakeStore, come, informed, publishing
from tests.gui.world import Maker

GUIDE = "dns.server_unreachable"


def test_a_step_says_whom_it_helped_and_the_best_one_comes_first(world: Maker, qtbot: Any) -> None:
    from app.guides.library import guide_for
    from app.guides.order import stretches

    stretch = next(one for one in stretches(guide_for(GUIDE)) if len(one) > 1)
    first, second = (step.id for step in stretch[:2])
    store = FakeStore().peers(rates={(GUIDE, first): 2, (GUIDE, second): 8})
    one = informed(world, qtbot, store, story.story(GUIDE, problems=("dns.system",)))
    one.screen("home")._buttons["fix"].click()
    guided = one.session.guided
    places = {id: place for place, id in enumerate(guided.state.steps)}
    assert places[second] < places[first]
    guide = one.screen("guide")
    for _ in range(places[second]):
        guide._tell(walk.Skipped("cannot"))
    assert guide._helped.text() == "This helped 8 of 10 colleagues."
    assert guide._helped.text() in guide._shown.spoken
    guide._tell(walk.Skipped("cannot"))
    assert guide._helped.text() != "This helped 8 of 10 colleagues."


def test_a_walk_keeps_the_guide_it_began_with(world: Maker, qtbot: Any) -> None:
    from app.guides.library import guide_for

    store = FakeStore()
    one = informed(world, qtbot, store)
    one.screen("home")._buttons["fix"].click()
    guided = one.session.guided
    began = guided.guide
    guided.tell(walk.Skipped("cannot"))
    one.window.go_home()
    plain = (Path(resources.__file__).parent / "guides" / "vpn.port_blocked.toml").read_text("utf-8")
    title = guide_for("vpn.port_blocked").title.en
    store.published["guides/vpn.port_blocked.toml"] = plain.replace(title, "A new way around").encode()
    come(one, qtbot, store)
    assert one.session.doors.guide_for("vpn.port_blocked").title.en == "A new way around"
    one.screen("home")._buttons["fix"].click()
    assert guided.guide is began
    assert guided.state.at == 1
    guided.tell(walk.GaveUp())
    one.window.go_home()
    one.screen("home")._buttons["fix"].click()
    assert guided.guide.title.en == "A new way around"


def test_records_of_runs_and_walks_are_left_once_each(
    world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUICK_MS", "AGAIN_MS", "PAUSE_MS"):
        monkeypatch.setattr(looks, name, 5)
    store = FakeStore()
    waiting = [0]
    runs = (story.port_blocked(), story.port_blocked(), story.healthy())
    one = informed(world, qtbot, store, *runs, site=publishing(outcomes=True), records=lambda: waiting[0])
    qtbot.waitUntil(lambda: len(store.told) == 1, timeout=5000)
    assert store.told == [("0123456789abcdef", (), None)]
    assert not one.posts
    waiting[0] = 2
    one.screen("home")._buttons["fix"].click()
    one.session.guided.tell(walk.Skipped("cannot"))
    qtbot.waitUntil(lambda: one.screen("guide")._shown.finished == "fixed", timeout=10_000)
    qtbot.waitUntil(lambda: len(store.told) == 2, timeout=5000)
    id, tried, guide = store.told[1]
    assert (id, guide) == ("0123456789abcdef", "vpn.port_blocked")
    assert len(tried) >= 1
    qtbot.waitUntil(lambda: bool(one.posts), timeout=5000)  # what waits is sent
    one.window.go("outbox")
    qtbot.waitUntil(lambda: "wait to leave: 2" in one.screen("outbox")._records.text(), timeout=5000)


def test_nobody_is_told_without_being_asked(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    one = informed(world, qtbot, store)
    assert one.session._tally is None
    assert store.told == []


def test_what_it_tells_is_read_in_the_guide_too(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    one = informed(world, qtbot, store)
    one.screen("home")._buttons["fix"].click()
    guide = one.screen("guide")
    assert not guide._known.isVisible()
    store.notices(OUTAGE)
    come(one, qtbot, store)
    assert "Gateway 2 is down" in guide._known.text()
    assert guide._known.isVisible()
