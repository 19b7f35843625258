"""The lab: laptop, home router, internet, and (only when asked for) the company. Built fresh for every scenario."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.lab import plan
from tests.lab.authority import PUBLIC, Authority, authority
from tests.lab.company import Company
from tests.lab.daemon import Block, dnsmasq, nginx, server, stop_dnsmasq, stop_nginx
from tests.lab.laptop import Laptop
from tests.lab.node import Daemon, Node, link

_RUN = "mount -t tmpfs tmpfs /run"  # daemons keep sockets there: nobody else's, and gone with the node
_ROUTING = """
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
"""
_NAT = """
table inet home {
  chain out { type nat hook postrouting priority srcnat; oifname "wan" meta nfproto ipv4 masquerade; }
  chain pass { type filter hook forward priority filter; }
  chain box { type filter hook input priority filter; }
}
"""
UNKNOWN_ELSEWHERE = tuple(f"local=/{top}/" for top in ("com", "org", "net", "example", "test", "invalid", "arpa"))


class Lab:
    """One small world. `close` ends everything; use `lab()`."""

    def __init__(self, folder: Path, *, ipv6: bool, time_shift_s: float, certificate_shift_days: int) -> None:
        self.folder = folder
        self.ipv6 = ipv6
        self.time_shift_s = time_shift_s
        self.certificate_shift_days = certificate_shift_days
        self.authority: Authority = authority()
        self.nodes: list[Node] = []
        self.laptop = Laptop(folder, self.authority.trust(*PUBLIC), ipv6=ipv6)
        self.nodes.append(self.laptop)
        self.router = self.add("router")
        self.internet = self.add("internet")
        self._company: Company | None = None
        self._changed: list[Block] = []  # public sites that answer differently by now
        self._shifted: list[Daemon] = []  # servers that tell the time

    def add(self, name: str) -> Node:
        """Another computer, not connected to anything yet."""
        resolv = self.folder / f"{name}-resolv.conf"
        resolv.write_text(f"nameserver {plan.ISP_RESOLVER}\n")
        node = Node(name, self.folder, boot=f"{_RUN}\n{_ROUTING}mount --bind {resolv} /etc/resolv.conf")
        self.nodes.append(node)
        return node

    def build(self) -> None:
        """Connect the base world; the laptop's cable is in, and its address comes with `laptop.connect()`."""
        link(self.router, "lap0", self.laptop, "eth0")
        link(self.router, "wan", self.internet, "isp0")
        self._start_internet()
        self._start_router()

    @property
    def company(self) -> Company:
        """The company, built when first asked for."""
        if self._company is None:
            self._company = Company(self.add("company"), self.internet, self.authority)
            self._company.build()
        return self._company

    def _start_router(self) -> None:
        six = (
            f"ip addr add {plan.LAN6_ROUTER}/64 dev br-lan\nip addr add {plan.WAN6_ROUTER}/64 dev wan\n"
            if self.ipv6
            else ""
        )
        six_route = f"ip -6 route add default via {plan.WAN6_ISP} dev wan\n" if self.ipv6 else ""
        self.router.sh(
            "ip link add br-lan address 02:00:00:00:01:01 type bridge forward_delay 0\nip link set lap0 master br-lan\n"
            f"ip addr add {plan.LAN_ROUTER}/24 dev br-lan\nip addr add {plan.WAN_ROUTER}/28 dev wan\n{six}"
            "ip link set lap0 up\nip link set br-lan up\nip link set wan up\n"
            f"ip route add default via {plan.WAN_ISP}\n{six_route}"
        )
        self.router.nft(_NAT)
        self.start_router_dnsmasq()

    def start_router_dnsmasq(self, *, dhcp: bool = True, dns: bool = True, extra: tuple[str, ...] = ()) -> None:
        """DHCP, IPv6 router advertisements and the DNS forwarder of the home router."""
        lines = ["bind-dynamic", "interface=br-lan", f"server={plan.ISP_RESOLVER}", "cache-size=0"]
        lines += [] if dns else ["port=0"]
        if dhcp:
            lines += [
                "dhcp-range=192.168.1.100,192.168.1.150,12h",
                "no-ping",
                "dhcp-authoritative",
                f"dhcp-leasefile={self.router.folder}/leases",
            ]
            if self.ipv6:
                lines += ["enable-ra", "dhcp-range=2001:db8:1::,ra-only,64,12h"]
        dnsmasq(self.router, "dnsmasq", [*lines, *extra])

    def _start_internet(self) -> None:
        addresses = [*plan.ANCHORS, plan.ISP_RESOLVER, plan.NTP, *(site[0] for site in plan.WEB.values())]
        six = [*plan.ANCHORS6, *(site[1] for site in plan.WEB.values())] if self.ipv6 else []
        script = [f"ip addr add {address}/32 dev lo" for address in addresses]
        script += [f"ip addr add {address}/128 dev lo" for address in six]
        script += [
            f"ip addr add {plan.WAN_ISP}/28 dev isp0",
            f"ip addr add {plan.WAN6_ISP}/64 dev isp0",
            "ip link set isp0 up",
            f"ip route add {plan.LAN6_PREFIX} via {plan.WAN6_ROUTER}",
        ]
        self.internet.run("sh", "-e", text_in="\n".join(script) + "\n")
        self.internet.nft("table inet net {\n chain pre { type filter hook prerouting priority filter; }\n}\n")
        self._start_resolver()
        self._start_time()

    def _start_time(self) -> None:
        """What tells the time: the time server, and the Date header of every site."""
        self._shifted = [server(self.internet, "ntp", {"listen": plan.NTP, "offset_s": self.time_shift_s})]
        if self.time_shift_s:
            self._shifted.append(server(self.internet, "web", self._shifted_web()))
        else:
            nginx(self.internet, "nginx", self._web(), self.authority.key)

    def set_right_time(self) -> None:
        """The world outside agrees with the laptop's clock from now on: what setting that clock would do."""
        for daemon in self._shifted:
            daemon.stop()
        self.time_shift_s, self.certificate_shift_days = 0.0, 0
        self._start_time()

    def _start_resolver(self, missing: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> None:
        listen = [*plan.ANCHORS, plan.ISP_RESOLVER, *(plan.ANCHORS6 if self.ipv6 else ())]
        known = {name: f"{four},{six}" for name, (four, six, _) in plan.WEB.items()}
        known |= {
            "vpn.example.org": plan.COMPANY_GATEWAY,
            "wg.example.org": plan.COMPANY_GATEWAY,
            "pool.ntp.org": plan.NTP,
        }
        records = [f"host-record={name},{addresses}" for name, addresses in known.items() if name not in missing]
        dnsmasq(
            self.internet,
            "resolver",
            [
                "bind-interfaces",
                "edns-packet-max=4096",  # as public resolvers do; dnsmasq drops questions that are longer
                f"listen-address={','.join(listen)}",
                "local-ttl=60",
                *records,
                *UNKNOWN_ELSEWHERE,
                *extra,
            ],
        )

    def restart_resolver(self, *, missing: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> None:
        """The public name servers, without these names or with these dnsmasq lines."""
        stop_dnsmasq(self.internet, "resolver")
        self._start_resolver(missing, extra)

    def restart_box(self, *, dns: bool = True, extra: tuple[str, ...] = ()) -> None:
        """The box's DHCP and DNS with other settings."""
        stop_dnsmasq(self.router, "dnsmasq")
        self.start_router_dnsmasq(dns=dns, extra=extra)

    def answer_with(
        self, name: str, *, status: int = 200, body: str = "lab\\n", chain: Path | None = None, plain: bool = False
    ) -> None:
        """Let one public site answer differently: on HTTPS, or with `plain` on HTTP."""
        listen = ("80", "[::]:80") if plain else ("443", "[::]:443")
        own = None if plain else chain or self.chain(name, plan.WEB[name][2])
        changed = Block(listen, (name,), own, {"/": f'return {status} "{body}";'})
        stop_nginx(self.internet, "nginx")
        self._changed = [block for block in self._changed if not block.replaces(changed)] + [changed]
        rest = [block for block in self._web() if not any(other.replaces(block) for other in self._changed)]
        nginx(self.internet, "nginx", [*rest, *self._changed], self.authority.key)

    def chain(self, name: str, index: int) -> Path:
        """The certificate chain of a public site, moved in time where the scenario says so."""
        shift = timedelta(days=self.certificate_shift_days)
        return self.authority.site(
            name, PUBLIC[index], start=shift - timedelta(days=30), end=shift + timedelta(days=60)
        )

    def _web(self) -> list[Block]:
        plain = ("80", "[::]:80")
        secure = ("443", "[::]:443")
        blocks = [Block(plain), Block(secure, chain=self.chain("one.one.one.one", 0))]
        for name, (path, body) in plan.PORTAL_BODY.items():
            blocks.append(Block(plain, (name,), locations={path: f'return 200 "{body}";', "/": "return 404;"}))
        blocks += [Block(secure, (name,), self.chain(name, site[2])) for name, site in plan.WEB.items()]
        return blocks

    def _shifted_web(self) -> dict[str, object]:
        return {
            "listen": [["0.0.0.0", 80], ["::", 80]] if self.ipv6 else [["0.0.0.0", 80]],
            "tls": [["0.0.0.0", 443], ["::", 443]] if self.ipv6 else [["0.0.0.0", 443]],
            "date_offset_s": self.time_shift_s,
            "body": "lab\n",
            "hosts": {name: {path: body} for name, (path, body) in plan.PORTAL_BODY.items()},
            "key": str(self.authority.key),
            "cert": str(self.chain("one.one.one.one", 0)),
            "certs": {name: str(self.chain(name, site[2])) for name, site in plan.WEB.items()},
        }

    def close(self) -> None:
        """End every computer and remove the folder."""
        for node in reversed(self.nodes):
            node.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def lab(*, ipv6: bool = True, time_shift_s: float = 0.0, certificate_shift_days: int = 0) -> Iterator[Lab]:
    """A fresh lab, built but for the laptop's address; everything is gone afterwards, whatever happens inside."""
    folder = Path(tempfile.mkdtemp(prefix="unstuck-lab-"))
    world: Lab | None = None
    try:
        world = Lab(folder, ipv6=ipv6, time_shift_s=time_shift_s, certificate_shift_days=certificate_shift_days)
        world.build()
        yield world
    finally:
        if world is not None:
            world.close()
        shutil.rmtree(folder, ignore_errors=True)
