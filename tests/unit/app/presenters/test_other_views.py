"""Details, keep working, speed, guide and send, as they are shown."""

from pathlib import Path

import msgspec
import pytest

from app.guides import walk
from app.guides.library import all_guides, guide_for
from app.presenters.detail import LINES_PER_CHECK, as_html, as_text, detail_rows
from app.presenters.guide import SKIP_REASONS, Moment, guide_view
from app.presenters.keep import keep_notes
from app.presenters.ledger import Ledger
from app.presenters.phrase import Phrases
from app.presenters.send import Ended, ended_view, send_view
from app.presenters.speed import load_answer, progress_view, question, result_view
from app.reports.draft import compose
from diagnostics.model.answer import LoadAnswer, Purpose, TcpAnswer
from diagnostics.model.event import CheckStarted, Finished, RunStarted, Seen
from diagnostics.model.observation import Observation
from diagnostics.model.site import Report
from diagnostics.wording import Wording
from tests.fakes import story

EN, FR = Phrases.load("en"), Phrases.load("fr")
WORDS = Wording.load("en")


def book(events: list[object]) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.take(event)  # type: ignore[arg-type]
    return ledger


def test_details_list_every_check_with_state_time_and_what_was_seen() -> None:
    rows = detail_rows(book(story.port_blocked()), WORDS, EN)
    assert tuple(row.id for row in rows) == story.CHECKS
    gateway = next(row for row in rows if row.id == "vpn.gateway")
    assert (gateway.mark, gateway.state) == ("✕", "problem")
    assert gateway.time.endswith(" s")
    assert any("vpn.example.org" in line for line in gateway.lines)


def test_details_while_it_runs() -> None:
    rows = detail_rows(book([RunStarted(("dns.system", "tls.public")), CheckStarted("dns.system")]), WORDS, EN)
    assert [(row.mark, row.time) for row in rows] == [("…", ""), ("○", "")]


def test_details_in_french_have_a_comma() -> None:
    rows = detail_rows(book(story.healthy()), Wording.load("fr"), FR)
    assert all("," in row.time and "." not in row.time for row in rows)


def test_a_flood_of_observations_is_cut_and_counted() -> None:
    fact = TcpAnswer(purpose=Purpose.INTERNET, subject="x", address="192.0.2.1", port=443)
    seen = [Seen(Observation(id=f"a/{n}", check="dns.system", start_s=0, end_s=0, fact=fact)) for n in range(500)]
    row = detail_rows(book([RunStarted(("dns.system",)), *seen]), WORDS, EN)[0]
    assert len(row.lines) == LINES_PER_CHECK + 1
    assert "460" in row.lines[-1]


def test_copied_text_and_html_hold_the_same_and_escape_what_came_from_outside() -> None:
    hostile = TcpAnswer(purpose=Purpose.INTERNET, subject="<b>x</b>", address="192.0.2.1", port=443, detail="<script>")
    seen = Seen(Observation(id="a/1", check="dns.system", start_s=0, end_s=0, fact=hostile))
    rows = detail_rows(book([RunStarted(("dns.system",)), seen]), WORDS, EN)
    text, html = as_text(rows), as_html(rows)
    assert rows[0].title in text
    assert rows[0].lines[0] in text
    assert "<script>" not in html
    assert "<b>x" not in html


def test_keep_working_ends_with_how_to_reach_it() -> None:
    notes = keep_notes(("hotspot", "dial_in"), story.EXAMPLE.organisation, WORDS, EN)
    assert len(notes) == 4
    assert "the help desk" in notes[-1].title
    assert "+230 000 0000" in notes[-1].text


def test_every_way_of_every_guide_can_be_said() -> None:
    for guide in all_guides():
        assert keep_notes(guide.keep_working, story.EXAMPLE.organisation, WORDS, EN)


def test_the_speed_test_says_beforehand_what_it_costs() -> None:
    asked = question(EN, 400, own_server=False)
    assert "400 MB" in asked.text
    assert "public" in asked.where
    assert "organisation" in question(EN, 40, own_server=True).where


def test_the_bar_never_runs_backwards() -> None:
    steps = [None, *[(phase, part / 4, 1.0) for phase in ("idle", "down", "up") for part in range(5)]]
    fractions = [progress_view(EN, step).fraction for step in steps]
    assert fractions == sorted(fractions)  # type: ignore[type-var]
    assert fractions[-1] == 1.0
    assert progress_view(EN, ("surprise", 7.0, None)).fraction == 1.0


def answer(**values: object) -> LoadAnswer:
    return LoadAnswer(purpose=Purpose.LOAD, subject="x", source="site", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"down_mbit": 94.0, "up_mbit": 31.0, "idle_ms": 14.0, "loaded_up_ms": 60.0}, "good"),
        ({"down_mbit": 94.0, "up_mbit": 31.0, "idle_ms": 14.0, "loaded_up_ms": 900.0}, "bloat"),
        ({"down_mbit": 4.0, "up_mbit": 2.0}, "tight"),
        ({"down_mbit": 50.0, "up_mbit": 0.4}, "slow"),
    ],
)
def test_speed_in_words(values: dict[str, float], expected: str) -> None:
    assert result_view(EN, answer(**values)).title == EN(f"speed.words.{expected}")


def test_speed_numbers_and_failure() -> None:
    assert "Download: 9.4 Mbit/s" in result_view(EN, answer(down_mbit=9.42, up_mbit=3.0)).lines
    assert "Réception\u00a0: 9,4\u00a0Mbit/s" in result_view(FR, answer(down_mbit=9.42, up_mbit=3.0)).lines
    assert "no answer" in result_view(EN, answer(), "no answer").title
    assert result_view(EN, None).title == EN("speed.failed.plain")
    assert load_answer(book(story.load_run()).observations) is not None


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("guide", all_guides(), ids=lambda guide: guide.id)
def test_every_step_of_every_guide_can_be_shown(guide: object, lang: str) -> None:
    state = walk.start(guide, "linux")  # type: ignore[arg-type]
    say, words = Phrases.load(lang), Wording.load(lang)
    for _ in state.steps:
        shown = guide_view(guide, state, words, say, args={}, system="linux")  # type: ignore[arg-type]
        assert shown.text
        assert shown.who
        assert shown.done or shown.act or shown.answers
        assert shown.skip
        assert len(shown.reasons) == len(SKIP_REASONS)
        state, _ = walk.advance(guide, state, walk.Skipped("cannot"))  # type: ignore[arg-type]
    shown = guide_view(guide, state, words, say, args={}, system="linux")  # type: ignore[arg-type]
    assert shown.finished == "sent_to_it"
    assert shown.send_first


def test_progress_counts_steps_and_minutes() -> None:
    guide = guide_for("vpn.port_blocked")
    state = walk.start(guide, "linux")
    shown = guide_view(guide, state, WORDS, EN, args={}, system="linux")
    assert f"Step 1 of {len(state.steps)}" in shown.progress
    assert f"{walk.minutes_left(guide, state)} min" in shown.progress
    assert shown.back is None


def test_a_step_that_is_being_looked_at_offers_nothing_to_press() -> None:
    guide = guide_for("vpn.port_blocked")
    state, _ = walk.advance(guide, walk.start(guide, "linux"), walk.Acted())
    assert state.phase is walk.Phase.CHECKING
    shown = guide_view(guide, state, WORDS, EN, args={}, system="linux", now=Moment(seconds_left=4))
    assert shown.done is None
    assert shown.skip is None
    assert "4 seconds" in shown.watching


def draft_of(events: list[object], site: object = story.EXAMPLE) -> tuple[object, object]:
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.diagnosis is not None
    full = compose(last.diagnosis, words="It broke", contact="me", site=site)  # type: ignore[arg-type]
    return full, full


def test_the_preview_shows_the_bytes_and_their_fingerprint() -> None:
    full, draft = draft_of(story.port_blocked())
    view = send_view(full, draft, frozenset(), EN, story.EXAMPLE, Path("/reports"))  # type: ignore[arg-type]
    assert view.bytes_text.encode() == draft.json_bytes()  # type: ignore[attr-defined]
    assert view.fingerprint.replace(" ", "").endswith(draft.sha256)  # type: ignore[attr-defined]
    assert all(line.is_kept for line in view.lines)
    assert any(line.ref == "words" and "It broke" in line.text for line in view.lines)


def test_a_struck_check_takes_its_observations_with_it() -> None:
    full, _ = draft_of(story.port_blocked())
    struck = frozenset({"internet.addresses", "words"})
    draft = full.without(*struck)  # type: ignore[attr-defined]
    view = send_view(full, draft, struck, EN, story.EXAMPLE, Path("/reports"))  # type: ignore[arg-type]
    out = {line.ref for line in view.lines if not line.is_kept}
    assert out == {"words", "internet.addresses", "internet.addresses/1", "internet.addresses/2"}
    assert "It broke" not in view.bytes_text


def test_where_it_goes_is_said_in_words() -> None:
    full, draft = draft_of(story.healthy())
    here = send_view(full, draft, frozenset(), EN, story.EXAMPLE, Path("/reports"))  # type: ignore[arg-type]
    assert "/reports" in here.where
    assert here.send == EN("send.button.folder")
    away = msgspec.structs.replace(
        story.EXAMPLE, report=Report(drop="https://drop.example.org/in/", recipients=("age1x",))
    )
    there = send_view(full, draft, frozenset(), EN, away, Path("/reports"))  # type: ignore[arg-type]
    assert "drop.example.org" in there.where
    assert there.send == EN("send.button")


@pytest.mark.parametrize("kind", ["sent", "kept", "stuck", "refused", "mail_kept", "saved", "failed"])
def test_every_end_has_a_sentence(kind: str) -> None:
    text = ended_view(Ended(kind, Path("/reports/a.json"), "because of this"), FR)
    assert "because of this" in text or "/reports/a.json" in text
