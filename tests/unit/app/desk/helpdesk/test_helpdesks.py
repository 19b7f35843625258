"""Each helpdesk: what is asked of it, what its answers mean, and that half a ticket is completed and never doubled."""

import base64
import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.desk.collect.config import KINDS, Access
from app.desk.helpdesk.choice import open_helpdesk
from app.desk.helpdesk.ticket import Helpdesk, HelpdeskError, Ref, Ticket, Trouble
from tests.unit.app.desk.helpdesk.stand_in import Asked, StandIn, stand_in

KEY = "0123456789abcdef"
NASTY = "Cause\n<b>x</b> {code} [~admin] [code]<script>[/code]\n| Status: resolved"
TICKET = Ticket(KEY, "Unstuck 6X7-1YC-NQ6 · Cause", NASTY, "report.age", b"\0sealed\r\n--\xff")


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def opened(desk: StandIn, tmp_path: Path) -> Callable[..., Helpdesk]:
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    token.chmod(0o600)

    def make(kind: str, **named: object) -> Helpdesk:
        return open_helpdesk(
            Access(kind=kind, url=desk.url, token_file=str(token), app_token_file=str(token), **named),  # type: ignore[arg-type]
            deadline_s=2.0,
        )

    return make


def parts(asked: Asked) -> dict[str, bytes]:
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + asked.body, policy=email.policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)  # type: ignore[misc]
        for part in message.iter_parts()  # type: ignore[attr-defined]
    }


def raw_file(asked: Asked) -> bool:
    """The file as it is, between blank line and boundary: mail parsers touch line ends, so the bytes are searched."""
    return b"\r\n\r\n" + TICKET.data + b"\r\n--" in asked.body


RT = {"queue": "Help desk"}
RT_QUEUE = {"Name": "Help desk", "TicketCustomFields": [{"id": "2", "name": "UnstuckReportId", "type": "customfield"}]}


def rt_search(*ids: int) -> dict[str, object]:
    return {"count": len(ids), "items": [{"id": str(id), "type": "ticket", "Status": "new"} for id in ids]}


def test_rt(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    desk.routes = {
        ("GET", "/REST/2.0/queue/Help%20desk"): (200, RT_QUEUE),
        ("GET", "/REST/2.0/tickets"): (200, rt_search()),
        ("POST", "/REST/2.0/ticket"): (201, {"id": "7", "type": "ticket"}),
    }
    rt = opened("rt", **RT)
    rt.check()
    assert rt.find(KEY) is None
    assert rt.create(TICKET) == Ref("7", f"{desk.url}/Ticket/Display.html?id=7")
    made = desk.sent("POST", "/REST/2.0/ticket")[0]
    assert raw_file(made)
    assert b'"CustomFields": {"UnstuckReportId": "0123456789abcdef"}' in parts(made)["JSON"]
    assert desk.sent("GET", "/REST/2.0/tickets")[0].query["query"] == (
        f"Queue = 'Help desk' AND CF.{{UnstuckReportId}} = '{KEY}'"
    )
    assert {each.headers["Authorization"] for each in desk.asked} == {"token s3cret"}


def test_rt_merges_twins_into_the_oldest(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    desk.routes = {
        ("GET", "/REST/2.0/tickets"): (200, rt_search(12, 9)),
        ("PUT", "/REST/2.0/ticket/12"): (200, ["Merge Successful"]),
    }
    found = opened("rt", **RT).find(KEY)
    assert found is not None
    assert found.id == "9"
    assert desk.sent("PUT", "/REST/2.0/ticket/12")[0].json == {"MergeInto": 9}


def test_rt_without_the_field_makes_nothing(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    desk.routes = {("GET", "/REST/2.0/queue/Help%20desk"): (200, {**RT_QUEUE, "TicketCustomFields": []})}
    with pytest.raises(HelpdeskError, match="UnstuckReportId") as caught:
        opened("rt", **RT).check()
    assert caught.value.trouble is Trouble.MISSING


class Glpi:
    """As much of apirest.php as is used."""

    def __init__(self, desk: StandIn) -> None:
        self.tickets: dict[int, str] = {}
        self.linked: set[int] = set()
        desk.routes = {
            ("GET", "/initSession"): (200, {"session_token": "abc"}),
            ("GET", "/killSession"): (200, b""),
            ("GET", "/search/Ticket"): self.search,
            ("POST", "/Ticket"): self.ticket,
            ("POST", "/Document"): (201, {"id": 5, "message": "Document move succeeded."}),
            ("POST", "/Document_Item"): self.link,
            ("GET", "/Ticket/1/Document_Item"): lambda _: (200, [{"id": 1}] if 1 in self.linked else []),
        }

    def search(self, asked: Asked) -> tuple[int, object]:
        wanted = asked.query["criteria[0][value]"]
        found = [{"1": name, "2": id} for id, name in self.tickets.items() if wanted in name]
        return 200, {"totalcount": len(found), "count": len(found), **({"data": found} if found else {})}

    def ticket(self, asked: Asked) -> tuple[int, object]:
        self.tickets[1] = asked.json["input"]["name"]  # type: ignore[index]
        return 201, {"id": 1, "message": ""}

    def link(self, asked: Asked) -> tuple[int, object]:
        self.linked.add(asked.json["input"]["items_id"])  # type: ignore[index]
        return 201, {"id": 9, "message": ""}


def test_glpi(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    server = Glpi(desk)
    glpi = opened("glpi")
    glpi.check()
    assert glpi.find(KEY) is None
    desk.routes["POST", "/Document"] = (500, ["ERROR"])
    with pytest.raises(HelpdeskError) as caught:
        glpi.create(TICKET)
    assert not caught.value.nothing_done
    assert glpi.find(KEY) is None, "a ticket without its file is not complete"
    desk.routes["POST", "/Document"] = (201, {"id": 5})
    assert glpi.create(TICKET).id == "1"
    assert glpi.find(KEY) == Ref("1", f"{desk.url}/front/ticket.form.php?id=1")
    assert len(desk.sent("POST", "/Ticket")) == 1, "the half ticket was completed"
    content = desk.sent("POST", "/Ticket")[0].json["input"]["content"]  # type: ignore[index]
    assert "<b>" not in content
    assert "&lt;b&gt;" in content
    assert raw_file(desk.sent("POST", "/Document")[0])
    assert server.linked == {1}
    assert desk.asked[0].headers["Authorization"] == "user_token s3cret"
    assert len(desk.sent("GET", "/initSession")) == len(desk.sent("GET", "/killSession"))


def test_zammad(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    other = {"id": 3, "title": "x", "unstuck_report_id": "ffffffffffffffff"}
    desk.routes = {
        ("GET", "/api/v1/users/me"): (200, {"id": 1}),
        ("GET", "/api/v1/tickets/search"): (200, [other]),
        ("POST", "/api/v1/tickets"): (201, {"id": 4, "unstuck_report_id": KEY}),
    }
    zammad = opened("zammad", group="Users", customer="it@example.org")
    zammad.check()
    assert zammad.find(KEY) is None, "a loose hit of the search is not the ticket"
    assert zammad.create(TICKET).id == "4"
    article = desk.sent("POST", "/api/v1/tickets")[0].json["article"]  # type: ignore[index]
    assert (article["content_type"], article["body"]) == ("text/plain", NASTY)
    assert base64.b64decode(article["attachments"][0]["data"]) == TICKET.data
    desk.routes["GET", "/api/v1/tickets/search"] = (200, [{**other, "id": 4, "unstuck_report_id": KEY}, other])
    assert zammad.find(KEY) == Ref("4", f"{desk.url}/#ticket/zoom/4")
    desk.routes["POST", "/api/v1/tickets"] = (201, {"id": 5})
    with pytest.raises(HelpdeskError, match="unstuck_report_id"):
        zammad.create(TICKET)


@pytest.mark.parametrize(("edition", "search"), [("cloud", "/rest/api/3/search/jql"), ("server", "/rest/api/2/search")])
def test_jira(desk: StandIn, opened: Callable[..., Helpdesk], edition: str, search: str) -> None:
    issue = {"key": "IT-8", "fields": {"summary": f"Unstuck ({KEY})", "attachment": []}}
    desk.routes = {
        ("POST", search): (200, {"issues": []}),
        ("POST", "/rest/servicedeskapi/request"): (201, {"issueId": "1", "issueKey": "IT-8"}),
        ("POST", "/rest/servicedeskapi/servicedesk/2/attachTemporaryFile"): (
            201,
            {"temporaryAttachments": [{"temporaryAttachmentId": "temp1", "fileName": "report.age"}]},
        ),
        ("POST", "/rest/servicedeskapi/request/IT-8/attachment"): (201, {}),
    }
    jira = opened("jira", edition=edition, project="IT", desk="2", request_type="11", user="bot@example.org")
    assert jira.find(KEY) is None
    assert jira.create(TICKET).id == "IT-8"
    fields = desk.sent("POST", "/rest/servicedeskapi/request")[0].json["requestFieldValues"]  # type: ignore[index]
    assert fields["summary"].endswith(f"({KEY})")
    assert r"\{code\} \[\~admin\]" in fields["description"]
    desk.routes["POST", search] = (200, {"issues": [issue]})
    assert jira.find(KEY) is None, "its file is still missing"
    assert jira.create(TICKET).id == "IT-8"
    assert len(desk.sent("POST", "/rest/servicedeskapi/request")) == 1
    attached = desk.sent("POST", "/rest/servicedeskapi/request/IT-8/attachment")[-1].json
    assert attached == {"temporaryAttachmentIds": ["temp1"], "public": False}
    issue["fields"]["attachment"] = [{"id": "1"}]  # type: ignore[index]
    assert jira.find(KEY) == Ref("IT-8", f"{desk.url}/browse/IT-8")
    assert desk.asked[0].headers["Authorization"].startswith("Basic ")


def test_servicenow(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    row = {"sys_id": "a1", "number": "INC001", "correlation_id": KEY}
    table, files = "/api/now/table/incident", "/api/now/attachment"
    desk.routes = {
        ("GET", table): (200, {"result": [{**row, "correlation_id": "other"}]}),
        ("POST", table): (201, {"result": row}),
        ("GET", files): (200, {"result": []}),
        ("POST", f"{files}/file"): (201, {"result": {"sys_id": "f1"}}),
    }
    now = opened("servicenow", user="bot", caller="it")
    now.check()
    assert now.find(KEY) is None, "a condition that the instance ignored matches everything"
    assert now.create(TICKET).id == "INC001"
    sent = desk.sent("POST", table)[0].json
    assert sent["correlation_id"] == KEY  # type: ignore[index]
    assert "[code]" not in sent["description"]  # type: ignore[index]
    upload = desk.sent("POST", f"{files}/file")[0]
    assert (upload.body, upload.query["table_sys_id"]) == (TICKET.data, "a1")
    desk.routes["GET", table] = (200, {"result": [row]})
    assert now.find(KEY) is None, "its file is still missing"
    now.create(TICKET)
    assert len(desk.sent("POST", table)) == 1
    desk.routes["GET", files] = (200, {"result": [{"sys_id": "f1"}]})
    assert now.find(KEY) is not None


def test_freshservice(desk: StandIn, opened: Callable[..., Helpdesk]) -> None:
    desk.routes = {
        ("GET", "/api/v2/tickets"): (200, {"tickets": []}),
        ("GET", "/api/v2/tickets/filter"): (200, {"tickets": []}),
        ("POST", "/api/v2/tickets"): (201, {"ticket": {"id": 6}}),
    }
    fresh = opened("freshservice", requester="it@example.org")
    fresh.check()
    assert fresh.find(KEY) is None
    assert fresh.create(TICKET).id == "6"
    made = desk.sent("POST", "/api/v2/tickets")[0]
    assert raw_file(made)
    sent = parts(made)
    assert sent["tags[]"].strip() == f"unstuck-{KEY}".encode()
    assert b"<b>" not in sent["description"]
    desk.routes["GET", "/api/v2/tickets/filter"] = (200, {"tickets": [{"id": 6}]})
    assert fresh.find(KEY) == Ref("6", f"{desk.url}/a/tickets/6")
    assert desk.asked[1].query["query"] == f"\"tag:'unstuck-{KEY}'\""


@pytest.mark.parametrize(
    ("reply", "trouble", "nothing_done"),
    [
        ((401, {"message": "no"}), Trouble.DENIED, True),
        ((422, {"message": "bad"}), Trouble.REJECTED, True),
        ((429, {}), Trouble.BUSY, False),
        ((500, b"oops"), Trouble.BUSY, False),
        ((302, b""), Trouble.NOT_A_HELPDESK, False),
        ((200, b"<html>sign in</html>"), Trouble.NOT_A_HELPDESK, False),
        ((200, b"[" * 100_000), Trouble.NOT_A_HELPDESK, False),
        ((201, {}), Trouble.NO_ANSWER, False),
        ((200, None), Trouble.NO_ANSWER, False),
    ],
)
def test_what_goes_wrong(
    desk: StandIn, opened: Callable[..., Helpdesk], reply: tuple[int, object], trouble: Trouble, nothing_done: bool
) -> None:
    desk.routes = {("POST", "/REST/2.0/ticket"): reply}
    with pytest.raises(HelpdeskError) as caught:
        opened("rt", **RT).create(TICKET)
    assert (caught.value.trouble, caught.value.nothing_done) == (trouble, nothing_done)
    for lang in ("en", "fr"):
        assert "127.0.0.1" in caught.value.sentence(lang)
        assert "s3cret" not in caught.value.sentence(lang) + repr(caught.value)


def test_a_helpdesk_that_is_not_there(opened: Callable[..., Helpdesk], desk: StandIn, tmp_path: Path) -> None:
    token = tmp_path / "token"
    rt = open_helpdesk(Access(kind="rt", url="http://127.0.0.1:9", token_file=str(token), queue="q"))
    with pytest.raises(HelpdeskError) as caught:
        rt.find(KEY)
    assert (caught.value.trouble, caught.value.nothing_done) == (Trouble.NO_CONNECTION, True)


def test_every_kind_can_be_opened(opened: Callable[..., Helpdesk]) -> None:
    given: dict[str, object] = {
        "queue": "q",
        "edition": "cloud",
        "server": "127.0.0.1:25",
        "sender": "a@b.example",
        "to": "c@d.example",
        "security": "none",
    }
    for kind in KINDS:
        assert opened(kind, **given) is not None
