"""D-Bus values as plain JSON and back, without losing what JSON has no word for: bytes, structures, variants."""

from typing import Any

_BYTES, _TUPLE, _DICT = "bytes", "tuple", "dict"


def to_json(value: Any) -> Any:
    """Plain data for the journal. A variant is a pair of its signature and its value, and travels as one."""
    if isinstance(value, bytes):
        return {_BYTES: value.hex()}
    if isinstance(value, tuple):
        return {_TUPLE: [to_json(item) for item in value]}
    if isinstance(value, dict):
        return {_DICT: {str(key): to_json(item) for key, item in value.items()}}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return value


def from_json(data: Any) -> Any:
    """What `to_json` was given. Raises ValueError for anything else."""
    if isinstance(data, list):
        return [from_json(item) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise ValueError("not a saved value")
    ((kind, inner),) = data.items()
    if kind == _BYTES:
        return bytes.fromhex(inner)
    if kind == _TUPLE:
        return tuple(from_json(item) for item in inner)
    if kind == _DICT:
        return {key: from_json(item) for key, item in inner.items()}
    raise ValueError("not a saved value")
