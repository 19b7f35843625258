"""An SNTP server (RFC 5905) whose time is `offset_s` ahead.

Usage: python ntp.py '{"listen": "192.0.2.123", "offset_s": 720}'
"""

import json
import socket
import struct
import sys
import time

ERA_1900 = 2208988800  # seconds from 1900 to 1970


def stamp(seconds: float) -> bytes:
    seconds += ERA_1900
    return struct.pack("!II", int(seconds) & 0xFFFFFFFF, int((seconds % 1) * 2**32) & 0xFFFFFFFF)


def main() -> None:
    plan = json.loads(sys.argv[1])
    offset = plan["offset_s"]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((plan["listen"], 123))  # one address: an answer from another one would not be believed
    print("ready", flush=True)
    while True:
        request, peer = sock.recvfrom(512)
        if len(request) < 48:
            continue
        now = time.time() + offset
        head = struct.pack("!BBbbII4s", 0x24, 2, 6, -20, 0, 0, b"LAB\0")
        sock.sendto(head + stamp(now) + request[40:48] + stamp(now) + stamp(time.time() + offset), peer)


main()
