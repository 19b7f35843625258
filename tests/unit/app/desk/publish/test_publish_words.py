"""Everything that the desk says has its sentence in both languages, and no sentence is left over."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from app.desk.publish.error import PublishError
from diagnostics.wording import LANGUAGES
from tests.catalogue.prose import flat, jargon, too_long, typos

ROOT = Path(__file__).parents[5]
SOURCES = [*(ROOT / "app/desk/publish").glob("*.py"), ROOT / "app/desk/prove.py", *(ROOT / "app/cli/desk").glob("*.py")]
BUILT = {"late_root", "late_online", "late_person", "stuck_no_step", "stuck_unseen", "stuck_no_end"}
"""Put together from a name and an ending."""


def table(language: str) -> dict[str, str]:
    whole = tomllib.loads(files("resources.wording").joinpath(f"{language}.toml").read_text("utf-8"))
    return dict(flat(whole["publish"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_and_every_saying_has_one(language: str) -> None:
    text = "\n".join(path.read_text() for path in SOURCES)
    kinds = set(re.findall(r'PublishError\(\s*"(\w+)"', text)) | set(re.findall(r'"publish\.(\w+)"', text))
    assert kinds <= set(table(language))
    quoted = set(re.findall(r"""["'](?:publish\.)?(\w+)["']""", text))
    left = set(table(language)) - quoted - BUILT - {id for id in table(language) if id.startswith("made_")}
    assert left == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_people(language: str) -> None:
    for id, text in table(language).items():
        assert not too_long(text), id
        assert not jargon(text, language, labels=True), id
        assert not typos(text, language), id


def test_a_place_is_told_in_both_languages() -> None:
    error = PublishError("key_open", file="keys/a.pem", line=3, key="x")
    assert error.sentence("en").startswith("keys/a.pem, line 3, x: Others")
    assert error.sentence("fr").startswith("keys/a.pem, ligne 3, x\u00a0: D’autres")
