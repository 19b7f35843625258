"""Fields of any format: "key: value", key=value, JSON, XML, property lists, the registry. The key says what it holds.

One pattern a format finds every field; whether its key means a person, an account or a computer is looked up in the
last words of the key, so that a new spelling of a key ("TargetUserName", "last_name") needs no new pattern.
"""

import re
from collections.abc import Callable

from app.reports.identity import NOBODY
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.device import computer_or_none, is_default
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS, is_harmless
from app.reports.rules.known import PARTICLES, SERVICES, THINGS
from app.reports.rules.name import is_ours
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

_KEY = r"[^\W\d_][\w .'’/-]{0,38}?"
_FORMATS = (
    re.compile(r"<key>([\w .-]{2,40})</key>\s{0,8}<string>([^<>\r\n\ue000]{1,120})<", re.IGNORECASE),
    re.compile(r"<(?:\w{1,20}:)?([A-Za-z_]\w{1,40})(?:\s[^<>\r\n]{0,120})?>([^<>\r\n\ue000]{1,120})<"),
    re.compile(r"\b(?:Name|key|id)=[\"']([\w .-]{2,40})[\"'](?:\s+value=[\"']|>)([^<>\"'\r\n\ue000]{1,120})[<\"']", re.IGNORECASE),
    re.compile(r"(?<![\w.-])\"?([\w.-]{2,40})\"?[ \t]+REG_\w+[ \t]+([^\r\n\ue000]{1,120}?)[ \t]*$", re.MULTILINE | re.IGNORECASE),
    re.compile(rf"(?<![\w])({_KEY})\\*[\"']?[ .\t]*[:=]>?[ \t]*\\*[\"'«]?[ ]?((?:[^\r\n\"'«»<>{{}}\[\],;=:|\\\ue000]|(?<=\w)['’](?=\w)){{2,64}})"),
)  # fmt: skip
_PERSON = re.compile(
    r"(?:(?:first|last|given|family|full|display|sur|real|middle|maiden|preferred|contact)[ _-]?name|^sn|^gn|(?:pre)?nom"
    r"|nom (?:complet|de famille|d.usage|de naissance)|caller(?: name)?|appelante?|interlocut(?:eur|rice)|demandeu(?:r|se)"
    r"|requester|requested[ _-]for|client|cliente|customer|contact(?: person)?|(?:(?:reported|sent|opened|created|saved|modified|changed|updated|edited|printed|approved|signed|closed|submitted|uploaded|prepared|owned|managed) by|(?:modifie|enregistre|cree|approuve|signe|envoye) par)"
    r"|assign(?:ed to|ee)|affecte a|titulaire|registered owner|proprietaire enregistre|organi[sz]er|organisateur|reply-to|^cn|^from|^to|^cc|^pour|^de|author|auteur"
    r"|owner|gecos|proprietaire|technicien|agent|employee?|salariee?|patient|personne|person|(?<![a-z])manager|responsable|beneficiaire)$"
)
_USER = re.compile(
    r"(?:user(?:name)?|user[ _-]?(?:id|name|principal name)|(?<!net)(?<!auto)(?:login|logon|logged (?:in|on))(?: as| name)?|account(?: ?name)?|compte|nom du compte"
    r"|(?:nom d.)?utilisateur(?: (?:actuel|courant|connecte))?|(?:current|logged.in) user|identifiant|lastloggedon(?:sam)?user|last ?used ?user ?name|upn|whoami|(?:eap )?identity"
    r"|logname|login hint|nickname|pseudo|surnom|sobriquet|alias|samaccountname|uid|userprincipalname)$"
)
_COMPUTER = re.compile(
    r"(?:computer(?: ?name)?|host(?: ?name)?|workstation(?: ?name)?|machine(?: ?name)?|device ?name|node ?name"
    r"|nom de l.(?:ordinateur|hote|appareil)|ordinateur|poste|netbios ?name)$"
)
_NETWORK = re.compile(
    r"(?:ssid(?: ?name| ?str| de reseau| du reseau)?|essid|wi-?fi(?: network| ?name)?|reseau (?:wi-?fi|sans fil)"
    r"|connection ?(?:id|name)|^general connection|nom du (?:wi-?fi|reseau)|airport network|wlan(?: profile)?|profile name|nom du profil)$"
)
_SERIAL = re.compile(
    r"(?:serial(?: ?short)?|serial ?number|numero de serie|asset ?tag|service ?tag|imei|iccid|imsi|equipment-identifier)$"
)
_NUMBER = re.compile(
    r"(?:badge|pass(?:port|eport)|national|identity|identite|citizen|resident|employe+|staff|student|member|patient|voter|tax"
    r"|customer|client|subscriber|insurance|licen[cs]e|permit|permis|driver|card|carte|contract|contrat|dossier|matricule|health)"
    r" ?(?:id(?:entifier)?|no|nr|num(?:ber|ero)?|code)$"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEXT_KEY = re.compile(r"[ \t]+[^\s]+(?:[ \t][^\s]+)?[ \t]*$")
_OWNED = re.compile(r"[ ](?:de|d['’]|of|du|von)[ '’]?[^\W\d_]{2}|['’]s[ ]", re.IGNORECASE)
MOST_WORDS = 5  # of the name of a person
FEWEST_DIGITS = 3  # of a number that is somebody's


def hide_fields(scrub: Scrub, names: Pseudonyms) -> None:
    """People, accounts, computers, Wi-Fi networks and serial numbers in fields."""
    for pattern in _FORMATS:
        if pattern is _FORMATS[3] and not scrub.has("reg_"):
            continue
        text, spans = scrub.seen, []
        for at, end in scrub.parts(pattern):
            while match := pattern.search(text, at, end):
                found = _hidden(match, names)
                start = match.start(2)
                at = start + len(found[0]) if found else max(start, match.start() + 1)
                if found:
                    spans.append((start, at, found[1]))
        scrub.at(spans)


def _hidden(match: re.Match[str], names: Pseudonyms) -> tuple[str, str] | None:
    """The value, and what stands for it."""
    key, bare = _plain(match.group(1)), match.group(2).rstrip(" .\t")
    for pattern, hide in _KINDS:
        if pattern.search(key):
            following = match.string[match.end() : match.end() + 3].lstrip(" \t\"'")
            if following[:1] in (":", "=") and match.re is _FORMATS[-1]:  # the next key stands in the value
                bare = _NEXT_KEY.sub("", bare) if " " in bare else ""
            if hide is _user or (hide is _computer and not _OWNED.search(bare)):
                bare = bare.split(" ")[0]
            hidden = hide(bare, names) if bare.strip() else None
            return None if hidden is None else (bare, hidden)
    return None


def _plain(key: str) -> str:
    from app.reports.disguise import folded  # noqa: PLC0415  # the same folding as for words

    return folded(re.sub(r"[_.]+", " ", _CAMEL.sub(" ", key))).replace("’", "'").strip(" .-'")


def _person(value: str, names: Pseudonyms) -> str | None:
    words = re.findall(r"[^\W\d_][\w'’.-]*", value)
    if not words or len(words) > MOST_WORDS or any(map(str.isdigit, value)) or "@" in value or is_ours(value, names):
        return None
    if "." in value.rstrip(".") and " " not in value:
        return None
    words = [word for word in words if word.casefold() not in PARTICLES]
    told = [word for word in words if is_given(word, sure=True) or not is_word(word)]
    if not told or any(word.casefold() in THINGS for word in words):
        return None
    return names.person(value)


def _user(value: str, names: Pseudonyms) -> str | None:
    bare = value.split()[0] if value.split() else ""
    if counted := re.match(r"\d+\(([\w-]+)", bare):  # "0(root)"
        bare = counted.group(1)
        if bare.casefold() in NOBODY:
            return None
    folded = bare.casefold()
    if len(value.split()) > 2 or len(bare) < 3 or folded in WORDS or folded in SERVICES or is_harmless(bare):  # noqa: PLR2004
        return None
    if (
        bare[0] in "/-$%~+*("
        or "/" in bare
        or not any(map(str.isalpha, bare))
        or (bare.isalpha() and is_word(bare) and (bare.islower() or not is_given(bare)))
    ):
        return None
    if is_ours(bare, names) or bare.upper().startswith(("S-1-", "NT ", "[")) or folded.startswith(("http", "local")):
        return None
    return names.person(bare)


def _computer(value: str, names: Pseudonyms) -> str | None:
    if _OWNED.search(value):
        return names.computer(value)  # "MacBook Pro de Ines"
    bare = value.split()[0] if value.split() else ""
    if (bare.isalpha() and is_word(bare)) or not re.fullmatch(r"[A-Za-z0-9][\w.-]{2,62}", bare) or bare.count(".") > 3:  # noqa: PLR2004
        return None
    return computer_or_none(bare, names)


def _network(value: str, names: Pseudonyms) -> str | None:
    folded = value.casefold()
    if (
        folded in WORDS
        or is_harmless(value, quoted=True)
        or (value.islower() and value.isalpha() and is_word(value))
        or is_ours(value, names)
    ):
        return None
    if " " in value.strip() and is_word(value) and value.count(" ") > 1:
        return None  # a sentence
    return None if re.fullmatch(r"\d+|.{1,2}", value) or is_default(value) else names.ssid(value)


def _serial(value: str, names: Pseudonyms) -> str | None:
    return (
        names.identifier(value)
        if re.fullmatch(r"[\w-]{5,40}", value) and not (value.isalpha() and is_word(value))
        else None
    )


def _number(value: str, names: Pseudonyms) -> str | None:
    digits = sum(map(str.isdigit, value))
    if not re.fullmatch(r"\w[\w. /-]{3,30}", value) or (digits < FEWEST_DIGITS and " " in value):
        return None
    return None if value.isalpha() and (value.islower() or is_word(value)) else names.identifier(value)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str, Pseudonyms], str | None]], ...] = (
    (_COMPUTER, _computer),
    (_NETWORK, _network),
    (_USER, _user),
    (_SERIAL, _serial),
    (_NUMBER, _number),
    (_PERSON, _person),
)
