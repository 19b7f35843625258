"""A fact of the operating system, or the honest reason why it is not known."""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Knowledge(StrEnum):
    """Whether a fact could be had. *Denied is not absent*: a missing permission is never a diagnosis."""

    OK = "ok"
    UNSUPPORTED = "unsupported"
    DENIED = "denied"
    TIMEOUT = "timeout"
    ERROR = "error"


class Observed(msgspec.Struct, Generic[T], frozen=True):
    """`value` is set exactly when `state` is OK; `source` names the API that was asked."""

    state: Knowledge
    value: T | None = None
    source: str = ""
    detail: str = ""

    @classmethod
    def ok(cls, value: T, source: str) -> "Observed[T]":
        """A fact that was read."""
        return cls(Knowledge.OK, value, source)

    @classmethod
    def missing(cls, state: Knowledge, source: str, detail: str = "") -> "Observed[T]":
        """A fact that could not be read, and why."""
        return cls(state, None, source, detail)
