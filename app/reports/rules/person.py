"""User names in logs and lists, and the names of this person and this computer wherever they stand."""

import re
import unicodedata
from functools import lru_cache, partial

from app.reports.disguise import folded
from app.reports.identity import NOBODY, tells
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import SERVICES
from app.reports.rules.name import LONG_ENOUGH, VALUE, is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_LOGIN = re.compile(
    r"(?<![\w-])(?:[\w-]{0,12}user[ _-]?(?:name|id|principal[ _-]?name)?|logged[ _-]?(?:in|on)[ _-]?user"
        r"|login(?:[ _-]?(?:name|hint|id))?|log[io]n[ _-]?(?:name|as)"
    r"|identifiant|(?:nom d['’])?utilisateur|identity|identit[ée]|anonymous[_-]identity|eap-identity"
        r"|account(?:[ _-]?name)?|compte"
    r"|nom du compte|sam[ _-]?account[ _-]?name|upn|uid|owner|principal|run[ _-]?as|logname|ruser"
        r"|pppoe[ _-]?(?:user|login|id|name|account|compte)\w*|subject[ _-]?name|target[ _-]?name)"
    r"[\"']?[ .]*(?:[:=]+|->)\s*" + VALUE % r"(?!\[|\()[^\s,;\"'()<>\[\]\ue000|&]{3,64}",
    re.IGNORECASE,
)  # fmt: skip
_SESSION = re.compile(
    r"\b(?:session (?:opened|closed) for user|(?:for|by|of|from|user|account|compte|login"
    r"|username)[ =:]+(?:invalid )?user"
    r"|(?:accepted|failed) (?:password|publickey|keyboard-interactive\S*|none) for(?: invalid user)?"
    r"|new session \S+ of user"
    r"|logged (?:in|on|out) as|sign(?:ed|ing) in as|connect[ée]e? en tant que|session de|session (?:ouverte|ferm[ée]e|d[ée]marr[ée]e|verrouill[ée]e) (?:sous|par|pour|avec)"
    r"|authentication (?:failure|failed|succeeded) for"
    r"|running as(?: user)?|switching to user|removed session \S+ of user|user@|login failed for|invalid user"
    r"|pam_\w+\(\S+\): \w+ user)\s+[\"'«]?\s?(?-i:(?!\[)([A-Za-zÀ-ÿ_][\w.@À-ÿ-]{2,31}))",
    re.IGNORECASE,
)
_THE_USER = re.compile(
    r"\b(?:l['’]utilisateur|utilisateur|the user|user|account"
    r"|compte)\s+([\"'«]\s?[A-Za-zÀ-ÿ_][\w.@À-ÿ-]{2,31}|(?=[a-z]*(?:\d|[._]\w))[a-z][\w.-]{3,31}(?![\w.]*\())",
    re.IGNORECASE,
)
_LOGGED = re.compile(
    r"\buser\s+[\"']?([A-Za-z_][\w.-]{2,31})[\"']?\s+(?:logged|authenticated|signed|connected|disconnected"
    r"|from|has |was |is not|not |failed|locked|denied)"
    r"|\butilisateur\s+[\"'«]?\s?([A-Za-z_][\w.-]{2,31})[\"'»]?\s+(?:connect|authentifi|s['’]est|a |est "
    r"|n['’]|verrouill|refus)",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"\b(?:uid|gid|euid|groups|auid)=\d+\(([\w.-]{3,32})\)|\d{4,5}\(([a-z_][\w.-]{2,31})\)")
_CLIENT = re.compile(
    r"(?<!\S)\[([\w.@-]{3,40})\] (?:Peer Connection Initiated|Inactivity timeout|Connection reset)"
    r"|\b(?:virtual IPv?[46]? for|MULTI: Learn: \S+ ->) ([\w.@-]{3,40})/|\bidentity ['\"]([\w.@\\-]{3,64})['\"]"
    r"|\bauthentication of ['\"]([\w.@\\-]{3,64})['\"]|\$ (?:id -un|whoami|logname)\s+([\w.\\-]{3,40})"
    r"|\b(?:AUTH_FAILED|access (?:denied|granted)|logon|login|locked ?out|lockout) (?:for|of|by) (?:user )?([\w.@-]{3,40})"
    r"|\b(?:ouverte?|cr[ée]{2}e?|signal[ée]e?|trait[ée]e?|envoy[ée]e?|opened|created|reported|sent|handled) (?:par|by) ([a-z][\w.-]{3,40})"
    r"|(?<!\S)-(?:Identity|Credential|SamAccountName)[ :=]+[\"']?([\w.@\\-]{3,64})"
    r"|(?<!\S)--?(?:user(?:name)?|login|auth-user)[ =]([\w.@\\-]{3,64})(?!\S)",
    re.IGNORECASE,
)
_SUDO = re.compile(
    r"\b(?:sudo|su|doas|cron|crond)(?:\[\d+\])?:\s+\(?([a-z_][\w.-]{2,31})\)?\s*(?:: |on |CMD)", re.IGNORECASE
)
_WHO = re.compile(
    r"^([A-Za-z_][\w.-]{2,31})\s+(?:(?i:tty|pts|console|seat|rdp-tcp)|:\d)\S*\s"
    r"|^([A-Za-z_][\w.+-]{2,31})\s+\d{2,7}\s+\d+\.\d\s",
    re.MULTILINE,
)
_LS = re.compile(r"^[-dlbcps][rwxsStT-]{9}[+.@]?\s+\d+\s+([\w.-]{3,32})\s+([\w.-]{3,32})\s", re.MULTILINE)
_PROMPT = re.compile(r"^\(?[\w. ]{0,20}\)?\[?([a-z_][\w.-]{2,31})@([\w-]{2,63})(?=[: ~])", re.MULTILINE)
_FAMILY = r"((?-i:(?:[ \t]+(?:(?:de|du|van|von|le|la)[ \t])?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ][\w'’]+)*){1,2}))?"


def hide_people(scrub: Scrub, names: Pseudonyms) -> None:
    """People in logs and lists."""
    scrub.each(_SESSION, lambda match: _user(match.group(1), names), 1)
    scrub.each(_THE_USER, lambda match: _user(match.group(1), names), 1)
    for pattern in (_LOGGED, _PARENTHESES, _WHO):
        scrub.any(pattern, lambda text: _user(text, names))
    for group in (1, 2):
        for pattern in (_LS, _PROMPT):
            scrub.each(pattern, lambda match, group=group: _user(match.group(group), names), group)  # type: ignore[misc]
    scrub.any(_CLIENT, lambda text: None if text.islower() and is_word(text) else _user(text, names))
    scrub.each(_SUDO, lambda match: _user(match.group(1), names), 1)
    scrub.each(_LOGIN, lambda match: _user(match.group(1), names), 1)


def hide_known(scrub: Scrub, names: Pseudonyms) -> None:
    """The names of this person and this computer, and secrets that another text gave away, wherever they stand."""
    for secret in _there(names.all_secrets(), scrub):
        scrub.each(_exactly(secret), lambda _: names.gone())
    for person in _there(names.all_people(), scrub):
        scrub.each(_with_family(person), partial(_person, person, names, told=person in names.people))
    for computer in _there(names.all_computers(), scrub):
        scrub.each(pattern_of(computer), lambda _, it=computer: names.computer(it))  # type: ignore[misc]


def _there(values: list[str], scrub: Scrub) -> list[str]:
    """Those of which at least the first word may stand in the text: a cheap look before an expensive one."""
    view = folded(scrub.text)
    return [value for value in values if _first(value) in view]


@lru_cache(maxsize=4096)
def _first(value: str) -> str:
    return re.split(r"[\s._-]+", folded(value).lstrip(" ._-"), maxsplit=1)[0]


def _person(person: str, names: Pseudonyms, match: re.Match[str], *, told: bool) -> str | None:
    """`told`: the system itself says that it is the person's name. What a text tells may be an ordinary word."""
    if not told and match.end(1) < 0 and person.isalpha() and is_word(person) and not is_given(person, sure=True):
        before = match.string[: match.start()].rpartition("\n")[2].rstrip(" \t\"'«(*>-•")
        if match.group() != person or not before or before[-1] in ".!?:":
            return None  # "Merci" at the head of a line, "event" in the middle of one
    return names.person(person if match.end(1) < 0 else match.group())


@lru_cache(maxsize=4096)
def _exactly(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)


@lru_cache(maxsize=4096)
def _with_family(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern_of(name).pattern}){_FAMILY}", re.IGNORECASE)


def _user(text: str | None, names: Pseudonyms) -> str | None:
    """An account; None for one that everybody has, for states and numbers."""
    value = (text or "").strip().strip("\"'«» .,:;!?")
    folded = value.casefold()
    if (
        not value
        or folded in NOBODY
        or folded in WORDS
        or is_harmless(value)
        or not tells(value)
        or is_ours(value, names)
    ):
        return None
    if (
        value[0] in "/~"
        or not any(char.isalpha() for char in value)
        or folded.startswith(("\ue000", "http"))
        or folded in SERVICES
    ):
        return None
    return names.person(value)


@lru_cache(maxsize=4096)
def pattern_of(name: str) -> re.Pattern[str]:
    """The name in any case, with or without its accents, its words joined by anything usual."""
    forms = {unicodedata.normalize("NFC", name), plain(name)}
    joined = [r"[\s._+-]+".join(re.escape(word) for word in re.split(r"[\s._-]+", form) if word) for form in forms]
    body = "|".join(sorted((form for form in joined if form), key=len, reverse=True)) or re.escape(name)
    if len(name) >= LONG_ENOUGH:
        return re.compile(f"(?:{body})", re.IGNORECASE)
    return re.compile(rf"(?<![^\W_])(?:{body})(?![^\W_])", re.IGNORECASE)


def plain(name: str) -> str:
    """Without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
