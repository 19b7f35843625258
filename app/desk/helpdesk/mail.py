"""Any helpdesk that takes mail: one message for each report, its Message-ID made from the report's id.

Nobody can ask a mailbox whether a message arrived. After a crash in the middle of sending, the same message with the
same Message-ID is sent again: most helpdesks recognise it, Request Tracker does not. Lost is worse than double.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.trust import trust

TIMEOUT_S = 30.0  # for one step of the conversation, of which there are about ten
DOMAIN = "unstuck.invalid"  # never a real one (RFC 2606)
FILE_KIND = ("application", "octet-stream")
_LATER = range(400, 500)  # RFC 5321, 4.2.1: try again


class Mail:
    """A relay that takes mail for the helpdesk. `security` is "starttls", "tls" or "none" (to this computer only)."""

    def __init__(
        self,
        server: str,
        sender: str,
        to: str,
        *,
        security: str = "starttls",
        user: str = "",
        password: str = "",
        ca: str | None = None,
    ) -> None:
        self._host, _, port = server.rpartition(":")
        self._port = int(port)
        self._sender, self._to = sender, to
        self._security = security
        self._user, self._password = user, password
        self._ca = ca

    def check(self) -> None:
        """Whether the relay is there and lets us in. Raises HelpdeskError."""
        with self._open() as relay:
            relay.noop()

    def find(self, report_id: str) -> Ref | None:  # noqa: ARG002  # the same for every helpdesk
        """Always None: see above."""
        return None

    def create(self, ticket: Ticket) -> Ref:
        """Hand it to the relay."""
        message = self.message(ticket)
        with self._open() as relay:
            try:
                refused = relay.send_message(message, self._sender, [self._to])
            except smtplib.SMTPResponseException as error:
                trouble = Trouble.BUSY if error.smtp_code in _LATER else Trouble.REJECTED
                raise HelpdeskError(trouble, self._host, status=error.smtp_code) from error
            except smtplib.SMTPRecipientsRefused as error:
                code = next((answer[0] for answer in error.recipients.values()), None)
                raise HelpdeskError(Trouble.DENIED, self._host, status=code) from error
            except (OSError, smtplib.SMTPException) as error:
                raise HelpdeskError(Trouble.NO_ANSWER, self._host, detail=repr(error)) from error
        if refused:
            raise HelpdeskError(Trouble.DENIED, self._host)
        return Ref(str(message["Message-ID"]))

    def message(self, ticket: Ticket) -> EmailMessage:
        """The message. EmailMessage refuses line ends in headers; the text is ours (see `Ticket`)."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = self._to
        message["Subject"] = ticket.subject
        message["Message-ID"] = f"<{ticket.key}@{DOMAIN}>"
        message["X-Unstuck-Report"] = ticket.key
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        message.set_content(ticket.text)
        message.add_attachment(ticket.data, *FILE_KIND, filename=ticket.file_name)
        return message

    def _open(self) -> smtplib.SMTP:
        relay: smtplib.SMTP | None = None
        context = trust(self._ca, self._host)
        try:
            if self._security == "tls":
                relay = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=context)
            else:
                relay = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
            if self._security == "starttls":
                relay.starttls(context=context)
            if self._user:
                relay.login(self._user, self._password)
        except (OSError, smtplib.SMTPException) as error:
            if relay is not None:
                relay.close()
            raise HelpdeskError(_of_opening(error), self._host, detail=repr(error)) from error
        return relay


def _of_opening(error: Exception) -> Trouble:
    if isinstance(error, ssl.SSLError):
        return Trouble.UNTRUSTED
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble.DENIED
    return Trouble.NO_CONNECTION
