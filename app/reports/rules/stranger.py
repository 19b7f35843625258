"""What is left in a program's line and stands on no list goes: a name, an account or a serial number has no shape."""

import re
from collections.abc import Iterator

from app.reports.disguise import folded
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.coined import is_coined
from app.reports.rules.harmless import is_harmless
from app.reports.rules.leftover import is_version
from app.reports.rules.name import is_common
from app.reports.rules.scrub import Scrub
from app.reports.rules.speech import is_identifier, is_prose
from app.reports.rules.vocabulary import CAMEL, is_word, known

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_MIXED = re.compile(r"[^\W\d_]\d{3}|\d[^\W\d_]")
_TRIGRAM = re.compile(r"([a-z]{3})\d{4}")  # an account of three letters and a number, as many firms give them
_COUNTED = frozenset(
    """
    ack aes ath bit crc cve dev dns dot ecr err evt gid gpo iwl kbs len log mac mss mtu net num pci pid pos ppp rep req res rev
    rfc rtl seq sha sid sql ssl svc tag tcp tid tls ttl tun udp uid url usb utf val ver vid win
    """.split()  # noqa: SIM905  # a list has one word a line
)
_TOKEN = re.compile(r"[^\W_](?:(?![\ue000-\uf8ff])[\w'’.-])*")
_SYSTEM = re.compile(
    r"(?:(?<![\w/])/(?:usr|lib|lib64|var|run|sys|proc|dev|bin|sbin|System|Library|Applications|private)\b"
    r"|\b[A-Za-z]:\\{1,2}(?:Windows|Program Files|ProgramData)\b|\bHK(?:LM|CU|CR|U|EY_[A-Z_]+)\b)[^\s\"'<>|\ue000,;]*[\\\\/]",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\W\d_]+")
_CONSTANT = re.compile(
    r"(?:nl|cfg|mac)80211|\d+x\d+|\d+[a-z]|nvme\d+n\d+(?:p\d+)?|0[xX][0-9a-fA-F]+|[0-9a-fA-F]{4,16}|[a-z]{1,3}[0-9][a-z]?"
)
_MODULE = re.compile(
    r"\.(?:exe|dll|sys|py|c|cc|cpp|cxx|h|hpp|go|rs|js|so(?:\.\d+)*|a|o|ko|kext|inf|drv|msi|cat|service|socket|target|timer|mount|device"
    r"|plist|framework|app|efi|jar|class|java|rb|pl|ps1|psm1|psd1|cmd|bat|sh|ucode|fw|bin)$",
    re.IGNORECASE,
)
_PROCESS = re.compile(r"\[\d+\]:")  # behind the name of a program
_PIECES = re.compile(r"[.'’-]")
_FILE = re.compile(r"\.[a-z]{2,5}$")
SHORTEST = 4  # letters of a word that is judged
ABBREVIATED = 5  # capitals of an abbreviation
MOST_STRANGE, LONGEST = 5, 8  # letters between digits of which no word is made: a serial number
DIGITS = (3, 5)  # behind letters that nobody knows, and behind a single letter: then it is no model and no register


def hide_strangers(scrub: Scrub, names: Pseudonyms, *, told: bool) -> None:
    """Words that nobody knows, in lines of programs. `told`: a person wrote it; sentences have stricter rules."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    for line in scrub.text.split("\n"):
        if (_MIXED.search(line) or not known().issuperset(_LETTERS.findall(folded(line)))) and not (
            told and is_prose(line)
        ):
            spans += [(at + start, at + end, new) for start, end, new in _in_line(line, names)]
        at += len(line) + 1
    if spans:
        scrub.at(spans)


def _in_line(line: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    system = [match.span() for match in _SYSTEM.finditer(line)]
    for match in _TOKEN.finditer(line):
        start, end = match.span()
        token = match.group().rstrip("'’.-_")
        end = start + len(token)
        if any(first <= start < last for first, last in system) or _is_part_of_program(line, start, end):
            continue
        if _is_stranger(token, line[:start], names):
            yield start, end, names.stranger(token)


def _is_part_of_program(line: str, start: int, end: int) -> bool:
    """Whether the token is a function, a key, an option or the name of the program that writes."""
    before, after = line[max(0, start - 2) : start], line[end : end + 2]
    return (
        after.startswith(("=", "(", "::"))
        or _PROCESS.match(line, end) is not None
        or before.endswith(("::", "--", "->"))
        or (before.endswith("-") and (start < 2 or line[start - 2].isspace()))  # noqa: PLR2004  # an option
    )


def _is_stranger(token: str, before: str, names: Pseudonyms) -> bool:
    """Whether a word or number of a program's line is on no list."""
    if not any(map(str.isalpha, token)) or is_common(token, names) or _MODULE.search(token):
        return False
    if is_harmless(token) and not _FILE.search(token):
        return False
    return any(_is_odd(piece, before) for piece in _PIECES.split(token))


def _is_odd(piece: str, before: str) -> bool:
    """Whether a piece between dots and hyphens holds a word that nobody knows, or the number of something."""
    if _CONSTANT.fullmatch(piece) or is_identifier(piece) or is_program(piece):
        return False
    parts = [part for word in _PARTS.findall(piece) for part in CAMEL.sub(" ", word).split()]
    odd = sum(_is_unknown(part) for part in parts)
    if odd and all(part.isupper() for part in parts if _is_unknown(part)) and any(map(_is_camel, parts)):
        return False  # "SSLEOFError"
    if "_" in piece and sum(len(part) >= SHORTEST for part in parts) > 2 * odd:
        return False  # the name of a function with a word of its own
    return odd > 0 or (any(map(_is_number, piece.split("_"))) and not is_version(before))


def _is_camel(part: str) -> bool:
    """Whether it is the known part of a name that a program made."""
    return len(part) >= SHORTEST and part[1:].islower() and part[0].isupper() and is_word(part)


def _is_unknown(part: str) -> bool:
    """Whether a word may be a name: on no list, and not coined as programs' words are."""
    if len(part) < SHORTEST or (part.isupper() and len(part) <= ABBREVIATED) or len(set(part)) <= 2:  # noqa: PLR2004
        return False
    return not is_word(part) and not is_coined(folded(part))


def _is_number(text: str) -> bool:
    """Whether digits stand with letters that are no word: "stc8883", "5CG3521KGC", "MCW4CTK", "x696068"."""
    account = _TRIGRAM.fullmatch(text)
    if account and account.group(1) not in _COUNTED:
        return True
    digits = sum(map(str.isdigit, text))
    runs = _PARTS.findall(text)
    letters = sum(map(len, runs))
    if not digits or not letters:
        return False
    strange = sum(len(run) for run in runs if len(run) > 1 and not is_word(run))
    if strange >= MOST_STRANGE and letters <= LONGEST and text in (text.upper(), text.lower(), text.title()):
        return True
    return digits >= DIGITS[1 if letters <= 2 and not strange else 0] and (strange > 0 or letters <= 2)  # noqa: PLR2004
