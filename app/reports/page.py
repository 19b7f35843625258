"""The report as one HTML page without anything from elsewhere: readable in a browser and in the window."""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from app.reports.reading import Line

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:1.5em auto;padding:0 1em;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.4em}.seen{margin-left:1.5em;color:#444}"
    "p,pre{white-space:pre-wrap;overflow-wrap:anywhere}p{margin:.15em 0}"
    "pre{font-size:13px;background:#f4f4f4;padding:.8em}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(lines: Iterable[Line], exact: bytes, sha256: str, lang: str, name: str) -> str:
    """The lines, then the very bytes that leave, then their hash."""
    shown = "\n".join(_shown(line, is_first) for line, is_first in _with_first(lines))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang, quote=True)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY, quote=True)}">\n'
        f"<title>{escape(name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{shown}\n"
        f"<h2>{escape(name)}</h2>\n<p>SHA-256 {escape(sha256)}, {len(exact)} B</p>\n"
        f"<pre>{escape(exact.decode('utf-8'))}</pre>\n</body>\n</html>\n"
    )


def _with_first(lines: Iterable[Line]) -> Iterable[tuple[Line, bool]]:
    listed = [None, *lines]
    return ((line, before is None) for before, line in pairwise(listed) if line is not None)


def _shown(line: Line, is_first: bool) -> str:
    text = escape(line.text.strip())
    if line.is_heading:
        return f"<h1>{text}</h1>" if is_first else f"<h2>{text}</h2>"
    indented = ' class="seen"' if line.text.startswith("    ") else ""
    return f"<p{indented}>{text}</p>"
