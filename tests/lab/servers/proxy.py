"""An HTTP proxy. Usage: python proxy.py '{"port": 3128, "auth": false}'

`auth` true: every request is answered 407 with Basic and Negotiate. Otherwise CONNECT and absolute GET are carried out.
"""

import json
import socket
import sys
import threading
from urllib.parse import urlsplit

DEMAND = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n"
    b'Proxy-Authenticate: Basic realm="lab"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
)
FAILED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LIMIT_S = 5.0


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def read_head(client: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        data = client.recv(65536)
        if not data:
            break
        head += data
    return head


def serve(client: socket.socket, auth: bool) -> None:
    with client:
        head = read_head(client)
        if auth:
            client.sendall(DEMAND)
            return
        method, target, *_ = head.decode("latin-1").split(" ")
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
        else:
            parts = urlsplit(target)
            host, port = parts.hostname or "", str(parts.port or 80)
        try:
            server = socket.create_connection((host.strip("[]"), int(port)), LIMIT_S)
        except OSError:
            client.sendall(FAILED)
            return
        with server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = target.split(parts.netloc, 1)[1] or "/"
                server.sendall(head.replace(target.encode("latin-1"), path.encode("latin-1"), 1))
            threading.Thread(target=pump, args=(client, server), daemon=True).start()
            pump(server, client)


def main() -> None:
    plan = json.loads(sys.argv[1])
    listener = socket.create_server(("::", plan["port"]), family=socket.AF_INET6, dualstack_ipv6=True, backlog=100)
    print("ready", flush=True)
    while True:
        client = listener.accept()[0]
        threading.Thread(target=serve, args=(client, plan.get("auth", False)), daemon=True).start()


main()
