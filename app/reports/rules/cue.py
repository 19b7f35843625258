"""Values behind a word that announces them: whatever they look like, they go, unless the sentence goes on instead."""

import re

from app.reports.pseudonym import Pseudonyms
from app.reports.rules.given import may_be_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import NOT_ACCOUNTS, PARTICLES, SERVICES, THINGS
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

CONTINUES = frozenset(
    """
    again agreement algorithm already also ancien ancienne après avant avec back because before bien blocked
    bon bonne box broken by can cannot category check chiffrement common complex complexe complexity correcte
    correctly could courte dans date de depuis derivation dialog dialogue did different différent does doit
    done egalement encore entered entry entré entrée errors est exacte exchange exists expiration expiry
    faible fails faulty fausse fermé fermée field fields fin fine forgotten forte gone good here hint hors ici
    id identique if ignored illegal inaccessible incomplete inconnue install instead invite isn jamais just
    juste keeps label length list long longer longue lost là mal manager mandatory mauvais mauvaise mien mine
    mismatch missing même near negotiation new nor not nous nouveau nouvelle nécessaire négociation
    obligatoire obsolete only out page par phase policy pour present printed probable properly provided périmé
    périmée quand que qui rejected renewal reset right rotation safe same sans secure short si simple since so
    soon sous still store stratégie strong sur then there this too toujours trop très unavailable unchanged
    unique unreadable unusable usage used valid valide verification very visible vous was weak were when where
    which will with without won works write written wrongly
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Words with which a sentence goes on behind "password" or "key": no value. Endings of verbs are tested apart."""

_ENDING = re.compile(
    r"\w{2,}(?:ed|ing|able|ible|ly|ment|tion|ant|é|és|ée|ées|quis|quise|nt|oit|ait|s['’]\w+)|\w['’]\w*"
)
_QUOTES = "\"'«»“”`"
_IS = (
    r"(?:[ \t]*(?:\([^()\r\n]{1,30}\))?[\"'*]{0,2}[ \t.]*(?:[:=]+>?|->|→)"
    r"|[ \t]+(?:is|was|est|[ée]tait|c['’](?:est|[ée]tait)|will be|sera|s['’]appelle)\b[ \t]*:?)[ \t]*"
)
_QUOTED = r"\"[^\"\r\n]{1,200}\"|'[^'\r\n]{1,200}'|«[^»\r\n]{1,200}»|“[^”\r\n]{1,200}”|`[^`\r\n]{1,200}`"
_WORDS_BEFORE = (  # the words before one
    r"(?:pass(?:word|wd|phrase|code)?|pwd|mdp|mot[ _-]?de[ _-]?passe|code (?:pin|secret|wi-?fi|d['’]acc[eè]s)|pin"
    r"|cl(?:[ée]|ef) (?:pr[ée]-?partag[ée]e|partag[ée]e|secr[eè]te|priv[ée]e|(?:d[eu]|wi-?fi|wpa|wep)\b"
    r"(?: (?!est\b|c['’])[\w'’-]+){0,5})"
    r"|(?:pre-?shared|shared|secret|private|wi-?fi|wpa|recovery|network) key|psk|secret(?: key)?"
    r"|(?:snmp )?community(?: string)?|communaut[ée](?: snmp)?)"
)
_WHOLE = re.compile(
    r"(?<![^\W_])(?:(?:recovery|seed|backup|secret|mnemonic) (?:phrase|words)|mnemonic"
    r"|phrase (?:de (?:r[ée]cup[ée]ration"
    r"|secours)|secr[eè]te|mn[ée]monique)|mots de r[ée]cup[ée]ration|maiden name|nom de jeune fille"
    r"|(?:security|secret) (?:question )?answer|r[ée]ponse (?:[àa] la question )?(?:secr[eè]te|de s[ée]curit[ée])"
    rf"|(?:nom de (?:mon|votre) premier|name of (?:my|your) first) [\w-]+){_IS}"
    rf"({_QUOTED}|[^\r\n.;<>{{}}\"\ue000]{{2,200}})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![^\W_]){_WORDS_BEFORE}(?:[ ](?:de|du|des|d['’]|of|for|pour)\b[^\r\n:=.,;\"]{{0,30}}?)?{_IS}({_QUOTED}|[^\s\"'«»“”`<>{{}}\ue000]{{3,100}}"
    r"(?:[ \t](?=\S*[\d@#$%&!*?+=])(?![:=-]|\S+[:=])[^\s\"'«»“”<>\ue000]{1,4}(?!\S)){0,12})",
    re.IGNORECASE,
)
_BEHIND = re.compile(  # "key 7 0A1B", "community x RO", "password « x »"
    rf"(?<![^\W_])(?:{_WORDS_BEFORE}|key)[ \t]+(?:[ \t]*({_QUOTED})"
    r"|[0-9][ \t]+([^\s\"'\ue000]{6,}(?:[ \t][0-9A-F]{1,4}(?![\w]))*)"
    r"|(?<=community )([\w!@#$%*-]{4,64})(?=[ \t](?:RO|RW|view|ipv4)\b|[ \t]*$))",
    re.IGNORECASE | re.MULTILINE,
)
_ODD = re.compile(
    r"(?<![^\W_])(?:pass(?:word|phrase|code)?|pwd|mdp|mot de passe)[ \t]+(?:is |est |was |[ée]tait )?"
    r"((?=[^\s]*[a-zà-ÿ][^\s]*[A-Z]|[^\s]*\d)[\w!#$%&*+?@^~-]+[:/][^\s\"'«»“”<>\ue000]{3,60})"
    r"|(?<![\w/.:])([\w!#$%&*+?@^~-]{3,}[:/][^\s\"'«»“”<>\ue000]{3,60}|(?=\S*[\d!$*#])[^\s\ue000\"'<>]{6,60})"
    r"(?= (?:as|comme|for the|en guise de) (?:my |the |mon |le )?(?:password|mot de passe|mdp|passcode)\b)"
    r"|(?<!\S)(?:teamviewer|anydesk|rustdesk)\b[^\r\n]{0,40}? (?:password|mot de passe|mdp) (?:is "
    r"|est )?([^\s\ue000]{4,64})"
    r"|\b(?:it['’]s|c['’]est|it is)[ \t]+((?=\S*[a-z]\S*[A-Z])[\w!#$%&*+?@^~-]+:[^\s\"'«»<>\ue000]+/\S+)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"(?=\S*[a-z]\S*[A-Z]|\S*[A-Z]\S*[a-z]|\S*\d)")
_COMMAND = re.compile(
    r"(?i:\bsnmp\w+\b[^\r\n]*?[ \t]-[cAX])[ \t]*((?!/)\S+(?:[ \t](?=\S*\d)[\w]{1,4}(?!\S))*)"
    r"|(?<!\S)(?:-u|-U|--user)[ =]?[\w\\@.-]{1,40}%(\S+(?:[ \t](?=\S*\d)[\w]{1,4}(?!\S))*)"
    r"|\brasdial\s+(?:\"[^\"]+\"|\S+)\s+\S+\s+(\S+)"
    r"|(?i:\b(?:sqlcmd|bcp|osql|isql|sqlplus|curl|ftp|winexe|net|putty|plink|pscp|docker|redis-cli"
    r"|mongo\w*)\b[^\r\n]*?[ \t])"
    r"-(?:P|pw|PW|a|password)[ \t]+(\S+)"
)
_WHO = re.compile(
    r"(?<![^\W_])(?:mon|my|the|le|son|votre|your|son)?[ \t]*(?:login|logon|identifiant(?: de connexion)?"
    r"|user[ _-]?name"
    r"|nom d['’]utilisateur|user ?id|pseudo|nickname|PPPoE (?:login|user(?:name)?))"
    rf"(?:{_IS}|[ \t]+(?:REG_\w+[ \t]+)?)({_QUOTED}|[^\s,;:\"'«»<>()\[\]\ue000&=]{{3,64}})",
    re.IGNORECASE,
)
_FULL_USER = re.compile(
    r"(?<![^\W_])(?:utilisateur|user|account|compte|identit[ée]|identity|titulaire|holder)[ \t]*[:=][ \t]*"
    r"((?-i:[A-ZÀ-Þ][\w'’-]+(?:[ \t](?:(?:de|du|van|von|le|la|da|di|el|ben)[ \t])?[A-ZÀ-Þ][\w'’-]+){1,2}))",
    re.IGNORECASE,
)
_TABLE_USER = re.compile(
    r"^[ \t]*(?:User name|Nom d['’]utilisateur|Full Name|Nom complet)[ \t]{3,}(\S[^\r\n\ue000]{1,60}?)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ACCOUNT = re.compile(
    r"(?:\bwith (?:the )?account|\bavec (?:le |mon )?(?:compte|login)|\bttys?\w*[ \t]+by|\bpppd?(?:\[\d+\])?: user)"
    r"[ \t]+([\w.@/\\+-]{3,64})"
    r"|\b(?:e?[ug]id|auid)=\d+\(([\w.-]{3,40})\)"
    r"|\b(?:issued to|d[ée]livr[ée] [àa])[ ]*:[ ]*((?-i:[a-zà-ÿ'’-]{2,30} [a-zà-ÿ'’-]{2,30})(?=\s*$))"
    r"|(?<![\w/])(fti/[\w.-]{3,32})|(?<![\w.@])([a-z][\w.-]{2,40})(?=[ ]@[ ](?-i:[A-Z][A-Z0-9.-]{2,}))",
    re.IGNORECASE | re.MULTILINE,
)
_HANDLE = re.compile(
    r"(?<![\w.@/+:%-])@(?!(?:reboot|echo|media|import|page|param|return|system|everyone|here|all|channel"
    r"|todo|daily|hourly"
    r"|weekly|monthly|yearly|annually|latest|next|types|Override|lid)\b|Clx[A-Z])[A-Za-z_][\w.]{2,30}(?![\w/@(:]|\.\w)",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"<(?:\w+:)?(?:NameID|AttributeValue|Subject(?:Name)?|User(?:Name|Id)|Login|Owner"
    r"|Author)\b[^<>]*>([^<>\ue000]{2,200})<",
    re.IGNORECASE,
)
_REALM = re.compile(r"\brealm[ \t]*=[ \t]*\"([^\"\r\n\ue000]{1,200})\"", re.IGNORECASE)
_HEALTH = re.compile(
    r"\b(?:en arr[êe]t(?: maladie| de travail)? (?:pour|à cause d[eu']|suite à)|(?:on )?(?:sick"
    r"|medical) leave (?:for|due to"
    r"|because of)|off sick with|diagnos(?:ed|tiqu[ée]e?) (?:with|d['’e]|avec)|hospitalis[ée]+ (?:for|pour)"
    r"|suffer(?:ing)? from|souffre d[e'’]|atteinte? d[e'’])[ ]?(?:une? |a |an )?"
    r"([^\s,.;\r\n\ue000]+(?: (?!et\b|and\b|mais\b|but\b|so\b|donc\b|je\b|I\b)[^\s,.;\r\n\ue000]+){0,4})",
    re.IGNORECASE,
)
_HINTS = re.compile(
    r"pass|pwd|mdp|pin|cl[ée]|clef|key|psk|secret|commun|phrase|words|mots|name|nom|answer|r[ée]ponse"
    r"|login|logon|ident"
    r"|user|utilis|pseudo|compte|account|snmp|rasdial|sqlcmd|-u|-p|@|nameid|attribute|realm|arr[êe]t|leave|sick|diagn"
    r"|hospit|souf|suffer|attein|titul|holder|mnem|fti/|ttys|ppp|owner|author|subject",
    re.IGNORECASE,
)


def continues(value: str) -> bool:
    """Whether the sentence goes on here, and no value begins: "expired", "not accepted", "refusé"."""
    first = value.strip(_QUOTES + " .,;:!?()").split(" ", 1)[0].casefold().rstrip(".,;:!?")
    if re.match(r"[A-Z]['’][A-Z]", value.strip(_QUOTES + " ")):
        return False  # O'Brien
    return not first or first in CONTINUES or first in WORDS or _ENDING.fullmatch(first) is not None


def hide_told(scrub: Scrub, names: Pseudonyms) -> None:
    """Passwords, phrases, answers, accounts, handles and health behind the words that announce them."""
    if not _HINTS.search(scrub.text):
        return
    scrub.each(_WHOLE, lambda match: None if continues(match.group(1)) else names.secret(match.group(1)), 1)
    scrub.each(_AFTER, lambda match: _secret(match, names), 1)
    for pattern in (_BEHIND, _ODD, _COMMAND):
        scrub.any(pattern, lambda value: _plain(value, names))
    scrub.any(_PERSONAL, lambda value: _who(value, names))
    scrub.any(_REALM, lambda value: None if value in names.names.words or _is_common(value) else names.secret(value))
    scrub.any(_HEALTH, names.secret)
    scrub.each(_FULL_USER, lambda match: _full(match.group(1), names), 1)
    scrub.each(_WHO, lambda match: _login(match, names), 1)
    for pattern in (_TABLE_USER, _ACCOUNT):
        scrub.any(pattern, lambda value: _who(value, names))
    scrub.each(_HANDLE, lambda match: names.person(match.group()))


def _is_common(value: str) -> bool:
    """Ordinary words: "intranet", "Restricted Area". A firm or a family has a name that is more than that."""
    words = re.findall(r"[^\W\d_]+", value)
    plain = value[1:].islower() or all(word.islower() or word.istitle() for word in words)
    return plain and is_word(value) and not any(map(str.isdigit, value)) and not any(map(may_be_given, words))


def _plain(value: str, names: Pseudonyms) -> str | None:
    bare = value.strip(_QUOTES + " ")
    return None if not any(map(str.isalnum, bare)) or is_harmless(bare, quoted=True) else names.secret(value)


def _secret(match: re.Match[str], names: Pseudonyms) -> str | None:
    """A value of any form: behind "is" an ordinary word only where the clause ends with it."""
    value = match.group(1)
    if not any(map(str.isalnum, value)):
        return None
    if value[0] in _QUOTES:
        hidden = _plain(value, names)
        keyed = hidden and '"' in match.group()[: match.start(1) - match.start()] and value[0] == '"'
        return f'"{hidden}"' if keyed else hidden  # a field of JSON stays one
    bare = value.rstrip(".,;:?)")
    if continues(bare) or is_harmless(bare) or bare.startswith(("[", "<", "-", "/", "http")):
        return None
    if bare.isalpha() and bare == bare.casefold():
        rest = match.string[match.end() :].lstrip(" \t")
        ends = value != bare or not rest or rest[0] in "\r\n,.;!?)\"'}<" or rest.startswith(("et ", "and ", "mais "))
        if not ends:
            return None
    return names.secret(bare) + value[len(bare) :]


def _who(value: str, names: Pseudonyms) -> str | None:
    bare = value.strip(_QUOTES + " .")
    folded = bare.casefold()
    is_word = folded in WORDS or folded in SERVICES or continues(bare) or is_harmless(bare)
    if is_word or not any(map(str.isalpha, bare)) or bare in names.names.words or "://" in bare:
        return None
    return names.person(bare)


def _full(text: str, names: Pseudonyms) -> str | None:
    words = [word for word in text.casefold().split() if word not in PARTICLES]
    if words and words[0] in NOT_ACCOUNTS:  # "NT AUTHORITY"
        return None
    return None if any(word in THINGS or word in WORDS or word in CONTINUES for word in words) else names.person(text)


def _login(match: re.Match[str], names: Pseudonyms) -> str | None:
    """An account; without "is" or ":" only one that no word looks like."""
    value = match.group(1).rstrip(".,!?")
    joint = match.string[match.start() : match.start(1)].rstrip()
    told = joint.endswith((":", "=", ">", "→")) or joint.casefold().endswith(("is", "est", "was", "tait"))
    if (
        not told
        and value[0] not in _QUOTES
        and is_word(value)
        and not re.search(r"\d|[a-z][._/][a-z]", value.casefold())
    ):
        return None
    if value.startswith(("-", "/", "%", "$", "[", "{")) or (value.isdigit() and not told):
        return None
    return _who(value, names)
