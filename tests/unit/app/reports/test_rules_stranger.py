"""Words on no list and shapes that are left go from the lines of programs; what programs coin stays."""

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from app.reports.rules.coined import is_coined
from app.reports.rules.vocabulary import is_compound, is_word
from diagnostics.model.site import Organisation, Site

SITE = Site(organisation=Organisation(name="Example"))

GOES = {
    "account without a cue": ("broker: session of adwojnek refused: NOT_ENTITLED", "adwojnek"),
    "family name in an unknown format": ("poste de HAMMOUDANE bureau 12, port Gi1/0/30", "HAMMOUDANE"),
    "account in capitals": ("entry DEMBELEC_A is not entitled", "DEMBELEC"),
    "firm in a bundle": ("profile: com.yarrolane.wifi installed", "yarrolane"),
    "firm in the name of a file": ("loading /etc/openvpn/client/ivoradale.conf", "ivoradale"),
    "number of an employee": ("agent stc8883 on line 2", "stc8883"),
    "account of three letters": ("agent smb6050 is on the phone", "smb6050"),
    "account of one letter": ("agent x696068 is on the phone", "x696068"),
    "serial number": ("row 5CG3521KGC of the list", "5CG3521KGC"),
    "serial number with one digit": ("IdentifyingNumber : MCW4CTK", "MCW4CTK"),
    "letters and digits in turns": ("client * cam3mb3rt7 end", "cam3mb3rt7"),
    "code of a list": ("backup codes pat6e-54ta9 and more", "pat6e-54ta9"),
    "server": ("the agent bri-pbx10 is unreachable", "bri-pbx10"),
    "server in capitals": ("W2019-RDS-RNS11 <20> UNIQUE", "W2019-RDS-RNS11"),
    "server of known words": ("certificate is valid for dhcp01-nas, not for this", "dhcp01-nas"),
    "address before a colon": ("connect to b8:27:eb:ae:aa:51: refused", "b8:27:eb:ae:aa:51"),
    "address without zeros": ("? at e4:5f:1:9f:4c:58 on en0", "e4:5f:1:9f:4c:58"),
    "address of a device": (r"enumerated DEV_A483E716AD34\8", "A483E716AD34"),
    "network behind an address": ('Station = "0c-9d-92-ef-9e-56:Meridiane"', "Meridiane"),
    "address with its port behind a dot": ("IP 192.168.1.34.63441 > 195.168.42.76.443: Flags [S]", "195.168.42.76"),
    "long address with its port": ("IP6 2601:646:8ac1:71fc:da50:fe01:7e42:834b.63366 > x: F", "834b"),
    "address behind a name": ("client/212.104.215.166:58725 SIGTERM received", "212.104.215.166"),
    "query without a mark": ("at https://1.1.1.1/login.html&ap_mac=b8:27:eb:ae:aa:51&wlan=Meridiane", "b8:27"),
    "network of words": ('{"wifi":[{"ssid":"bright-office-west"}]}', "bright-office-west"),
}  # fmt: skip

WRITTEN = {
    "secret of pppd": ('"anybody"\t*\t"Paprika$59"\t*', "Paprika$59"),
    "account and password": ("login somebody / paprika.33", "paprika.33"),
    "code for a helper": ("Quick Assist: helper, code 294520", "294520"),
    "firm of words in a certificate": ("Subject: CN=www.example.org, O=Méridiane Assurances", "Méridiane"),
    "initial and a word": ("add-password -a y.mercier -s www.example.org", "mercier"),
    "member": ("LINKEDIN.COM/IN/ROQUEBERTKE", "ROQUEBERTKE"),
    "password in quotes": ('snmp user x SHA "Buttercup19$7"', "Buttercup19$7"),
    "word and year in quotes": (": RSA key.pem 'Galaxie.52'", "Galaxie.52"),
    "second key of an account": ('createUser somebody SHA "CKc?R2OL_67dQ" AES "Galaxie.52"', "Galaxie.52"),
    "option in quotes": ("openfortivpn -u x -p 'Ijt:7H3d_03WT' --trusted-cert", "Ijt:7H3d_03WT"),
    "cookie of a gateway": ("openconnect --cookie 'DD3@3967@a76b@519192b335975784992dd4224b'", "4224b"),
    "answer to a challenge": ("CMD 'password \"Auth\" \"SCRV1:Zm9vYmFy:088077\"'", "088077"),
    "service with its password": ('-createpppoeservice Ethernet "Office" anybody LkDSOUt94bvMr-h', "LkDSOUt94bvMr-h"),
    "secret in quoted JSON": (r'{ \"SharedSecret\" : \"xpWECZW80JUMh.H\" }', "xpWECZW80JUMh.H"),
    "pin of a card": ('AT+CPIN="3541"', "3541"),
    "agent by number": ("[CTI] ringing agent 8456 from queue", "8456"),
    "station": ("agent ready, station 6411 disconnected", "6411"),
    "customer": ("record[ref=CLI-130703, open]", "130703"),
    "number of a line": ("NDI ; ref client 1.74744056", "74744056"),
    "plate": ("claim for car reg FY68 HGB lost", "FY68"),
    "printer": ("E [Job 118] MRS-Copieur-COMPTA: Unable to locate printer", "MRS-Copieur"),
    "printer of its place": ("printer IMP_BHM_COMPTA is idle", "BHM"),
    "network in a controller": ("200 join 4b9cda978b7579dc OK", "4b9cda978b7579dc"),
    "folder of a firm": ("CMD (/opt/fauquembert/bin/check-net)", "fauquembert"),
    "printer behind a failure": ("Document owned by x failed to print on IMP-LIL-COMPTA", "LIL"),
    "printer of a floor": ("failed to print on TLS_MFP_2ETG", "TLS_MFP"),
    "digits for letters": ("connectez vous puis Ch0c0lat-832 ensuite", "Ch0c0lat"),
    "two values said together": ("technicien : connectez vous avec abc12345 et Papillon2258.", "Papillon2258"),
    "word, year and sign": ("openfortivpn x -p Waterfall1924* --trusted-cert", "Waterfall1924"),
    "password for somebody": ('password for "x@example.org": W1cC*yePgX5', "W1cC"),
    "key with hyphens": ("curl -s --user 'api:c04c8bf400c658236a9cd4b80eec84e0-883a7bbe-2fba248c'", "883a7bbe"),
    "number in groups": ("AnyDesk: incoming session request from Pierre-Yves Aubry (242 683 381)", "683"),
    "tunnel by its firm": ("initiating IKE_SA yarrolane[1] to 81.138.188.43", "yarrolane"),
    "domain of plain letters": ("with a domain controller in domain CLAVIERES", "CLAVIERES"),
    "part of a directory": ("data 775 for OU=Lyon,DC=corp,DC=clavieres-group,DC=uk", "clavieres"),
    "realm": ("sign-in user x realm Clavières", "Clavières"),
    "box without a hyphen": ('wifi connect "TALKTALK6124C1"', "6124C1"),
    "house": ("my address is 32 Quarry Bank, CF14 8DU", "Quarry"),
    "firm of a drive": ("Dropbox (Altigraph Distribution)/Folder/x.pdf", "Altigraph"),
}  # fmt: skip

SAID = {
    "team": ("équipe Falcon, plateau du matin", "Falcon"),
    "team in small letters": ("je suis dans la team kestrel", "kestrel"),
    "title": ("j'ai vu avec mr Mercier il sait pas", "Mercier"),
    "employer": ("I work for Méridiane Group through an agency", "Méridiane"),
    "family name that is a word": ("moi c'est samira garrigue et ça marche pas", "garrigue"),
}

STAYS = [
    "curl: time_namelookup: 0.012 time_starttransfer: 0.202",
    "docker: Error response from daemon: toomanyrequests: rate limit",
    "RTNETLINK answers: Operation not supported",
    "sssd: Backend is offline",
    "psql: server closed the connection unexpectedly",
    "printer status: 3 jobs queued, toner low",
    "codec G.711 A-law, packetisation 20 ms",
    "Version du BIOS: LENOVO N32ET90W (1.66), 12/05/2025",
    "WPA2-PSK AES-128 sha256-rsa python3-11",
    "Chrome/120.0.6099.71 Safari/537.36",
    "at /usr/lib/x86_64-linux-gnu/libpcsclite.so.1 line 12",
    "VDP_CONNECTION_TIMEDOUT after 30 s",
    "File x.py, line 3, in f.write",
    "uptime 3d4h22m, load 0.4",
    "EXT4-fs (nvme0n1p2): re-mounted",
    'alsa "hw:0,3" opened, "type=1400" audited',
    "agent started, station idle, code 1006",
    "PING via wlan0: 1.1.1.1",
    "[alsa-sink-ALC257 Analog] alsa-sink.c: woke up",
    "tccd: Refusing authorization request for service kTCCServiceLocation",
    "Netwtw14 6062 - Lso was triggered",
    "Miniport Adapter, Event: 10400 The network interface has begun resetting.",
    "no domain controller in domain controllers list, realm name not set",
    "systemd[1]: started, NetworkManager[744]: ready",
    "PING through wlan0 1.1.1.1",
]


SAID_STAYS = [
    "l'équipe Support a dit que ça marche",
    "the team Viewer window is black",
    "je travaille pour le service compta",
    "c'est Teams qui coupe",
    "j'ai Windows10! et Office365!",
    "j'ouvre ms Teams et ms Word et rien",
    "d.accord je teste ce matin",
]


def cleaned(text: str) -> str:
    return Redactor(SITE, [], Identity((), ()), bytes(16)).text(text, lines=True)


@pytest.mark.parametrize("name", GOES | WRITTEN)
def test_goes(name: str) -> None:
    said, value = (GOES | WRITTEN)[name]
    assert value in said
    assert value.casefold() not in cleaned(said).casefold()


@pytest.mark.parametrize("name", SAID)
def test_goes_from_what_a_person_says(name: str) -> None:
    said, value = SAID[name]
    shown = Redactor(SITE, [], Identity((), ()), bytes(16)).told(said, lines=True)
    assert value.casefold() not in shown.casefold()


@pytest.mark.parametrize("said", SAID_STAYS)
def test_stays_of_what_a_person_says(said: str) -> None:
    assert Redactor(SITE, [], Identity((), ()), bytes(16)).told(said, lines=True) == said


@pytest.mark.parametrize("said", STAYS)
def test_stays(said: str) -> None:
    assert cleaned(said) == said


def test_the_same_word_has_the_same_name_and_is_not_searched_for() -> None:
    """Nobody knows what it is: it may be harmless, so it stops nothing from leaving."""
    redactor = Redactor(SITE, [], Identity((), ()), bytes(16))
    first = redactor.text("broker refused adwojnek: no right")
    assert first == "broker refused word-1: no right"
    assert redactor.text("adwojnek came back, qlezowsky did not") == "word-1 came back, word-2 did not"
    assert [item for item in redactor.known() if "adwojnek" in item.value] == []


@pytest.mark.parametrize("word", ["namelookup", "toomanyrequests", "starttransfer", "killswitch", "keysize"])
def test_programs_join_words(word: str) -> None:
    assert is_compound(word)
    assert is_word(word)


@pytest.mark.parametrize(
    "name", ["callaway", "castanon", "leadbetter", "randall", "mansfield", "westport", "blackwood"]
)
def test_family_names_that_look_joined_are_none(name: str) -> None:
    assert not is_compound(name)


@pytest.mark.parametrize("word", ["gssapictx", "xfrmnl", "fsnotifyd"])
def test_coined_by_programs(word: str) -> None:
    assert is_coined(word)


@pytest.mark.parametrize(
    "name", ["hammoudane", "bdelacroixi", "yarrolane", "pellachy", "kerbrat", "featherstone", "nakagawara", "odangquoc"]
)
def test_names_are_not_coined(name: str) -> None:
    assert not is_coined(name)
