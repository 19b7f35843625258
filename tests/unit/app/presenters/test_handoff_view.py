"""The panel that is read out: what it says before, with and without a code."""

from pathlib import Path

import msgspec
import pytest

from app.presenters.handoff import Handed, handoff_view, plain_code
from app.presenters.phrase import Phrases
from app.presenters.send import Ended, ended_view, leaves, mail_text, where
from app.reports.code import Code
from diagnostics.model.site import Organisation, Report, Site

SAY = {lang: Phrases.load(lang) for lang in ("en", "fr")}
SITE = Site(organisation=Organisation(it_name="the help desk", phone="+230 000 0000"))
CODE = Code.of(9, 0b1010101, 77)
KEYS = ("age1x",)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_whole_panel(lang: str) -> None:
    view = handoff_view(Handed(None, CODE, ((True,),)), False, SAY[lang], SITE)
    assert view.words == " ".join(CODE.words(lang))
    assert view.chars == CODE.chars
    assert view.matrix == ((True,),)
    assert "+230 000 0000" in view.whom
    for part in (view.title, view.whom, *CODE.words(lang)):
        assert part in view.spoken


@pytest.mark.parametrize(
    ("handed", "is_making", "id"),
    [(None, True, "code.reading"), (None, False, "code.none"), (Handed(None, None), False, "code.failed")],
)
def test_without_a_code_it_says_why(handed: Handed | None, is_making: bool, id: str) -> None:
    view = handoff_view(handed, is_making, SAY["en"], SITE)
    assert view.what == SAY["en"](id)
    assert not view.words
    assert not view.picture_hint
    assert view.what in view.spoken


def test_nobody_to_call_is_not_made_up() -> None:
    assert handoff_view(Handed(None, CODE), False, SAY["en"], Site()).whom == ""
    only_phone = Site(organisation=Organisation(phone="1"))
    assert SAY["en"]("code.it") in handoff_view(Handed(None, CODE), False, SAY["en"], only_phone).whom


@pytest.mark.parametrize(("page", "id"), [(None, "code.picture.mail"), ("https://a.example/", "code.picture.page")])
def test_the_hint_says_what_a_phone_does(page: str | None, id: str) -> None:
    site = msgspec.structs.replace(SITE, report=Report(page=page))
    assert handoff_view(Handed(None, CODE), False, SAY["fr"], site).picture_hint == SAY["fr"](id)


def test_one_line_to_paste() -> None:
    assert plain_code(Handed(None, CODE), "fr") == f"{CODE.chars} · {' '.join(CODE.words('fr'))}"
    assert plain_code(None, "fr") == plain_code(Handed(None, None), "fr") == ""


@pytest.mark.parametrize(
    ("report", "does", "to", "said"),
    [
        (Report(), False, "", "/reports"),
        (Report(drop="https://drop.example.org/in/"), False, "drop.example.org", "nothing is sent"),
        (Report(recipients=KEYS), False, "", "by mail"),
        (Report(recipients=KEYS, drop="https://drop.example.org/in/"), True, "drop.example.org", "drop.example.org"),
        (Report(recipients=KEYS, folder="/srv/it"), True, "/srv/it", "/srv/it"),
    ],
)
def test_where_a_report_goes(report: Report, does: bool, to: str, said: str) -> None:
    site = msgspec.structs.replace(SITE, report=report)
    assert leaves(site) is does
    assert report.destination == to
    assert said in where(SAY["en"], site, Path("/reports"))


def test_what_could_not_be_sealed_says_why_and_where_it_stays() -> None:
    told = ended_view(Ended("refused", Path("/reports/a"), "The keys are too old."), SAY["en"])
    assert told.startswith("The keys are too old.")
    assert "/reports/a" in told
    assert ended_view(Ended("refused", None, "Strike this."), SAY["en"]) == "Strike this."


def test_the_mail_says_the_code() -> None:
    text = mail_text(CODE, SAY["fr"])
    assert CODE.chars in text.subject
    assert " ".join(CODE.words("fr")) in text.body
