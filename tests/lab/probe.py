"""What the control probes run on the laptop: raw sockets of the standard library, nothing of the product.

Usage: probe.py tcp ADDRESS PORT | udp ADDRESS PORT HEX | dns SERVER NAME [tcp] | date ADDRESS HOST.
One JSON object comes out.
"""

import email.utils
import errno
import json
import os
import socket
import struct
import sys
import time
from collections.abc import Callable

Seen = dict[str, object]

LIMIT_S = 1.2
CODES = {
    errno.ECONNREFUSED: "refused",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.EPERM: "not permitted",
    errno.EACCES: "not permitted",
    errno.ETIMEDOUT: "silent",
    errno.ECONNRESET: "reset",
    errno.EADDRNOTAVAIL: "no address",
}


def outcome(error: OSError) -> str:
    return "silent" if isinstance(error, TimeoutError) else CODES.get(error.errno or 0, repr(error))


def family(address: str) -> int:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def tcp(address: str, port: str) -> Seen:
    try:
        socket.create_connection((address, int(port)), LIMIT_S).close()
        return {"outcome": "open"}
    except OSError as error:
        return {"outcome": outcome(error)}


def udp(address: str, port: str, payload: str) -> Seen:
    with socket.socket(family(address), socket.SOCK_DGRAM) as sock:
        sock.settimeout(LIMIT_S)
        try:
            sock.connect((address, int(port)))
            sock.send(bytes.fromhex(payload))
            return {"outcome": "answered", "bytes": len(sock.recv(65535))}
        except OSError as error:
            return {"outcome": outcome(error)}


def question(name: str) -> bytes:
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return os.urandom(2) + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)


def addresses(reply: bytes, asked: int) -> list[str]:
    """A records behind the question; names in answers of the lab are compressed or equal to the question's."""
    found, at = [], asked
    for _ in range(struct.unpack_from("!H", reply, 6)[0]):
        while reply[at] and reply[at] < 0xC0:
            at += 1 + reply[at]
        at += 2 if reply[at] >= 0xC0 else 1
        kind, _, _, size = struct.unpack_from("!HHIH", reply, at)
        at += 10 + size
        if kind == 1:
            found.append(socket.inet_ntoa(reply[at - 4 : at]))
    return found


def dns(server: str, name: str, transport: str = "udp") -> Seen:
    query, begin = question(name), time.monotonic()
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(family(server), kind) as sock:
        sock.settimeout(LIMIT_S)
        try:
            sock.connect((server, 53))
            sock.send(struct.pack("!H", len(query)) + query if transport == "tcp" else query)
            reply = sock.recv(65535)[2 if transport == "tcp" else 0 :]
            found: Seen = {"rcode": reply[3] & 15, "addresses": addresses(reply, len(query)), "outcome": "answered"}
        except OSError as error:
            found = {"outcome": outcome(error)}
        except (IndexError, struct.error):
            found = {"outcome": "rubbish"}
    return found | {"ms": (time.monotonic() - begin) * 1000}


def date(address: str, host: str) -> Seen:
    """The Date header of a plain HTTP answer minus our clock."""
    with socket.create_connection((address, 80), LIMIT_S) as sock:
        sock.sendall(f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head = sock.recv(65535).decode("latin-1")
    value = next(line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("date:"))
    return {"outcome": "answered", "offset_s": email.utils.parsedate_to_datetime(value).timestamp() - time.time()}


PROBES: dict[str, Callable[..., Seen]] = {"tcp": tcp, "udp": udp, "dns": dns, "date": date}
print(json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])))
