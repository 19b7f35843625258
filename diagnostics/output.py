"""Where a command prints to: never the reason why it breaks off in the middle of a repair."""

import os
import sys
from collections.abc import Iterable
from typing import TextIO


class Output:
    """Standard output that may be closed, full, or read by somebody who has left.

    After the first failure nothing more is written; `trouble` says why, and is empty for a reader who had enough.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.has_failed = stream is None
        self.trouble = "standard output is closed" if stream is None else ""
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a terminal without accents gets a question mark for each

    def write(self, text: str) -> int:
        """Write, or not; the number of characters either way."""
        if self._stream is not None and not self.has_failed:
            try:
                self._stream.write(text)
            except (OSError, ValueError) as error:  # ValueError: it was closed meanwhile
                self._fail(error)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them one after the other."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand over what was written."""
        if self._stream is not None and not self.has_failed:
            try:
                self._stream.flush()
            except (OSError, ValueError) as error:
                self._fail(error)

    def isatty(self) -> bool:
        """Whether a person reads along."""
        return self._stream is not None and not self.has_failed and self._stream.isatty()

    def _fail(self, error: Exception) -> None:
        self.has_failed = True
        if not isinstance(error, BrokenPipeError):
            self.trouble = getattr(error, "strerror", None) or str(error)
        stdout = sys.__stdout__
        if (
            stdout is not None and self._stream is stdout
        ):  # Python flushes it once more at the end, and would fail once more
            with open(os.devnull, "wb") as nothing:  # noqa: PTH123  # a device, not a file
                os.dup2(nothing.fileno(), stdout.fileno())
