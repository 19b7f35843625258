"""A site file with every key, and a writer of TOML values for made-up ones."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.site import SiteError, parse_site

WHOLE = """schema = 1
[organisation]
name = "Example"                       # shown in the header
it_name = "Service informatique"
phone = "+230 000 0000"
email = "it@example.org"
languages = ["fr", "en"]
[internet]
addresses = ["192.0.2.1:443", "[2001:DB8:0::1]:443"]
portal = ["http://www.example.com/check.txt=Some = Text"]
names = ["Example.org."]
resolvers = ["192.0.2.53", "2001:db8:0:0::53"]
time = ["https://example.org", "ntp://ntp.example.org:123"]
load = { down = "https://speed.example.org/down?bytes={bytes}", up = "https://speed.example.org/up" }
[proxy]
pac = "http://proxy.example.org/proxy.pac"
[[vpn]]
name = "Company VPN"
kind = "openvpn"
gateways = ["vpn.example.org:1194/udp", "[2001:db8::2]:443/TCP"]
interface = "tun*"
process = "openvpn"
log = ["/var/log/openvpn/*.log", "~/vpn/*.log", "%PROGRAMDATA%\\\\vpn\\\\*.log", 'C:\\vpn\\a.log']
certificate = "~/vpn/client.crt"
routes = ["10.20.0.0/16", "0.0.0.0/0", "2001:db8:1::/48"]
resolvers = ["10.20.0.53"]
names = ["intranet.corp.example"]
mtu = 1420
public_key = "2sYRQBa3kmQjHVUgE4FVnBUjkTKmGGLNRUtMHDQ9cTQ="
session_hours = 12
signatures = "vpn-lines.toml"
[[vpn]]
name = "Other"
[[service]]
name = "Intranet"
url = "https://intranet.corp.example:8443/"
via = "vpn"
expect = 401
ca = "corp-ca.pem"
[report]
recipients = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
until = "2027-06-30"
drop = "https://drop:word@drop.example.org/in/"
folder = '\\\\server\\share\\reports'
email = "reports@example.org"
page = "https://help.example.org/u"
level = "own"
hide = ["devices", "programs"]
link_key = "c29tZS10aGluZy0zMi1ieXRlcy1sb25nLWZvci10ZXM="
outcomes = true
[content]
url = "https://it.example.org/unstuck/"
root = "root.json"
[help]
remote = "https://help.example.org/"
status = "https://status.example.org/"
[call]
profile = "call-centre"
[threshold]
wifi_weak_dbm = -78
loss_percent = 1
jitter_ms = 25.5
busy_share = 0.6
down_mbit = 8
"""


def toml(value: Any) -> str:
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(char):04x}" if char in '"\\\x7f' or char < " " else char for char in value) + '"'
    if isinstance(value, list):
        return "[" + ",\n".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return "true" if value is True else str(value)


def check(text: str, line: int | None, key: str, problem: str, remedy: str) -> None:
    """The text is refused in one line, with exactly this place and these words in it."""
    with pytest.raises(SiteError) as caught:
        parse_site(text, "site.toml", Path("/etc/unstuck"))
    error = caught.value
    assert (error.line, error.key) == (line, key)
    assert problem in error.problem
    assert remedy in error.remedy
    place = ["site.toml", *([f"line {line}"] if line else []), *([key] if key else [])]
    assert str(error) == f"{', '.join(place)}: {error.problem}; {error.remedy}"
    assert str(error).isprintable(), "one line"
