"""Jira Service Management, Cloud and Data Center. The file needs two requests after the ticket: `create` completes."""

from typing import Any

from app.desk.helpdesk.markup import as_wiki
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.desk.helpdesk.web import Part, Web, at, rows

API = "/rest/servicedeskapi"
SEARCH = {"cloud": "/rest/api/3/search/jql", "server": "/rest/api/2/search"}  # the cloud has no other since 2025
FILE_KIND = "application/octet-stream"
NO_CHECK = {"X-Atlassian-Token": "no-check"}  # Jira refuses uploads of programs without it


class Jira:
    """Requests of one type whose summary ends in the report's id."""

    def __init__(self, web: Web, edition: str, project: str, desk: str, request_type: str) -> None:
        self._web = web
        self._search_path = SEARCH[edition]
        self._project = project
        self._desk = desk
        self._type = request_type

    def check(self) -> None:
        """Whether the service desk is there for this user. Raises HelpdeskError."""
        try:
            self._web.get(f"{API}/servicedesk/{self._desk}")
        except HelpdeskError as error:
            if error.trouble is Trouble.NOT_A_HELPDESK:
                raise HelpdeskError(Trouble.MISSING, self._web.host, what=self._desk) from error
            raise

    def find(self, report_id: str) -> Ref | None:
        """The request with this id in its summary and a file. The index is some seconds behind in the cloud."""
        found = self._search(report_id)
        return self._ref(found["key"]) if found and rows(found, "fields", "attachment") else None

    def create(self, ticket: Ticket) -> Ref:
        """The request unless it is there, the file, and the file's place at the request."""
        found = self._search(ticket.key)
        key = found["key"] if found else self._request(ticket)
        part = Part("file", ticket.data, ticket.file_name, FILE_KIND)
        upload = f"{API}/servicedesk/{self._desk}/attachTemporaryFile"
        files = rows(self._web.form(upload, [part], headers=NO_CHECK).body, "temporaryAttachments")
        ids = [row.get("temporaryAttachmentId") for row in files]
        self._web.send(f"{API}/request/{key}/attachment", {"temporaryAttachmentIds": ids, "public": False})
        return self._ref(key)

    def _request(self, ticket: Ticket) -> str:
        fields = {"summary": f"{ticket.subject} ({ticket.key})", "description": as_wiki(ticket.text)}
        values = {"serviceDeskId": self._desk, "requestTypeId": self._type, "requestFieldValues": fields}
        key = at(self._web.send(f"{API}/request", values).body, "issueKey")
        if not isinstance(key, str):
            raise HelpdeskError(Trouble.NO_ANSWER, self._web.host, detail="no key in the answer")
        return key

    def _search(self, report_id: str) -> dict[str, Any] | None:
        jql = f'project = "{self._project}" AND summary ~ "\\"{report_id}\\"" ORDER BY created ASC'
        asked = {"jql": jql, "fields": ["summary", "attachment"], "maxResults": 20}
        found = rows(self._web.send(self._search_path, asked).body, "issues")
        named = [row for row in found if f"({report_id})" in str(at(row, "fields", "summary"))]
        return next((row for row in named if isinstance(row.get("key"), str)), None)

    def _ref(self, key: str) -> Ref:
        return Ref(key, f"{self._web.url}/browse/{key}")
