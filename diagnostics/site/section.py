"""What may stand in which table of the site file: one shape for every key of `diagnostics.model.site`."""

import re

from diagnostics.model.site import (
    HIDEABLE,
    Call,
    Content,
    Help,
    Internet,
    LoadTargets,
    Organisation,
    Proxy,
    Report,
    Service,
    Site,
    Vpn,
)
from diagnostics.model.threshold import Thresholds
from diagnostics.site import file, key, link, target
from diagnostics.site.day import day
from diagnostics.site.error import plain, quoted
from diagnostics.site.shape import Shape, choice, flag, listed, named, record, text, texts, type_name, whole
from diagnostics.site.spot import Spot
from diagnostics.site.threshold import THRESHOLD, agree

LANGUAGES = ("en", "fr")
OWN = "own"  # the level of a report that has a list of its own
VPN_KINDS = (
    "openvpn",
    "wireguard",
    "anyconnect",
    "ipsec",
    "globalprotect",
    "forticlient",
    "windows",
    "tailscale",
    "other",
)
WAYS = ("vpn", "internet")
PROFILES = ("office", "video", "call-centre")
REMOTE_TOOLS = ("quickassist", "rustdesk", "teamviewer", "anydesk")
LEVELS = ("standard", "strict", OWN)
SCHEMA = 1
MIN_MTU, MAX_MTU = 576, 9216  # RFC 791's smallest that every host accepts, and the usual jumbo frame
LONGEST_SESSION = 720  # hours: a month; a VPN that keeps people signed in for longer has no limit worth a name


def mail(spot: Spot, value: str) -> str:
    """A mail address, only its outer form."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        spot.refuse(f"{quoted(value)} is not a mail address", 'write such as "it@example.org"')
    return value


def schema(spot: Spot, value: object) -> int:
    """The version of this format."""
    if isinstance(value, bool) or not isinstance(value, int):
        spot.refuse(f"is {type_name(value)}, not a whole number", f"write schema = {SCHEMA}")
    if value > SCHEMA:
        spot.refuse(f"is {plain(str(value))}, made for a newer Unstuck", f"update Unstuck or write schema = {SCHEMA}")
    if value != SCHEMA:
        spot.refuse(f"is {plain(str(value))}, which never existed", f"write schema = {SCHEMA}")
    return value


ORGANISATION: dict[str, Shape] = {
    "name": text,
    "it_name": text,
    "phone": text,
    "email": texts(mail),
    "languages": listed(choice(LANGUAGES), example="fr", at_least=1),
}
INTERNET: dict[str, Shape] = {
    "addresses": listed(target.endpoint, example="192.0.2.1:443", at_least=1),
    "portal": listed(link.portal, example="http://www.example.org/check.txt=expected text"),
    "names": listed(target.name, example="www.example.org"),
    "resolvers": listed(target.literal, example="192.0.2.53"),
    "time": listed(link.time_source, example="https://www.example.org"),
    "load": record(LoadTargets, {"down": texts(link.load_down), "up": texts(link.url("https", "http"))}),
}
PROXY: dict[str, Shape] = {
    "pac": texts(link.url("http", "https")),
    "server": texts(target.proxy_server),
}
VPN: dict[str, Shape] = {
    "name": text,
    "kind": texts(choice(VPN_KINDS)),
    "gateways": listed(target.gateway, example="vpn.example.org:1194/udp"),
    "interface": texts(file.adapter_pattern),
    "process": texts(file.process),
    "log": listed(file.log_pattern, example="/var/log/openvpn/*.log"),
    "certificate": texts(file.beside),
    "routes": listed(target.network, example="10.20.0.0/16"),
    "resolvers": listed(target.literal, example="10.20.0.53"),
    "names": listed(target.name, example="intranet.example.org"),
    "mtu": whole(MIN_MTU, MAX_MTU, "bytes"),
    "public_key": texts(key.wireguard_key),
    "session_hours": whole(1, LONGEST_SESSION, "hours"),
    "signatures": texts(file.beside),
}
SERVICE: dict[str, Shape] = {
    "name": text,
    "url": texts(link.url("https", "http")),
    "via": texts(choice(WAYS)),
    "expect": whole(100, 599, "an HTTP status"),
    "ca": texts(file.beside),
}
REPORT: dict[str, Shape] = {
    "recipients": listed(key.age_recipient, example="age1…"),
    "until": day,
    "drop": texts(link.drop),
    "folder": texts(file.folder),
    "email": texts(mail),
    "page": texts(link.page),
    "level": texts(choice(LEVELS)),
    "hide": listed(choice(HIDEABLE), example=HIDEABLE[0]),
    "link_key": texts(key.link_key),
    "outcomes": flag,
}
CONTENT: dict[str, Shape] = {
    "url": texts(link.folder("https", "http")),  # signed, so plain HTTP can hide news but not forge any
    "root": texts(file.beside),
}
HELP: dict[str, Shape] = {
    "remote": texts(link.remote_help(REMOTE_TOOLS)),
    "status": texts(link.url("https")),
}
CALL: dict[str, Shape] = {"profile": texts(choice(PROFILES))}

_TABLES = {
    "[organisation]": ORGANISATION,
    "[internet]": INTERNET,
    "[proxy]": PROXY,
    "[[vpn]]": VPN,
    "[[service]]": SERVICE,
    "[report]": REPORT,
    "[content]": CONTENT,
    "[help]": HELP,
    "[call]": CALL,
    "[threshold]": THRESHOLD,
}
HOME_OF_KEY = {name: table for table, names in reversed(_TABLES.items()) for name in names}
"""In which table a key belongs, for the one who wrote it elsewhere."""

SITE: dict[str, Shape] = {
    "schema": schema,
    "organisation": record(Organisation, ORGANISATION, elsewhere=HOME_OF_KEY),
    "internet": record(Internet, INTERNET, elsewhere=HOME_OF_KEY),
    "proxy": record(Proxy, PROXY, elsewhere=HOME_OF_KEY),
    "vpn": named(record(Vpn, VPN, elsewhere=HOME_OF_KEY), key="vpn"),
    "service": named(record(Service, SERVICE, elsewhere=HOME_OF_KEY), key="service"),
    "report": record(Report, REPORT, elsewhere=HOME_OF_KEY),
    "content": record(Content, CONTENT, elsewhere=HOME_OF_KEY),
    "help": record(Help, HELP, elsewhere=HOME_OF_KEY),
    "call": record(Call, CALL, elsewhere=HOME_OF_KEY),
    "threshold": record(Thresholds, THRESHOLD, elsewhere=HOME_OF_KEY),
}


def read_site(spot: Spot, document: object) -> Site:
    """The whole document; SiteError for the first thing that is wrong."""
    site = record(Site, SITE, elsewhere=HOME_OF_KEY)(spot, document)
    if site.proxy.pac and site.proxy.server:
        spot.at("proxy").at("server").refuse("stands beside pac", "keep one of the two")
    if site.report.hide and site.report.level != OWN:
        spot.at("report").at("hide").refuse(
            f'counts for nothing with level "{site.report.level}"', f'add level = "{OWN}" to [report]'
        )
    if bool(site.content.url) != bool(site.content.root):
        there, missing = ("url", 'root = "root.json"') if site.content.url else ("root", 'url = "https://…"')
        spot.at("content").at(there).refuse("stands alone", f"add {missing}, both of them as `desk init` printed them")
    agree(spot.at("threshold"), site.threshold)
    return site
