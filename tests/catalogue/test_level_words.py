"""What the last look before sending says has a sentence for every kind, fit to be read to somebody."""

import tomllib
from importlib.resources import files

import pytest

from app.reports.canary import Hit
from diagnostics.wording import LANGUAGES
from tests.catalogue.prose import flat, jargon, too_long, typos

KINDS = ("person", "computer", "network", "device", "address", "secret", "mail", "number", "place", "file")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_sentence(language: str) -> None:
    whole = tomllib.loads(files("resources.wording").joinpath(f"{language}.toml").read_text("utf-8"))
    table = dict(flat(whole["level"]))
    assert set(table) == {"hit_part", "hit_member", *(f"kind_{kind}" for kind in KINDS)}
    for kind in KINDS:
        for hit in (Hit("report.json", kind, "words"), Hit("report.txt", kind)):
            said = hit.sentence(language)
            assert table[f"kind_{kind}"] in said
            assert not too_long(said)
            assert not jargon(said, language, labels=True)
            assert not typos(said, language)
