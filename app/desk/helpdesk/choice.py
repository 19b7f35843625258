"""The helpdesk that desk.toml names."""

import base64

from app.desk.collect.config import Access, secret
from app.desk.helpdesk.freshservice import Freshservice
from app.desk.helpdesk.glpi import Glpi
from app.desk.helpdesk.jira import Jira
from app.desk.helpdesk.mail import Mail
from app.desk.helpdesk.rt import RequestTracker
from app.desk.helpdesk.servicenow import ServiceNow
from app.desk.helpdesk.ticket import Helpdesk
from app.desk.helpdesk.web import DEADLINE_S, Web
from app.desk.helpdesk.zammad import Zammad

RT_FIELD, ZAMMAD_FIELD = "UnstuckReportId", "unstuck_report_id"
"""The usual names of the fields that hold a report's id; Zammad's may have lower case only."""


def open_helpdesk(access: Access, *, deadline_s: float = DEADLINE_S) -> Helpdesk:
    """Make it ready; nothing is asked yet. Raises SiteError for a token file that cannot be used."""
    # What goes into a header as it is has plain letters only; a password that is encoded there may have others.
    encoded = bool(access.user) and access.kind != "mail"
    token = secret(access.token_file, any_letters=encoded) if access.token_file else ""
    if access.kind == "mail":
        return _mail(access, token)
    web = Web(access.url, _headers(access, token), ca=access.ca, proxy=access.proxy, deadline_s=deadline_s)
    if access.kind == "rt":
        return RequestTracker(web, access.queue, access.field or RT_FIELD, access.requester)
    if access.kind == "glpi":
        return Glpi(web, access.entity)
    if access.kind == "zammad":
        return Zammad(web, access.group, access.customer, access.field or ZAMMAD_FIELD)
    if access.kind == "jira":
        return Jira(web, access.edition, access.project, access.desk, access.request_type)
    if access.kind == "servicenow":
        return ServiceNow(web, access.caller, access.group)
    return Freshservice(web, access.requester)


def _headers(access: Access, token: str) -> dict[str, str]:
    """How each product wants its secret."""
    if access.kind == "rt":
        return {"Authorization": f"token {token}"}
    if access.kind == "zammad":
        return {"Authorization": f"Token token={token}"}
    if access.kind == "glpi":
        return {"Authorization": f"user_token {token}", "App-Token": secret(access.app_token_file or "")}
    if access.kind == "freshservice":
        return {"Authorization": _basic(token, "X")}
    return {"Authorization": _basic(access.user, token) if access.user else f"Bearer {token}"}


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def _mail(access: Access, password: str) -> Mail:
    return Mail(
        access.server,
        access.sender,
        access.to,
        security=access.security,
        user=access.user,
        password=password,
        ca=access.ca,
    )
