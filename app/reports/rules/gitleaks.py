"""The patterns of gitleaks (MIT, resources/secret) as one more net: tokens of some two hundred services.

Nothing is read before the first free text, and a pattern is compiled when one of its words stands in a text.
"""

import re
from functools import cache
from importlib.resources import files

import msgspec

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub
from app.reports.rules.shape import entropy


class Rule(msgspec.Struct, frozen=True):
    """One pattern; it is worth a try only where one of the keywords stands. `group` 0: the first that matched."""

    pattern: str
    group: int
    entropy: float
    keywords: tuple[str, ...]


def hide_tokens(scrub: Scrub, names: Pseudonyms) -> None:
    """Tokens of known services."""
    lowered = scrub.text.lower()
    numbers = sorted({number for word, found in _by_keyword().items() if word in lowered for number in found})
    for number in numbers:
        rule = _rules()[number]
        pattern = _compiled(number)
        match = pattern.search(scrub.text)
        if match is None:
            continue
        group = rule.group or (match.lastindex or 0)
        scrub.each(pattern, lambda match, group=group, rule=rule: _hidden(match, group, rule, names), group)  # type: ignore[misc]


def _hidden(match: re.Match[str], group: int, rule: Rule, names: Pseudonyms) -> str | None:
    found = match.group(group)
    return names.secret(found) if found and entropy(found) >= rule.entropy else None


@cache
def _rules() -> tuple[Rule, ...]:
    data = files("resources.secret").joinpath("gitleaks.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Rule, ...])


@cache
def _by_keyword() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(_rules()):
        for word in rule.keywords:
            found.setdefault(word, []).append(number)
    return found


@cache
def _compiled(number: int) -> re.Pattern[str]:
    return re.compile(_rules()[number].pattern)
