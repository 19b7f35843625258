"""How an update of IT's content ended, and the sentence for it."""

from dataclasses import dataclass
from enum import StrEnum

A_DAY_S = 86_400.0


class Kind(StrEnum):
    """The end of one update. Whatever it is, the last verified copy stays in use."""

    NEW = "new"
    SAME = "same"
    UNREACHABLE = "unreachable"  # the very fault that is being diagnosed: nothing to tell the person
    PORTAL = "portal"  # a sign-in page or a redirect answered instead of IT's server
    UNTRUSTED = "untrusted"  # something for IT to look at, not for the person
    CLOCK = "clock"  # this computer's clock is wrong by more than a day
    EXPIRED = "expired"  # IT has not stamped its content for too long
    BUSY = "busy"  # another window of this person is updating
    DISK = "disk"


class Why(StrEnum):
    """What exactly was wrong; each has a sentence in the table "content" of the wording."""

    NONE = ""
    # UNTRUSTED
    ANCHOR = "anchor"
    SIGNATURE = "signature"
    ROLLBACK = "rollback"
    TAMPERED = "tampered"
    MALFORMED = "malformed"
    SCHEME = "scheme"
    TOO_LARGE = "too_large"
    NO_PACKAGE = "no_package"
    FULL_PACKAGE = "full_package"
    # UNREACHABLE
    ADDRESS = "address"
    NO_CONNECTION = "no_connection"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    NO_PROXY = "no_proxy"
    STATUS = "status"
    ABSENT = "absent"
    NO_FILE = "no_file"
    FOLDER = "folder"
    NO_PLAIN_FILE = "no_plain_file"
    UNREADABLE = "unreadable"
    # CLOCK
    CALENDAR = "calendar"  # beyond every calendar


@dataclass(frozen=True)
class Refreshed:
    """The end of one update; nothing is ever raised instead.

    `changed`: what `get` answers is another than before (also beside CLOCK and EXPIRED: what could be verified was
    taken). `off_s`: seconds by which this computer's clock is ahead of the true time (negative: behind), for CLOCK.
    `bytes_read`, `bytes_sent`: counted at the socket, TLS included.
    """

    kind: Kind
    why: Why = Why.NONE
    changed: bool = False
    off_s: float | None = None
    detail: str = ""  # the original error, for IT's log; never parsed
    bytes_read: int = 0
    bytes_sent: int = 0
    requests: int = 0
    status: int | None = None  # of HTTP, for STATUS
    path: str = ""  # of a package, shortened to its end

    @property
    def verified(self) -> bool:
        """Whether IT's signatures were checked to the end, so that the copy here is what IT publishes now."""
        return self.kind in (Kind.NEW, Kind.SAME)

    def sentence(self, lang: str, it_name: str = "") -> str:
        """One sentence, for IT or for who asked for the update; `it_name` is how the organisation calls its IT."""
        from diagnostics.wording import Wording  # noqa: PLC0415  # only who reads the sentence pays for the words

        days = "–" if self.off_s is None else f"{max(1.0, abs(self.off_s) / A_DAY_S):.0f}"
        way = ""
        if self.kind is Kind.CLOCK and self.off_s is not None:
            way = ("_ahead" if self.off_s > 0 else "_behind") + ("_one" if days == "1" else "")
        key = f"{self.kind.value}_{self.why.value}" if self.why else f"{self.kind.value}{way}"
        args = {"days": days, "status": str(self.status) if self.status else "–", "path": self.path}
        return Wording.load(lang, it_name=it_name).text(f"content.{key}", args)


__all__ = ["A_DAY_S", "Kind", "Refreshed", "Why"]
