"""When a WireGuard tunnel last spoke with its peers: the userspace socket, else the tool `wg` for the kernel's own.

Both answer only to those who may administer the tunnel; everybody else gets PermissionError, which is not "never".
"""

import base64
import binascii
import errno
import socket
from pathlib import Path

from diagnostics.system.linux.process import in_our_network, peer_process

_SOCKETS = (Path("/var/run/wireguard"), Path("/run/wireguard"))
_AF_UNIX = 1  # spelled out because the socket module lacks the name on Windows
_ANSWER_S = 0.3  # a local process that answers from memory
_WG_S = 0.5
_MOST_BYTES = 1 << 18


def acquire_handshakes(interface: str, kernel: bool) -> dict[str, int]:
    """{public key (base64): Unix time of the last handshake, 0 for never} of a tunnel's peers. Raises OSError."""
    if kernel:
        from diagnostics.system.linux.command import output_of

        return parse_latest_handshakes(output_of("wg", "show", interface, "latest-handshakes", timeout_s=_WG_S))
    return parse_configuration(_configuration(interface))


def parse_latest_handshakes(text: str) -> dict[str, int]:
    """Lines of "key<TAB>seconds", as `wg show X latest-handshakes` prints them."""
    rows = [line.split("\t") for line in text.splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def parse_configuration(text: str) -> dict[str, int]:
    """The answer of the cross-platform configuration protocol: "public_key=hex" begins each peer."""
    found: dict[str, int] = {}
    peer = None
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if key == "public_key":
            peer = _base64_of(value)
            if peer is not None:
                found[peer] = 0
        elif key == "last_handshake_time_sec" and peer is not None and value.isdigit():
            found[peer] = int(value)
    return found


def _configuration(interface: str) -> str:
    """Ask the userspace implementation. The answer also holds keys: it is parsed at once and never kept."""
    path = next((folder / f"{interface}.sock" for folder in _SOCKETS if (folder / f"{interface}.sock").exists()), None)
    if path is None:
        raise FileNotFoundError(errno.ENOENT, "no socket of a userspace WireGuard")
    answer = b""
    with socket.socket(_AF_UNIX, socket.SOCK_STREAM) as channel:
        channel.settimeout(_ANSWER_S)
        channel.connect(str(path))
        # Namespaces share the folder of sockets: one of the same name may belong to somebody else's tunnel.
        pid = peer_process(channel)
        if pid == 0 or in_our_network(pid) is False:
            raise FileNotFoundError(errno.ENOENT, "that socket serves another network namespace")
        channel.sendall(b"get=1\n\n")
        while not answer.endswith(b"\n\n") and len(answer) < _MOST_BYTES:
            part = channel.recv(1 << 16)
            if not part:
                break
            answer += part
    return answer.decode("ascii", "replace")


def _base64_of(hexadecimal: str) -> str | None:
    try:
        return base64.b64encode(binascii.unhexlify(hexadecimal)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
