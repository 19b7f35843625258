"""What VPN gateways answer to a stranger."""

import os
import struct

from tests.fakes.servers.packet import Answer


def openvpn(*, echo: bool = True) -> Answer:
    """P_CONTROL_HARD_RESET_SERVER_V2 that acknowledges packet 0; without `echo` it is for somebody else."""

    def answer(wire: bytes) -> list[bytes]:
        if len(wire) < 14 or wire[0] >> 3 != 7:
            return []
        session = wire[1:9] if echo else os.urandom(8)
        return [bytes((8 << 3,)) + os.urandom(8) + b"\1" + bytes(4) + session + bytes(4)]

    return answer


def ike_no_proposal(port: int = 500) -> Answer:
    """RFC 7296: an IKE_SA_INIT response with one notify, NO_PROPOSAL_CHOSEN (14)."""
    marker = bytes(4) if port == 4500 else b""

    def answer(wire: bytes) -> list[bytes]:
        head = wire[len(marker) :]
        notify = struct.pack("!BBHBBH", 0, 0, 8, 0, 0, 14)
        reply = (
            head[:8] + bytes(8) + bytes((41, 0x20, 34, 0x20)) + bytes(4) + struct.pack("!I", 28 + len(notify)) + notify
        )
        return [marker + reply]

    return answer


def dtls_cookie(wire: bytes) -> list[bytes]:
    """RFC 6347, section 4.2.1: HelloVerifyRequest with a cookie of 20 bytes."""
    if len(wire) < 25 or wire[0] != 22 or wire[13] != 1:
        return []
    body = b"\xfe\xff" + bytes((20,)) + os.urandom(20)
    size = len(body).to_bytes(3, "big")
    message = b"\x03" + size + bytes(2) + bytes(3) + size + body
    return [struct.pack("!BHHIHH", 22, 0xFEFF, 0, 0, 0, len(message)) + message]
