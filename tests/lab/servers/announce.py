"""A device that insists on an address: gratuitous ARP replies, 250 a second.

Usage: python announce.py '{"device": "eth0", "address": "192.168.1.1"}'
"""

import json
import socket
import struct
import sys
import time

ETH_P_ARP = 0x0806
EVERY_S = 0.004  # whoever else answers is believed for an instant only
LIMIT_S = 60.0


def main() -> None:
    plan = json.loads(sys.argv[1])
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((plan["device"], ETH_P_ARP))
    mac, address = sock.getsockname()[4], socket.inet_aton(plan["address"])
    head = b"\xff" * 6 + mac + struct.pack("!H", ETH_P_ARP)
    frame = head + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + mac + address + b"\xff" * 6 + address  # RFC 826, a reply
    end = time.monotonic() + LIMIT_S
    print("ready", flush=True)
    while time.monotonic() < end:
        sock.send(frame)
        time.sleep(EVERY_S)


main()
