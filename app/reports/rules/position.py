"""Computers and accounts by the place that a format gives them: a column, a bracket, the argument of a command."""

import re

from app.reports.identity import NOBODY
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.device import computer_or_none
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import NOT_ACCOUNTS, SERVICES, THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_plain_word, is_word

_IP = r"\d{1,3}(?:\.\d{1,3}){3}"
_MAC = r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}"
_MARK = r"\ue000[\ue100-\uf8ff]\ue001"
_HOST = r"[A-Za-z0-9][\w-]{2,62}(?:\.[\w-]{1,62}){0,6}"
_USER = r"[^\W_][\w.@$\\-]{1,40}"
_HASH = r"\$\w{1,8}\$\S|x?:\d{1,6}:\d{1,6}:|[!*]{1,2}:\d{5}:|\d{3,9}:[0-9A-Fa-f]{32}:|\{S?SHA\d{0,3}\}|\{CRYPT\}"

_COLUMNS = (
    re.compile(rf"(?<![\w:.-])(?:{_MAC})[ \t]+(?:{_IP}[ \t]+)?({_HOST})(?=[ \t]+(?:\*|via\b|[0-9a-f]{{2}}:)|[\"'\\]|[ \t]*$)", re.MULTILINE),
    re.compile(rf"(?<![\w.-])({_HOST})[ ]?[\[(](?:{_MAC}|{_IP})[\])]"),
    re.compile(rf"(?<![\w:.-])(?:{_MAC}|{_IP})[ ]?[\[(]({_HOST})[\])]"),
    re.compile(rf"(?<![\w:.-]){_IP}[ \t]{{2,30}}({_HOST})(?=[ \t]|$)", re.MULTILINE),
    re.compile(rf"^[ \t]*{_IP}[ \t]+({_HOST})(?=[ \t]*(?:$|#|[A-Za-z]))", re.MULTILINE),
    re.compile(rf"^[ \t]*{_IP}[ \t]+\S+[ \t]+({_HOST})[ \t]*$", re.MULTILINE),
)  # fmt: skip
"""Leases, neighbours, peers, hosts: what stands beside an address."""
_NAMED = (
    re.compile(rf"\b(?:Received:[ ]+from|helo=<?|(?<!\w)(?:EHLO|HELO))[ ]?({_HOST})(?=[ >()]|$)", re.IGNORECASE | re.MULTILINE),
    re.compile(rf"(?<!\S)({_HOST})[ \t]+(?:ansible_\w{{3,30}}=|:[ ]ok=\d)", re.IGNORECASE),
    re.compile(rf"\b(?:ok|changed|fatal|failed|unreachable|skipping):[ ]\[({_HOST})\](?=:|[ ]|$)", re.MULTILINE),
    re.compile(rf"(?<=@//)({_HOST})(?=[:/\"'\s]|$)", re.MULTILINE),
    re.compile(rf"(?:(?<=[\s\"'(\[=,])|^)\\{{2,8}}({_HOST})(?![\w.\\-])", re.MULTILINE),
    re.compile(r"\b(?:the|le|la|my|mon|our|notre)[ ]((?=[\w-]*\d)(?=[\w]*-)[A-Za-z][\w-]{4,40})[ ](?:server|serveur|machine|laptop|host|nas)\b", re.IGNORECASE),
)  # fmt: skip
"""Whatever stands there is a computer, a number in it or not."""
_ON_ADDRESS = re.compile(
    rf"(?<![:\w/\\])(//|\\{{2,8}})({_IP})([\\/]{{1,4}})([^\s\"'<>|:;,?*\ue000]+(?:[\\/][^\s\"'<>|:;,?*\ue000]+)*)"
)
_REPOSITORY = re.compile(
    r"(?<![\w.+-])[\w.-]{1,32}@[\w.-]{3,80}:([\w.-]{2,60}(?:/[\w.-]{2,60}){1,4}?)(?=\.git\b|[\s\"']|$)"
)
_DIALLED = re.compile(
    r"\b(?:connection|connexion)[ ](?:named|nomm[ée]e|appel[ée]e|entry)[ ][\"']?([\w.-]{3,60})(?=[\"' ,.]|$)"
    r"|\b(?:rasdial|rasphone(?: -[dh])?)[ ]+\"([^\"\r\n\ue000]{3,60})\"",
    re.IGNORECASE,
)
_ADAPTER = re.compile(
    r"(?:eth|en[opsx]?|wl|br|virbr|tun|tap|veth|docker|utun|awdl|llw|bond|vlan|lo|ppp|wg|ap|p2p|usb|rmnet|ipsec|wifi|wan)"
    r"[-\w]{0,12}",
    re.IGNORECASE,
)
_HASHED = re.compile(rf"(?<![\w.:/@\\-])({_USER}):(?={_HASH}|{_MARK}:\d{{0,6}}:)")
_PASSFILE = re.compile(
    r"(?<![\w.:/-])(?:[\w.-]{2,80}|\*):(?:\d{2,5}|\*):([\w*-]{1,40}):([\w.@-]{2,40}):([^\s:\"'\ue000]{3,80})(?![\w:])"
)
_LOGGED = (
    re.compile(
        rf"(?<!\S)(?:TCP|UDP|NONE|TAG)\w{{0,30}}/\d{{3}}[ ]+\d+[ ]+[A-Z]{{3,10}}[ ]+\S+[ ]+({_USER})(?=[ ]+[A-Z_]{{4,30}}/)", re.IGNORECASE
    ),
    re.compile(rf"(?<!\S)(?:{_IP}|[\w.:-]{{3,60}}|{_MARK})[ ]\S{{1,40}}[ ]({_USER})(?=[ ]\[\d{{1,4}}[/-])"),
)  # fmt: skip
"""The third column of a web server's log (Common Log Format), the eighth of squid's."""
_GIVEN = (
    re.compile(rf"(?<!\S)(?:-u|-U|--(?:proxy-)?user)[ =]?[\"']?({_USER})(?=[:%])"),
    re.compile(
        r"(?<![\w.-])(?:mysql\w*|mariadb\w*|mongo\w*|influx|clickhouse-client|openconnect|vpncli|xfreerdp|rdesktop|wfreerdp|winexe"
        r"|smbclient|rpcclient|snmp\w+|svn|lftp|curl|ldap\w+|impacket-\w+|crackmapexec|ipmitool|telnet|redis-cli)[ ](?:[^\r\n|;]{0,120}?[ ])??"
        rf"(?:-u|-U|-l|--user(?:name)?|/u:)[ =]?[\"']?({_USER})(?![\w:%])",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.-])(?:psql|pg_\w+|createdb|sqlcmd|bcp|ftp|ssh|sftp|plink|rlogin|sudo|runas)[ ](?:[^\r\n|;]{{0,120}}?[ ])??(?:-U|-l|-u|/user:)[ =]?[\"']?({_USER})(?![\w:%])"),
    re.compile(rf"\brasdial[ ]+(?:\"[^\"\r\n]{{1,80}}\"|\S+)[ ]+({_USER})(?![\w:])", re.IGNORECASE),
    re.compile(rf"(?<=[ ])/(?:user|u):[\"']?({_USER})(?![\w:])", re.IGNORECASE),
    re.compile(
        r"\b(?:credentials?|passwords?|login|log-?on|sign-?in|authentication|session|ticket|challenge|push|lockout|identifiants?"
        r"|mot de passe|connexion|authentification)(?:[ ][^\W\d_]{2,12}){0,2}[ ](?:for|of|by|pour|de|par)[ ](?:the )?(?:user |account )?"
        rf"(?:[\"'«][ ]?({_USER})[ ]?[\"'»]|((?=[\w.@-]*(?:\d|\w[._-]\w))[^\W\d_][\w.-]{{2,40}})(?![\w:/\\@(]))",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:user(?:name)?|account|utilisateur|compte|login)[ =:]{{0,2}}<({_USER})>", re.IGNORECASE),
    re.compile(rf"\bRecordName:\s{{1,4}}({_USER})(?!\S)", re.IGNORECASE),
)  # fmt: skip
_KEYCHAIN = re.compile(r"\"(?:acct|srvr|sdmn|labl)\"<blob>=\"([^\"\r\n\ue000]{2,80})\"", re.IGNORECASE)
_SCANNED = re.compile(rf"(?<!\S)(\S{{3,32}})[ \t]+{_MAC}[ \t]+-\d{{2,3}}[ \t]+\d")  # a list of Wi-Fi networks
_GECOS = re.compile(r"(?<=:)\d{1,6}:\d{1,6}:([^:\r\n]{3,100}):(?=[/~])")
_REAL = re.compile(r"\bRealName:\s{1,4}([^\r\n:\"\\\ue000]{3,60})(?=$|[\r\n\\\"])", re.IGNORECASE | re.MULTILINE)
_TASK = re.compile(
    r"\b(?:task|t[âa]che)(?: name)?[ :]{1,3}\\*[\"']?\\{1,4}([^\"'\r\n\ue000]{3,120}?)(?=\\*[\"']|$)",
    re.IGNORECASE | re.MULTILINE,
)
_TUNNEL = re.compile(
    r"\b(?:dev|interface|wg-quick (?:up|down)|wg show)[ ](?:wg|tun|tap|vpn|ipsec|ppp)[_-]([A-Za-z][\w-]{2,30})",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![\\\w:/.-])([A-Z][A-Za-z0-9-]{2,24})\\{1,4}(?=\ue000[\ue100-\uf8ff]\ue001)")
_GROUP = re.compile(r"\b(?:group|tunnel-?group|group-?policy|profile)[ =:]{0,2}<([\w. &-]{3,60})>", re.IGNORECASE)
_WORD = r"[^\W\d_][\w'’-]{1,24}"
_BESIDE = re.compile(
    r"\b(?:user(?: ?name)?|full ?name|utilisateur|nom d['’]utilisateur|account|owner|for|of|from|by|pour|par|de)[ ]{0,2}:?[ ]+"
    rf"({_WORD}(?:[ ]{_WORD}){{1,4}})[ ]\(([^\W_][\w.-]{{2,32}})\)",
    re.IGNORECASE,
)
_AFTER_PERSON = re.compile(r"\ue000([\ue100-\uf8ff])\ue001[ ]?[(\[<]([^\W_][\w.-]{2,32})[)\]>]")


def hide_beside(scrub: Scrub, names: Pseudonyms) -> None:
    """Computers beside addresses and in the places for them, before the addresses themselves are hidden."""
    scrub.each(_ON_ADDRESS, lambda match: _shared(match, names))
    for pattern in _COLUMNS:
        scrub.each(pattern, lambda match: _lettered(match.group(1), names), 1)
    for pattern in _NAMED:
        scrub.each(pattern, lambda match: _host(match.group(1), names), 1)
    scrub.each(_REPOSITORY, lambda match: _repository(match.group(1), names), 1)
    spans = []
    for match in scrub.find(_PASSFILE):
        spans += [(*match.span(2), names.person(match.group(2))), (*match.span(3), names.secret(match.group(3)))]
    scrub.at(spans)
    scrub.each(_KEYCHAIN, lambda match: None if is_ours(match.group(1), names) else names.person(match.group(1)), 1)
    scrub.each(_SCANNED, lambda match: None if is_word(match.group(1)) else names.ssid(match.group(1)), 1)
    for pattern in (_GECOS, _REAL):
        scrub.each(pattern, lambda match: _full(match.group(1), names), 1)
    scrub.each(_TASK, lambda match: _task(match.group(1), names), 1)
    scrub.each(_HASHED, lambda match: _user(match.group(1), names), 1)
    spans = []
    for match in scrub.find(_BESIDE):
        login = None if is_plain_word(match.group(2)) else _user(match.group(2), names)
        full = any(is_given(word, sure=True) or not is_word(word) for word in match.group(1).split())
        if login and full and not any(is_program(word) for word in match.group(1).split()):
            spans += [(*match.span(1), names.person(match.group(1))), (*match.span(2), login)]
    scrub.at(spans)


def hide_given(scrub: Scrub, names: Pseudonyms) -> None:
    """Accounts that commands and messages are given, and the columns of logs for them."""
    for pattern in (*_LOGGED, *_GIVEN):
        scrub.any(pattern, lambda text: _user(text, names))
    scrub.any(_DIALLED, lambda text: None if is_word(text) or is_ours(text, names) else names.ssid(text))
    scrub.each(_TUNNEL, lambda match: None if is_plain_word(match.group(1)) else _user(match.group(1), names), 1)
    scrub.each(_ALONE, lambda match: _domain(match.group(1), names), 1)
    scrub.each(_GROUP, lambda match: None if is_word(match.group(1)) else names.person(match.group(1)), 1)


def hide_logins(scrub: Scrub, names: Pseudonyms) -> None:
    """The account in brackets behind somebody's name."""
    if scrub.found:
        scrub.each(
            _AFTER_PERSON,
            lambda match: (
                _user(match.group(2), names)
                if scrub.stands_for(match.group(1)).startswith("user-") and not is_plain_word(match.group(2))
                else None
            ),
            2,
        )


def _shared(match: re.Match[str], names: Pseudonyms) -> str | None:
    lead, address, joint, path = match.groups()
    return f"{lead}{names.address(address) or address}{joint}{names.label('[path]', path)}"


def _lettered(text: str, names: Pseudonyms) -> str | None:
    """A computer where a word could stand too: with a digit or a hyphen, and no adapter."""
    if "." in text or not re.search(r"\d|-", text) or _ADAPTER.fullmatch(text):
        return None
    return _host(text, names)


def _host(text: str, names: Pseudonyms) -> str | None:
    if not any(map(str.isalpha, text)) or (is_plain_word(text) and "." not in text) or is_program(text):
        return None
    if re.match(r"[nrt][A-Z]", text) or text.casefold() in THINGS or is_ours(text, names) or is_harmless(text):
        return None  # an escaped end of a line stands before a word
    return computer_or_none(text, names)


def _full(text: str, names: Pseudonyms) -> str | None:
    """A whole name and what stands behind it; None for one of a service."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    if is_ours(text, names) or any(is_program(word) or word.casefold() in SERVICES for word in words):
        return None
    odd = [word for word in words if not is_word(word)]
    return names.person(text) if len(words) > 1 and (odd or is_given(words[0], sure=True)) else None


def _task(path: str, names: Pseudonyms) -> str | None:
    """The folder of a task of the system's own stays."""
    words = re.findall(r"[^\W\d_]{3,}", path)
    if path.casefold().startswith("microsoft") or not any(not (is_word(word) or is_program(word)) for word in words):
        return None
    return None if "\\" not in path.rstrip("\\") else names.label("[path]", path)


def _domain(text: str, names: Pseudonyms) -> str | None:
    return None if text.casefold() in NOT_ACCOUNTS or is_plain_word(text) else _host(text, names)


def _repository(path: str, names: Pseudonyms) -> str | None:
    parts = path.split("/")
    if all(is_program(part) or is_word(part) for part in parts) or is_ours(parts[0], names):
        return None
    return names.label("[path]", path)


def _user(text: str, names: Pseudonyms) -> str | None:
    bare = text.strip("\"' ").rstrip(".")
    folded = bare.casefold()
    if folded in NOBODY or folded in WORDS or folded in SERVICES or is_harmless(bare) or is_ours(bare, names):
        return None
    if not any(map(str.isalpha, bare)) or is_program(bare) or (bare.isalpha() and bare.islower() and is_word(bare)):
        return None
    return names.person(bare) + text[len(text.rstrip(".")) :] if text[:1] not in "\"'" else names.person(bare)
