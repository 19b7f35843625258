"""The list of changes, before and after they are undone."""

from datetime import UTC, datetime

import msgspec
import pytest

from app.guides.hand import Deed, Did, Target
from app.guides.journal import Entry, Stage
from app.guides.library import guide_for
from app.guides.verb import TABLE
from app.presenters.phrase import Phrases
from app.presenters.undo import changes_view, failed_view, undone_view, waiting_view
from diagnostics.wording import Wording

EN, WORDS = Phrases.load("en"), Wording.load("en")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENTRY = Entry(
    entry="1-a", at="2026-11-22T12:00:00.000Z", state=Stage.KEPT, verb="dns.use_automatic", guide="dns.no_server",
    step="one", target=Target(adapter="wlan0"), before={},
)  # fmt: skip


def test_a_change_is_told_with_day_hour_and_guide() -> None:
    row = changes_view([ENTRY], WORDS, EN, guide_for).rows[0]
    assert row.title == WORDS.text("verb_done.dns.use_automatic")
    local = NOON.astimezone()
    assert str(local.day) in row.text
    assert f"{local.hour}:00" in row.text
    assert guide_for("dns.no_server").title.en in row.text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("verb", list(TABLE))
def test_every_verb_can_be_told(verb: str, lang: str) -> None:
    entry = msgspec.structs.replace(ENTRY, verb=verb)
    assert changes_view([entry], Wording.load(lang), Phrases.load(lang), guide_for).rows[0].title


CHANGES = {
    "a verb of a newer version": ({"verb": "fridge.cool"}, "undo.unknown"),
    "stuck before": ({"state": Stage.STUCK}, "undo.stuck_before"),
    "not proved yet": ({"state": Stage.DONE}, "undo.open"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_what_is_special_about_an_entry_is_told(change: dict[str, object], told: str) -> None:
    row = changes_view([msgspec.structs.replace(ENTRY, **change)], WORDS, EN, guide_for).rows[0]  # type: ignore[arg-type]
    assert WORDS.text(told) in f"{row.title} {row.text}"


def test_a_guide_of_its_own_or_a_date_that_cannot_be_are_no_trouble() -> None:
    entry = msgspec.structs.replace(ENTRY, guide="our.own", at="yesterday")
    row = changes_view([entry], WORDS, EN, guide_for).rows[0]
    assert "yesterday" in row.text
    assert guide_for("unknown").title.en not in row.text


@pytest.mark.parametrize(
    ("did", "told", "again"),
    [(Did.DONE, "undo.back", False), (Did.NOTHING_TO_DO, "undo.gone", False), (Did.DENIED, "undo.stuck", True)],
)
def test_what_came_of_it_is_told(did: Did, told: str, again: bool) -> None:
    shown = undone_view([(ENTRY, Deed(did, "org.example.Denied"))], WORDS, EN, guide_for)
    assert WORDS.text(told) in shown.rows[0].text
    assert (shown.undo is not None) is again
    assert shown.intro == EN("undo.some_stuck" if again else "undo.done")
    assert "org.example" not in shown.spoken, "the system's own words are for the log"


def test_every_other_state_is_a_sentence_without_a_button() -> None:
    for shown in (
        changes_view([], WORDS, EN, guide_for), undone_view([], WORDS, EN, guide_for), failed_view(EN),
        waiting_view(EN, is_undoing=False), waiting_view(EN, is_undoing=True),
    ):  # fmt: skip
        assert shown.intro
        assert shown.undo is None
        assert shown.back
