"""From IT's signature to the screen: the real store, a real server on loopback, the real doors of the window."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QTimer

import resources
from app.bridge import bulletin
from app.content.tell import waiting
from diagnostics.model.site import Content, Report, Site
from tests.fakes import story
from tests.fakes.publisher import Publisher
from tests.fakes.servers.web import Web
from tests.gui.news import OUTAGE, ago
from tests.gui.world import Maker, World

REAL = ("content", "latest", "poll", "tell", "answer", "records")
NOTICES = "notices/notices.json"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    desk = Publisher(content={})
    (tmp_path / "root.json").write_bytes(desk.anchor)
    return desk


@pytest.fixture
def web(desk: Publisher) -> Iterator[Web]:
    with Web(desk.public) as web:
        yield web


def site(url: str, tmp_path: Path, **report: Any) -> Site:
    content = Content(url=url, root=str(tmp_path / "root.json"))
    return msgspec.structs.replace(story.EXAMPLE, content=content, report=Report(**report))


def opened(world: Maker, qtbot: Any, facts: Site, *scripts: Any) -> World:
    doors = {name: getattr(bulletin, name) for name in REAL}
    one = world(*(scripts or (story.port_blocked(),)), site=facts, **doors)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.session.recall()
    qtbot.waitUntil(lambda: one.session.news.latest is not None, timeout=5000)
    return one


def tell(desk: Publisher, *notices: dict[str, Any]) -> None:
    desk.put(NOTICES, json.dumps({"schema": "unstuck.notices/1", "notices": notices}).encode())
    desk.publish("notices")


def known(one: World) -> str:
    board = one.screen("home")._board
    return board.known.text() if board is not None else ""


def test_from_publishing_to_the_screen_and_again_offline(
    world: Maker, qtbot: Any, desk: Publisher, web: Web, tmp_path: Path
) -> None:
    facts = site(web.url, tmp_path)
    one = opened(world, qtbot, facts)
    assert known(one) == ""
    tell(desk, OUTAGE)
    one.session.news.now()
    qtbot.waitUntil(lambda: "Gateway 2 is down" in known(one), timeout=10_000)
    assert not one.screen("home")._buttons["fix"].isVisible()
    assert one.session.close()
    desk.public.clear()
    offline = opened(world, qtbot, facts)
    qtbot.waitUntil(lambda: "Gateway 2 is down" in known(offline), timeout=5000)


def test_a_pushed_guide_is_walked_without_a_restart(
    world: Maker, qtbot: Any, desk: Publisher, web: Web, tmp_path: Path
) -> None:
    one = opened(world, qtbot, site(web.url, tmp_path))
    name = "vpn.port_blocked.toml"
    plain = (Path(resources.__file__).parent / "guides" / name).read_text("utf-8")
    title = one.session.doors.guide_for("vpn.port_blocked").title.en
    desk.put(f"guides/{name}", plain.replace(title, "A new way around").encode())
    desk.publish("guides")
    one.session.news.now()
    qtbot.waitUntil(lambda: bool(one.session.news.latest.guides), timeout=10_000)
    one.screen("home")._buttons["fix"].click()
    assert one.session.guided.guide.title.en == "A new way around"


def test_the_answer_to_a_drill_lies_in_the_outbox_and_is_asked_once(
    world: Maker, qtbot: Any, desk: Publisher, web: Web, tmp_path: Path
) -> None:
    drill = {"schema": "unstuck.drill/1", "id": "d711", "text": {"en": "Ready?", "fr": "Prêt ?"}}
    drill |= {"since": ago(hours=1), "until": ago(days=-1)}
    desk.put("notices/drill.json", json.dumps(drill).encode())
    desk.publish("notices")
    facts = site(web.url, tmp_path, drop="https://drop.example.org/in/")
    one = opened(world, qtbot, facts, story.healthy(site=facts))
    one.session.news.now()
    qtbot.waitUntil(lambda: one.screen("home")._drill is not None, timeout=10_000)
    card = one.screen("home")._drill
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "answer", timeout=5000)
    assert waiting() == 0
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "sent", timeout=5000)
    assert waiting() == 1
    assert one.session.close()
    again = opened(world, qtbot, facts, story.healthy(site=facts))
    qtbot.waitUntil(lambda: again.session.news.latest is not None, timeout=5000)
    assert again.screen("home")._drill is None


def test_a_run_leaves_its_record_where_the_site_file_asks(
    world: Maker, qtbot: Any, desk: Publisher, web: Web, tmp_path: Path
) -> None:
    diagnosis = story.port_blocked()[-1].diagnosis
    facts = site(web.url, tmp_path, outcomes=True, drop="https://drop.example.org/in/")
    events = story.port_blocked()
    events[-1] = msgspec.structs.replace(events[-1], diagnosis=msgspec.structs.replace(diagnosis, site=facts))
    opened(world, qtbot, facts, events)
    qtbot.waitUntil(lambda: waiting() == 1, timeout=5000)


def test_a_server_that_never_ends_leaves_the_window_free(
    world: Maker, qtbot: Any, desk: Publisher, tmp_path: Path
) -> None:
    def stall(_: Any, __: str, ended: threading.Event) -> bool:
        ended.wait(60)
        return True

    with Web(desk.public, stall) as web:
        one = opened(world, qtbot, site(web.url, tmp_path))
        gaps: list[float] = []
        last = [time.monotonic()]

        def tick() -> None:
            now = time.monotonic()
            gaps.append(now - last[0])
            last[0] = now

        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(5)
        one.session.news.now()
        qtbot.waitUntil(lambda: web.connections > 0, timeout=10_000)
        qtbot.wait(500)
        timer.stop()
        began_s = time.monotonic()
        one.session.news.close()
        assert time.monotonic() - began_s < 3.0, "quitting does not wait for that server"
    assert max(gaps) < 1.0, "seconds of a server must never be the window's"
