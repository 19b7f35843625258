"""Rules for free text, both ways: what must go and what must stay."""

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from diagnostics.model.fact import WifiLink
from diagnostics.model.site import Organisation, Service, Site, Vpn

SITE = Site(
    organisation=Organisation(name="Example", email="it@example.org"),
    vpn=(
        Vpn(
            name="Company VPN",
            gateways=("vpn.example.org:1194/udp",),
            public_key="2sYRQBa3kmQjHVUgE4FVnBUjkTKmGGLNRUtMHDQ9cTQ=",
        ),
    ),
    service=(Service(name="Intranet", url="https://intranet.corp.example/"),),
)
HOME = "/home"
SOMEBODY = Identity(("LT-DUR-12345",), ("Inès Durand", "idurand"))


def cleaned(text: str, identity: Identity = SOMEBODY) -> str:
    wifi = WifiLink(adapter="wlan0", ssid="Livebox AB3D")
    return Redactor(SITE, [wifi], identity, b"0123456789abcdef").text(text)


# what is said -> what leaves
GOES = {
    "name": ("Inès Durand here", "user-1 here"),
    "name without accents": ("INES DURAND here", "user-1 here"),
    "name with dots": ("ines.durand was here", "user-1 was here"),
    "account": ("user idurand logged in", "user user-1 logged in"),
    "account inside a word": ("idurand-laptop", "user-1-laptop"),
    "computer": ("lt-dur-12345 sshd[1]: ok", "host-1 sshd[1]: ok"),
    "computer with domain": ("LT-DUR-12345.corp.lan", "host-1.invalid"),
    "mail": ("write to ines.durand@corp.fr please", "write to [mail] please"),
    "principal": ("for idurand@ACME.LAN failed", "for [mail] failed"),
    "posix home": (f"{HOME}/marie/vpn/client.ovpn: no", f"{HOME}/user-1/vpn/client.ovpn: no"),
    "mac home": ("/Users/marie/x", "/Users/user-1/x"),
    "windows home": (r"C:\Users\Marie Curie\vpn.log", r"C:\Users\user-1\vpn.log"),
    "windows home escaped": (r"C:\\Users\\marie\\vpn.log", r"C:\\Users\\user-1\\vpn.log"),
    "domain account": (r"logon ACME\marie.curie failed", "logon user-1 failed"),
    "session": ("session opened for user marie(uid=1000)", "session opened for user user-1(uid=1000)"),
    "ssid": ("SSID : Livebox Zz9", "SSID : ssid-1"),
    "ssid quoted": ("ssid='Chez Marie' signal -60", "ssid=ssid-1 signal -60"),
    "ssid that is known": ("my livebox-ab3d is slow", "my ssid-1 is slow"),
    "password": ("password=hunter22 x", "password=[removed] x"),
    "password in French": ("Mot de passe : Soleil42 merci", "Mot de passe : [removed]"),
    "password in a sentence": ("my password is Soleil42!", "my password is [removed]"),
    "wifi key": ("Key Content            : abc def", "Key Content            : [removed]"),
    "psk": ('psk="my secret"', "psk=[removed]"),
    "ipsec psk": (': PSK "my secret"', ": PSK [removed]"),
    "json secret": ('{"client_secret": "abc"}', '{"client_secret": "[removed]"}'),
    "flag": ("openconnect --passwd abc host", "openconnect --passwd [removed] host"),
    "bearer": ("Authorization: Bearer abcDEF123456", "Authorization: [removed]"),
    "basic": ("sent Basic aW5lczpwdw== once", "sent Basic [removed] once"),
    "cookie": ("Set-Cookie: SESSIONID=abc; path=/", "Set-Cookie: [removed]"),
    "jwt": ("got eyJhbGciOi.eyJzdWIiOi.sig0 ok", "got [removed] ok"),
    "ntlm": ("TlRMTVNTUAADAAAAGAAYAH4=", "[removed]"),
    "pem": ("x -----BEGIN PRIVATE KEY----- MIIabc -----END PRIVATE KEY----- y", "x [removed] y"),
    "pem that was cut": ("x -----BEGIN RSA PRIVATE KEY----- MIIabc", "x [removed]"),
    "wireguard key": ("peer YLnR2mJbQeR0sW8gqJvQH5RkTtZ0yGz6n5rj8y1xXkE= up", "peer [removed] up"),
    "aws": ("AKIAIOSFODNN7EXAMPLE", "[removed]"),
    "github": ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[removed]"),
    "slack": ("xoxb-123456789012-abcdef", "[removed]"),
    "age key": ("AGE-SECRET-KEY-1QQQQ", "[removed]"),
    "hexadecimal cookie": ("webvpn 0123456789abcdef0123456789abcdef01234567", "webvpn [removed]"),
    "card": ("4539 1488 0343 6467", "[removed]"),
    "device id": ("id 123e4567-e89b-12d3-a456-426614174000.", "id [id]."),
    "windows device": (r"\Device\NPF_{123E4567-E89B-12D3-A456-426614174000}", r"\Device\NPF_[id]"),
    "sid": ("S-1-5-21-1004336348-1177238915-682003330-512", "[id]"),
    "sign-in lines": ("auth-user-pass marie secret", "auth-user-pass [removed]"),
    "url with password": ("via http://u:pw@proxy.example.org:3128", "via http://proxy.example.org:3128"),
    "url query": ("GET https://intranet.corp.example/a?token=x&b=y.", "GET https://intranet.corp.example/a?token=removed&b=removed."),
    "foreign url": ("to https://login.hotel.example/u/marie?x=1#y", "to https://host-1.invalid/removed?x=removed"),
    "query alone": ("with url: /a?session=xyz (Caused by", "with url: /a?removed (Caused by"),
    "inner name": ("lookup nas.durand.lan failed", "lookup host-1.invalid failed"),
    "isp name": ("hop lfbn-par-1-86-1-2-3.abo.isp.example 12 ms", "hop host-1.invalid 12 ms"),
    "mac": ("at aa:bb:cc:dd:ee:ff ok", "at 02:00:00:00:00:01 ok"),
    "mac upper with dashes": ("at AA-BB-CC-DD-EE-FF ok", "at 02-00-00-00-00-01 ok"),
    "mac dotted": ("at aabb.ccdd.eeff ok", "at 0200.0000.0001 ok"),
    "mac in an adapter": ("enxaabbccddeeff: link down", "enx020000000001: link down"),
    "encoded name": ("user=In%C3%A8s%20Durand", "user=user-1"),
    "escaped name": ("user In\\u00e8s Durand", "user user-1"),
    "encoded twice": ("login_hint=ines.durand%2540corp.fr", "login_hint=[mail]"),
    "name as UTF-16": (r"b'i\x00d\x00u\x00r\x00a\x00n\x00d\x00'", "b'user-1'"),
    "base64": ("blob SW7DqHMgRHVyYW5kIHdhcyBoZXJl end", "blob [removed] end"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOES)
def test_goes(name: str) -> None:
    said, leaves = GOES[name]
    assert cleaned(said) == leaves


ADDRESSES = {
    "plain": "from 192.168.57.23 to",
    "after a dash": "dhcp-192.168.57.23",
    "with port": "http 86.1.2.3:8080 refused",
    "with zeros": "192.168.057.023 down",
    "with prefix": "inet 192.168.57.23/24 brd",
    "in brackets": "[86.1.2.3]",
    "network": "via 192.168.57.0/24 dev",
    "dashed": "ip 192-168-57-23 x",
    "full": "2a01:cb08:8a2:1e00:1:2:3:4 x",
    "compressed": "2a01:cb08:8a2::4, x",
    "with zone": "fe80::12ab:34ff:fe56:789a%wlan0 x",
    "in a URL": "http://[2a01:cb08:8a2::4]:8080/",
    "mapped": "::ffff:86.1.2.3 x",
    "at the end": "lost 86.1.2.3.",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses_go(name: str) -> None:
    changed = cleaned(ADDRESSES[name])
    assert changed != ADDRESSES[name]
    for part in ("57.23", "57.0", "057.023", "86.1.2.3", "57-23", "cb08", "56:789a", "8a2"):
        assert part not in changed


# said by programs and people every day, and harmless
STAYS = [
    "Connection refused", "[Errno 111] Connection refused", "timed out after 2.0 s", "",
    "session duration 00:10:22", "password prompt shown: no", "secret-service: not running", "token: expired",
    "my password is refused", "mon mot de passe est refusé", "the password is always wrong",
    "+613.2 s against 3", "driver 23.60.1.2 loaded", "OpenVPN version 2.6.3.1", "std::string a::b", "at 10:20:30",
    "basic connectivity works", "Basic Authentication", "digest mismatch", "127.0.0.1:53 refused", "::1 refused",
    "169.254.7.9 is link-local", "255.255.255.255", "8.8.8.8 and 9.9.9.9 answer", "224.0.0.251", "ff02::fb",
    "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:fb", "vpn.example.org resolves", "mail it@example.org",
    "intranet.corp.example is down", "Company VPN", "root:x", f"{HOME}/user/x", r"C:\Users\Public\x",
    r"HKLM\Software\Policies", r"NT AUTHORITY\SYSTEM", "threading.py line 12", "corp-ca.pem not found",
    "<urllib3.connection.HTTPSConnection object at 0x7f3a5c0d2e10>", "TLSV1_ALERT_UNKNOWN_CA",
    "NM_DEVICE_STATE_REASON_SUPPLICANT_DISCONNECT", "CN=R3, O=Let's Encrypt, C=US", "SHA-256 and AES-128-GCM",
    "HTTP/1.1 403 Forbidden", "iwlwifi 0000:00:14.3: firmware", "12 % lost, 3/4 received", "mtu 1500 qdisc fq_codel",
    "2026-11-22T09:40:00Z", "100 % sûr, ça ne marche pas depuis ce matin !",
    "Rien ne marche. J'ai redémarré la box 2 fois.",
    "The booking tool is down since 10:05", "peer 2sYRQBa3kmQjHVUgE4FVnBUjkTKmGGLNRUtMHDQ9cTQ=", "10.0 ms", "v1.2.3",
    "50%25", r"C:\xampp\htdocs",
]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    assert cleaned(text) == text


def test_the_same_is_called_the_same_everywhere() -> None:
    redactor = Redactor(SITE, [], SOMEBODY, b"0123456789abcdef")
    one = redactor.text("192.168.57.23 aa:bb:cc:dd:ee:ff nas.durand.lan")
    assert redactor.text("192.168.57.23 aa:bb:cc:dd:ee:ff nas.durand.lan") == one
    assert redactor.target("192.168.57.23") == one.split()[0]
    assert redactor.target("192.168.57.23:80") == f"{one.split()[0]}:80"


def test_common_words_are_nobody() -> None:
    nobody = Identity(("localhost", "pc"), ("root", "user", "al", "12345"))
    text = "root said: the user has al 12345 on localhost"
    assert cleaned(text, nobody) == text


def test_it_s_own_names_win() -> None:
    assert cleaned("Company VPN and Intranet", Identity(("Intranet",), ("Company VPN",))) == "Company VPN and Intranet"


@pytest.mark.parametrize("char", ["%", "\\", "a", "1.", "::", "-1", "=", "a.", "password=", "://", "\\u00e9", "1-"])
def test_no_text_takes_long(char: str) -> None:
    """A text of the greatest length, made to hurt patterns: it must end, and 4,000 characters are all there is."""
    assert len(cleaned(char * 5000)) <= 20_000
