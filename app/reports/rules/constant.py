"""Numbers that are the same on every computer: results of calls, cipher suites, classes of Windows, root keys of DNS."""

import re

from app.reports.rules.scrub import Scrub

_HEX_CODE = re.compile(r"0x[0-9a-f]{1,8}", re.IGNORECASE)
_RESULT = re.compile(r"[89C]0[0-9A-F]{6}")  # an HRESULT or NTSTATUS as programs print it without "0x"
_RESULTS = range(0x80000000, 0x80200000)  # the same in decimal
_SUITE = re.compile(
    r"(?=\S*(?:AES|CHACHA|CAMELLIA|DES|RC4|SHA|GCM|CBC))(?:(?:TLS|SSL|WITH|ECDHE?|DHE?|RSA|DSS|ECDSA|PSK|SRP|ADH|EDH|NULL|AES|GCM"
    r"|CBC|CTR|CCM|CHACHA|POLY|SHA|CAMELLIA|3?DES|EDE|RC|MD|ARIA|HMAC|MODP|PRF|CFB|OFB)\d{0,4}(?:[-_]\d{1,4})*(?:[-_:+/]|$))+"
)  # a cipher suite, or a list of them
_SID = re.compile(
    r"S-1-(?:[0-4]-\d|5-(?:[1-9]|1[0-9]|20|113|114|32-5\d\d|64-\d\d)|15-[23]-\d|16-\d{4,5}|18-[1-6])"
)  # [MS-DTYP], 2.4.2.4
_TOLD = re.compile(
    r"\b(?:results?|r[ée]sultat|errors?|erreurs?|status|statut|hresult|ntstatus|code|exception|failed|[ée]chou[ée]e?|[ée]chec)\b[^.;]{0,16}$",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?<![^\W_])(?:errors?|erreurs?|exception|hresult|failed|[ée]chou[ée]e?|[ée]chec)(?![^\W_])[^.;]{0,80}$",
    re.IGNORECASE,
)
_FIXED = (
    re.compile(
        r"\b(?:CLSID|APPID|IID|LIBID|TypeLib|ProgID)\b[\\/\s:=\"']{0,4}(\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\})", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:server|serveur) (\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\})(?=[^\r\n]{0,60}\bDCOM\b)", re.IGNORECASE
    ),  # a class of Windows, not a thing of somebody's
    re.compile(r"(?<!\S)\.[ ](?:\d+[ ])?(?:IN[ ])?DS[ ]\d{1,5}[ ]\d{1,2}[ ]\d[ ]([0-9A-Fa-f]{40,64})(?!\w)"),  # of the root
    re.compile(
        r"(?:\b(?:Control|Control Panel)\\{1,4}(?:Class|Network)\\{1,4}|\bProvider [\w-]{3,80}, Guid )(\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\})", re.IGNORECASE
    ),
    re.compile(
        r"(\{(?:[0-9A-F]{8}-(?:0000-0000-C000-000000000046|E325-11CE-BFC1-08002BE10318)|0{8}(?:-0{4}){3}-0{12})\})", re.IGNORECASE
    ),
    re.compile(
        r"(?<![\w&])((?:VID|VEN)_[0-9A-F]{4}(?:&(?:PID|DEV|REV|SUBSYS|MI|CC|COL)_?[0-9A-F]{2,8}){1,4})(?!\w)", re.IGNORECASE
    ),  # maker and model of a device
    re.compile(r"(?<=\.)(inf_(?:amd64|x86|arm64)_[0-9a-f]{16})(?!\w)"),  # a driver in the store of Windows
    re.compile(r"(?<!\S)(%[A-Z][A-Z0-9_]{1,30}-[0-7]-[A-Z][A-Z0-9_]{1,40})(?=:)"),  # a message of a switch
    re.compile(
        r"(?<![\w/-])((?:Gi|Te|Fa|Hu|Fo|Twe|Tw|Po|GigabitEthernet|TenGigabitEthernet|FastEthernet|TwentyFiveGigE|FortyGigabitEthernet|Port-channel)"
        r"\d{1,2}(?:/\d{1,3}){1,3}(?:\.\d{1,4})?)(?![\w/])"
    ),
    re.compile(
        r"(?<![\w\\])((?:NT AUTHORITY|AUTORITE NT|BUILTIN)\\{1,4}(?=[A-Z])|NT SERVICE\\{1,4}\w+|Font Driver Host\\{1,4}UMFD-\d+|Window Manager\\{1,4}DWM-\d+"
        r"|IIS APPPOOL\\{1,4}DefaultAppPool)"
    ),  # accounts that Windows makes itself
    re.compile(r"^[ \t]*([-dlbcps][rwxsStT-]{9}[+.@]?)(?=\s)", re.MULTILINE),
    re.compile(
        r"(?<!\w)(ST ?= ?[^,;/=]{3,24}[,;/] ?L ?= ?[^,;/=]{3,24})(?=[,;/] ?O ?= ?\"?(?:Sectigo|COMODO|Cloudflare|Google|Apple|Microsoft|Amazon|GoDaddy|Starfield"
        r"|Fortinet|Cisco|Zscaler|Palo Alto|Netskope|Sophos|Netflix|Meta|Facebook|GitHub|Wikimedia|Mozilla|Akamai|Fastly|Oracle|Adobe)\b)"
    ),  # the seat of a maker
    re.compile(r"\b(?:PublicKeyToken|publicKeyToken)=[\"']?([0-9a-f]{16})(?!\w)"),  # of a library
    re.compile(r"(?<![\w:])([0-9A-F]{12,16}:error:[0-9A-F]{8})(?=:)"),  # a thread of OpenSSL, and its error
    re.compile(r"(?<=o=- )(\d{5,20})(?= \d{1,20} IN IP[46])"),  # RFC 8866, 5.2
    re.compile(r"(?<=\\)((?:Harddisk(?:Volume)?|CdRom|HarddiskVolumeShadowCopy|RdpDr|Serial)\d{1,3})(?!\w)"),
    re.compile(r"\[(R\d{1,6}(?:->Q\d{1,6})?|Q\d{1,6})\](?=[ ][A-Z])"),  # how mDNSResponder counts its questions
)  # fmt: skip


def hold_constants(scrub: Scrub) -> None:
    """They stay: no later rule looks at them."""
    for pattern in _FIXED:
        scrub.each(pattern, lambda match: match.group(1), 1)


def is_constant(text: str, before: str, after: str = "") -> bool:
    """Whether a token behind `before` is a cipher suite, the name of a group of Windows or the result of a call."""
    if _SUITE.fullmatch(text) or _SID.fullmatch(text) or _HEX_CODE.fullmatch(text):
        return True
    if after.startswith(" (0x") and is_twice(text, after[1:].split(" ")[0]):
        return True
    if _RESULT.fullmatch(text):
        return _TOLD.search(before) is not None
    return text.isdigit() and int(text) in _RESULTS and _ERROR.search(before) is not None


def is_twice(number: str, other: str) -> bool:
    """Whether a number is said again in hexadecimal: "10050 (0x2742)"."""
    bare = other.strip("()[],:.;")
    return number.isdigit() and _HEX_CODE.fullmatch(bare) is not None and int(bare, 16) == int(number)
