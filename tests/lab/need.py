"""What the lab needs from the machine, said by name when it is not there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

# program: the Debian package that brings it. What only some scenarios need stands in their own `needs`.
PROGRAMS = {
    "ip": "iproute2",
    "nft": "nftables",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
    "ping": "iputils-ping",
    "busybox": "busybox",
    "dnsmasq": "dnsmasq-base",
    "nginx": "nginx-light",
    "openssl": "openssl",
    "openvpn": "openvpn",
    "wg": "wireguard-tools",
    "wireguard-go": "wireguard-go",
    "curl": "curl",
    "getent": "libc-bin",
    "ps": "procps",
    "pkill": "procps",
    "ss": "iproute2",
    "tc": "iproute2",
    "mount": "mount",
}


def missing() -> tuple[str, ...]:
    """Everything that is lacking, in words; empty when the lab can run."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    lacking = [f"{name} (package {package})" for name, package in PROGRAMS.items() if not shutil.which(name, path=path)]
    if getattr(os, "geteuid", lambda: -1)() != 0:  # Windows has no such call, and no namespaces
        lacking.insert(0, "root rights")
    if not Path("/dev/net/tun").exists():
        lacking.append("/dev/net/tun")
    return tuple(lacking)
