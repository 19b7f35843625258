"""What a link or a mail address of a QR code carries beside the code: ids of closed lists, readable by anybody.

`https://help.example/u#6X71YCNQ6;p=dns.system,vpn.gateway;r=isp;t=box_restart:no_change`; what follows the `#` never
reaches a server. A mail has the code in its subject, `U-6X7-1YC-NQ6`, and the cause and the same fields in its body.
"""

import re
from collections.abc import Mapping
from urllib.parse import unquote

FIELDS = {"r": "reason", "o": "others", "p": "problem", "n": "unfinished", "t": "tried"}
"""Keys of a link and what they hold: the reason of the verdict, other causes, checks with trouble, checks that did not
come to an end, steps that were tried with what they brought."""

SUBJECT = "U-"
MAILTO = "mailto:"
_WEB = re.compile(r"\s*https?://", re.IGNORECASE)
_CODE = re.compile(r"(?:U-)?([^\W_]{3})-?([^\W_]{3})-?([^\W_]{3})(?![^\W_])", re.IGNORECASE)
_ID = re.compile(r"[a-z0-9_.-]{1,40}(?::[a-z_]{1,16})?")
_MOST = 60  # ids of one field; a run has 34 checks


def is_link(text: str) -> bool:
    """Whether it is meant as a link, whatever it holds."""
    return _WEB.match(text) is not None or text.strip().lower().startswith(MAILTO)


def parse(text: str) -> tuple[str, Mapping[str, tuple[str, ...]]] | None:
    """The characters of the code in a link, unchecked, and the details by their full names; None where it has none."""
    if _WEB.match(text):
        head, *rest = unquote(text.strip().partition("#")[2]).split(";")
        found = _CODE.fullmatch(head)
    else:
        query = dict(part.partition("=")[::2] for part in text.strip().partition("?")[2].split("&"))
        found = _CODE.search(unquote(query.get("subject", "")))
        rest = unquote(query.get("body", "")).split(";")
    if found is None:
        return None
    return "".join(found.groups()), details(rest)


def details(parts: list[str]) -> Mapping[str, tuple[str, ...]]:
    """The fields among these parts; what is no list of ids is left out, for anybody can make a link."""
    seen: dict[str, tuple[str, ...]] = {}
    for part in parts:
        key, _, value = part.strip().partition("=")
        if key in FIELDS:
            ids = tuple(id for id in value.split(",")[:_MOST] if _ID.fullmatch(id))
            if ids:
                seen[FIELDS[key]] = ids
    return seen
