"""The patterns of gitleaks as a net: all of them compile, tokens of services go, and nothing is read before a text."""

import re
import subprocess
import sys

import msgspec
import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from app.reports.rules import gitleaks
from diagnostics.model.site import Site


def cleaned(text: str) -> str:
    return Redactor(Site(), [], Identity(), bytes(16)).text(text)


def test_every_pattern_compiles_and_has_a_keyword() -> None:
    rules = gitleaks._rules()
    assert len(rules) >= 200
    for rule in rules:
        assert re.compile(rule.pattern).groups >= rule.group
        assert rule.keywords


TOKENS = {
    "npm": "npm_" + "a1B2c3D4e5F6" * 3,
    "stripe": "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "sendgrid": "SG." + "a1B2c3D4e5F6g7H8i9J0kL" + "." + "a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXyZ0123456",
    "telegram": "telegram bot token 123456789:" + "AAAbbbCCCdddEEEfffGGGhhhIIIjjjKKK12",
    "digitalocean": "dop_v1_" + "0123456789abcdef" * 4,
    "hashicorp": "hvs." + "a1B2c3D4e5F6" * 8,
    "pypi": "pypi-AgEIcHlwaS5vcmc" + "a1B2c3D4e5F6" * 5,
}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_of_services_go(name: str) -> None:
    assert TOKENS[name].rpartition(" ")[2] not in cleaned(f"sent {TOKENS[name]} once")


def test_the_file_is_read_only_when_a_text_is_cleaned() -> None:
    code = (
        "import app.reports.draft, app.reports.rules.gitleaks as g; assert not g._rules.cache_info().currsize;"
        "assert not g._compiled.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_data_is_what_the_licence_file_says() -> None:
    from importlib.resources import files

    folder = files("resources.secret")
    assert "MIT License" in folder.joinpath("gitleaks.LICENSE.txt").read_text("utf-8")
    assert "Permission is hereby granted" in folder.joinpath("given_name.LICENSE.txt").read_text("utf-8")
    assert msgspec.json.decode(folder.joinpath("gitleaks.json").read_bytes())
