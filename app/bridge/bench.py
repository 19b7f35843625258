"""What carries repairs out: the protocol of a deed and its journal, put together when the first repair is near."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.guides.journal import Entry, Journal
    from app.guides.repair import Repairer
    from app.store.lock import FileLock


@dataclass(frozen=True, eq=False)
class Bench:
    """Both block, so both are only touched in the thread of `app.bridge.repairs.Repairs`."""

    repairer: "Repairer"
    journal: "Journal"
    lock: "FileLock | None" = None

    def owns_walk(self) -> bool:
        """Whether the walk's file is ours: no other window and no terminal walks. Asked again, it may be by then."""
        from app.store.error import StoreError  # noqa: PLC0415

        try:
            return self.lock is None or self.lock.take()
        except StoreError:  # a folder in which nothing can be written: then nobody else writes there either
            return True

    def changes(self) -> "tuple[Entry, ...]":
        """What `repairer.undo_all` would put back, newest first. Raises StoreError."""
        return self.journal.left()


def real_bench() -> Bench:
    """The hands of this system and the journal of this person. Some 100 ms of imports: not in the window's thread."""
    from app.bridge.kept import folders  # noqa: PLC0415
    from app.guides.actions import hands  # noqa: PLC0415
    from app.guides.hand import ASK_S  # noqa: PLC0415
    from app.guides.journal import FILE_NAME, Journal  # noqa: PLC0415
    from app.guides.repair import Repairer  # noqa: PLC0415
    from app.guides.shelf import LOCK_NAME  # noqa: PLC0415
    from app.store.lock import FileLock  # noqa: PLC0415

    state = folders().state
    journal = Journal(state / FILE_NAME)
    return Bench(Repairer(hands(), journal, ask_s=ASK_S), journal, FileLock(state / LOCK_NAME))


def has_left() -> bool:
    """Whether an earlier start may have left a walk or a change behind: two looks at the file system."""
    from app.bridge.kept import JOURNAL, WALK, folders  # noqa: PLC0415

    state = folders().state
    return (state / WALK).exists() or (state / JOURNAL).exists()
