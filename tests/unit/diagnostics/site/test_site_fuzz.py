"""Whatever is in the file: a Site or one SiteError, never anything else."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.model.site import Site
from diagnostics.site import SiteError, load_site, parse_site
from tests.unit.diagnostics.site.site_text import WHOLE, toml


def _outcome(call: Callable[[], Site]) -> Site | SiteError:
    try:
        return call()
    except SiteError as error:
        return error


def _judge(outcome: Site | SiteError) -> None:
    if isinstance(outcome, SiteError):
        assert str(outcome).isprintable()
        assert outcome.problem
        assert outcome.remedy
    else:
        assert isinstance(outcome, Site)


def _parse(text: str) -> Site | SiteError:
    outcome = _outcome(lambda: parse_site(text, "site.toml", Path("/etc/unstuck")))
    _judge(outcome)
    return outcome


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    _parse(text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.toml"
        path.write_bytes(data)
        _judge(_outcome(lambda: load_site(path)))


_WORDS = st.sampled_from(
    [
        "",
        "x",
        "0",
        "[",
        "]",
        '"',
        "::",
        ":",
        "/",
        "udp",
        "age1",
        "https://",
        "%",
        "~",
        "\\",
        "{",
        "}",
        "é",
        "1e999",
        "nan",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 12), st.lists(_WORDS, max_size=3).map("".join))
def test_a_good_file_with_one_wound(at: int, gone: int, new: str) -> None:
    _parse(WHOLE[:at] + new + WHOLE[at + gone :])


_ANY = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans() | st.floats() | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
_LINES = [line.split(" = ", 1)[0] for line in WHOLE.splitlines() if " = " in line]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(_LINES), _ANY)
def test_any_value_for_any_key(key: str, value: object) -> None:
    text = "\n".join(f"{key} = {toml(value)}" if line.startswith(f"{key} = ") else line for line in WHOLE.splitlines())
    _parse(text)


def test_large_and_wrong_files_are_refused() -> None:
    chaos = random.Random(7)
    for text in (
        "[[vpn]]\n" * 30000,
        "a.b = 1\n" + "".join(f"k{n} = [[[1]]]\n" for n in range(15000)),
        "[internet]\nnames = [" + ",".join(f'"{chaos.random()}"' for _ in range(9000)) + "]",
        '"' + "a.b-" * 500 + '" = 1\n',
    ):
        assert isinstance(_parse(text[: 256 * 1024]), SiteError)
