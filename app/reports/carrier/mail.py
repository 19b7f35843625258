"""A mail that the person sends by their own program: nothing else needs to work on this laptop."""

from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.reports.seal import Sealed

HEADER = "X-Unstuck-Report"


def eml(sealed: "Sealed", to: str, subject: str, text: str) -> bytes:
    """A draft mail with the sealed report attached (RFC 5322). Pure; line breaks in `to` and `subject` become spaces.

    The same report always has the same Message-ID, so that IT's side can tell a second copy. `X-Unsent: 1` makes
    Outlook open it as a draft; elsewhere the person forwards it.
    """
    message = EmailMessage(policy=policy.SMTP)
    if to.strip():
        message["To"] = _line(to)
    message["Subject"] = _line(subject)
    message["Message-ID"] = f"<{sealed.name.report_id}@unstuck.invalid>"
    message["X-Unsent"] = "1"
    message[HEADER] = str(sealed.name)
    message.set_content(text)
    message.add_attachment(sealed.data, maintype="application", subtype="octet-stream", filename=str(sealed.name))
    return message.as_bytes()


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
