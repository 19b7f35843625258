"""The same for VPNs, services, reports, help and calls."""

import pytest

from tests.unit.diagnostics.site.site_text import check

AGE = "age1" + "q" * 58

# name: (text, line, key, what is wrong, how to mend it)
CASES = {
    "vpn without name": ('\n[[vpn]]\nkind = "openvpn"', 2, "vpn", "has no name", 'add name = "…" below this line'),
    "vpn kind": (
        '[[vpn]]\nname = "a"\nkind = "opnvpn"',
        3,
        "vpn.kind",
        'did you mean "openvpn"?',
        "use one of: openvpn",
    ),
    "vpn name twice": (
        '[[vpn]]\nname = "Office"\n[[vpn]]\n\nname = "OFFICE"',
        5,
        "vpn.name",
        '"OFFICE" is already used on line 2',
        "give each [[vpn]] its own name",
    ),
    "gateway without transport": (
        '[[vpn]]\nname = "a"\ngateways = ["vpn.example.org:1194"]',
        3,
        "vpn.gateways",
        '"vpn.example.org:1194" does not say udp or tcp',
        'write "vpn.example.org:1194/udp"',
    ),
    "gateway with sctp": (
        '[[vpn]]\nname = "a"\ngateways = ["v.example:1/sctp"]',
        3,
        "vpn.gateways",
        'ends in "/sctp"',
        "/udp",
    ),
    "gateway without port": (
        '[[vpn]]\nname = "a"\ngateways = ["v.example/udp"]',
        3,
        "vpn.gateways",
        "has no port",
        "add",
    ),
    "gateway port 70000": (
        '[[vpn]]\nname = "a"\ngateways = ["v.example:70000/udp"]',
        3,
        "vpn.gateways",
        '"70000"',
        "65535",
    ),
    "gateway without host": (
        '[[vpn]]\nname = "a"\ngateways = [":1194/udp"]',
        3,
        "vpn.gateways",
        "no valid host",
        "such",
    ),
    "second gateway of second vpn": (
        '[[vpn]]\nname = "a"\ngateways = ["v.a:1/udp"]\n[[vpn]]\nname = "b"\ngateways = [\n"v.b:1/udp",\n"x"]',
        8,
        "vpn.gateways",
        '"x" does not say udp or tcp',
        "write",
    ),
    "route with host bits": (
        '[[vpn]]\nname = "a"\nroutes = ["10.20.0.5/16"]',
        3,
        "vpn.routes",
        '"10.20.0.5/16" has bits behind its prefix',
        'write "10.20.0.0/16"',
    ),
    "route without prefix": ('[[vpn]]\nname = "a"\nroutes = ["10.20.0.0"]', 3, "vpn.routes", "no prefix length", "/16"),
    "route with prefix 40": (
        '[[vpn]]\nname = "a"\nroutes = ["10.20.0.0/40"]',
        3,
        "vpn.routes",
        "is not a network",
        "/len",
    ),
    "glob with open bracket": (
        '[[vpn]]\nname = "a"\ninterface = "tun["',
        3,
        "vpn.interface",
        "never closes",
        "tun[0-9]",
    ),
    "interface as path": ('[[vpn]]\nname = "a"\ninterface = "/dev/tun"', 3, "vpn.interface", "is a path", "tun*"),
    "process as path": (
        '[[vpn]]\nname = "a"\nprocess = "/usr/sbin/openvpn"',
        3,
        "vpn.process",
        "is a path",
        '"openvpn"',
    ),
    "relative log": ('[[vpn]]\nname = "a"\nlog = ["x.log"]', 3, "vpn.log", "is a relative path", "begin it with"),
    "log over everything": ('[[vpn]]\nname = "a"\nlog = ["/**/x.log"]', 3, "vpn.log", "contains **", "name the folder"),
    "mtu as text": ('[[vpn]]\nname = "a"\nmtu = "1420"', 3, "vpn.mtu", "is a text, not a whole number", "no quotes"),
    "mtu true": ('[[vpn]]\nname = "a"\nmtu = true', 3, "vpn.mtu", "is true or false, not a whole number", "bytes from"),
    "mtu of 42": ('[[vpn]]\nname = "a"\nmtu = 42', 3, "vpn.mtu", "is 42", "bytes from 576 to 9216"),
    "wireguard key": (
        '[[vpn]]\nname = "a"\npublic_key = "abc"',
        3,
        "vpn.public_key",
        "not a WireGuard",
        "44 characters",
    ),
    "service without url": ('[[service]]\nname = "a"', 1, "service", "has no url", "add url ="),
    "service without scheme": (
        '[[service]]\nname = "a"\nurl = "intranet.example"',
        3,
        "service.url",
        "does not begin with https:// or http://",
        "write a URL such as https://www.example.org/",
    ),
    "service by ftp": (
        '[[service]]\nname = "a"\nurl = "ftp://a.example/"',
        3,
        "service.url",
        "does not begin with",
        "URL",
    ),
    "service with broken port": (
        '[[service]]\nname = "a"\nurl = "http://a.example:x/"',
        3,
        "service.url",
        "broken",
        "URL",
    ),
    "service with open bracket": (
        '[[service]]\nname = "a"\nurl = "http://[::1/"',
        3,
        "service.url",
        "not a URL",
        "URL",
    ),
    "service without host": ('[[service]]\nname = "a"\nurl = "https:///x"', 3, "service.url", "no valid host", "write"),
    "service with blanks": (
        '[[service]]\nname = "a"\nurl = "http://a.example/a b"',
        3,
        "service.url",
        "blanks",
        "write",
    ),
    "service with password": (
        '[[service]]\nname = "a"\nurl = "http://u:hush@a.example/"',
        3,
        "service.url",
        "pass",
        "rem",
    ),
    "via": (
        '[[service]]\nname = "a"\nurl = "http://a.example/"\nvia = "vnp"',
        4,
        "service.via",
        'mean "vpn"?',
        "vpn, int",
    ),
    "expect": (
        '[[service]]\nname = "a"\nurl = "http://a.example/"\nexpect = 20',
        4,
        "service.expect",
        "is 20",
        "100 to 599",
    ),
    "recipient": (
        '[report]\nrecipients = ["age1xyz"]',
        2,
        "report.recipients",
        "not an age recipient",
        "62 characters",
    ),
    "recipient mistyped": (
        f'[report]\nrecipients = ["{AGE}"]',
        2,
        "report.recipients",
        "has a typing mistake",
        "again",
    ),
    "drop in the clear": ('[report]\ndrop = "http://d.example/"', 2, "report.drop", "readable by anybody", "use https"),
    "drop that is no URL": (
        '[report]\ndrop = "inbox"',
        2,
        "report.drop",
        "does not begin with https://",
        "write a URL",
    ),
    "remote tool": ('[help]\nremote = "vnc"', 2, "help.remote", 'does not know "vnc"', "quickassist"),
    "remote by http": (
        '[help]\nremote = "http://x.example"',
        2,
        "help.remote",
        "does not begin with https://",
        "write",
    ),
    "status by http": (
        '[help]\nstatus = "http://x.example"',
        2,
        "help.status",
        "does not begin with https://",
        "write",
    ),
    "profile": ('[call]\nprofile = "callcentre"', 2, "call.profile", 'did you mean "call-centre"?', "office, video"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_value_says_where_what_and_how_to_mend_it(name: str) -> None:
    check(*CASES[name])
