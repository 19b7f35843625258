"""The diagnosis as other programs read it: `unstuck.diagnosis/1` with the sentences of one language added."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from diagnostics.model.diagnosis import SCHEMA, Diagnosis
from diagnostics.model.verdict import Verdict
from diagnostics.wording import Wording

REPORT = "unstuck.report/"
"""A report carries the (redacted) diagnosis that it is about, and can be judged like one."""


STANDARD_INPUT = "-"
LARGEST = 16 * 1024 * 1024  # bytes; a real one has less than one thousandth of it
UNREADABLE: dict[type[Exception], str] = {
    FileNotFoundError: "there is no such file",
    IsADirectoryError: "is a folder",
    PermissionError: "may not be read by you",
}


class _Envelope(msgspec.Struct):
    """As much of a saved file as tells what it is."""

    schema: str = SCHEMA
    diagnosis: msgspec.Raw = msgspec.Raw(b"{}")


class DiagnosisError(ValueError):
    """A saved diagnosis that cannot be read; the message is one sentence for people."""


def as_object(diagnosis: Diagnosis, wording: Wording) -> dict[str, Any]:
    """The JSON object of one run. Everything but the sentences of the verdict is ids and numbers."""
    whole: dict[str, Any] = msgspec.to_builtins(diagnosis)
    if diagnosis.verdict is not None:
        whole["verdict"] = verdict_object(diagnosis.verdict, wording)
    return whole


def verdict_object(verdict: Verdict, wording: Wording) -> dict[str, Any]:
    """A verdict with its sentences `title`, `says`, `fine`, `next`, and the title of every other root."""
    plain: dict[str, Any] = msgspec.to_builtins(verdict)
    text = wording.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)
    said = {"title": text.title, "says": text.says, "fine": text.fine, "next": text.next}
    others = [
        {**told, "title": wording.cause(other.cause, other.args, other.reason).title}
        for told, other in zip(plain["others"], verdict.others, strict=True)
    ]
    return {**plain, **said, "others": others}


def encode(diagnosis: Diagnosis, wording: Wording) -> bytes:
    """The object as one line of UTF-8 JSON."""
    return msgspec.json.encode(as_object(diagnosis, wording)) + b"\n"


def read(source: str) -> Diagnosis:
    """The saved diagnosis in a file, or on standard input for "-". Raises DiagnosisError."""
    shown = "standard input" if source == STANDARD_INPUT else source
    remedy = "give the path of a saved diagnosis (`unstuck diagnose --json`)."
    try:
        if source == STANDARD_INPUT:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise DiagnosisError(f"{shown}: {UNREADABLE.get(type(error), 'cannot be read')}; {remedy}") from error
    if len(data) > LARGEST:
        raise DiagnosisError(f"{shown}: is larger than 16 MiB; {remedy}")
    return decode(data, shown)


def decode(data: bytes, source: str) -> Diagnosis:
    """A saved diagnosis, or the one inside a saved report; sentences are ignored.

    Raises DiagnosisError with file, place and remedy.
    """
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        inside = envelope.diagnosis if envelope.schema.startswith(REPORT) else data
        diagnosis = msgspec.json.decode(inside, type=Diagnosis)
    except msgspec.ValidationError as error:
        raise DiagnosisError(f"{source}: {error}; it is not a saved diagnosis of this version of Unstuck.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DiagnosisError(f"{source}: {error}; save the output of `unstuck diagnose --json` again.") from error
    if diagnosis.schema != SCHEMA:
        raise DiagnosisError(
            f'{source}: key "schema" is {diagnosis.schema!r}, expected {SCHEMA!r}; use the version that wrote it.'
        )
    if not diagnosis.observations and not diagnosis.checks:
        raise DiagnosisError(
            f'{source}: keys "checks" and "observations" are missing or empty; there is nothing to judge.'
        )
    return diagnosis
