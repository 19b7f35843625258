"""10,000 laptops that ask one nginx on loopback whether IT has news: `python -m tests.bench.content [--laptops N]`.

A simulated laptop does on the wire what the product does: one connection, two requests, the answers compared to the
last byte. 100 real content stores do the whole poll. nginx has one worker; its processor time is read from the kernel,
so that the capacity is the server's and not that of the test beside it.
"""

import argparse
import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from app.content.result import Kind
from app.content.store import ContentStore
from tests.bench.figure import Figure, table
from tests.fakes.publisher import Publisher
from tests.fakes.servers.certificates import Authority

LAPTOPS = 10_000
AT_ONCE = 100
REAL = 100
GUIDES = 100  # 50 in two languages
PATIENCE_S = 20.0
MILLION = 1_000_000
HOUR_S = 3600.0
MOST_REQUESTS, MOST_BYTES = 2, 1_500
MOST_VERIFY_S = 0.3

CONFIG = """
{user} worker_processes 1; pid {root}/pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; server_tokens off; types {{ application/json json; }}
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{
    listen 127.0.0.1:{plain} backlog=1024; listen 127.0.0.1:{secure} ssl backlog=1024;
    ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.key;
    location /unstuck/ {{ alias {root}/public/; }}
  }}
}}
"""


@dataclass
class Nginx:
    root: Path
    plain: int
    secure: int
    process: "subprocess.Popen[bytes]"

    def cpu_s(self) -> float:
        """Of the master and its worker until now."""
        ticks = 0
        pids = [self.process.pid]
        pids += map(int, Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text().split())
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass
class Crowd:
    """What a crowd of simulated laptops saw."""

    took_s: float = 0.0
    server_s: float = 0.0
    errors: int = 0
    received: int = 0
    sent: int = 0
    waits_s: list[float] = field(default_factory=list)


def _port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@contextmanager
def nginx(desk: Publisher) -> Iterator[Nginx]:
    """A real one that serves the public folder; stopped by its id whatever happens."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with tempfile.TemporaryDirectory(prefix="unstuck-bench-") as name:
        root = Path(name)
        root.chmod(0o755)
        pair = Authority(root).sign("server", names="IP:127.0.0.1")
        assert pair.certificate == root / "server.pem"
        desk.dump(root / "public")
        plain, secure = _port(), _port()
        user = "user root;" if os.geteuid() == 0 else ""
        (root / "nginx.conf").write_text(CONFIG.format(user=user, root=root, plain=plain, secure=secure))
        log = (root / "out").open("wb")
        process = subprocess.Popen([program, "-p", str(root), "-c", str(root / "nginx.conf")], stderr=log)
        try:
            _await(plain, process)
            yield Nginx(root, plain, secure, process)
        finally:
            process.terminate()
            process.wait(10)
            log.close()


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            continue
        return
    raise RuntimeError("nginx did not start")


def request(name: str, port: int) -> bytes:
    return (
        f"GET /unstuck/metadata/{name} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: Unstuck\r\n"
        "Accept-Encoding: identity\r\n\r\n"
    ).encode()


async def _answer(reader: asyncio.StreamReader, crowd: Crowd) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    body = await reader.readexactly(length)
    crowd.received += len(head) + len(body)
    return head.split()[1], body


async def _laptop(port: int, context: ssl.SSLContext | None, timestamp: bytes, crowd: Crowd) -> None:
    began_s = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            try:
                for name, expected in (("2.root.json", b"404"), ("timestamp.json", b"200")):
                    data = request(name, port)
                    writer.write(data)
                    crowd.sent += len(data)
                    status, body = await _answer(reader, crowd)
                    crowd.errors += status != expected or (expected == b"200" and body != timestamp)
            finally:
                writer.close()
                await writer.wait_closed()
    except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, ValueError):
        crowd.errors += 1
    crowd.waits_s.append(time.perf_counter() - began_s)


async def _crowd(port: int, context: ssl.SSLContext | None, timestamp: bytes, count: int) -> Crowd:
    crowd = Crowd()
    waiting = iter(range(count))

    async def some() -> None:
        for _ in waiting:
            await _laptop(port, context, timestamp, crowd)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(some())
    return crowd


def crowd(server: Nginx, timestamp: bytes, count: int, *, secure: bool) -> Crowd:
    """So many laptops, each with a connection (and a full TLS handshake) of its own."""
    context = ssl.create_default_context(cafile=str(server.root / "ca.pem")) if secure else None
    began_s, began_cpu_s = time.perf_counter(), server.cpu_s()
    found = asyncio.run(_crowd(server.secure if secure else server.plain, context, timestamp, count))
    found.took_s, found.server_s = time.perf_counter() - began_s, server.cpu_s() - began_cpu_s
    return found


def _content() -> Publisher:
    guides = {f"guides/{number}.toml": f"# guide {number}\n".encode() * 50 for number in range(GUIDES)}
    return Publisher(guides | {"notices/notices.json": b"[]", "site/site.toml": b"[organisation]\n"})


def figures(rounds: int, laptops: int = LAPTOPS) -> list[Figure]:
    """`rounds` is not used: the count of laptops is what makes it steady."""
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        return [Figure("content: laptops polling one nginx", "errors", 0.0, reason="nginx is not installed")]
    desk = _content()
    rows: list[Figure] = []
    with nginx(desk) as server:
        timestamp = desk.public["metadata/timestamp.json"]
        for kind, secure in (("http", False), ("https", True)):
            found = crowd(server, timestamp, laptops, secure=secure)
            each_us = found.server_s / laptops * 1_000_000
            share = MILLION / HOUR_S * found.server_s / laptops * 100
            rows += [
                Figure(f"content, {kind}: errors of {laptops} laptops", "", 0.0, value=float(found.errors)),
                Figure(f"content, {kind}: polls a second, client beside it", "/s", None, value=laptops / found.took_s),
                Figure(f"content, {kind}: a poll, median", "ms", None, value=median(found.waits_s) * 1000),
                Figure(
                    f"content, {kind}: a poll, 99 of 100", "ms", None, value=quantiles(found.waits_s, n=100)[98] * 1000
                ),
                Figure(f"content, {kind}: nginx's processor, a poll", "µs", None, value=each_us),
                Figure(f"content, {kind}: one core with 1,000,000 laptops an hour", "%", 100.0, value=share),
            ]
            if not secure:
                each = (found.sent + found.received) / laptops
                rows.append(Figure("content: bytes of a poll without news", "B", float(MOST_BYTES), value=each))
        rows += _real(server, desk)
    return rows


def _real(server: Nginx, desk: Publisher) -> list[Figure]:
    url = f"http://127.0.0.1:{server.plain}/unstuck"
    stores = [ContentStore(server.root / f"laptop{number}", url, desk.anchor) for number in range(REAL)]
    began_s = time.perf_counter()
    first = [store.refresh() for store in stores]
    first_s = (time.perf_counter() - began_s) / REAL
    began_s = time.perf_counter()
    again = [store.refresh() for store in stores]
    again_s = (time.perf_counter() - began_s) / REAL
    wrong = sum(found.kind is not Kind.NEW for found in first) + sum(found.kind is not Kind.SAME for found in again)
    return [
        Figure(f"content: errors of {REAL} real stores, first and again", "", 0.0, value=float(wrong)),
        Figure(f"content: first update ({GUIDES + 2} files)", "ms", None, value=first_s * 1000),
        Figure("content: first update, bytes", "B", None, value=median(found.bytes_read for found in first)),
        Figure(
            "content: poll without news, bytes",
            "B",
            MOST_BYTES,
            value=median(f.bytes_read + f.bytes_sent for f in again),
        ),
        Figure("content: poll without news, requests", "", MOST_REQUESTS, value=max(f.requests for f in again)),
        Figure("content: poll without news through TLS 1.3, bytes", "B", None, value=float(_tls_bytes(server, desk))),
        Figure("content: poll without news", "ms", None, value=again_s * 1000),
        Figure("content: the same, ed25519 in Python", "ms", MOST_VERIFY_S * 1000, value=_bare_s(server, desk) * 1000),
    ]


def _tls_bytes(server: Nginx, desk: Publisher) -> int:
    """Both ways, the handshake with a short chain included; a public authority's chain adds some 2 kB."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(server.root / "ca.pem")
    try:
        store = ContentStore(server.root / "tls", f"https://127.0.0.1:{server.secure}/unstuck", desk.anchor)
        store.refresh()
        found = store.refresh()
    finally:
        del os.environ["SSL_CERT_FILE"]
        if before is not None:
            os.environ["SSL_CERT_FILE"] = before
    return found.bytes_read + found.bytes_sent if found.kind is Kind.SAME else 0


BARE = """
import sys
sys.modules["cryptography"] = None
from pathlib import Path
from time import process_time
from app.content.store import ContentStore
store = ContentStore(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_bytes())
store.refresh()
times = []
for _ in range(9):
    began = process_time()
    assert store.refresh().kind == "same"
    times.append(process_time() - began)
print(sorted(times)[4])
"""


def _bare_s(server: Nginx, desk: Publisher) -> float:
    """Processor time of a poll on a laptop, which has no `cryptography`."""
    anchor = server.root / "anchor.json"
    anchor.write_bytes(desk.anchor)
    url = f"http://127.0.0.1:{server.plain}/unstuck"
    command = [sys.executable, "-c", BARE, str(server.root / "bare"), url, str(anchor)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.content", description=__doc__, allow_abbrev=False)
    parser.add_argument("--laptops", type=int, default=LAPTOPS, metavar="N", help=f"how many ({LAPTOPS})")
    options = parser.parse_args(arguments)
    rows = figures(1, options.laptops)
    print(table(rows))
    return 1 if any(row.verdict == "OVER" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
