"""Send to IT: what is shown is what is sent, struck lines are gone, and every end is said."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt

from app.reports.outcome import Outcome, SendResult
from app.store.error import Obstacle, StoreError
from diagnostics.model.site import Report
from tests.fakes import story
from tests.gui.world import Maker, World

WITH_DROP = msgspec.structs.replace(story.EXAMPLE, report=Report(drop="https://drop.example.org/in/"))


def opened(world: Maker, qtbot: Any, **named: Any) -> World:
    one = world(story.port_blocked(), **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["send"].click()
    qtbot.waitUntil(lambda: one.screen("send")._reporting.now is not None, timeout=5000)
    return one


def fill(one: World, qtbot: Any, words: str, contact: str) -> None:
    send = one.screen("send")
    with qtbot.waitSignal(send._reporting.drafted, timeout=5000):
        send._words.setText(words)
        send._contact.setText(contact)
    qtbot.waitUntil(lambda: not send._typing.isActive() and contact in send._bytes.toPlainText(), timeout=5000)


def press(one: World, qtbot: Any, name: str = "send") -> Any:
    send = one.screen("send")
    with qtbot.waitSignal(send._reporting.ended, timeout=5000) as ended:
        send._buttons[name].click()
    return ended.args[0]


def test_the_shown_bytes_are_the_kept_bytes_with_the_shown_fingerprint(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    fill(one, qtbot, "Nothing opens", "+230 555 0100")
    send = one.screen("send")
    ended = press(one, qtbot)
    assert ended.kind == "kept"
    kept = ended.path.read_text("utf-8")
    assert kept == send._bytes_shown, "what is shown is what is kept"
    assert hashlib.sha256(ended.path.read_bytes()).hexdigest() in send._print.text().replace(" ", "")
    assert str(ended.path) in send._outcome.text()


def test_what_was_typed_last_is_sent_even_without_waiting(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    one.screen("send")._words.setText("typed at the last moment")
    ended = press(one, qtbot)
    assert "typed at the last moment" in ended.path.read_text("utf-8")


def test_a_struck_line_is_really_gone_and_comes_back(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    send = one.screen("send")
    row = next(
        row for row in range(send._lines.count()) if send._lines.item(row).data(Qt.ItemDataRole.UserRole) == "system"
    )
    item = send._lines.item(row)
    assert "Debian" in send._bytes.toPlainText()
    with qtbot.waitSignal(send._reporting.drafted, timeout=5000):
        item.setCheckState(Qt.CheckState.Unchecked)
    assert "Debian" not in send._bytes.toPlainText()
    assert item.font().strikeOut()
    with qtbot.waitSignal(send._reporting.drafted, timeout=5000):
        item.setCheckState(Qt.CheckState.Checked)
    assert "Debian" in send._bytes.toPlainText()


def test_a_space_strikes_a_line_out(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    lines = one.screen("send")._lines
    row = next(row for row in range(lines.count()) if lines.item(row).data(Qt.ItemDataRole.UserRole) == "dns.system")
    lines.setCurrentRow(row)
    lines.setFocus()
    with qtbot.waitSignal(lines.changed, timeout=5000) as changed:
        qtbot.keyClick(lines, Qt.Key.Key_Space)
    assert changed.args[0] == frozenset({"dns.system"})


def test_it_goes_to_the_drop_and_says_where(world: Maker, qtbot: Any) -> None:
    sent: list[Any] = []

    def send_report(draft: Any, url: str, proxy: str | None) -> SendResult:
        sent.append((draft, url, proxy))
        return SendResult(Outcome.DELIVERED, "drop.example.org", 201)

    one = opened(world, qtbot, site=WITH_DROP, send_report=send_report)
    assert "drop.example.org" in one.screen("send")._where.text()
    ended = press(one, qtbot)
    assert ended.kind == "sent"
    assert sent[0][0] is one.screen("send")._reporting.now.draft
    assert sent[0][1] == "https://drop.example.org/in/"
    assert "drop.example.org" in one.screen("send")._outcome.text()


def test_without_a_network_it_is_kept_and_says_so(world: Maker, qtbot: Any) -> None:
    one = opened(
        world, qtbot, site=WITH_DROP, send_report=lambda *_: SendResult(Outcome.NO_CONNECTION, "drop.example.org")
    )
    ended = press(one, qtbot)
    assert ended.kind == "waits"
    assert ended.path.exists()
    assert str(ended.path) in one.screen("send")._outcome.text()


def full_disk(*_: Any) -> Path:
    raise StoreError(Path("/reports/x.json"), Obstacle.FULL)


def test_a_full_disk_is_one_clear_sentence(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, keep_report=full_disk, lang="fr")
    assert press(one, qtbot).kind == "failed"
    assert "disque est plein" in one.screen("send")._outcome.text()
    assert one.screen("send")._buttons["send"].isEnabled()


def test_a_full_disk_does_not_keep_it_from_being_sent(world: Maker, qtbot: Any) -> None:
    one = opened(
        world,
        qtbot,
        site=WITH_DROP,
        keep_report=full_disk,
        send_report=lambda *_: SendResult(Outcome.DELIVERED, "x", 201),
    )
    assert press(one, qtbot).kind == "sent"


def test_our_own_mistake_while_sending_is_told_and_can_be_repeated(world: Maker, qtbot: Any) -> None:
    def boom(*_: Any) -> Path:
        raise RuntimeError("boom")

    one = opened(world, qtbot, keep_report=boom)
    assert press(one, qtbot).kind == "failed"
    assert "boom" in one.screen("send")._outcome.text()


def test_save_as_a_file_in_three_formats(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    one = opened(world, qtbot)
    send = one.screen("send")
    for ending, begin in ((".json", "{"), (".html", "<!"), (".txt", "Connection")):
        target = tmp_path / f"report{ending}"
        with qtbot.waitSignal(send._reporting.ended, timeout=5000) as ended:
            send.save_to(target)
        assert ended.args[0].kind == "saved"
        assert target.read_text("utf-8").lstrip().startswith(begin)


def test_nothing_to_send_while_the_first_run_is_under_way(world: Maker, qtbot: Any) -> None:
    one = world(story.story("healthy", until=4))
    one.session.start()
    one.window.go("send")
    send = one.screen("send")
    assert not send._buttons["send"].isEnabled()
    assert send._where.text() == one.session.say("send.nothing")


def test_a_run_that_broke_can_be_reported(world: Maker, qtbot: Any) -> None:
    one = world(story.broken())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["send"].click()
    qtbot.waitUntil(lambda: one.screen("send")._reporting.now is not None, timeout=5000)
    assert press(one, qtbot).kind == "kept"
