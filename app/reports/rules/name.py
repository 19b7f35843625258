"""Names of people in sentences, certificates and lists, by their capitals and by what stands before them."""

import re
from collections.abc import Iterator

from app.reports.identity import NOBODY
from app.reports.product import adapter_words, is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.publicname import is_public
from app.reports.rules.given import is_given
from app.reports.rules.harmless import WORDS
from app.reports.rules.known import NOT_HOSTS, SERVICES, THINGS
from app.reports.rules.scrub import Scrub
from app.reports.rules.vocabulary import is_word

VALUE = r"(\"[^\"\r\n]{1,80}\"|'[^'\r\n]{1,80}'|«[^»\r\n]{1,80}»|%s)"
_NAME_WORDS = (
    r"(?-i:[A-ZÀ-ÖØ-Þ][\w'’.-]*)(?:[ \t]+(?-i:(?:d['’]|de |du |van |von |le |la |el "
    r"|bin )?[A-ZÀ-ÖØ-Þ][\w'’.-]*)){0,3}"
)
_FULL_NAME = re.compile(
    r"(?<![\w-])(?:display[ _-]?name|full[ _-]?name|given[ _-]?name|first[ _-]?name|last[ _-]?name"
    r"|sur[ _-]?name|sn|family[ _-]?name"
    r"|nom(?: complet| de famille| d['’]usage)?|pr[ée]nom|real[ _-]?name|gecos|registered owner"
    r"|propri[ée]taire(?: enregistr[ée])?"
    r"|owner|author|auteur|contact|manager|responsable|employee|salari[ée]|organi[sz]er|organisateur|attendee"
    r"|caller|sender"
    r"|from|to|cc|de|[àa]|signed[- ]off[- ]by|person|personne|patient|client|customer)[\"']?[ .]*[:=]+[ \t]*"
    + VALUE
    % _NAME_WORDS,
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?<!\d )(?<!\d)\b(?:M\.|MM\.|Mme|Mmes|Mlle|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Docteur|Doctor|Prof\.?|Monsieur|Madame"
    r"|Mademoiselle|Maître|Herr|Frau|Sra?\.|Sr[ta]{2}\.|Señora?|Señorita|Do[ñn]a|Sig\.(?:ra|na)?|Signora?|Dhr\.|Mevr\.|Mevrouw|Meneer|Dott\.(?:ssa)?|Pani?(?= [A-Z]))[ \t]+"
    r"((?:(?:de|du|des|van|von|den|der|ten|ter|le|la|el|El|bin"
    r"|ben)[ \t]){0,3}[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ \t]+(?:(?:de|du|van|von|le"
    r"|la)[ \t])?[A-ZÀ-ÖØ-Þ][\w'’-]+){0,2})"
)
_TITLE_LOW = re.compile(
    r"(?<![\w.])(?:mme|mlle|mrs?\.?|dr\.|prof\.|sra?\.|srta\.|sig\.(?:ra)?|dhr\.|mevr\.|madame|monsieur|herr|frau|señora?|señorita)[ ]"
    r"([^\W\d_][\w'’-]{2,24})(?![\w@/\\])",
    re.IGNORECASE,
)
_INITIAL = re.compile(
    r"(?<![\w.])[A-Z]\.(?:[ -]?[A-Z]\.)?[ ]?(?:(?:[Ll]e|[Ll]a|[Dd]e|[Dd]u|[Vv]an|[Vv]on|[Ee]l|[Bb]en|[Dd]i|[Dd]a)[ ]){0,2}[A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿ'’]{2,}|[A-ZÀ-ÖØ-Þ'’]{3,})(?:-[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+)?(?![\w.(])"
)
_TWO = r"(?-i:([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?[ \t]+[A-ZÀ-ÖØ-Þ][\w'’-]+))"
_ROLE = (
    r"\b(coll[èe]gue|colleague|boss|chef|manager|mari|femme|husband|wife|son|daughter|fils|fille|voisine?"
    r"|neighbou?r|ami|amie|friend|soeur|sœur"
    r"|fr[èe]re|brother|sister|copain|copine|assistante?|secr[ée]taire|directeur|directrice)"
)
_I_AM = re.compile(
    r"\b(je m['’]appelle|mon nom est|my name is|my name['’]s|i am called|i am|i['’]m|je suis|ici|c['’]est"
    r"|this is|signed?:?"
    r"|sign[ée]e?|regards,?|cordialement,?|thanks,?"
    r"|merci,?|bien [àa] vous,?|best,?|cheers,?|bonne journ[ée]e,?|salutations,?|demand[ée]r? [àa]|ask(?:ed)?"
    r"|appel[ée]r?|called|told|dit [àa]|voir avec"
    rf"|avec|with|contact(?:ed|er|ez)?|pr[ée]venir|bonjour,?|hello,?|hi,?|dear|ch[èe]re?)[ \t,:\n]+{_TWO}",
    re.IGNORECASE,
)
_THEIRS = re.compile(rf"{_ROLE}[ \t,:\n]+{_TWO}", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:\b(?:je m['’]appelle|mon nom est|my name is|regards,?|cordialement,?|thanks,?|merci,?"
    rf"|demand[ée]r? [àa]|ask(?:ed)?|bonjour,?|hello,?|hi,?|dear"
    rf"|bien [àa] vous,?|best,?|cheers,?|voir avec|told|dit [àa])|{_ROLE})[ \t,:\n]+([^\W\d_][\w-]+)(?![\w@])",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:first|last|family|given|sur)[ -]?name[ \t]+(?:is[ \t]+)?([^\W\d_][\w'’-]+)|\b(?:pr[ée]nom|nom de famille)[ \t]+"
    r"(?:est[ \t]+)?([^\W\d_][\w'’-]+)",
    re.IGNORECASE,
)
_A_WORD = re.compile(r"(?<![\w.@/\\-])[^\W\d_][\w'’-]*(?![\w@/\\])")
_CAPITALS = re.compile(
    r"(?<![\w.@/\\-])([A-ZÀ-ÖØ-Þ][\w'’]*[\wà-ÿ](?:-[A-ZÀ-ÖØ-Þ][\w'’]+)?)((?:[ \t]+(?:(?:d['’]|de|du|des|van"
    r"|von|der|le|la|el|ben|al)[ \t'’]?[ \t]?)?"
    r"[A-ZÀ-ÖØ-Þ][\w'’]*(?:-[A-ZÀ-ÖØ-Þ][\w'’]+)*){0,3})(?![\w@/\\])"
)
_CN = re.compile(
    r"(?<![\w])((?i:CN)|emailAddress|E|GN|SN|UID|serialNumber|L|ST|street)\s?=\s?(\"[^\"]*\""
    r"|[^,/+\r\n;\"'>)\]\ue000]+)"
)
AUTHORITY = re.compile(
    r"\b(?:CA|root|authority|autorit[ée]|certificate|certification|certificat|trust|ssl|tls|issuing"
    r"|intermediate|global|server|digicert|encrypt|sectigo"
    r"|comodo|globalsign|entrust|isrg|geotrust|thawte|verisign|amazon|microsoft|google|apple|cloudflare|gts"
    r"|baltimore|usertrust|certum"
    r"|quovadis|godaddy|starfield|zscaler|fortinet|fortigate|palo|sophos|kaspersky|avast|netskope|proxy"
    r"|firewall|gateway|public|G\d|R\d|E\d)\b|^[A-Z]{1,3}\d{1,2}$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD_START = re.compile(r"(?<![\w'’])[^\W\d_]")
LONG_ENOUGH = 6  # letters after which a name inside a longer word is still the name


def _titled(text: str) -> str:
    return _WORD_START.sub(lambda match: match.group().upper(), text.lower())


def hide_capitals(scrub: Scrub, names: Pseudonyms, *, shouted: bool = False) -> None:
    """Names by their capitals; `shouted`: every word begins with one, so that a given name must be there."""
    scrub.each(_CN, lambda match: _subject(match, names), 2)
    scrub.each(_FULL_NAME, lambda match: _full(match.group(1), names, shouted=shouted), 1)
    scrub.any(_CALLED, lambda text: _called(text, names))
    scrub.each(_TITLE, lambda match: None if is_ours(match.group(1), names) else names.person(match.group(1)), 1)
    scrub.each(_TITLE_LOW, lambda match: _unheard(match.group(1), names), 1)
    if not shouted:
        scrub.each(_INITIAL, lambda match: _initialled(match.group(), names))
    for pattern in (_I_AM, _THEIRS):
        scrub.each(pattern, lambda match: _announced(match, names, shouted=shouted), 2)
    scrub.each(_ALONE, lambda match: _alone(match, names, shouted=shouted), 2)
    if shouted:
        scrub.at(list(_loud(scrub.seen, names)))
    else:
        scrub.at(list(_given(scrub.seen, names)))


def _full(text: str, names: Pseudonyms, *, shouted: bool = False) -> str | None:
    value = text.strip("\"'«» ")
    if re.search(r"[/\\=]|\.\w{1,4}:\d", value):  # a file of a program
        return None
    if not value[:1].isalpha() or value.casefold() in WORDS or is_ours(value, names) or value.casefold() in NOBODY:
        return None
    if shouted and not any(is_given(word, sure=True) for word in value.split()):
        return None
    if text[:1] not in "\"'«" and " " not in value and not is_given(value):
        return None  # one capital word after "from:" may be anything
    return names.person(value)


def _called(text: str, names: Pseudonyms) -> str | None:
    return names.person(text) if is_given(text, sure=True) or not is_word(text) else None


def _unheard(text: str, names: Pseudonyms) -> str | None:
    return None if is_word(text) or is_program(text) or is_ours(text, names) else names.person(text)


def _initialled(text: str, names: Pseudonyms) -> str | None:
    family = text.rpartition(".")[2].strip().casefold()
    if family in THINGS or family in WORDS or (text[-2:].isupper() and (is_word(family) or is_program(family))):
        return None
    return names.person(text)


def _alone(match: re.Match[str], names: Pseudonyms, *, shouted: bool) -> str | None:
    """One name behind "merci" or "my colleague": a given name, or behind a role any word with a capital."""
    role, text = match.group(1), match.group(2)
    if is_given(text, sure=True):
        return names.person(text)
    told = bool(role) and role[0].islower() and text[0].isupper() and text[1:].islower() and not shouted
    known = text.casefold() in THINGS or text.casefold() in WORDS or is_program(text) or is_ours(text, names)
    return names.person(text) if told and not known else None


def _announced(match: re.Match[str], names: Pseudonyms, *, shouted: bool) -> str | None:
    text, lead = match.group(2), match.group(1)
    words = text.casefold().split()
    if is_ours(text, names) or any(word in THINGS or is_program(word) for word in words):
        return None
    if shouted and not is_given(text.split()[0], sure=True):
        return None
    if not any(is_given(word, sure=True) or not is_word(_CAMEL.sub(" ", word)) for word in text.split()):
        return None
    if lead[0].isupper() and match.re is _THEIRS and not is_given(text.split()[0], sure=True):
        return None  # "Manager Script" is a part of a program
    return names.person(text)


def _loud(text: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """Given names with the word behind them, where capitals say nothing."""
    words = list(_A_WORD.finditer(text))
    done = -1
    for number, word in enumerate(words):
        if number <= done or not is_given(word.group(), shouted=True) or is_ours(word.group(), names):
            continue
        last = word
        if number + 1 < len(words) and text[word.end() : words[number + 1].start()].strip(" \t") == "":
            last, done = words[number + 1], number + 1
        yield word.start(), last.end(), names.person(text[word.start() : last.end()])


def _subject(match: re.Match[str], names: Pseudonyms) -> str | None:
    field, value = match.group(1), match.group(2).strip('" ')
    field = field.upper() if field.casefold() == "cn" else field
    if field in ("L", "ST"):
        return None if "," not in match.string and "/" not in match.string else names.label("[place]", value)
    if field != "CN" and not (field in ("emailAddress", "UID", "GN", "serialNumber", "street") or is_given(value)):
        return None
    if AUTHORITY.search(value) or is_ours(value, names) or not value:
        return None
    if "." in value and " " not in value and not any(char.isupper() for char in value):
        tail = value.rpartition(".")[2]
        return names.host(value) if tail.isalpha() and len(tail) <= LONG_ENOUGH else names.person(value)
    return names.person(value)


def _given(text: str, names: Pseudonyms) -> Iterator[tuple[int, int, str]]:
    """A given name that is no ordinary word, with the capitals that follow it, and those before it that nobody knows."""
    for match in _CAPITALS.finditer(text):
        if is_ours(match.group(), names):
            continue
        words = list(re.finditer(r"\S+", match.group()))
        first = next((number for number, word in enumerate(words) if is_given(word.group())), None)
        if first is None:
            continue
        while first and not is_word(words[first - 1].group()) and not is_program(words[first - 1].group()):
            first -= 1
        start = match.start() + words[first].start()
        yield start, match.end(), names.person(text[start : match.end()])


def is_ours(text: str, names: Pseudonyms) -> bool:
    """Whether IT itself wrote it in the site file."""
    return text in names.names.words or any(text in word for word in names.names.words if len(text) > LONG_ENOUGH)


def is_common(text: str, names: Pseudonyms) -> bool:
    """Whether half the world has it (a program, a public host, an adapter, a service of a system), or it is IT's own."""
    low = text.casefold()
    return (
        low in THINGS
        or low in SERVICES
        or low in NOT_HOSTS
        or is_program(text)
        or is_public(text)
        or adapter_words(text)[1]
        or is_ours(text, names)
    )


def is_known(text: str, names: Pseudonyms) -> bool:
    """Whether a word with a capital is a program, a thing of systems or IT's own: in a sentence it names nobody."""
    return text.casefold() in THINGS or is_program(text) or is_ours(text, names)


def hide_announced(scrub: Scrub, names: Pseudonyms) -> None:
    """Names behind "displayName:" and the like; where capitals say nothing, all names."""
    if not any(char.isupper() for char in scrub.text) or not any(char.islower() for char in scrub.text):
        scrub.view = _titled  # what is all small or all large has no capitals that could tell a name
        hide_capitals(scrub, names, shouted=True)
        scrub.view = None
    scrub.each(_FULL_NAME, lambda match: _full(match.group(1), names), 1)
