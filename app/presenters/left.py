"""What the main screen says about a guide that was left in the middle, or about a repair that a crash interrupted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.guides.model import Guide
    from app.presenters.words import Words


@dataclass(frozen=True)
class Left:
    """What is left. `kind`: "offer" (go on?), "fixed" (not needed any more), "gone" (another trouble), or empty."""

    kind: str
    guide: "Guide | None" = None
    minutes: int = 0
    args: Mapping[str, str] = field(default_factory=dict)
    put_back: str = ""  # "done" or "stuck": how the recovery after a crash ended; empty: there was nothing to do


@dataclass(frozen=True)
class LeftView:
    """`None` for a button that is not offered."""

    text: str
    go_on: str | None = None
    forget: str | None = None
    guide: str = ""  # what `go_on` opens


def left_view(left: Left, words: "Words", say: Phrases) -> LeftView:
    """The panel above the buttons of the main screen."""
    parts = [say(f"left.put_back.{left.put_back}")] if left.put_back else []
    guide = left.guide
    if guide is None or not left.kind:
        return LeftView(" ".join(parts), forget=say("left.understood"))
    title = words.fill(guide.title.of(say.lang), left.args)
    parts.append(say(f"left.{left.kind}", title=title))
    if left.kind != "offer":
        return LeftView(" ".join(parts), forget=say("left.understood"))
    return LeftView(" ".join(parts), say("left.go_on", minutes=left.minutes), say("left.forget"), guide.id)
