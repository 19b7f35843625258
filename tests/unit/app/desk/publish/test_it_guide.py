"""docs/it-guide.md promises nothing that is not there."""

import argparse
import importlib
import re
from pathlib import Path

import pytest

from app.desk.publish import guidelint
from app.guides.verb import VERBS
from diagnostics.wording import Wording
from tests.catalogue.prose import typos

GUIDE = (Path(__file__).parents[5] / "docs" / "it-guide.md").read_text()
COMMANDS = sorted(set(re.findall(r"^unstuck desk (\w+)", GUIDE, re.MULTILINE)))


def test_every_verb_and_check_is_listed() -> None:
    named = set(re.findall(r"`([a-z_0-9.]+)`", GUIDE))
    assert set(VERBS) - {"none"} <= named
    assert set(Wording.load("en").ids("check")) <= named


def test_its_french_samples_earn_no_hint() -> None:
    samples = re.findall(r'^\w+\.fr = "(.+)"$|^unstuck desk (?:drill|notice) "(.+?)"', GUIDE, re.MULTILINE)
    texts = [one or other for one, other in samples]
    assert len(texts) >= 4
    assert [text for text in texts if typos(text, "fr") or guidelint.is_bare(text)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_exists(command: str) -> None:
    parser = argparse.ArgumentParser()
    importlib.import_module(f"app.cli.desk.{command}").add_parser(parser.add_subparsers())
    helped = parser._subparsers._group_actions[0].choices[command].format_help()  # type: ignore[union-attr,index]
    lines = re.findall(rf"unstuck desk {command}\b((?:.*\\\n)*.*)", GUIDE)
    used = {option for line in lines for option in re.findall(r"(--[a-z-]+)", line.split("#")[0])}
    assert {option for option in used if option not in helped} == set()
