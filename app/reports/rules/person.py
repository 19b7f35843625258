"""Who and which computer: mail addresses, user names, home folders, the names of this computer, Wi-Fi names."""

import re
import unicodedata

from app.reports.identity import NOBODY, tells
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.scrub import Scrub

_MAIL = re.compile(r"(?<![\w.+-])[\w.+'\ue000\ue001-]{1,64}@[A-Za-z0-9][\w-]*(?:\.[\w-]+)*", re.UNICODE)
_POSIX_HOME = re.compile(r"(?:/home|/Users|/var/home|/export/home)/([^/\s:\"'`,;<>|*?]+)")
_WINDOWS_HOME = re.compile(
    r"[\\/]{1,4}(?:Users|Utilisateurs|Documents and Settings)[\\/]{1,4}([^\\/\r\n\"'<>|:;,*?\ue000]+)", re.I
)
_ACCOUNT = re.compile(r"(?<![\\\w:/.])([A-Z][A-Z0-9-]{1,14})\\{1,2}([A-Za-z][\w.-]*)(?![\w.\\-])")
_NOT_ACCOUNTS = frozenset({"HKLM", "HKCU", "HKCR", "HKU", "HKEY", "AUTHORITY", "BUILTIN", "NT"})
_SHARED_HOMES = frozenset({"shared", "public", "default", "all users", "lost+found"})
_SSID = re.compile(
    r"\bE?SSID\b\s*[:=]?\s*[:=]\s*(\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s,;\"'\ue000][^\r\n,;\"'\ue000]{0,31})", re.IGNORECASE
)
_SSID_QUOTED = re.compile(r"\bE?SSID\b\s+(\"[^\"\r\n]+\"|'[^'\r\n]+')", re.IGNORECASE)
_SESSION = re.compile(r"\b(?:for|by|user|utilisateur|login|username)[ =:]+user\s+([A-Za-z_][\w.-]{2,31})\b")
LONG_ENOUGH = 6  # letters after which a name inside a longer word is still the name


def hide_people(scrub: Scrub, names: Pseudonyms, own_mail: frozenset[str]) -> None:
    """Everything that names a person or a computer of theirs."""
    scrub.each(_MAIL, lambda match: None if match.group().casefold() in own_mail else "[mail]")
    for ssid in sorted(names.ssids, key=len, reverse=True):
        if tells(ssid):
            scrub.each(_pattern(ssid), lambda _, ssid=ssid: names.ssid(ssid))  # type: ignore[misc]
    scrub.each(_SSID, lambda match: names.ssid(match.group(1).strip("\"' ")), 1)
    scrub.each(_SSID_QUOTED, lambda match: names.ssid(match.group(1).strip("\"'")), 1)
    scrub.each(_POSIX_HOME, lambda match: _home(match.group(1), names), 1)
    scrub.each(_WINDOWS_HOME, lambda match: _home(match.group(1), names), 1)
    scrub.each(_ACCOUNT, lambda match: None if match.group(1) in _NOT_ACCOUNTS else names.person(match.group(2)))
    scrub.each(_SESSION, lambda match: names.person(match.group(1)) if tells(match.group(1)) else None, 1)
    for person in sorted(names.people, key=len, reverse=True):
        scrub.each(_pattern(person), lambda _, person=person: names.person(person))  # type: ignore[misc]
    for computer in sorted(names.computers, key=len, reverse=True):
        scrub.each(_pattern(computer), lambda _, it=computer: names.computer(it))  # type: ignore[misc]


def _home(owner: str, names: Pseudonyms) -> str | None:
    bare = owner.strip().casefold()
    return None if bare in NOBODY or bare in _SHARED_HOMES else names.person(bare)


def _pattern(name: str) -> re.Pattern[str]:
    """The name in any case, with or without its accents, its words joined by anything usual."""
    forms = {unicodedata.normalize("NFC", name), _plain(name)}
    joined = [r"[\s._+-]+".join(re.escape(word) for word in re.split(r"[\s._-]+", form) if word) for form in forms]
    body = "|".join(sorted((form for form in joined if form), key=len, reverse=True)) or re.escape(name)
    if len(name) >= LONG_ENOUGH:
        return re.compile(f"(?:{body})", re.IGNORECASE)
    return re.compile(rf"(?<![^\W_])(?:{body})(?![^\W_])", re.IGNORECASE)


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
