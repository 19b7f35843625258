"""An AnyConnect gateway (ocserv) for the company and its client (openconnect) for the laptop."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.daemon import server
from tests.lab.node import Daemon
from tests.lab.vpn_log import OPENCONNECT, follow, place
from tests.lab.world import Lab

NEEDS = ("ocserv", "ocpasswd", "openconnect")
PERSON, PASSWORD = "person", "right"
UP = "Configured as 10.24.0."
_SERVER = """
auth = "plain[passwd={folder}/passwd]"
tcp-port = 443
{dtls}
listen-host = {address}
run-as-user = root
run-as-group = root
socket-file = {folder}/socket
server-cert = {chain}
server-key = {key}
isolate-workers = false
use-occtl = true
occtl-socket-file = {folder}/occtl
pid-file = {folder}/pid
device = oc
predictable-ips = true
max-clients = 16
max-same-clients = 2
rate-limit-ms = 0
keepalive = 300
dpd = 30
try-mtu-discovery = false
min-reauth-time = 1
cookie-timeout = 300
rekey-time = 172800
ipv4-network = 10.24.0.0/24
cisco-client-compat = true
log-level = 2
{lines}
"""
_ROUTE = "route = 10.20.0.0/255.255.0.0"
_NAMES = f"dns = {plan.INSIDE_DNS}"


def gateway(
    lab: Lab,
    *lines: str,
    routes: bool = True,
    names: bool = True,
    full: bool = False,
    dtls: bool = True,
    chain: Path | None = None,
) -> Daemon:
    """Start the gateway on port 443; `dtls`: also over UDP. It knows one person with one password."""
    node = lab.company.node
    folder = node.folder / "ocserv"
    folder.mkdir(exist_ok=True)
    node.run("ocpasswd", "-c", str(folder / "passwd"), PERSON, text_in=f"{PASSWORD}\n{PASSWORD}\n")
    told = [*([_ROUTE] if routes and not full else []), *([_NAMES] if names else [])]
    config = folder / "ocserv.conf"
    config.write_text(
        _SERVER.format(
            folder=folder,
            address=plan.COMPANY_GATEWAY,
            chain=chain or lab.authority.site("vpn.example.org", PUBLIC[1]),
            key=lab.authority.key,
            dtls="udp-port = 443" if dtls else "",
            lines="\n".join([*told, *lines]),
        )
    )
    return node.spawn("ocserv", "ocserv", "-f", "-d", "2", "-c", str(config), ready="initialized ocserv")


def start(lab: Lab, *options: str, password: str = PASSWORD, script: str | None = None) -> Daemon:
    """openconnect as a wrapper of an organisation starts it, its words in a log. Returns at once.

    `script`: what it runs instead of vpnc-script, which sets address, routes and name servers.
    """
    log = place(lab, OPENCONNECT)
    argv = ["openconnect", "--protocol=anyconnect", "--timestamp", "-v", "-u", PERSON, "--passwd-on-stdin"]
    argv += ["--non-inter", "-i", "tun0", *(["-s", script] if script else []), *options, "https://vpn.example.org/"]
    secret = lab.laptop.folder / "openconnect-password"
    secret.write_text(f"{password}\n")
    line = f"exec {shlex.join(argv)} < {shlex.quote(str(secret))} >> {OPENCONNECT} 2>&1"
    log.touch()
    return follow(lab, lab.laptop.spawn("openconnect", "sh", "-c", line, env=lab.laptop.env()), OPENCONNECT)


def connect(lab: Lab, *options: str, script: str | None = None) -> Daemon:
    """The same, connected; vpnc-script has set routes and name servers."""
    daemon = start(lab, *options, script=script)
    daemon.wait_for(UP)
    _routed(lab)
    return daemon


def _routed(lab: Lab) -> None:
    """openconnect says that it is up before its script has ended."""
    lab.laptop.sh(
        "for _ in $(seq 200); do\n"
        " pgrep -f vpnc-script >/dev/null || { ip -4 addr show dev tun0 | grep -q inet && exit 0; }\n"
        " sleep 0.02\ndone\nexit 1"
    )


_HOST_SCAN = (
    '<?xml version="1.0" encoding="UTF-8"?><config-auth client="vpn" type="auth-request"><host-scan>'
    "<host-scan-ticket>4F1</host-scan-ticket><host-scan-token>9C2</host-scan-token>"
    "<host-scan-base-uri>/CACHE</host-scan-base-uri><host-scan-wait-uri>/wait</host-scan-wait-uri>"
    '</host-scan><auth id="main"><form method="post" action="/"></form></auth></config-auth>'
)


def posture_gateway(lab: Lab) -> Daemon:
    """A gateway of the same protocol that lets nobody in before its host scan has run on the laptop."""
    chain = lab.authority.site("vpn.example.org", PUBLIC[1])
    settings = {
        "tls": [[plan.COMPANY_GATEWAY, 443]],
        "headers": {"X-Transcend-Version": "1"},
        "body": _HOST_SCAN,
        "cert": str(chain),
        "key": str(lab.authority.key),
    }
    return server(lab.company.node, "web", settings)
