"""A language that nobody speaks: every text in brackets and half as long again, to find what a layout clips.

Holes and the [optional parts] of templates stay as they are, so that the texts still work.
"""

import re
from collections.abc import Mapping
from typing import Any

KEPT = re.compile(r"\{\w+\}|\[[^\[\]]*\]")
NOT_STRETCHED = frozenset({"language", "numerals", "unit", "hole"})
FILLER = "~"


def stretched(text: str) -> str:
    """The text in angle brackets with filler after its words, half as long again in total."""
    visible = KEPT.sub("", text)
    return f"\u2039{text}{FILLER * (len(visible) // 2)}\u203a"


def pseudo(tables: Mapping[str, Any]) -> dict[str, Any]:
    """A parsed wording file in the pseudo-language; give it to `Wording`."""
    return {name: value if name in NOT_STRETCHED else _deep(value) for name, value in tables.items()}


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return stretched(value)
    if isinstance(value, dict):
        return {key: _deep(inner) for key, inner in value.items()}
    return value
