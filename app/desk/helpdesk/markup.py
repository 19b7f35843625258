"""Plain text for helpdesks that take it for something else: HTML, or the wiki markup of Jira and ServiceNow."""

import html
import re

_WIKI = re.compile(r"([{}\[\]|!*^~\\])")
_CODE_TAG = re.compile(r"\[(/?code)\]", re.IGNORECASE)


def as_html(text: str) -> str:
    """The same for a reader of HTML: every line on its own, nothing of it a tag."""
    return "<br>\n".join(html.escape(line) for line in text.splitlines())


def as_wiki(text: str) -> str:
    """The same for Jira: no macro, link, picture, table or mention begins where a backslash stands before it."""
    return _WIKI.sub(r"\\\1", text)


def without_code_tags(text: str) -> str:
    """The same for ServiceNow, which shows what stands between [code] tags as HTML."""
    return _CODE_TAG.sub(r"( \1 )", text)
