"""What the main screen shows under the path, and the view of a run that is still under way."""

from dataclasses import dataclass

from app.presenters.phrase import Phrases


@dataclass(frozen=True)
class VerdictView:
    """The verdict's part of the main screen. `None` for a button that is not offered."""

    kind: str  # "checking", "healthy", "unknown", "cause", "stopped", "failed"
    says: str
    fine: str = ""
    next: str = ""
    also: tuple[str, ...] = ()  # further roots, one line each
    note: str = ""  # how sure, or what nobody could look at
    notes: tuple[str, ...] = ()  # circumstances that help to read it, one line each
    cause: str | None = None  # the cause that the guide is for
    fix: str | None = None
    keep: str | None = None
    anyway: str | None = None  # the guide, where IT is on it already
    send: str | None = None
    watch: str | None = None
    speed: str | None = None
    again: str | None = None
    code: str | None = None  # read it out on the phone
    send_first: bool = False  # the report is the main button
    watch_first: bool = False
    keep_first: bool = False
    asks: str = ""  # the question above the ten tiles; empty: no tiles

    @property
    def main(self) -> str:
        """The button that stands first and is filled; empty: none is more likely than the others."""
        if self.watch_first:
            return "watch"
        if self.keep_first:
            return "keep"
        if self.send_first:
            return "send"
        if self.kind == "healthy":
            likely = "speed" if self.speed else "fix" if self.fix else ""
            return likely if self.next else ""
        return "fix"

    @property
    def spoken(self) -> str:
        """The announcement for a screen reader."""
        return " ".join(part for part in (self.says, self.fine, self.next) if part)


def checking_view(say: Phrases, done: int, total: int) -> VerdictView:
    """While the run is under way."""
    fine = say("checking.count", done=done, total=total) if total else say("checking.start")
    return VerdictView("checking", say("checking.says"), fine)
