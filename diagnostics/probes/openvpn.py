"""The first packet of OpenVPN's control channel and its answer (OpenVPN protocol, "P_CONTROL_HARD_RESET").

It needs no key and no password; a server that also wants its packets signed (tls-auth, tls-crypt) throws it away
without a word, as it would a stranger's.
"""

import os
import struct

_SESSION = 8  # bytes
_CLIENT_RESET = 7 << 3  # P_CONTROL_HARD_RESET_CLIENT_V2, key 0
_SERVER_RESET = 8  # P_CONTROL_HARD_RESET_SERVER_V2
_ID = struct.Struct("!I")
LENGTH_PREFIX = 2  # bytes in front of every packet over TCP


class Greeting:
    """One session that is opened and never continued; the server forgets it by itself."""

    def __init__(self) -> None:
        self.session = os.urandom(_SESSION)
        self.packet = bytes((_CLIENT_RESET,)) + self.session + b"\0" + _ID.pack(0)  # no acknowledgement, packet 0

    def accepts(self, packet: bytes) -> bool | None:
        """True when this is the server's answer to this very greeting, else None."""
        if len(packet) < 2 + _SESSION or packet[0] >> 3 != _SERVER_RESET:
            return None
        acknowledged = packet[1 + _SESSION]
        at = 2 + _SESSION + acknowledged * _ID.size
        return True if acknowledged and packet[at : at + _SESSION] == self.session else None
