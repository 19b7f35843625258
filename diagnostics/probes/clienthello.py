"""A TLS ClientHello of exactly the wanted length (RFC 5246, section 7.4.1.2; padding: RFC 7685)."""

import os
import struct

from diagnostics.literal import is_literal

_RECORD = struct.Struct("!BHH")  # type, version, length
_HANDSHAKE, _TLS_1_0, _TLS_1_2, _CLIENT_HELLO = 22, 0x0301, 0x0303, 1
_SERVER_NAME, _PADDING = 0, 21  # extensions
# An offer of nothing but a signalling value (RFC 5746): every server answers it with a short alert.
_OFFER = struct.pack("!HH", 2, 0x00FF) + b"\1\0"
_EXTENSION_HEADER = 4  # bytes
_LONGEST = 0x3FFF  # bytes of one record


def padded(size: int, host: str) -> bytes:
    """A greeting of `size` bytes, or as few as it takes; `host` is named unless it is an address (RFC 6066)."""
    extensions = b"" if is_literal(host) else _extension(_SERVER_NAME, _name(host))
    bare = len(_record(extensions))
    missing = min(size, _LONGEST) - bare - _EXTENSION_HEADER
    return _record(extensions + _extension(_PADDING, bytes(missing))) if missing >= 0 else _record(extensions)


def _record(extensions: bytes) -> bytes:
    body = struct.pack("!H", _TLS_1_2) + os.urandom(32) + b"\0" + _OFFER
    body += struct.pack("!H", len(extensions)) + extensions
    message = bytes((_CLIENT_HELLO,)) + len(body).to_bytes(3, "big") + body
    return _RECORD.pack(_HANDSHAKE, _TLS_1_0, len(message)) + message


def _extension(kind: int, content: bytes) -> bytes:
    return struct.pack("!HH", kind, len(content)) + content


def _name(host: str) -> bytes:
    text = host.rstrip(".").encode("ascii", "ignore")
    return struct.pack("!HBH", len(text) + 3, 0, len(text)) + text
