"""Words that nobody knows, where a name stands: with a capital inside a sentence, or beside a given name."""

import re
from collections.abc import Iterator

from app.reports.disguise import folded
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import is_given, may_be_given
from app.reports.rules.known import THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word, known

_WORD = re.compile(r"(?<![\w.@/\\&#=%:$~+*-])[^\W\d_](?:[^\W\d_]|['’](?=\w)|-(?=[^\W\d_]))*(?![\w@/\\:=*(+]|[.-]\w)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SPEECH = frozenset(
    """
    je à tu il elle nous vous ils on le la les un une des du de et est sont que qui pour avec dans sur pas ne mon ma mes
    ce cette cet au aux chez son sa ses j l d qu c m n s ai ont etait a mais car donc
    the an is are was were has have had my your his her our we i you he she they it to of and in for with not from at by
    this that me him them us but who when as be been did does do s t
    """.split()  # noqa: SIM905  # a list has one word a line
)
_LOG = re.compile(
    r"^\W*(?:\d{1,4}[-/:.]\d\d|[A-Z][a-z]{2} +\d{1,2} \d\d:|<\d|\[\s*\d|\w+\[\d+\]:|[\w./-]+: )|[{}<>|=]|\s{3,}|::|\w\(\)"
)
_UPPER = r"(?=(?:[dlDL]['’])?[A-ZÀ-ÞĀ-ſƀ-ɏḀ-ỿ])"
_ONE = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){2,}"
_PARTICLE = r"(?:(?i:de la|de|du|des|van der|van den|van|von|le|la|el|al|ben)[ ]|[dD]['’])"
_BEFORE = re.compile(rf"(?<![\w@/.-])({_UPPER}{_ONE}),? \ue000([\ue100-\uf8ff])(?=\ue001)")
_AFTER = re.compile(
    rf"\ue000([\ue100-\uf8ff])\ue001(?:,? |-| [/(] ?){_PARTICLE}{{0,2}}({_UPPER}{_ONE})(?![\w@/=]|[.-]\w|:[\d/])"
)
_BEFORE_LOW = re.compile(rf"(?<![\w@/.-])({_ONE}),? \ue000([\ue100-\uf8ff])(?=\ue001)")
_AFTER_LOW = re.compile(rf"\ue000([\ue100-\uf8ff])\ue001,? {_PARTICLE}{{0,2}}({_ONE})(?![\w@/=]|[.-]\w|:[\d/])")
_NAMING = frozenset(
    [
        "famille",
        "family",
        "foyer",
        "dossier",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "m.",
        "mr",
        "mrs",
        "ici",
        "here",
        "regards,",
        "cordialement,",
        "client",
        "cliente",
        "customer",
        "caller",
        "collegue",
    ]
)
_PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "el",
        "al",
        "ben",
        "bin",
        "da",
        "dos",
        "di",
        "del",
        "della",
        "zu",
        "y",
        "e",
        "o'",
    ]
)
SHORTEST = 3  # letters; what is shorter is an abbreviation
ENOUGH = 2  # strange words side by side that are a name outside a sentence too


def hide_unknown(scrub: Scrub, names: Pseudonyms, *, told: bool) -> None:
    """Names by what no list knows. `told`: a person wrote it, and what nobody knows goes."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    for _ in range(2 if scrub.found else 0):
        for before, after in ((_BEFORE, _AFTER), (_BEFORE_LOW, _AFTER_LOW))[: 1 + told]:
            scrub.each(before, lambda match: _beside(scrub, match, 1, 2, names), 1)
            scrub.each(after, lambda match: _beside(scrub, match, 2, 1, names), 2)
    for line in scrub.text.split("\n"):
        if not known().issuperset(_LETTERS.findall(folded(line))):
            spans += _in_line(line, at, names, told=told)
        at += len(line) + 1
    if spans:
        scrub.at(spans)


def _beside(scrub: Scrub, match: re.Match[str], word: int, mark: int, names: Pseudonyms) -> str | None:
    """The rest of a name of which an earlier rule has hidden one word: "user-1 Kerbrat", "Kerbrat, user-1"."""
    text = match.group(word)
    if not scrub.stands_for(match.group(mark)).startswith("user-"):
        return None
    if text == text.lower() and not _line(match).islower():
        return None  # where others have capitals a name has one too
    if may_be_given(text) and text == text.upper():
        return names.person(text)
    return names.person(text) if _is_strange(re.sub(r"^[dDlL]['’]", "", text), names) else None


def _line(match: re.Match[str]) -> str:
    """The line that holds a match."""
    end = match.string.find("\n", match.end())
    return match.string[match.string.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else None]


def _in_line(line: str, at: int, names: Pseudonyms, *, told: bool) -> Iterator[tuple[int, int, str]]:
    words = list(_WORD.finditer(line))
    if len(words) < ENOUGH:
        return
    speech = sum(word.casefold() in _SPEECH for found in words for word in re.split(r"['’]", found.group()))
    prose = _LOG.search(line) is None and speech >= 1
    flat = not any(map(str.isupper, line)) or not any(map(str.islower, line))
    run: list[re.Match[str]] = []
    for found in [*words, None]:
        if found is not None and run and _follows(line, run[-1], found) and _may(found.group(), flat=flat):
            run.append(found)
            continue
        if span := _name(line, run, names, prose=prose, flat=flat, told=told):
            yield (at + span[0], at + span[1], names.person(line[span[0] : span[1]]))
        run = [found] if found is not None and _may(found.group(), flat=flat) else []


def _follows(line: str, last: re.Match[str], word: re.Match[str]) -> bool:
    gap = line[last.end() : word.start()]
    return gap in (" ", "  ") or (gap == ", " and (is_given(last.group()) or is_given(word.group())))


def _may(word: str, *, flat: bool) -> bool:
    return flat or re.sub(r"^[dlDL]['’]", "", word)[:1].isupper() or word.casefold() in _PARTICLES


def _name(
    line: str, run: list[re.Match[str]], names: Pseudonyms, *, prose: bool, flat: bool, told: bool
) -> tuple[int, int] | None:
    """Where the name stands in a run of words that may be one."""
    strange = [number for number, word in enumerate(run) if _is_strange(word.group(), names)]
    if not strange:
        return None
    first, last = strange[0], strange[-1]
    if flat:
        given = [number for number, word in enumerate(run) if is_given(word.group(), shouted=True)]
        if told and prose and line.isupper():
            return run[first].start(), run[last].end()
        sure = [n for n in strange if any(abs(n - other) in (1, 2) for other in (*strange, *given) if other != n)]
        if _is_named(line, run[first].start()):
            return run[first].start(), run[last].end()
        if not (prose or line.isupper()) or not sure or not (told or given or line.isupper()):
            return None
        return run[min(sure)].start(), run[max(sure)].end()
    while (
        last + 1 < len(run) and run[last + 1].group().casefold() not in _PARTICLES and not _opens(line, run[last + 1])
    ):
        last += 1
    if first and run[first - 1].group().casefold() not in _SPEECH and not _opens(line, run[first - 1]):
        first -= 1
    span = run[first].start(), run[last].end()
    many = sum(not run[n].group().isupper() for n in strange)
    if _is_named(line, span[0]):
        return span
    if not told and many == 1 and first == strange[0] == last and not line[: span[0]].strip():
        return None  # a line of a program begins with its own word
    return span if (prose and many) or many >= ENOUGH else None


def _is_named(line: str, at: int) -> bool:
    """Whether "Mme", "famille" or "customer" stands right before, with or without "de la" between."""
    before = line[:at].casefold().split()
    while before and before[-1] in _PARTICLES:
        before.pop()
    return bool(before) and before[-1].strip("(\"'") in _NAMING


def _opens(line: str, word: re.Match[str]) -> bool:
    """Whether a sentence begins with the word: then its capital says nothing."""
    before = line[: word.start()].rstrip(" \"'«“(-–•*>\t")
    return not before or before[-1] in ".!?:;,"


def _is_strange(word: str, names: Pseudonyms) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    if len(bare) < SHORTEST or word.casefold() in _PARTICLES:
        return False
    if (
        any(map(str.isupper, bare[1:]))
        and any(map(str.islower, bare))
        and not re.match(r"(?:[A-Z]['’]|Mac|Mc|De|Le|La|Van)?[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’][A-ZÀ-Þ][a-zà-ÿ]+)*$", bare)
    ):
        return False  # CamelCase belongs to programs
    return not is_word(bare) and not is_program(bare) and bare.casefold() not in THINGS and not is_ours(bare, names)
