"""Values that somebody or something broke into pieces of one length: "aube rtin 50", "8134-5412-9", "p-a-s-s-w-o-r-d"."""

import re
from collections.abc import Callable

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_START = r"(?<![^\s:=\"'(<>«/\\\[\]{},#@~.-])(?=[^\s\ue000-\uf8ff])"
_END = r"(?![^\s\"'(),;:.<>»\[\]{}?!/%\\])"
_PIECE = r"[^\r\n\ue000-\uf8ff]"
PIECES = tuple(
    re.compile(rf"{_START}{_PIECE}{{{length}}}([ _.-])(?:{_PIECE}{{{length}}}\1){{{least},}}[^\s\ue000-\uf8ff]{{1,{length}}}{_END}")
    for length, least in ((1, 4), (2, 3), (3, 2), (4, 1), (5, 1), (6, 1))
)
_TOKEN = re.compile(r"[^\W\d_]+")
_PROPER = re.compile(r"\W*[^\W\d_]+(?:['’-][^\W\d_]+)*\W*")
_PLAIN = re.compile(r"\d+(?:[.:,/-]\d+)*\W*|\W+")
MIDDLE = 4  # characters; words of ordinary length often stand side by side
LONGEST = 160  # characters of one value in pieces; what is longer is a text


def hide_broken(scrub: Scrub, names: Pseudonyms, clean: Callable[[str], str]) -> None:
    """Runs of pieces that hide something when they are read as one. `clean` cleans one line."""
    for length, pattern in enumerate(PIECES, start=1):
        scrub.each(pattern, lambda match, length=length: _hidden(match, length, names, clean))  # type: ignore[misc]


def _hidden(match: re.Match[str], length: int, names: Pseudonyms, clean: Callable[[str], str]) -> str | None:
    run, text = match.group(), match.string
    if len(run) > LONGEST or _is_ordinary(run, match.group(1)):
        return None
    pieces = [run[at : at + length] for at in range(0, len(run), length + 1)]
    lead = 0  # ordinary words of the same length that stand before it
    while lead < len(pieces) - 2 and _is_plain(pieces[lead]):
        lead += 1
    whole = "".join(pieces[lead:])
    kept = run[: lead * (length + 1)]
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    line = f"{text[start : match.start()]}{kept}{whole}{text[match.end() : end if end >= 0 else len(text)]}"
    return kept + names.secret(run[len(kept) :]) if whole not in clean(line) else None


def _strange(parts: list[str]) -> int:
    return sum(_TOKEN.search(part) is not None and not is_word(part) for part in parts)


def _is_plain(part: str) -> bool:
    return _PROPER.fullmatch(part) is not None and is_word(part)


def _is_ordinary(run: str, joint: str) -> bool:
    """Whether the pieces are words or amounts by themselves."""
    parts = run.split(joint)
    if joint == " " and max(map(len, parts)) > MIDDLE and _strange(parts) < 2:  # noqa: PLR2004  # one is a name or a mistake
        return True
    return all(_is_plain(part) if _TOKEN.search(part) else _PLAIN.fullmatch(part) is not None for part in parts if part) and (
        joint == " " and any(_TOKEN.search(part) for part in parts) or joint != " " and not any(map(str.isdigit, run))
    )
