"""Change keys of a TOML file and leave everything else as the person wrote it, comments included."""

import json
from typing import Any

from diagnostics.site.line import spans


def rewritten(text: str, values: dict[str, Any], known: set[str]) -> str:
    """The valid TOML `text` with top-level `known` keys replaced by `values` (texts, numbers, true and false)."""
    lines = text.replace("\r\n", "\n").split("\n") if text else []
    gone: set[int] = set()
    for path, span in spans(text).items():
        if len(path) == 1 and path[0] in known:
            gone.update(range(span.first, span.last + 1))
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    head = [f"{name} = {_literal(value)}" for name, value in values.items()]
    body = "\n".join(kept).strip("\n")
    return "\n".join(head) + "\n" + (f"\n{body}\n" if body else "")


def _literal(value: str | int | bool) -> str:
    """JSON's form of these is TOML's, except that TOML wants DEL escaped and knows no surrogate pairs."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
