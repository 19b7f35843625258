"""The few parts that a sheet is made of, as HTML that a browser and a text document of a window show alike.

Everything that comes in as text goes out escaped; only this module writes tags. Black on white, no colour carries a
meaning, nothing is loaded from elsewhere.
"""

import base64
from collections.abc import Iterable, Sequence
from html import escape

from diagnostics import phrase

QUIET_MODULES = 4
"""Empty border of a QR code that a reader needs (ISO/IEC 18004, 5.3.8)."""

MODULE_UNITS = 8
"""Units of the picture to one module: a whole number, so that no edge falls between two dots."""

NAME_PERCENT = 36
"""Of a form's width, for the names of its fields."""

_STYLE = (
    "body{font-family:'Noto Sans','Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:10pt;color:#000;"
    "background:#fff}"
    "h1{font-size:17pt;margin-top:0;margin-bottom:3px}h2{font-size:11.5pt;margin-top:8px;margin-bottom:2px}"
    "p{margin-top:3px;margin-bottom:3px}ol,ul{margin-top:3px;margin-bottom:3px}"
    "table.grid{border-collapse:collapse;border-style:solid;border-width:1px;border-color:#000}"
    "table.grid td,table.grid th{border-style:solid;border-width:1px;border-color:#000}"
    "th{text-align:left;font-weight:bold}.number{text-align:right}"
    ".strong{font-weight:bold;font-size:11.5pt}.small{font-size:8.5pt}.tall{font-size:15pt}"
    ".code{font-family:'Noto Sans Mono','Consolas','Menlo',monospace;font-size:23pt;font-weight:bold}"
    ".word{font-size:14pt;font-weight:bold}"
    "@page{size:A4;margin:15mm}"
)
"""Only what a text document of a window knows too: every margin by its own name, no layout but tables."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(title: str, lang: str, parts: Iterable[str]) -> str:
    """A whole document of parts made here."""
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{_attribute(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_attribute(_POLICY)}">\n'
        f"<title>{shown(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def shown(text: str) -> str:
    """Any text on one line, escaped; control and direction characters are gone."""
    return escape(phrase.one_line(text), quote=True)


def heading(text: str, level: int = 2, *, new_page: bool = False) -> str:
    """A heading; `new_page`: it opens the next sheet of paper."""
    style = ' style="page-break-before:always"' if new_page else ""
    return f"<h{level}{style}>{shown(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; nothing for an empty text. `kind`: "strong", "small", "code", "word" or plain."""
    return f'<p class="{_attribute(kind)}">{shown(text)}</p>' if text else ""


def listed(items: Sequence[str], *, numbered: bool = False) -> str:
    """A list; nothing without items."""
    tag = "ol" if numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{shown(item)}</li>' for item in items)}</{tag}>" if items else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int = 1, kind: str = "") -> str:
    """A table with lines; cells from column `numbers_from` on stand to the right. Nothing without rows.

    `kind` "small": for many rows.
    """
    body = "".join(f"<tr>{_cells('td', row, numbers_from, kind)}</tr>" for row in rows)
    if not body:
        return ""
    top = f"<tr>{_cells('th', head, numbers_from, kind)}</tr>" if head else ""
    return f'<table class="grid" width="100%" cellspacing="0" cellpadding="3">{top}{body}</table>'


def form(fields: Sequence[tuple[str, str]], *, side_by_side: int = 1) -> str:
    """What is known and what is filled in by hand: rows high enough for a pen, with so many fields in each."""
    cells = [
        f'<td width="{NAME_PERCENT // side_by_side}%">{shown(name)}</td>'
        f'<td width="{(100 - NAME_PERCENT) // side_by_side}%"><span class="tall">&nbsp;</span>{shown(value)}</td>'
        for name, value in fields
    ]
    rows = "".join(
        f"<tr>{''.join(cells[place : place + side_by_side])}</tr>" for place in range(0, len(cells), side_by_side)
    )
    return f'<table class="grid" width="100%" cellspacing="0" cellpadding="3">{rows}</table>' if rows else ""


def beside(left: Iterable[str], right: str) -> str:
    """Parts side by side; only the left ones where there is nothing to stand right of them."""
    parts = "".join(left)
    if not right:
        return parts
    return (
        f'<table width="100%" cellspacing="0" cellpadding="0"><tr><td valign="middle">{parts}</td>'
        f'<td align="right" valign="middle">{right}</td></tr></table>'
    )


def square(matrix: Sequence[Sequence[bool]], side_px: int, says: str) -> str:
    """A QR code as a picture inside the page; nothing for an empty matrix. `side_px`: its side, 96 to the inch."""
    if not matrix:
        return ""
    side = (len(matrix) + 2 * QUIET_MODULES) * MODULE_UNITS
    dark = "".join(
        f"M{(x + QUIET_MODULES) * MODULE_UNITS} {(y + QUIET_MODULES) * MODULE_UNITS}"
        f"h{MODULE_UNITS}v{MODULE_UNITS}h-{MODULE_UNITS}z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}"/></svg>'
    )
    data = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" width="{side_px}" height="{side_px}" alt="{_attribute(says)}">'


def _cells(tag: str, cells: Sequence[str], numbers_from: int, kind: str) -> str:
    plain, number = _attribute(kind), _attribute(f"number {kind}".strip())
    return "".join(
        f'<{tag} class="{number}" align="right">{shown(cell)}</{tag}>'
        if place >= numbers_from
        else f'<{tag} class="{plain}">{shown(cell)}</{tag}>'
        for place, cell in enumerate(cells)
    )


def _attribute(text: str) -> str:
    return escape(text, quote=True)
