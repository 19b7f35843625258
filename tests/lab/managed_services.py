"""What else a company's laptop has: systemd's door, our root helper, the site file, and a browser with a person."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.lab import managed_files as files
from tests.lab import plan
from tests.lab.authority import COMPANY
from tests.lab.desktop import PYTHON
from tests.lab.laptop import ROOT
from tests.lab.managed import Managed
from tests.lab.world import Lab

HELPER = ROOT / "packaging" / "linux" / "unstuck-helper"
POLICY = ROOT / "packaging" / "linux" / "org.unstuck.helper.policy"
VPN_UNIT = "openvpn-client@company.service"
TIME_UNIT = "systemd-timesyncd.service"
_SERVER = Path(__file__).with_name("servers") / "machine.py"
_SITES = Path(__file__).with_name("site")
RIGHT_TIME, SIGN_IN = "right time", "sign in"

_NAMES_SCRIPT = "/etc/openvpn-names"
# What Debian's update-resolv-conf does: the company's name server in front of the list while the tunnel is up.
_NAMES = f"""#!/bin/sh
grep -v '^nameserver {plan.INSIDE_DNS}$' /etc/resolv.conf > /run/lab/names
[ "$script_type" = down ] || sed -i '1i nameserver {plan.INSIDE_DNS}' /run/lab/names
cat /run/lab/names > /etc/resolv.conf
"""

# The person's browser: it opens the page and, where a portal asks for it, the person signs in after a second.
_BROWSER = f"""#!/bin/sh
echo "$1" >> {files.RUNTIME}/opened
case $1 in http*) ( sleep 1; echo '{SIGN_IN}' >> {files.WISHES} ) > /dev/null 2>&1 & ;; esac
exit 0
"""


def start_machine(desk: Managed, *, units: dict[str, dict[str, Any]] | None = None, time_kept: bool = True) -> None:
    """systemd and timedated on the bus, with these units; `time_kept`: the clock is set by a time server."""
    plan = {
        "units": {TIME_UNIT: {"wish": RIGHT_TIME, "running": time_kept}, **(units or {})},
        "time_unit": TIME_UNIT,
        "wishes": files.WISHES,
    }
    desk.wishes.on(RIGHT_TIME, Lab.set_right_time)
    desk.laptop.sh("mkdir -p /run/systemd/system")  # how programs see that systemd runs the computer
    desk.laptop.spawn("machine", PYTHON, "-I", "-B", str(_SERVER), json.dumps(plan), ready=r"(?m)^ready$")


def vpn_unit(desk: Managed, proto: str = "udp", *, running: bool = False, extra: str = "") -> dict[str, dict[str, Any]]:
    """The company's OpenVPN as Debian runs it: a unit that brings the tunnel and its name server up."""
    desk.write(_NAMES_SCRIPT, _NAMES, 0o755)
    lines = f"script-security 2\nup {_NAMES_SCRIPT}\ndown {_NAMES_SCRIPT}\n{extra}"
    config = desk.world.company.client_config(desk.laptop.folder, proto, lines)
    argv = ["/usr/sbin/openvpn", "--config", str(config)]
    log = str(desk.laptop.folder / "openvpn-unit.log")
    return {VPN_UNIT: {"argv": argv, "log": log, "ready": "Initialization Sequence Completed", "running": running}}


def install_helper(desk: Managed) -> bool:
    """Our root helper and its policy where a package puts them; False when the project has none yet."""
    if not (HELPER.exists() and POLICY.exists()):
        return False
    desk.install(HELPER, f"{files.LIBEXEC}/unstuck-helper", 0o755)
    desk.install(POLICY, f"{files.ACTIONS}/{POLICY.name}")
    return True


def install_browser(desk: Managed) -> None:
    """`xdg-open`: a browser in front of which the person sits."""
    desk.write(f"{files.PROGRAMS}/xdg-open", _BROWSER, 0o755)


def ship_site(desk: Managed, site: str | None) -> None:
    """The site file as IT ships it, with the company's authority beside it; owned by root."""
    if site is None:
        return
    text = (_SITES / f"{site}.toml").read_text(encoding="utf-8")
    desk.write("/etc/unstuck/site.toml", text)
    if "corp-ca.pem" in text:
        shutil.copy(desk.world.company.trust, desk.root / "etc/unstuck/corp-ca.pem")


_VPN_PROFILE = """[connection]
id={name}
uuid=00000000-0000-4000-8000-{number:012d}
type=vpn
autoconnect=false
[vpn]
service-type=org.freedesktop.NetworkManager.openvpn
connection-type=tls
remote={remote}
proto-tcp={tcp}
dev={device}
dev-type=tun
ca={ca}
cert={cert}
key={key}
cert-pass-flags=4
remote-cert-tls=server
connect-timeout=8
[ipv4]
method=auto
{ipv4}
[ipv6]
method=disabled
"""


def vpn_profile(
    desk: Managed,
    name: str = "company",
    *,
    remote: str = "vpn.example.org:1194",
    device: str = "tun",
    proto: str = "udp",
    ipv4: str = "never-default=true",
    number: int = 101,
) -> None:
    """An OpenVPN of NetworkManager's, not connected; by default the company's, for the company's addresses only.

    `device`: "tun" lets OpenVPN choose a free name, as most profiles do.
    """
    authority = desk.world.authority
    text = _VPN_PROFILE.format(
        name=name,
        number=number,
        remote=remote,
        device=device,
        tcp="yes" if proto == "tcp" else "no",
        ca=authority.root(COMPANY),
        cert=authority.client("person"),
        key=authority.key,
        ipv4=ipv4,
    )
    desk.write(f"/etc/NetworkManager/system-connections/{name}.nmconnection", text, 0o600)
    desk.nmcli("connection", "reload")
