"""Request Tracker 5, through its own REST 2.0 (part of RT since 5.0). Ticket, field and file are one transaction."""

import json
from urllib.parse import quote

from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Part, Web, at, rows

API = "/REST/2.0"
FILE_KIND = "application/octet-stream"
_NO_SUCH_QUEUE = (403, 404)  # RT 5.0.3 says 403 of a queue that is not there, as of one that may not be seen


class RequestTracker:
    """A queue whose tickets carry the report's id in a custom field. The bot's rights: docs/desk.md."""

    def __init__(self, web: Web, queue: str, field: str, requester: str = "") -> None:
        self._web = web
        self._queue = queue
        self._field = field
        self._requester = requester

    def check(self) -> None:
        """RT ignores a field that it does not know or that the bot may not write, and the ticket is never found again:
        so the field is looked for first. Raises HelpdeskError.
        """
        try:
            queue = self._web.get(f"{API}/queue/{quote(self._queue, safe='')}").body
        except HelpdeskError as error:
            if error.status in _NO_SUCH_QUEUE:
                raise HelpdeskError(Trouble.MISSING, self._web.host, what=self._queue) from error
            raise
        if self._field not in [row.get("name") for row in rows(queue, "TicketCustomFields")]:
            raise HelpdeskError(Trouble.MISSING, self._web.host, what=self._field)

    def find(self, report_id: str) -> Ref | None:
        """The ticket with this id. Twins, which only two collectors can make, become one: RT merges them."""
        query = f"Queue = '{self._queue}' AND CF.{{{self._field}}} = '{report_id}'"
        params = {"query": query, "orderby": "id", "fields": "Status", "per_page": "20"}
        found = sorted(int(row["id"]) for row in rows(self._web.get(f"{API}/tickets", params).body, "items"))
        for twin in found[1:]:
            try:
                self._web.send(f"{API}/ticket/{twin}", {"MergeInto": found[0]}, method="PUT")
            except HelpdeskError as error:
                if not error.nothing_done:  # without the right to merge, the twin stays for a person to see
                    raise
        return self._ref(found[0]) if found else None

    def create(self, ticket: Ticket) -> Ref:
        """One request, all or nothing."""
        values = {
            "Queue": self._queue,
            "Subject": ticket.subject,
            "Content": ticket.text,
            "ContentType": "text/plain",
            "CustomFields": {self._field: ticket.key},
            **({"Requestor": self._requester} if self._requester else {}),
        }
        parts = (
            Part("JSON", json.dumps(values).encode("ascii"), kind="application/json"),
            Part("Attachments", ticket.data, ticket.file_name, FILE_KIND),
        )
        id = at(self._web.form(f"{API}/ticket", parts).body, "id")
        if id is None:
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no id in the answer")
        return self._ref(id)

    def _ref(self, id: object) -> Ref:
        return Ref(str(id), f"{self._web.url}/Ticket/Display.html?id={id}")
