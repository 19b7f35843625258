"""Numbers of people and things: telephones, places, serial numbers, customers, days of birth."""

import re
from functools import lru_cache

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.harmless import WORDS
from app.reports.rules.scrub import Scrub

PHONE, PLACE = "[phone]", "[place]"
_AT = re.compile(
    r"(?<!ip )(?<!mac )(?<!ipv4 )(?<!ipv6 )(?<!mail )(?<!server )(?<!bind )\b(?:address|adresse|anschrift|direcci[óo]n|domicile)[ ]?[:=][ ]?"
    r"(?![^\r\n]{0,60}\b(?:ports?|udp|tcp|in use|mask|masque|utilis[ée]e?)\b)(?=[^\r\n]{0,60}(?<![\w.:])\d{4,5}(?![\w.:]))(?=[^\r\n]{0,60},)([^\W_][^\r\n=:;@\\\"{}<>|]{7,90}[^\W_])",
    re.IGNORECASE,
)  # of a house: with a postal code and a comma
_PLUS = re.compile(
    r"(?<![\w+.])(?:\+|00(?=[1-9]))[1-9]\d{0,2}[ .\-/]?(?:\(0\)[ .-]?)?(?:\(?\d{1,4}\)?[ .\-/]?){2,6}\d(?![\w]|\.\d)"
)
_NATIONAL = re.compile(r"(?<![\w.,:+/-])0[1-9](?:([ .\-/]?)\d\d)(?:\1\d\d){3}(?![\w]|[.,:/-]\d)")
_GROUPS = re.compile(r"(?<![\w.,:+/-])\(?0\d{1,4}\)?([ .-])\d{2,4}(?:\1\d{2,4}){1,3}(?![\w]|[.,:/-]\d)")
_BRITISH = re.compile(r"(?<![\w.,:+/-])\(?0\d{4}\)?[ .-]\d{6}(?![\w]|[.,:/-]\d)")
_AMERICAN = re.compile(r"(?<![\w.,:+/-])(?:1[ .-])?(?:\(\d{3}\)[ .-]?|\d{3}([ .-]))\d{3}[ .-]\d{4}(?![\w]|[.,:/-]\d)")
_CALL = re.compile(
    r"\b(?:t[ée]l(?:[ée]phone)?|phone|mobile|portable|fax|cell(?:phone)?|gsm|appele[rz](?:[ -]moi)?"
    r"|call(?: me)?(?: (?:on|at|back))?"
    r"|rappele[rz](?:[ -]moi)?|joignable|reach me|callback|poste|extension|ext|whatsapp|sms|(?:num[ée]ro|ligne|poste|appel) (?:interne|directe?)|(?:internal|direct) (?:number|line|dial))\b[ .]*"
    r"(?:number|num[ée]ro|no|n°|is|est|au|on|at|le|:|=|\.|\s){0,4}\s*((?:\+"
    r"|\()?\d(?:[ .()/-]{0,2}\d){3,14})(?![\w]|[.,:]\d)",
    re.IGNORECASE,
)
_SHORTEST_PHONE, _LONGEST_PHONE = 9, 15  # digits (E.164 has at most fifteen)
_PAIR_OF_DEGREES = re.compile(r"(?<![\w.,])[-+]?\d{1,2}\.\d{4,}\s*[,;]?\s*[-+]?\d{1,3}\.\d{4,}(?![\w.])")
_REST_OF_PAIR = re.compile(r"(?<=\ue001),? ?([-+]?\d{1,3}\.\d{4,})(?!\d)")
_DEGREES = re.compile(
    r"\d{1,3}\s?°\s?\d{1,2}\s?['\u2032’]\s?(?:\d{1,2}(?:\.\d+)?\s?(?:\"|\u2033|''|’’)\s?)?[NSEWO]\b", re.IGNORECASE
)
_LATITUDE = re.compile(
    r"\b(?:lat(?:itude)?|lon(?:g|gitude)?|lng|geo|gps)\b[\"']?\s*[:=]?\s*[\"']?([-+]?\d{1,3}[.,]\d{2,})", re.IGNORECASE
)
_STREET = re.compile(
    r"\b\d{1,4}(?:\s?(?:bis|ter|[a-dA-D]))?,?\s(?:(?:rue|avenue|av\.?|boulevard|bd|chemin|all[ée]e|impasse"
    r"|place|quai|cours"
    r"|route|square|passage|sentier|faubourg|r[ée]sidence)\s[^\n,;.:!?()]{2,50}"
    r"|(?:[A-Z][\w'’-]+\s){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|way|terrace"
    r"|gardens|square)\b)"
    r"(?:,?[ ]*(?:\d{5}|[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2})(?:\s[A-ZÀ-Ü][\w'’-]+)*)?",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b[^\W\d_]{3,30}(?:stra(?:ss|ß)e|str\.|weg|platz|gasse|laan|straat|plein)[ ]\d{1,4}[a-z]?\b"
    r"|\blieu-?dit[ ](?:l[ae]s?[ ]|l['’])?[^\W\d_][\w'’-]+|\bBP ?\d{2,5}(?:[ ,]+\d{5}[ ][^\W\d_][\w'’-]+)?"
    r"|\bP\.?O\.? box \d+",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"(?<![Ee]rreur )(?<![Ee]rror )(?<!vent )(?<!vent: )(?<!code )(?:(?<![\w.,:/=-])|(?<=cp=)|(?<=zip=)|(?<=code=)|(?<=postal=))\d{5}[ ](?!(?:[KMGT](?:i?[bBo]|bit|bps|Hz)|Hz|Bytes?|Octets?)(?!\w))(?!\w*[a-z][A-Z])(?!(?:The|This|That|There|When|If|An|No|Not|It)\b)(?-i:[A-ZÀ-Ü](?:[^\W_]|['’])+(?:-(?:[^\W_]|['’])+)*)(?=[\s.,;)]|$)"
)
_BIRTH = re.compile(
    r"\b(?:n[ée]{1,2}(?:\(e\))? le|born(?: on)?|date[ _]?of[ _]?birth|birth[ _]?da(?:te|y)|dob|date[ _]?de[ _]?naissance|naissance|birthday|anniversaire)\b[\"']?\s*[:=]?\s*[\"']?"
    r"(\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4})",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"(?:(?<![^\W_])(?:serial(?:[ _-]?(?:number|num|no|nr))?|s/n|sn|service[ _-]?tag|asset[ _-]?tag|imei|imsi"
    r"|iccid|meid|eid|udid|idfa"
    r"|machine[ _-]?id|dev(?:ice)?[ _-]?(?:id|guid)|hardware[ _-]?(?:id|uuid)|product[ _-]?(?:id|key)|boot[ _-]?id|duid|iaid"
    r"|client[ _-]?id(?:entifier)?|tenant[ _-]?id|subscriber|object[ _-]?id|correlation[ _-]?id"
    r"|num[ée]ro de s[ée]rie|n° ?(?:de )?s[ée]rie|[ée]tiquette|matricule|employee(?: (?:id|number|no))?"
    r"|staff (?:id|number)"
    r"|badge|(?:num[ée]ro|n°|no|number|id)\s?(?:de |d['’])?(?:client|customer|contrat|contract|abonn[ée]"
    r"|fiscal|s[ée]cu(?:rit[ée] sociale)?"
    r"|permis|passeport|dossier m[ée]dical|compte|account)|(?<!-)(?:customer|client|contract|account|policy"
    r"|passport|licen[cs]e|ssn)"
    r"(?: (?:number|no|id))?))(?:[ ](?!is\b|est\b)[a-z]{2,12}(?=[ ](?-i:(?=[A-Z0-9]*\d)[A-Z0-9]{6,})))?[ \t.]*(?:[:=#]+>?[ \t]*|(?:->|→)[ \t]*|is |est |n° ?"
    r"|(?<=[ \t])(?=\d{5}|(?=[\w-]*\d)(?-i:[A-Z0-9-]{6,})|(?:[a-z]{1,3}\d"
    r"|\d[a-z])[a-z0-9]{4,}\b|[a-z]{2}-(?=\w*\d)\w{4,}))[\"']?(?=[\w-]*\d)([\w:+-][\w:+./-]{3,40})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![a-z])(?:user|account|device|session|client|member|person|subscriber|order"
    r"|customer)[_ -]?id[\"']?\s*[:=]\s*[\"']?(\d{5,})",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\b(?:IBAN|RIB|BIC|bank account|compte(?: bancaire)?)\b[ :=n°]*([A-Z]{2}\d{2}[ \dA-Z]{8,34}|\d[\d ]{14,30})",
    re.IGNORECASE,
)
_SERIAL_TABLE = re.compile(
    r"^\s*(?:SerialNumber|IdentifyingNumber|UUID|SMBIOSAssetTag)\s+([\w-]{5,40})", re.IGNORECASE | re.MULTILINE
)
_ANDROID = re.compile(r"\b(?:device|transport|appareil)[ ]+(?!f{4})(?=[0-9a-f]*[a-f])([0-9a-f]{16})(?![\w.-])")


def hide_numbers(scrub: Scrub, names: Pseudonyms) -> None:
    """Serial numbers and ids by the word before them, telephones, places, days of birth. IT's own numbers stay."""
    own = _own(names.names.words)
    for pattern in (_NUMBERED, _BANK) if scrub.has("iban", "rib", "bic", "account", "compte") else (_NUMBERED,):
        scrub.each(pattern, lambda match: names.identifier(match.group(1)), 1)
    for pattern in (_SERIAL, _SERIAL_TABLE):
        scrub.each(
            pattern, lambda match: None if match.group(1).casefold() in WORDS else names.identifier(match.group(1)), 1
        )
    scrub.each(_ANDROID, lambda match: names.identifier(match.group(1)), 1)
    scrub.each(_BIRTH, lambda match: names.identifier(match.group(1)), 1)
    scrub.each(_CALL, lambda match: None if _digits(match.group(1)) in own else names.label(PHONE, match.group(1)), 1)

    def phone(match: re.Match[str]) -> str | None:
        digits = _digits(match.group())
        fits = _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE
        return names.label(PHONE, match.group()) if fits and digits not in own else None

    for pattern in (_PLUS, _NATIONAL, _GROUPS, _BRITISH, _AMERICAN):
        scrub.each(pattern, phone)
    scrub.each(_AT, lambda match: names.label(PLACE, match.group(1)) if "," in match.group(1) else None, 1)
    for pattern in (_PAIR_OF_DEGREES, _DEGREES, _STREET):
        scrub.each(pattern, lambda match: names.label(PLACE, match.group()))
    scrub.each(_REST_OF_PAIR, lambda match: names.label(PLACE, match.group(1)), 1)
    scrub.each(_LATITUDE, lambda match: names.label(PLACE, match.group(1)), 1)
    scrub.each(_ELSEWHERE, lambda match: names.label(PLACE, match.group()))
    scrub.each(_TOWN, lambda match: names.label(PLACE, match.group()))


@lru_cache(maxsize=8)
def _own(words: frozenset[str]) -> frozenset[str]:
    """Telephone numbers of IT."""
    return frozenset(digits for digits in map(_digits, words) if len(digits) >= _SHORTEST_PHONE - 3)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
