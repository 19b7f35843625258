"""Numbers and marks of people, things and places: by the word before them, or by a form that nothing else has."""

import re

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.cue import continues
from app.reports.rules.device import computer_or_none
from app.reports.rules.number import PLACE
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_ID = re.compile(
    r"(?<![^\W_])(?:(?:meeting|webinar|conference|session|teamviewer|anydesk|rustdesk|partner)[ _-]?(?:id"
    r"|address|adresse)?"
    r"|(?:id|num[ée]ro|n°) de (?:la )?(?:r[ée]union|conf[ée]rence)|PTO|prise optique|cell[ _-]?id|cid|e?nb/cellid"
    r"|cni|carte (?:nationale )?d['’]identit[ée]|carte (?:sim|vitale)|id card|passeport|passport|ni|nino"
    r"|national insurance"
    r"|ssn|social security|(?:numéro |n° ?)?national(?: id| number)?|avs|ahv|dni|nie|bsn|nif|pesel|id number|national id|s[ée]curit[ée] sociale|nir|permis(?: de conduire)?|driv(?:er['’]?s?|ing) licen[cs]e"
    r"|num[ée]ro d['’]identit[ée]|immatriculation|immatricul[ée]e?|plaque(?: d['’]immatriculation)?|(?:number |licen[cs]e )?plate"
    r"|contrat|contract|dossier|sinistre|(?:commande|order|facture|invoice|r[ée]f[ée]rence)(?=[ ]*(?:n[°o]|num|id\b|#))|inventaire|inventory|asset(?:[ _-]?tag)?|[ée]tiquette(?: inventaire)?|immobilisation"
    r"|(?:num[ée]ro|r[ée]f[ée]rence|n°|id)[ ]?(?:de |d['’])?(?:client|abonn[ée]e?|contrat|dossier"
    r"|employ[ée]e?|salari[ée]e?"
    r"|adh[ée]rent|ligne)|(?:customer|client|subscriber|contract|employee|staff|member|account|policy)[ _-]?(?:number"
    r"|num|no|id|ref(?:erence)?)|employeenumber|matricule|badge|serial(?:[ _-]?(?:number|no))?|num[ée]ro de s[ée]rie"
    r"|device[ _-]?id|iccid|imsi|subscriber id|wallet|rib|iban|card number|carte bleue)"
    r"(?:[ \t]*\([^()\r\n]{1,20}\))?[\"']?"
    r"(?:[ \t]*(?:number|num[ée]ro|no\b\.?|n°|nr\b|id\b|is\b|est\b|le\b|[^\W\d_]{2,12} (?=est\b|is\b|:)"
    r"|[:=#.\"'«]|-(?=[ \t]))){0,6}"
    r"[ \t]*((?=[^\r\n]{0,12}\d)(?:(?-i:[A-Z]{1,4})[ -]?)?[\w%+./@-]*\d[\w%+./-]*(?:[ -]{1,2}"
    r"(?=[A-Z0-9-]*\d|(?-i:[A-Z]{1,4}\b))"
    r"(?![a-z]{5})[A-Za-z0-9][\w-]{0,7}(?![\w:=])){0,12})",
    re.IGNORECASE,
)
_FEWEST = 4  # digits, or letters in capitals, of such a number
_LONG = 9  # digits of a number with points in it; a version has fewer
_BARE_SERIAL = re.compile(
    r"(?i:\b(?:serial(?: ?(?:number|no))?|num[ée]ro de s[ée]rie|n° de s[ée]rie|s/n|service tag)(?![^\W_]))(?: \([^()]*\))?"
    r"[ .:=]*(?:is|est)?[ ]*([A-Z0-9]{6,20}|[A-Z0-9]{2,6}(?:[ -][A-Z0-9]{1,6})+)(?![\w-])"
)
_PLATE = re.compile(
    r"(?<![\w-])(?!(?:KB|EV|ID|CP|TS)-)[A-Z]{2}-\d{3}-[A-Z]{2}(?![\w-])"
    r"|(?<=\s)(?<=plate )[A-Z]{2}[- ]?[\d-]{2,4}[- ]?[A-Z -]{2,6}(?!\w)"
    r"|(?<=plaque )[A-Z]{2}[- ]?\d{2,3}[- ]?[A-Z]{2,3}(?!\w)"
    r"|(?<=immatricul[ée]e )\w{1,3}(?:[ -]+\w{1,3}){2,5}",
    re.IGNORECASE,
)
_PLATE_TOLD = re.compile(
    r"\b(?:immatricul\w+|plaque(?: d['’]immatriculation)?|(?:number |licen[cs]e |registration )?plate|registration)"
    r"[ ]?(?:number|n°|num[ée]ro)?[ :]{1,4}((?=[\w -]{0,12}\d)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,3})(?!\w)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?<![\w-])(?!000|9\d\d)\d{3}-\d{2}-\d{4}(?![\w-])"  # United States, social security
    r"|(?<![\w-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)"  # United Kingdom, insurance
    r"|(?<![0-9A-Za-z])[0-9A-F]{6}-[\w%+. ]{2,30}-(?=\w*\d)\w{6,}",  # a box in TR-069
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:\b(?:(?:user|device|enter(?: the)?|this|my|your|mon|votre|le|ce|saisi\w*(?: le)?"
    r"|entre[rz](?: le)?)[ _-]code|code)"
    r"[\"']?[ \t]*(?:is|est|[:=])?[ \t]*[\"']?)((?-i:[A-Z0-9]{4}-[A-Z0-9]{4})|[A-Z0-9]{4}-[A-Z0-9]{4}(?= at | sur )|"
    r"(?<=[_ ]code.)[B-DF-HJ-NP-TV-XZ0-9]{4}-[B-DF-HJ-NP-TV-XZ0-9]{4})(?![\w-])"
    r"|\b(?:MFA|2FA|OTP|SMS|(?:use|enter|your|my|mon|votre|le) (?:\w+ )?)[ ]?code(?: is"
    r"| est)?[ :=]*(\d[\d -]{3,8}\d)(?![\w.])"
    r"|(?<!error )(?<!exit )(?<!status )(?<!response )(?<!result )(?<!reason )(?<!stop )\bcode[ ]?[:=][ ]?(\d{6}|\d{8})(?![\w.])"
    r"|\b(?:token|code|passcode|otp|tokencode)[ :=]{1,3}(\d{3}[ -]\d{3})(?![\w.-])"
    r"|(?<![\w-])(G-\d{4,6}(?:-\d\d)?)(?![\w-])",
    re.IGNORECASE,
)
_WIFI_CODE = re.compile(r"\bWIFI:(?:[STPHRIAEU]+:(?:\\.|[^;\\\r\n])*;){1,8};?", re.IGNORECASE)
_HASH = re.compile(
    r"\$(?:[1567y]|2[abxy]?|gy|7|md5|sha1|argon2\w*|pbkdf2[\w-]*|scrypt|bcrypt\S*)\$[^\s:,;\"'<>\ue000]{8,}"
    r"|(?i:\b(?:NT(?:LM)?|LM|password|mot de passe)[ -]?hash[ :=]+)([\w./$+-]{16,}|\w{4}(?: [\w./]{1,4}){3,})"
)
_GROUPED = re.compile(r"(?<![\w-])(?=[A-Z-]*\d)[A-Z0-9]{4}(?:-[A-Z0-9]{4}){4,7}(?![\w-])", re.IGNORECASE)
_PLACE = re.compile(
    r"(?<![\w/:])///[^\W\d_]{3,20}\.[^\W\d_]{3,20}\.[^\W\d_]{3,20}"
    r"|(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])",
    re.IGNORECASE,
)
_AT = r"(?:[ ](?-i:AT)[ ]|[ ]?[(\[{<][ ]?(?:at|@|arobase|arobas|a)[ ]?[)\]}>][ ]?|[ ](?:arobase|arobas)[ ]|(?<=[a-z0-9])[ ]@[ ](?=[\w-]+\.[a-z]))"
_DOT = r"(?:[ ]?[(\[{](?:dot|point|\.)[)\]}][ ]?|[ ](?:dot|point)[ ]|\.)"
_SPELT_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{2,64}}{_AT}[\w-]+(?:{_DOT}[\w-]+)+"
    r"|(?<![\w.+-])[\w.+-]{2,64} at [\w-]+(?: (?:dot|point) (?:com|net|org|fr|eu|de|be|ch|uk|io|me))+(?!\w)"
    r"|(?i:(?<=mail is )|(?<=mail : )|(?<=mail: )|(?<=moi : )|(?<=me at )"
    r"|(?<=mail est ))[\w.+-]{2,64} at [\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.+-])(?=[\w+-]*[\d._])[a-z][\w.+-]{2,63} at [\w-]{2,}\.(?:fr|com|net|org|eu|de|be|ch|uk|io|me)(?![\w.])",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"(?<![\w/@.-])(?:(?:[\w-]+\.)*(?:meet\.google\.com|zoom\.us|teams\.(?:microsoft|live)\.com|webex\.com"
    r"|whereby\.com"
    r"|meet\.jit\.si|gotomeet\.me|livestorm\.co|drive\.google\.com|docs\.google\.com|dropbox\.com|1drv\.ms|we\.tl"
    r"|wetransfer\.com|forms\.gle|sharepoint\.com|calendly\.com|t\.me|wa\.me|discord\.gg))/([^\s\"'<>\ue000]{3,200})",
    re.IGNORECASE,
)
_DRIVE = re.compile(
    r"\b(?:OneDrive|SharePoint|Google Drive|Dropbox) (?:-|–) ?([^\\/\r\n\"'<>"
    r"|:;\ue000]{2,60})(?=[\\/])",
    re.IGNORECASE,
)
_POOLS = re.compile(
    r"(?<=[\\/])(?:spool[\\/]mail[\\/]|Volumes[\\/]Users[\\/]|spool[\\/]cron[\\/]|Volumes[\\/])([^\\/\s:\"'`,;<>|*?\ue000]+)",
    re.IGNORECASE,
)
_DYNAMIC = re.compile(
    r"(?<![\w.-])[\w-]+\.(?:synology\.me|myds\.me|diskstation\.me|myqnapcloud\.com|duckdns\.org|ddns\.net"
    r"|hopto\.org|no-ip\.\w+"
    r"|freeboxos\.fr|myfritz\.net|dyndns\.\w+|zapto\.org|tailscale\.net|ts\.net)(?!\w)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title>[^<>\r\n]*?\b(?:de |d['’]|of |du )([^<>\r\n]+?)(?= - [^<]*<|<)", re.IGNORECASE)
_BOX_OF = re.compile(
    r"\b(?:Livebox|Freebox|Bbox|SFR Box|box|wi-?fi|NAS|r[ée]seau|VPN|Ethernet|tunnel)[ ](?:de |d['’]|of )"
    r"((?-i:[A-ZÀ-Þ][\w’'-]{2,}))",
    re.IGNORECASE,
)
_SPELT_ADDRESS = re.compile(
    r"\b(?:ip|addr|address|adresse|inet_addr|host|remote addr|https?:/)(?:[ _-]?(?:hex|dec|\(decimal\)|\(hex\)))?[ :=/]{1,3}"
    r"(0x[0-9a-f]{8}|(?:[1-9]\d{7,8}|[1-3]\d{9}|4[0-2]\d{8}))(?![\w.])",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"\b(?:sur le|on the|au) wi-?fi[ ]((?:chez|famille|maison|the"
    r"|family)[ ][\w'’À-ÿ-]+(?:[ ]\d{1,4})?)",
    re.IGNORECASE,
)
_MY_NAME = re.compile(
    r"\b(?:mon|my|le|the|ce|this) (?:pc|ordinateur|poste|computer|laptop|portable"
    r"|mac)(?: name)? (?:s['’]appelle|se nomme"
    r"|is (?:called|named)|is|est)[ ]+(?=[\w-]*\d)([\w-]{4,40})",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?<![\\\w:])\\{2}([A-Za-z0-9_][\w.-]{1,62})\\((?:(?! /)[^\r\n\"<>|:;,?*\ue000])+)")
_FOLDER = re.compile(
    r"[\\/](?:Desktop|Documents|Bureau|Downloads|T[ée]l[ée]chargements|Images|Pictures|Vid[ée]os|Music|Musique)[\\/]{1,4}"
    r"([^\\/\r\n\"'<>|:;,?*\ue000]+(?:[\\/][^\r\n\"'<>|:;,?*\ue000]+)?)",
    re.IGNORECASE,
)
_PRINTER = re.compile(
    r"\b(?:printer|imprimante)\b[ :]+[^\r\n,;:]{0,40}?\b(?:de |d['’]|of )((?:(?-i:[A-ZÀ-Þ])"
    r"|(?=[\w-]*\d))[\w'’À-ÿ]+(?:-[\w]+)*)(?= |$|[,.;\r\n])",
    re.IGNORECASE,
)
_AWS = re.compile(r"(?<![\w.-])ip-(\d{1,3}(?:-\d{1,3}){3})(?=[.\s]|$)", re.IGNORECASE)
_CRESCENT = re.compile(
    r"\b\d{1,4}[a-d]?,?[ ](?:[A-Z][\w'’-]+[ ]){1,3}(?:crescent|grove|hill|park|row|mews|walk|gate|parade"
    r"|circle|parkway"
    r"|highway|boulevard|blvd|pkwy|trail|loop|place|gardens|green|view|rise|quay)\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:habite|demeure|r[ée]side|vis|live|located|living)s?[ ](?:[àa]|au|in|at)[ ](\d{5}[ ][^\W\d_][\w'’-]+)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:date[ _]?of[ _]?birth|birth[ _]?date|birthday|dob|born(?: on)?|date[ _]?de[ _]?naissance|n[ée]{1,2}(?:\(e\))? le|anniversaire)[\"']?[ ]*"
    r"(?:is|est|le|on|[:=]|[ \"']){0,4}[ ]*(\d{1,4}(?:[-/. ]{1,2}\d{1,4}){2,5}|[a-zéû]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [a-zéûäí]{3,10}\.? \d{4})",
    re.IGNORECASE,
)
_DN = re.compile(r"\b(?:CN|UID)=((?:[^,\\\r\n\"\ue000]|\\.)*\\,(?:[^,\\\r\n\"\ue000]|\\.)*)", re.IGNORECASE)
_MORE_OF = re.compile(
    r"\b(?:Bose|Sony|Jabra|Galaxy|Pixel|Redmi|JBL|Logitech)[ ][\w-]{1,10} (?:de |d['’]|of )([^\W\d_][\w'’-]{2,})",
    re.IGNORECASE,
)


def hide_marks(scrub: Scrub, names: Pseudonyms) -> None:
    """What has a form of its own, before links and host names are looked for in it."""
    text = scrub.text
    scrub.each(_PLACE, lambda match: names.label(PLACE, match.group()))
    if ":" in text or "$" in text or "ash" in text.casefold():
        scrub.each(_WIFI_CODE, lambda match: names.secret(match.group()))
        scrub.each(_HASH, lambda match: names.secret(match.group(1) or match.group()), 0)
    if scrub.has(" at ", "at)", "at]", "at}", "at>", "arobas", " @ ", "(@", "[@", "(a)", "[a]"):
        scrub.each(_SPELT_MAIL, lambda match: names.label("[mail]", match.group()))
    if "/" in text or "\\" in text:
        scrub.each(_MEETING, lambda match: names.secret(match.group(1)), 1)
        for pattern in (_DRIVE, _POOLS):
            scrub.each(pattern, lambda match: _unless(match.group(1), names, "[path]"), 1)
        scrub.each(_FOLDER, lambda match: _in_folder(match, names), 1)
        scrub.each(_SHARE, lambda match: _shared(match, names))
    scrub.each(_SPELT_ADDRESS, lambda match: names.label("[address]", match.group(1)), 1)
    scrub.each(_DYNAMIC, lambda match: names.host(match.group()))
    scrub.each(_AWS, lambda match: (names.address(match.group(1).replace("-", ".")) or "x").replace(".", "-"), 1)
    scrub.each(_DN, lambda match: names.person(match.group(1)), 1)


def hide_numbered(scrub: Scrub, names: Pseudonyms) -> None:
    """Numbers behind the words for them, and numbers of a country's form."""
    for pattern in (_PLATE, _FORM):
        scrub.each(pattern, lambda match: names.identifier(match.group()))
    scrub.each(_PLATE_TOLD, lambda match: names.identifier(match.group(1)), 1)
    scrub.each(_GROUPED, lambda match: names.secret(match.group()))
    scrub.any(_CODE, names.secret)
    scrub.each(_BORN, lambda match: names.identifier(match.group(1)), 1)
    scrub.each(_BARE_SERIAL, lambda match: None if continues(match.group(1)) else names.identifier(match.group(1)), 1)
    scrub.each(_ID, lambda match: names.identifier(match.group(1)) if _is_number(match.group(1)) else None, 1)
    for pattern in (_TITLE, _BOX_OF, _PRINTER, _MORE_OF):
        scrub.each(pattern, lambda match: _named(match.group(1), names), 1)
    scrub.each(_NETWORK, lambda match: names.ssid(match.group(1)), 1)
    scrub.each(_MY_NAME, lambda match: names.computer(match.group(1)), 1)
    for pattern in (_CRESCENT, _LIVES):
        group = pattern.groups
        scrub.each(pattern, lambda match, group=group: names.label(PLACE, match.group(group)), group)  # type: ignore[misc]


def _shared(match: re.Match[str], names: Pseudonyms) -> str | None:
    path = _unless(match.group(2), names, "[path]")
    return path and f"\\\\{computer_or_none(match.group(1), names) or match.group(1)}\\{path}"


def _in_folder(match: re.Match[str], names: Pseudonyms) -> str | None:
    """What lies in somebody's folder; on the desktop of all only what is no program's."""
    text = match.group(1)
    shared = re.search(r"[\\/]Public[\\/]?$", match.string[max(match.start() - 9, 0) : match.start()])
    if shared and text.casefold().endswith((".lnk", ".url")) and is_word(text[:-4]):
        return None
    return names.label("[path]", text)


def _is_number(text: str) -> bool:
    digits = sum(map(str.isdigit, text.strip("0-")))
    return digits >= (_LONG if "." in text.strip(".") else _FEWEST)


def _named(text: str, names: Pseudonyms) -> str | None:
    return None if continues(text) or text in names.names.words else names.person(text)


def _unless(text: str, names: Pseudonyms, shown: str) -> str | None:
    folded = text.strip().casefold()
    return (
        None
        if folded in ("macintosh", "personal", "personnel", "root", "tabs", "system") or "[" in text
        else names.label(shown, text)
    )
