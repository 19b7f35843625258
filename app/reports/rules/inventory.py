"""Names of computers, servers and accounts that are known by their form alone, without a word that announces them."""

import re

from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import THINGS
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_EDGE = r"(?<![\w.%/@&#$~+\\-])"
_END = r"(?![\w-]|\.\w|/\w|\()"
_MACHINE = re.compile(
    r"(?<![\w./@%-])(?:thinkpad|thinkbook|ideapad|macbook|imac|elitebook|probook|zbook|latitude|optiplex|precision"
    r"|inspiron|vostro|xps|pavilion|zenbook|vivobook|chromebook|surface|laptop|desktop|notebook|workstation|portable"
    r"|pc|poste|iphone|ipad|pixel)-(?:(?:pro|air|mini|max|book|laptop|go|de|d|of|du|von)-){0,3}(\w+(?:-\w+){0,3})"
    r"(?![\w-]|/\w)",
    re.IGNORECASE,
)
_MODEL = re.compile(r"[a-z]{0,2}\d{1,4}[a-z]{0,2}\d?", re.IGNORECASE)
_DRAWN = re.compile(r"(?=\w*\d)(?=\w*[a-z])\w{6,}|\d{5,}", re.IGNORECASE)
_WINDOWS = re.compile(rf"{_EDGE}W1[01]-(?=[0-9A-Z]*\d)[0-9A-Z]{{6,10}}{_END}", re.IGNORECASE)
_SITE = re.compile(rf"{_EDGE}[A-Z]{{2,4}}(?:-[A-Z]{{2,4}}){{2,3}}-\d{{3,6}}{_END}", re.IGNORECASE)
_KINDS = frozenset(["lt", "dt", "pc", "ws", "nb", "lap", "dsk", "wks", "srv", "vm", "tab", "po", "pf"])
_METHODS = frozenset(
    "aes sha rsa dhe psk cbc gcm des ecdh dss md id iso ieee std rfc cve err msg sec bug utc gmt".split()  # noqa: SIM905  # a list has one word a line
)
_GLUED = re.compile(rf"{_EDGE}([A-Z]{{3,10}})\d{{5,8}}{_END}", re.IGNORECASE)
_NOT_GLUED = frozenset(
    """
    aadsts asn bcm bcmwl chg cve err errno inc kba msg mtk ora prb qcnfa req ritm rfc rtl sctask task tkt tps tusb usn
    utc vlan win winerror wsa wsae hresult kb stop build ssid psk hsts pid tid epoch crc
    """.split()  # noqa: SIM905  # a list has one word a line
)
_SERVER = re.compile(
    rf"{_EDGE}(?:(?!eu-|us-|ap-)[a-z]{{2,10}}\d?-(?:prd|prod|ppd|ppr|preprod|rct|uat|stg|hpr)-?\d{{1,3}}"
    r"|(?:vm|vms|esx|esxi|svr|sv|rds|sql|ctx|tse|erp|bdd)-[a-z]{2,10}-?\d{1,3}"
    r"|(?!lib|my|ms)[a-z]{1,6}(?:bkp|fic|sql|rds|erp|ldap|ged|imp|nas|prd|srv|exch|ctx|tse|crm|sap|paie|compta|bdd|esx"
    rf"|wsus|sccm|adfs|dc)\d{{2,3}}){_END}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?<![\w.%/@&$~+-])(?![vrq])[a-z]\d{{5,7}}{_END}", re.IGNORECASE
)  # as firms give accounts: a letter and a number
_CODE = re.compile(
    r"(?:error|erreur|code|build|rev|revision|event|err|status|stop|bug|version|firmware|model|ref)s?[ :=#(\"']{1,3}\Z",
    re.IGNORECASE,
)
_INITIAL = re.compile(rf"{_EDGE}(?:([a-z]{{4,14}})_(?!t\b)[a-z]|[a-z]\.([a-z]{{4,16}}))(?![\w-]|\.\w|\()")
_GIVEN = re.compile(rf"{_EDGE}([a-z]{{3,14}})\.([a-z]{{4,20}}){_END}", re.IGNORECASE)
_TUNNEL = re.compile(
    r"(?<![\w./@-])(?:wg|vpn)-([a-z][a-z0-9-]{2,20})(?![\w.-])"
    r"|(?<![\w./@-])([a-z][a-z0-9]{3,20})-(?:vpn|wireguard|wg)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?<![\w.@/-])(?:(?:SKY(?=[0-9A-F]*\d)[0-9A-F]{5}|VM\d{7}|BT-(?=[A-Z0-9]*\d)[A-Z0-9]{6})(?!\.\w)"
    r"|(?:TALKTALK|PLUSNET|NETGEAR|HYPEROPTIC|FREEBOX|LIVEBOX|BBOX)-?(?=[0-9A-F]*\d)[0-9A-F]{4,8})(?![\w-])",
    re.IGNORECASE,
)
_INSTANCE = re.compile(
    r"(?:USB|PCI|HID|BTH\w*|USBSTOR)\\{1,4}(?:\ue000[\ue100-\uf8ff]\ue001|[\w&.-]{4,80})\\{1,4}(?!\d{1,2}&[0-9a-f]{5,9}(?![0-9a-z]))([\w.&-]{6,40})",
    re.IGNORECASE,
)  # the serial number of a device, where the system has not made one itself: "5&2f1a3b4c&0&3"
_HOUSE = re.compile(r"(?<![\w.@/-])wi-?fi_([a-z]['’]?[^\W\d_]{3,24})(?![\w(.])", re.IGNORECASE)
FEWEST = 4  # letters of a word that is somebody's, where only that it is unknown tells


def hide_boxes(scrub: Scrub, names: Pseudonyms) -> None:
    """Names of Wi-Fi networks as providers print them on their boxes, and those that say whose the network is."""
    scrub.each(_BOX, lambda match: names.ssid(match.group()))
    scrub.each(_HOUSE, lambda match: None if is_word(match.group(1)) else names.ssid(match.group()))


def hide_inventory(scrub: Scrub, names: Pseudonyms) -> None:
    """Computers, servers and tunnels by the form of their names."""

    def computer(match: re.Match[str]) -> str | None:
        return (
            None
            if names.names.is_own(match.group()) or _is_ours(match.group(), names)
            else names.computer(match.group())
        )

    scrub.each(_INSTANCE, lambda match: names.identifier(match.group(1)), 1)
    scrub.each(_MACHINE, lambda match: computer(match) if _is_somebodys(match.group(1)) else None)
    scrub.each(_WINDOWS, computer)
    scrub.each(_SITE, lambda match: computer(match) if _is_site(match.group()) else None)
    scrub.each(_GLUED, lambda match: computer(match) if _is_glued(match) else None)
    scrub.each(_SERVER, lambda match: computer(match) if _is_server(match.group()) else None)
    scrub.any(_TUNNEL, lambda text: _tunnel(text, names))


def hide_logins(scrub: Scrub, names: Pseudonyms) -> None:
    """Accounts by the form of their names: p123456, wodjan_k, k.wodjan, wodjan.klopp."""
    scrub.each(_NUMBERED, lambda match: _numbered(match, names))
    scrub.each(_INITIAL, lambda match: _login(match, names) if _is_unknown(match.group(1) or match.group(2)) else None)
    scrub.each(_GIVEN, lambda match: _login(match, names) if _is_person(*match.group(1, 2)) else None)


def _is_ours(text: str, names: Pseudonyms) -> bool:
    return any(text.casefold() in word.casefold() for word in names.names.words)


def _is_unknown(word: str) -> bool:
    return len(word) >= FEWEST and not is_word(word) and not is_program(word) and word.casefold() not in THINGS | WORDS


def _is_somebodys(text: str) -> bool:
    """Whether what follows the kind of machine is no model and no word."""
    parts = [part for part in re.split(r"[-_]", text) if part]
    return any(
        not _MODEL.fullmatch(part)
        and (
            _DRAWN.fullmatch(part)
            or (part.isalpha() and (is_given(part) or (len(part) >= FEWEST - 1 and not is_word(part))))
        )
        for part in parts
    )


def _is_site(text: str) -> bool:
    parts = text.casefold().split("-")[:-1]
    if not _METHODS.isdisjoint(parts) or not (text.isupper() or text.islower()):
        return False
    return not _KINDS.isdisjoint(parts) or any(not is_word(part) for part in parts)


def _is_glued(match: re.Match[str]) -> bool:
    """Three letters or more and five digits or more, as in no number of a fault, a chip or a commit."""
    head, whole = match.group(1).casefold(), match.group()
    if head in _NOT_GLUED or is_harmless(whole) or set(whole.casefold()) <= set("0123456789abcdef"):
        return False
    return head.endswith(("nb", "lt", "ws")) or not is_word(head)


def _is_server(text: str) -> bool:
    letters = [part for part in re.findall(r"[a-z]+", text.casefold()) if len(part) > FEWEST]
    if "-" in text and not re.search(r"-(?:prd|prod|ppd|ppr|preprod|rct|uat|stg|hpr)-?\d", text, re.IGNORECASE):
        return not any(map(is_word, letters))  # "sql-server-16"
    return "-" in text or not is_word(re.sub(r"\d", "", text))


def _tunnel(text: str, names: Pseudonyms) -> str | None:
    parts = re.split(r"[-\d]+", text)
    return names.interface(text) if any(map(_is_unknown, parts)) and not _is_ours(text, names) else None


def _numbered(match: re.Match[str], names: Pseudonyms) -> str | None:
    before = match.string[max(match.start() - 14, 0) : match.start()]
    if _CODE.search(before) or is_harmless(match.group()) or _is_ours(match.group(), names):
        return None
    return names.person(match.group())


def _login(match: re.Match[str], names: Pseudonyms) -> str | None:
    return None if _is_ours(match.group(), names) else names.person(match.group())


def _is_person(given: str, family: str) -> bool:
    return is_given(given) and (_is_unknown(family) or is_given(family))
