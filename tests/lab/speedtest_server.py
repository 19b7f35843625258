"""The far end of load tests: a site's own endpoint (`/down?bytes=N`, `/up`) and a look-alike of speedtest.net.

`python -m tests.lab.speedtest_server --port 80 --name www.speedtest.net` serves the paths that speedtest-cli 2.1.3
asks for: configuration, server list, latency.txt, random images, upload.php. Names of the real service must
resolve to it, so it belongs into a namespace. `--refuse 403` answers the configuration with that status.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import socketserver
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

BLOCK = 1024 * 1024
IMAGE_BYTES = {
    350: 245_388,
    500: 505_544,
    750: 1_118_012,
    1000: 1_986_284,
    1500: 4_468_241,
    2000: 7_907_740,
    2500: 12_407_926,
    3000: 17_816_816,
    3500: 24_262_167,
    4000: 31_625_365,
}
CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<settings>
<client ip="192.0.2.7" lat="-20.2" lon="57.5" isp="Example" isprating="3.7" rating="0" country="MU"/>
<server-config threadcount="4" ignoreids="" notonmap="" forcepingid="" preferredserverid=""/>
<download testlength="10" initialtest="250K" mintestsize="250K" threadsperurl="4"/>
<upload testlength="10" ratio="5" initialtest="0" mintestsize="32K" threads="2" maxchunksize="512K"
 maxchunkcount="50" threadsperurl="4"/>
</settings>
"""


class LoadServer(socketserver.ThreadingTCPServer):
    """One daemon thread a connection; counts what it sent and received, in bytes of body."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], name: str, refuse: int = 0) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.name = name
        self.refuse = refuse
        self.pause_s = 0.0  # after every block sent: a slow server
        self.block = memoryview(os.urandom(BLOCK))
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of a load test break connections off: nothing to say."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: LoadServer
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: thousands of requests."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        image = re.fullmatch(r"/speedtest/random(\d+)x\1\.jpg", url.path)
        if url.path == "/down":
            self._body(int(parse_qs(url.query).get("bytes", ["0"])[0]))
        elif image is not None and int(image[1]) in IMAGE_BYTES:
            self._body(IMAGE_BYTES[int(image[1])], "image/jpeg")
        elif url.path == "/speedtest/latency.txt":
            self._text("test=test\n")
        elif url.path == "/speedtest-config.php" and self.server.refuse:
            self.send_error(self.server.refuse)
        elif url.path == "/speedtest-config.php":
            self._text(CONFIG, "text/xml")
        elif url.path in ("/speedtest-servers-static.php", "/speedtest-servers.php"):
            self._text(self._servers(), "text/xml")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        size = left = int(self.headers.get("Content-Length", "0"))
        scratch = memoryview(bytearray(BLOCK))
        while left:
            got = self.rfile.readinto(scratch[: min(left, BLOCK)])  # type: ignore[attr-defined]
            if not got:
                return
            left -= got
        self._text(f"size={size}")

    def _servers(self) -> str:
        port = self.server.server_address[1]
        host = self.server.name if port == 80 else f"{self.server.name}:{port}"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<settings><servers>'
            f'<server url="http://{host}/speedtest/upload.php" lat="-20.1" lon="57.5" name="Port Louis"'
            f' country="Mauritius" cc="MU" sponsor="Example" id="1" host="{host}"/></servers></settings>\n'
        )

    def _text(self, text: str, kind: str = "text/plain") -> None:
        data = text.encode()
        self._head(len(data), kind)
        self.wfile.write(data)

    def _head(self, size: int, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.end_headers()

    def _body(self, size: int, kind: str = "application/octet-stream") -> None:
        self._head(size, kind)
        while size:
            part = self.server.block[: min(size, BLOCK)]
            self.connection.sendall(part)
            size -= len(part)
            time.sleep(self.server.pause_s)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=80)
    parser.add_argument("--name", default="www.speedtest.net", help="the name in the server list")
    parser.add_argument("--refuse", type=int, default=0, help="answer the configuration with this status")
    args = parser.parse_args()
    with LoadServer((args.bind, args.port), args.name, args.refuse) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
