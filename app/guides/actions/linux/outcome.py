"""What several acts of this folder share: two deeds, and a careful question."""

from collections.abc import Callable

from app.guides.actions.linux.bus import AnswerError
from app.guides.hand import Deed, Did

DONE = Deed(Did.DONE)
NOTHING = Deed(Did.NOTHING_TO_DO)


def is_so(question: Callable[[], bool]) -> bool:
    """The answer; False when nobody answers."""
    try:
        return question()
    except (AnswerError, LookupError, OSError):
        return False
