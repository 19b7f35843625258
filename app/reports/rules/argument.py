"""What a command is given: the computer that it asks for, and the names that a chat writes before what is said."""

import re

from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.cue import CONTINUES
from app.reports.rules.device import computer_or_none
from app.reports.rules.given import is_given, may_be_given
from app.reports.rules.harmless import is_harmless
from app.reports.rules.known import PARTICLES, SERVICES, THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_COMPUTER = r"[\"']?([A-Za-z0-9](?=[\w-]*[A-Za-z])[\w-]{2,62})(?![\w@/\\(=]|\.\w|-\w)"
_OPTIONS = r"(?:[ ]+-[\w-]+(?:[ ]+\d+)?){0,3}"
_HOSTS = (
    re.compile(
        rf"(?<![\w./-])(?:nslookup|ping6?|tracert|traceroute6?|tracepath|mtr|pathping|telnet|ssh|dig|host|nbtstat|psexec|wakeonlan"
        rf"|Enter-PSSession|Resolve-DnsName|Test-Connection|Test-NetConnection|arping|nmap){_OPTIONS}(?::[ ]*|[ ]+){_COMPUTER}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w-])(?:-(?:ComputerName|TargetName|CN|VMName|Server|HostName)[ :]+|/(?:v|server|s):){_COMPUTER}", re.IGNORECASE),
    re.compile(
        r"\b(?:pinging[ ]+|(?:connect(?:ing|ed|ion)?|route|login|logon) to (?:host |server |computer )"
        r"|(?:resolve|find|reach|unknown|resolving|contact) (?:the )?(?:host(?: ?name)?|computer|server)[ :]+"
        r"|(?:l['’]h[ôo]te|l['’]ordinateur|requ[êe]te ['\"]?ping['\"]? (?:sur|vers))[ ]+|envoi d['’]une requ[êe]te ['\"]?ping['\"]? (?:sur|[àa]|vers) )"
        + _COMPUTER,
        re.IGNORECASE,
    ),
)  # fmt: skip
_SHARED = re.compile(r"//\ue000([\ue100-\uf8ff])\ue001/([\w.$-]+(?:/[\w.$-]+)*)")
_WORD = r"[^\W\d_][\w'’.-]{1,24}"
_NAME = rf"({_WORD}(?:[ ]{_WORD}){{0,3}})"
_CHAT = (
    re.compile(rf"^[ \t]*(?:\[?\d\d:\d\d(?::\d\d)?\]?[ ]+)?<{_NAME}>(?=[ ])", re.MULTILINE),
    re.compile(rf"^[ \t]*\[\d\d?[:h]\d\d(?::\d\d)?\][ ]+{_NAME}[ ]?:(?=[ ])", re.MULTILINE),
    re.compile(rf"^[ \t]*{_NAME}[ ]{{1,4}}[\[(]?\d\d?[:h]\d\d(?::\d\d)?[\])]?[ \t]*$", re.MULTILINE),
)
_HEARD = re.compile(
    r"(?<![\w-])(?:(?:assigned|issued|lent|handed|belongs|attribu[ée]e?|affect[ée]e?|pr[êe]t[ée]e?|remise?)[ ](?:to|[àa])|(?:vue?s?|voir|parl[ée]r?|discut[ée]r?|échang[ée]r?|travaill[ée]r?|seen|spoken?|talk(?:ed)?|check(?:ed)?|work(?:ed|s)?)[ ](?:avec|with|to)"
    r"|(?:demand(?:e|ez|er|é)|dit|dites|parle[rz]?|[ée]cri(?:t|re|vez|s)|envoy(?:ez|er|é)|adress(?:ez|er|é))[ ][aàAÀ]"
    r"|(?:asked|told|ask|tell|contacte[rz]?|contact|appele[rz]|pr[ée]vene[rz]|call))[ ]+([^\W\d_][\w'’-]{2,20}[ ][^\W\d_][\w'’-]{2,20})"
    r"(?=[ ]*(?:$|[,.;!?)\r\n]|(?:hier|ce|au|aux|a|du|de|chez|qui|pour|yesterday|today|this|about|on|in|from|at|who|for)\b))",
    re.IGNORECASE | re.MULTILINE,
)
_DOES = re.compile(
    r"^[ \t]*([^\W\d_][\w'’-]{2,20}[ ][^\W\d_][\w'’-]{2,20})[ ](?=(?:has|had|says|said|told|is having|does(?:n['’]t| not) have|a (?:le|la|les|dit|un|une|eu|aussi)"
    r"|n['’]a|n['’]arrive|m['’]a|me dit|also has)\b[ ]\w)",
    re.IGNORECASE | re.MULTILINE,
)


def hide_arguments(scrub: Scrub, names: Pseudonyms) -> None:
    """Computers that commands and their errors name, and the rest of what lies on a hidden one."""
    for pattern in _HOSTS:
        scrub.each(pattern, lambda match: _host(match.group(1), names), 1)
    if scrub.found:
        scrub.each(
            _SHARED,
            lambda match: names.label("[path]", match.group(2)) if scrub.stands_for(match.group(1)).startswith(("host-", "10.", "172.", "192.168.")) else None,
            2,
        )  # fmt: skip


def hide_speakers(scrub: Scrub, names: Pseudonyms) -> None:
    """Who speaks in a chat, and who is spoken to or of: a given name and a word that may be a family's."""
    for pattern in _CHAT:
        scrub.each(pattern, lambda match: _speaker(match.group(1), names), 1)
    for pattern in (_HEARD, _DOES):
        scrub.each(pattern, lambda match: _heard(match.group(1), names), 1)


def _host(text: str, names: Pseudonyms) -> str | None:
    if is_word(text.replace("-", " ")) or is_program(text) or text.casefold() in THINGS or text.casefold() in SERVICES:
        return None
    return None if is_ours(text, names) or is_harmless(text) else computer_or_none(text, names)


def _speaker(text: str, names: Pseudonyms) -> str | None:
    words = [word for word in text.split() if word.casefold() not in PARTICLES]
    if not words or any(is_program(word) or word.casefold() in THINGS for word in words) or is_ours(text, names):
        return None
    odd = [word for word in words if not is_word(word)]
    if not odd and not (len(words) > 1 and is_given(words[0], sure=True)):
        return None
    return names.person(text) if is_given(words[0], sure=True) or len(odd) * 2 >= len(words) else None


def _heard(text: str, names: Pseudonyms) -> str | None:
    words = text.split()
    if any(is_program(word) or word.casefold() in THINGS or is_ours(word, names) for word in words):
        return None
    return names.person(text) if may_be_given(words[0]) and words[1].casefold() not in CONTINUES else None
