"""The list of reports: every state is a sentence of its own, and nothing of a newer version breaks it."""

from dataclasses import replace

import pytest

from app.presenters.outbox import DAY_S, HOUR_S, MOST_ROWS, OutboxView, entry_sentence, left, outbox_view
from app.presenters.phrase import Phrases
from app.reports.outbox.entry import About, Entry, State
from app.reports.outcome import Outcome, SendResult
from diagnostics.wording import Wording

SAY = {lang: Phrases.load(lang) for lang in ("en", "fr")}
WORDS = {lang: Wording.load(lang) for lang in ("en", "fr")}
ABOUT = About("isp.down", "6X7-1YC-NQ6", "2026-11-22T09:40:00Z", "drop.example.org")
ENTRY = Entry("a-b-c.age", ABOUT, State.WAITING, left_s=3 * DAY_S)
LOST = SendResult(Outcome.NO_CONNECTION, "drop.example.org")


def seen(*entries: Entry, lang: str = "en", readable: frozenset[str] = frozenset()) -> OutboxView:
    return outbox_view(entries, "", readable, WORDS[lang], SAY[lang])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_state_is_told_differently(lang: str) -> None:
    rows = [seen(replace(ENTRY, state=state), lang=lang).rows[0] for state in State]
    assert len({row.text for row in rows}) == len(State)
    assert all("6X7-1YC-NQ6" in row.title for row in rows)
    assert all("drop.example.org" in row.text for row in rows)


@pytest.mark.parametrize(
    ("state", "ids"),
    [
        (State.WAITING, ["cancel"]), (State.SENT, []), (State.GAVE_UP, ["retry"]), (State.REFUSED, ["retry"]),
        (State.CANCELLED, []),
    ],
)  # fmt: skip
def test_what_can_be_done(state: State, ids: list[str]) -> None:
    row = seen(replace(ENTRY, state=state)).rows[0]
    assert [act.id for act in row.acts] == ids
    row = seen(replace(ENTRY, state=state), readable=frozenset({ENTRY.name})).rows[0]
    assert [act.id for act in row.acts] == ["read", *ids]
    assert all(row.title in act.spoken for act in row.acts), "a screen reader hears which report a button is for"


def test_only_what_waits_can_be_hurried() -> None:
    assert seen(ENTRY).now is not None
    assert seen(replace(ENTRY, state=State.SENT)).now is None


def test_a_cancelled_one_that_may_have_arrived_says_so() -> None:
    early = entry_sentence(replace(ENTRY, state=State.CANCELLED), SAY["en"])
    late = entry_sentence(replace(ENTRY, state=State.CANCELLED, may_have_left=True), SAY["en"])
    assert early == SAY["en"]("outbox.cancelled")
    assert late == SAY["en"]("outbox.cancelled.late")


def test_the_last_failure_stands_with_the_promise() -> None:
    told = entry_sentence(replace(ENTRY, last=LOST), SAY["en"])
    assert "cannot be reached" in told
    assert SAY["en"]("send.queued") in told


@pytest.mark.parametrize(
    ("seconds", "said"), [(13.9 * DAY_S, "13"), (1.5 * DAY_S, " 36 "), (0.2 * HOUR_S, " 1 "), (0.0, " 1 ")]
)
def test_how_long_it_may_still_wait(seconds: float, said: str) -> None:
    assert said in left(seconds, SAY["en"])


def test_what_a_newer_version_wrote_is_shown_as_far_as_it_is_known() -> None:
    odd = replace(ENTRY, about=About("new.cause", "", "not a moment", ""), state=State.SENT, way="way_new")
    row = seen(odd).rows[0]
    assert row.title == WORDS["en"].cause("unknown").title
    assert row.text == SAY["en"]("outbox.sent")


def test_before_and_without() -> None:
    assert outbox_view(None, "", frozenset(), WORDS["en"], SAY["en"]).intro == SAY["en"]("outbox.reading")
    assert outbox_view((), "", frozenset(), WORDS["en"], SAY["en"]).intro == SAY["en"]("outbox.empty")
    assert "why" in outbox_view(None, "why", frozenset(), WORDS["en"], SAY["en"]).intro


def test_a_long_history_is_cut_and_says_so() -> None:
    view = seen(*[ENTRY] * (MOST_ROWS + 3))
    assert len(view.rows) == MOST_ROWS
    assert "3" in view.more


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("entries", [(), (ENTRY,)])
def test_records_without_a_name_are_one_line(lang: str, entries: tuple[Entry, ...]) -> None:
    told = outbox_view(entries, "", frozenset(), WORDS[lang], SAY[lang], 7).records
    assert "7" in told
    assert "\n" not in told
    assert outbox_view(entries, "", frozenset(), WORDS[lang], SAY[lang]).records == ""
