"""The simple shapes a value can have: text, number, choice, list, table. Each returns the value or refuses it."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from diagnostics.site.error import plain, quoted
from diagnostics.site.spot import Spot

MAX_TEXT = 1024  # characters; longer than any address, path or sentence that has a place in this file
MAX_ITEMS = 64  # a longer list of targets would make every run slow on every laptop

Shape = Callable[[Spot, object], object]
TextShape = Callable[[Spot, str], str]
S = TypeVar("S", bound=msgspec.Struct)

_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),  # before int: a bool is one
    (str, "a text"),
    (int, "a number"),
    (float, "a number with a fraction"),
    (list, "a list"),
    (dict, "a table"),
)


def text(spot: Spot, value: object) -> str:
    """A line of text, not empty."""
    if not isinstance(value, str):
        spot.refuse(f"is {type_name(value)}, not a text", 'write it in quotation marks, such as "…"')
    if not value.strip():
        spot.refuse("is empty", "give it a value or leave the key out")
    if len(value) > MAX_TEXT:
        spot.refuse(f"has {len(value)} characters", f"keep it under {MAX_TEXT}")
    if not value.isprintable():
        spot.refuse(f"{quoted(value)} has line breaks or control characters", "write it in one line of plain text")
    return value.strip()


def texts(shape: TextShape) -> Shape:
    """A text that must also have the given shape."""
    return lambda spot, value: shape(spot, text(spot, value))


def whole(low: int, high: int, unit: str) -> Shape:
    """A whole number between two limits."""

    def read(spot: Spot, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            spot.refuse(f"is {type_name(value)}, not a whole number", f"write {unit} from {low} to {high}, no quotes")
        if not low <= value <= high:
            spot.refuse(f"is {plain(str(value), limit=20)}", f"write {unit} from {low} to {high}")
        return value

    return read


def flag(spot: Spot, value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        spot.refuse(f"is {type_name(value)}, not true or false", "write true or false, without quotation marks")
    return value


def number(low: float, high: float, unit: str) -> Shape:
    """A number, whole or with a fraction, between two limits."""
    span = f"write {unit} from {low:g} to {high:g}"

    def read(spot: Spot, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            spot.refuse(f"is {type_name(value)}, not a number", f"{span}, no quotes")
        if not low <= value <= high:  # also false for nan
            spot.refuse(f"is {plain(str(value), limit=20)}", span)
        return float(value)

    return read


def choice(allowed: Sequence[str]) -> TextShape:
    """One word of a closed list."""

    def read(spot: Spot, value: str) -> str:
        if value not in allowed:
            spot.refuse(f"does not know {quoted(value)}{nearest(value, allowed)}", f"use one of: {', '.join(allowed)}")
        return value

    return read


def listed(shape: TextShape, *, example: str, at_least: int = 0) -> Shape:
    """A list of texts of one shape, without repetitions."""

    def read(spot: Spot, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            spot.refuse(f"is {type_name(value)}, not a list", f'write ["{example}"]')
        if len(value) < at_least:
            spot.refuse("is an empty list", f'write at least one, such as ["{example}"], or leave the key out')
        if len(value) > MAX_ITEMS:
            spot.refuse(f"has {len(value)} items", f"keep at most {MAX_ITEMS}")
        seen: list[str] = []
        for number, item in enumerate(value):
            read_item = shape(spot.at(number), text(spot.at(number), item))
            if read_item in seen:
                spot.at(number).refuse(f"lists {quoted(read_item)} twice", "remove one of them")
            seen.append(read_item)
        return tuple(seen)

    return read


def record(struct: type[S], shapes: Mapping[str, Shape], *, elsewhere: Mapping[str, str] = {}) -> Callable[..., S]:
    """A table with these keys and no others; a key without default in `struct` must be there."""

    def read(spot: Spot, value: object) -> S:
        if not isinstance(value, dict):
            head = f"[{spot.key}]"
            spot.refuse(f"is {type_name(value)}, not a table", f"write a line {head} with its keys on the lines below")
        values: dict[str, Any] = {}
        for key in value:
            if key not in shapes:
                _unknown(spot, key, shapes, elsewhere)
        for key, shape in shapes.items():
            if key in value:
                values[key] = shape(spot.at(key), value[key])
        for missing in msgspec.structs.fields(struct):
            if missing.required and missing.name not in values:
                spot.refuse(f"has no {missing.name}", f'add {missing.name} = "…" below this line')
        return struct(**values)

    return read


def named(item: Callable[..., S], *, key: str) -> Shape:
    """A list of tables `[[key]]` whose names differ, as upper and lower case apart are one name to a person."""

    def read(spot: Spot, value: object) -> tuple[S, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            wrong = "is one table" if isinstance(value, dict) else f"is {type_name(value)}"
            spot.refuse(f"{wrong}, not a list of tables", f"write [[{key}]], with two brackets, for each one")
        if len(value) > MAX_ITEMS:
            spot.refuse(f"has {len(value)} entries", f"keep at most {MAX_ITEMS}")
        found: dict[str, int] = {}
        items: list[S] = []
        for number, entry in enumerate(value):
            read_item = item(spot.at(number), entry)
            name: str = getattr(read_item, "name")  # noqa: B009  # every listed table has one; the type does not say so
            place = spot.at(number).at("name")
            if name.casefold() in found:
                other = spot.at(found[name.casefold()]).at("name").line
                place.refuse(f"{quoted(name)} is already used on line {other}", f"give each [[{key}]] its own name")
            found[name.casefold()] = number
            items.append(read_item)
        return tuple(items)

    return read


def type_name(value: object) -> str:
    """What TOML calls the type of a value."""
    for kind, name in _NAMES:
        if isinstance(value, kind):
            return name
    return "a date or time"


def nearest(word: str, known: Sequence[str]) -> str:
    """A question that names the most similar known word, or nothing."""
    close = difflib.get_close_matches(word.lower()[:MAX_TEXT], known, n=1)
    return f', did you mean "{close[0]}"?' if close else ""


def _unknown(spot: Spot, key: str, shapes: Mapping[str, Shape], elsewhere: Mapping[str, str]) -> None:
    place = spot.at(key)
    where = f"[{spot.key}]" if spot.key else "the file"
    guess = nearest(key, tuple(shapes))
    if not guess and key in elsewhere:
        place.refuse(f"does not belong in {where}", f"move it to {elsewhere[key]}")
    place.refuse(f"is not a key of {where}{guess}", f"use one of: {', '.join(sorted(shapes))}")
