"""What is said about a guide that was left, and about a repair that a crash interrupted."""

import pytest

from app.guides.library import guide_for
from app.presenters.left import Left, left_view
from app.presenters.phrase import Phrases
from diagnostics.wording import Wording

GUIDE = guide_for("vpn.not_connected")
CASES = {
    "offer": (Left("offer", GUIDE, 4), True),
    "fixed": (Left("fixed", GUIDE), False),
    "gone": (Left("gone", GUIDE), False),
    "put back": (Left("", put_back="done"), False),
    "stuck": (Left("", put_back="stuck"), False),
    "put back, and an offer": (Left("offer", GUIDE, 4, put_back="done"), True),
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("left", "goes_on"), CASES.values(), ids=CASES)
def test_every_kind_has_its_words_and_buttons(left: Left, goes_on: bool, lang: str) -> None:
    say = Phrases.load(lang)
    view = left_view(left, Wording.load(lang), say)
    assert (view.go_on is not None) is goes_on
    assert view.forget == say("left.forget" if goes_on else "left.understood")
    assert view.guide == (GUIDE.id if goes_on else "")
    if left.guide is not None:
        assert GUIDE.title.of(lang) in view.text
    if left.put_back:
        assert view.text.startswith(say(f"left.put_back.{left.put_back}"))


def test_holes_of_the_title_are_filled() -> None:
    named = left_view(Left("offer", GUIDE, 4, {"vpn": "Company VPN"}), Wording.load("en"), Phrases.load("en"))
    assert "{" not in named.text
    assert "4 min" in str(named.go_on)
