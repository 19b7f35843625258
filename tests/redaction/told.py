"""More classes: values of any shape behind the words that announce them, and marks that have a form of their own."""

from collections.abc import Callable

from tests.redaction.life import Life

Maker = Callable[[Life], str]


def _odd(life: Life) -> str:
    return f"{life.low(3)}{life.upper(2)}:{life.low(4)}{life.upper(1)}/{life.low(3)}"


def _words(life: Life) -> str:
    return " ".join(life.low(6) for _ in range(12))


TOLD: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "told.odd": (_odd, ("mon mdp {} ne passe pas", "mot de passe « {} » refusé", "the password was {}")),
    "told.word": (lambda life: life.low(9) + "o", ("my password is {}", "mon mot de passe c'est {}")),
    "told.phrase": (_words, ("recovery phrase: {}", "phrase de récupération : {}", "my seed phrase is {}")),
    "told.answer": (
        lambda life: life.low(7).title() + "o",
        ("security answer: {}", "nom de jeune fille : {}", "réponse à la question secrète : {}"),
    ),
    "told.community": (
        lambda life: life.low(3) + life.upper(3) + life.digits(2),
        ("snmp-server community {} RO", "snmpget -v2c -c {} host", "community={}"),
    ),
    "told.meeting": (
        lambda life: f"8{life.digits(2)} {life.digits(4)} {life.digits(4)}",
        ("Meeting ID: {}", "ID de réunion : {}"),
    ),
    "told.remote": (
        lambda life: f"8{life.digits(2)} {life.digits(3)} {life.digits(3)}",
        ("TeamViewer ID {}", "AnyDesk {}"),
    ),
    "told.line": (lambda life: f"FI-{life.digits(4)}-{life.digits(4)}", ("PTO : {}", "prise optique (PTO) {}")),
    "told.card": (lambda life: life.digits(12), ("CNI : {}", "carte d'identité n° {}", "numéro d'inventaire : {}")),
    "told.login": (
        lambda life: f"{life.low(6)}.{life.low(6)}",
        ("mon identifiant est {}", "my login is {}", "username {} does not work"),
    ),
    "told.handle": (lambda life: f"@{life.low(5)}_{life.low(4)}", ("mon telegram {}", "skype: {}")),
    "form.plate": (
        lambda life: f"{life.upper(2)}-{life.digits(3)}-{life.upper(2)}",
        ("plaque {}", "ma voiture {} est au parking"),
    ),
    "form.login_code": (
        lambda life: f"{life.upper(4)}-{life.upper(4)}",
        ("enter the code {} at the page", "device code {}"),
    ),
    "form.wifi_code": (lambda life: life.token(9) + "7", ("WIFI:S:x;T:WPA;P:{};H:false;;",)),
    "form.hash": (lambda life: life.token(40), ("x:$6$salt$" + "{}:19000:0:", "hash $y$j9T$abc$" + "{}")),
    "form.meeting_link": (
        lambda life: f"{life.low(3)}-{life.low(4)}-{life.low(3)}",
        ("join meet.google.com/{}",),
    ),
    "form.square": (lambda life: f"///{life.low(6)}.{life.low(6)}.{life.low(6)}", ("what3words {}", "at {}")),
    "form.spelt_mail": (
        lambda life: f"{life.low(6)}{life.digits(2)} (at) {life.low(7)}.fr",
        ("write to {}", "écrivez-moi : {}"),
    ),
    "form.attribute": (
        lambda life: f"{life.low(8)}{life.digits(2)}",
        ('<saml:NameID Format="x">{}</saml:NameID>', "<AttributeValue>{}</AttributeValue>"),
    ),
}
