"""What commands name, who speaks in a chat, and numbers and names in the places of settings."""

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from diagnostics.model.site import Organisation, Site

SITE = Site(organisation=Organisation(name="Example"))

GOES = {
    "computer behind a command": ("tracert poste-durand7", "durand7"),
    "computer in an error": ("ssh: Could not resolve hostname wodjan-nas: Name or service not known", "wodjan"),
    "computer behind an option": ("Enter-PSSession -ComputerName HQ77-KLOPP", "KLOPP"),
    "share of a hidden computer": ("could not connect to //hq77-klopp/Finance_zorglub", "zorglub"),
    "password behind a slash": ("jdbc:oracle:thin:hr/tIg3rmoth@//db1:1521/X", "tIg3rmoth"),
    "speaker in brackets": ("<Wodjan Klopp> network down here too", "Klopp"),
    "speaker behind a time": ("[08:11] wodjan klopp: moi aussi", "klopp"),
    "number behind a key": ("passport_number: X4RTY77", "X4RTY77"),
    "number with points": ("national_id=756.1623.2146.59", "2146"),
    "day of birth in a field": ('"birth_date": "4 août 1977"', "1977"),
    "house": ("delivery address: Hauptgasse 12, 80331 Klingenberg", "Klingenberg"),
    "title of another language": ("Srta. klopp llamó", "klopp"),
    "value before its word": ("j'utilise Zebulon77 comme mot de passe", "Zebulon77"),
    "given name that is a word": ("vu avec hope carter hier", "carter"),
    "six digits in two groups": ("otp token 881 223 rejected", "881"),
    "type of the registry": ("USERNAME    REG_SZ    zebulon77", "zebulon77"),
    "owner of a computer": ("ComputerName: MacBook Pro de Wodjan", "Wodjan"),
    "padded base64 before a prefix": ("IP4.ADDRESS[1]: MTAuMjQyLjIwNC4xMzM=/20", "MTAuMjQyLjIwNC4xMzM"),
    "words in hexadecimal digits": ("displayName: 4e475559454e 54687579", "54687579"),
}
STAYS = (
    "ping timeout after 30 seconds",
    "nslookup failed with error 2",
    "ssh: connect to host github.com port 22: Connection timed out",
    "could not find host",
    "my laptop has the same issue",
    "vu avec le support hier",
    "demandez a votre service informatique",
    "[10:34:58] VPN: connected to the server",
    "address: already in use, port 51820, udp",
    "code 403 forbidden on the portal",
    "openvpn-client@work.service: Main process exited, code=exited, status=1/FAILURE",
    "The VPN server may be unreachable. (-20199)",
    "The driver Netwtw10.sys has been reset",
    "le port 1194 UDP est fermé",
    "ProxyEnable    REG_DWORD    0x0",
)


def _told(line: str, *, told: bool) -> str:
    redactor = Redactor(SITE, [], Identity(("LT-XQZ-00000",), ("zzuser",)), bytes(16))
    return redactor.told(line, lines=True) if told else redactor.text(line, lines=True)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize(("line", "value"), GOES.values(), ids=GOES)
def test_it_goes(line: str, value: str, *, told: bool) -> None:
    assert value not in _told(line, told=told)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("line", STAYS)
def test_it_stays(line: str, *, told: bool) -> None:
    assert _told(line, told=told) == line
