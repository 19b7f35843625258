"""IKEv2 by strongSwan at both ends, with ESP in its own process (kernel-libipsec): it asks nothing of the kernel."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.lab import plan
from tests.lab.authority import COMPANY
from tests.lab.node import Daemon, LabError, Node
from tests.lab.vpn_log import CHARON, place
from tests.lab.world import Lab

_ESP = Path("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so")
# A library is no program: where it is missing, its package's name stands for it, and no program is called so.
NEEDS = ("charon-systemd", "swanctl", *(() if _ESP.exists() else ("libcharon-extra-plugins",)))
PERSON, PASSWORD = "person", "right"
ADDRESSES = "10.23.0.0/24"
_PLUGINS = (
    "random nonce x509 revocation constraints pubkey pkcs1 pkcs8 pem gmp aes sha1 sha2 md5 hmac kdf"
    " eap-identity eap-md5 kernel-libipsec kernel-netlink socket-default vici updown attr"
)
_CHARON = """
charon-systemd {{
  load = {plugins}
  retransmit_timeout = 1
  retransmit_tries = 2
  filelog {{
    lab {{
      path = {log}
      time_format = %F %T
      default = 1
      flush_line = yes
    }}
  }}
}}
swanctl {{ load = pem pkcs1 pkcs8 x509 pubkey random sha1 sha2 gmp }}
"""
_GATEWAY = """
connections {{
  door {{
    version = 2
    local_addrs = {address}
    pools = inside
    proposals = aes128-sha256-modp2048
    send_cert = always
    {sign_in}
    children {{
      net {{
        local_ts = {routes}
        esp_proposals = aes128-sha256
      }}
    }}
  }}
}}
pools {{
  inside {{
    addrs = {pool}
    dns = {names}
  }}
}}
secrets {{
  eap-person {{
    id = {person}
    secret = {password}
  }}
  ike-person {{
    id = {person}
    secret = {password}
  }}
  private-site {{
    file = site.key
  }}
}}
"""
_BY_PASSWORD = """
    local {{
      auth = pubkey
      certs = {chain}
      id = vpn.example.org
    }}
    remote {{
      auth = eap-md5
      eap_id = %any
    }}
"""
_BY_SECRET = """
    local {
      auth = psk
      id = vpn.example.org
    }
    remote {
      auth = psk
    }
"""
_CLIENT = """
connections {{
  company {{
    version = 2
    remote_addrs = vpn.example.org
    vips = 0.0.0.0
    proposals = aes128-sha256-modp2048
    keyingtries = {tries}
    local {{
      auth = {mine}
      id = {person}
      eap_id = {person}
    }}
    remote {{
      auth = {theirs}
      id = vpn.example.org
    }}
    children {{
      net {{
        remote_ts = {routes}
        esp_proposals = aes128-sha256
      }}
    }}
  }}
}}
secrets {{
  eap-person {{
    id = {person}
    secret = {password}
  }}
  ike-company {{
    id = vpn.example.org
    secret = {password}
  }}
}}
"""


def _environment(node: Node) -> dict[str, str]:
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "STRONGSWAN_CONF": str(node.folder / "strongswan.conf"),
        "SWANCTL_DIR": str(node.folder / "swanctl"),
    }


def _charon(node: Node, log: str, settings: str) -> Daemon:
    """Start charon on a computer and load its connections."""
    (node.folder / "strongswan.conf").write_text(_CHARON.format(plugins=_PLUGINS, log=log))
    (node.folder / "swanctl" / "swanctl.conf").write_text(settings)
    environment = _environment(node)
    daemon = node.spawn("charon", "charon-systemd", env=environment)
    node.sh("for _ in $(seq 300); do [ -S /run/charon.vici ] && exit 0; sleep 0.01; done; exit 1")
    _loaded(node, node.run("swanctl", "--load-all", env=environment, check=False).stdout)
    return daemon


def _loaded(node: Node, said: str) -> None:
    if "successfully loaded 1 connections" not in said:
        raise LabError(f"{node.name}: swanctl loaded no connection: {said}")


def _folders(node: Node) -> Path:
    folder = node.folder / "swanctl"
    for name in ("x509", "x509ca", "private"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def gateway(lab: Lab, *, psk: bool = False, routes: str = plan.INSIDE_PREFIX, chain: Path | None = None) -> Daemon:
    """Start the company's IKEv2 gateway: EAP with a password, or one secret for everybody with `psk`."""
    node, folder = lab.company.node, _folders(lab.company.node)
    shutil.copy(lab.authority.key, folder / "private" / "site.key")
    own = chain or lab.authority.site("vpn.example.org", COMPANY)
    leaf, _, rest = own.read_text().partition("-----END CERTIFICATE-----\n")
    (folder / "x509" / "gateway.pem").write_text(leaf + "-----END CERTIFICATE-----\n")
    (folder / "x509ca" / "between.pem").write_text(rest)
    sign_in = _BY_SECRET if psk else _BY_PASSWORD.format(chain="gateway.pem")
    return _charon(
        node,
        str(node.folder / "charon.txt"),
        _GATEWAY.format(
            address=plan.COMPANY_GATEWAY,
            sign_in=sign_in,
            routes=routes,
            pool=ADDRESSES,
            names=plan.INSIDE_DNS,
            person=PERSON,
            password=PASSWORD,
        ),
    )


def start(lab: Lab, *, password: str = PASSWORD, psk: bool = False, tries: int = 1) -> Daemon:
    """The laptop's charon with the company's connection, which nobody has started yet."""
    place(lab, CHARON)
    folder = _folders(lab.laptop)
    shutil.copy(lab.company.trust, folder / "x509ca" / "company.pem")
    shutil.copy(lab.authority.folder / f"{COMPANY} R1.pem", folder / "x509ca" / "between.pem")
    return _charon(
        lab.laptop,
        CHARON,
        _CLIENT.format(
            tries=tries,
            mine="psk" if psk else "eap-md5",
            theirs="psk" if psk else "pubkey",
            person=PERSON,
            password=password,
            routes=plan.INSIDE_PREFIX,
        ),
    )


def press_connect(lab: Lab, *, wait_s: float = 5.0) -> bool:
    """Ask the laptop's charon for the tunnel; whether it came up within that time."""
    argv = ("swanctl", "--initiate", "--child", "net", "--timeout", str(int(wait_s)))
    return lab.laptop.run(*argv, check=False, env=_environment(lab.laptop)).returncode == 0


def connect(lab: Lab) -> Daemon:
    """Charon with its tunnel up, and the company's name server in front."""
    daemon = start(lab)
    if not press_connect(lab):
        raise LabError(f"charon: no tunnel: {place(lab, CHARON).read_text()[-1500:]}")
    lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)
    return daemon


def associations(lab: Lab) -> str:
    """What swanctl tells of the laptop's tunnels."""
    return lab.laptop.run("swanctl", "--list-sas", check=False, env=_environment(lab.laptop)).stdout


def no_association(lab: Lab) -> str | None:
    """Control: charon knows no tunnel."""
    said = associations(lab)
    return f"charon has a tunnel: {said}" if "ESTABLISHED" in said else None


def association(lab: Lab) -> str | None:
    """Control: charon says that its tunnel is up."""
    said = associations(lab)
    return None if "INSTALLED" in said else f"charon has no tunnel: {said!r}"
