"""Freshservice, through its API v2. Ticket and file are one request; the report's id is a tag."""

from app.desk.helpdesk.markup import as_html
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Part, Web, at, rows

TICKETS = "/api/v2/tickets"
OPEN, MEDIUM = "2", "2"  # Freshservice's numbers for a status and a priority
FILE_KIND = "application/octet-stream"


class Freshservice:
    """Tickets of one requester. A tag can be searched for without anything being added in the settings."""

    def __init__(self, web: Web, requester: str) -> None:
        self._web = web
        self._requester = requester

    def check(self) -> None:
        """Whether the key is good. Raises HelpdeskError."""
        self._web.get(TICKETS, {"per_page": "1"})

    def find(self, report_id: str) -> Ref | None:
        """The ticket with this tag. The search is up to a minute behind."""
        found = rows(self._web.get(f"{TICKETS}/filter", {"query": f"\"tag:'{_tag(report_id)}'\""}).body, "tickets")
        ids = [row["id"] for row in found if isinstance(row.get("id"), int)]
        return self._ref(min(ids)) if ids else None

    def create(self, ticket: Ticket) -> Ref:
        """One request."""
        values = {
            "email": self._requester,
            "subject": ticket.subject,
            "description": as_html(ticket.text),
            "status": OPEN,
            "priority": MEDIUM,
            "tags[]": _tag(ticket.key),
        }
        parts = [Part(name, value.encode("utf-8")) for name, value in values.items()]
        parts.append(Part("attachments[]", ticket.data, ticket.file_name, FILE_KIND))
        id = at(self._web.form(TICKETS, parts).body, "ticket", "id")
        if not isinstance(id, int):
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no id in the answer")
        return self._ref(id)

    def _ref(self, id: int) -> Ref:
        return Ref(str(id), f"{self._web.url}/a/tickets/{id}")


def _tag(key: str) -> str:
    return f"unstuck-{key}"
