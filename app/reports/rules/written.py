"""Secrets, people and firms by their place in what single programs write, and in what people say of their work."""

import re

from app.reports.product import adapter_words, is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.publicname import is_public
from app.reports.rules.harmless import is_harmless
from app.reports.rules.known import THINGS
from app.reports.rules.name import AUTHORITY, is_known, is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.speech import goes_on
from app.reports.rules.vocabulary import is_piece, is_word

_CHAP = re.compile(
    r"^[ \t]*\S+[ \t]+\S+[ \t]+\"?([^\s\"\ue000]{4,60})(?<!:)\"?[ \t]+(?:\*|\d{1,3}(?:\.\d{1,3}){3})[ \t]*$",
    re.MULTILINE,
)  # pppd(8): client, server, secret, addresses
_SECRETS = (
    re.compile(r"\bradtest[ ]+(?:-\w[ ]+\w+[ ]+)?\S+[ ]+(\S{4,60})[ ]"),
    re.compile(r"\b(?:login|logon|user|compte|identifiant)[ :]+\S+ ?/ ?([^\s/\ue000]{4,40})", re.IGNORECASE),
    re.compile(r"\bcreateUser[ ]+(?:-e[ ]+\S+[ ]+)?\S+[ ]+\w+[ ]+\"?([^\s\"]{4,60})\"?"),  # snmpd.conf(5)
    re.compile(r"\bcreateUser[ ].{1,160}?[ ](?:AES|DES)\d*[ ]+\"?([^\s\"]{4,60})\"?"),
    re.compile(r"-createpppoeservice[ ]+\S+[ ]+(?:\"[^\"]*\"|\S+)[ ]+\S+[ ]+(\S{4,60})"),
    re.compile(r"(?<=\s)(?:-p|-P|-w|--pass\w*|--cookie)[ =]\\*[\"']([^\"'\r\n]{4,300})[\"']"),
    re.compile(
        r"\bpassword[ ]\\*\"[^\"]{1,40}\"[ ]\\*\"([^\"\r\n]{4,400})\"", re.IGNORECASE
    ),  # OpenVPN's management, with an answer
    re.compile(r"\bpassword for [^:\r\n]{1,80}: ([^\s\ue000]{4,60})", re.IGNORECASE),
    re.compile(r"(?<=\s)--user[ =]\\*[\"']?[^\s:\"']{1,60}:([^\s\"'\r\n]{4,200})"),
    re.compile(
        r"\b(?:avec|with|identifiants?|logins?|credentials)[ :]+[^\s,;]{3,40}[ ](?:et|and|puis|then)[ ]((?=\S*\d)[^\s\ue000]{6,40})",
        re.IGNORECASE,
    ),
    re.compile(r"\+CPIN=\"?(\d{4,8})"),  # 3GPP TS 27.007, 8.3
    re.compile(r"\b\w*(?:secret|passw(?:or)?d|passphrase)\\*\"[ ]?:[ ]?\\*\"([^\"\\\ue000]{4,80})", re.IGNORECASE),
)
_QUOTED = re.compile(r"(?<![\w=])\\*([\"'])((?=\S*[A-Za-z])(?=\S*\d)[^\s\"'/\\<>(){}\[\],|\ue000]{6,40})\\*\1")
_STRONG = re.compile(r"[#$!%&*?+^~]|@(?!\d)|=$")
_WEAK = re.compile(r"[A-Z][a-z]{3,}[._:-]?\d{2,4}[._:-]?")
_PAIR = re.compile(r"[\w.-]+=[\w.:/-]+|[\w.]+\+\w+|[\w.-]+@[\w.-]+|\w+%\w+|\*?\.?[\w.-]+\*?|[\w.-]+[#?][\w=&.-]+")
_LEET = re.compile(
    r"(?<![\w./\\@%=#+-])(?=[A-Za-z0-9]*[A-Za-z]\d[A-Za-z])([A-Za-z][A-Za-z0-9]{5,14})[-_=@#.$!*+?]\d{2,4}(?![\w.-])"
)  # "T0urn3s0l_629"
_SIGNED = re.compile(r"(?<![\w./\\@%=#+-])([A-Z][a-z]{3,20})\d{2,4}([!$*#?&+^~]+)(?=[\s\"',;)]|$)", re.MULTILINE)
_CODE = re.compile(
    r"(?<!error )(?<!status )(?<!exit )(?<!return )(?<!result )(?<!reason )(?<!\w)code[ :=]{1,2}(\d{6})(?!\w)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:agent|station|extension|ext|poste|handset)[ :=#]{1,2}(\d{3,6})(?![\w.:])|\bSIP/(\d{3,6})(?=-)"
    r"|\bref(?:erence)?\.?(?: client)?[ :=]{1,2}(\d\.\d{7,9}|[A-Za-z]{1,5}-\d{4,10})(?!\w)"
    r"|(?<![\w-])((?:CLI?|CT|DOS|REF|EMP|AGT|CUST|USR|ID)-\d{5,10})(?![\w-])|(?<=\ue001 \()(\d{3}(?: \d{3}){1,3}|\d{6,12})(?=\))",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<![\w-])[A-HJ-PR-Y][A-Z]\d{2} ?[A-HJ-PR-Z]{3}(?![\w-])")  # United Kingdom, since 2001
_PRINTER = re.compile(
    r"(?<![\w.-])(?=[\w-]*?(?<![A-Za-z])(?:IMPR?|PRN|PRT|MFP|COPIEUR|COPIER|IMPRIMANTE)\d{0,3}(?![A-Za-z\d]))"
    r"([A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+)(?![\w.=(-])|\[Job \d+\] ([^\s:]{4,60}):|\bprinter ([\w.-]{4,60}) (?:is|now|disabled|faulted|on )|\bimprimante ([\w.-]*[_\d-][\w.-]*)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"\b[Dd]omaine? ((?!CONTROLLER|NAMES?|USERS|ADMINS|GUESTS|COMPUTERS|SERVERS?|ERROR|SUFFIX|SYSTEM|SEARCH)[A-Z][A-Z0-9-]{3,14})(?![\w.-])"
    r"|\bDC=(?!(?:corp|com|fr|local|lan|net|org|uk|co|ad|int|internal|intra|eu|io|gov|example|invalid)\b)([^,;/\s\"'<>\ue000]{3,60})"
    r"|\brealm (?!name|is|of|for|not|and|discovery|list|join|leave)([^\s\"',;:=\ue000]{4,40})"
)
_ADDRESS = re.compile(
    r"(?<![\w./-])(?:(?i:flat|apt|apartment) \d{1,4}[A-Za-z]?, )?\d{1,4}[A-Za-z]? (?:[A-Z][\w'’-]+ ){1,3}(?:Bank|Rise|Row|Wharf|Quay|Croft|Mews|Chase|Parade"
    r"|Villas|Cottages|Vale|BANK|RISE|ROW|WHARF|QUAY|CROFT|MEWS|CHASE|PARADE|VILLAS|COTTAGES|VALE)(?=[,.\s]|$)"
)
_FIRM = re.compile(
    r"(?<![\w=])(?i:O|organizationName)\s?=\s?\"?([^,/+\r\n\"'<>;=\ue000]{3,60}?)\"?[ ]*(?=[,/+\r\n;>]|$)"
    r"|\b(?:Dropbox|OneDrive|Box|Nextcloud|kDrive|SharePoint)(?: \(| - )([^\s)\r\n\\/\ue000][^)\r\n\\/\ue000]{2,60})(?=[)\\/])"
    r"|\b(?i:work(?:ing|s)? (?:for|at)|employed by|travaille (?:pour|chez)|employ[ée]e? (?:par|chez)) "
    r"([A-ZÀ-Þ][\w'’&-]+(?: (?:[A-ZÀ-Þ&][\w'’&-]*|et|de|and))*)",
    re.MULTILINE,
)
_TEAM = re.compile(
    r"\b(?i:[ée]quipe|team|squad|cellule|groupe|plateau) ([A-ZÀ-Þ][a-zà-ÿ]{2,20})(?![\w'’-])|\bTEAM ([A-Z]{4,20})(?!\w)"
    r"|\b(?:dans la team|on team|in team|from team) ([a-z]{4,20})(?!\w)"
)
_TEAMS = frozenset(
    """
    support technique it info informatique compta comptabilite rh hr sales vente ventes commercial commerciale finance marketing
    juridique legal service dev devops reseau network securite security helpdesk nuit jour matin soir viewer meeting lead leader
    member members call chat projet project manager work back front office data accueil relation clients client
    """.split()  # noqa: SIM905  # a list has one word a line
)
_PHRASE = re.compile(
    r"\b(?i:pass ?phrase|phrase secr[èe]te|mot de passe|password|mdp)\b[^.\r\n]{0,20}?(?:\bis|\best|c['’]est|\bwas|:)[ ]+"
    r"((?:[a-zà-ÿ]{4,20}[ ]){2,5}[a-zà-ÿ]{4,20})(?=[ ]+(?:but|mais|and|et|then|puis|or|ou)\b|[ ]*[.,;!?]|[ ]*$)",
    re.MULTILINE,
)
_JOINED = re.compile(
    r"(?<![\w./\\@=-])[A-Za-zà-ÿ]{4,20}(?:([-.])[A-Za-zà-ÿ]{4,20})(?:\1[A-Za-zà-ÿ]{4,20}){2,4}(?![\w/\\@=(-]|\.\w)"
)
_DATED = re.compile(r"(?<![\w./\\@=-])[A-Z][a-zà-ÿ]{3,20}([-.+_])[A-Z][a-zà-ÿ]{3,20}\d{2,4}(?![\w/\\@=(-]|\.\w)")
_TITLED = re.compile(r"\b(?:mr|mrs|ms|mme|mlle|monsieur|madame|dr)\.? ([A-ZÀ-Þ][a-zà-ÿ'’-]{2,20})(?![\w@])")
_INITIAL = re.compile(
    r"(?<![\w.@/\\%&=+-])[a-z]\.[a-z]{4,20}(?![\w.(@:/\\-])"
)  # "y.mercier", also where the name is a word
_ELIDED = re.compile(r"[cdjlmnst]\.[aeiouyhéèêàœ]")  # "d.accord" of a person in a hurry
_MEMBER = re.compile(
    r"(?:linkedin\.com/(?:in|pub)|facebook\.com|instagram\.com|twitter\.com|\bx\.com|tiktok\.com|github\.com)/@?([\w.-]{3,40})(?![\w/])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:je suis|moi c['’]est|c['’]est|ici|m['’]appelle|coll[èe]gue|my name is|it['’]?s|i['’]?m|i am|this is|colleague)[ ]"
    r"\ue000([\ue100-\uf8ff])\ue001[ ]([^\W\d_]{3,20})(?![\w'’-])",
    re.IGNORECASE,
)


def hide_written(scrub: Scrub, names: Pseudonyms, *, told: bool) -> None:
    """What single programs write, and what people say of their work where `told`."""
    scrub.each(_CHAP, lambda match: None if _is_plain(match.group(1)) else names.secret(match.group(1)), 1)
    for pattern in _SECRETS:
        scrub.any(pattern, lambda text: None if text.isalpha() and is_word(text) else names.secret(text))
    scrub.each(_QUOTED, lambda match: names.secret(match.group(2)) if _is_password(match.group(2)) else None, 2)
    scrub.each(_LEET, lambda match: names.secret(match.group()) if _is_leet(match.group(1)) else None)
    scrub.each(_SIGNED, lambda match: names.secret(match.group()) if _is_signed(match, told=told) else None)
    scrub.any(_DOMAIN, lambda text: None if is_ours(text, names) else names.computer(text))
    scrub.each(_ADDRESS, lambda match: names.label("[place]", match.group()))
    scrub.each(_CODE, lambda match: names.identifier(match.group(1)), 1)
    scrub.any(_PLACE, names.identifier)
    scrub.each(_PLATE, lambda match: names.identifier(match.group()))
    scrub.any(_PRINTER, lambda text: None if text.isalpha() and is_word(text) else names.thing(text))
    scrub.any(_FIRM, lambda text: _firm(text, names))
    scrub.each(
        _INITIAL, lambda match: None if told and _ELIDED.match(match.group()) else _account(match.group(), names)
    )
    scrub.each(_MEMBER, lambda match: names.person(match.group(1)), 1)
    if told:
        scrub.each(
            _PHRASE,
            lambda match: None if any(map(goes_on, match.group(1).split())) else names.secret(match.group(1)),
            1,
        )
        scrub.each(_JOINED, lambda match: names.secret(match.group()) if _is_phrase(match.group(), names) else None)
        scrub.each(_DATED, lambda match: None if is_ours(match.group(), names) else names.secret(match.group()))
        scrub.each(_TITLED, lambda match: _titled(match.group(1), names), 1)
        scrub.any(_TEAM, lambda text: _team(text, names))
        scrub.each(_NAMED, lambda match: _rest(scrub, match, names), 2)


def _is_plain(text: str) -> bool:
    """Whether it is a word, an adapter or a host that everybody knows: a column of a table, not a secret."""
    return (text.isalpha() and is_word(text)) or adapter_words(text)[1] or is_public(text) or is_harmless(text)


def _is_leet(word: str) -> bool:
    """Whether digits stand for letters: "Ch0c0lat"; not the number of a model."""
    return len(re.findall(r"(?<=[A-Za-z])\d(?=[A-Za-z])", word)) > 1 and not is_program(word)


def _is_signed(match: re.Match[str], *, told: bool) -> bool:
    """Whether a word, a number and a sign are a password: "Toboggan70!"; "Windows10!" is a cry."""
    word = match.group(1)
    cry = told and set(match.group(2)) <= set("!?")
    return not (cry or is_program(word) or word.casefold() in THINGS)


def _titled(name: str, names: Pseudonyms) -> str | None:
    """The name behind "mr"; "ms Teams" is none."""
    return None if is_known(name, names) else names.person(name)


def _is_password(text: str) -> bool:
    """Whether what stands in quotes mixes a word, digits and signs as people do for a password."""
    if is_harmless(text):
        return False
    if _WEAK.fullmatch(text):
        return not is_program(re.split(r"[\d._:-]", text)[0])
    return _STRONG.search(text) is not None and not _PAIR.fullmatch(text.rstrip("="))


def _is_phrase(text: str, names: Pseudonyms) -> bool:
    """Whether words are joined to a password, and are not those of a package or a setting."""
    words = re.split(r"[.-]", text.casefold())
    return sum(not is_piece(word) for word in words) >= len(words) - 1 and not is_ours(text, names)


def _firm(text: str, names: Pseudonyms) -> str | None:
    bare = text.strip()
    return None if AUTHORITY.search(bare) or is_known(bare, names) else names.person(bare)


def _team(text: str, names: Pseudonyms) -> str | None:
    known = text.casefold() in _TEAMS or is_known(text, names) or goes_on(text)
    return None if known else names.person(text)


def _account(text: str, names: Pseudonyms) -> str | None:
    """An initial and a name; "f.write" is of a program."""
    return None if is_piece(text[2:]) or is_ours(text, names) else names.person(text)


def _rest(scrub: Scrub, match: re.Match[str], names: Pseudonyms) -> str | None:
    """A family name that is an ordinary word, behind a given name: "moi c'est samira garrigue"."""
    if not scrub.stands_for(match.group(1)).startswith("user-") or goes_on(match.group(2)):
        return None
    return names.person(match.group(2))
