"""Send to IT: what is shown is what is sent, struck lines are gone, and every end is said."""

import email
import email.policy
import hashlib
import threading
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from PySide6.QtCore import Qt

from app.reports.code import decode
from app.reports.outcome import Outcome, SendResult
from app.reports.seal import open_sealed
from app.reports.sealname import SealName
from app.store.error import Obstacle, StoreError
from diagnostics.model.site import Report
from tests.fakes import story
from tests.gui.outbox import HOST, FakeOutbox, sent
from tests.gui.world import Maker, World

IDENTITY = pyrage.x25519.Identity.generate()
WITH_DROP = msgspec.structs.replace(
    story.EXAMPLE, report=Report(drop="https://drop.example.org/in/", recipients=(str(IDENTITY.to_public()),))
)


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


def test_it_is_sealed_and_goes_into_the_outbox_and_says_when_it_has_arrived(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP, results=[sent(Outcome.DELIVERED, 201)])
    send = one.screen("send")
    assert HOST in send._where.text()
    fill(one, qtbot, "Nothing opens", "+230 555 0100")
    ended = press(one, qtbot)
    assert ended.kind == "queued"
    qtbot.waitUntil(lambda: "has arrived" in send._outcome.text(), timeout=5000)
    (sealed,) = one.box.puts
    assert sealed.name.matches(sealed.data)
    bundle = open_sealed(sealed.data, [str(IDENTITY)])
    assert bundle.members["report.json"].decode("utf-8") == send._bytes_shown, "what is shown is what is sent"
    assert threading.get_ident() not in one.box.threads, "the window never waits for the disk"


def test_without_a_network_it_is_kept_safe_and_leaves_when_the_network_changes(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP, results=[sent(Outcome.NO_CONNECTION), sent(Outcome.DELIVERED, 201)])
    send = one.screen("send")
    assert press(one, qtbot).kind == "queued"
    qtbot.waitUntil(lambda: one.session.say("send.queued") in send._outcome.text(), timeout=5000)
    qtbot.waitUntil(one.session.courier._pulse.isActive, timeout=5000)
    before = one.posts[0].wakes
    one.session.courier._look()
    assert one.posts[0].wakes == before, "the same network: nobody is woken"
    one.network = "a phone's hotspot"
    one.session.courier._look()
    qtbot.waitUntil(lambda: "has arrived" in send._outcome.text(), timeout=5000)
    qtbot.waitUntil(lambda: not one.session.courier._pulse.isActive(), timeout=5000)


def test_pressing_send_twice_makes_one_report_of_it(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP)
    press(one, qtbot)
    press(one, qtbot)
    first, second = one.box.puts
    assert (first.name, first.data) == (second.name, second.data)
    fill(one, qtbot, "Something else", "0")
    press(one, qtbot)
    assert len(one.box.kept) == 2


def test_a_site_without_keys_sends_nothing_and_says_so(world: Maker, qtbot: Any) -> None:
    open_site = msgspec.structs.replace(story.EXAMPLE, report=Report(drop="https://drop.example.org/in/"))
    one = opened(world, qtbot, site=open_site)
    assert "nothing is sent" in one.screen("send")._where.text()
    assert press(one, qtbot).kind == "kept"
    assert one.box.puts == []
    assert not one.screen("send")._buttons["mail"].isVisible()


def test_an_expired_list_of_keys_is_said_and_the_report_stays(world: Maker, qtbot: Any) -> None:
    expired = msgspec.structs.replace(WITH_DROP, report=msgspec.structs.replace(WITH_DROP.report, until="2020-01-31"))
    one = opened(world, qtbot, site=expired)
    ended = press(one, qtbot)
    assert ended.kind == "refused"
    assert ended.path.exists()
    assert ended.sentence in one.screen("send")._outcome.text()
    assert one.box.puts == []


def test_the_mail_holds_the_sealed_report_and_is_opened(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP)
    press(one, qtbot, "mail")
    (path,) = one.shown
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert mail["To"] == "it@example.org"
    assert mail["X-Unsent"] == "1"
    (part,) = mail.iter_attachments()
    assert open_sealed(part.get_content(), [str(IDENTITY)]).report.id in str(path)
    assert one.screen("send")._outcome.text() == one.session.say("send.mailed")


def test_where_no_mail_program_opens_it_says_where_the_mail_is(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP, show_file=lambda _: False)
    ended = press(one, qtbot, "mail")
    assert str(ended.path) in one.screen("send")._outcome.text()


def test_a_sealed_file_keeps_the_name_that_its_side_knows(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    one = opened(world, qtbot, site=WITH_DROP)
    send = one.screen("send")
    with qtbot.waitSignal(send._reporting.ended, timeout=5000) as ended:
        send.save_to(tmp_path / "for-it.age")
    path = ended.args[0].path
    name = SealName.parse(path.name)
    assert name is not None
    assert name.matches(path.read_bytes())


def full_disk(*_: Any) -> Path:
    raise StoreError(Path("/reports/x.json"), Obstacle.FULL)


def test_a_full_disk_is_one_clear_sentence(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, keep_report=full_disk, lang="fr")
    assert press(one, qtbot).kind == "failed"
    assert "disque est plein" in one.screen("send")._outcome.text()
    assert one.screen("send")._buttons["send"].isEnabled()


def test_a_full_disk_does_not_keep_it_from_being_sent(world: Maker, qtbot: Any) -> None:
    tries: list[bool] = []

    def direct(_: Any, __: Any, again: bool) -> SendResult:
        tries.append(again)
        return sent(Outcome.CUT) if not again else sent(Outcome.ALREADY_THERE, 409)

    one = opened(world, qtbot, site=WITH_DROP, keep_report=full_disk, box=FakeOutbox(full=True), direct=direct)
    assert press(one, qtbot).kind == "stuck"
    assert "disk is full" in one.screen("send")._outcome.text()
    assert press(one, qtbot).kind == "sent", "the same report again: it may have arrived the first time"
    assert tries == [False, True]


def test_with_a_full_disk_and_no_network_the_code_is_there(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, site=WITH_DROP, keep_report=full_disk, box=FakeOutbox(full=True))
    send = one.screen("send")
    assert press(one, qtbot).kind == "stuck"
    assert one.session.say("send.stuck") in send._outcome.text()
    panel = send._readout.panel
    qtbot.waitUntil(lambda: panel._chars.isVisible(), timeout=5000)
    assert decode(panel._chars.text()).cause == "vpn.port_blocked"


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
