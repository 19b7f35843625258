"""The company: public VPN gateways (OpenVPN over UDP and TCP, WireGuard), internal names, internal services."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.lab import plan
from tests.lab.authority import COMPANY, PUBLIC, Authority
from tests.lab.daemon import Block, dnsmasq, nginx, stop_dnsmasq
from tests.lab.node import Daemon, Node, link

_SERVER = """
mode server
tls-server
topology subnet
dev {tun}
dev-type tun
proto {proto}
local {local}
port {port}
server {net} 255.255.255.0
ca "{ca}"
cert "{cert}"
key "{key}"
dh none
keepalive 10 60
verb 3
{push}
"""
_CLIENT = """
client
dev tun0
proto {proto}
remote vpn.example.org {port}
nobind
resolv-retry infinite
ca "{ca}"
cert "{cert}"
key "{key}"
remote-cert-tls server
connect-retry 1 2
connect-timeout 3
verb 3
{extra}
"""


class Company:
    """Built on first use; each gateway starts only when a scenario wants it."""

    def __init__(self, node: Node, internet: Node, authority: Authority) -> None:
        self.node = node
        self._internet = internet
        self._authority = authority
        self.trust = authority.root(COMPANY)

    def build(self) -> None:
        """Connect to the internet; internal addresses live on this node, names are served by dnsmasq."""
        link(self._internet, "co0", self.node, "up0")
        self._internet.sh(f"ip addr add {plan.COMPANY_LINK_ISP}/29 dev co0\nip link set co0 up\n")
        inside = [plan.INSIDE_ROUTER, plan.INSIDE_DNS, *plan.INSIDE.values()]
        self.node.sh(
            "".join(f"ip addr add {address}/32 dev lo\n" for address in inside)
            + f"ip addr add {plan.COMPANY_GATEWAY}/29 dev up0\nip link set up0 up\n"
            + f"ip route add default via {plan.COMPANY_LINK_ISP}\n"
            + "mkdir -p /run/wireguard\n"
        )
        # Nobody on the internet reaches the inside: only packets that came through a tunnel may.
        self.node.nft(
            "table inet co {\n chain box { type filter hook input priority filter;"
            f' iifname "up0" ip daddr {plan.INSIDE_PREFIX} drop; }}\n'
            " chain out { type nat hook postrouting priority srcnat; oifname up0 meta nfproto ipv4 masquerade; }\n}\n"
        )
        self.start_names()

    def start_names(self, *, missing: tuple[str, ...] = ()) -> None:
        """The internal resolver; `missing` names are left out of its zone."""
        records = [f"host-record={name},{address}" for name, address in plan.INSIDE.items() if name not in missing]
        dnsmasq(
            self.node,
            "names",
            [
                "bind-interfaces",
                f"listen-address={plan.INSIDE_DNS}",
                *records,
                "local=/corp.example/",
                f"server={plan.ISP_RESOLVER}",
            ],
        )

    def restart_names(self, *, missing: tuple[str, ...]) -> None:
        """The internal resolver without these names."""
        stop_dnsmasq(self.node, "names")
        self.start_names(missing=missing)

    def start_intranet(
        self, *, status: int = 200, chain: Path | None = None, only: tuple[str, ...] = (), body: str = "lab\\n"
    ) -> None:
        """The internal services on HTTPS. The first one answers with `status` and `chain`; `only` limits the names."""
        blocks = []
        for index, (name, address) in enumerate(plan.INSIDE.items()):
            if only and name not in only:
                continue
            own = self._authority.site(name, COMPANY)
            answer = {"/": f'return {status if index == 0 else 200} "{body}";'}
            blocks.append(Block((f"{address}:443",), (name,), chain if chain and index == 0 else own, answer))
        nginx(self.node, "intranet", blocks, self._authority.key)

    def start_tls_gateway(self) -> None:
        """A VPN gateway that speaks TLS on TCP 443, as most commercial ones do."""
        chain = self._authority.site("vpn.example.org", PUBLIC[1])
        nginx(self.node, "gateway", [Block((f"{plan.COMPANY_GATEWAY}:443",), chain=chain)], self._authority.key)

    def start_openvpn(
        self,
        proto: str = "udp",
        *,
        full: bool = False,
        routes: bool = True,
        lines: Sequence[str] = (),
        chain: Path | None = None,
    ) -> Daemon:
        """An OpenVPN gateway: udp on 1194, tcp on 443.

        `full`: all the laptop's traffic goes through it; `routes` False: it tells nobody what lies behind it; `lines`:
        further settings; `chain`: a certificate of its own.
        """
        net = plan.OPENVPN_UDP_NET if proto == "udp" else plan.OPENVPN_TCP_NET
        push = ['push "route 10.20.0.0 255.255.0.0"'] if routes else []
        push += [f'push "dhcp-option DNS {plan.INSIDE_DNS}"']
        push += ['push "redirect-gateway def1"'] if full else []
        config = self.node.folder / f"openvpn-{proto}.conf"
        config.write_text(
            _SERVER.format(
                tun=f"tun-{proto}",
                proto=f"{proto}4" if proto == "udp" else "tcp4-server",
                local=plan.COMPANY_GATEWAY,
                port=1194 if proto == "udp" else 443,
                net=net,
                ca=self.trust,
                key=self._authority.key,
                cert=chain or self._authority.site("vpn.example.org", COMPANY),
                push="\n".join([*push, *lines]),
            )
        )
        return self.node.spawn(
            f"openvpn-{proto}", "openvpn", "--config", str(config), ready="Initialization Sequence Completed"
        )

    @property
    def wrapping_key(self) -> Path:
        """The secret that every packet of the OpenVPN control channel is signed or hidden with; made when asked for."""
        return secret(self.node.folder / "wrap.key")

    def client_config(
        self, folder: Path, proto: str = "udp", extra: str = "", *, certificate: Path | None = None
    ) -> Path:
        """The profile that IT hands out; `certificate`: the person's own, when it is not a good one."""
        config = folder / "company.ovpn"
        config.write_text(
            _CLIENT.format(
                proto=f"{proto}4" if proto == "udp" else "tcp4-client",
                port=1194 if proto == "udp" else 443,
                ca=self.trust,
                cert=certificate or self._authority.client("person"),
                key=self._authority.key,
                extra=extra,
            )
        )
        return config

    def start_wireguard(self, peer_public: str) -> str:
        """A userspace WireGuard gateway on port 51820 for one peer; its public key."""
        private, public = wireguard_keys()
        wireguard(
            self.node,
            private,
            f"{plan.WIREGUARD_COMPANY}/24",
            f"ListenPort = 51820\n[Peer]\nPublicKey = {peer_public}\nAllowedIPs = {plan.WIREGUARD_LAPTOP}/32\n",
        )
        return public


def secret(path: Path) -> Path:
    """An OpenVPN key for tls-auth and tls-crypt at this place, made unless it is there."""
    if not path.exists():
        subprocess.run(["openvpn", "--genkey", "secret", str(path)], check=True, capture_output=True)
    return path


def wireguard_keys() -> tuple[str, str]:
    """A new private key and its public key."""
    private = subprocess.run(["wg", "genkey"], check=True, capture_output=True, text=True).stdout.strip()
    public = subprocess.run(["wg", "pubkey"], input=private, check=True, capture_output=True, text=True).stdout.strip()
    return private, public


def wireguard(node: Node, private: str, address: str, rest: str, *, name: str = "wg0") -> Daemon:
    """Start wireguard-go on one interface of a node and configure it."""
    daemon = node.spawn(
        f"wireguard-go-{name}", "wireguard-go", "-f", name, env={"PATH": "/usr/bin:/bin", "LOG_LEVEL": "error"}
    )
    config = node.folder / f"{name}.conf"
    config.write_text(f"[Interface]\nPrivateKey = {private}\n{rest}")
    node.sh(
        f"for _ in $(seq 200); do [ -S /run/wireguard/{name}.sock ] && break; sleep 0.01; done\n"
        f"wg setconf {name} {config}\nip addr add {address} dev {name}\nip link set {name} mtu 1420 up\n"
    )
    return daemon
