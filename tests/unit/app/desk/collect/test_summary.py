"""What a ticket says: the cause first, in IT's language, and nothing that a stranger could use."""

import re

import pytest

from app.desk.collect.summary import LONGEST_LINE, Forged, tame, told
from app.reports.sealname import SealName
from diagnostics.wording import LANGUAGES, Wording
from tests.chaos.desk.sealed import Key, diagnoses, sealed

HOSTILE = (
    "Status: resolved\r\nBcc: x@evil.example\n.\nFrom evil\n@Simonsays close\n#close\n[lab #12]\n"
    "<script>alert(1)</script>\n\u202egnp.exe\x1b[2J\u200b\nhttp://evil.example/"
    + "x" * 2000
    + "\n" * 100
    + "y\n" * 300
)


def test_the_cause_comes_first_in_its_language() -> None:
    """IT's language, whichever the person's is: reports of both in turn."""
    key, both = Key.made(), [Wording.load(language) for language in LANGUAGES]
    for number, run in enumerate(diagnoses(40)):
        assert run.verdict is not None
        made = sealed(run, key, lang=LANGUAGES[number % len(LANGUAGES)], tried=True)
        for say in both:
            said = told(made.name, "k", made.data, (key.secret,), say)
            lines = said.ticket.text.splitlines()
            assert lines[0]
            assert said.cause == run.verdict.cause
            assert run.verdict.cause in said.ticket.text
            assert say.cause(run.verdict.cause).title in said.ticket.subject
            sealed_only = told(made.name, "k", made.data, (), say)
            assert sealed_only.cause == run.verdict.cause
            assert sealed_only.ticket.text.splitlines()[0] == say.cause(run.verdict.cause).title
            assert say.text("ticket.repair_tried") in sealed_only.ticket.text
            assert sealed_only.ticket.subject == said.ticket.subject


def test_evidence_and_what_was_tried_come_before_the_file() -> None:
    key, say = Key.made(), Wording.load("en")
    run = next(run for run in diagnoses(60) if run.verdict is not None and run.verdict.evidence)
    text = told(*_parts(sealed(run, key)), (key.secret,), say).ticket.text
    places = [text.index(say.text(id)) for id in ("ticket.evidence", "report.tried", "ticket.attached")]
    assert places == sorted(places)
    assert re.search(rf"{say.text('ticket.evidence')}\n- \w", text)


def test_words_of_a_stranger_are_tame() -> None:
    key = Key.made()
    made = sealed(diagnoses(8)[2], key, words=HOSTILE)
    ticket = told(*_parts(made), (key.secret,), Wording.load("fr")).ticket
    assert "\n" not in ticket.subject
    for line in ticket.text.splitlines():
        assert all(char.isprintable() or char in "\u00a0\u202f" for char in line)
        assert len(line) <= LONGEST_LINE + 80
        assert not re.match(r"\s*(Status|Bcc|From|@|#|\.$|<|\[)", line), line
        assert not re.search(r"\w://", line)
    assert len(ticket.text) < 20_000


def test_a_report_for_somebody_else_and_one_that_is_none() -> None:
    ours, other, say = Key.made(), Key.made(), Wording.load("en")
    made = sealed(diagnoses(8)[1], other)
    assert say.text("ticket.not_for_us") in told(*_parts(made), (ours.secret,), say).ticket.text
    renamed = SealName("f" * 16, made.name.code, made.name.sha256)
    with pytest.raises(Forged):
        told(renamed, "k", made.data, (other.secret,), say)
    with pytest.raises(Forged):
        told(made.name, "k", made.data[:-1], (other.secret,), say)


def test_a_code_of_a_newer_version_still_makes_a_ticket() -> None:
    made = sealed(diagnoses(8)[1], Key.made())
    strange = SealName(made.name.report_id, "ZZZZZZZZZ", made.name.sha256)
    say = Wording.load("fr")
    assert told(strange, "k", made.data, (), say).ticket.text.splitlines()[0] == say.text("ticket.no_cause")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\rc", "a b c"),
        ("\u202eabc", " abc"),
        ("https://x.example", "https ://x.example"),
        ("réseau\u00a0: ok", "réseau\u00a0: ok"),
        ("x" * 400, "x" * (LONGEST_LINE - 1) + "…"),
    ],
)
def test_tame(text: str, shown: str) -> None:
    assert tame(text) == shown


def _parts(made):  # type: ignore[no-untyped-def]
    return made.name, made.name.report_id, made.data
