"""Whether a person wrote a line, and where in it a secret is announced, with a slip of the finger or without."""

import re
from collections.abc import Sequence

from app.reports.disguise import folded
from app.reports.product import is_program
from app.reports.rules.cue import CONTINUES
from app.reports.rules.harmless import WORDS
from app.reports.rules.vocabulary import is_word

_LOG = re.compile(
    r"^\W*(?:\d{4}-\d\d-\d\d[ T]|\d{1,2}:\d\d:\d\d|\d\d/\d\d/\d{2,4} \d\d:|[A-Z][a-z]{2} +\d{1,2} \d\d:|<\d|\[\s*\d|\w+\[\d+\]:|[\w./-]+\[\d+\])"
    r"|\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d|[{}<>|]|\S\s{3,}\S|::|\w\(\)|\w=\w|^\s{2,}|^\s*(?:\$|#|>|PS [A-Z]:|\w+\[\w+\]|\(\w\d+\)|[A-Z]:\\)|\\\w+\\|\S +: .* : |\S  +\S|[0-9a-f]{4}:[0-9a-f]{2}|\w\(\d|(?:\. ?){4,}:|^(?:E:|npm|Get:\d|Err:|W:)|\w+Error\b"
)
_PROGRAM = re.compile(
    r"^%[A-Z][A-Z0-9_]*-\d-[A-Z0-9_]+:|^\W*(?:/(?:etc|usr|var|opt|lib|run|sys|proc|dev|s?bin|System|Library|Applications)/\S+:[ ]|[a-z][a-z ]{2,40}:i:\d+$"
    r"|Event ID \d+\b|[A-Z][\w-]*(?: [A-Z][\w-]*)? \d{1,5}: (?=[A-Z])|\S+\.(?:py|c|cc|cpp|go|rs|js):\d+: |[A-Z][\w-]+[ :]{1,2}Event (?:ID )?\d+:|(?-i:[A-Z][\w-]*)Exception: )"
)  # a file of the system, a setting of a remote desktop, an entry of the log of Windows
_MADE = re.compile(
    r"(?:WSA|ERROR_|STATUS_|NT_STATUS_|NTE_|SEC_E_|SEC_ERROR_|SSL_|TLS_|CERT_E_|CRYPT_E_|TRUST_E_|ERR_|E_|NERR_|NS_|NM_|EAI_|CURLE_|PR_|MOZILLA_|KDC_|KRB_|RPC_|DNS_|AUDCLNT_|WU_E_|WININET_|INET_E_|SCARD_|CTRL-)[A-Z0-9_]{2,}"
)
_DIRECTIVE = re.compile(r"[a-z]+\d?(?:[-_][a-z0-9]+)+:?")  # "remote-cert-tls server"
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MARK = re.compile("\ue000[\ue100-\uf8ff]\ue001")
_LEAD = re.compile(r"^[\w./-]+: ")
_SPEECH = frozenset(
    """
    je à tu il elle nous vous ils on le la les un une des du de et est sont que qui pour avec dans sur pas ne mon ma mes
    ce cette cet au aux chez son sa ses ai ont etait était mais car donc par en plus quand depuis tout rien merci bonjour
    the an is are was were has have had my your his her our we i you he she they it to of and in for with not from at by
    this that me him them us but who when as be been did does do since please hello hi thanks mdp votre notre marche pls j l d s qu c n m t
    """.split()  # noqa: SIM905  # a list has one word a line
)
_MACHINE = frozenset(
    [
        "failed",
        "denied",
        "refused",
        "unreachable",
        "invalid",
        "unable",
        "exception",
        "retransmit",
        "stopped",
        "started",
        "reached",
    ]
)
CUES = frozenset(
    [
        "motdepasse",
        "password",
        "passphrase",
        "passcode",
        "passwd",
        "mdp",
        "pwd",
        "pw",
        "pass",
        "pin",
        "digicode",
        "cvv",
        "cvc",
        "cryptogramme",
        "code",
        "cle",
        "clef",
        "key",
        "psk",
        "secret",
        "otp",
        "mfa",
        "codes",
        "mots",
        "identifiants",
        "credentials",
        "motdepass",
        "cryptogram",
    ]
)
LINKED = frozenset("est is was c c'est c’est etait était it's it’s = : ->".split())  # noqa: SIM905
_LONG = tuple(word for word in CUES if len(word) > 6)  # noqa: PLR2004  # of shorter ones a slip makes another word
_SENTENCES = frozenset(
    """
    ne n'est n’est n'a n’a a ont has have had doesn't doesn’t didn't isn't isn’t expired expire reset does did do cannot
    can't d'erreur d’erreur erreur error
    """.split()  # noqa: SIM905  # a list has one word a line
)
_PLAIN = re.compile(r"(?:[\w-]+ [\w -]+ ?: )?[\w\s,;!?'’#*«»-]+\.?")
_ERRORS = frozenset(
    (
        "error",
        "erreur",
        "derreur",
        "status",
        "statut",
        "http",
        "exit",
        "stop",
        "retour",
        "sortie",
        "return",
        "close",
        "closed",
        "websocket",
        "reason",
        "raison",
        "result",
        "event",
    )
)
_STATE = re.compile(r"\w{2,}(?:ed|ing|ly|able|ible|ment|é|és|ée|ées|ect|ecte|ide|ieux)")
_HEADED = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{1,4}(?:connect|connection|server|service|client|network|error|session|protocol|access|request|driver)"
)
"""Letters that stand for a product, and a word: "VDPCONNECT"."""

ABBREVIATED = 4  # letters of a part that is no word
HUMP = 3  # letters of a part of such a name
ENOUGH = 2  # words of speech that make a sentence
SHARE = 5  # or one in so many
FEW_TOKENS = 4  # of a setting and its values
SHORT_LINE = 12  # words
MOST_JOINED = 3  # words that make "mot de passe"


def is_prose(line: str) -> bool:
    """Whether a person says it: a sentence, or a few words with no sign of a program."""
    line = _MARK.sub("X", line)
    if _LOG.search(line) or _PROGRAM.match(line) or _is_spoken_by_program(line):
        return False
    words = [
        word
        for part in re.split(r"[^\w'’-]+", line.casefold())
        for word in re.split(r"['’]", part)
        if word and not word.isdigit()
    ]
    speech = sum(word in _SPEECH for word in words)
    if _LEAD.search(line) and speech < ENOUGH:  # a program's name before what it says
        return False
    tokens = line.split()
    if speech < ENOUGH and any(is_identifier(token.strip(".,;:()\"'")) for token in tokens) and not _names_secret(line):
        return False
    if (
        not speech
        and len(tokens) <= FEW_TOKENS
        and _DIRECTIVE.fullmatch(tokens[0])
        and is_word(tokens[0])
        and not _names_secret(line)
    ):
        return False
    if _PLAIN.fullmatch(line) and len(words) <= SHORT_LINE and not _MACHINE.intersection(words):
        return True
    return speech >= ENOUGH or speech * SHARE >= len(words) > 0


def _is_spoken_by_program(line: str) -> bool:
    """Whether a program that has a digit in its name stands before what it says: "w32tm: ", "r8152 4-1:1.0 enx0: "."""
    first = line.split(" ", 1)[0]
    bare = first.rstrip(":")
    if not any(map(str.isdigit, bare)) or not is_program(bare):
        return False
    return first != bare or bool(re.match(r"\S+ (?:[/-]\w|[\w.:-]*\d\S*:? )", line))


def _names_secret(line: str) -> bool:
    return bool(cues(list(re.finditer(r"\S+", line))))


def is_identifier(word: str) -> bool:
    """Whether a program made it: "NSURLErrorDomain", "WSAEACCES", "STATUS_ACCESS_DENIED", "WlanQueryInterface"."""
    if _MADE.fullmatch(word):
        return True
    if "_" in word and word == word.upper():
        parts = re.split(r"[_\d]+", word)
        odd = [part for part in parts if len(part) > ABBREVIATED and not is_word(part)]
        return not odd or (len(odd) == 1 and _HEADED.fullmatch(odd[0].casefold()) is not None)
    humps = [part for part in _HUMPS.findall(word) if len(part) >= HUMP]
    known = [part for part in humps if is_word(part)]
    return word != word.upper() and len(humps) >= ENOUGH and len(known) >= ENOUGH and len(known) * 3 >= len(humps) * 2


def cues(tokens: Sequence[re.Match[str]]) -> list[int]:
    """Numbers of the tokens right behind the cues of a secret."""
    words = [re.sub(r"[^a-z]", "", folded(token.group())) for token in tokens]
    found = []
    for at in range(len(words)):
        for count in range(1, MOST_JOINED + 1):
            joined = "".join(words[at : at + count])
            if (
                _ERRORS.intersection(words[max(at - 2, 0) : at])
                or next((word for word in words[at + count :] if word not in ("de", "d", "of")), "") in _ERRORS
            ):
                break
            if (
                len(words[at : at + count]) == count
                and joined
                and ((count == 1 and joined in CUES) or any(_near(joined, word) for word in _LONG))
            ):
                found.append(at + count)
                break
    return sorted(set(found))


def is_sure(cue: str) -> bool:
    """Whether digits behind a cue are its value in any line; "code" also says what an error is."""
    return re.sub(r"[^a-z]", "", folded(cue)) in (
        "cvv",
        "cvc",
        "cryptogramme",
        "digicode",
        "pin",
        "mdp",
        "pwd",
        "pw",
        "otp",
        "mfa",
    )


def is_password(cue: str) -> bool:
    """Whether a cue names a password itself; a key or a code may be of any kind."""
    return re.sub(r"[^a-z]", "", folded(cue)) in ("password", "passphrase", "passcode", "passe", "mdp", "pwd", "pw")


def goes_on(word: str) -> bool:
    """Whether a word belongs to a sentence about a secret, not to one."""
    low = word.casefold()
    return (
        low in CONTINUES - {"correct"}
        or low in WORDS
        or low in _SPEECH
        or low in _SENTENCES
        or _STATE.fullmatch(low) is not None
    )


def says_no_value(word: str) -> bool:
    """Whether the sentence goes on behind a cue instead of telling a value."""
    low = word.casefold()
    return low in _SENTENCES or (
        low in CONTINUES and low not in LINKED and low not in ("for", "pour", "de", "ancien", "old", "new", "was")
    )


def _near(text: str, word: str) -> bool:
    """Whether one letter more, less, other or two in turn make one of the other (Damerau, 1964)."""
    if abs(len(text) - len(word)) > 1 or text[0] != word[0]:
        return False
    if text == word:
        return True
    at = next((n for n, (a, b) in enumerate(zip(text, word, strict=False)) if a != b), min(len(text), len(word)))
    swapped = text[at : at + 2] == word[at : at + 2][::-1] and text[at + 2 :] == word[at + 2 :]
    return swapped or text[at + 1 :] == word[at + 1 :] or text[at:] == word[at + 1 :] or text[at + 1 :] == word[at:]
