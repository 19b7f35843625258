"""Which numbers in a sentence say only how much, when or which version; every other one may be somebody's."""

import re

from app.reports.product import adapter_words, is_program
from app.reports.rules.constant import is_constant, is_twice
from app.reports.rules.known import THINGS
from app.reports.rules.vocabulary import is_word

_UNITS = (
    r"%|‰|€|\$|£|euros?|dollars?|ms|ns|[µμu]s|s|secs?|seconds?|secondes?|min|mins|minutes?|mn|h|hrs?|hours?|heures?|days?|jours?|j|weeks?|semaines?"
    r"|months?|mois|years?|ans?|ann[ée]es?|[kmgt]?(?:i?b|o)(?:its?|ytes?)?(?:/s|ps)?|[kmgt]bits?(?:/s)?|octets?|bytes?|bits?|fps|images?"
    r"|hz|[kmg]hz|dbm?|px|°c?|m|cm|mm|km|m²|m2|kg|g|w|v|a|mah|pings?|paquets?|packets?|lines?|lignes?|people|personnes?|persons?|users?"
    r"|utilisateurs?|postes?|pcs?|collègues?|colleagues?|times?|fois|tries|essais?|tentatives?|attempts?|calls?|appels?|clients?|messages?"
    r"|mails?|fichiers?|files?|pages?|points?|onglets?|tabs?|sauts?|hops?|participants?|employees?|employés?|salariés?|gens|other|autres"
)
_AFTER = re.compile(rf"[ ]?(?:{_UNITS})(?![^\W\d_])", re.IGNORECASE)
_WITH = re.compile(
    rf"[-+~<>≈]?\d+(?:[.,:/-]\d+)*[ ]?(?:{_UNITS}|x|k|[KMG]|e|[èe]me|er|[èe]re|nd|th|st|rd|g|p|am|pm|ch)(?:\d{{0,2}})?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d{1,2}(?:[h:]\d{0,2}){1,2}(?:[.,]\d+)?(?:[-/]\d{1,2}[h:]\d{0,2})?|\d{1,2}[ap]m|\d{1,2} ?h ?\d{0,2}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:20)?[23]\d)?|20[23]\d-\d\d-\d\d|[01]?\d/[0-3]?\d/20[23]\d"
)
_SMALL = re.compile(r"[#-]?\d{1,2}(?:[.,/-]\d{1,2})?")
_ROUND = re.compile(
    r"[1-9]\d?0{2,5}|[1-9]0{2,6}|1024|1280|1400|1420|1450|1472|1480|1492|1500|512|256|128|720|1080|1440|2160|1920|365|360|802|404|403"
)
_PORTS = frozenset(
    [
        "110",
        "143",
        "389",
        "443",
        "445",
        "465",
        "500",
        "514",
        "587",
        "636",
        "993",
        "995",
        "1080",
        "1194",
        "1701",
        "1723",
        "3128",
        "3389",
        "3478",
        "4443",
        "4500",
        "5060",
        "5061",
        "8000",
        "8080",
        "8443",
        "8888",
        "51820",
        "10443",
    ]
)
_ELISION = re.compile(r"^(?:[dlnmstjc]|qu)['’]", re.IGNORECASE)
_KNOWN_ERRORS = frozenset(
    """
    400 401 403 404 405 407 408 409 410 413 421 425 429 431 500 501 502 503 504 505 507 511 520 521 522 523 524 525 526
    530 531 532 535 550 551 553 554 601 602 619 623 628 629 631 633 638 645 647 649 650 651 678 691 718 720 721 734 736
    741 742 756 766 768 778 781 783 789 792 798 800 801 806 807 809 812 813 814 815 828 835 850 853 868 13801 13806 13868
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Status codes of HTTP (RFC 9110) and SMTP, and errors of remote access in Windows (raserror.h)."""

_YEAR = re.compile(r"(?:199[5-9]|20[0-3]\d)")
_VERSION = re.compile(r"v?\d{1,5}(?:\.\d{1,5}){1,3}", re.IGNORECASE)
_SHORT_VERSION = re.compile(
    r"\d{1,3}\.\d{1,3}\.(?!(?:19|20)\d\d$)\d{1,5}(?:\.\d{1,5})?|v?\d{1,2}(?:\.\d{1,2}){1,3}|v\d+(?:\.\d+)*",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"(?:erreurs?|errors?|errno|statut?s?|status|http|https|codes? d['’]erreur|error codes?|code erreur|r[ée]ponse|response|event(?: ?id)?"
    r"|[ée]v[ée]nement|ports?|tcp|udp|mtu|mss|vlan|versions?|ver|v|build|release|windows|win|macos|mac os|ios|android|ubuntu|debian|fedora|linux"
    r"|office|rfc|ieee|wi-?fi|canal|channel|ipv|kb|stop|raison|reason|exception|hresult|retour|returned?|exit code|ttl|over|sur|on|of|de"
    r"|entre|et|and|[àa]|to|than|que|environ|about|vers|around)[ ]*(?:is|est|n°|no\.?|[:=#«\"'(\[])?[ ]*[«\"'(]?$",
    re.IGNORECASE,
)
_WEAK = re.compile(r"(?:over|sur|on|of|de|entre|et|and|[àa]|to|than|que|environ|about|vers|around)[ ]*$", re.IGNORECASE)
_SECRET = re.compile(
    r"(?:\bcode|cvv|cvc|cryptogramme|digicode|\bpin|interphone|porte|door|gate|badge|otp|mfa|2fa|card|carte)\b[^.;\ue000]{0,24}$",
    re.IGNORECASE,
)
_ERROR_CODE = re.compile(
    r"\b(?:errors?|erreurs?|status|statut|http|stop|exit|sortie|event|retour|returned|exception|response|r[ée]ponse|reasons?|raison|result|r[ée]sultat"
    r"|wsa\w*|ntstatus|hresult|(?<=error )state|disconnect\w*|clos(?:e|ed|ure)|ferm\w+|websocket|failed|[ée]chou[ée]e?|[ée]chec|\w*error\w*|\w*status)\b[^.;]{0,16}$",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:gives?|shows?|says?|returns?|gets?|donne|affiche|indique|renvoie|dit)[ ](?:me |us |the |a |le |un |moi |parfois )?code\b[^.;]{0,24}$",
    re.IGNORECASE,
)  # what a program says; a person has a code
_MAIL_CODE = re.compile(r"[245]\d\d [245]\.\d{1,2}\.\d{1,3}(?!\d)")  # RFC 3463
_SPAN = re.compile(r"\d{1,4}(?:ms|min|mn|s|sec|d|%)")
_SOURCE = re.compile(
    r"(?<![\w-])(?:esent|netlogon|dns|gpo|dfsr|lsasrv|w32time|vss|schannel|kerberos|tcpip|ntfs|disk|volsnap|bthusb|rasclient|rasman|dhcp|ndis"
    r"|wlan-autoconfig|winlogon|wininit|whea|smbclient|kernel-power|ms-diagnostics|sip code|msg|perflib|dcom|msiinstaller)[ :]{1,2}$",
    re.IGNORECASE,
)  # what writes into the log of Windows stands before the number of its message
_BUILD = re.compile(r"\b(?:build|release|version|revision|rev)[ :=(]{1,2}$", re.IGNORECASE)
_CODE = re.compile(
    r"0x[0-9a-f]{1,8}|code=-?\d{1,5}|-\d{1,5}|(?:aadsts|kb|wsae|hresult|err|cve|rfc|http|https|error|erreur|event|x)[-_ ]?\d+(?:-\d+)?|(?:error|erreur|err|code|errno|status|event)[:=]-?\d{1,6}|[ems]_?\d{3,5}|e\d{3,4}|ah\d{5}|ora-\d{5}|(?:qca|qcnfa|rtl|bcm|ax88|mt7)\d{2,5}[a-z]{0,2}",
    re.IGNORECASE,
)
STANDARD = re.compile(
    r"(?:802-(?:11|1x|3)[a-z-]*(?:\.[a-z0-9-]+)*|802\.(?:1x|11[a-z/]*|3\w*)|wpa\d?|wifi ?\d\w?|wi-fi ?\d\w?|ipv[46]|ip[46]|windows\d+|win\d+|o365|m365|365|office\d+|x(?:86|64)(?:_64)?|amd64|arm64|h26[45]"
    r"|i[3579]|usb-?\d?(?:\.\d)?|usb-c|rj-?(?:45|11)|cat\d[a-z]?|hdmi\d?|mp[34]|md5|sha\d+|aes-?\d*(?:-\w+)*|tls ?v?1?\.?\d?|ssl ?v?\d|ikev?\d|l2tp|http/?\d(?:\.\d)?|utf-?8|3des|[suf](?:16|24|32)[lb]e|poly1305|chacha20"
    r"|\d[g]|4k|8k|hd\d*|ps[45]|eth\d+|wlan\d+|en\d+|tun\d+|tap\d+|ppp\d+|utun\d+|wg\d+|vpn\d?|lte|5ghz|2[.,]4ghz|[24][.,]?\d?g(?:hz)?|24/7|7j/7|7/7|h24|j\+\d+|s\d{2}|co2"
    r"|(?:curve|x|ed)(?:25519|448)(?:-\w+)*|s?oauth2|saml2|ms?chapv?2?|dns[12]?|n[12]|p2p|b2b|k8s|ad\d?|wi-?fi6e?|ax\d{3,4}|ac\d{3,4}|be\d{3}|t\d)",
    re.IGNORECASE,
)
_INTERFACE_LIKE = re.compile(r"(?:wl|en|eth|wlan|tun|tap|utun|ppp|wg|ww|br|docker|veth|awdl|llw)[\da-z]{1,8}")
_WORDLIKE = re.compile(r"[\w-]{2,12}")
_MODEL = re.compile(r"[A-Z]{1,3}\d{1,2}")  # or a room
_PHRASE = re.compile(
    r"[ ](?:forbidden|not found|unauthorized|bad|internal|service|gateway|moved|too many|proxy|conflict|gone|timeout|unavailable)\b",
    re.IGNORECASE,
)  # reasons of HTTP (RFC 9110, 15)
_MEASURED = re.compile(
    r"(?<![^\W_])(?:ports?|tcp|udp|icmp|mssfix|fragment|ulimit|lookups?|entries|entr[ée]es|cache|rejeux?|replay|errors?|erreurs?|errno|\w*error|\w*status|statuts?|stat(?:e|us)|[ée]tat|events?|[ée]v[ée]nements?|packets?|paquets?"
    r"|retransmi\w+|retries|retry|queue|file d['’]attente|length|longueur|len|drops?|dropped|perdus?|lost|bytes?|octets?|seq|sequence|s[ée]quence|ack|mtu"
    r"|mss|ttl|rtt|rto|pid|tid|timeouts?|d[ée]lai|latency|latence|jitter|gigue|offset|d[ée]calage|versions?|build|kb|size|taille|buffer|tampon|window"
    r"|fen[êe]tre|counter|compteur|count|frames?|trames?|signal|rssi|snr|channel|canal|frequency|fr[ée]quence|rate|d[ée]bit|speed|vitesse|throughput"
    r"|bandwidth|bande passante|metric|m[ée]trique|cost|co[ûu]t|priority|priorit[ée]|vlan|checksum|crc|hops?|sauts?|route|index|ifindex|interface"
    r"|sessions? count|websocket|opcode|kernel|noyau|driver|pilote|firmware|bios|bitrate|fps|load|charge|memory|m[ée]moire|cpu|temperature|temp[ée]rature"
    r"|uptime|lease|bail|ms|exit|returned|retourn[ée]|failed|[ée]chou[ée]|query|requ[êe]te|connections|connexions|sockets?|threads?|processus|leases"
    r"|probes?|beacons?|collisions|overruns?|carrier|rx|tx|sent|received|envoy[ée]s|re[çc]us|transmitted|loss|perte|ping|mbps|kbps|line|ligne \d*)(?![^\W\d_])",
    re.IGNORECASE,
)
"""Words that say what a number near them counts or measures."""

_PERSONAL = re.compile(
    r"(?<![^\W_])(?:pins?|badge|call id|conf call|matricule|dossier|ticket|incident|demande|client|clients? n|customer|contrat|contract|t[ée]l\w*|phone|portable|mobile"
    r"|poste|extension|ext|fax|gsm|appele\w*|call me|employ\w*|salari\w*|agent|staff|bureau|office|room|salle|chambre|[ée]tage|floor|porte|door|gate"
    r"|digicode|interphone|(?<!exit )(?<!with )(?<!error )code(?: d['’]acc[eè]s| secret| postal)?|cvv|cvc|cryptogramme|otp|mfa|2fa|card|carte|compte|account|adresse|address|rue|street"
    r"|zip|postal\w*|commande|order|facture|invoice|r[ée]servation|booking|case|casier|locker|reference|r[ée]f\w*|patient|assur[ée]|adh[ée]rent"
    r"|licen[cs]e|permis|passe?port|membre|member|[ée]tudiant|student|mdp|mot de passe|pass\w*|pwd|secret|cl[ée]f?s?|key|login|identifiant|user|utilisateur"
    r"|n[ée]e?|born|parking|plaque|plate|serial|s[ée]rie|inventaire|inventory|asset|imprimante|meeting|r[ée]union|conf[ée]rence|salary|salaire)(?![^\W\d_])",
    re.IGNORECASE,
)
"""Words that make a number somebody's."""

_LETTER = re.compile(r"[ ]?[amvwgjsh](?!\w)", re.IGNORECASE)  # a unit, or the next word of the sentence
_COUNTED = re.compile(
    r"\b(?:bytes|octets|packets|paquets|rx|tx|exit(?:ed)?|returned|retour|seq|ack|counter|compteur|ulimit|uptime|size|taille)\b[ ]?"
    r"(?:received|sent|with|code|status|re[çc]us|envoy[ée]s|total|errors|dropped|avec|le)?(?: code)?[ ]?[:=]?[ ]?-?$",
    re.IGNORECASE,
)
NEAR = 48  # characters before a number in which such words count
FEW = 2  # digits of a count
SHORT = 4
LONG_RUN = 6
LONGEST_ERROR = 8
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def goes_group(text: str, before: str, after: str) -> bool:
    """Whether a run of letters and digits is no amount, no time and no version in its place of a sentence."""
    if text[:1] == "(" and text[-1:] == ")":
        before, after = f"{before}(", f"){after}"
    bare = _ELISION.sub("", text.strip(" .,;:()[]\"'«»!?"))
    if len(bare) > 1 and bare[0] in "+±~" and _AFTER.match(after):
        bare = bare[1:]
    digits = sum(map(str.isdigit, bare))
    if not digits:
        return False
    if " " in bare:
        return _goes_apart(bare, before, after)
    if is_constant(bare, before, after) or _is_told_error(bare, before, after):
        return False
    is_code = _SECRET.search(before) is not None and not _ERROR_CODE.search(before)
    if is_code and digits > FEW and "." not in bare:
        return not any(pattern.fullmatch(bare) for pattern in (STANDARD, _TIME, _DATE))
    if any(pattern.fullmatch(bare) for pattern in (STANDARD, _CODE, _TIME, _DATE, _WITH, _SMALL)):
        return False
    if bare.replace(".", "").replace(",", "").isdigit():
        return _goes_number(bare, before, after, is_code=is_code)
    if _VERSION.fullmatch(bare):
        return not (_SHORT_VERSION.fullmatch(bare) or _after_product(before))
    return not (_ERROR_CODE.search(before) and _WORDLIKE.fullmatch(bare)) and _goes_mixed(bare, before, is_code=is_code)


def _is_told_error(bare: str, before: str, after: str) -> bool:
    """Whether a sentence gives it as an error, a program counts with it, or it is a build."""
    if bare in _KNOWN_ERRORS:
        return bool(_PHRASE.match(after) or _GIVES.search(before) or _SOURCE.search(before))
    if bare.isdigit() and len(bare) < LONG_RUN and _SOURCE.search(before):
        return True
    if bare[0] == "#":  # "packet ID [ #48213 ]"
        return bare[1:].isdigit() and _is_measured(before, after)
    return len(bare) <= LONGEST_ERROR and bare.isdigit() and _BUILD.search(before) is not None


def _goes_mixed(bare: str, before: str, *, is_code: bool) -> bool:
    """Whether letters with digits are no adapter, no model and no product."""
    digits = sum(map(str.isdigit, bare))
    parts = re.findall(r"[^\W\d_]+", bare)
    if (_INTERFACE_LIKE.fullmatch(bare) and adapter_words(bare)[1]) or is_program(bare):
        return False
    if digits <= FEW + 1 and "," in bare and is_word(_CAMEL.sub(" ", bare)):  # "MacBookPro18,3"
        return False
    if is_code:
        return True
    if digits <= FEW and _MODEL.fullmatch(bare):
        return False
    if digits <= FEW and all(len(part) > FEW and is_word(part) for part in parts):  # "wlan0", "teams2"
        return bool(re.search(r"[!#$%&*@~^?_]", bare))
    short = 0 < max(map(len, parts), default=0) <= SHORT
    return not (digits <= SHORT and short and _after_product(before))  # "ThinkPad T14", "Intel AX201"


def _goes_number(bare: str, before: str, after: str, *, is_code: bool) -> bool:
    if "." in bare or "," in bare:
        is_version = _SHORT_VERSION.fullmatch(bare) or (_VERSION.fullmatch(bare) and _after_product(before))
        return not (is_version or _AFTER.match(after) or re.fullmatch(r"\d{1,4}[.,](?:\d{1,3}|0{4,9})", bare))
    unit = _AFTER.match(after) and not (_LETTER.match(after) and _PERSONAL.search(before[-NEAR:]))
    if (unit and len(bare) < LONG_RUN and not is_code) or (_COUNTED.search(before) and not _PERSONAL.search(before)):
        return False
    if is_code:
        return True
    if len(bare) < LONG_RUN and (_is_measured(before, after) or before.endswith("(-")):  # "(-20199)" is an error
        return False
    if _ROUND.fullmatch(bare) or bare in _KNOWN_ERRORS or bare in _PORTS or _YEAR.fullmatch(bare):
        return False
    if len(bare) <= SHORT and (_after_product(before) or (before.endswith("(") and after.startswith(")"))):
        return False
    told = _NUMBER_OF.search(before)
    if told and len(bare) < LONG_RUN and not (len(bare) > 3 and _WEAK.search(before)):  # noqa: PLR2004  # "sur 100", not "poste 4471"
        return False
    return not (_ERROR_CODE.search(before) and len(bare) <= LONGEST_ERROR)


def _is_measured(before: str, after: str) -> bool:
    """Whether the clause says what a number counts, and nothing in it makes it somebody's."""
    clause = re.split(r"[.;!?] |\ue001", before)[-1]
    if _PERSONAL.search(clause):
        return False
    return bool(_MEASURED.search(clause[-NEAR:]) or _MEASURED.match(after.lstrip(" ")))


def _goes_apart(bare: str, before: str, after: str) -> bool:
    """Groups with blanks between: a telephone, the number of a card; not "18 h 30" and not "Windows 11 2026"."""
    tokens = [token.strip("()[]") for token in bare.split()]
    if _is_code_apart(bare, tokens, before):
        return False
    if _PORT.search(before) and tokens[0].isdigit() and tokens[1].casefold() in ("udp", "tcp"):
        return False
    if (
        tokens[0].isdigit()
        and len(tokens[0]) < LONG_RUN
        and _ERROR_CODE.search(before)
        and not any(map(str.isdigit, tokens[1]))
    ):
        return False  # "erreur 13868 IKE"
    if all(token.isdigit() or re.fullmatch(r"[+(]*\d+[)]?(?:[./-]\d+)*", token) for token in tokens):
        return sum(map(str.isdigit, bare)) >= LONG_RUN and not (len(tokens) == FEW and tokens[1] == "000")
    if tokens[0].isalpha() and (is_word(tokens[0]) or len(tokens) == 2):  # noqa: PLR2004  # "MTU 1400"
        return False
    if any(
        STANDARD.fullmatch(token) or _TIME.fullmatch(token) or _WITH.fullmatch(token) or is_program(token)
        for token in tokens
    ):
        return False
    return (
        sum(map(str.isdigit, bare)) >= FEW
        and sum(map(str.isalnum, bare)) >= SHORT + 1
        and not _AFTER.match(after)
        and not _after_product(before)
    )


def _is_code_apart(bare: str, tokens: list[str], before: str) -> bool:
    """Whether it is a code said twice, one with words behind it, one of mail, or several: "KB5034441 0x80070643"."""
    if is_twice(tokens[0], tokens[1]) and len(tokens) == FEW:
        return True
    if is_constant(tokens[0], before) and not any(map(str.isdigit, "".join(tokens[1:]))):
        return True
    return _MAIL_CODE.match(bare) is not None or all(
        _CODE.fullmatch(token) or STANDARD.fullmatch(token) or is_constant(token, before) for token in tokens
    )


def is_time(text: str) -> bool:
    """Whether it is a time: "9h", "12h30", "09:15", "3min"."""
    return _TIME.fullmatch(text.strip(".,;")) is not None or _SPAN.fullmatch(text.strip(".,;")) is not None


_PORT = re.compile(r"\bports?[ ](?:n°[ ]?)?$", re.IGNORECASE)


def _after_product(before: str) -> bool:
    """Whether the name of a program, a system or a maker stands right before, or "version"."""
    words = re.findall(r"[\w-]+", before[-40:])
    if not words:
        return False
    last = words[-1].casefold()
    return (
        last in _MAKERS
        or last in THINGS
        or is_program(last)
        or (len(words) > 1 and words[-1].isdigit() and is_program(words[-2]))
    )


_MAKERS = frozenset(
    """
    version ver build release firmware pilote driver windows macos ios android ubuntu debian fedora linux kernel noyau
    intel amd ryzen core thinkpad latitude elitebook probook dell hp lenovo macbook surface iphone ipad galaxy pixel
    jabra logitech sony bose poly plantronics canon epson brother xerox netgear tp-link asus acer livebox freebox bbox
    realtek broadcom qualcomm wi-fi wifi bluetooth usb gui client app application teams zoom outlook forticlient openvpn
    wireguard anyconnect globalprotect chrome firefox edge safari office usb-c dock station ecran écran freebox airpods
    """.split()  # noqa: SIM905  # a list has one word a line
)
