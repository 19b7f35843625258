"""A mail that can be opened in any mail program."""

import email
from email import policy

from app.reports.carrier import eml
from tests.unit.app.reports.outbox.world import sealed

ONE = sealed("one", 3000)


def test_what_the_mail_holds() -> None:
    data = eml(ONE, "it@example.org", "Unstuck 6X7-1YC-NQ6 é", "Bonjour,\nvoici le rapport.\n")
    mail = email.message_from_bytes(data, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("it@example.org", "Unstuck 6X7-1YC-NQ6 é")
    assert mail["Message-ID"] == f"<{ONE.name.report_id}@unstuck.invalid>"
    assert (mail["X-Unsent"], mail["X-Unstuck-Report"]) == ("1", str(ONE.name))
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == str(ONE.name)
    assert attachment.get_content() == ONE.data
    body = mail.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Bonjour,", "voici le rapport."]
    assert all(len(line) <= 998 for line in data.split(b"\r\n")), "RFC 5322, 2.1.1"


def test_always_the_same_id() -> None:
    first, second = (email.message_from_bytes(eml(ONE, to, "s", "t")) for to in ("a@example.org", ""))
    assert first["Message-ID"] == second["Message-ID"]
    assert second["To"] is None


def test_no_header_can_be_smuggled_in() -> None:
    mail = email.message_from_bytes(
        eml(ONE, "a@example.org\r\nBcc: b@example.org", "s\nX: y", "t"), policy=policy.default
    )
    assert mail["Bcc"] is None
    assert mail["X"] is None
