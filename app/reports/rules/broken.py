"""Values that somebody or something broke into pieces of one length: "aube rtin 50", "8134-5412-9"."""

import re
from collections.abc import Callable

from app.reports.disguise import folded
from app.reports.pseudonym import Pseudonyms
from app.reports.publicname import is_public
from app.reports.rules.amount import STANDARD, is_time
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word, known

_START = r"(?<![^\s:=\"'(<>«/\\\[\]{},#@~.-])(?=[^\s\ue000-\uf8ff])"
_END = r"(?![^\s\"'(),;:.<>»\[\]{}?!/%\\])"
_PIECE = r"[^\r\n\ue000-\uf8ff]"
PIECES = tuple(
    re.compile(
        rf"{_START}{_PIECE}{{{length}}}([ _.-])(?:{_PIECE}{{{length}}}\1){{{least},}}[^\s\ue000-\uf8ff]{{1,{length}}}{_END}"
    )
    for length, least in ((1, 4), (2, 3), (3, 2), (4, 1), (5, 1), (6, 1))
)
_TOKEN = re.compile(r"[^\W\d_]+")
_PROPER = re.compile(r"\W*[^\W\d_]+(?:['’-][^\W\d_]+)*\W*")
_LETTERS = re.compile(r"[^\W\d_]{2,}|(?<=[^\W_])[^\W\d_](?=[^\W_]|$)")
_NUMBERS = re.compile(r"\d[ _.-]{1,2}\w{0,6}\d|\S [^\W\d_] \S|[^\W\d_][-_.][^\W\d_][-_.]")
_PLAIN = re.compile(r"\d+(?:[.:,/-]\d+)*\W*|\W+")
_ISSUE = re.compile(r"[A-Z]\d{1,2}[.,;]?")
SHORTEST = 3  # letters or digits of a token that says something
MIDDLE = 4  # characters; words of ordinary length often stand side by side
LONGEST = 160  # characters of one value in pieces; what is longer is a text


def _lines(text: str) -> list[tuple[int, int]]:
    """Runs of lines in which pieces may stand: with a word that nobody knows, or with numbers side by side."""
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if _NUMBERS.search(line) or not known().issuperset(_LETTERS.findall(folded(line))):
            if found and found[-1][1] + 1 == at:
                found[-1] = (found[-1][0], end)
            else:
                found.append((at, end))
        at = end + 1
    return found


def hide_broken(scrub: Scrub, names: Pseudonyms, clean: Callable[[str], str]) -> None:
    """Runs of pieces that hide something when they are read as one. `clean` cleans one line."""
    seen, lines = scrub.text, _lines(scrub.text)
    for length, pattern in enumerate(PIECES, start=1):
        if scrub.text is not seen:
            seen, lines = scrub.text, _lines(scrub.text)
        spans = []
        for start, end in lines:
            for match in pattern.finditer(scrub.seen, start, end):
                if hidden := _hidden(match, length, names, clean):
                    spans.append((*match.span(), hidden))
        scrub.at(spans)


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
    if whole in clean(line):
        return None
    return None if _is_told(text, match, clean) else kept + names.secret(run[len(kept) :])


def _is_told(text: str, match: re.Match[str], clean: Callable[[str], str]) -> bool:
    """Whether the rules hide the tokens there as they are: then they are no pieces."""
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    end = end if end >= 0 else len(text)
    first = max(text.rfind(" ", start, match.start()) + 1, start)
    stop = text.find(" ", match.end(), end)
    tokens = [token for token in text[first : stop if stop >= 0 else end].split() if not _is_plain(token)]
    shown = clean(text[start:end])
    telling = [token for token in tokens if sum(map(str.isalnum, token)) >= SHORTEST]
    return bool(telling) and not any(token in shown for token in telling)


def _is_plain(part: str) -> bool:
    return _PROPER.fullmatch(part) is not None and is_word(part)


def _is_ordinary(run: str, joint: str) -> bool:
    """Whether the pieces are words or amounts by themselves."""
    parts = run.split(joint)
    if is_public(run.split()[-1].rstrip(".")):
        return True
    if joint == " " and max(map(len, parts)) > MIDDLE:
        return True
    if sum(map(str.isalnum, run)) * 2 < len(run) or (joint == "." and not any(map(str.isalpha, run))):
        return True  # dots that lead to a value, columns of a table, an address
    odd = [part for part in parts if any(map(str.isalnum, part)) and not _is_plain(part)]
    if joint == " " and len(odd) == 1 and len(parts) > len(odd) + 1 and _ISSUE.fullmatch(odd[0]):
        return True  # "ISRG Root X1"
    return all(
        (_is_plain(part) or STANDARD.fullmatch(part) is not None or is_time(part))
        if _TOKEN.search(part)
        else _PLAIN.fullmatch(part) is not None
        for part in parts
        if part
    ) and (
        (joint == " " and any(_TOKEN.search(part) for part in parts))
        or (joint != " " and not any(map(str.isdigit, run)))
    )
