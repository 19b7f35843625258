"""Everything that can keep a report from being sealed or opened has its sentence, fit to be read to somebody."""

import ast
import inspect
import tomllib
from importlib.resources import files

import pytest

from app.desk import open as desk
from app.reports.refusal import Obstacle
from diagnostics.wording import LANGUAGES
from tests.catalogue.prose import english, flat, held, jargon, shouting, too_long, typos

SPECIAL = ("--identity", "age-keygen", "age -d", "Unstuck", "MB", "Mo", ".age")  # names that IT types or reads


def table(language: str, name: str) -> dict[str, str]:
    whole = tomllib.loads(files("resources.wording").joinpath(f"{language}.toml").read_text("utf-8"))
    return dict(flat(whole[name]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_obstacle_has_its_sentence_and_no_sentence_is_left_over(language: str) -> None:
    assert set(table(language, "seal")) == {str(obstacle) for obstacle in Obstacle}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_desk_is_said_somewhere(language: str) -> None:
    texts = {
        node.value.removeprefix("desk_open.")
        for node in ast.walk(ast.parse(inspect.getsource(desk)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(table(language, "desk_open")) <= texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["seal", "desk_open"])
def test_the_sentences_are_ones_for_people(language: str, name: str) -> None:
    for id, text in table(language, name).items():
        plain = text
        for word in SPECIAL:
            plain = plain.replace(word, "")
        assert not too_long(text), id
        assert not jargon(text, language, labels=True), id
        assert not typos(text, language), id
        assert not shouting(plain, language), id
        assert not held(text, language), id
        assert language == "en" or not english(plain), id
