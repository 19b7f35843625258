"""One module per screen. Screens show and pass on; they decide nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.bridge.session import Session


def make(name: str, session: "Session") -> "QWidget":
    """The screen of that name, imported when it is first wanted; the main one for every other name."""
    if name == "guide":
        from app.screens.guide import GuideScreen as Screen  # noqa: PLC0415
    elif name == "send":
        from app.screens.send import SendScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    elif name == "speed":
        from app.screens.speed import SpeedScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    elif name == "watch":
        from app.screens.watch import WatchScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    elif name == "outbox":
        from app.screens.outbox import OutboxScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    elif name == "undo":
        from app.screens.undo import UndoScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    else:
        from app.screens.home import HomeScreen as Screen  # type: ignore[assignment]  # noqa: PLC0415
    return Screen(session)
