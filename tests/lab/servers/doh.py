"""A name service over HTTPS (RFC 8484), as browsers use it.

Usage: python doh.py '{"port": 8443, "cert": "...", "key": "...", "upstream": "192.0.2.53"}'. Questions come by GET
(`?dns=`) or POST on /dns-query and go on to `upstream` over UDP; `answers` maps names to IPv4 addresses that win over
it. HTTP/1.1 only: HTTP/2 is what RFC 8484 recommends, not what it demands.
"""

import base64
import json
import socket
import ssl
import struct
import sys
import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

Plan = dict[str, Any]

TYPE = "application/dns-message"
UPSTREAM_LIMIT_S = 2.0
CONNECTION_LIMIT_S = 20.0
LARGEST = 65535


def question(query: bytes) -> tuple[str, int, int]:
    """Name, record type, and where the question ends (RFC 1035, 4.1.2)."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    return ".".join(labels), struct.unpack_from("!H", query, at + 1)[0], at + 5


def known(query: bytes, addresses: list[str], record: int, end: int) -> bytes:
    found = addresses if record == 1 else []
    head = query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(found), 0, 0)
    records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(ip) for ip in found)
    return head + query[12:end] + records


def resolve(query: bytes, plan: Plan) -> bytes:
    """The answer in DNS's own form. Raises OSError when the server behind is silent."""
    name, record, end = question(query)
    if name in plan.get("answers", {}):
        return known(query, plan["answers"][name], record, end)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(UPSTREAM_LIMIT_S)
        sock.connect((plan["upstream"], 53))
        sock.send(query)
        return sock.recv(LARGEST)


def answer(request: str, body: bytes, plan: Plan) -> tuple[int, bytes]:
    """HTTP status and body."""
    method, target, *_ = [*request.split(" "), "", ""]
    url = urlsplit(target)
    if url.path != "/dns-query":
        return 404, b""
    if method == "POST":
        query = body
    elif method == "GET":
        text = parse_qs(url.query).get("dns", [""])[0]
        query = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    else:
        return 405, b""
    try:
        return 200, resolve(query, plan)
    except (IndexError, struct.error):
        return 400, b""
    except OSError:
        return 504, b""


def talk(sock: ssl.SSLSocket, plan: Plan) -> None:
    with sock, sock.makefile("rb") as lines:
        while True:
            request = lines.readline(8192).decode("latin-1").strip()
            if not request:
                return
            size = 0
            while line := lines.readline(8192).decode("latin-1").strip():
                name, _, value = line.partition(":")
                if name.lower() == "content-length":
                    size = int(value)
            status, body = answer(request, lines.read(min(size, LARGEST)), plan)
            head = f"HTTP/1.1 {status} {'OK' if status == 200 else 'Not this'}\r\nContent-Type: {TYPE}\r\n"
            sock.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def serve(raw: socket.socket, plan: Plan, context: ssl.SSLContext) -> None:
    try:
        raw.settimeout(CONNECTION_LIMIT_S)
        talk(context.wrap_socket(raw, server_side=True), plan)
    except (OSError, ValueError):
        raw.close()


def main() -> None:
    plan = json.loads(sys.argv[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(plan["cert"], plan["key"])
    context.set_alpn_protocols(["http/1.1"])
    listener = socket.create_server(("0.0.0.0", plan["port"]), backlog=50)
    print("ready", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], plan, context), daemon=True).start()


main()
