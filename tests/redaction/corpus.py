"""Seeded secrets: one maker a class, each a line as programs and people write it, and what of it must not leave."""

import base64
import string
import uuid
from collections.abc import Callable

from tests.redaction.life import Life
from tests.redaction.told import TOLD

Made = tuple[str, tuple[str, ...]]


def one(make: Callable[[Life], str], *lines: str) -> Callable[[Life], Made]:
    """A class of one value, {} in a line."""

    def made(life: Life) -> Made:
        value = make(life)
        return life.choose(*lines).replace("{}", value), (value,)

    return made


def named(*lines: str) -> Callable[[Life], Made]:
    """A class of a given name {f} and a family name {l}; both must go."""

    def made(life: Life) -> Made:
        first, last = life.first(), life.last()
        return life.choose(*lines).replace("{f}", first).replace("{l}", last), (first, last)

    return made


def dashed(text: str) -> str:
    return text.replace(".", "-")


def _userinfo(life: Life) -> Made:
    user, word = life.user(), life.token(9) + "7"
    return f"proxy http://{user}:{word}@proxy.example.org:3128 refused", (user, word)


def _basic(life: Life) -> Made:
    user, word = life.user(), life.password()
    coded = base64.b64encode(f"{user}:{word}".encode()).decode()
    return life.choose(
        f"Authorization: Basic {coded}", f"Proxy-Authorization: Basic {coded}", f"sent header Basic {coded} to proxy"
    ), (coded, word)


def _jwt(life: Life) -> Made:
    parts = [
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        for text in ('{"alg":"RS256","typ":"JWT"}', f'{{"sub":"{life.user()}","n":"{life.token(9)}"}}', life.token(24))
    ]
    return life.choose("id_token={}", "got {} ok", "Bearer {}").replace("{}", ".".join(parts)), (parts[1], parts[2])


def _pem(life: Life) -> Made:
    body = [life.b64(48) for _ in range(3)]
    kind = life.choose("PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "OpenVPN Static key V1")
    return f"-----BEGIN {kind}-----\n" + "\n".join(body) + f"\n-----END {kind}-----", tuple(body)


def _ovpn(life: Life) -> Made:
    user, word = life.user(), life.password()
    return life.choose(f"auth-user-pass\n{user}\n{word}", f"<auth-user-pass>\n{user}\n{word}\n</auth-user-pass>"), (
        user,
        word,
    )


def _identifiers(life: Life) -> Made:
    user, word = life.user(), life.password()
    return life.choose(
        f"identifiants : {user} / {word}", f"login: {user} password: {word}", f"user={user};pwd={word};"
    ), (user, word)


def _lat(life: Life) -> Made:
    lat, lon = f"48.{life.digits(5)}", f"2.{life.digits(5)}"
    return life.choose(
        f"location {lat},{lon} accuracy 20 m", f"lat={lat} lon={lon}", f'"latitude": {lat}, "longitude": {lon}'
    ), (lat, lon)


def _reverse(life: Life) -> Made:
    address = life.private()
    return f"PTR {'.'.join(reversed(address.split('.')))}.in-addr.arpa timed out", (
        ".".join(reversed(address.split("."))),
        address,
    )


def _card(life: Life) -> Made:
    digits = [int(char) for char in "4539" + life.digits(11)]
    total = sum(d * 2 - 9 * (d > 4) if n % 2 == 0 else d for n, d in enumerate(digits))
    text = "".join(map(str, digits)) + str(-total % 10)
    shown = life.choose(text, " ".join(text[n : n + 4] for n in range(0, 16, 4)))
    return f"card {shown} declined", (shown,)


def _iban(life: Life) -> Made:
    bban = life.digits(23)
    check = 98 - int(bban + "152700") % 97
    text = f"FR{check:02d}{bban}"
    shown = life.choose(text, " ".join(text[n : n + 4] for n in range(0, 27, 4)))
    return f"IBAN {shown}", (shown,)


CLASSES: dict[str, Callable[[Life], Made]] = {
    "ipv4.public": one(Life.public, "public address {}", "connect to {} failed: timed out", "mon adresse est {}"),
    "ipv4.private": one(
        Life.private, "inet {}/24 brd 0.0.0.0", "Adresse IPv4. . . . . . . . . . . . . .: {}", "from {} port 22"
    ),
    "ipv4.ten": one(
        lambda life: f"10.{life.byte()}.{life.byte()}.{life.byte()}",
        "via {} dev tun0",
        "IPv4 Address. . . . : {}(Preferred)",
    ),
    "ipv4.in_1": one(lambda life: f"1.{life.byte()}.{life.byte()}.{life.byte()}", " 7  {}  12.1 ms"),
    "ipv4.in_hostname": one(lambda life: f"lfbn-par-1-{dashed(life.public())}", "hop {}.w90-1.abo.isp.example 12 ms"),
    "ipv4.after_dash": one(Life.private, "dhcp-{}", "host-{} left"),
    "ipv4.dashed": one(lambda life: dashed(life.private()), "ip-{} unreachable", "ip-{}.eu-west-1.compute.internal"),
    "ipv4.port_url": one(Life.public, "http://{}:8080/proxy.pac", "{}:443 refused", "[{}]:53"),
    "ipv4.reverse": _reverse,
    "ipv4.defanged": one(lambda life: life.public().replace(".", "[.]"), "seen {} in mail"),
    "ipv6.full": one(Life.six, "inet6 {}/64 scope global", "Adresse IPv6. . . . .: {}(préféré)"),
    "ipv6.compressed": one(
        lambda life: f"2a01:cb{life.hex(2)}::{life.digits(1)}{life.hex(3)}",
        "connect [{}]:443",
        "default via {} dev wlan0",
    ),
    "ipv6.linklocal": one(
        lambda life: f"fe80::{life.digits(1)}{life.hex(3)}:{life.hex(4)}:fe{life.hex(2)}:{life.digits(1)}{life.hex(3)}",
        "inet6 {}%wlan0",
        "{} dev eth0 lladdr",
    ),
    "mac.colon": one(Life.mac, "link/ether {} brd ff:ff:ff:ff:ff:ff", "bridge saw {} on port 2"),
    "mac.dash": one(
        lambda life: life.mac("-").upper(),
        "Adresse physique . . . . . . . . . . . : {}",
        "Physical Address. . . . : {}",
    ),
    "mac.cisco": one(lambda life: ".".join([f"a4{life.hex(2)}", life.hex(4), f"{life.hex(3)}7"]), "Gi1/0/3 {} DYNAMIC"),
    "mac.bare": one(lambda life: f"a4{life.hex(9)}7", "enx{}: link down", "station {} left"),
    "mac.bluetooth": one(lambda life: life.mac("_").upper(), "/org/bluez/hci0/dev_{}"),
    "wifi.bssid": one(Life.mac, "BSSID 1                 : {}", "authenticate with {} (try 1/3)"),
    "wifi.ssid": one(Life.ssid, "    SSID                   : {}", "ssid='{}' freq=5180", 'SSID: "{}"', "SSID={}\n"),
    "wifi.profile": one(
        Life.ssid, "Current Wi-Fi Network: {}", "wlan0: connected to {}", 'je suis sur le réseau "{}" depuis hier'
    ),
    "wifi.psk": one(Life.password, 'psk="{}"', "psk={}", "wpa_passphrase={}"),
    "wifi.key_netsh": one(Life.password, "    Key Content            : {}", "    Contenu de la clé      : {}"),
    "wifi.keymaterial": one(
        Life.password, "<keyMaterial>{}</keyMaterial>", "<protected>false</protected><keyMaterial>{}</keyMaterial>"
    ),
    "wifi.spoken": one(
        Life.password, "le code wifi est {}", "clé wifi : {}", "the wifi password is {}", "mot de passe de la box {}"
    ),
    "host.machine": one(lambda life: life.known_host, "Host Name: {}", "{} is offline", "resolving {} failed"),
    "host.syslog": one(
        lambda life: f"{life.low(6)}{life.digits(2)}",
        "Nov 22 09:40:01 {} sshd[812]: Connection closed",
        "2026-11-22T09:40:01.123456+01:00 {} NetworkManager[700]: <info> ok",
    ),
    "host.systeminfo": one(
        lambda life: f"PC{life.upper(4)}{life.digits(3)}",
        "Nom de l’hôte:                              {}",
        "Host Name:                 {}",
        "Static hostname: {}",
        "hostname={}",
    ),
    "host.windows": one(
        lambda life: f"DESKTOP-{life.upper(3)}{life.digits(4)}", "machine {} not found", "\\\\{}\\partage"
    ),
    "host.fqdn": one(
        lambda life: f"vpn-{life.low(5)}{life.digits(1)}.int.{life.low(6)}.lan", "lookup {} failed", "{}: NXDOMAIN"
    ),
    "host.domain": one(
        lambda life: f"{life.low(8)}.{life.low(8)}.fr",
        "could not resolve host {}",
        "ping: {}: Name or service not known",
        "Record Name . . . . . : {}",
    ),
    "host.unc": one(lambda life: f"srv{life.low(5)}", "\\\\{}\\compta\\budget", "cannot open //{}/public"),
    "user.home_win": one(
        Life.user, "C:\\Users\\{}\\AppData\\Local\\x.log", "C:\\\\Users\\\\{}\\\\vpn", "C:/Users/{}/Desktop"
    ),
    "user.home_posix": one(Life.user, "/" + "home/{}/.config", "/Users/{}/Library/Logs", "/run/media/{}/KEY"),
    "user.domain": one(Life.user, "ACME\\{} logged on", "logon of CORP\\{} refused", "AzureAD\\{}", "acme\\{}"),
    "user.bare": one(lambda life: life.known_user, "{} connected from tty1", "process of {} ended", "backup-{}.tar"),
    "user.session": one(
        Life.user,
        "session opened for user {}(uid=1000)",
        "Accepted password for {} from",
        "Failed password for invalid user {}",
        "pam_unix(sudo:session): session closed for user {}",
    ),
    "user.kv": one(
        Life.user,
        "user={}",
        'username: "{}"',
        "login={} status=ok",
        'User-Name = "{}"',
        "Utilisateur : {}",
        'identity="{}"',
        "anonymous_identity={}",
    ),
    "user.id": one(Life.user, "uid=1000({}) gid=1000(x)", "sudo:  {} : TTY=pts/0"),
    "person.known": lambda life: (
        life.choose(
            f"{life.known_first} {life.known_last} cannot work", f"{life.known_last.upper()} {life.known_first}"
        ),
        (life.known_first, life.known_last),
    ),
    "person.displayname": named(
        "displayName: {f} {l}",
        '"displayName": "{f} {l}"',
        "Nom complet : {f} {l}",
        "Registered Owner:          {f} {l}",
        "Propriétaire enregistré: {f} {l}",
    ),
    "person.sentence": named(
        "Je m'appelle {f} {l} et rien ne marche",
        "This is {f} {l} from sales",
        "my colleague {f} {l} has the same",
        "J'ai demandé à {f} {l}, pareil",
        "Mme {f} {l} attend",
        "Cordialement,\n{f} {l}",
    ),
    "person.title": one(Life.last, "demandez à M. {}", "Mme {} est en réunion", "Mr {} called", "Dr. {} waits"),
    "person.first": one(
        Life.first, "ask {} next door", "c'est {} qui a la clé", "merci, {}", "Hello, {} here, no internet"
    ),
    "cert.subject_cn": named("CN={f} {l}", "subject: C=FR, O=Acme, CN={f} {l}", "/C=FR/O=Acme/CN={f} {l}"),
    "email": one(
        lambda life: f"{life.low(5)}.{life.low(6)}@{life.low(5)}.fr",
        "write to {} please",
        "From: <{}>",
        "compte {} bloqué",
    ),
    "upn_url": one(
        lambda life: f"{life.low(5)}.{life.low(6)}",
        "login_hint={}%40corp.fr",
        "https://login.microsoftonline.com/common?login_hint={}%40corp.fr&x=1",
    ),
    "phone": one(
        lambda life: " ".join(["+33", "6", *(life.digits(2) for _ in range(4))]),
        "call me at {}",
        "mon numéro : {}",
        "{}",
    ),
    "phone.national": one(lambda life: "06" + life.digits(8), "joignable au {}", "tel {}", "rappelez-moi {} merci"),
    "phone.us": one(
        lambda life: f"({life.digits(3)}) {life.digits(3)}-{life.digits(4)}", "reach me on {}", "phone: {}"
    ),
    "url.userinfo": _userinfo,
    "url.query_token": one(
        lambda life: life.token(32), "GET /x?access_token={} failed", "https://intranet.corp.example/a?token={}&b=1"
    ),
    "url.path": one(
        lambda life: f"{life.low(6)}/{life.low(7)}",
        "redirected to https://login.hotel.example/{}",
        "GET http://portal.cafe.example/{} 302",
    ),
    "http.basic": _basic,
    "http.bearer": one(lambda life: life.token(43), "Authorization: Bearer {}", "bearer {} rejected"),
    "http.cookie": one(lambda life: life.token(26), "Set-Cookie: SESSIONID={}; path=/", "Cookie: a=1; JSESSIONID={}"),
    "http.ntlm": one(lambda life: "TlRMTVNTUAAD" + life.b64(36), "Proxy-Authorization: NTLM {}", "NTLM {}"),
    "jwt": _jwt,
    "key.pem": _pem,
    "kerberos.principal": one(Life.user, "kinit: {}@ACME.LAN not found", "Default principal: {}@ACME.LAN"),
    "key.wireguard": one(lambda life: life.b64(32), "PrivateKey = {}", "peer {} up"),
    "key.wireguard_psk": one(lambda life: life.b64(32), "PresharedKey = {}", "preshared key: {}"),
    "vpn.ovpn_auth": _ovpn,
    "ipsec.psk": one(Life.password, ': PSK "{}"', "secret = {}"),
    "openconnect.cookie": one(lambda life: life.hex(40), "webvpn={}", "COOKIE='{}'"),
    "kv.password": one(Life.password, "password={}", "mot de passe : {}", "pwd={}", "mdp: {}", "passwd={} retry"),
    "password.sentence": one(
        Life.password,
        "my password is {}",
        "mon mot de passe {} ne marche pas",
        "mon mdp c'est {}",
        "I typed the password {} twice",
    ),
    "password.with_login": _identifiers,
    "json_secret": one(lambda life: life.token(18), '{"client_secret": "{}"}', '"api_key": "{}"', "'token': '{}'"),
    "cmdline.password": one(
        Life.password,
        "openconnect --passwd {} vpn.example.org",
        "xfreerdp /u:x /p:{} /v:y",
        "--password={}",
        "net use Z: \\\\srv\\d {} /user:x",
    ),
    "otp": one(
        lambda life: life.digits(6), "code SMS : {}", "verification code is {}", "le code de vérification {} est refusé"
    ),
    "cloud.aws": one(
        lambda life: "AKIA" + "".join(life.rng.choice(string.ascii_uppercase + "234567") for _ in range(16)),
        "key {}",
        "aws_access_key_id={}",
    ),
    "github": one(lambda life: "ghp_" + life.token(36), "remote: {}", "token {}"),
    "slack": one(lambda life: f"xoxb-{life.digits(11)}-{life.token(20)}", "using {}"),
    "random.token": one(lambda life: life.token(40), "session {} expired", "x-request: {}", "id {}"),
    "hw.serial": one(
        lambda life: f"{life.upper(2)}{life.digits(2)}{life.upper(3)}{life.digits(3)}",
        "Serial Number: {}",
        "Numéro de série : {}",
        "SerialNumber={}",
        "S/N: {}",
        "Service Tag: {}",
    ),
    "hw.uuid": one(
        lambda life: str(uuid.UUID(bytes=life.rng.randbytes(16), version=4)),
        "Hardware UUID: {}",
        "{} mounted",
        "machine {}",
    ),
    "imei": one(lambda life: "35" + life.digits(13), "IMEI {}", "modem {} registered"),
    "sid": one(
        lambda life: f"S-1-5-21-{life.digits(10)}-{life.digits(10)}-{life.digits(9)}-1001",
        "user {}",
        "profile {} loaded",
    ),
    "if.guid": one(
        lambda life: str(uuid.UUID(bytes=life.rng.randbytes(16), version=4)).upper(),
        "\\Device\\NPF_{{}}",
        "\\DEVICE\\TCPIP_{{}}",
    ),
    "dhcp.client_id": one(lambda life: "ff" + life.hex(36), "client-id {}", "DHCP_CLIENT_ID={}"),
    "dhcp.duid": one(
        lambda life: "00-01-00-01-" + "-".join(life.hex(2).upper() for _ in range(10)),
        "DHCPv6 Client DUID. . . . . . . . : {}",
        "DUID de client DHCPv6. . . . : {}",
    ),
    "geo.latlon": _lat,
    "geo.street": one(lambda life: f"rue {life.low(6).title()}", "j'habite 12 {}, 75002 Paris", "livrer au 7 bis {}"),
    "card": _card,
    "iban": _iban,
    "document": one(
        lambda life: f"{life.first()}_{life.low(5)}_2026",
        "{}.xlsx - Excel",
        "cannot upload {}.docx",
        "C:\\temp\\{}.pdf is locked",
    ),
    "document.spaces": one(
        lambda life: f"Contrat {life.last()} {life.digits(4)}", "WINWORD.EXE {}.docx", '"{}.pdf" is open'
    ),
    "pppoe": one(lambda life: f"fti/{life.low(7)}", "PPPoE user {}@fti", "pppoe username={}@fti"),
    "radius": one(
        lambda life: f"{life.low(6)}.{life.low(5)}", 'User-Name = "{}@corp"', "EAP-Identity: {}", 'identity="{}"'
    ),
    "printer": one(
        lambda life: f"{life.upper(1)}{life.low(5)}-Compta-{life.digits(1)}",
        "Printer name: {}",
        "Imprimante : {}",
        'printer "{}" is offline',
    ),
    "bluetooth": one(
        lambda life: life.first(),
        "{}'s AirPods connected",
        "AirPods de {}",
        "iPhone de {} (partage)",
        "MacBook Pro de {}",
    ),
    "cpe.serial": one(
        lambda life: f"{life.digits(6)}-{life.upper(4)}-LK{life.digits(8)}{life.upper(2)}",
        "DeviceId {}",
        "cwmp: {} inform",
    ),
    "employee": one(
        lambda life: life.digits(7), "matricule : {}", "Employee ID: {}", "n° client {}", "customer number: {}"
    ),
    "product.key": one(
        lambda life: "-".join(life.upper(3) + life.digits(2) for _ in range(5)), "Product key {}", "clé {}"
    ),
    "bitlocker": one(lambda life: "-".join(life.digits(6) for _ in range(8)), "Recovery Key: {}", "clé {}"),
    "connection.string": one(Life.password, "Server=db;Uid=app;Password={};", "AccountKey={};EndpointSuffix=x"),
    "saml": one(lambda life: life.b64(60), "SAMLResponse={}", "SAMLResponse={}&RelayState=x"),
    "birth": one(lambda life: f"12/03/19{life.digits(2)}", "né le {}", "date of birth: {}"),
    **{name: one(make, *lines) for name, (make, lines) in TOLD.items()},
}
