"""How sending a report ended, and the sentence for it in both languages."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a report that was to be sent."""

    DELIVERED = "delivered"
    ALREADY_THERE = "already_there"
    BAD_ADDRESS = "bad_address"
    NO_CONNECTION = "no_connection"
    TOO_SLOW = "too_slow"
    CUT = "cut"  # it may have arrived: sending the same again is safe
    UNTRUSTED = "untrusted"
    SIGN_IN = "sign_in"
    NOT_A_DROP = "not_a_drop"
    PROXY_SIGN_IN = "proxy_sign_in"
    PROXY = "proxy"
    NOT_ALLOWED = "not_allowed"
    NO_FOLDER = "no_folder"
    TOO_LARGE = "too_large"
    SERVER_FULL = "server_full"
    SERVER_TROUBLE = "server_trouble"
    REFUSED = "refused"
    TAKEN = "taken"  # the server says it has this name already, and nothing proves that it is this report
    DAMAGED = "damaged"  # on this laptop, while it waited
    NO_DISK = "no_disk"  # this laptop cannot note that it tries, so it does not try


_SENTENCES = {
    "en": {
        Outcome.DELIVERED: "The report has arrived at {host}.",
        Outcome.ALREADY_THERE: "The report had already arrived at {host}.",
        Outcome.BAD_ADDRESS: "The address for reports in the site file is not a web address; tell IT.",
        Outcome.NO_CONNECTION: "{host} cannot be reached at the moment; the report is safe here, try again later.",
        Outcome.TOO_SLOW: "{host} took too long; the report is safe here, try again later.",
        Outcome.CUT: "The connection to {host} was cut; the report is safe here, sending it again is harmless.",
        Outcome.UNTRUSTED: "Something pretends to be {host} or its certificate is not valid; nothing was sent.",
        Outcome.SIGN_IN: "A sign-in page of this network answered instead of {host}; sign in there and try again.",
        Outcome.NOT_A_DROP: "{host} answered, but it is not a drop for reports (answer {status}); tell IT.",
        Outcome.PROXY_SIGN_IN: "The proxy wants a password before it lets the report through; tell IT.",
        Outcome.PROXY: "The proxy could not reach {host}; the report is safe here, try again later.",
        Outcome.NOT_ALLOWED: "{host} does not accept reports from here (answer {status}); tell IT.",
        Outcome.NO_FOLDER: "{host} has no such folder for reports (answer {status}); tell IT.",
        Outcome.TOO_LARGE: "{host} finds the report too large; leave something out and try again.",
        Outcome.SERVER_FULL: "{host} has no room for more reports; tell IT.",
        Outcome.SERVER_TROUBLE: "{host} is in trouble (answer {status}); the report is safe here, try again later.",
        Outcome.REFUSED: "{host} refused the report (answer {status}); tell IT.",
        Outcome.TAKEN: "{host} says it has this report already, but nothing proves it; tell IT.",
        Outcome.DAMAGED: "The report was damaged on this laptop while it waited; make a new one.",
        Outcome.NO_DISK: "The disk of this laptop takes nothing at the moment; free some space and try again.",
    },
    "fr": {
        Outcome.DELIVERED: "Le rapport est arrivé chez {host}.",
        Outcome.ALREADY_THERE: "Le rapport était déjà arrivé chez {host}.",
        Outcome.BAD_ADDRESS: "L’adresse des rapports n’est pas une adresse web ; prévenez l’IT.",
        Outcome.NO_CONNECTION: "{host} est injoignable pour l’instant ; le rapport est en sécurité ici, réessayez.",
        Outcome.TOO_SLOW: "{host} met trop de temps à répondre ; le rapport est en sécurité ici, réessayez plus tard.",
        Outcome.CUT: "La connexion à {host} a été coupée ; le rapport est en sécurité ici, vous pouvez le renvoyer.",
        Outcome.UNTRUSTED: "Quelque chose imite {host} ou son certificat n’est pas valable ; rien n’a été envoyé.",
        Outcome.SIGN_IN: "Une page de connexion de ce réseau répond au lieu de {host} ; identifiez-vous et réessayez.",
        Outcome.NOT_A_DROP: "{host} répond, mais ce n’est pas un dépôt de rapports (réponse {status}) ; prévenez l’IT.",
        Outcome.PROXY_SIGN_IN: "Le proxy demande un mot de passe avant de laisser passer le rapport ; prévenez l’IT.",
        Outcome.PROXY: "Le proxy n’a pas pu joindre {host} ; le rapport est en sécurité ici, réessayez plus tard.",
        Outcome.NOT_ALLOWED: "{host} n’accepte pas de rapports venant d’ici (réponse {status}) ; prévenez l’IT.",
        Outcome.NO_FOLDER: "{host} n’a pas ce dossier de rapports (réponse {status}) ; prévenez l’IT.",
        Outcome.TOO_LARGE: "{host} trouve le rapport trop gros ; retirez quelque chose et réessayez.",
        Outcome.SERVER_FULL: "{host} n’a plus de place pour des rapports ; prévenez l’IT.",
        Outcome.SERVER_TROUBLE: "{host} est en difficulté (réponse {status}) ; le rapport reste ici, réessayez.",
        Outcome.REFUSED: "{host} a refusé le rapport (réponse {status}) ; prévenez l’IT.",
        Outcome.TAKEN: "{host} dit avoir déjà ce rapport, mais rien ne le prouve ; prévenez l’IT.",
        Outcome.DAMAGED: "Le rapport a été abîmé sur cet ordinateur pendant l’attente ; faites-en un nouveau.",
        Outcome.NO_DISK: "Le disque de cet ordinateur n’accepte rien ; libérez de la place et réessayez.",
    },
}


SURELY_ABSENT = frozenset(
    {
        Outcome.BAD_ADDRESS,
        Outcome.NO_CONNECTION,
        Outcome.UNTRUSTED,
        Outcome.SIGN_IN,
        Outcome.NOT_A_DROP,
        Outcome.PROXY_SIGN_IN,
        Outcome.NOT_ALLOWED,
        Outcome.NO_FOLDER,
        Outcome.TOO_LARGE,
        Outcome.TAKEN,
        Outcome.DAMAGED,
        Outcome.NO_DISK,
    }
)
"""Ends after which the report cannot be on the other side. After any other, a file of its name may be it."""

OUT_OF_REACH = frozenset(
    {
        Outcome.NO_CONNECTION,
        Outcome.TOO_SLOW,
        Outcome.CUT,
        Outcome.UNTRUSTED,
        Outcome.SIGN_IN,
        Outcome.PROXY,
    }
)
"""Troubles of the way: another place, or another hour, may have none."""


@dataclass(frozen=True)
class SendResult:
    """The end of one attempt. Nothing is ever raised instead."""

    outcome: Outcome
    host: str = ""
    status: int | None = None  # of HTTP
    detail: str = ""  # the original error, for the log; never shown, never parsed
    way: str = ""  # which way it went; a key of the wording table "outbox"

    @property
    def surely_absent(self) -> bool:
        """Whether it is certain that this attempt put nothing on the other side."""
        return self.outcome in SURELY_ABSENT

    @property
    def delivered(self) -> bool:
        """Whether the report is on IT's side."""
        return self.outcome in (Outcome.DELIVERED, Outcome.ALREADY_THERE)

    def sentence(self, lang: str) -> str:
        """One sentence for the person; English where the language is not spoken here."""
        wording = _SENTENCES.get(lang[:2], _SENTENCES["en"])
        text = wording[self.outcome].format(host=self.host or "–", status=self.status or "–")
        return _NO_ANSWER.sub("", text)  # a folder answers nothing in numbers


_NO_ANSWER = re.compile(r"\s\([^()]*–\)")
OK, CONFLICT, NOT_FOUND, TAKEN, SIGN_IN_FIRST = 200, 409, 404, 412, 511

_BY_STATUS = {
    201: Outcome.DELIVERED,
    204: Outcome.DELIVERED,
    401: Outcome.NOT_ALLOWED,
    403: Outcome.NOT_ALLOWED,
    NOT_FOUND: Outcome.NO_FOLDER,
    405: Outcome.NOT_A_DROP,
    407: Outcome.PROXY_SIGN_IN,
    413: Outcome.TOO_LARGE,
    429: Outcome.SERVER_TROUBLE,  # too many at once (RFC 6585): later is well
    501: Outcome.NOT_A_DROP,
    507: Outcome.SERVER_FULL,
    SIGN_IN_FIRST: Outcome.SIGN_IN,  # RFC 6585
}


def of_status(status: int, *, again: bool) -> Outcome:
    """What an answer to a create-only PUT of a name that only we know means (RFC 9110, RFC 4918).

    412 says that the name exists. 409 says the same on some servers, and on others that the folder does not exist
    (RFC 4918, 9.7.1). A name that was never sent before cannot be there: then 409 is the second, and 412 comes from
    somebody who has not looked.
    """
    if status in (CONFLICT, TAKEN):
        return Outcome.ALREADY_THERE if again else Outcome.NO_FOLDER if status == CONFLICT else Outcome.TAKEN
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in range(200, 400):  # a page or a redirect where a created file was expected
        return Outcome.SIGN_IN
    return Outcome.SERVER_TROUBLE if status in range(500, 600) else Outcome.REFUSED
