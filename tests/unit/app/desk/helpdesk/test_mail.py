"""Mail for any helpdesk: one message, whole, with headers that no report can write into."""

import email
import email.policy
import socket
import threading
from collections.abc import Iterator

import pytest

from app.desk.helpdesk.mail import Mail
from app.desk.helpdesk.ticket import HelpdeskError, Ticket, Trouble

TICKET = Ticket("0123456789abcdef", "Unstuck · Cause é", "Cause\n| Cc: x@evil.example\n.\n", "r.age", bytes(range(256)))


class Relay:
    """A mail server for one conversation."""

    def __init__(self, *, recipient: bytes = b"250 ok", end: bytes = b"250 queued") -> None:
        self.recipient, self.end = recipient, end
        self.data = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        try:
            client, _ = self._server.accept()
        except OSError:
            return
        with client, client.makefile("rwb") as wire:
            self._say(wire, b"220 hello")
            for line in wire:
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"RCPT":
                    self._say(wire, self.recipient)
                elif verb == b"DATA":
                    self._say(wire, b"354 go on")
                    self._read(wire)
                    if not self.end:
                        return
                    self._say(wire, self.end)
                else:
                    self._say(wire, b"221 bye" if verb == b"QUIT" else b"250 ok")

    def _read(self, wire) -> None:  # type: ignore[no-untyped-def]
        for line in wire:
            if line == b".\r\n":
                return
            self.data += line[1:] if line.startswith(b".") else line

    @staticmethod
    def _say(wire, line: bytes) -> None:  # type: ignore[no-untyped-def]
        wire.write(line + b"\r\n")
        wire.flush()


@pytest.fixture
def relays() -> Iterator[list[Relay]]:
    made: list[Relay] = []
    yield made
    for each in made:
        each.close()


def mail(relay: Relay) -> Mail:
    return Mail(f"127.0.0.1:{relay.port}", "unstuck@example.org", "help@example.org", security="none")


def test_the_message_arrives_whole(relays: list[Relay]) -> None:
    relays.append(Relay())
    ref = mail(relays[0]).create(TICKET)
    assert ref.id == "<0123456789abcdef@unstuck.invalid>"
    relays[0].close()
    message = email.message_from_bytes(relays[0].data, policy=email.policy.default)
    assert message["Message-ID"] == ref.id
    assert message["X-Unstuck-Report"] == TICKET.key
    assert message["Subject"] == TICKET.subject
    assert message["Cc"] is None
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == TICKET.text
    (attached,) = message.iter_attachments()
    assert attached.get_content() == TICKET.data
    assert attached.get_filename() == "r.age"


@pytest.mark.parametrize(
    ("named", "trouble"),
    [
        ({"recipient": b"550 nobody here"}, Trouble.DENIED),
        ({"end": b"451 later"}, Trouble.BUSY),
        ({"end": b"554 no"}, Trouble.REJECTED),
        ({"end": b""}, Trouble.NO_ANSWER),
    ],
)
def test_what_the_relay_refuses(relays: list[Relay], named: dict[str, bytes], trouble: Trouble) -> None:
    relays.append(Relay(**named))
    with pytest.raises(HelpdeskError) as caught:
        mail(relays[0]).create(TICKET)
    assert caught.value.trouble is trouble


def test_nobody_can_look_into_a_mailbox(relays: list[Relay]) -> None:
    relays.append(Relay())
    assert mail(relays[0]).find(TICKET.key) is None
    mail(relays[0]).check()


def test_a_subject_cannot_carry_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        Mail("127.0.0.1:25", "a@b.example", "c@d.example").message(
            Ticket("k", "x\r\nBcc: evil@example.org", "", "f", b"")
        )
