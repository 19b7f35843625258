"""Mail addresses, home folders, accounts of a domain: what holds a name inside something longer."""

import re

from app.reports.identity import NOBODY
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.known import NOT_ACCOUNTS
from app.reports.rules.scrub import Scrub

_MAIL = re.compile(
    r"(?:\ue000[\ue100-\uf8ff]\ue001|(?<![\w.+-])[\w.+'’-]{0,63}[\w+-])@[A-Za-z0-9][\w-]*(?:\.[\w-]+)*", re.UNICODE
)
_UNIT = re.compile(
    r"[a-z][a-z-]+@(?:[a-z]{1,12}|tty\d+|\w{1,3}\d?)\.(?:service|socket|timer|target|mount)"
)  # of systemd
_NO_MAIL = re.compile(
    r"[^@]+@\d{1,5}(?:[.,]\d{1,2})?(?:hz|fps)?|[\w-]+@(?:openssh\.com|libssh\.org|ssh\.com|putty\.projects\.tartarus\.org|lysator\.liu\.se)",
    re.IGNORECASE,
)  # "8.8.8.8@53" of a resolver, "soc@0" of a bus, "1920x1080@60" of a display, methods of SSH
_UNTIL = r"([^/\\\s:\"'`,;<>|*?\ue000]+)"
_POSIX_HOME = re.compile(
    rf"(?:/home|/Users|/var/home|/export/home|/var/mail|/var/spool/cron(?:/crontabs)?|/run/media|/media"
    rf"|/mnt/c/Users|/c/Users)/{_UNTIL}",
    re.IGNORECASE,
)
_FILE_HOME = re.compile(rf"file:///(?:[A-Za-z](?::|%3A)/)?(?:home|Users)/{_UNTIL}", re.IGNORECASE)
_WINDOWS_HOME = re.compile(
    r"[\\/]{1,8}(?:Users|Utilisateurs|Documents and Settings|DOCUME~1|Profiles|Profils|home\$|users\$)[\\/]{1,8}"
    r"([^\\/\r\n\"'<>|:;,*?\ue000]+)",
    re.IGNORECASE,
)
_TILDE = re.compile(
    r"(?<![\w/~])~([A-Za-z][\w.-]{2,31})/|(?<![\w\\.:])\.\\(?=[\w.-]{3,32}(?!\S))([A-Za-z][\w.-]{2,31})"
)
_ACCOUNT = re.compile(r"(?<![\\\w:/.-])([A-Z][A-Za-z0-9.-]{1,24})\\{1,4}([A-Za-zÀ-ÿ][\w.À-ÿ-]{1,40})(?![\w\\-])")
_ACCOUNT_LOWER = re.compile(
    r"(?:^b?(?:\\{0,2}[\"']|\s)*|\b(?:user|account|utilisateur|compte|logon|login|as|by|of|for|par|pour|whoami|identity"
    r"|owner)\b[ \t:=\"']{1,4})"
    r"([a-z0-9][\w-]{1,15})\\{1,4}([a-z][\w.-]{1,40})(?![\w\\-])",
    re.IGNORECASE | re.MULTILINE,
)
_SHARED_HOMES = frozenset(
    {
        "interfaces",
        "shared",
        "public",
        "default",
        "all users",
        "lost+found",
        "default user",
        "linuxbrew",
        "tout le monde",
    }
)


def hide_accounts(scrub: Scrub, names: Pseudonyms, own_mail: frozenset[str]) -> None:
    """Mail addresses, home folders, accounts of a domain: what holds a name inside something longer."""
    if "@" in scrub.text:
        scrub.each(
            _MAIL,
            lambda match: (
                None
                if match.group().casefold() in own_mail
                or _UNIT.fullmatch(match.group())
                or _NO_MAIL.fullmatch(match.group())
                else names.label("[mail]", match.group())
            ),
        )
    for pattern in (_POSIX_HOME, _FILE_HOME, _WINDOWS_HOME, _TILDE):
        scrub.any(pattern, lambda owner: _home(owner, names))
    for pattern in (_ACCOUNT, _ACCOUNT_LOWER):
        scrub.each(pattern, lambda match: _account(match, names))


def _home(owner: str, names: Pseudonyms) -> str | None:
    bare = owner.strip().casefold()
    return None if bare in NOBODY or bare in _SHARED_HOMES or bare.isdigit() else names.person(bare)


def _account(match: re.Match[str], names: Pseudonyms) -> str | None:
    domain, user = match.group(1), match.group(2)
    if (
        domain.casefold() in NOT_ACCOUNTS
        or user.casefold() in ("system", "users", "administrators")
        or "." in user[-4:-2]
    ):
        return None
    lead = match.group()[: match.start(1) - match.start()]
    return f"{lead}{names.person(user)}"
