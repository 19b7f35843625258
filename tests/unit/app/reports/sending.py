"""One report, put into a drop as the outbox does it."""

from app.reports.draft import Draft
from app.reports.drop import Route, put_bytes
from app.reports.outcome import SendResult

DEADLINE_S = 20.0


def send(
    draft: Draft, url: str, *, proxy: str | None = None, again: bool = False, deadline_s: float = DEADLINE_S
) -> SendResult:
    return put_bytes(url, draft.name, draft.json_bytes(), Route(proxy), again=again, deadline_s=deadline_s)
