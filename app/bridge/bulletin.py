"""The doors to what IT publishes: the store, its reading, the poll, and the records and answers that go back.

Loaded with the first of them, never before the first paint. All of them wait for the disk or the network.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.content.news import News

if TYPE_CHECKING:
    from app.content.drill import Drill
    from app.content.here import Here
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site

GUIDES = "guides/"


@dataclass(frozen=True)
class Latest:
    """What is here of IT at one moment, read from the last verified copy."""

    news: News
    share_key: str = ""
    is_answered: bool = False  # the drill
    version: str = "0"  # of this program
    guides: Mapping[str, bytes] = field(default_factory=dict)


def content(site: "Site") -> "Here":
    """The store that the site file asks for, and what keeps it from being there."""
    from app.content.here import here  # noqa: PLC0415

    return here(site)


def latest(store: Any) -> Latest:
    """Read everything of it that the window shows."""
    from app.content.drill import is_answered  # noqa: PLC0415
    from app.content.news import read_news  # noqa: PLC0415
    from app.content.share import share_key  # noqa: PLC0415
    from app.version import version  # noqa: PLC0415

    state = _state()
    news = read_news(store)
    answered = news.drill is not None and is_answered(news.drill, state)
    return Latest(news, share_key(state), answered, version(), guides(store))


def guides(store: Any) -> Mapping[str, bytes]:
    """IT's guides by their names, all of one edition."""
    found: Mapping[str, bytes] = store.files(GUIDES)
    return found


def poll(store: Any, listener: Callable[[Any], None]) -> Any:
    """What keeps the store fresh in a thread of its own; not started yet."""
    from app.content.poll import Poll  # noqa: PLC0415

    return Poll(store, listener)


def tell(diagnosis: "Diagnosis", tried: tuple[Any, ...], guide: str | None) -> None:
    """Leave the anonymous record of a run or of a walk, where the site file asks for it."""
    from app.content.tell import tell as told  # noqa: PLC0415

    told(diagnosis, tried, guide=guide)


def records() -> int:
    """How many files of records wait to leave."""
    from app.content.tell import waiting  # noqa: PLC0415

    return waiting()


def answer(drill: "Drill", diagnosis: "Diagnosis", office: str) -> bool:
    """Leave the one line that answers a drill. False where the disk did not take it."""
    from app.content.drill import mark_answered  # noqa: PLC0415
    from app.content.tell import answer as answered  # noqa: PLC0415

    if not answered(drill, diagnosis, office or None):
        return False
    mark_answered(drill, _state())
    return True


def _state() -> Path:
    from app.bridge.kept import folders  # noqa: PLC0415

    return folders().state
