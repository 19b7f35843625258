"""The first packet of DTLS 1.2 and its answer (RFC 6347): a server asks a stranger to come back with a cookie.

Many VPN gateways listen to DTLS only from those who have signed in over TCP before: silence proves nothing.
"""

import os
import struct

_RECORD = struct.Struct("!BHHIHH")  # type, version, epoch, sequence (16 and 32 bits), length
_ALERT, _HANDSHAKE = 21, 22
_DTLS_1_0, _DTLS_1_2 = 0xFEFF, 0xFEFD
_CLIENT_HELLO, _SERVER_HELLO, _HELLO_VERIFY = 1, 2, 3
_CIPHERS = (0xC02F, 0xC030, 0xC02B, 0xC02C, 0x009C, 0x009D, 0x002F, 0x0035)  # AES with ECDHE, then with plain RSA
_EXTENSIONS = bytes.fromhex(
    "000a00080006001d00170018"  # groups: x25519, secp256r1, secp384r1
    "000b00020100"  # points: uncompressed
    "000d000e000c040305030603040105010601"  # signatures: ECDSA and RSA with SHA-2
)


class Greeting:
    """One ClientHello without a session and without a cookie; the server forgets it by itself."""

    def __init__(self) -> None:
        ciphers = struct.pack(f"!{len(_CIPHERS)}H", *_CIPHERS)
        body = struct.pack("!H", _DTLS_1_2) + os.urandom(32) + b"\0\0"  # no session, no cookie
        body += struct.pack("!H", len(ciphers)) + ciphers + b"\1\0"
        body += struct.pack("!H", len(_EXTENSIONS)) + _EXTENSIONS
        size = len(body).to_bytes(3, "big")
        message = bytes((_CLIENT_HELLO,)) + size + bytes(2) + bytes(3) + size + body  # one fragment, from 0
        self.packet = _RECORD.pack(_HANDSHAKE, _DTLS_1_0, 0, 0, 0, len(message)) + message

    def accepts(self, packet: bytes) -> bool | None:
        """True for a request for a cookie, a ServerHello or an alert; else None."""
        if len(packet) <= _RECORD.size:
            return None
        kind, version, _, _, _, size = _RECORD.unpack_from(packet)
        if version not in (_DTLS_1_0, _DTLS_1_2) or size > len(packet) - _RECORD.size:
            return None
        asked = kind == _HANDSHAKE and packet[_RECORD.size] in (_SERVER_HELLO, _HELLO_VERIFY)
        return True if asked or kind == _ALERT else None
