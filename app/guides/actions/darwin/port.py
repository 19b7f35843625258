"""What the acts of macOS need of the system: a few programs that Apple documents. A test puts its own behind it."""

from typing import NamedTuple, Protocol


class Output(NamedTuple):
    """How a program ended; `status` is None where it could not be started or did not end in time."""

    status: int | None
    text: str = ""


class Port(Protocol):
    """The way to the system's programs. Any thread but the window's; never raises."""

    def run(self, program: str, *arguments: str, within_s: float = 5.0) -> Output:
        """Run one of `native.PROGRAMS` to its end, without a shell and in the language C."""

    def pause(self, seconds: float) -> None:
        """Let the system work; returns early when the program ends."""
