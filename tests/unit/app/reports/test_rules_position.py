"""Computers, accounts and firms by the place that a format gives them, and by the word before them."""

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from diagnostics.model.site import Organisation, Site

SITE = Site(organisation=Organisation(name="Example"))

GOES = {
    "lease of dnsmasq": ("dnsmasq-dhcp[7]: DHCPACK(br0) 10.3.2.1 3c:52:82:0a:0b:0c ZWQ-NB7731", "ZWQ-NB7731"),
    "lease of dhcpd": ("DHCPACK on 10.3.2.1 to 3c:52:82:0a:0b:0c (ZWQ-NB7731) via eth0", "ZWQ-NB7731"),
    "before a hardware address": ("check failed on wodjan-nb7 (3c:52:82:0a:0b:0c)", "wodjan-nb7"),
    "behind an address": ("session closed from 10.3.2.1 (ZWQ-NB7731)", "ZWQ-NB7731"),
    "column of peers": ("10.3.2.1   zwq-nb7731   somebody   linux  idle", "zwq-nb7731"),
    "hosts": ("10.3.2.1 zwq-nb7731", "zwq-nb7731"),
    "first hop of a mail": ("Received: from ZWQ-NB7731 (x [10.3.2.1]) by y", "ZWQ-NB7731"),
    "inventory": ("ZWQ-NB7731 ansible_host=10.3.2.1", "ZWQ-NB7731"),
    "recap": ("fatal: [zwq-nb7731]: UNREACHABLE!", "zwq-nb7731"),
    "of a driver": ("x/y@//zwqdb7.klopp.net:1521/X", "zwqdb7"),
    "controller": (r"DC: \\zwqdc7.klopp.net", "zwqdc7"),
    "share on an address": ("mount -t cifs //10.3.2.1/klopp -o ro", "10.3.2.1"),
    "repository": ("origin git@git.klopp.net:wodjan/zwq.git (push)", "wodjan"),
    "connection": ("dialed a connection named klopp-vpn which has failed", "klopp"),
    "shadow": ("wklopp:$6$abcdefgh$QWERTYqwerty12345:19700:0:99999:7:::", "wklopp"),
    "hashes": ("wklopp:1104:aad3b435b51404eeaad3b435b51404ee:0123456789abcdef0123456789abcdef:::", "wklopp"),
    "whole name in a list of users": ("zw77:x:1000:1000:Wodjan Klopp,,:/home/zw77:/bin/sh", "Klopp"),
    "password file": ("db7.klopp.net:5432:*:wklopp:Gr33n!tea", "Gr33n!tea"),
    "account of a password file": ("db7.klopp.net:5432:*:wklopp:Gr33n!tea", "wklopp"),
    "log of a proxy": ("172 24 10.3.2.1 TCP_DENIED/407 4021 CONNECT x.org:443 zw7731 HIER_NONE/- text/html", "zw7731"),
    "log of a server": ('10.3.2.1 - wklopp [25/Feb/2026:08:48:40 +0100] "GET / HTTP/1.1" 502 8', "wklopp"),
    "option with a password": ("curl -u wklopp:tIg3rm0th https://www.debian.org/", "wklopp"),
    "option": ("mysql -h db7 -u wklopp -p shop", "wklopp"),
    "second argument": ('rasdial "Office VPN" wklopp Gr33ntea77 /domain:KLOPPNET', "wklopp"),
    "domain": ('rasdial "Office VPN" wklopp Gr33ntea77 /domain:KLOPPNET', "KLOPPNET"),
    "credentials": ("User credentials entered for klopp_w.", "klopp_w"),
    "quoted account": ('AAA login for "zw7731" returned 4003', "zw7731"),
    "account in brackets": ("User Name: Wodjan Da Kloppmann (wkloppm)", "wkloppm"),
    "name before it": ("User Name: Wodjan Da Kloppmann (wkloppm)", "Kloppmann"),
    "account of a firewall": ("Group <kloppnet> User <wklopp> IP <192.0.2.70>", "wklopp"),
    "group of a firewall": ("Group <kloppnet> User <wklopp> IP <192.0.2.70>", "kloppnet"),
    "record": ("RecordName: wklopp", "wklopp"),
    "task": (r'Task "\Kloppnet & Fils\Sync zw7731" failed to start', "Kloppnet"),
    "network of a scan": ("ChezKlopp 3c:52:82:0a:0b:0c -17  36,+1   Y  FR WPA2", "ChezKlopp"),
    "firm": ("Company: Kloppnet & Fils", "Kloppnet"),
    "firm of a system": ("Registered Organization:   Cabinet Kloppnet", "Kloppnet"),
    "firm in a list": ("authenticated, company Cabinet Kloppnet, device ok", "Kloppnet"),
    "domain in a list": ("User name x, domain KLOPPNET, portal y", "KLOPPNET"),
    "domain of a device": ("DomainName : KLOPPNET", "KLOPPNET"),
    "saved by": ("last saved by: wodjan da kloppmann", "kloppmann"),
    "desk": ("I'm at desk 5.140, second floor", "5.140"),
    "office": ("je suis au bureau 4.160 aujourd'hui", "4.160"),
    "device of a firewall": ('devname="x" devid="ZW0234XQ631"', "ZW0234XQ631"),
    "telephone": ("adb: device 0fa61f71d2bf8a77 unauthorized", "0fa61f71d2bf8a77"),
    "remote control": ("Incoming session from 656451392 (Wodjan Klopp)", "656451392"),
    "code in front": ("151384 is your Kloppnet verification code.", "151384"),
    "cookie": ('{"name":"set-cookie","value":"sid=Zz-abcdef0123456789; Secure"}', "abcdef0123456789"),
    "printed secret": ('security find-generic-password -wa "Klopp"\nGr33nteaXq', "Gr33nteaXq"),
    "speaker with a particle": ("[09:26:32] Wodjan Le Kloppmann: it's still down", "Kloppmann"),
}
STAYS = (
    "1.1.1.1 (DHCP)",
    "1.1.1.1 port 443: connection refused",
    "wlan0 (up), eth0 (down)",
    "Office 365 does not open",
    "Company: Microsoft Corporation",
    "company: not set",
    "Received: from the server",
    "domain name not found",
    "login for the portal failed",
    "credentials for this connection were rejected",
    'Task "\\Microsoft\\Windows\\Time" failed',
    "the connection named office is down",
    "root:x:0:0:root:/root:/bin/bash",
    "curl -u failed with error 2",
    "4 is the number of retries",
    "session from cache",
)


def _text(line: str) -> str:
    return Redactor(SITE, [], Identity(("LT-XQZ-00000",), ("zzuser",)), bytes(16)).text(line, lines=True)


@pytest.mark.parametrize(("line", "value"), GOES.values(), ids=GOES)
def test_it_goes(line: str, value: str) -> None:
    assert value not in _text(line)


@pytest.mark.parametrize("line", STAYS)
def test_it_stays(line: str) -> None:
    assert _text(line) == line
