"""`unstuck desk decode`: what it prints and how it ends."""

import argparse

import pytest

from app.cli.desk import decode as command


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["decode", *arguments])
    status: int = options.run(options)
    return status


@pytest.mark.parametrize(
    "words",
    [["6X7-1YC-NQ6"], ["6x7", "lyc", "nq6"], ["contact", "genie", "RENT", "fure"], ["https://h.org/#6X71YCNQ6"]],
)
def test_it_says_what_a_code_means(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "VPN program missing (vpn.not_installed)" in shown.out


def test_words_of_two_languages_are_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("burin", "beach", "gestuel", "grab") == 1
    assert "two languages" in capsys.readouterr().err


def test_the_answer_and_the_words_may_be_in_two_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dance ill smile hover", "--words", "en", "--lang", "fr") == 0
    assert "Programme VPN absent" in capsys.readouterr().out
    assert run("dance ill smile hover", "--words", "fr") == 1


@pytest.mark.parametrize("text", ["", "hello", "6X7-1YC-NQ7", "dance ill smile abandon", "https://h.org/", "\x1b[2J"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_code_is_one_sentence(text: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(text, "--lang", lang) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("unstuck: ")
    assert shown.err.count("\n") == 1
    assert "\x1b" not in shown.err
