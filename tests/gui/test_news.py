"""What IT tells, in the window: from the cache at once, later by itself, announced once, gone when it is over."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.bridge import news as bridge
from app.content.result import Kind
from tests.fakes import story
from tests.gui.news import GENERAL, OUTAGE, FakeStore, ago, come, informed, notice, texts
from tests.gui.test_accessible import heard
from tests.gui.world import Maker


def test_a_known_trouble_stands_instead_of_the_steps(world: Maker, qtbot: Any) -> None:
    one = informed(world, qtbot, FakeStore().notices(OUTAGE))
    home = one.screen("home")
    shown = texts(one)
    assert "Known since " in shown
    assert "Gateway 2 is down, the other one still answers." in shown
    assert "There is no need to call." in shown
    assert not home._buttons["fix"].isVisible()
    assert home._buttons["anyway"].isVisible()
    assert home._buttons["send"].isVisible()
    assert home._row.first() is home._buttons["keep"]
    assert "blocked here, IT knows" in home._path.accessibleName()
    home._buttons["anyway"].click()
    qtbot.waitUntil(lambda: "guide" in one.window._screens, timeout=5000)
    assert one.screen("guide")._guided.guide.id == "vpn.port_blocked"


def test_what_has_nothing_to_do_with_this_trouble_is_not_told(world: Maker, qtbot: Any) -> None:
    others = (
        notice("a1", "Line down.", "Ligne en panne.", "isp.down"),
        notice("a2", "Only Windows.", "Que Windows.", "vpn.port_blocked", systems=["windows"]),
        notice("a3", "Other VPN.", "Autre VPN.", "vpn.port_blocked", vpns=["Lab"]),
        notice("a4", "Elsewhere.", "Ailleurs.", "vpn.port_blocked", offices=["Lyon"]),
        notice("a5", "Over.", "Fini.", "vpn.port_blocked", until=ago(minutes=1)),
        notice("a6", "Not yet.", "Pas encore.", "vpn.port_blocked", since=ago(hours=-1)),
    )
    one = informed(world, qtbot, FakeStore().notices(*others))
    assert one.screen("home")._buttons["fix"].isVisible()
    assert not one.screen("home")._board.isVisible()
    assert "IT knows" not in one.screen("home")._path.accessibleName()


def test_the_office_that_was_chosen_counts(world: Maker, qtbot: Any) -> None:
    here = notice("a4", "Power cut in the building.", "Coupure de courant.", "vpn.port_blocked", offices=["Port-Louis"])
    one = informed(world, qtbot, FakeStore().notices(here))
    assert one.session.news.offices() == ("Port-Louis",)
    assert "Power cut" not in texts(one)
    one.session.move("port-louis")
    assert "Power cut" in texts(one)


def test_a_notice_that_keeps_the_steps_leaves_them_first(world: Maker, qtbot: Any) -> None:
    one = informed(world, qtbot, FakeStore().notices(OUTAGE | {"hides_steps": False}))
    home = one.screen("home")
    assert home._row.first() is home._buttons["fix"]
    assert not home._buttons["anyway"].isVisible()
    assert home._next.text()


def test_news_that_arrives_is_shown_and_announced_once(
    world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = heard(monkeypatch)
    store = FakeStore()
    one = informed(world, qtbot, store)
    home = one.screen("home")
    home._buttons["fix"].setFocus()
    before = len(said)
    store.notices(OUTAGE)
    come(one, qtbot, store)
    assert "Gateway 2 is down" in texts(one)
    told = [text for text in said[before:] if "Gateway 2" in text]
    assert len(told) == 1
    assert "no need to call" in told[0]
    focused = one.window.focusWidget()
    assert focused is home.first_focus(), "the button that had the keyboard is gone"
    come(one, qtbot, store, Kind.SAME)
    one.session.news._look()
    assert sum("Gateway 2" in text for text in said) == 1
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    assert sum("Gateway 2" in text for text in said) == 1


def test_the_cache_is_told_with_the_verdict(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = heard(monkeypatch)
    one = informed(world, qtbot, FakeStore().notices(OUTAGE))
    assert sum("Gateway 2" in text for text in said) == 1
    assert one.session.news.view().told


def test_what_is_over_goes_by_itself(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "LOOK_MS", 30)
    until = (datetime.now(UTC) + timedelta(seconds=1.5)).isoformat()
    one = informed(world, qtbot, FakeStore().notices(OUTAGE | {"until": until}))
    assert "Gateway 2" in texts(one)
    qtbot.waitUntil(lambda: "Gateway 2" not in texts(one), timeout=5000)
    assert one.screen("home")._buttons["fix"].isVisible()


def test_a_notice_for_everybody_is_there_while_we_look_and_when_all_is_well(world: Maker, qtbot: Any) -> None:
    one = informed(world, qtbot, FakeStore().notices(GENERAL), story.healthy())
    assert "The intranet is being moved" in texts(one)
    assert "Known since" not in texts(one)
    one.session.start()
    assert "The intranet is being moved" in texts(one)


def test_markup_in_a_notice_stays_text(world: Maker, qtbot: Any) -> None:
    evil = notice("e1", "<b>Bold</b> & <a href='https://evil.example'>click</a>", "<img src=x>")
    one = informed(world, qtbot, FakeStore().notices(evil))
    assert "<b>Bold</b>" in texts(one)
    assert one.screen("home")._board.general.textFormat().name == "PlainText"


def test_colleagues_with_the_same_cause_and_when_they_were_counted(world: Maker, qtbot: Any) -> None:
    counts = (("vpn.port_blocked", None, None, 40), ("vpn.port_blocked", None, "Company VPN", 15))
    one = informed(world, qtbot, FakeStore().peers(*counts))
    shown = texts(one)
    assert "15 colleagues on Company VPN have the same trouble now" in shown
    assert "Counted 25\u00a0minutes ago" in shown
    french = informed(world, qtbot, FakeStore().peers(*counts), lang="fr")
    assert "15 collègues sur Company VPN" in texts(french)


@pytest.mark.parametrize(
    ("kind", "named", "age", "told"),
    [
        (Kind.SAME, {}, 0.5, ""),
        (Kind.SAME, {}, 15.2, "are 15 days old"),
        (Kind.EXPIRED, {}, 9.0, "are 9 days old"),
        (Kind.UNREACHABLE, {}, 0.5, ""),
        (Kind.PORTAL, {}, 0.5, ""),
        (Kind.UNTRUSTED, {}, 0.5, ""),
        (Kind.CLOCK, {"off_s": 3 * 86_400.0}, 0.5, "3 days ahead"),
    ],
)
def test_how_an_update_ended_is_told_only_where_it_matters(
    world: Maker, qtbot: Any, kind: Kind, named: dict[str, float], age: float, told: str
) -> None:
    store = FakeStore(age_days=age)
    one = informed(world, qtbot, store)
    come(one, qtbot, store, kind, **named)
    quiet = one.screen("home")._board.quiet
    assert told in quiet.text()
    assert bool(quiet.text()) is bool(told)


def test_a_newer_version_is_a_quiet_line(world: Maker, qtbot: Any) -> None:
    one = informed(world, qtbot, FakeStore().release("0.2.0"), story.healthy())
    assert "0.2.0" in one.screen("home")._board.quiet.text()


def test_another_network_wakes_the_poll(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    one = informed(world, qtbot, store)
    news = one.session.news
    assert (store.polls[0].starts, store.polls[0].wakes) == (1, 0)
    news._look()
    assert store.polls[0].wakes == 0
    one.network = "office"
    news._look()
    news._look()
    assert store.polls[0].wakes == 1


def test_nothing_is_made_without_content(world: Maker, qtbot: Any) -> None:
    one = world(story.port_blocked())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.session.recall()
    assert one.session.news is None


def test_an_anchor_that_cannot_be_read_is_one_sentence(world: Maker, qtbot: Any) -> None:
    one = informed(world, qtbot, FakeStore(trouble="no_root"))
    qtbot.waitUntil(lambda: "key file" in one.screen("home")._note.text(), timeout=5000)
    assert one.session.news.latest is None


def test_the_disk_is_read_in_other_threads_only(world: Maker, qtbot: Any, tmp_path: Any) -> None:
    store = FakeStore().notices(OUTAGE).peers().drill()
    one = informed(world, qtbot, store)
    come(one, qtbot, store)
    one.session.news.read_file(tmp_path / "x.zip")
    qtbot.waitUntil(lambda: bool(store.imported), timeout=5000)
    qtbot.waitUntil(lambda: not one.session.news._errand.is_busy, timeout=5000)
    assert threading.get_ident() not in store.threads


def test_the_window_closes_while_an_update_is_under_way(world: Maker, qtbot: Any) -> None:
    store = FakeStore().notices(OUTAGE)
    one = informed(world, qtbot, store)
    assert one.session.close()
    assert store.polls[0].is_stopped
    store.polls[0].come()  # a poll that did not end in time: nobody is told
