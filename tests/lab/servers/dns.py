"""A name server that misbehaves. Usage: python dns.py '{"listen": ["192.168.1.1"], "mode": "servfail"}'

Modes: relay (pass on to `upstream`), servfail, refused, nxdomain, silent, rubbish, wildcard (every A is `address`),
invent (names that upstream does not know get `address`). `delay_ms` holds every answer back; `answers` maps names to
addresses that win over everything.
"""

import json
import socket
import struct
import sys
import threading
import time
from typing import Any

Plan = dict[str, Any]

RCODES = {"servfail": 2, "nxdomain": 3, "refused": 5}
UPSTREAM_LIMIT_S = 2.0


def question_name(query: bytes) -> tuple[str, int, int]:
    """Name, record type, and where the question ends (RFC 1035, 4.1.2)."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    return ".".join(labels), struct.unpack_from("!H", query, at + 1)[0], at + 5


def reply(query: bytes, rcode: int, addresses: list[str]) -> bytes:
    """A reply with A records for `addresses`."""
    _, _, end = question_name(query)
    head = query[:2] + struct.pack("!HHHHH", 0x8180 | rcode, 1, len(addresses), 0, 0)
    records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(ip) for ip in addresses)
    return head + query[12:end] + records


def upstream(query: bytes, server: str) -> bytes | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(UPSTREAM_LIMIT_S)
        try:
            sock.sendto(query, (server, 53))
            return sock.recv(65535)
        except OSError:
            return None


def decide(query: bytes, plan: Plan) -> bytes | None:
    """What goes back for this question; None: nothing."""
    time.sleep(plan.get("delay_ms", 0) / 1000)
    name, record, _ = question_name(query)
    mode = plan["mode"]
    if name in plan.get("answers", {}):
        return reply(query, 0, plan["answers"][name] if record == 1 else [])
    if mode in RCODES:
        return reply(query, RCODES[mode], [])
    if mode == "rubbish":
        return query[:2] + b"\xff" * 40
    if mode == "wildcard":
        return reply(query, 0, [plan["address"]] if record == 1 else [])
    if mode == "silent":
        return None
    answer = upstream(query, plan["upstream"])
    if mode == "invent" and answer and answer[3] & 15 == 3:
        return reply(query, 0, [plan["address"]] if record == 1 else [])
    return answer


def serve_udp(sock: socket.socket, plan: Plan) -> None:
    def one(query: bytes, peer: Any) -> None:
        answer = decide(query, plan)
        if answer:
            sock.sendto(answer, peer)

    while True:
        query, peer = sock.recvfrom(65535)
        threading.Thread(target=one, args=(query, peer), daemon=True).start()


def serve_tcp(sock: socket.socket, plan: Plan) -> None:
    def one(peer: socket.socket) -> None:
        with peer:
            size = peer.recv(2)
            query = peer.recv(struct.unpack("!H", size)[0]) if len(size) == 2 else b""
            answer = decide(query, plan) if len(query) > 16 else None
            if answer:
                peer.sendall(struct.pack("!H", len(answer)) + answer)

    while True:
        threading.Thread(target=one, args=(sock.accept()[0],), daemon=True).start()


def main() -> None:
    plan = json.loads(sys.argv[1])
    threads = []
    for address in plan["listen"]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        udp = socket.socket(family, socket.SOCK_DGRAM)
        tcp = socket.socket(family, socket.SOCK_STREAM)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for sock in (udp, tcp):
            sock.bind((address, 53))
        tcp.listen(50)
        threads += [threading.Thread(target=serve_udp, args=(udp, plan), daemon=True)]
        threads += [threading.Thread(target=serve_tcp, args=(tcp, plan), daemon=True)]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    for thread in threads:
        thread.join()


main()
