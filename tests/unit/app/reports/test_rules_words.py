"""What is hidden because nobody knows the word, because its field says so, or where it stands in pieces."""

import time
from importlib.resources import files

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from app.reports.rules import vocabulary
from diagnostics.model.site import Organisation, Site

SITE = Site(organisation=Organisation(name="Example"))

GOES = {
    "family name first": ("Chakraborty Ewa n'arrive pas à se connecter", ("Chakraborty", "Ewa")),
    "name without a cue": ("hier Nguyet Abdelkader a eu pareil", ("Nguyet", "Abdelkader")),
    "name in capitals": ("CUSTOMER XIAOLING EL-MANSOURI SAYS NO INTERNET", ("XIAOLING", "MANSOURI")),
    "particle": ("regards, Mehmet De Thibodeau", ("Mehmet", "Thibodeau")),
    "two fields": ("Nom : Guilloux Prénom : Nguyet", ("Guilloux", "Nguyet")),
    "camel field": ("<Data Name='TargetUserName'>niamh.chastagner</Data>", ("niamh.chastagner",)),
    "registry": ("    DefaultUserName    REG_SZ    gwendolyn.ang", ("gwendolyn.ang",)),
    "property list": ("<key>SSID_STR</key><string>ChakrabortyWifi68</string>", ("ChakrabortyWifi68",)),
    "yaml": ("user:\n  first_name: Capucine\n  last_name: O'Sullivan", ("Capucine", "Sullivan")),
    "pieces with blanks": ("User guil lro6 logged in", ("guil lro6",)),
    "pieces with hyphens": ("le mot de passe est Sole-il42-!x", ("Sole-il42",)),
    "address in pieces": ("address 58.1 8.14 0.13 9:1194", ("58.1 8.14",)),
    "json in json": ('{"log": "{\\"m\\": \\"LastUsedUsername REG_SZ H549048\\"}"}', ("H549048",)),
    "form": ("body=Wi-Fi%20network%3A%20VauquelinWifi65", ("VauquelinWifi65",)),
    "blob behind a cue": ("my password is bGliZWxsdWxl", ("bGliZWxsdWxl", "libellule")),
    "plate": ("immatriculation B-ZF 1556", ("ZF 1556",)),
    "national number": ("numéro national : 80.53.23-527.07", ("527.07",)),
    "decimal address": ("remote addr (decimal) 1461848310", ("1461848310",)),
    "quoted printable": ("reach =4A=65=61=6E=6E=65 there", ("Jeanne", "=4A=65")),
    "letters one by one": ("ici z-3-u-C-N-9-6-u-J-I voila", ("z-3-u-C",)),
    "door code": ("interphone 47B12 puis code de la porte 93794#", ("47B12", "93794")),
    "slip in the cue": ("mon mot de pase c tournesol-kiwi2", ("tournesol-kiwi2",)),
    "from one to the other": ("j'ai changé mon mot de passe de Zm09qo@134 à SHERWOOD36", ("Zm09", "SHERWOOD36")),
    "phrase": ("the wifi password is sunshine daisies", ("sunshine", "daisies")),
    "spoken number": ("tel zéro six quarante-huit trente-six onze douze", ("quarante-huit", "onze")),
    "other letters": ("Ιωάννης cannot connect", ("Ιωάννης",)),
    "company in a certificate": ("issuer: C=FR; O=Vandermark SAS; CN=Vandermark Root CA", ("Vandermark",)),
    "account in a sentence": ("The user abergely dialed a connection named VPN", ("abergely",)),
    "ticket": ("ticket 45122 toujours ouvert", ("45122",)),
    "key by its look": ("la clé hT7kQ9pLz2Wm sous la box", ("hT7kQ9pLz2Wm",)),
    "code of a door": ("merci\ncryptogramme 766 au dos de la carte", ("766",)),
    "line behind base64": ("body=bm90IG11Y2ggaGVyZSB0byBzZWU=\nCVV : 106", ("106",)),
    "name in digits": ("From: E69D8EE5B08FE9BE99 <support>", ("E69D8EE5B08FE9BE99",)),
    "short name in digits": ('To: "526f73656e7a77656967, 4E6F616D"; Subject: RE: vpn', ("4E6F616D",)),
    "article of a name": ("your colleague capucine le gall told me to try", ("gall",)),
    "rest of a place": ("HTTPS://WWW.GOOGLE.COM/MAPS/@50.003764, -6.049594,17Z", ("6.049594",)),
    "joined words": ("password BlueHorseBattery failed", ("BlueHorseBattery",)),
    "number of a ticket": ("le ticket 48213 a été fermé", ("48213",)),
    "number of an agent": ("mon numéro d'agent est 48213 et j'ai l'erreur 809", ("48213",)),
    "extension": ("erreur 809 sur le poste 4471", ("4471",)),
    "name like a constant": ("KERBRAT_MAELYS ne peut pas se connecter", ("KERBRAT", "MAELYS")),
}

STAYS = [
    "le ping est à 47 ms et ça perd 7 paquets sur 100",
    "TCP retransmissions: 30121 in 17 s",
    "packet 9 of 30121 lost",
    "MTU has been adjusted to 1390",
    "NTP offset +0.032 s",
    "WSAENETUNREACH 10051",
    "WebSocket closed with code 1006",
    'NSURLErrorDomain Code=-1200 "An SSL error has occurred"',
    "NTSTATUS 0xC000015B",
    "WlanQueryInterface failed with 5023",
    "creating a TLS client credential. The internal error state is 10013.",
    "bytes received: 18239423",
    "mémoire 15872 Mo",
    "code erreur 13868 IKE",
    "Le câble RJ45 cat6 est neuf",
    "remote-cert-tls server",
    "nobind",
    "ipv4.dns-search",
    "*** dns.google can't find nonexistent.invalid: Non-existent domain",
    "C:\\ProgramData\\Microsoft\\Network\\Connections\\Pbk",
    "Le mot de passe ne marche pas",
    "ça perd 2 paquets sur 100",
    "wpa_key_mgmt=WPA-PSK",
    "OpenVPN GUI 11.48.0.0",
    "SSLVPN tunnel connection",
    "le code d'erreur est 691",
    "J’ai désactivé l’IPv6 et passé la MTU à 1400.",
    "The password is wrong every time.",
    "Pinging 8.8.8.8 with 32 bytes of data:",
    "HRESULT 0x80072EE7: The server name or address could not be resolved",
    "FortiClient VPN: Unable to establish the VPN connection. The VPN server may be unreachable. (-14)",
    "cookie rejected because of SameSite",
    "Time Zone:                 (UTC+01:00) Brussels, Copenhagen, Madrid, Paris",
    "2025-06-24 14:36:36 status half-installed openssh-client:amd64 1:9.2p1-2+deb12u6",
    "command is designed to work without user interaction.",
    '{"level": "error", "message": "TLS handshake timed out after 60 seconds"}',
    "Une erreur s’est produite lors du renouvellement de l’interface Wi-Fi : impossible de contacter votre serveur",
    "order    : 200000",
    "    Media State . . . . . . . . . . . : Media disconnected",
]


def cleaned(text: str, *, told: bool = True) -> str:
    redactor = Redactor(SITE, [], Identity((), ()), bytes(16))
    return redactor.told(text, lines=True) if told else redactor.text(text, lines=True)


@pytest.mark.parametrize("name", GOES)
def test_goes(name: str) -> None:
    said, values = GOES[name]
    shown = cleaned(said).casefold()
    assert [value for value in values if value.casefold() in shown] == []


@pytest.mark.parametrize("said", STAYS)
@pytest.mark.parametrize("told", [True, False], ids=["person", "program"])
def test_stays(said: str, told: bool) -> None:
    assert cleaned(said, told=told) == said


def test_words_are_small_and_quick_to_read() -> None:
    vocabulary.known.cache_clear()
    begun = time.process_time()
    words = vocabulary.known()
    spent = time.process_time() - begun
    folder = files("resources.product")
    assert sum(len(folder.joinpath(name).read_bytes()) for name in ("common.txt", "word.txt")) <= 300_000
    assert len(words) > 50_000
    assert spent <= 0.2, "some 20 ms on a laptop of today"


@pytest.mark.parametrize("word", ["Redémarré", "l’hôte", "Wi-Fi", "œuvre", "zscaler", "pinging", "j'ai"])
def test_a_word_is_known(word: str) -> None:
    assert vocabulary.is_word(word)


@pytest.mark.parametrize("word", ["Castelnau", "nguyet", "Kowalczyk", "tgarnier"])
def test_a_name_is_not(word: str) -> None:
    assert not vocabulary.is_word(word)
