"""Secrets and numbers known by their shape alone, whatever stands around them."""

import math
import re
from collections import Counter
from itertools import pairwise

from app.reports.disguise import texts_of
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.constant import hold_constants
from app.reports.rules.inventory import hide_logins
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_BLOCK = re.compile(r"-----BEGIN [\w .]{1,60}-----.*?(?:-----END [\w .]{1,60}-----|\Z)", re.DOTALL | re.IGNORECASE)
_SHAPE = re.compile(
    r"eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)*"  # a JSON web token
    r"|TlRMTVNTUAA[\w+/=]*|\bYII[A-Z][\w+/]{20,}={0,2}"  # an NTLM message; a Kerberos ticket of SPNEGO (RFC 4178)
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bxox[abeoprs]-[\w-]{8,}"
    r"|\bglpat-[\w-]{16,}|\bsk-[\w-]{20,}|\bAIza[\w-]{30,}|\bAGE-SECRET-KEY-1[0-9A-Z]+|\botpauth://\S+",
    re.IGNORECASE,
)
_STARTS = ("eyj", "tlrm", "yii", "akia", "gh", "git", "xox", "glpat", "sk-", "aiza", "age-", "otpauth")
_PRODUCT_KEY = re.compile(r"(?<![\w-])[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}(?![\w-])", re.IGNORECASE)
_RECOVERY_KEY = re.compile(r"(?<![\w-])\d{6}(?:-\d{6}){7}(?![\w-])")  # of an encrypted disk
_KEY32 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{32,}(?![0-9A-Za-z])", re.IGNORECASE)
_LONG = re.compile(r"(?<![\w+/=-])[A-Za-z0-9_+/=-]{20,}(?![\w+/=-])")
_SHORT = re.compile(
    r"(?<![\w+/=.-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/_-]{8,}={0,2}(?![\w+/=.-])"
)
_BYTES = re.compile(r"(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){6,}(?![0-9A-Za-z:-])")
_GUID = re.compile(
    r"\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?|S-1-(?:5-21|12-1)(?:-\d+){3,5}"
    r"|(?<![0-9A-Za-z])[0-9A-F]{6}-[\w%+.]{2,30}-(?=\w*\d)\w{6,}",  # the id of a box in TR-069
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w.-]*\w)")
_LONG_NUMBER = re.compile(
    r"(?<![\w.,-])(?!1[5-9]\d{11}(?:\d{3}|\d{6})?\b)\d{14,22}(?![\w,]|\.\d)"
)  # no time since 1970
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b", re.IGNORECASE)
_NATIONAL_ID = re.compile(
    r"(?<![\w.-])[12][ .]?\d\d[ .]?(?:0[1-9]|1[0-2])[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d\d)?(?!\w)"
)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}", re.IGNORECASE)
_MIXED = re.compile(r"(?<![\w+/=.-])(?!0[xX])(?=\w*[a-z])(?=\w*[A-Z])(?=\w*\d)[A-Za-z0-9]{10,19}(?![\w+/=-]|\.\w)")
_CONSTANT = re.compile(r"[A-Z]{1,16}(?:_[A-Z]{1,16}){2,}")  # the name of an error, with at most one word of its own
_COMMIT = re.compile(r"(?<![0-9A-Za-z])g(?:it)?[0-9a-f]{7,12}(?![0-9A-Za-z])")  # in a version
_ADDRESS = re.compile(r"0x[0-9a-f]{1,8}(?![0-9A-Za-z])")  # in a trace: "do_stop+0x5f1/0x880"
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}", re.IGNORECASE)
FEW = 2  # letters of a part of such a name that says nothing
TURNS = 4  # changes between letters and digits in a token that no word has
LOUD = 4.3  # bits a character: above it a token of mixed letters is no word in any language
LONGEST_WORD = 24  # letters between two signs; what is longer and mixed is no word


def hide_shapes(scrub: Scrub, names: Pseudonyms, public_keys: frozenset[str]) -> None:
    """Keys, tokens and numbers of people and devices, by shape."""

    def gone(match: re.Match[str]) -> str:
        return names.secret(match.group())

    hold_constants(scrub)
    scrub.each(_KEY32, lambda match: match.group() if match.group() in public_keys else gone(match))
    scrub.each(_BLOCK, gone)
    if scrub.has(*_STARTS):
        scrub.each(_SHAPE, gone)
    scrub.each(_RECOVERY_KEY, gone)
    scrub.each(_PRODUCT_KEY, lambda match: gone(match) if any(char.isdigit() for char in match.group()) else None)
    scrub.each(_GUID, lambda match: names.identifier(match.group()))
    scrub.each(_BYTES, lambda match: names.identifier(match.group()))


def hide_random(scrub: Scrub, names: Pseudonyms) -> None:
    """What looks drawn by lot, last of all secrets: everything readable has been looked at before."""
    hide_logins(scrub, names)
    scrub.each(_HEX, lambda match: names.secret(match.group()))
    scrub.each(_LONG, lambda match: names.secret(match.group()) if is_random(match.group()) else None)
    scrub.each(_MIXED, lambda match: names.secret(match.group()) if turns(match.group()) >= TURNS else None)
    scrub.each(_SHORT, lambda match: names.secret(match.group()) if _is_text(match.group()) else None)
    scrub.each(_IBAN, lambda match: names.identifier(match.group()) if _is_iban(match.group()) else None)
    scrub.each(_NATIONAL_ID, lambda match: names.identifier(match.group()))
    scrub.each(_CARD, lambda match: names.secret(match.group()) if _luhn(match.group()) else None)
    scrub.each(_LONG_NUMBER, lambda match: names.identifier(match.group()))


def turns(text: str) -> int:
    """Changes from digits to other signs and back."""
    return sum(left.isdigit() != right.isdigit() for left, right in pairwise(text))


def is_random(token: str) -> bool:
    """Whether letters and digits follow each other as in no name of a program, file or setting."""
    token = _ADDRESS.sub("", _COMMIT.sub("git", token))
    if not token.strip("-_/+=") or _is_named(token):
        return False
    if (
        _CONSTANT.fullmatch(token)
        and sum(len(part) <= FEW or is_word(part) for part in token.split("_")) > token.count("_") - 1
    ):
        return False
    parts = re.split(r"[/_+=-]", token)
    longest = max(parts, key=len)
    changes = sum(
        (left.isdigit() and right.isalpha()) or (left.isalpha() and right.isdigit())
        for part in parts
        for left, right in pairwise(part)
    )
    if changes >= TURNS and (len(longest) >= LONGEST_WORD // 2 or changes >= len(token) // 5):
        return True
    if len(longest) >= LONGEST_WORD and _CONSONANTS.search(longest):
        vowels = sum(char in "aeiouyAEIOUY" for char in longest)
        if vowels * 10 < len(longest) * 3:
            return True
    if len(token) >= LONGEST_WORD + LONGEST_WORD // 4 and _CLUSTER.search(token) and not is_word(token):
        return True
    mixed = any(char.islower() for char in longest) and any(char.isupper() for char in longest)
    return mixed and len(longest) >= LONGEST_WORD and entropy(longest) >= LOUD


def _is_named(token: str) -> bool:
    """Whether it is words that a program has joined: "mDNSPlatformSendRddrForDest"."""
    if not token.isalpha():
        return False
    humps = _HUMPS.findall(token)
    return sum(len(hump) for hump in humps if len(hump) > FEW and is_word(hump)) * 10 >= len(token) * 6


def entropy(text: str) -> float:
    """Shannon's, in bits a character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values()) if text else 0.0


def _is_text(token: str) -> bool:
    """Whether a short token is base64 of readable characters: a word or a file name practically never is."""
    if not (token.endswith("=") or any(char.isdigit() for char in token)):
        return False
    if len(token.rstrip("=")) % 4 == 1 or "-" in token or "_" in token:
        return False
    return any(text.isascii() and text.isprintable() for text in list(texts_of(token))[:1])


def _is_iban(text: str) -> bool:
    """ISO 13616: the remainder by 97 is 1."""
    bare = text.replace(" ", "").upper()
    return int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004  # ISO/IEC 7812-1, annex B
    return sum(digits[-1::-2]) % 10 == -sum(doubled) % 10 and len(set(digits)) > 1
