"""Every text that a fact can hold is declared: nothing leaves by accident."""

from typing import Any, get_args

import msgspec
import pytest

from app.reports.fieldkind import FIELDS
from diagnostics.model.fact import Fact
from diagnostics.model.observation import AnyFact

FACTS: tuple[type[Fact], ...] = get_args(AnyFact)


def _holds_text(annotation: Any) -> bool:
    inner = get_args(annotation)
    if inner:
        return any(_holds_text(part) for part in inner)
    return isinstance(annotation, type) and issubclass(annotation, str)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_every_text_field_has_a_kind(fact: type[Fact]) -> None:
    texts = {field.name for field in msgspec.structs.fields(fact) if _holds_text(field.type)}
    assert texts == set(FIELDS[fact])


def test_nothing_else_is_declared() -> None:
    assert set(FIELDS) == set(FACTS)
