"""Real daemons inside a node: dnsmasq and nginx, with the shortest configuration that does the job."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.node import Daemon, Node

_SERVERS = Path(__file__).with_name("servers")


def dnsmasq(node: Node, name: str, lines: Sequence[str]) -> None:
    """Start dnsmasq; it returns from its own start once its sockets are bound. `stop_dnsmasq` ends it."""
    folder = node.folder
    config = folder / f"{name}.conf"
    head = [
        "no-resolv",
        "no-hosts",
        "no-poll",
        "user=root",
        f"pid-file={folder}/{name}.pid",
        "log-facility=" + str(folder / f"{name}.log"),
    ]
    config.write_text("\n".join([*head, *lines]) + "\n")
    node.run("dnsmasq", "-C", str(config))


def stop_dnsmasq(node: Node, name: str) -> None:
    """Kill a dnsmasq that `dnsmasq` started in this node, and wait until its ports are free."""
    node.sh(
        f"pid=$(cat {node.folder}/{name}.pid); kill -9 $pid; rm {node.folder}/{name}.pid\n"
        "for _ in $(seq 200); do readlink /proc/$pid/exe >/dev/null || break; sleep 0.01; done"
    )


@dataclass(frozen=True)
class Block:
    """One nginx server: where it listens, for whom, with which certificate, and the bodies of its locations."""

    listen: tuple[str, ...]
    names: tuple[str, ...] = ("_",)
    chain: Path | None = None
    locations: Mapping[str, str] = field(default_factory=lambda: {"/": 'return 200 "lab\\n";'})

    def replaces(self, other: Block) -> bool:
        """Whether both are for the same name and port."""
        return (self.names, self.listen) == (other.names, other.listen)

    def text(self, key: Path) -> str:
        """The server block in nginx's language."""
        listen = "".join(f"listen {where}{' ssl' if self.chain else ''};" for where in self.listen)
        tls = f"ssl_certificate '{self.chain}'; ssl_certificate_key '{key}';" if self.chain else ""
        places = "".join(
            f"location {path} {{ default_type text/plain; {body} }}" for path, body in self.locations.items()
        )
        return f"server {{ {listen} server_name {' '.join(self.names)}; {tls} {places} }}\n"


def nginx(node: Node, name: str, blocks: Sequence[Block], key: Path) -> None:
    """Start nginx; its parent process returns once everything is bound."""
    folder = node.folder / name
    folder.mkdir(exist_ok=True)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{ }}\n"
        f"http {{ access_log off; server_tokens off; {temporary}\n"
        + "".join(block.text(key) for block in blocks)
        + "}\n"
    )
    node.run("nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf")


def stop_nginx(node: Node, name: str) -> None:
    """Stop an nginx that `nginx` started in this node: its ports refuse from now on."""
    node.sh(f"kill -TERM $(cat {node.folder}/{name}/pid); while [ -e {node.folder}/{name}/pid ]; do sleep 0.01; done")


def server(node: Node, kind: str, plan: Mapping[str, object], name: str | None = None) -> Daemon:
    """Start one of our own servers (tests/lab/servers) and wait until it listens."""
    return node.spawn(
        name or kind,
        sys.executable,
        "-I",
        "-S",
        "-B",
        str(_SERVERS / f"{kind}.py"),
        json.dumps(plan),
        ready=r"(?m)^ready$",
    )
