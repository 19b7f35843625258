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
    "settings of somebody's": ("username:s:gwendolyn.ang", ("gwendolyn",)),
    "behind an event": ("Event ID 20063: the user abergely has no profile", ("abergely",)),
    "code of another door": ("le code 7204 de la porte", ("7204",)),
    "a realm that is a firm": ('Basic realm="Vandermark"', ("Vandermark",)),
    "a site behind a CDN": ("CNAME www.vandermark.com.edgekey.net.", ("vandermark",)),
    "a number behind a build": ("le ticket 48213017 toujours ouvert", ("48213017",)),
    "serial number on a bus": ("USB\\VID_046D&PID_085C\\4A3F2B1C", ("4A3F2B1C",)),
    "printer of somebody": ('printer "HP LaserJet Kerbrat" is offline', ("Kerbrat",)),
    "seat of a firm": ("issuer: C=FR, ST=Alsace, L=Colmar, O=Vandermark", ("Colmar", "Vandermark")),
    "an account of the system's kind": ("User: Kerbrat\\gwendolyn", ("gwendolyn",)),
    "signed with a word": ("merci\nHubert Petit", ("Hubert", "Petit")),
    "on everybody's desktop": ("C:\\Users\\Public\\Desktop\\Paie Kerbrat.lnk", ("Kerbrat",)),
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
    "Le service Client DNS s'est arrêté avec l'erreur suivante : 10050 (0x2742).",
    "w32tm: Leap Indicator: 0(no warning), Precision: -23 (119.209ns per tick)",
    "Failed to connect to the secure gateway. Check your network connection. (Error:1329)",
    "packet error: bad packet ID (may be a replay): [ #48213 ]",
    "Result 800B0101 A required certificate is not within its validity period",
    "Win32 error code returned by the print processor: 2147500037",
    "New, TLSv1.2, Cipher is ECDHE-RSA-AES128-GCM-SHA256",
    "the cipher is missing in the list (AES-256-GCM:AES-128-GCM).",
    "r8152 4-1:1.0 enx0: carrier on",
    "w32tm /resync : The computer did not resync because no time data was available.",
    "/etc/NetworkManager/dispatcher.d/90-vpn-routes: exited with error status 127",
    "Credentials cache file '/tmp/krb5cc_0' not found",
    "Event ID 20063: Remote Access Connection Manager failed to start",
    "VMware Horizon Client 2312 build 22951946: VDPCONNECT_CONN_TIMEDOUT",
    "it gives code 720 sometimes and 868 other times",
    "desktopwidth:i:1920",
    "MFA method: push notification",
    "PLEASE CALL ME BACK AS SOON AS YOU CAN",
    "je suis joignable de 9h à 12h et de 14h à 17h",
    "Thanks\nMerci beaucoup pour votre aide !",
    "Password:\nMot de passe : ********",
    "S-1-5-32-544",
    "S-1-5-18",
    "The server {9BA05972-F6A8-11CF-A442-00A0C90A8F39} did not register with DCOM within the timeout",
    'WWW-Authenticate: Basic realm="Restricted"',
    "Activation failed for connection 'Wired connection 1'",
    "connectivity check http://connectivitycheck.gstatic.com/generate_204 returned 302",
    "LEN=72 TTL=64 ID=41209 DF PROTO=UDP",
    "mDNSResponder: [R19431->Q52011] DNSServiceGetAddrInfo STOP PID[842](Safari)",
    "a=rtpmap:96 opus/48000/2",
    "C:\\Users\\Public\\Desktop\\FortiClient.lnk",
    "All nameservers failed: Server Do53:8.8.8.8@53 answered SERVFAIL",
    "Windows Update: 0x8024402C WU_E_PT_WINHTTP_NAME_NOT_RESOLVED",
    "linux-firmware (20240318.git3b128b60-0ubuntu2.4)",
    "USB\\VID_046D&PID_085C\\5&2f1a3b4c&0&3",
    "CLSID\\{0002DF01-0000-0000-C000-000000000046}",
    "C:\\Windows\\System32\\DriverStore\\FileRepository\\netwtw10.inf_amd64_6f8ad4ac2a5c1bd2\\Netwtw10.sys",
    "RIP: 0010:iwl_trans_pcie_send_hcmd+0x3a1/0x4b0 [iwlwifi]",
    "Exchange: 0x80004005-0x000004dc-0x00000524",
    "mDNSPlatformSendRddrForDest: connect 1.1.1.1 failed errno 51 (Network is unreachable)",
    "TCP Conn [0x600003b0c000] using empty proxy configuration",
    "debug1: kex: algorithm: curve25519-sha256@libssh.org",
    "HP Z27k G3, 3840x2160@60Hz",
    "rfkill0: found Wi-Fi radio (at /sys/devices/platform/soc@0/17a10040.wifi)",
    "SMTP 550 5.7.1 Unable to relay",
    "KB5034441 0x80070643",
    "Code de sortie 1603",
    "Code de raison : 229390",
    "12029 ERROR_INTERNET_CANNOT_CONNECT",
    "SSL_ERROR_NO_CYPHER_OVERLAP",
    "prompt for credentials:i:1",
    "%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet1/0/12, changed state to down",
    "%DOT1X-5-FAIL: Authentication failed for client on Interface Gi1/0/12",
    '{"caller":"ssh/dial.go:112","msg":"retrying","attempt":3}',
    "assembly 'Newtonsoft.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed'",
    "140735124563584:error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure",
    "Event 7, The device, \\Device\\Harddisk0\\DR0, has a bad block.",
    "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
    "NETLOGON 5719",
    "type=AVC msg=audit(1772358001.221:88): avc: denied",
    "User: NT AUTHORITY\\SYSTEM",
    "Window Manager\\DWM-1",
    "uid=0(root) gid=0(root)",
    "issuer: C=GB; ST=Greater Manchester; L=Salford; O=Sectigo Limited",
    "chronyd: Selected source 162.159.200.1 (time.cloudflare.com)",
    "SSID: eduroam",
    "Printer: Microsoft Print to PDF",
    'printer "HP LaserJet Pro M404dn" is offline',
    "https://www.google.com/generate_204",
    "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "=== Liste d'Interfaces ===\nhttps://login.microsoftonline.com/removed",
    "www.microsoft.com. 3600 IN CNAME www.microsoft.com-c-3.edgekey.net.",
    "I can open google.com and bbc.co.uk but not the intranet",
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
    lists = ("common", "technical", "word", "compound", "coined")
    assert sum(len(folder.joinpath(f"{name}.txt").read_bytes()) for name in lists) <= 500_000
    assert len(words) > 50_000
    assert spent <= 0.2, "some 20 ms on a laptop of today"


@pytest.mark.parametrize("word", ["Redémarré", "l’hôte", "Wi-Fi", "œuvre", "zscaler", "pinging", "j'ai"])
def test_a_word_is_known(word: str) -> None:
    assert vocabulary.is_word(word)


@pytest.mark.parametrize("word", ["Castelnau", "nguyet", "Kowalczyk", "tgarnier"])
def test_a_name_is_not(word: str) -> None:
    assert not vocabulary.is_word(word)
