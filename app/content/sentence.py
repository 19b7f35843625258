"""What the window and the terminal say about IT's news, in the person's words. Pure. Everything is plain text."""

from collections.abc import Sequence
from datetime import datetime

from app.content.here import OLD_DAYS
from app.content.notice import Notice
from app.content.peers import Company, Rate
from app.content.release import Release
from diagnostics.wording import Wording


def known(notice: Notice, say: Wording, now: datetime) -> str:
    """ "Known since 09:40: …" for a notice beside a verdict, with the day where it is another; else its text alone."""
    text = notice.text(say.language)
    if notice.cause is None:
        return text
    since = notice.since.astimezone()
    key = "news.known" if since.date() == now.astimezone().date() else "news.known_day"
    moment = since.isoformat()
    return say.text(key, {"time": moment, "date": moment, "text": text})


def in_hand(notice: Notice, say: Wording) -> str:
    """ "IT is on it. There is no need to call." where the notice stands instead of the steps; else ""."""
    return say.text("news.in_hand") if notice.hides_steps else ""


def beside(notices: Sequence[Notice], cause: str | None, say: Wording, now: datetime) -> list[tuple[str, str]]:
    """What stands beside a verdict, each with the cause that it is about: first the verdict's own notices, and that IT
    is on it; then what is known of other roots of the same run, which the person may well call about."""
    mine: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    on_it = ""
    for one in notices:
        if one.cause is None:
            continue
        (mine if one.cause == cause else others).append((one.cause, known(one, say, now)))
        if one.cause == cause:
            on_it = on_it or in_hand(one, say)
    if on_it and cause is not None:
        mine.append((cause, on_it))
    return mine + others


def together(company: Company, say: Wording) -> str:
    """How many colleagues have the same trouble, with the age of the counting."""
    key = "isp" if company.isp else "vpn" if company.vpn else "all"
    args = {
        "n": str(company.people),
        "isp": company.isp or "",
        "vpn": company.vpn or "",
        "age": say.length(company.age_s),
    }
    return say.text(f"news.same_{key}", args) + " " + say.text("news.counted", args)


def helped(rate: Rate, say: Wording) -> str:
    """ "This helped 8 of 10 colleagues." """
    return say.text("news.helped" if rate.of_ten else "news.helped_few", {"n": str(rate.of_ten)})


def old(age_days: float | None, say: Wording, *, expired: bool = False) -> str:
    """ "The instructions from IT are 15 days old." from OLD_DAYS on, or when an update said EXPIRED; else ""."""
    if age_days is None or (age_days < OLD_DAYS and not expired):
        return ""
    days = round(age_days)
    return say.text("news.old_one" if days == 1 else "news.old", {"n": str(days)})


def newer(release: Release, ours: str, say: Wording) -> str:
    """One sentence where IT offers a newer version, and IT's own words; else ""."""
    if not release.is_newer(ours):
        return ""
    told = say.text("news.newer", {"version": release.version, "ours": ours})
    return f"{told} {release.text(say.language)}".rstrip()
