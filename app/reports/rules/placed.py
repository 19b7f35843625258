"""Words that nobody knows where programs write a value: behind "=", in quotes, tags and paths, behind "user" and "peer"."""

import re
from collections.abc import Iterator

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import is_given
from app.reports.rules.harmless import is_harmless
from app.reports.rules.name import is_common
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import CAMEL, is_word

_EQUALS = re.compile(
    r"(?<![\w&?])[\w.-]{1,30}(?: = |=)[\"']?([^\s,;:\"'<>&|()\[\]{}=/\\\ue000%$]{3,60}(?: [A-Z][\w-]*)*)"
)
_KIND_OF = re.compile(
    r"\w*(?:type|state|status|result|reason|op|opcode|class|level|method|mode|event|flags?|proto)[ ]?=", re.IGNORECASE
)
_QUOTED = re.compile(
    r"(?<![\w\\])(?<!service )(?<!module )(?<!process )(?<!driver )(?:\"([^\"<>{}\r\n:=;/\\\ue000]{3,40})\"|'([^'<>{}\r\n:=;/\\\ue000]{3,40})'(?!\w))(?!\s*[:=])",
    re.IGNORECASE,
)
_TAGGED = re.compile(r"<(?:[A-Za-z]\w*:)?[A-Za-z]\w{1,40}>([^<>\ue000]{3,60})</")
_FOLDER = re.compile(r"(?<=[\w\ue001])\\{1,4}([^\\/\r\n\"'<>|:;,?*=\ue000]{3,60})(?=$|\\|[\"'<>,;]|\s)", re.MULTILINE)
_REST = re.compile(
    r"\ue000([\ue100-\uf8ff])\ue001[ ]([^\W\d_][\w'’ -]{1,40})(?=[/\\])|(?<=\ue001 )([^\W\d_][\w'’-]{2,30})(?= \()"
)
_SAID = re.compile(
    r"(?:(?<![\w-])(?:user|peer|account|login|logon|identity|compte|utilisateur|usermod(?: -\w+)*(?: \w+)?|net user|sudo -u|su -|runas /user:"
    r"|kinit|passwd|chown|id|finger|for peer|nick(?:name)?|member)[ ]+|^>[ ]?)((?![-/])[\w.@-]{3,40})(?![\w\\:(=])",
    re.IGNORECASE | re.MULTILINE,
)
_NICK = re.compile(
    r"\b(?:nick(?:name)?|pseudo|surnom|handle|screen[ _]?name|gamertag)[ ]{0,2}[=:][ ]?[\"']?([\w.-]{3,40})",
    re.IGNORECASE,
)
_ROW = re.compile(r"^[ \t]*\*[ \t]+((?:\S+ ){0,3}\S+)(?=\s{2,})", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?<![\w])(?!ssrc)\w*(?:ip|addr|host|src|dst|peer)\w*[ ]?[=:][ ]?\"?(0x[0-9a-f]{8}|[1-9]\d{7,9})(?![\w.])",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"(?<!\S)(?:ldap\w+|mount|smbclient|mysql\w*|psql|xfreerdp|rdesktop|nmcli|openvpn|vpncli|rasdial|curl|wget|ssh\w*)\b[^\r\n]*?[ ]"
    r"(?:-w|-p|--?pass\w*|/p:|-P)[ =]?((?=[^\s\ue000]*(?:\d|[^\w/\s.-]))[^\s\ue000/-][^\s\ue000]{4,60})"
)
_PARTS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FILE = re.compile(
    r"\.(?:exe|dll|sys|py|c|cpp|h|go|rs|js|so|log|ini|conf|cfg|xml|json|pem|crt|cer|service|inf|msi|cat|txt|ovpn|lnk|plist|app|efi|pac|dat)$",
    re.IGNORECASE,
)
_CONSTANT = re.compile(r"(?i:0x\w+|[0-9a-f]{8,})")
_FOREIGN = re.compile(
    r"[\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufaff][\u0300-\u1fff\u2c00-\ud7ff\uf900-\ufaff]*(?:[ ·.-][\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufaff]+)*"
)
_NUMERAL = (
    r"(?:z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante"
    r"|cinquante|soixante|septante|huitante|octante|nonante|cents?|zero|oh|one|two|three|four|five|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    r"|double|triple|plus)"
)
_SPOKEN = re.compile(rf"(?<![\w-]){_NUMERAL}(?:(?:[ ,.-]{{1,2}}(?:et )?){_NUMERAL}){{4,24}}(?![\w-])", re.IGNORECASE)
_LONG_ID = re.compile(
    r"\b(?:\w*[ _-])?(?:id|number|num[ée]ro|no|n°|nr|nummer|num|ref|r[ée]f[ée]rence|utr|siret|siren|tva|vat|nif|sim|compte|account)\b[\"']?[ .]*"
    r"(?:is|est|n°|[:=#])?[ ]*\"?((?:[A-Z]{1,4}[ -]?)?\d(?:[ ./-]?\d){7,19}(?:[ /-]?[A-Z0-9]{1,3})?)(?![\w]|\.\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?<![\w.,-])((?:\d{1,4}[ .-]){1,4})(?=\ue000([\ue100-\uf8ff])\ue001)")
_IN_PATH = re.compile(
    r"(?<=/)(?!(?:16000|24000|32000|44100|48000|90000|96000|192000)(?:/\d)?(?![\d/]))\d{5,12}(?=[/?\s]|$)"
)  # a rate of a codec is none: "opus/48000/2"
_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|(?<=\ue001 )[A-Za-z]{1,2}\d[A-Za-z\d]? \d[A-Za-z]{2})(?![\w-])"
    r"|(?<=\ue001)(?:,? [^\W\d_][\w-]{2,20}){1,2},? [A-Za-z]{1,2}\d[A-Za-z\d]? \d[A-Za-z]{2}(?!\w)"
)
SHORTEST = 3
FEW = 3  # words of a value; what has more is a sentence


def hide_placed(scrub: Scrub, names: Pseudonyms) -> None:
    """Unknown words in the places of values."""
    if not scrub.text.isascii():
        scrub.each(_FOREIGN, lambda match: names.person(match.group()))  # the app speaks English and French
    scrub.each(_SPOKEN, lambda match: names.label("[phone]", match.group()))
    scrub.each(_ADDRESS, lambda match: names.label("[address]", match.group(1)), 1)
    scrub.each(
        _LONG_ID,
        lambda match: (
            None if is_harmless(match.group(1)) or not match.group(1).strip("0") else names.identifier(match.group(1))
        ),
        1,
    )
    scrub.each(_NICK, lambda match: None if is_harmless(match.group(1)) else names.person(match.group(1)), 1)
    scrub.each(_IN_PATH, lambda match: names.identifier(match.group()))
    if scrub.found:
        scrub.each(
            _BEFORE,
            lambda match: (
                names.identifier(match.group(1)) if scrub.stands_for(match.group(2)) in ("[phone]", "[id]") else None
            ),
            1,
        )
    scrub.each(_POSTCODE, lambda match: names.label("[place]", match.group()))
    scrub.each(_OPTION, lambda match: names.secret(match.group(1)), 1)
    scrub.each(
        _REST,
        lambda match: (
            names.person(match.group(2))
            if match.group(2) and scrub.stands_for(match.group(1)).startswith("user-")
            else None
        ),
        2,
    )
    for pattern in (_EQUALS, _QUOTED, _TAGGED, _FOLDER, _SAID, _ROW, _REST):
        spans = []
        for match in scrub.find(pattern):
            group = match.lastindex
            if pattern is _EQUALS and match.group(1).isupper() and _KIND_OF.match(match.group()):
                continue
            if group and not _is_plain(match.group(group), names):
                spans += [
                    (match.start(group) + start, match.start(group) + end, new)
                    for start, end, new in _strange(match.group(group), names)
                ]
        if spans:
            scrub.at(sorted(spans))


def _is_plain(value: str, names: Pseudonyms) -> bool:
    bare = value.strip(" .,;\"'*")
    return (
        len(bare) < SHORTEST
        or is_harmless(bare, quoted=True)
        or is_common(bare, names)
        or _FILE.search(bare) is not None
        or _CONSTANT.fullmatch(bare) is not None
    )


def _strange(value: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """The tokens of a value that have a part that nobody knows; of one that is a sentence none."""
    tokens = list(re.finditer(r"[^\s\ue000-\uf8ff]+", value))
    odd = [token for token in tokens if is_strange(token.group().strip(".,;:!?()"), names)]
    if len(tokens) > FEW and len(odd) * 2 < len(tokens) and not any(token.group()[:1].isupper() for token in odd):
        return
    for token in odd:
        yield token.start(), token.end(), names.person(token.group())


def is_strange(token: str, names: Pseudonyms) -> bool:
    """Whether a part of a token is no known word, of a name of a program neither."""
    if _is_plain(token, names):
        return False
    for part in _PARTS.findall(token):
        if len(part) >= SHORTEST and not is_word(part) and not is_word(CAMEL.sub(" ", part)):
            return True
        if not part.isascii() and any(ord(char) > 0x24F for char in part):  # noqa: PLR2004  # beyond Latin
            return True
    parts = _PARTS.findall(token)
    return (
        len(parts) > 1 and any(is_given(part, shouted=True) for part in parts) and re.search(r"[._]", token) is not None
    )
