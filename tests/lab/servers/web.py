"""An HTTP(S) server that misbehaves. Usage: python web.py '{"listen": [["0.0.0.0", 80]], "status": 302, ...}'

Keys: listen [[address, port]], tls [[address, port]], cert, key, certs {sni: chain}, status, headers, body,
hosts {host: {path: body}} (wins with 200), date_offset_s (moves the Date header), mode: normal, drip (one byte a
second), rubbish, silent. Every connection serves any number of requests.
"""

import email.utils
import json
import os
import socket
import ssl
import sys
import threading
import time
from typing import Any

Plan = dict[str, Any]


def response(plan: Plan, request: str, headers: dict[str, str]) -> bytes:
    host = headers.get("host", "").split(":")[0]
    path = request.split(" ")[1] if request.count(" ") >= 2 else "/"
    status, body = plan.get("status", 200), plan.get("body", "")
    known = plan.get("hosts", {}).get(host, {})
    if path in known:
        status, body = 200, known[path]
    date = email.utils.formatdate(time.time() + plan.get("date_offset_s", 0), usegmt=True)
    extra = "".join(f"{name}: {value}\r\n" for name, value in plan.get("headers", {}).items())
    head = f"HTTP/1.1 {status} {'OK' if status == 200 else 'Other'}\r\nDate: {date}\r\nServer: lab\r\n{extra}"
    head += f"Content-Type: text/plain\r\nContent-Length: {len(body.encode())}\r\n\r\n"
    return head.encode() + (b"" if request.startswith("HEAD") else body.encode())


def send(sock: socket.socket, data: bytes, mode: str) -> None:
    if mode == "drip":
        for byte in data:
            sock.sendall(bytes([byte]))
            time.sleep(1)
    elif mode == "rubbish":
        sock.sendall(os.urandom(4096))
    elif mode == "silent":
        time.sleep(60)
    else:
        sock.sendall(data)


def talk(sock: socket.socket, plan: Plan) -> None:
    with sock, sock.makefile("rb") as lines:
        while True:
            request = lines.readline(8192).decode("latin-1").strip()
            if not request:
                return
            headers = {}
            while line := lines.readline(8192).decode("latin-1").strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            send(sock, response(plan, request, headers), plan.get("mode", "normal"))


def one(sock: socket.socket, plan: Plan, context: ssl.SSLContext | None) -> None:
    try:
        sock.settimeout(30)
        talk(context.wrap_socket(sock, server_side=True) if context else sock, plan)
    except (OSError, ValueError):
        sock.close()


def serve(listener: socket.socket, plan: Plan, context: ssl.SSLContext | None) -> None:
    while True:
        threading.Thread(target=one, args=(listener.accept()[0], plan, context), daemon=True).start()


def tls_context(plan: Plan) -> ssl.SSLContext:
    def load(chain: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, plan["key"])
        return context

    named = {name: load(chain) for name, chain in plan.get("certs", {}).items()}
    first = load(plan["cert"])

    def choose(sock: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name in named:
            sock.context = named[name]

    first.sni_callback = choose
    return first


def main() -> None:
    plan = json.loads(sys.argv[1])
    threads = []
    for key in ("listen", "tls"):
        for address, port in plan.get(key, []):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listener = socket.create_server((address, port), family=family, backlog=100)
            context = tls_context(plan) if key == "tls" else None
            threads.append(threading.Thread(target=serve, args=(listener, plan, context), daemon=True))
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    for thread in threads:
        thread.join()


main()
