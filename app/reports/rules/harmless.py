"""Values that stand where a secret or a name could stand, and are none: states, sizes, names of methods."""

import re

from app.reports.rules.vocabulary import is_word

WORDS = frozenset(
    """
    *** **** ***** ****** ******* ******** a absent absente accepte accepted accepté acceptée active activé
    activée admin administrateur administrator agent always an and anonymous are ask asked at aucun aucune
    auth authentication basic bearer bloque bloqué bloquée but by ccmp changed changé chap connected cookie
    correct database de default demandé denied des dhcp digest disabled disconnected dns down du désactivé
    désactivée each eap echec empty enabled enregistré enregistrée erreur error est et eth0 ethernet expire expired
    expiré expirée failed failure false faux field file for from gcmp guest had has have hidden id in inactive
    inconnu incorrect incorrecte internet invalid invalide is kerberos la lax le leap length les localhost
    localsystem locked ma manager manquant manquante masked md5 missing modifié modifiée mon mot mots mschapv2 n/a na
    name ne needed negotiate never new nil no nobody non none not not_found not_set notset ntlm null of off
    offline ok old on online open optional or padi pado padr pads padt ou oublie oublié oubliée oui pap pas passwd password passwords
    peap perdu plus present private prompt présent présente psk public redacted refuse refused refusé refusée
    reg_binary reg_dword reg_expand_sz reg_multi_sz reg_qword reg_sz rejected removed request requested required requis response root sae same saved secret sera service
    session set sha sha1 sha256 aes des size ssl stored strict succeeded success system systeme système tcp the tkip tls
    to token tokens true ttls type udp un undefined une unknown unlocked unset up user utilisateur vide votre
    vpn vrai was wep wi-fi wifi wlan wlan0 wpa wpa2 wpa3 wrong xxx xxxx xxxxx xxxxxx xxxxxxxx yes échec échoué
    """.split()  # noqa: SIM905  # a list has one word a line
)

_CALENDAR = frozenset(
    """
    mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec lun mer jeu ven sam dim lundi mardi
    mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
    """.split()  # noqa: SIM905  # a list has one word a line
)
_NUMBERED = re.compile(
    r"(?:aadsts|kb|err|inc|tkt|cve|wsae?|http|hresult|ora|ctx|eid|event|error|rc|code|id|vpn|eth|en|wlan|tun"
    r"|port|ev|win|req|case)[-_]?\d+",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[-+]?\d+(?:[.,:/]\d+)*\s?(?:%|ms|s|sec|secs|seconds?|secondes?|min|mins|minutes?|h|hours?|heures?|d|days?|jours?"
    r"|k|kb|mb|gb|kib|mib|gib|ko|mo|go|b|bytes?|octets?|bits?|-?bit|hz|mhz|ghz|dbm|db|x|px|°c|th|nd|st|rd|e"
    r"|er|ème|eme|fois)?",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"(?:aes|gcmp|ccmp|sha|md|rsa|wpa|tls|ssl|eap|ecdsa|ecdh|ecdhe|dh|hmac|x|ed|p|utf|http|ipv|ike|mschap|chap|cve|rfc"
    r"|pkcs|oauth|saml"
    r"|krb|socks|ntlm|win|windows|x86|amd|arm|v|dot|rc|3?des|chacha|poly|base|crc|iso|cp|fido|u2f|webauthn|openid"
    r"|k8s|lib|python)"
    r"[-_/]?v?\d{1,5}[a-z]{0,3}(?:[-._/+][a-z0-9]{1,10}){0,4}",
    re.IGNORECASE,
)
_KEYS = re.compile(
    r"(?:(?:wpa|rsn|ft|eap|sae|owe|psk|none|ieee8021x|802-1x|sha\d*|suite-b|ext)[-_+ ]?\d{0,4})+", re.IGNORECASE
)
_SETTING = re.compile(r"i:\d{1,6}")  # a number in the file of a remote desktop
_FILE = re.compile(
    r"[\w./\\~-]+\.(?:py|c|cpp|h|go|rs|js|pem|crt|cer|key|conf|cfg|ini|toml|json|xml|log|dll|exe|so"
    r"|service)(?::\d+)?\W*"
)
_ODD_SIGN = re.compile(r"[+_].*[+_]")  # no method has two of them
_POINTER = re.compile(r"0x[0-9a-f]{1,16}\W*", re.IGNORECASE)
_HOLE = re.compile(r"(?![$%*]+\w*\d\w)[<\[{(%$*•.●]+[\w .-]*[>\]})%*•.●]*|\*+|•+|●+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:[T ]?[\d:.]+Z?)?")
CODE_DIGITS = (4, 10)  # of a code that is typed from a telephone or a sticker


def is_harmless(value: str, *, quoted: bool = False) -> bool:
    """Whether a value says a state, a size or a method, and hides nothing. What is `quoted` is no sentence."""
    bare = value.strip().strip("\"'«»“”.,;:!?()").casefold()
    if not bare or bare in WORDS or bare in _CALENDAR or _NUMBERED.fullmatch(bare):
        return True
    first = re.split(r"[\s,;.]", bare, maxsplit=1)[0]
    if first in WORDS and " " in bare and not quoted:  # "not running", "expired yesterday": a sentence
        return True
    mixed = value[1:] != value[1:].lower() and value != value.upper()  # of small and large letters: a secret's own form
    if (
        quoted is False
        and mixed
        and _METHOD.fullmatch(bare)
        and _FILE.fullmatch(bare) is None
        and _ODD_SIGN.search(bare)
    ):
        return False
    return any(
        pattern.fullmatch(bare) is not None for pattern in (_METHOD, _KEYS, _FILE, _POINTER, _HOLE, _SETTING)
    ) or _is_amount(bare)


def looks_secret(value: str, *, told: bool = True) -> bool:
    """Whether a token in a sentence is one that nobody would say: letters with digits or signs, or digits of a code.

    `told`: "is" or ":" stands right before it; then capitals inside a word are enough.
    """
    bare = value.strip("\"'«»“”,;:()[]{}`*").rstrip(".?")
    if is_harmless(bare) or "/" in bare or bare.startswith(("http", "www.", "-", "\ue000", "[")) or "\ue000" in bare:
        return False
    if re.match(r"[\w-]+=", bare) and is_harmless(bare.partition("=")[2]):
        return False
    if bare.isdigit():
        return CODE_DIGITS[0] <= len(bare) <= CODE_DIGITS[1] and not 1990 <= int(bare) <= 2100  # noqa: PLR2004  # a year
    if bare.rstrip("!").replace("-", "").replace("'", "").replace("’", "").isalpha():
        inner = bare.rstrip("!")
        return (bare != inner and inner[:1].isupper()) or (
            (told or not is_word(_CAMEL.sub(" ", inner))) and inner[1:] != inner[1:].lower() and inner != inner.upper()
        )
    if _DATE.fullmatch(bare) or re.fullmatch(r"[\w.+-]+\.[a-z]{2,}", bare):
        return False
    has_letter = any(char.isalpha() for char in bare)
    return has_letter and (
        any(char.isdigit() for char in bare) or bool(re.search(r"[!@#$%^&*+?;]|[a-z]=?[A-Z].*=|=.*[a-z][A-Z]", bare))
    )


def _is_amount(bare: str) -> bool:
    """A number with a unit; bare digits are one only where no code has so many."""
    return _UNIT.fullmatch(bare) is not None and not (bare.isdigit() and len(bare) >= CODE_DIGITS[0])
