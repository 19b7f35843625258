"""GLPI 10, through its REST API (apirest.php). Ticket and file are two requests; `create` completes half a ticket."""

import json
from contextlib import suppress
from typing import Any

from app.desk.helpdesk.markup import as_html
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Part, Web, at, rows

TITLE, NUMBER = "1", "2"  # search options of tickets, as `listSearchOptions/Ticket` names them
INCIDENT = 1
FILE_KIND = "application/octet-stream"


class Glpi:
    """Tickets whose title ends in the report's id. `web` carries the user's and the application's token."""

    def __init__(self, web: Web, entity: int | None = None) -> None:
        self._web = web
        self._entity = entity

    def check(self) -> None:
        """Whether a session can be opened. Raises HelpdeskError."""
        self._end(self._session())

    def find(self, report_id: str) -> Ref | None:
        """The ticket with this id in its title and a document."""
        session = self._session()
        try:
            found = self._search(session, report_id)
            return self._ref(found) if found is not None and self._has_file(session, found) else None
        finally:
            self._end(session)

    def create(self, ticket: Ticket) -> Ref:
        """The ticket unless it is there, the document, and the link between them."""
        session = self._session()
        try:
            id = self._search(session, ticket.key)
            if id is None:
                id = self._id(session.send("/Ticket", {"input": self._values(ticket)}).body)
            named = {"name": ticket.file_name, "_filename": [ticket.file_name]}
            parts = (
                Part("uploadManifest", json.dumps({"input": named}).encode("ascii"), kind="application/json"),
                Part("filename[0]", ticket.data, ticket.file_name, FILE_KIND),
            )
            document = self._id(session.form("/Document", parts).body)
            link = {"documents_id": document, "items_id": id, "itemtype": "Ticket"}
            session.send("/Document_Item", {"input": link})
            return self._ref(id)
        finally:
            self._end(session)

    def _values(self, ticket: Ticket) -> dict[str, Any]:
        values: dict[str, Any] = {"name": f"{ticket.subject} ({ticket.key})", "content": as_html(ticket.text)}
        values |= {"type": INCIDENT}
        return values if self._entity is None else {**values, "entities_id": self._entity}

    def _session(self) -> Web:
        token = at(self._web.get("/initSession").body, "session_token")
        if not isinstance(token, str):
            raise HelpdeskError(Trouble.NOT_A_HELPDESK, self._web.host)
        return self._web.with_headers({"Session-Token": token})

    def _end(self, session: Web) -> None:
        with suppress(HelpdeskError):  # GLPI ends it by itself a little later
            session.get("/killSession")

    def _search(self, session: Web, key: str) -> int | None:
        params = {
            "criteria[0][field]": TITLE,
            "criteria[0][searchtype]": "contains",
            "criteria[0][value]": f"({key})",
            "forcedisplay[0]": NUMBER,
            "forcedisplay[1]": TITLE,
        }
        found = rows(session.get("/search/Ticket", params).body, "data")
        return min((int(row[NUMBER]) for row in found if f"({key})" in str(row.get(TITLE))), default=None)

    def _has_file(self, session: Web, id: int) -> bool:
        return bool(rows(session.get(f"/Ticket/{id}/Document_Item").body))

    def _id(self, body: Any) -> int:
        id = at(body, "id")
        if not isinstance(id, int):
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no id in the answer")
        return id

    def _ref(self, id: int) -> Ref:
        return Ref(str(id), f"{self._web.url.removesuffix('/apirest.php')}/front/ticket.form.php?id={id}")
