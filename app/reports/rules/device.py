"""Which computer, network, printer or telephone: names that people and firms give to their things; names of files."""

import re

from app.reports.identity import NOBODY, tells
from app.reports.product import adapter_words, is_product, is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.inventory import hide_boxes, hide_inventory
from app.reports.rules.known import BENIGN_DOCUMENTS, NOT_HOSTS
from app.reports.rules.person import pattern_of
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_QUOTED = r"\"[^\"\r\n]{1,64}\"|'[^'\r\n]{1,64}'|«[^»\r\n]{1,64}»|“[^”\r\n]{1,64}”"
_SSID_LINE = re.compile(
    r"^(?:b(?=[\"']))?[\\\"' \t|*]*(?:SSID(?: \d+)?|ESSID|(?:All User |Current User )?Profile"
    r"|Profil(?: Tous les utilisateurs)?|Current Wi-?Fi Network|Current Network|R[ée]seau Wi-?Fi"
    r"|802-11-wireless\.ssid|ssid|Name|Nom(?: du r[ée]seau)?)[ .\t]*[:=][ \t]*(?![ \t\"'\ue000])([^\r\n]+?)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SSID = re.compile(
    rf"\bE?SSID(?: ?\d+| name)?\b\s*[:=]?\s*[:=]\s*({_QUOTED}|[^\s,;\"'\ue000][^\r\n,;\"'\ue000]{{0,31}})",
    re.IGNORECASE,
)
_SSID_QUOTED = re.compile(
    rf"\b(?:E?SSID|(?:wi-?fi|wireless|wlan)(?: network| connection)?|network|r[ée]seau(?: (?:wi-?fi"
    rf"|sans fil))?|hotspot|access-points:|point d['’]acc[eè]s"
    rf"|profile|profil|connection|connexion|connected to|connect[ée] [àa]u?|associated with|joining"
    rf"|rejoindre)\s*:?\s+({_QUOTED})",
    re.IGNORECASE,
)
_SSID_WORD = re.compile(
    r"\b(?:wi-?fi network|r[ée]seau wi-?fi|wi-?fi (?:(?:is |est )?(?:called|named|appel[ée]e?|nomm[ée]e?)|s['’]appelle)"
    r"|connected to (?:wireless )?(?:network|ssid)|network (?:named|called)|r[ée]seau (?:appel[ée]|nomm[ée])"
    r"|SSID(?: is| est)?|partage de connexion|hotspot)[ \t]+((?-i:(?=\S*[A-Z0-9_-])[A-Za-z0-9À-ÿ][\w.À-ÿ'’!-]{2,31}))",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"<name>([^<>\r\n\ue000]{1,64})</name>(?=\s*<SSIDConfig)|\bscutil --get \w*Name\s+([\w.-]{3,63})", re.IGNORECASE
)
_JOINED = re.compile(r"(?<!\w)(?:wl\w{1,14}|wifi\d?|wi-fi|en\d|ath\d): connected to ([^\r\n\ue000\"']+)", re.IGNORECASE)
_BOX = re.compile(
    r"(?<![\w.@/])(?:(?:Livebox|Freebox|Bbox|SFR|NUMERICABLE|neuf|DartyBox|FRITZ!Box|BTHub\d?|BTWholeHome"
    r"|VodafoneWiFi|MagentaWLAN|o2-WLAN|NETGEAR\d*)[-_ ]"
    r"|(?:Orange|OrangeBusiness|TP-?LINK|SKY|VM|Vodafone|Linksys|dlink|D-Link|HUAWEI|ASUS|PLUSNET|TALKTALK|EE"
    r"|Xfinity|ATT|Spectrum\w*|Proximus|telenet"
    r"|Sunrise|UPC|Ziggo|AndroidAP|Galaxy|Redmi)[-_])(?=\w*\d"
    r"|(?-i:[A-Z]{4}))[A-Za-z0-9]{3,}(?:[-_][A-Za-z0-9]+)*(?![\w.])",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?<![\w-])(?:host ?name|(?:static|pretty|transient|icon|local|bonjour|netbios|smb"
    r"|dns)?[ _-]?host[ _-]?name|computer[ _-]?name|localhostname|machine[ _-]?name"
    r"|device[ _-]?name|node[ _-]?name|nodename|host name|system name|workstation(?: name)?"
    r"|nom (?:de l['’]h[ôo]te|d['’]h[ôo]te|de l['’]ordinateur|de l['’]appareil"
    r"|du (?:poste|p[ée]riph[ée]rique|syst[èe]me|serveur))|h[ôo]te|ordinateur|pc|poste|server name"
    r"|client name|source host|src[_-]?host|shost|dhost|hostname is"
    r"|netbios[ _-]?\w*|(?<!error )domain(?: name)?|(?:nom de )?domaine|workgroup|logonserver|userdomain"
    r"|computer|(?:primary |connection-specific )?dns suffix(?: search list)?"
    r"|suffixe dns \w+|suffixe dns propre [àa] la connexion|liste de recherche du suffixe dns|record name"
    r"|nom d['’]enregistrement)"
    rf"[\"']?[ .\t]*[:=][ \t]*({_QUOTED}|[A-Za-z0-9_][\w.À-ÿ'’-]{{1,63}})",
    re.IGNORECASE,
)
_SYSLOG = re.compile(
    r"^(?:b(?=[\"']))?[\"'\s]*(?:<\d+>)?(?:\d+ )?(?:[a-z][a-zûé]{2,4}\.? +\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)?"
    r"|\d{4}-\d\d-\d\d(?:T| (?=\S+ \S+ [^:\s]+\[\d))\d\d:\d\d:\d\d\S*) "
    r"(?!\S+[:=] )([a-z][\w.-]{1,63}) (?=[\w./@() -]{1,40}(?:\[\d+\])?: )",
    re.MULTILINE | re.IGNORECASE,
)
_UNAME = re.compile(r"\b(?:Linux|Darwin) (?!version\b)([\w.-]{2,63}) (?=\d+\.\d+)")
_ASSET = re.compile(
    r"(?<![\w./@-])(?:(?:DESKTOP|LAPTOP|WIN|MININT|WORKSTATION|PC|LT|NB|WS|WKS|LAP|DT|POSTE|PORT|ORD|MAC|MBP"
    r"|IMAC|SRV|SERVER|FS|DC|AD|NAS|CLT|NOTEBOOK|TABLET|VDI|CPT|STN)\d{0,3}"
    r"[-_](?=[\w-]*[\dA-Z])[A-Z0-9]+(?:[-_][A-Z0-9]+)*|(?!\w*-?(?:AES|SHA|CBC|GCM|DES|RSA|ECDSA"
    r"|PSK)\b)[A-Z]{2,6}-[A-Z]{2,5}-\d{3,})(?![\w])",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<![\w-])(?:-computername|-vmname|workstation|computer|machine|poste|ordinateur|pc|host|server|serveur)[ ]"
    r"((?=[\w-]*[a-z])(?=[\w-]*\d)[A-Za-z][\w-]{4,40})(?![\w.:/-])",
    re.IGNORECASE,
)
_ASSET_WORDS = re.compile(
    r"(?:pc|port|win|mac|server|tablet|desktop|laptop|workstation|poste|ad|nas|dc)\d*[-_](?:[a-z]+)(?:[-_][a-z]+)*",
    re.IGNORECASE,
)
_THING = (
    r"(?:iPhone|iPad|MacBook(?:[ -](?:Pro|Air))?|iMac|Mac(?:[ -](?:mini|Studio|Pro))?|PC|ordinateur|portable"
    r"|laptop|computer|AirPods(?: (?:Pro|Max))?|Galaxy(?: [\w+]+)?|Pixel(?: \w+)?|Watch|Apple Watch|casque"
    r"|[ée]couteurs|t[ée]l[ée]phone|phone|tablette|tablet|imprimante|printer|Surface(?: \w+)?|ThinkPad"
    r"|headset|headphones|earbuds|Buds|enceinte|speaker|HomePod|Apple TV|TV|Bose \w+)"
)
_OF = re.compile(
    rf"(?<![^\W_])({_THING}[ _-](?:de|d['’]|of|du|von)[ _-]?)([^\W\d_][\w’'-]+(?:[ -](?-i:[A-ZÀ-ÖØ-Þ])[\w’'-]+)*)",
    re.IGNORECASE,
)
_OFS = re.compile(
    rf"(?<![\w])([^\W\d_][\w-]{{1,20}}(?: (?-i:[A-ZÀ-ÖØ-Þ])[\w-]+)?)(?=['’]s[ -]{_THING})"
    rf"|(?<![\w])((?-i:[A-ZÀ-ÖØ-Þ])[\w]{{2,20}})(?=s-{_THING})",
    re.IGNORECASE,
)
_UNC = re.compile(r"(?<![\\\w:])\\{2,16}([A-Za-z0-9_][\w.-]{1,62})((?:\\{1,8}[^\\\r\n\"'<>|:;,?*\ue000]+)+)")
_SMB = re.compile(r"(?<![:\w/])//([A-Za-z0-9_][\w.-]{1,62})/([\w.$-]+(?:/[\w.$-]+)*)")
_PRINTER = re.compile(
    rf"\b(?:printer(?: name)?|imprimante|nom de l['’]imprimante|print(?:er)? queue"
    rf"|file d['’]impression)\b[\"']?[ .\t]*(?:[:=]|is|est)?[ \t]+({_QUOTED}"
    rf"|(?-i:(?=[\w-]*[A-Z0-9-])[A-Za-zÀ-ÿ][\w.À-ÿ-]{{3,40}})(?: (?-i:[A-Z0-9][\w-]*)){{0,4}})",
    re.IGNORECASE,
)
_NAMED_PRINTER = re.compile(
    r"\b(?:printer(?: name)?|imprimante)\b[ ]?[:=][ ]?([^\r\n\"'(:,;=\ue000]{3,40}?)(?=[ ]?(?:$|[(,;]))",
    re.IGNORECASE | re.MULTILINE,
)
_BLUETOOTH = re.compile(
    rf"\b(?:bluetooth(?: device| headset)?|paired(?: device)?|alias|appareil"
    rf"|p[ée]riph[ée]rique)\b[\"']?\s*[:=]?\s+({_QUOTED})",
    re.IGNORECASE,
)
_KINDS = (
    r"docx?|docm|xlsx?|xlsm|pptx?|pdf|od[tsp]|csv|msg|eml|pst|ost|kdbx|accdb|mdb|jpe?g|png|heic|mp4|mov|mp3"
    r"|m4a|vcf|ics|rtf|pages|numbers"
    r"|key(?=\W*(?:$|-))|zip|7z|rar|txt|ovpn|rdp|pfx|p12"
)
_KIND = re.compile(rf"\w\.(?:{_KINDS})\b", re.IGNORECASE)
_CAPITAL = r"(?-i:[A-ZÀ-Ü0-9])[\wÀ-ÿ'’()&-]{0,24}[ ](?:(?:-|–|de|du|des|la|le|of|et|and|for|pour)[ ])?"
_DOCUMENT = re.compile(
    rf"(?<![^\s\\/:*?\"'<>|,;=()\[\]\ue001])((?:{_CAPITAL}){{0,6}}[^\s\\/:*?\"'<>"
    rf"|,;=()\[\]\ue000]{{1,80}})\.({_KINDS})\b(?![\w/-])",
    re.IGNORECASE,
)
_OFFICE = ("doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "odt", "ods")
_QUOTED_DOCUMENT = re.compile(
    rf"(?<=[\"'«“])\s?([^\"'«»“”\r\n\\/:\ue000]{{1,80}})\.({_KINDS})(?=\s?[\"'»”])", re.IGNORECASE
)
_IN_FOLDER = re.compile(
    rf"(?<=[\w\ue001 ][\\/])([^\\/:*?\"'<>|\r\n=;\ue000]{{1,40}}[ ][^\\/:*?\"'<>|\r\n=;\ue000]{{1,60}})\.({_KINDS})\b(?![\w/-])",
    re.IGNORECASE,
)
_QUIET_DOCUMENT = re.compile(
    rf"(?<![^\s])((?:[^\s.\\/:*?\"<>|,;=()\ue000]{{1,24}} ){{1,2}}[^\s\\/:*?\"'<>"
    rf"|,;=()\[\]\ue000]{{1,80}})\.({_KINDS})\b(?![\w/-])",
    re.IGNORECASE,
)  # where no capital says where the title begins
_DEFAULT = re.compile(
    r"(?:(?:wired|ethernet|wi-?fi|wireless(?: network)?|local area|mobile broadband|bluetooth(?: network)?|vpn|dsl|broadband) connection"
    r"|connexion (?:filaire|ethernet|wi-?fi|au r[ée]seau local|r[ée]seau(?: sans fil| bluetooth)?|vpn|haut d[ée]bit(?: mobile)?|dsl)"
    r"|auto ethernet|thunderbolt (?:bridge|ethernet)|usb (?:ethernet|10/100/1000 lan|10/100 lan)|(?:v)?ethernet|r[ée]seau|network"
    r"|r[ée]seau non identifi[ée]|unidentified network|bridge|tether|hotspot|ifupdown"
    r"|eduroam|govroam|FreeWifi(?:_secure)?|SFR WiFi (?:FON|Mobile)|xfinitywifi|BTWi-?fi|invit[ée]|guest|default|par d[ée]faut"
    r"|BSSID|MODE|CHAN|RATE|SIGNAL|BARS|SECURITY|RSSI)"
    r"[ ]?(?:\([\w -]{1,20}\))?\*?[ ]?\d{0,3}",
    re.IGNORECASE,
)
"""What systems call connections themselves."""

LONG_ENOUGH = 3


def hide_networks(scrub: Scrub, names: Pseudonyms) -> None:
    """Names of Wi-Fi networks: known ones, those that a word announces, and those that boxes come with."""
    for ssid in sorted(names.all_ssids(), key=len, reverse=True):
        if tells(ssid):
            scrub.each(pattern_of(ssid), lambda _, ssid=ssid: names.ssid(ssid))  # type: ignore[misc]
    if any(
        word in scrub.text.casefold() for word in ("ssid", "wlan", "wi-fi", "wifi", "airport", "network:", "profil")
    ):
        scrub.each(_SSID_LINE, lambda match: _ssid(match.group(1), names), 1)
    for pattern in (_SSID, _SSID_QUOTED, _SSID_WORD, _JOINED):
        scrub.each(pattern, lambda match: _ssid(match.group(1), names), 1)
    scrub.each(_PROFILE, lambda match: match.group(1) and _ssid(match.group(1), names), 1)
    scrub.each(_PROFILE, lambda match: match.group(2) and computer_or_none(match.group(2), names), 2)
    scrub.each(_BOX, lambda match: names.ssid(match.group()))
    hide_boxes(scrub, names)


def hide_devices(scrub: Scrub, names: Pseudonyms) -> None:
    """Names of computers, printers, shares and things, and of documents."""
    scrub.each(_UNC, lambda match: f"\\\\{_server(match.group(1), names)}\\{_share(match.group(2))}")
    scrub.each(_SMB, lambda match: f"//{_server(match.group(1), names)}/{_share(match.group(2))}")
    if _KIND.search(scrub.text):
        scrub.each(_QUOTED_DOCUMENT, lambda match: _document(match, names))
        if scrub.text == scrub.text.lower():
            scrub.each(_QUIET_DOCUMENT, lambda match: _document(match, names) if match.group(2) in _OFFICE else None)
        scrub.each(_IN_FOLDER, lambda match: None if is_word(match.group(1)) else _document(match, names))
        scrub.each(_DOCUMENT, lambda match: _document(match, names))
    for pattern in (_SYSLOG, _UNAME):
        scrub.each(pattern, lambda match: computer_or_none(match.group(1), names), 1)
    scrub.each(_CALLED, lambda match: computer_or_none(match.group(1), names), 1)
    scrub.each(_HOST, lambda match: computer_or_none(match.group(1), names), 1)
    scrub.each(_OF, lambda match: _owner(match.group(2), names), 2)
    scrub.any(_OFS, names.person)
    scrub.each(_NAMED_PRINTER, lambda match: _called_printer(match.group(1), names), 1)
    for pattern in (_PRINTER, _BLUETOOTH):
        scrub.each(pattern, lambda match: _thing(match.group(1), names), 1)
    scrub.each(
        _ASSET,
        lambda match: (
            None
            if _ASSET_WORDS.fullmatch(match.group()) and not any(c.isdigit() for c in match.group())
            else computer_or_none(match.group(), names)
        ),
    )
    hide_inventory(scrub, names)


def _ssid(text: str, names: Pseudonyms) -> str | None:
    value = text.strip().strip("\"'«»“” ")
    if not value or "\ue000" in value or value.casefold() in WORDS | NOBODY or value in names.names.words:
        return None
    if is_default(value) or (value[-1].isdigit() and value.isalnum() and adapter_words(value)[1]):
        return None  # "docker0"
    return names.ssid(value)


def is_default(value: str) -> bool:
    """Whether systems or providers call a connection so themselves."""
    return _DEFAULT.fullmatch(value) is not None


def computer_or_none(text: str, names: Pseudonyms) -> str | None:
    """Another name for a computer; None for what is none, or is IT's own."""
    value = text.strip("\"'«»“” .")
    folded = value.casefold()
    if (
        not value
        or folded in NOBODY
        or folded in WORDS
        or names.names.is_own(value)
        or value in names.names.words
        or folded in NOT_HOSTS
    ):
        return None
    if is_harmless(value) or value.isdigit() or not any(char.isalpha() for char in value) or len(value) < LONG_ENOUGH:
        return None
    return names.host(value) if "." in value.strip(".") else names.computer(value)


def _owner(text: str, names: Pseudonyms) -> str | None:
    """A name behind "AirPods de": with a capital, or a known one."""
    first = text.partition(" ")[0]
    return names.person(text) if text[:1].isupper() or is_given(first, sure=True) or not is_word(first) else None


def _server(text: str, names: Pseudonyms) -> str:
    """Another name or address for the computer that has a share: no later rule looks at it."""
    return names.address(text) or computer_or_none(text, names) or text


def _share(path: str) -> str:
    return "[path]" if path.strip("\\/") else ""


def _called_printer(text: str, names: Pseudonyms) -> str | None:
    """A printer's own name, where one of its words is nobody's else."""
    strange = any(_is_strange(word) for word in re.split(r"[\s_-]+", text))
    return _thing(text, names) if strange else None


def _is_strange(word: str) -> bool:
    return (
        word.isalpha() and word[1:] in (word[1:].lower(), word[1:].upper()) and not (is_word(word) or is_program(word))
    )


def _thing(text: str, names: Pseudonyms) -> str | None:
    value = text.strip("\"'«»“” ")
    if is_harmless(value) or value.casefold() in NOT_HOSTS or is_product(value):
        return None
    return names.thing(value)


def _document(match: re.Match[str], names: Pseudonyms) -> str | None:
    title, kind = match.group(1), match.group(2)
    if title.casefold().strip("/.") in BENIGN_DOCUMENTS or title.startswith("\ue000"):
        return None
    if (
        kind.casefold() in ("txt", "zip", "png", "key", "ovpn", "7z")
        and " " not in title
        and title == title.lower()
        and title.replace("-", "").replace("_", "").isalpha()
    ):
        return None  # a file of a program
    return f"{names.label('[file]', title)}.{kind}"
