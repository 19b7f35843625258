"""ServiceNow, through its Table and Attachment APIs. The file is a second request: `create` completes an incident."""

from typing import Any

from app.desk.helpdesk.markup import without_code_tags
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Web, at, rows

TABLE = "/api/now/table/incident"
ATTACHMENT = "/api/now/attachment"
FILE_KIND = "application/octet-stream"


class ServiceNow:
    """Incidents whose `correlation_id`, a field that is always there, holds the report's id."""

    def __init__(self, web: Web, caller: str = "", group: str = "") -> None:
        self._web = web
        self._caller = caller
        self._group = group

    def check(self) -> None:
        """Whether the table may be read. Raises HelpdeskError."""
        self._web.get(TABLE, {"sysparm_limit": "1", "sysparm_fields": "sys_id"})

    def find(self, report_id: str) -> Ref | None:
        """The incident with this id and a file."""
        found = self._search(report_id)
        return self._ref(found) if found and self._has_file(found["sys_id"]) else None

    def create(self, ticket: Ticket) -> Ref:
        """The incident unless it is there, then the file."""
        found = self._search(ticket.key) or self._incident(ticket)
        to = {"table_name": "incident", "table_sys_id": found["sys_id"], "file_name": ticket.file_name}
        self._web.upload(f"{ATTACHMENT}/file", ticket.data, FILE_KIND, params=to)
        return self._ref(found)

    def _incident(self, ticket: Ticket) -> dict[str, Any]:
        values = {
            "short_description": ticket.subject,
            "description": without_code_tags(ticket.text),
            "correlation_id": ticket.key,
            **({"caller_id": self._caller} if self._caller else {}),
            **({"assignment_group": self._group} if self._group else {}),
        }
        made = at(self._web.send(TABLE, values).body, "result")
        if not isinstance(at(made, "sys_id"), str):
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no sys_id in the answer")
        incident: dict[str, Any] = made
        return incident

    def _search(self, report_id: str) -> dict[str, Any] | None:
        asked = {
            "sysparm_query": f"correlation_id={report_id}^ORDERBYsys_created_on",
            "sysparm_fields": "sys_id,number,correlation_id",
            "sysparm_limit": "20",
        }
        found = rows(self._web.get(TABLE, asked).body, "result")
        # An instance may be set to ignore conditions that it does not understand: then every incident would match.
        return next((row for row in found if row.get("correlation_id") == report_id and row.get("sys_id")), None)

    def _has_file(self, sys_id: str) -> bool:
        asked = {"sysparm_query": f"table_name=incident^table_sys_id={sys_id}", "sysparm_limit": "1"}
        return bool(rows(self._web.get(ATTACHMENT, asked).body, "result"))

    def _ref(self, row: dict[str, Any]) -> Ref:
        url = f"{self._web.url}/nav_to.do?uri=incident.do?sys_id={row['sys_id']}"
        return Ref(str(row.get("number") or row["sys_id"]), url)
