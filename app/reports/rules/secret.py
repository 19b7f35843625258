"""Secrets known by the words around them: destroyed, with neither a hash nor their length left."""

import re
from collections.abc import Callable, Iterator

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.harmless import is_harmless, looks_secret
from app.reports.rules.scrub import Scrub

Hide = Callable[[re.Match[str]], str | None]

_KEYWORD = (
    r"(?:[\w-]{0,40}(?:pass(?:word|wd|phrase|code)|passwort|kennwort|secret|token|jeton|api[ _-]?key|apikey|psk"
    r"|private[_-]?key|pre[_-]?shared[_-]?key|credentials?|session[_-]?(?:id|key)|account[_-]?key|access[_-]?key"
    r"|key[_-]?material|wep[_-]?key\d?|webvpn|cookie|saml[_-]?response|wpa[_-]?key|otp|totp)[\w-]{0,12}|sig|pwd|mdp|pin"
    r"|mot de passe|mots de passe|phrase secr[eè]te|code secret|key content|contenu de la cl[ée]"
    r"|(?:wi-?fi|wpa|wep|network|security|encryption|recovery) key|cl[ée] (?:wi-?fi|wpa|wep|de s[ée]curit[ée]"
    r"|du r[ée]seau)"
    r"|cl[ée] de r[ée]cup[ée]ration)"
)
_STEMS = (
    *(
        "pass",
        "kennwort",
        "secret",
        "secr",
        "token",
        "jeton",
        "key",
        "psk",
        "credential",
        "session",
        "webvpn",
        "cookie",
    ),
    *("saml", "otp", "sig", "pwd", "mdp", "pin", "mot", "contenu", "cl"),
)
"""One of these stands in every keyword."""
_STRING = r"\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'|«[^»\r\n]*»|“[^”\r\n]*”"
_WHOLE_LINE = re.compile(
    r"\b(?:key content|contenu de la cl[ée]|(?:wi-?fi|wpa|security) key|cl[ée] (?:wi-?fi|de s[ée]curit[ée])"
    r"|passphrase|phrase secr[eè]te|wpa[-_]psk|psk|(?:mot de passe|password)(?=[ .]*:[ \t]))[ .]*[:=][ \t]*([^\r\n]+)$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"\b(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-(?:api-key|auth-token|csrf-token|xsrf-token|[\w-]*token))"
    r"[\"']?\s*[:=]\s*[\"']?([^\r\n]+?)(?=[\"']\s*(?:[}\])]|-|https?:|,\s*[\"']|$)|$)",
    re.IGNORECASE | re.MULTILINE,
)
_CHALLENGE = re.compile(
    r"^(?:basic|digest|negotiate|ntlm|bearer)?\s*(?:realm|error|charset|qop|stale)\s*=", re.IGNORECASE
)
_SCHEME = re.compile(
    r"\b(?i:bearer|basic|negotiate|ntlm|digest|kerberos|apikey|token)[ :]+((?=[^\s,;]*[0-9=]"
    r"|\S+[A-Z])[A-Za-z0-9+/=._~-]{8,})"
)
_PAIR = re.compile(
    rf"(?<![^\W_]){_KEYWORD}(?:\s?\([^)\r\n]{{1,30}}\))?[\"'*]{{0,2}}[ .]*(?:[:=]+>?|->|→)\s*[\"']?"
    rf"({_STRING}|\\\"[^\"\\]*|(?:[^\s,;}}\"'&<]|;(?!\s|$|[\w ]+=))+)",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(rf"(?<![\w-]){_KEYWORD}[\"']\s*,\s*({_STRING})", re.IGNORECASE)  # ("password", "…") in code
_SPOKEN = re.compile(
    rf"(?<![^\W_])(?:{_KEYWORD}|pass|code (?:pin|wi-?fi|sms|d['’]acc[eè]s|de (?:la )?(?:box|s[ée]curit[ée]"
    rf"|v[ée]rification"
    r"|validation|confirmation|d[ée]verrouillage))|(?:verification|security|one[- ]time|access|sms"
    r"|confirmation|unlock) code"
    r"|digicode|(?:the|its|my|wifi|wi-fi) key(?= is|:| :)|(?:la|ma|sa) cl[ée](?=[ ]?:| est| c['’]est)"
    r"|code puk|puk|(?:my|the|your) code|(?:mon|le|votre) code)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?!@)[^\s\"'«»“”()<>,\ue000-\uf8ff]{4,64}")
_END = re.compile(r"[\r\n]|[.!?][ \t]+(?=[A-ZÀ-Ü])")
_IS = re.compile(r"(?:\bis|\best|c['’]est|[:=\"'«“])\s*$", re.IGNORECASE)
_MORE = re.compile(r"[\s,]*(?:ou|or|et|and|puis|then|/|,)\s+", re.IGNORECASE)
WINDOW = 48  # characters behind the word in which the secret itself follows: a clause of a sentence
_SIGN_IN = re.compile(
    r"\bauth-user-pass\b[>:]?(?![^\S\r\n]*(?:username\b|\(|(?:and|or|is|in|option)\b))[^\S\r\n]*\r?\n?([^\r\n]+(?:\r?\n[^\r\n]+)?)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:login|logins|identifiants?|credentials?|user(?:name)?|utilisateur|compte|account)[ /\w]{0,20}[:=]?[ \t]+"
    r"([\w.@-]{2,40})\s*(?:/|\||\bet\b|\band\b|,|:)\s*([^\s,;\"']{5,64})",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:login|identifiant|username|user|compte|account)\s+(?:(?:is|est|:"
    r"|=)\s*)?([\w.@-]{3,40})[,;]?\s+(?:and|et|with|avec)\s+"
    r"(?:(?:my|the|mon|le|as)\s+)?(?:password|mot de passe|mdp|pass)\b",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(?<![\w/.])([a-z][\w.@-]{2,40})\s+/\s+((?=\S*[!@#$%^&*?+=]|\S*[A-Za-z]\S*\d)[^\s/\"']{6,64})")
_FLAG = re.compile(
    r"(?<!\S)[-/]{1,2}(?:pass(?:wd|word|phrase)?|pw|pwd|token|secret|psk|key(?==)|password-stdin|api-?key"
    r"|auth-?token|savecred)"
    rf"(?:[=:]|\s+)({_STRING}|(?!-)\S+)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<![^\s\"'«(:])([^\s\"'«»(),;\ue000]{5,64})[\"'»]?[ ](?:en|comme|pour|as|for|being)[ ](?:mon |le |my |the |a )?"
    r"(?:mot de passe|mdp|password|passphrase|passwd|pass)(?!\w)",
    re.IGNORECASE,
)  # the value stands before its word
_SHORT_FLAG = re.compile(
    r"\b(?:mysql|mysqldump|sshpass|smbclient|net use|curl|wget|psexec|xfreerdp|rdesktop)\b[^\r\n|]*?\s(?:-p"
    r"|/p:|-u \S*?:|/user:\S+ )\s?(\S+)",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"\bnet user [\w.-]+ (?!/)(\S+)|-setairportnetwork \S+ (?:\"[^\"]+\"|\S+) (\S+)|\bopenssl\b[^\r\n]* -k (\S+)"
    r"|ConvertTo-SecureString (?:-String )?[\"']([^\"']+)[\"']|\bdocker login\b[^\r\n]* -p (\S+)"
    r"|\becho (?:-n )?(\S+) ?\|[^\r\n]*(?:passw|openconnect|sudo -S|stdin)|\b(?:requirepass|askpass|masterauth|bindpw|rootpw|authpass|userpass|smtp_pass|sshpass)[ \t]+(?![=:-])(\S+)"
    r"|\bpre-?shared-?key (?:local |remote )?(\S{6,})|\bsnmp community (\S+)|\bpass(?:in|out)? (?:pass:)(\S+)|\bwpa[-_]passphrase \S+ (\S+)|\bconnect \S+ password (\S+)",
    re.IGNORECASE,
)
_NET_USE = re.compile(r"\bnet use\b[^\r\n]*?\\\\\S+\s+(?!/)(\S+)", re.IGNORECASE)
_CREDENTIALS = re.compile(
    r"(?<![\w/@.])([\w.+%-]{1,64}:[^\s:@/]{1,64})@(?=[\w-]+(?:\.[\w-]+)*(?::\d|\b))"
    r"|(?<![\w/@.])(?!(?:tcp|udp)/|[^@\s]*/\d+@)([\w.$#-]{1,64}/[^\s:@/]{3,64})@(?=//|[\w.-]+[:/]\d)"  # Oracle's way
)
_TAG = re.compile(
    r"<((?:\w+:)?\w{0,30}(?:password|passphrase|passwd|secret|token|keymaterial|sharedkey|credential|pwd|pin"
    r"|hex)\w{0,20})"
    r"(?:\s[^<>]*)?>([^<]+)<",
    re.IGNORECASE,
)
_PSK = re.compile(rf":\s*PSK\s+({_STRING}|(?=\S*\d|\S*[^\w\s])\S{{8,}})")
_FORM = re.compile(r"(?<=[?&])([\w.~%-]{1,40}=[^&\s\"'<>]+)|(?<![\w?&/])(\w{1,30}=[^&\s\"'<>]+)(?=&\w{1,30}=)")
_FRAGMENT = re.compile(r"(?<=#)([\w.~-]{1,40}=[^\s\"'<>]+)")


def hide_secrets(scrub: Scrub, names: Pseudonyms) -> None:
    """Passwords, tokens, keys and cookies."""

    def gone(group: int) -> Hide:
        return lambda match: names.secret(match.group(group))

    scrub.each(_SIGN_IN, gone(1), 1)
    scrub.each(_HEADER, lambda match: None if _CHALLENGE.match(match.group(1)) else names.secret(match.group(1)), 1)
    scrub.each(_SCHEME, lambda match: None if is_harmless(match.group(1)) else names.secret(match.group(1)), 1)
    scrub.each(_TAG, gone(2), 2)
    scrub.any(_CREDENTIALS, lambda text: _credentials(text, names))
    scrub.each(_WHOLE_LINE, lambda match: _unless_harmless(match, names), 1)
    keyed = scrub.has(*_STEMS)
    if keyed:
        scrub.each(_PAIR, lambda match: _unless_harmless(match, names), 1)
    if keyed and scrub.has('",', "',", '" ,', "' ,"):
        scrub.each(_ARGUMENT, lambda match: _unless_harmless(match, names), 1)
    scrub.each(_FLAG, lambda match: _unless_harmless(match, names), 1)
    scrub.each(_BEFORE, lambda match: names.secret(match.group(1)) if looks_secret(match.group(1)) else None, 1)
    scrub.each(_SHORT_FLAG, gone(1), 1)
    scrub.each(_NET_USE, lambda match: names.secret(match.group(1)) if looks_secret(match.group(1)) else None, 1)
    scrub.each(_PSK, gone(1), 1)
    scrub.any(_TYPED, lambda text: _typed(text, names))
    scrub.each(_BESIDE, lambda match: None if is_harmless(match.group(1)) else names.person(match.group(1)), 1)
    scrub.at(list(_spoken(scrub, names)))
    scrub.at(list(_both(scrub, names)))


def _typed(text: str, names: Pseudonyms) -> str | None:
    """A password in a command that takes it without a name."""
    return None if is_harmless(text.strip("\"'"), quoted=True) else names.secret(text)


def hide_forms(scrub: Scrub) -> None:
    """Values of queries, forms and fragments; the names of the parameters stay."""
    for pattern in (_FORM, _FRAGMENT):
        scrub.each(pattern, lambda match: f"{match.group().partition('=')[0]}=removed")


def _credentials(text: str, names: Pseudonyms) -> str | None:
    joint = ":" if ":" in text else "/"
    user, _, password = text.partition(joint)
    if re.fullmatch(r"Do[A-Z0-9]{1,5}", user) and re.fullmatch(r"[\d.]+", password):
        return None  # the way in which a name is asked for: "Do53:8.8.8.8@53"
    if user.casefold() in ("mailto", "sip", "sips", "tel", "from", "to", "upn", "xmpp", "user", "mail", "email"):
        return None
    return f"{names.person(user)}{joint}{names.secret(password)}"


def _unless_harmless(match: re.Match[str], names: Pseudonyms) -> str | None:
    quoted = match.group(1)[:1] in "\"'«“\\"
    value = match.group(1).strip("\"'«»“” ")
    return None if not any(map(str.isalnum, value)) or is_harmless(value, quoted=quoted) else names.secret(value)


def _spoken(scrub: Scrub, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """In a sentence: ordinary words may follow; a password has a digit, a sign or a capital inside."""
    done, text = 0, scrub.text
    for keyword in scrub.find(_SPOKEN):
        end = _END.search(text, keyword.end(), keyword.end() + WINDOW)
        stop = end.start() if end else keyword.end() + WINDOW
        found = None
        for token in _TOKEN.finditer(text, max(done, keyword.end())):
            if token.start() >= stop or (found and not _MORE.fullmatch(text[found.end() : token.start()])):
                break
            value = token.group().rstrip(".,:;?)»")
            if looks_secret(value, told=_IS.search(text, keyword.end(), token.start()) is not None):
                found = token
                done = token.start() + len(value)
                yield token.start(), done, names.secret(value)


def _both(scrub: Scrub, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """A user name and a password side by side: "login: ines / Soleil42"."""
    done = 0
    for match in sorted([*scrub.find(_BOTH), *scrub.find(_SLASH)], key=re.Match.start):
        if match.start(1) >= done and looks_secret(match.group(2)) and not match.group(2).isdigit():
            done = match.end(2)
            yield (*match.span(1), names.person(match.group(1)))
            yield (*match.span(2), names.secret(match.group(2)))
