"""Zammad 6, through its REST API. Ticket, article and file are one request."""

import base64
from typing import Any

from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Web, at, rows

FILE_KIND = "application/octet-stream"


class Zammad:
    """Tickets whose object attribute `field` holds the report's id: the one thing to add in Zammad's settings."""

    def __init__(self, web: Web, group: str, customer: str, field: str) -> None:
        self._web = web
        self._group = group
        self._customer = customer
        self._field = field

    def check(self) -> None:
        """Whether the token is good. Raises HelpdeskError."""
        self._web.get("/api/v1/users/me")

    def find(self, report_id: str) -> Ref | None:
        """The ticket with this id. Zammad's search is some seconds behind: the collector waits longer than that."""
        params = {"query": f"{self._field}:{report_id}", "expand": "true", "limit": "20"}
        body = self._web.get("/api/v1/tickets/search", params).body
        found = [row for row in _tickets(body) if row.get(self._field) == report_id and isinstance(row.get("id"), int)]
        return self._ref(min(row["id"] for row in found)) if found else None

    def create(self, ticket: Ticket) -> Ref:
        """One request."""
        file = {"filename": ticket.file_name, "data": base64.b64encode(ticket.data).decode(), "mime-type": FILE_KIND}
        values = {
            "title": ticket.subject,
            "group": self._group,
            "customer": self._customer,
            self._field: ticket.key,
            "article": {
                "subject": ticket.subject,
                "body": ticket.text,
                "content_type": "text/plain",
                "type": "note",
                "internal": True,
                "attachments": [file],
            },
        }
        made = self._web.send("/api/v1/tickets", values).body
        id = at(made, "id")
        if not isinstance(id, int):
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no id in the answer")
        if at(made, self._field) != ticket.key:  # Zammad drops what it does not know: it could never be found again
            raise HelpdeskError(Trouble.MISSING, self._web.host, what=self._field)
        return self._ref(id)

    def _ref(self, id: int) -> Ref:
        return Ref(str(id), f"{self._web.url}/#ticket/zoom/{id}")


def _tickets(body: Any) -> list[dict[str, Any]]:
    """Since Zammad 6 an expanded search answers a list; before, an object with the list inside."""
    return rows(body) or rows(body, "tickets")
