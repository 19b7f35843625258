"""Firms, domains and rooms behind the words for them, numbers of sessions and devices, and codes of which a message tells."""

import re

from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.device import computer_or_none
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import SERVICES, THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.number import PLACE
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_plain_word, is_word

_FIRM = r"(?:company|organi[sz]ation|tenant|soci[ée]t[ée]|entreprise|employeur|employer|raison sociale)"
_KEYED = re.compile(
    rf"(?<![\w-])(?:(?:registered[ _]?)?{_FIRM}(?:[ _]?(?:display[ _]?)?name|[ _]propri[ée]taire)?|propri[ée]t[ée] de)"
    r"\\*[\"']?[ .\t]*(?:[:=]|REG_SZ)[ \t]*\\*[\"']?([^\s\"'\\,;:=<>(){}\[\]|\ue000][^\r\n\"\\,;:=<>(){}\[\]|\ue000]{1,60})",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"(?<=[,;(])[ ](?:({_FIRM}|groupe?)|domaine?|realm|machine|host(?:name)?|computer|workstation|device|ordinateur|poste)"
    r"[ ]([^\s,;:=()\"\\\ue000][^\r\n,;:=()\"\\\ue000]{2,60})(?=[,;)\"\\]|[ ]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_DOMAIN = re.compile(
    r"(?<![\w-])(?:(?:DomainName|Dom Name|UserDomain|LogonDomain|NetBIOSName|NTDomain)[ .\t]*[:=][ \t]*|/(?:domain|d):[\"']?)"
    r"([A-Za-z0-9][\w.-]{1,62})",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"(?<![\w-])(?:desk|room|cubicle|workplace|meeting room|conference room|bureau|salle(?: de r[ée]union)?|poste de travail"
    r"|(?-i:office)|(?-i:[Bb]ox))[ ](?:(?:n[°o]|number|num[ée]ro|#|no\.)[ ]?)?"
    r"((?:[A-Z]{1,3}[.-]?)?\d{1,3}[.-]\d{2,4}[A-Z]?|[A-Z]{1,3}[.-]?\d{2,4}|(?!365\b|20\d\d\b|19\d\d\b)\d{3,4}[A-Z]?)(?![\w%]|[.,:-]\d|[ ](?:people|person|min|ms|s\b|h\b|€|euros?))",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"\b(?:session|connection|connexion|control|request|demande|invitation|call|appel)s?[ ](?:request[ ])?(?:from|to|with|de|par|vers|avec)[ ]"
    r"(?:id[ ])?(\d{8,10}|\d{1}[ ]\d{3}[ ]\d{3}[ ]\d{3}|\d{3}[ ]\d{3}[ ]\d{3,4})(?![\w.]|:\d)",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(
    r"(?<![\w.:/-])((?:[A-Z]{1,2}-)?\d{4,8}|\d{3}[ -]\d{3,4})[ ](?:is|est|es|ist)[ ](?:your|votre|ton|tu|su|Ihr|the|le)\b"
    r"(?=[^\r\n]{0,80}?\b(?:code|OTP|passcode|PIN|password|mot de passe|c[óo]digo)\b)",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:dev(?:ice)?[ _-]?id|fgt[ _-]?sn|device[ _-]?serial|serial[ _-]?no)[\"']?[ ]?[=:][ ]?\\*[\"']?((?=[\w-]*\d)[A-Za-z0-9][\w-]{4,63})(?![\w.])"
    r"|\b(?:adb|fastboot)[ \w:-]{0,12}?(?:device|-s)[ ][\"']?((?=[\w.-]*\d)[A-Za-z0-9][\w-]{5,24})(?![\w.])"
    r"|(?<!\S)((?=[A-Za-z]*\d)[A-Za-z0-9]{8,20})\t(?:device|unauthorized|offline|recovery|sideload|fastboot)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\\*[\"'](?:set-cookie2?|cookie|(?:proxy-)?authorization|x-[\w-]{0,20}(?:token|key|auth))\\*[\"'][ ]?,[ ]?\\*[\"']value\\*[\"'][ ]?:[ ]?\\*[\"']"
    r"([^\"'\\\r\n\ue000]{4,4000})",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"(?:\bfind-(?:generic|internet)-password\b[^\r\n]{0,120}?[ ]-\w?w\w?\b|\bsecret-tool lookup\b|\bop read\b|\bbw get (?:password|totp)\b"
    r"|\blpass show[ ]+--?p\w*|\b(?:go)?pass show\b|\bvault kv get -field=|\bkwallet-query\b|\bGet-Secret\b|\bsecretsmanager get-secret-value\b)"
    r"[^\r\n]{0,200}?(?:\r?\n|\\{1,8}n)[ \t]*((?!security:|Error|error)[^\s\"'\\\ue000]{4,128})",
    re.IGNORECASE,
)


def hide_printed(scrub: Scrub, names: Pseudonyms) -> None:
    """Secrets that a command printed on the line behind it, and headers that a browser recorded."""
    for pattern in (_HEADER, _PRINTED, _IN_FRONT):
        scrub.each(pattern, lambda match: names.secret(match.group(1)), 1)


def hide_firms(scrub: Scrub, names: Pseudonyms) -> None:
    """Firms, domains, rooms, devices and sessions."""
    scrub.each(_KEYED, lambda match: _firm(match.group(1), names), 1)
    scrub.each(_LISTED, lambda match: _listed(match, names), 2)
    scrub.each(_DOMAIN, lambda match: _domain(match.group(1), names), 1)
    scrub.each(_ROOM, lambda match: names.label(PLACE, match.group(1)), 1)
    scrub.each(_SESSION, lambda match: names.identifier(match.group(1)), 1)
    scrub.any(_DEVICE, names.identifier)


def _firm(text: str, names: Pseudonyms) -> str | None:
    """A firm, where one of its words is nobody else's: no maker of programs, no ordinary word."""
    bare = text.rstrip(" .\t")
    words = re.findall(r"[^\W\d_]{2,}", bare)
    if is_ours(bare, names) or any(is_program(word) or word.casefold() in THINGS for word in words):
        return None
    if not any(len(word) > 2 and not is_word(word) for word in words) or is_harmless(bare, quoted=True):  # noqa: PLR2004
        return None
    return names.person(bare) + text[len(bare) :]


def _listed(match: re.Match[str], names: Pseudonyms) -> str | None:
    if match.group(1):
        return _firm(match.group(2), names)
    text = match.group(2).strip()
    return None if " " in text else _domain(text, names)


def _domain(text: str, names: Pseudonyms) -> str | None:
    bare = text.rstrip(".")
    low = bare.casefold()
    if (
        is_plain_word(bare)
        or low in WORDS
        or low in SERVICES
        or low in THINGS
        or is_program(bare)
        or is_ours(bare, names)
        or is_harmless(bare)
    ):
        return None
    hidden = computer_or_none(bare, names)
    return hidden and hidden + text[len(bare) :]
