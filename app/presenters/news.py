"""What IT has told, as the main screen shows it: on the path, under the verdict, and in quiet lines. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.content import sentence
from app.content.result import Kind
from app.presenters.phrase import Phrases
from app.presenters.view import VerdictView

if TYPE_CHECKING:
    from app.content.notice import Notice
    from app.content.peers import Company
    from app.content.release import Release
    from app.content.result import Refreshed
    from diagnostics.wording import Wording

CLOCK_CAUSE = "clock.skewed"
"""The verdict that says already what an update found out about this computer's clock."""

READ = "read from a file"
"""Stands for the id of a notice; none can have spaces."""

MINUTE_S = 60.0


@dataclass(frozen=True)
class NewsView:
    """All of it is plain text. Empty where there is nothing to tell."""

    beside: tuple[tuple[str, str], ...] = ()  # a cause and what is known of it: of the verdict's first
    general: tuple[str, ...] = ()  # notices for everybody
    peers: str = ""
    quiet: tuple[str, ...] = ()  # how old all this is, a wrong clock, a newer version
    causes: frozenset[str] = frozenset()  # that IT knows of
    hides: frozenset[str] = frozenset()  # the verdict's cause where its steps cannot help anybody at home
    told: tuple[tuple[str, str], ...] = ()  # what is announced: an id and its words

    @property
    def known(self) -> tuple[str, ...]:
        """Notices beside the verdict, and that IT is on it."""
        return tuple(text for _, text in self.beside)

    def of(self, cause: str) -> tuple[str, ...]:
        """What is known of one cause."""
        return tuple(text for about, text in self.beside if about == cause)

    def spoken(self, heard: Collection[str] = ()) -> str:
        """The words of everything whose id has not been heard yet."""
        return " ".join(text for id, text in self.told if id not in heard)


NOTHING = NewsView()


def news_view(
    notices: "Iterable[Notice]",
    words: "Wording",
    now: datetime,
    *,
    company: "Company | None" = None,
    release: "Release | None" = None,
    version: str = "0",
    age_days: float | None = None,
    ended: "Refreshed | None" = None,
    cause: str | None = None,
    read: str = "",
) -> NewsView:
    """`notices`: those that concern this laptop now. `ended`: the last update that says something about what is here.
    `cause`: the verdict's. `read`: how reading them from a file ended."""
    notices = tuple(notices)
    general, told, hides = [], [], set()
    for one in notices:
        text = sentence.known(one, words, now)
        if one.cause is None:
            general.append(text)
        elif one.hides_steps and one.cause == cause:  # of another root of this run people may call all the same
            hides.add(one.cause)
            text = f"{text} {sentence.in_hand(one, words)}"
        told.append((one.id, text))
    expired = ended is not None and ended.kind is Kind.EXPIRED
    if read:
        told.append((READ, read))
    quiet = [read, sentence.old(age_days, words, expired=expired)]
    if ended is not None and ended.kind is Kind.CLOCK and cause != CLOCK_CAUSE:
        quiet.append(ended.sentence(words.language))
    if release is not None:
        quiet.append(sentence.newer(release, version, words))
    return NewsView(
        beside=tuple(sentence.beside(notices, cause, words, now)),
        general=tuple(general),
        peers=_together(company, words),
        quiet=tuple(line for line in quiet if line),
        causes=frozenset(one.cause for one in notices if one.cause is not None),
        hides=frozenset(hides),
        told=tuple(told),
    )


def with_news(view: VerdictView, news: NewsView, say: Phrases) -> VerdictView:
    """The verdict's view where IT is on it: no steps that cannot help, but they stay within reach."""
    if view.cause is None or view.cause not in news.hides:
        return view
    return replace(
        view,
        next="",  # it says what to do, and there is nothing to do
        fix=None,
        anyway=say("news.anyway") if view.fix is not None else None,
        keep_first=view.keep is not None,
        send_first=False,
    )


def _together(company: "Company | None", words: "Wording") -> str:
    """In whole minutes, so that the line does not flicker."""
    if company is None:
        return ""
    age_s = max(MINUTE_S, company.age_s // MINUTE_S * MINUTE_S)
    return sentence.together(replace(company, age_s=age_s), words)
