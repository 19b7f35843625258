"""A transparent proxy that ends TLS and shows its own certificates. Usage: python intercept.py '{"port": 8443, ...}'

Connections arrive by a netfilter redirect; the certificate is chosen by SNI from `certs`, `cert` is the default.
What is inside goes on, unchanged, to where the client wanted (SO_ORIGINAL_DST), over TLS again.
"""

import json
import socket
import ssl
import struct
import sys
import threading
from typing import Any

Plan = dict[str, Any]

SO_ORIGINAL_DST = 80  # linux/netfilter_ipv4.h; the Python module has no name for it
LIMIT_S = 5.0


def pump(source: ssl.SSLSocket, target: ssl.SSLSocket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        target.close()


def serve(raw: socket.socket, plan: Plan, context: ssl.SSLContext) -> None:
    try:
        port, packed = struct.unpack("!2xH4s8x", raw.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
        client = context.wrap_socket(raw, server_side=True)
        onward = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        onward.check_hostname, onward.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection((socket.inet_ntoa(packed), port), LIMIT_S)
        server = onward.wrap_socket(plain, server_hostname=getattr(client, "lab_name", None))
    except OSError:
        raw.close()
        return
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


def main() -> None:
    plan = json.loads(sys.argv[1])

    def load(chain: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, plan["key"])
        return context

    named = {name: load(chain) for name, chain in plan["certs"].items()}
    first = load(plan["cert"])

    def choose(sock: Any, name: str | None, _: ssl.SSLContext) -> None:
        sock.lab_name = name  # what goes on upstream must ask for the same site
        if name in named:
            sock.context = named[name]

    first.sni_callback = choose
    listener = socket.create_server(("0.0.0.0", plan["port"]), backlog=100)
    print("ready", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], plan, first), daemon=True).start()


main()
