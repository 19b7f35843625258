"""What a person typed is judged strictly: in a sentence a number or a word that nobody knows goes.

A line that a program wrote, pasted into the text, is left to the other rules: there unknown words are the rule.
"""

import re
from collections.abc import Iterator

from app.reports.disguise import folded
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.publicname import is_public
from app.reports.rules.amount import goes_group
from app.reports.rules.given import is_given
from app.reports.rules.harmless import is_harmless
from app.reports.rules.known import THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.slip import is_slip
from app.reports.rules.speech import (
    CUES,
    LINKED,
    cues,
    goes_on,
    is_identifier,
    is_password,
    is_prose,
    is_sure,
    says_no_value,
)
from app.reports.rules.vocabulary import CAMEL, is_word

_TOKEN = re.compile(r"[^\s\ue000-\uf8ff]+")
_EDGE = "\"'«»“”‘’`.,;:!?()[]{}<>…*|\\/"
_WORD = re.compile(
    r"(?<![\w.@/\\#=%~])(?:[^\W\d_]|(?![\ue000-\uf8ff])[\u0300-\u036f\u0900-\u0dff])(?:\w|[\u0900-\u0dff]|['’.-](?=\w))*"
)
_URL = re.compile(
    r"(?:https?:)?//|^www\.|^[a-z][a-z0-9.-]*\.(?:com|org|net|fr|eu|invalid|example)(?:[:/]|$)", re.IGNORECASE
)
_PATH = re.compile(
    r"/(?:etc|usr|lib|lib64|var|run|sys|proc|dev|opt|bin|sbin|tmp|System|Library|Applications)(?:/[\w.@+-]+)+/?"
)
_MODULE = re.compile(r"[\w-]+\.(?:sys|dll|exe|ko|kext|inf|drv)", re.IGNORECASE)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?|[0-9a-f]*:[0-9a-f:]+(?:%\w+)?(?:/\d+)?", re.IGNORECASE)
_GROUP = re.compile(
    r"(?<![\w\ue001])(?:[+(#]{0,2}(?=[A-Za-z]{0,5}\d)\w+[)#]?|[A-Z]{1,3}(?=[ ./-]\d))"
    r"(?:[ ./-]{1,2}[(]?(?:(?=[A-Za-z]{0,3}\d)\w+|[A-Z]{1,3}\b)[)#]?){0,11}[#*]?"
)
_INTRO = re.compile(
    r"(?:\b(?i:my name is|my name['’]s|je m['’]appelle|mon nom est|call me|appelez[- ]moi)[ :]+|^[ \t]*(?i:regards|cordialement|best"
    r"|cheers|salutations|bien [àa] vous|sincerely|thanks|merci)[ ]?,?[ ]*\n[ \t]*|\b(?i:je suis|i am|i['’]m|this is|ici|c['’]est)[ ]+"
    r"(?=[^\W\d_]{2,}[ -][^\W\d_a-z]))((?-i:[^\W\d_a-z])[\w'’-]*(?:[ ][^\W\d_a-z][\w'’-]*){0,3})",
    re.MULTILINE,
)
_BESIDE = re.compile(
    r"(?<=\ue001)(?:[ ]|[ ]?-[ ]?)([A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]+)*)(?=[ ,.;:!?]|$)", re.MULTILINE
)
_CLOSING = frozenset(
    """
    merci thanks thank cordialement regards best cheers salutations bonne bonjour hello sincerely bien kind many
    """.split()  # noqa: SIM905  # a list has one word a line
)
_SETTING = re.compile(
    r"(?:802-(?:1x|3|11)[a-z-]*|ipv[46]|wifi(?:-sec)?|connection|vpn|wireguard)(?:\.[a-z][a-z0-9-]*)+"
)
_PARTICLE = re.compile(r"(?<=\ue001) ((?:le|la|van|von|de la|del?|el|ben) [^\W\d_]{2,20})(?= )", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|told|is|was|said|has|and|with|your|my|from|asked|says|you|that)\b", re.IGNORECASE)
_FRENCH = re.compile(r"[éèêàçù]|\b(?:les?|la|une?|est|et|de|du|des|pas|ne|je|qui|que|pour)\b", re.IGNORECASE)
_EXPLAINED = re.compile(r"\d{1,3}\([a-z]{2,}")
_DIGITS = re.compile(r"\d{3,8}[A-Z#*]?")
_OF_SECRETS = frozenset(
    """
    method methode méthode type policy politique prompt status statut state état length longueur mode option provider
    fournisseur algorithm manager validity validité format exchange expiry expiration settings
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""What a secret has, and is none: "MFA method: push notification"."""

NEAR = 9  # words behind a secret's cue in which its value may stand
SHORTEST = 3
MOST_PHRASE = (2, 5)  # words of a secret that is a phrase
FEWEST_SIGNS = 4
MOST_SHORT = 6  # letters of an abbreviation


def hide_strict(scrub: Scrub, names: Pseudonyms) -> None:
    """Numbers, values behind cues and unknown words in what a person typed."""
    scrub.each(_INTRO, lambda match: _introduced(match, names), 1)
    spans: list[tuple[int, int, str]] = []
    at = 0
    for line in scrub.text.split("\n"):
        if line.strip():
            spans += [(at + start, at + end, new) for start, end, new in _line(line, names)]
        at += len(line) + 1
    if spans:
        scrub.at(spans)
    scrub.each(_BESIDE, lambda match: _beside(scrub, match, names), 1)
    scrub.each(_PARTICLE, lambda match: _particle(scrub, match, names), 1)


def _line(line: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    prose = is_prose(line)
    found: list[tuple[int, int, str]] = [*_told_secrets(line, names, prose=prose)]
    if prose:
        found += _mixed(line, names)
        found += _numbers(line, names)
        found += _words(line, names)
    done = 0
    for start, end, new in sorted(found):
        if start >= done:
            yield start, end, new
            done = end


def _told_secrets(line: str, names: Pseudonyms, *, prose: bool) -> Iterator[tuple[int, int, str]]:
    """Everything behind "password" and the like that is no word of a sentence."""
    tokens = list(_TOKEN.finditer(line))
    for end in cues(tokens):
        told = False
        over = tokens[end - 1].group()[-1] in ".!?"  # a sentence ends with the cue
        if prose and (phrase := _phrase(line, tokens[end:])):
            yield (*phrase, names.secret(line[slice(*phrase)]))
        for number, token in enumerate(tokens[end : end + (1 if over else NEAR)]):
            text = token.group()
            bare = text.strip(_EDGE)
            if number == 0 and says_no_value(bare):
                break
            if not (told or number < 3) and bare.isalpha():  # noqa: PLR2004  # a word so far behind belongs to the sentence
                continue
            told = told or text.endswith((":", "=")) or bare.casefold() in LINKED
            number_told = number < FEWEST_SIGNS and is_sure(tokens[end - 1].group()) and _DIGITS.fullmatch(bare)
            joined = number == 0 and is_password(tokens[end - 1].group()) and len(CAMEL.findall(bare)) >= MOST_PHRASE[0]
            if bare and (number_told or (joined and not is_program(bare)) or _looks(bare, names, prose=prose)):
                start = token.start() + text.index(bare)
                yield (
                    start,
                    token.end() - len(text) + len(text.rstrip(".,;")),
                    names.secret(text[text.index(bare) :].rstrip(".,;")),
                )
            if text.endswith((".", "!", "?")) and bare.isalpha():
                break


def _phrase(line: str, tokens: list[re.Match[str]]) -> tuple[int, int] | None:
    """Ordinary words that are a value: behind "is" or ":", up to the end of the clause, and no sentence of their own."""
    at = next(
        (n + 1 for n, token in enumerate(tokens[:3]) if token.group() in LINKED or token.group().endswith(":")), 0
    )
    if any(token.group().casefold().rstrip(": ") in _OF_SECRETS for token in tokens[:at]):
        return None
    words: list[re.Match[str]] = []
    for token in tokens[at:] if at else ():
        words.append(token)
        if token.group()[-1] in ",.;!?":
            break
    if not MOST_PHRASE[0] <= len(words) <= MOST_PHRASE[1]:
        return None
    if any(not word.group().rstrip(",.;!?").isalpha() or goes_on(word.group().rstrip(",.;!?")) for word in words):
        return None
    return words[0].start(), words[-1].end() - (line[words[-1].end() - 1] in ",.;!?")


def _looks(bare: str, names: Pseudonyms, *, prose: bool) -> bool:
    """Whether a token near a cue is no word, no amount and no product."""
    if (
        len(bare) < SHORTEST
        or bare.startswith("-")
        or is_system_path(f"/{bare}")
        or is_program(bare)
        or is_ours(bare, names)
        or _URL.search(bare)
    ):
        return False
    if is_harmless(bare) or _ADDRESS.fullmatch(bare) or _SETTING.fullmatch(bare) or bare.casefold() in THINGS:
        return False
    letters = re.sub(r"['’-]", "", bare)
    if letters.isalpha():
        return prose and not (bare.isupper() and len(bare) <= MOST_SHORT) and not is_word(CAMEL.sub(" ", bare))
    if any(map(str.isdigit, bare)):
        return bool(re.search(r"[A-Za-z].*\d|\d.*[A-Za-z]", bare)) or (
            prose and len(bare) >= SHORTEST and goes_group(bare, "code ", "")
        )
    return (
        prose
        and len(bare) >= FEWEST_SIGNS
        and bool(re.search(r"\w[*#@!$%&?+~^=]\w|[!#$%&*]$", bare))
        and "=" not in bare
    )


def _numbers(line: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(line) if _kept(match.group(), names)]
    for match in _GROUP.finditer(line):
        if any(start <= match.start() < end for start, end in tokens):
            continue
        if is_ours(match.group(), names) or not any(map(str.isdigit, match.group())):
            continue
        for start, end in _split(match, line):
            text = line[start:end]
            if goes_group(text, line[:start], line[end:]):
                first = max(line.rfind(" ", 0, start), line.rfind("\ue001", 0, start)) + 1
                whole = line[first:start]
                begin = (
                    first
                    if (
                        whole
                        and not whole[0].isspace()
                        and all(c.isalnum() or c in "_-#@!$%&*+~^?." for c in whole)
                        and not is_word(whole)
                    )
                    or any(c in "#@!$%&*+~^?_" for c in whole)
                    else start
                )
                stop = end
                while stop < len(line) and not line[stop].isspace() and line[stop] not in ",;:)]}\"'»”.?!<>\ue000":
                    stop += 1
                yield begin, stop, names.identifier(line[begin:stop])


def _mixed(line: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """Tokens of letters with digits somewhere in them."""
    for token in _TOKEN.finditer(line):
        text = token.group()
        bare = text.strip(_EDGE)
        if not bare or not any(map(str.isdigit, bare)) or not any(map(str.isalpha, bare)) or _kept(text, names):
            continue
        if _EXPLAINED.fullmatch(bare) and is_word(bare):  # "0(no warning)"
            continue
        start = token.start() + text.index(bare)
        if goes_group(bare, line[:start], line[start + len(bare) :]):
            yield start, start + len(bare), names.identifier(bare)


def _split(match: re.Match[str], line: str) -> Iterator[tuple[int, int]]:
    """The whole run if it is one number in groups, else its tokens."""
    text = match.group().rstrip(" ")
    tokens = list(re.finditer(r"[^ ]+", text))
    base = match.start()
    if len(tokens) > 1 and goes_group(text, line[:base], line[match.end() :]) and not goes_amounts(tokens):
        yield base, base + len(text)
        return
    for token in tokens:
        yield base + token.start(), base + token.end()


def is_system_path(token: str) -> bool:
    """Whether it is a path of the system, every part of which is known: "/etc/dispatcher.d/90-vpn", "/tmp/krb5cc_0"."""
    bare = token.strip("\"'«»“”‘’`.,;:!?()[]{}<>…")
    return _PATH.fullmatch(bare) is not None and is_word(bare) and not re.search(r"\d{5}", bare)


def goes_amounts(tokens: list[re.Match[str]]) -> bool:
    """Whether every token is a small amount by itself: "2 10", "18 h 22"."""
    return sum(sum(map(str.isdigit, token.group())) for token in tokens) < FEWEST_SIGNS


def _kept(token: str, names: Pseudonyms) -> bool:
    bare = token.strip(_EDGE)
    return (
        is_system_path(token)
        or bool(_URL.search(bare) or _MODULE.fullmatch(bare))
        or _ADDRESS.fullmatch(bare) is not None
        or is_ours(bare, names)
        or "@" in bare
    )


def _words(line: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    run: tuple[int, int] | None = None
    for match in _WORD.finditer(line):
        if not _is_unknown(match.group(), names) or _leads(line, match.end()):
            continue
        if run and line[run[1] : match.start()] in (" ", "-", "/"):
            run = run[0], match.end()
            continue
        if run:
            yield (*run, names.person(line[slice(*run)]))
        run = match.span()
    if run:
        yield (*run, names.person(line[slice(*run)]))


def _leads(line: str, end: int) -> bool:
    """Whether a word belongs to what follows it; a domain before a hidden account goes too."""
    return line[end : end + 1] in ("=", "(") or (line[end : end + 1] == "\\" and line[end + 1 : end + 2] != "\ue000")


def _is_unknown(word: str, names: Pseudonyms) -> bool:
    if is_word(word) or (word[1:].islower() and is_slip(folded(word))):
        return False
    bare = re.sub(r"^(?:[dlnmstjcDLNMSTJC]|qu|Qu|QU)['’]|['’]s$", "", word)
    if not bare.isascii() and any(ord(char) > 0x24F for char in bare):  # noqa: PLR2004  # no letter of English or French
        return True
    if len(bare) < SHORTEST or any(map(str.isdigit, bare)) or is_program(bare) or bare.casefold() in THINGS:
        return False
    if (
        re.search(r"\.(?:exe|dll|log|txt|conf|py|sys|ini|cfg)$", bare, re.IGNORECASE)
        or _URL.search(bare)
        or is_public(bare)
    ):
        return False
    if (bare.isupper() and len(bare) <= FEWEST_SIGNS) or is_identifier(bare):
        return False  # an abbreviation, or the name of an error
    return (
        not is_word(bare) and not is_word(CAMEL.sub(" ", bare)) and not is_ours(bare, names) and not is_harmless(bare)
    )


def _introduced(match: re.Match[str], names: Pseudonyms) -> str | None:
    text = match.group(1)
    words = text.split()
    signed, rest = "\n" in match.group(), match.string[match.end() :].partition("\n")[0]
    if all(map(is_word, words)) and not any(is_given(word, sure=True) for word in words):
        goes = signed and (bool(rest.strip(" .,")) or words[0].casefold() in _CLOSING)
        if goes or (not signed and text.isupper()):
            return None  # the sentence goes on: "CALL ME BACK", "Merci" on the line behind "thanks"
    if any(is_program(word) or word.casefold() in THINGS or word.casefold() in CUES for word in words):
        return None
    return None if is_ours(text, names) else names.person(text)


def _particle(scrub: Scrub, match: re.Match[str], names: Pseudonyms) -> str | None:
    """ "le gall" behind a hidden name: in an English sentence the article is a part of a name."""
    start, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
    rest = match.string[start : match.start()] + match.string[match.end() : end if end >= 0 else None]
    if not scrub.stands_for(match.string[match.start() - 2]).startswith("user-"):
        return None
    return names.person(match.group(1)) if _ENGLISH.search(rest) and not _FRENCH.search(rest) else None


def _beside(scrub: Scrub, match: re.Match[str], names: Pseudonyms) -> str | None:
    """A word with a capital behind a hidden name: the rest of it."""
    if not scrub.stands_for(match.string[match.start() - 2]).startswith("user-"):
        return None
    word = match.group(1)
    if (
        is_word(word)
        and not is_given(word, sure=True)
        and re.match(r"[ ]?\d|[ ][a-z]+[ ]\d|:", match.string[match.end() :])
    ):
        return None  # "Event 17", "Version:"
    return (
        None
        if is_program(word) or word.casefold() in THINGS or is_ours(word, names) or word.casefold() in CUES
        else names.person(word)
    )
